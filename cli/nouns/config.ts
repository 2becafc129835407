/** The words of `foxden config`. */
import { noun } from "./noun.ts";

export const config = noun("config", {
  section: "Account",
  summary: "Settings, and where each one comes from",
  understood: { unset: ["set", "--unset"] },
  examples: [{ line: "config list" }, { line: "config set sync.max_age 10m" }],
  commands: {
    list: [
      "Show all settings, with the source of each",
      async () => (await import("../commands/config.ts")).list,
    ],
    get: ["Print one setting", async () => (await import("../commands/config.ts")).get],
    set: ["Change a setting in the config file", async () => (await import("../commands/config_set.ts")).set],
    edit: [
      "Open the config file in your editor",
      async () => (await import("../commands/config_set.ts")).edit,
    ],
    path: ["Print where the config file is", async () => (await import("../commands/config.ts")).path],
  },
});

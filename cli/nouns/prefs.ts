/** The words of `foxden prefs`. */
import { noun } from "./noun.ts";

export const prefs = noun("prefs", {
  section: "Records",
  summary: "Synced preferences of Firefox",
  understood: { add: ["set"], edit: ["set"], reset: ["rm"] },
  examples: [
    { line: "prefs list urlbar" },
    { line: "prefs get browser.startup.homepage --field value" },
    { line: "prefs set browser.startup.page 3" },
  ],
  commands: {
    list: ["Show synced preferences", async () => (await import("../commands/prefs.ts")).list],
    get: ["Show one preference, or several", async () => (await import("../commands/prefs.ts")).get],
    set: ["Set preferences, on all devices", async () => (await import("../commands/prefs_write.ts")).set],
    rm: [
      "Set preferences back to their defaults, on all devices",
      async () => (await import("../commands/prefs_write.ts")).rm,
    ],
  },
});

/** The words of `foxden addons`. */
import { noun } from "./noun.ts";

/** Why no add-on is added. */
export const NOT_ADDED =
  "Firefox installs add-ons from addons.mozilla.org by itself; install one in a Firefox, and the others follow";

export const addons = noun("addons", {
  section: "Records",
  summary: "Add-ons of all devices",
  understood: { edit: ["set"], uninstall: ["rm"] },
  refused: { add: NOT_ADDED, install: NOT_ADDED },
  examples: [
    { line: "addons list is:disabled" },
    { line: "addons set uBlock0@raymondhill.net enabled=no" },
  ],
  commands: {
    list: ["Show add-ons", async () => (await import("../commands/addons.ts")).list],
    get: ["Show one add-on, or several", async () => (await import("../commands/addons.ts")).get],
    set: [
      "Switch add-ons on or off, on all devices",
      async () => (await import("../commands/addons_write.ts")).set,
    ],
    rm: ["Uninstall add-ons, on all devices", async () => (await import("../commands/addons_write.ts")).rm],
  },
});

/** The words of `foxden devices`. */
import { noun } from "./noun.ts";

const NOT_DISCONNECTED =
  "foxden disconnects no other devices yet; the account's settings in a browser do, and auth logout signs out this one";

export const devices = noun("devices", {
  aliases: ["dev", "clients"],
  section: "Account",
  summary: "Devices of the account",
  refused: {
    rename: "foxden renames no devices yet; each Firefox sets its own name in its settings",
    disconnect: NOT_DISCONNECTED,
    rm: NOT_DISCONNECTED,
  },
  examples: [{ line: "devices list" }, { line: "devices get 'Pixel 9'" }],
  commands: {
    list: ["Show the devices of the account", async () => (await import("../commands/devices.ts")).list],
    get: [
      "Show one device in full, or several",
      async () => (await import("../commands/devices.ts")).get,
    ],
  },
});

/** The words of `foxden devices`. */
import { noun } from "./noun.ts";

export const devices = noun("devices", {
  aliases: ["dev"],
  section: "Account",
  summary: "Devices of the account",
  examples: [{ line: "devices list" }],
  commands: {
    list: ["Show the devices of the account", async () => (await import("../commands/devices.ts")).list],
  },
});

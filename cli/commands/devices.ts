/** `foxden devices`: the devices of the account. */
import { deviceColumns, listDevices } from "../../app/devices/devices.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

export const list = command({
  path: ["devices", "list"],
  summary: "Show the devices of the account",
  about: "A device that is not signed in any more may have left records behind: it is listed as such.",
  output: "list",
  source: "mirror",
  columns: deviceColumns,
  examples: [{ line: "devices list" }, { line: "devices list --fields name,state,lastSeen" }],
  async run(call) {
    return rows(await listDevices(openApp(call)));
  },
});

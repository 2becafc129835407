/** `foxden devices`: the devices of the account. */
import { deviceColumns, getDevices, listDevices } from "../../app/devices/devices.ts";
import { answerOrField, askedFor, FIELD } from "../asked.ts";
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
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help:
        "Words of name, application or system, and fields: type:mobile is:this is:signed-in is:not-signed-in after:",
    },
  },
  examples: [
    { line: "devices list" },
    { line: "devices list type:mobile after:30d", note: "phones that were seen within 30 days" },
    { line: "devices list --fields name,state,lastSeen" },
  ],
  async run(call) {
    return rows(await listDevices(openApp(call), { query: call.args.query.join(" ") }));
  },
});

export const get = command({
  path: ["devices", "get"],
  summary: "Show one device in full, or several",
  about:
    "What the account knows of a device, with what it told Sync of itself: program, system, protocols, and the commands " +
    'that wait for it. "not signed in" is the state of one that has only left its records in Sync behind.',
  output: "list",
  source: "mirror",
  columns: deviceColumns,
  args: {
    device: {
      many: true,
      help: "A device's name, a part of it, or an id; - reads whole names or ids from stdin",
    },
  },
  options: { field: FIELD },
  examples: [
    { line: "devices get 'Pixel 9'" },
    { line: "devices get pixel --json", note: "one object" },
    { line: "devices list is:not-signed-in -f ids | foxden devices get - --json" },
  ],
  async run(call) {
    const asked = await askedFor(call, call.args.device, "devices");
    return await answerOrField(call, await getDevices(openApp(call), asked), asked, call.options.field);
  },
});

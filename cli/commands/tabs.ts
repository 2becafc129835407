/** `foxden tabs list` and `get`: open tabs of all devices. */
import { getTabs, listTabs, tabColumns } from "../../app/devices/tabs.ts";
import { FoxdenError } from "../../core/errors.ts";
import { answerWith, askedFor } from "../asked.ts";
import { openApp } from "../open.ts";
import { done, rows } from "../outcome.ts";
import { command } from "../spec.ts";
import { isForPeople } from "../writing.ts";

/** Which tabs are meant, besides a query. */
export const TAB_FLAGS = {
  device: { type: "string", label: "D", help: "Only of devices with this in their name" },
  active: { type: "duration", label: "T", help: "Only tabs used within this time: 90m, 24h" },
} as const;

export const list = command({
  path: ["tabs", "list"],
  summary: "Show open tabs of all devices",
  about:
    "A tab has no id: -f ids prints the ids of the devices, one for each tab. What goes into a pipe is the address, " +
    "which --fields url prints.",
  output: "list",
  source: "mirror",
  columns: tabColumns,
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help: "Words, and fields such as device: host: title: is:pinned is:inactive",
    },
  },
  options: TAB_FLAGS,
  examples: [
    { line: "tabs list" },
    { line: "tabs list --device 'Pixel 9' --active 24h" },
    { line: "tabs list --device Pixel -f csv -o tabs.csv", note: "the tabs of the phone in a file" },
    { line: "tabs list host:github.com --fields url | foxden tabs open -", note: "addresses in a pipe" },
  ],
  async run(call) {
    const { device, active: activeWithinMs } = call.options;
    const query = call.args.query.join(" ");
    return rows(await listTabs(openApp(call), { query, device, activeWithinMs }));
  },
});

export const get = command({
  path: ["tabs", "get"],
  summary: "Show tabs in full, by address or device",
  about:
    "Several devices may show the same page: whatever the number, JSON is a list. Pages that a tab showed before are " +
    'its "history".',
  output: "list",
  source: "mirror",
  columns: tabColumns,
  args: {
    tab: {
      label: "URL|DEVICE",
      many: true,
      help:
        "The address of a page, or a device's name, a part of it, or its id; - reads them from stdin, whole",
    },
  },
  examples: [
    { line: "tabs get https://docs.deno.com/" },
    { line: "tabs get 'Pixel 9' --json", note: "all tabs of a device" },
  ],
  async run(call) {
    const asked = await askedFor(call, call.args.tab, "addresses or devices");
    const found = await getTabs(openApp(call), asked);
    const { rows: [first], missing, withoutTabs } = found;
    for (const device of withoutTabs) await call.say(`${device} has no open tabs.`);
    if (missing[0] !== undefined && first === undefined && found.malformed().count === 0) {
      const message = `No tab shows "${missing[0]}", and no device is called so`;
      throw new FoxdenError("not-found.match", message, { collection: "tabs" });
    }
    if (withoutTabs.length > 0 && found.rows.length === 0 && isForPeople(call.globals)) return done();
    // One page may be open on several devices: what programs read is a list whatever the number.
    return await answerWith(call, found, { isOne: isForPeople(call.globals) && missing.length === 0 });
  },
});

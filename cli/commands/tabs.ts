/** `foxden tabs`: open tabs of all devices. */
import { listTabs, tabColumns } from "../../app/devices/tabs.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

export const list = command({
  path: ["tabs", "list"],
  summary: "Show open tabs of all devices",
  output: "list",
  source: "mirror",
  columns: tabColumns,
  args: {
    query: { optional: true, many: true, label: "Q", help: "Words, and fields such as device: host: title:" },
  },
  options: {
    device: { type: "string", label: "D", help: "Only of devices with this in their name" },
    active: { type: "duration", label: "T", help: "Only tabs used within this time: 90m, 24h" },
  },
  examples: [{ line: "tabs list" }, { line: "tabs list --device 'Pixel 9' --active 24h" }],
  async run(call) {
    const { device, active: activeWithinMs } = call.options;
    const query = call.args.query.join(" ");
    return rows(await listTabs(openApp(call), { query, device, activeWithinMs }));
  },
});

/** `foxden status`: the account on one page. */
import { statusColumns, statusOf } from "../../app/status.ts";
import { openApp } from "../open.ts";
import { one } from "../outcome.ts";
import { command } from "../spec.ts";

export const status = command({
  path: ["status"],
  summary: "Show account, server and counts on one page",
  output: "one",
  source: "mirror",
  columns: statusColumns,
  examples: [{ line: "status" }, {
    line: "status --json | jq .records",
    note: "how many records of each kind",
  }],
  async run(call) {
    return one("status", statusColumns, await statusOf(openApp(call)));
  },
});

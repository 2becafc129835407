/** `foxden quota`: how full the account is. */
import { quota as readQuota, quotaColumns } from "../../app/collections.ts";
import { openApp } from "../open.ts";
import { one } from "../outcome.ts";
import { command } from "../spec.ts";

export const quota = command({
  path: ["quota"],
  summary: "Show how much room is used",
  about: "Also shows how much the server takes in one request and in one batch.",
  output: "one",
  source: "mirror",
  columns: quotaColumns,
  examples: [{ line: "quota" }, { line: "quota --json" }],
  async run(call) {
    return one("quota", quotaColumns, await readQuota(openApp(call)));
  },
});

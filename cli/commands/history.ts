/** `foxden history`: visited pages. */
import { historyColumns, listHistory } from "../../app/history/list.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

export const list = command({
  path: ["history", "list"],
  summary: "Show visited pages",
  about:
    "Pages come in the order of their last visit, newest first, and each as soon as it is found; with --limit no " +
    "more is opened than that takes.",
  output: "list",
  source: "mirror",
  columns: historyColumns,
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help: "Words, and fields such as host: title: after: visits:>5",
    },
  },
  options: {
    since: { type: "string", label: "T", help: "Last visited at or after this: 7d, yesterday, 2026-01-05" },
    until: { type: "string", label: "T", help: "Last visited before this" },
    host: { type: "string", label: "H", help: "Only this host" },
  },
  examples: [
    { line: "history list deno --limit 20" },
    { line: "history list --since yesterday --host docs.deno.com" },
    {
      line: "history list --ndjson | jq -r .url",
      note: "streamed: the first line comes before the last is read",
    },
  ],
  run(call) {
    const { since, until, host } = call.options;
    const query = call.args.query.join(" ");
    return Promise.resolve(rows(listHistory(openApp(call), { query, since, until, host })));
  },
});

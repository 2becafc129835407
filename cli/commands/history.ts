/** `foxden history list`, `get`, `stats` and `export`: visited pages, shown. */
import { exportHistory } from "../../app/history/export.ts";
import { getHistory } from "../../app/history/get.ts";
import { historyColumns, listHistory, shownHistoryColumns } from "../../app/history/list.ts";
import { VISIT_TYPES } from "../../app/history/search.ts";
import { historyStats, STATS_GROUPS, statsColumns } from "../../app/history/stats.ts";
import { answerOrField, askedFor, FIELD } from "../asked.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";

const QUERY = {
  optional: true,
  many: true,
  label: "Q",
  help: "Words, and fields such as host: title: type: after: visits:>5",
} as const;

const NARROWING = {
  since: { type: "string", label: "T", help: "Last visited at or after this: 7d, yesterday, 2026-01-05" },
  until: { type: "string", label: "T", help: "Last visited before this" },
  host: { type: "string", label: "H", help: "Only this host and its subdomains" },
  type: {
    type: "choice",
    choices: VISIT_TYPES,
    help: "Only pages that were come to in this way, once at least",
  },
} as const;

export const list = command({
  path: ["history", "list"],
  summary: "Show visited pages",
  about:
    "Pages come in the order of their last visit, newest first, and each as soon as it is found; with --limit no " +
    "more is opened than that takes. Sync keeps the 20 newest visits of a page.",
  output: "list",
  source: "mirror",
  columns: historyColumns,
  args: { query: QUERY },
  options: NARROWING,
  examples: [
    { line: "history list deno --limit 20" },
    { line: "history list --since yesterday --host docs.deno.com" },
    {
      line: "history list --ndjson | jq -r .url",
      note: "streamed: the first line comes before the last is read",
    },
  ],
  run(call) {
    const { since, until, host, type } = call.options;
    const query = call.args.query.join(" ");
    return Promise.resolve(rows(listHistory(openApp(call), { query, since, until, host, type })));
  },
});

export const get = command({
  path: ["history", "get"],
  summary: "Show pages with all their visits",
  about: "An address is compared as Firefox writes it, and no other page is found by it.",
  output: "list",
  source: "mirror",
  columns: historyColumns,
  args: {
    page: {
      label: "ID|URL",
      many: true,
      help: "An id, its first 6 characters or more, or an address; - reads them from stdin",
    },
  },
  options: { field: FIELD },
  examples: [
    { line: "history get https://docs.deno.com/" },
    { line: "history get 6qU3bPz0hXy1 --json", note: "one object" },
    { line: "history list visits:20 -f ids | foxden history get - --json", note: "a list of them" },
  ],
  async run(call) {
    const asked = await askedFor(call, call.args.page, "ids or addresses");
    const found = await getHistory(openApp(call), asked);
    const { field } = call.options;
    // A person reads visits as a list.
    const isShown = asked.isOne && found.rows.length === 1 && field === undefined &&
      call.globals.format === "table";
    const columns = isShown ? shownHistoryColumns : historyColumns;
    return await answerOrField(call, { ...found, columns }, asked, field);
  },
});

export const stats = command({
  path: ["history", "stats"],
  summary: "Count visits by host, time or kind",
  about:
    "Days, hours, weekdays and months are those of UTC; with --time local those of your clock. The query and --host " +
    "choose pages; --since and --until choose visits, and with them a page counts where one of its visits does. Sync " +
    "keeps the 20 newest visits of a page, and no older ones are counted.\n" +
    "Hosts and kinds come by their visits, times in their order; with --top the groups with most visits come, by their " +
    "visits.",
  output: "list",
  source: "mirror",
  columns: statsColumns,
  args: { query: QUERY },
  options: {
    by: { type: "choice", choices: STATS_GROUPS, default: "host", help: "What visits are gathered by" },
    top: { type: "integer", min: 1, label: "N", help: "Only the N groups with most visits" },
    since: { type: "string", label: "T", help: "Only visits at or after this: 7d, yesterday, 2026-01-05" },
    until: { type: "string", label: "T", help: "Only visits before this" },
    host: NARROWING.host,
  },
  examples: [
    { line: "history stats --top 10", note: "where most time goes" },
    { line: "history stats --by hour --since 30d --time local" },
    { line: "history stats --by day --since 2026-03 --until 2026-04 -f csv" },
  ],
  run(call) {
    const { by, top, since, until, host } = call.options;
    const { time, format } = call.globals;
    const local = time === "local";
    const query = call.args.query.join(" ");
    const listing = historyStats(openApp(call), { query, by, top, since, until, host, local });
    const isOfUtc = !local && by !== "host" && by !== "type" && format === "table";
    return Promise.resolve(isOfUtc ? rows(listing, () => OF_UTC) : rows(listing));
  },
});

const OF_UTC = "This is in UTC; --time local counts by your own clock.";

export const exports = command({
  path: ["history", "export"],
  summary: "Write visited pages to a file or a pipe",
  about:
    "JSON lines unless another format is said, with every column and all visits. Each page is written as soon as it is " +
    "read, so that any number of them needs no more memory than a few. They come as they were downloaded; history list " +
    "has them newest first.",
  output: "list",
  source: "mirror",
  exportFormat: "ndjson",
  columns: historyColumns,
  args: { query: QUERY },
  options: NARROWING,
  examples: [
    { line: "history export -o history.ndjson" },
    { line: "history export --since 30d -f csv -o month.csv" },
    { line: "history export host:docs.deno.com | jq -r .url" },
  ],
  run(call) {
    const { since, until, host, type } = call.options;
    const query = call.args.query.join(" ");
    return Promise.resolve(rows(exportHistory(openApp(call), { query, since, until, host, type })));
  },
});

/** Use-case: list visited pages; and what every command on history reads and shows of them. */
import type { CollectionName } from "../../core/ids.ts";
import { historyCodec, type HistoryPage, newestVisitMs, transitionName } from "../../core/records/history.ts";
import { type Column, instant, type Listing } from "../columns.ts";
import type { App } from "../open.ts";
import { type LiveOptions, mapReading, type Reading, readLive, type Stored } from "../read.ts";
import { historyFilter, type HistoryListInput } from "./search.ts";
import { visitEntries, visitsJson } from "./visits_json.ts";

/** The name of the collection. */
export const HISTORY = "history" as CollectionName;

/** A visited page with the time of its newest visit, in ms. */
export interface HistoryRow extends Stored<HistoryPage> {
  readonly lastVisitMs: number | null;
}

export const historyColumns: readonly Column<HistoryRow>[] = [
  { name: "lastVisit", value: (row) => instant(row.lastVisitMs), kind: "time" },
  { name: "title", value: ({ record }) => record.title },
  { name: "url", value: ({ record }) => record.url, kind: "url" },
  { name: "visits", value: ({ record }) => record.visits.length, kind: "count" },
  { name: "id", value: ({ id }) => id, detail: true },
  {
    name: "visitList",
    value: ({ record }) =>
      record.visits.map(({ dateUs, transition }) => (
        { at: instant(dateUs / 1000), transition, type: transitionName(transition) }
      )),
    json: ({ record }) => visitsJson(record.visits),
    shape: {
      type: "array",
      items: {
        type: "object",
        properties: {
          at: { type: ["string", "null"], format: "date-time" },
          transition: { type: "integer" },
          type: { type: "string" },
        },
        required: ["at", "transition", "type"],
      },
    },
    detail: true,
  },
  { name: "modified", value: ({ modified }) => instant(modified), kind: "time", detail: true },
];

/** The same for a page that is shown to a person by itself: its visits as they are read. */
export const shownHistoryColumns = historyColumns.map((column): Column<HistoryRow> =>
  column.name === "visitList" ? { ...column, value: ({ record }) => visitEntries(record.visits) } : column
);

/** Visited pages, newest visit first. Those that are not needed are not opened. */
export function listHistory(app: App, input: HistoryListInput): Listing<HistoryRow> {
  const filter = historyFilter(app, input);
  const found = readHistory(app, { fresh: input.fresh, newestFirst: true, filter });
  return { kind: "history", columns: historyColumns, ...found };
}

/** All pages. */
export const readHistory = (app: App, options: LiveOptions): Reading<HistoryRow> =>
  mapReading(readLive(app, HISTORY, historyCodec, options), rowOf);

/** A page with what its visits tell. */
export const rowOf = (row: Stored<HistoryPage>): HistoryRow => ({
  ...row,
  lastVisitMs: newestVisitMs(row.record),
});

/** Use-cases on history. */
import { FoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { historyCodec, type HistoryPage, newestVisit } from "../../core/records/history.ts";
import { type Column, instant, type Listing } from "../columns.ts";
import type { App } from "../open.ts";
import { mapReading, readLive, type Stored } from "../read.ts";
import { hostOf, type ListInput, narrowing, type SearchSpec } from "../query/search.ts";

const HISTORY = "history" as CollectionName;

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
      record.visits.map(({ dateUs, transition }) => ({ at: instant(dateUs / 1000), transition })),
    detail: true,
  },
  { name: "modified", value: ({ modified }) => instant(modified), kind: "time", detail: true },
];

const searchSpec: SearchSpec<HistoryRow> = {
  fields: ["host", "url", "title", "id", "before", "after", "on", "visits"],
  searchable: ({ record, lastVisitMs }) => ({
    text: [record.title ?? "", record.url],
    fields: {
      host: hostOf(record.url),
      url: record.url,
      title: record.title ?? "",
      id: record.id,
      visits: record.visits.length,
    },
    ...(lastVisitMs === null ? {} : { atMs: lastVisitMs }),
  }),
};

export interface HistoryListInput extends ListInput {
  readonly host?: string | undefined;
  /** As the query language writes times. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Visited pages, newest visit first. Those that are not needed are not opened. */
export function listHistory(app: App, input: HistoryListInput): Listing<HistoryRow> {
  const stored = readLive(app, HISTORY, historyCodec, { fresh: input.fresh, newestFirst: true });
  const rows = mapReading(stored, (row): HistoryRow => {
    const newest = newestVisit(row.record);
    return { ...row, lastVisitMs: newest && Math.trunc(newest.dateUs / 1000) };
  });
  const query = [
    hostTerm(input.host),
    field("after", "--since", input.since),
    field("before", "--until", input.until),
    // Last, since a quotation that is never closed goes on to the end.
    input.query,
  ].filter(Boolean).join(" ");
  const found = narrowing(app, searchSpec, { query })(rows);
  return { kind: "history", columns: historyColumns, ...found };
}

/** The same as `host:` in a query. @throws {FoxdenError} `usage.value` */
function hostTerm(host: string | undefined): string {
  if (host === undefined) return "";
  if (/^[^\s"]+$/.test(host)) return `host:${host}`;
  throw new FoxdenError("usage.value", `--host: "${host}" is not a host`, { name: "--host" });
}

/** A flag's value as a term of the query. @throws {FoxdenError} `usage.value` */
function field(name: string, flag: string, value: string | undefined): string {
  if (value === undefined) return "";
  if (value !== "" && !value.includes('"')) return `${name}:"${value}"`;
  throw new FoxdenError("usage.value", `${flag}: "${value}" cannot be used`, { name: flag });
}

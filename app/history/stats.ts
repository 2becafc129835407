/** Use-case: how often pages were visited, by host, by time or by kind of visit. */
import { isWithin, type VisitSpan } from "../../core/edits/history.ts";
import { transitionName, type Visit } from "../../core/records/history.ts";
import { type Column, instant, type Listing } from "../columns.ts";
import type { App } from "../open.ts";
import { hostOf } from "../query/host.ts";
import { type ListInput, narrowing } from "../query/search.ts";
import type { Reading } from "../read.ts";
import { type HistoryRow, readHistory } from "./list.ts";
import { type HistoryFlags, historySearch, historyTerms } from "./search.ts";
import { spanOf } from "./span.ts";

/** What visits can be gathered by. */
export const STATS_GROUPS = ["host", "day", "hour", "type", "weekday", "month"] as const;
export type StatsGroup = typeof STATS_GROUPS[number];

/** The pages and visits of one group. */
export interface StatsRow {
  readonly by: StatsGroup;
  /** A host, `2026-03-01`, an hour from `00` to `23`, what a visit is called, a day of the week, or `2026-03`. */
  readonly group: string;
  readonly pages: number;
  readonly visits: number;
  /** Of all visits that were counted, to a tenth; null where there are none. */
  readonly percent: number | null;
  readonly firstVisitMs: number | null;
  readonly lastVisitMs: number | null;
}

export const statsColumns: readonly Column<StatsRow>[] = [
  { name: "group", value: (row) => row.group, narrow: "whole" },
  { name: "pages", value: (row) => row.pages, kind: "count" },
  { name: "visits", value: (row) => row.visits, kind: "count" },
  { name: "percent", value: (row) => row.percent, kind: "percent" },
  { name: "firstVisit", value: (row) => instant(row.firstVisitMs), kind: "time", narrow: "spare" },
  { name: "lastVisit", value: (row) => instant(row.lastVisitMs), kind: "time" },
  { name: "by", value: (row) => row.by, detail: true },
];

export interface HistoryStatsInput extends ListInput, HistoryFlags {
  readonly by: StatsGroup;
  /** Only so many groups, those with most visits. */
  readonly top?: number | undefined;
  /** Whether days and hours are those of the clock on the wall; of UTC otherwise. */
  readonly local: boolean;
}

/**
 * Counts visits. A query and a host choose pages; `since` and `until` choose visits, and with them a page counts where one
 * of its visits does. Only the groups are held in memory.
 *
 * @throws {FoxdenError} `usage.value` at once
 */
export function historyStats(app: App, input: HistoryStatsInput): Listing<StatsRow> {
  const { since, until, ...flags } = input;
  const span = spanOf({ since, until }, app.ctx.now());
  const fromMs = span?.fromMs ?? -Infinity;
  const { query } = input;
  const narrow = narrowing(app, historySearch, { query, terms: historyTerms(app, flags) });
  const reading = readHistory(app, { fresh: input.fresh, newestFirst: fromMs > -Infinity });
  const found = narrow(notOlder(reading, fromMs));
  async function* pages() {
    const counts = new Counts(input, span);
    for await (const page of found.pages) for (const row of page) counts.add(row);
    yield counts.rows();
  }
  return { ...found, kind: "history-stats", columns: statsColumns, pages: pages() };
}

/** The same, up to where newest first nothing counts any more: what is not needed is not opened. */
function notOlder(reading: Reading<HistoryRow>, fromMs: number): Reading<HistoryRow> {
  if (fromMs === -Infinity) return reading;
  async function* pages() {
    for await (const page of reading.pages) {
      yield page;
      const last = page.at(-1);
      // What was never visited, and what is no page, stands where the time begins.
      if (last && (last.lastVisitMs ?? 0) < fromMs) return;
    }
  }
  return { ...reading, pages: pages() };
}

interface Tally {
  pages: number;
  visits: number;
  firstUs: number;
  lastUs: number;
  /** The page that was counted last: one of many visits counts once. */
  page: HistoryRow | undefined;
}

/** Groups by key: a text, or a number that sorts as time does. */
type Key = string | number;

class Counts {
  readonly #tallies = new Map<Key, Tally>();
  readonly #keyOf: (visit: Visit) => Key;

  constructor(private readonly input: HistoryStatsInput, private readonly span: VisitSpan | undefined) {
    this.#keyOf = visitKey(input);
  }

  add(row: HistoryRow): void {
    const { span, input: { by } } = this;
    const host = by === "host" ? hostOf(row.record.url) : undefined;
    // A page that nobody has visited is one of its host all the same.
    if (host !== undefined && !span) this.#tallyOf(host, row);
    for (const visit of row.record.visits) {
      if (span && !isWithin(visit, span)) continue;
      const tally = this.#tallyOf(host ?? this.#keyOf(visit), row);
      tally.visits++;
      tally.firstUs = Math.min(tally.firstUs, visit.dateUs);
      tally.lastUs = Math.max(tally.lastUs, visit.dateUs);
    }
  }

  #tallyOf(key: Key, row: HistoryRow): Tally {
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = { pages: 0, visits: 0, firstUs: Infinity, lastUs: -Infinity, page: undefined };
      this.#tallies.set(key, tally);
    }
    if (tally.page !== row) tally.pages++;
    tally.page = row;
    return tally;
  }

  rows(): readonly StatsRow[] {
    const { by, top } = this.input;
    const all = [...this.#tallies];
    const total = all.reduce((sum, [, { visits }]) => sum + visits, 0);
    const isByCount = top !== undefined || by === "host" || by === "type";
    all.sort(([a, one], [b, other]) => (isByCount ? other.visits - one.visits : 0) || (a < b ? -1 : 1));
    return all.slice(0, top).map(([key, { pages, visits, firstUs, lastUs }]) => ({
      by,
      group: groupText(by, key),
      pages,
      visits,
      percent: total === 0 ? null : Math.round(1000 * visits / total) / 10,
      firstVisitMs: visits === 0 ? null : Math.trunc(firstUs / 1000),
      lastVisitMs: visits === 0 ? null : Math.trunc(lastUs / 1000),
    }));
  }
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From zero up also for what is below zero, as the first hours of 1970 are on some walls. */
const remainder = (value: number, by: number): number => (value % by + by) % by;

/** What a visit is gathered by. Texts of times are made once for each group, and not for each visit. */
function visitKey({ by, local }: HistoryStatsInput): (visit: Visit) => Key {
  // On the wall an instant reads as the one so many minutes later does in UTC.
  const wallMs = ({ dateUs }: Visit) =>
    dateUs / 1000 - (local ? new Date(dateUs / 1000).getTimezoneOffset() * MINUTE_MS : 0);
  switch (by) {
    case "host":
    case "type":
      return ({ transition }) => transitionName(transition);
    case "day":
      return (visit) => Math.floor(wallMs(visit) / DAY_MS);
    case "hour":
      return (visit) => remainder(Math.floor(wallMs(visit) / HOUR_MS), 24);
    case "weekday":
      // The epoch began on a Thursday.
      return (visit) => remainder(Math.floor(wallMs(visit) / DAY_MS) + 3, 7);
    case "month":
      return (visit) => {
        const date = new Date(wallMs(visit));
        return 12 * date.getUTCFullYear() + date.getUTCMonth();
      };
  }
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

const two = (value: number): string => String(value).padStart(2, "0");

function groupText(by: StatsGroup, key: Key): string {
  if (typeof key === "string") return key;
  switch (by) {
    case "day":
      return new Date(key * DAY_MS).toISOString().slice(0, 10);
    case "month":
      return `${Math.floor(key / 12)}-${two(key % 12 + 1)}`;
    case "weekday":
      return WEEKDAYS[key] ?? "";
    default:
      return two(key);
  }
}

/** History, engine version 1: one record for each page, with its newest visits. */
import { isObject } from "../json.ts";
import { type Codec, type Kind, recordCodec, type Sourced, type SyncRecord, viewOf } from "./codec.ts";
import { listOf, requiredNonEmpty, requiredTime, textOrNull, wholeOrZero } from "./fields.ts";

/** A page that was visited. */
export interface HistoryPage extends SyncRecord {
  readonly url: string;
  /** `null` where no client knew one. */
  readonly title: string | null;
  /** In no order that could be relied on: Firefox writes newest first, others do not. */
  readonly visits: readonly Visit[];
}

/** One visit to a page. */
export interface Visit extends Sourced {
  readonly dateUs: number;
  /** How the page was come to: 1 link, 2 typed, 3 bookmark … 9 reload; 0 when not said. */
  readonly transition: number;
}

/** How a page can have been come to, by the number that stands in a visit. */
export const TRANSITIONS = {
  link: 1,
  typed: 2,
  bookmark: 3,
  embed: 4,
  "redirect-permanent": 5,
  "redirect-temporary": 6,
  download: 7,
  framed: 8,
  reload: 9,
} as const;

export type TransitionName = keyof typeof TRANSITIONS;

const names: ReadonlyMap<number, string> = new Map(
  Object.entries(TRANSITIONS).map(([name, number]) => [number, name]),
);

/** What a visit's number is called; `other` for one that Firefox does not know. */
export const transitionName = (transition: number): string => names.get(transition) ?? "other";

// Firefox 153 passes over a visit whose date is not a number.
const dateUs = requiredTime("date", "us");
const transition = wholeOrZero("type");

const visit: Kind<Visit> = {
  ...viewOf<Visit>({ dateUs, transition }),
  // Written out, since visits are most of what a large account holds: walking the table takes twice as long.
  read: (value) => {
    if (!isObject(value)) return undefined;
    const date = dateUs.read(value[dateUs.key]);
    if (date === undefined) return undefined;
    return { dateUs: date, transition: transition.read(value[transition.key]) ?? 0, source: value };
  },
};

/** A page without an address is refused; one without visits is kept. */
export const historyCodec: Codec<HistoryPage> = recordCodec<HistoryPage>({
  url: requiredNonEmpty("histUri"),
  title: textOrNull("title"),
  visits: listOf("visits", visit),
});

/** The visit with the latest date, wherever it stands in the list; `null` for a page without visits. */
export function newestVisit(page: HistoryPage): Visit | null {
  let newest: Visit | null = null;
  for (const each of page.visits) if (newest === null || each.dateUs > newest.dateUs) newest = each;
  return newest;
}

/** When a page was last visited, in whole milliseconds since the epoch; `null` for a page without visits. */
export function newestVisitMs(page: HistoryPage): number | null {
  const newest = newestVisit(page);
  return newest === null ? null : Math.floor(newest.dateUs / 1000);
}

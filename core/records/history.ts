/** History, engine version 1: one record for each page, with its newest visits. */
import { type Codec, recordCodec, type Sourced, type SyncRecord } from "./codec.ts";
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

const visit = {
  // Firefox 153 passes over a visit whose date is not a number.
  dateUs: requiredTime("date", "us"),
  transition: wholeOrZero("type"),
};

/** A page without an address is refused; one without visits is kept. */
export const historyCodec: Codec<HistoryPage> = recordCodec<HistoryPage>({
  url: requiredNonEmpty("histUri"),
  title: textOrNull("title"),
  visits: listOf<Visit>("visits", visit),
});

/** The visit with the latest date, wherever it stands in the list; `null` for a page without visits. */
export function newestVisit(page: HistoryPage): Visit | null {
  let newest: Visit | null = null;
  for (const each of page.visits) if (newest === null || each.dateUs > newest.dateUs) newest = each;
  return newest;
}

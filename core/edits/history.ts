/** Visits as callers give them: made fit to be written, or refused, and put into the record of their page. Pure. */
import { FoxdenError } from "../errors.ts";
import type { HistoryPage, Visit } from "../records/history.ts";

/** So many visits of a page are synced, the newest ones. */
export const MOST_VISITS = 20;
/** Firefox 153 stores no longer address, in UTF-16 units. */
export const LONGEST_URL = 65_536;
/** Firefox 153 cuts longer titles, in UTF-16 units. */
export const LONGEST_TITLE = 4096;
/** The day of the first web browser for everyone: Firefox 153 takes no visit for older than that. */
export const EARLIEST_VISIT_MS = Date.UTC(1993, 0, 23);

/** A visit that is to be added. */
export type NewVisit = Pick<Visit, "dateUs" | "transition">;

/** The address as Firefox writes it. @throws {FoxdenError} `usage.value` for all that no history holds */
export function readVisitedUrl(text: string): string {
  const url = text.length > LONGEST_URL ? null : URL.parse(text);
  if (url === null && text.length <= LONGEST_URL) throw refusal("URL", `${quoted(text)} is no URL`);
  const { protocol = "", href = text } = url ?? {};
  if (href.length > LONGEST_URL) {
    throw refusal("URL", `Firefox stores no URL of more than ${LONGEST_URL} characters`);
  }
  if (protocol === "http:" || protocol === "https:") return href;
  throw refusal("URL", `${quoted(text)} is none of http or https, and only those are synced`);
}

/** The title as Firefox keeps it: cut where it is too long, `null` where there is none. */
export function readPageTitle(text: string): string | null {
  // A cut through the middle of a character would leave half of it.
  const cut = text.slice(0, LONGEST_TITLE).replace(/[\ud800-\udbff]$/, "");
  return cut === "" ? null : cut;
}

/** The instant of a visit in ms. @throws {FoxdenError} `usage.value` for the future, and before there was a browser */
export function readVisitMs(atMs: number, nowMs: number): number {
  const ms = Math.trunc(atMs);
  if (ms > nowMs) throw refusal("--at", `${instant(ms)} is in the future`);
  if (ms >= EARLIEST_VISIT_MS) return ms;
  throw refusal("--at", `${instant(ms)} is before 1993-01-23, and Firefox has no older visits`);
}

const instant = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

const quoted = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;

const refusal = (name: "URL" | "--at", why: string) =>
  new FoxdenError("usage.value", name === "URL" ? why : `${name}: ${why}`, { name });

/** Firefox drops a visit of the same millisecond and kind as another. */
const keyOf = ({ dateUs, transition }: NewVisit): string => `${Math.trunc(dateUs / 1000)} ${transition}`;

/**
 * The visits of a page with others among them: each millisecond and kind once, newest first, the newest
 * {@link MOST_VISITS} of them.
 *
 * @returns `known` itself where none of the others is to be kept
 */
export function withVisits(known: readonly Visit[], added: readonly NewVisit[]): readonly Visit[] {
  const seen = new Set(known.map(keyOf));
  const fresh = added.filter((visit) => !seen.has(keyOf(visit)) && seen.add(keyOf(visit)))
    .map(({ dateUs, transition }): Visit => ({ dateUs, transition, source: {} }));
  const newestFirst = [...known, ...fresh].sort((a, b) => b.dateUs - a.dateUs);
  const taken = new Set<string>();
  const each = newestFirst.filter((visit) => !taken.has(keyOf(visit)) && taken.add(keyOf(visit)));
  const kept = each.slice(0, MOST_VISITS);
  return fresh.some((visit) => kept.includes(visit)) ? kept : known;
}

/** The same page, visited more often. @param title `null` where it keeps the one it has */
export function visited(
  page: HistoryPage,
  added: readonly NewVisit[],
  title: string | null = null,
): HistoryPage {
  const visits = withVisits(page.visits, added);
  // Firefox takes no title without a visit that is new to it.
  if (visits === page.visits) return page;
  return { ...page, visits, title: title ?? page.title };
}

/** When something was visited, half open, ms since the epoch. */
export interface VisitSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether a visit lies in a span. */
export const isWithin = ({ dateUs }: NewVisit, { fromMs, toMs }: VisitSpan): boolean =>
  dateUs >= fromMs * 1000 && dateUs < toMs * 1000;

/** The same page without its visits of a time; the page itself where it has none. */
export function withoutVisits(page: HistoryPage, span: VisitSpan): HistoryPage {
  const visits = page.visits.filter((visit) => !isWithin(visit, span));
  return visits.length === page.visits.length ? page : { ...page, visits };
}

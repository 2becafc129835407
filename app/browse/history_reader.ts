/** Pages of history as they lie in the mirror, straight to what a list needs of them. */
import { fromUtf8 } from "../../core/bytes.ts";
import type { ServerTime } from "../../core/ids.ts";
import type { Incoming } from "../../core/records/codec.ts";
import { historyCodec, type HistoryPage, newestVisitMs, transitionName } from "../../core/records/history.ts";
import { behind, digitsEnd, isTwice, numberAt, quotationEnd } from "../json_bytes.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { PlacedLine } from "../mirror/snapshot.ts";
import { decode } from "../read.ts";

/** What a list shows of a page, and is searched by. */
export interface ListedPage {
  readonly id: string;
  readonly modified: ServerTime;
  readonly url: string;
  readonly title: string | null;
  readonly lastVisitMs: number | null;
  readonly visits: number;
  /** The transitions of its visits, as bits; 0 for kinds that Firefox does not know. */
  readonly transitions: number;
}

/** Kinds of visits with a bit of their own. */
const KNOWN_TRANSITIONS = 10;

const bitOf = (transition: number): number =>
  transition > 0 && transition < KNOWN_TRANSITIONS ? 1 << transition : 1;

const names = new Map<number, readonly string[]>();

/** What such bits stand for; the same list for the same bits. */
export function namesOf(transitions: number): readonly string[] {
  const known = names.get(transitions);
  if (known) return known;
  const kinds = Array.from({ length: KNOWN_TRANSITIONS }, (_, kind) => kind);
  const made = kinds.filter((kind) => transitions & (1 << kind)).map(transitionName);
  names.set(transitions, made);
  return made;
}

/**
 * Reads a record. Nearly all of them are text just as Firefox writes it, which is read byte by byte; whatever is written
 * in another way is decoded as every list decodes it.
 */
export function readListedPage(line: PlacedLine): ListedPage | "tombstone" | "malformed" {
  return readPlain(line) ?? readDecoded(line);
}

function readPlain({ id, modified, bytes, from, clearAt, to }: PlacedLine): ListedPage | undefined {
  const idFrom = behind(bytes, clearAt, '{"id":');
  const idTo = quotationEnd(bytes, idFrom);
  const urlFrom = behind(bytes, idTo, ',"histUri":');
  const urlTo = quotationEnd(bytes, urlFrom);
  const titleFrom = behind(bytes, urlTo, ',"title":');
  const isNull = behind(bytes, titleFrom, "null");
  const titleTo = isNull < 0 ? quotationEnd(bytes, titleFrom) : isNull;
  const visits = readVisits(bytes, behind(bytes, titleTo, ',"visits":['));
  // The line begins with a bracket and the record's id, which the one inside may differ from.
  if (visits.end !== to - 1 || urlTo - urlFrom < 3 || !isTwice(bytes, idFrom, idTo, from + 1)) {
    return undefined;
  }
  const text = fromUtf8(bytes.subarray(urlFrom + 1, titleTo));
  const urlLength = text.indexOf('"');
  const title = isNull < 0 ? text.slice(urlLength + QUOTED_TITLE.length, -1) : null;
  const { count, newestUs, transitions } = visits;
  const lastVisitMs = count === 0 ? null : Math.floor(newestUs / 1000);
  return { id, modified, url: text.slice(0, urlLength), title, lastVisitMs, visits: count, transitions };
}

const QUOTED_TITLE = '","title":"';

interface ReadVisits {
  readonly end: number;
  readonly count: number;
  readonly newestUs: number;
  readonly transitions: number;
}

const UNREADABLE: ReadVisits = { end: -1, count: 0, newestUs: 0, transitions: 0 };

function readVisits(bytes: Uint8Array, from: number): ReadVisits {
  let [at, count, newestUs, transitions] = [from, 0, 0, 0];
  for (;; count++) {
    const date = behind(bytes, at, count === 0 ? '{"date":' : ',{"date":');
    if (date < 0) return { end: behind(bytes, at, "]}"), count, newestUs, transitions };
    const dateTo = digitsEnd(bytes, date);
    const type = behind(bytes, dateTo, ',"type":');
    const typeTo = digitsEnd(bytes, type);
    const dateUs = numberAt(bytes, date, dateTo);
    at = behind(bytes, typeTo, "}");
    if (at < 0 || dateUs <= 0 || !Number.isSafeInteger(dateUs) || typeTo === type) return UNREADABLE;
    newestUs = Math.max(newestUs, dateUs);
    transitions |= bitOf(numberAt(bytes, type, typeTo));
  }
}

function readDecoded(line: PlacedLine): ListedPage | "tombstone" | "malformed" {
  const incoming = decodeLine(line);
  if (incoming.kind !== "live") return incoming.kind;
  const { id, url, title, visits } = incoming.record;
  return {
    id,
    modified: line.modified,
    url,
    title,
    lastVisitMs: newestVisitMs(incoming.record),
    visits: visits.length,
    transitions: visits.reduce((bits, { transition }) => bits | bitOf(transition), 0),
  };
}

function decodeLine({ id, bytes, clearAt, to }: PlacedLine): Incoming<HistoryPage> {
  // The mirror wrote it, and its box is authentic, so the shape of what is in it is not checked again.
  const clear: MirrorRecord["clear"] = JSON.parse(fromUtf8(bytes.subarray(clearAt, to - 1)));
  return decode(historyCodec, id, clear);
}

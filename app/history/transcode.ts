/**
 * Pages as they lie in the mirror, straight to the lines of an export.
 *
 * Nearly all records are text just as Firefox writes it, with nothing in it that foxden does not know. Their lines are
 * made byte by byte, without making objects of them first, which takes half the time. Whatever is written in another way
 * is left to the way that every list takes; a test holds both ways to the same bytes.
 */
import { utf8 } from "../../core/bytes.ts";
import {
  behind,
  digitsEnd,
  isTwice,
  numberAt,
  put,
  putInstant,
  putText,
  quotationEnd,
} from "../json_bytes.ts";
import type { MirrorLine } from "../mirror/page.ts";
import { kindJson, KNOWN_KINDS } from "./visits_json.ts";

/** What stands between the values of a record. */
const SOURCE = {
  id: '{"id":',
  url: ',"histUri":',
  title: ',"title":',
  visits: ',"visits":[',
  date: '{"date":',
  nextDate: ',{"date":',
  type: ',"type":',
  visitEnd: "}",
  end: "]}",
};

/** What stands between the values of a line, in the order of the columns. */
const LINE = {
  lastVisit: utf8('{"lastVisit":"'),
  noVisit: utf8('{"lastVisit":null,"title":'),
  title: utf8('","title":'),
  url: utf8(',"url":'),
  visits: utf8(',"visits":'),
  id: utf8(',"id":'),
  visitList: utf8(',"visitList":['),
  at: utf8('{"at":"'),
  nextAt: utf8(',{"at":"'),
  modified: utf8('],"modified":"'),
  end: utf8('"}\n'),
};
const NULL = "null";
const NO_BYTES = new Uint8Array();
const KINDS = Array.from({ length: KNOWN_KINDS }, (_, transition) => utf8(kindJson(transition)));

/** A line is at most so many times as long as the record it is made of, and a little more. */
const GROWTH = 5;
const MORE = 512;

/** A record, by where its values stand. */
interface Place {
  readonly idFrom: number;
  readonly idTo: number;
  readonly urlFrom: number;
  readonly urlTo: number;
  readonly titleFrom: number;
  readonly titleTo: number;
}

/** Gathers lines. */
export class Transcoder {
  #out = new Uint8Array(1 << 20);
  #length = 0;
  /** The visits of the record at hand, in the order in which they stand there. */
  readonly #datesUs: number[] = [];
  readonly #transitions: number[] = [];

  /** Adds the line of a record. @returns whether it could, and did */
  add(source: Uint8Array, line: MirrorLine): boolean {
    const place = this.#read(source, line);
    if (place === undefined) return false;
    this.#reserve(GROWTH * (line.to - line.clearAt) + MORE);
    this.#length = this.#write(source, line, place);
    return true;
  }

  /** The lines since the last time, and none of them any more. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#out.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Undefined where the record is written in any other way. */
  #read(source: Uint8Array, { from, clearAt, to }: MirrorLine): Place | undefined {
    const idFrom = behind(source, clearAt, SOURCE.id);
    const idTo = quotationEnd(source, idFrom);
    const urlFrom = behind(source, idTo, SOURCE.url);
    const urlTo = quotationEnd(source, urlFrom);
    const titleFrom = behind(source, urlTo, SOURCE.title);
    const none = behind(source, titleFrom, NULL);
    const titleTo = none < 0 ? quotationEnd(source, titleFrom) : none;
    const end = this.#readVisits(source, behind(source, titleTo, SOURCE.visits));
    // An address that is empty is none. Behind the record comes the bracket that ends the line.
    if (end !== to - 1 || urlTo - urlFrom < 3) return undefined;
    // The line begins with a bracket and the record's id, which the one inside may differ from.
    if (!isTwice(source, idFrom, idTo, from + 1)) return undefined;
    return { idFrom, idTo, urlFrom, urlTo, titleFrom, titleTo };
  }

  /** @returns where the record ends; -1 where visits are written in another way, or cannot be used */
  #readVisits(source: Uint8Array, from: number): number {
    const [dates, transitions] = [this.#datesUs, this.#transitions];
    dates.length = transitions.length = 0;
    let at = from;
    for (;;) {
      const date = behind(source, at, dates.length === 0 ? SOURCE.date : SOURCE.nextDate);
      if (date < 0) return behind(source, at, SOURCE.end);
      const dateTo = digitsEnd(source, date);
      const type = behind(source, dateTo, SOURCE.type);
      const typeTo = digitsEnd(source, type);
      const [dateUs, transition] = [numberAt(source, date, dateTo), numberAt(source, type, typeTo)];
      const isKnown = dateUs > 0 && Number.isSafeInteger(dateUs) && transition < KNOWN_KINDS;
      at = behind(source, typeTo, SOURCE.visitEnd);
      if (at < 0 || !isKnown) return -1;
      dates.push(dateUs);
      transitions.push(transition);
    }
  }

  /** @returns where the line ends */
  #write(source: Uint8Array, { modified }: MirrorLine, place: Place): number {
    const [out, dates, transitions] = [this.#out, this.#datesUs, this.#transitions];
    let at = this.#length;
    if (dates.length === 0) at = put(out, at, LINE.noVisit);
    else at = put(out, putInstant(out, put(out, at, LINE.lastVisit), newest(dates)), LINE.title);
    at = put(out, at, source.subarray(place.titleFrom, place.titleTo));
    at = put(out, put(out, at, LINE.url), source.subarray(place.urlFrom, place.urlTo));
    at = putText(out, put(out, at, LINE.visits), String(dates.length));
    at = put(out, put(out, at, LINE.id), source.subarray(place.idFrom, place.idTo));
    at = put(out, at, LINE.visitList);
    for (let i = 0; i < dates.length; i++) {
      at = put(out, at, i === 0 ? LINE.at : LINE.nextAt);
      at = putInstant(out, at, Math.trunc((dates[i] ?? 0) / 1000));
      at = put(out, at, KINDS[transitions[i] ?? 0] ?? NO_BYTES);
    }
    return put(out, putInstant(out, put(out, at, LINE.modified), modified), LINE.end);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#out.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#out.subarray(0, this.#length));
    this.#out = larger;
  }
}

/** In whole milliseconds. */
function newest(datesUs: readonly number[]): number {
  let latest = 0;
  for (const dateUs of datesUs) if (dateUs > latest) latest = dateUs;
  return Math.trunc(latest / 1000);
}

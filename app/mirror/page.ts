/** Pages of the mirror: what one box holds, as text. */
import { fromUtf8 } from "../../core/bytes.ts";
import type { Guid, ServerTime } from "../../core/ids.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { behind, digitsEnd, numberAt } from "../json_bytes.ts";

/** How many records a page holds at most. */
export const PAGE_RECORDS = 512;

/** Places are numbered through all pages: so many for each. */
const PLACES = 1024;

/** The first place of a page. */
export const placeOn = (page: number, slot = 0): number => page * PLACES + slot;

/** Where a place is. */
export const pageOf = (place: number): number => Math.floor(place / PLACES);
export const slotOf = (place: number): number => place % PLACES;

/** How long the text of a page may get before the next record goes to another one, in UTF-16 units. */
export const PAGE_TEXT = 1 << 20;

/** A record as the server has it, opened. */
export interface MirrorRecord {
  readonly id: Guid;
  readonly modified: ServerTime;
  readonly sortindex?: number;
  /** Length of the payload as the server stores it. */
  readonly bytes: number;
  /** The object inside; its text where it is no JSON object; null where it does not open with the account's keys. */
  readonly clear: JsonObject | string | null;
}

/** A record that was not parsed. */
export interface UnparsedRecord {
  readonly id: Guid;
  readonly modified: ServerTime;
  /** All of it, as JSON. */
  readonly text: string;
  /** Whether every character of the text is one of ASCII. */
  readonly isAscii: boolean;
}

/** A record on its way into a page. */
export interface PageEntry {
  readonly id: Guid;
  readonly modified: ServerTime;
  /** What the collection is sorted by, newest first; null where it has no such order. */
  readonly sortKey: number | null;
  readonly text: string;
}

/** What is known of a record before it is written down. */
export interface EntryFields extends Omit<MirrorRecord, "clear"> {
  /** JSON text of an object, any other text, or undefined for what does not open. */
  readonly clear: string | undefined;
}

/**
 * The text of one record: a line of JSON, with the value inside for whoever needs it too. An object's own text is kept
 * as it is, but for line ends between its members, which become spaces.
 */
export function entryText(fields: EntryFields): { readonly text: string; readonly value: unknown } {
  const { id, modified, sortindex, bytes, clear } = fields;
  const head = `[${JSON.stringify(id)},${modified},${sortindex ?? null},${bytes},`;
  if (clear === undefined) return { text: `${head}null]`, value: null };
  const value = parsedObject(clear);
  if (value === undefined) return { text: `${head}${JSON.stringify(clear)}]`, value: clear };
  // A line end inside a text of JSON stands for itself nowhere but between its members.
  return { text: `${head}${clear.replace(/[\n\r]/g, " ")}]`, value };
}

function parsedObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Cuts entries into pages, in order. */
export function cutIntoPages(entries: readonly PageEntry[]): PageEntry[][] {
  const pages: PageEntry[][] = [];
  let length = Infinity;
  for (const entry of entries) {
    const last = pages.at(-1);
    if (!last || last.length === PAGE_RECORDS || length + entry.text.length > PAGE_TEXT) {
      pages.push([entry]);
      length = entry.text.length;
    } else {
      last.push(entry);
      length += entry.text.length;
    }
  }
  return pages;
}

/** A page's text: a line with what its records are sorted by, and a line for each record. */
export const pageText = (entries: readonly PageEntry[]): string =>
  [JSON.stringify(entries.map(({ sortKey }) => sortKey)), ...entries.map(({ text }) => text)].join("\n");

/** How many lines are made text at once. A page as one text would outlive its use by far. */
const LINES_AT_ONCE = 32;

const LINE_END = 10;
const COMMA = 44;

/** The line of one record in a page's bytes, of which only the head was read. */
export interface MirrorLine {
  readonly id: Guid;
  readonly modified: ServerTime;
  /** Where it begins, and where its end is, which is no part of it. */
  readonly from: number;
  readonly to: number;
  /** Where what is inside the record begins: JSON of an object or a text, or `null`; then comes the last bracket. */
  readonly clearAt: number;
}

/** Records of one page: its bytes, and where each of them stands there. */
export interface LinesOfPage {
  readonly bytes: Uint8Array;
  readonly lines: readonly MirrorLine[];
}

/** An opened page. Records are made text a few at a time, and parsed when they are asked for. */
export class Page {
  readonly #bytes: Uint8Array;
  /** Where each record's line begins, and behind the last one. */
  readonly #starts: Uint32Array;
  /** NaN where there is none. */
  readonly #sortKeys: Float64Array;
  #block = -1;
  #lines: readonly string[] = [];

  /** @param bytes the text of {@link pageText} in UTF-8 */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const starts: number[] = [];
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, end + 1)) {
      starts.push(end + 1);
    }
    const sortKeys: PageEntry["sortKey"][] = JSON.parse(
      fromUtf8(bytes.subarray(0, (starts[0] ?? bytes.length + 1) - 1)),
    );
    // Pages are kept for a while, and many of them: as lists these would be moved about in the meantime.
    this.#sortKeys = Float64Array.from(sortKeys, (key) => key ?? NaN);
    this.#starts = Uint32Array.from([...starts, bytes.length + 1]);
  }

  /** Length of its text in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /** How many records it was written with. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** The record in this slot, as it went in. */
  entry(slot: number): PageEntry | undefined {
    const text = this.#line(slot);
    const record = this.record(slot);
    if (text === undefined || !record) return undefined;
    return { id: record.id, modified: record.modified, sortKey: this.sortKey(slot), text };
  }

  /** What the record in this slot is sorted by. */
  sortKey(slot: number): PageEntry["sortKey"] {
    const key = this.#sortKeys[slot] ?? NaN;
    return Number.isNaN(key) ? null : key;
  }

  record(slot: number): MirrorRecord | undefined {
    const line = this.#line(slot);
    if (line === undefined) return undefined;
    // The box was sealed by this program and is authentic, so the shape of what is in it is not checked again.
    const entry: [Guid, ServerTime, number | null, number, MirrorRecord["clear"]] = JSON.parse(line);
    const [id, modified, sortindex, bytes, clear] = entry;
    return sortindex === null ? { id, modified, bytes, clear } : { id, modified, sortindex, bytes, clear };
  }

  /** The record of this id in this slot, of which only the head is read; undefined where it is another one. */
  unparsed(slot: number, id: Guid): UnparsedRecord | undefined {
    const text = this.#line(slot);
    const [from = 0, next = 0] = [this.#starts[slot], this.#starts[slot + 1]];
    const head = `[${JSON.stringify(id)},`;
    if (!text?.startsWith(head)) return undefined;
    const modified = Number(text.slice(head.length, text.indexOf(",", head.length)));
    return { id, modified: modified as ServerTime, text, isAscii: text.length === next - 1 - from };
  }

  /** Where the record of this id in this slot stands in {@link bytes}; undefined where it is another one. */
  line(slot: number, id: Guid): MirrorLine | undefined {
    const [from, next] = [this.#starts[slot], this.#starts[slot + 1]];
    if (from === undefined || next === undefined) return undefined;
    const timeAt = behind(this.#bytes, from, `[${JSON.stringify(id)},`);
    if (timeAt < 0) return undefined;
    const timeTo = digitsEnd(this.#bytes, timeAt);
    const modified = numberAt(this.#bytes, timeAt, timeTo) as ServerTime;
    let at = timeTo;
    // Past the time, the sortindex and the size.
    for (let i = 0; i < 2; i++) at = this.#bytes.indexOf(COMMA, at + 1);
    return { id, modified, from, to: next - 1, clearAt: at + 1 };
  }

  /** Gives its room back at once: a long list opens pages faster than they would be collected. It is empty then. */
  release(): void {
    (this.#bytes.buffer as ArrayBuffer).transfer(0);
  }

  /** Its text in UTF-8. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  #line(slot: number): string | undefined {
    const block = Math.floor(slot / LINES_AT_ONCE);
    if (block !== this.#block) {
      const from = this.#starts[block * LINES_AT_ONCE];
      if (from === undefined) return undefined;
      const to = this.#starts[(block + 1) * LINES_AT_ONCE] ?? this.#starts.at(-1) ?? from;
      this.#lines = fromUtf8(this.#bytes.subarray(from, to - 1)).split("\n");
      this.#block = block;
    }
    return this.#lines[slot % LINES_AT_ONCE];
  }
}

/** Folded texts of many rows, in large strings that are searched as a whole. */
import { fromUtf8 } from "../../core/bytes.ts";
import { release, type Slabs } from "./growing.ts";
import type { SortableTexts } from "./sorting.ts";
import { type Pattern, startsWord } from "./text.ts";

/** So many rows share a string, as a power of two. */
const BLOCK_BITS = 8;
export const BLOCK_ROWS = 1 << BLOCK_BITS;

/** The block of a row, and its place there. */
export const blockOf = (row: number): number => row >> BLOCK_BITS;
export const placeIn = (row: number): number => row & (BLOCK_ROWS - 1);

/** Ends each text, since hardly any text holds it. */
export const END = "\0";

// deno-lint-ignore no-control-regex
const BEYOND_ASCII = /[^\x00-\x7f]/;

/**
 * Texts of one block, each with an end behind it; a text that is not here takes no room at all. ASCII is kept as bytes,
 * outside of the heap, and made a string for each search: that is fast, and such strings are gone before they are moved.
 */
interface Lane {
  readonly text: string | Uint8Array;
  /** Where each text begins, and where the last one ends. */
  readonly starts: Uint16Array | Uint32Array;
}

/** ASCII, and all other texts. */
interface Block {
  readonly narrow: Lane;
  readonly wide: Lane | undefined;
}

const FIRST_BYTES = 1 << 12;
const encoder = new TextEncoder();

/** Marks the places of a block in whose texts something is found. */
export type Marking = (block: number, hits: Uint8Array) => void;

/** One text of each row. */
export class TextBlocks implements SortableTexts {
  readonly #full: Block[] = [];
  /** ASCII of the last block, and where each text begins there. */
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_BYTES);
  readonly #starts = new Uint32Array(BLOCK_ROWS + 1);
  /** Other texts of the last block; empty where a text is ASCII. */
  readonly #others: string[] = [];
  #lastBlock: Block | undefined;
  /** The block that was asked for last, and its ASCII as a string where it was asked for twice. */
  #asked = -1;
  #askedText: string | undefined;

  constructor(private readonly slabs: Slabs) {}

  add(text: string): void {
    this.#lastBlock = undefined;
    const place = this.#others.length;
    const isAscii = !BEYOND_ASCII.test(text);
    this.#starts[place + 1] = (this.#starts[place] ?? 0) +
      (isAscii ? this.#write(text, this.#starts[place] ?? 0) : 0);
    this.#others.push(isAscii ? "" : text);
    if (this.#others.length < BLOCK_ROWS) return;
    this.#full.push(this.#blockSoFar(true));
    this.#others.length = 0;
    this.#asked = -1;
  }

  /** Strings would be moved about until their block is full. @returns how many bytes were written */
  #write(text: string, from: number): number {
    if (text === "") return 0;
    if (from + text.length + 1 > this.#bytes.length) {
      const larger = new Uint8Array(2 * (from + text.length + 1));
      larger.set(this.#bytes);
      release(this.#bytes);
      this.#bytes = larger;
    }
    encoder.encodeInto(text, this.#bytes.subarray(from));
    this.#bytes[from + text.length] = 0;
    return text.length + 1;
  }

  #blockSoFar(isFull: boolean): Block {
    const count = this.#others.length;
    const starts = this.#starts.subarray(0, count + 1);
    const bytes = this.#bytes.subarray(0, starts[count]);
    const narrow = isFull
      ? { text: this.slabs.keep(bytes), starts: this.#kept(starts) }
      : { text: bytes, starts };
    const isWide = this.#others.some((text) => text !== "");
    return { narrow, wide: isWide ? laneFrom(this.#others, isFull ? this.slabs : undefined) : undefined };
  }

  #kept(starts: Uint32Array): Lane["starts"] {
    if ((starts.at(-1) ?? 0) >= 1 << 16) return starts.slice();
    const words = this.slabs.words(starts.length);
    words.set(starts);
    return words;
  }

  /** Empty where there is none. */
  at(row: number): string {
    const { narrow, wide } = this.#block(blockOf(row));
    const place = placeIn(row);
    if (spanOf(narrow, place) <= 0) return wide ? sliceAt(wide, place) : "";
    const text = this.#askedOften(row, narrow);
    return sliceAt(text === undefined ? narrow : { text, starts: narrow.starts }, place);
  }

  /** Who reads on in one block is better off with all of it as a string. */
  #askedOften(row: number, narrow: Lane): string | undefined {
    const block = blockOf(row);
    // The last block is still growing.
    if (block >= this.#full.length) return undefined;
    if (block === this.#asked) return this.#askedText ??= stringOf(narrow);
    this.#asked = block;
    this.#askedText = undefined;
    return undefined;
  }

  #block(block: number): Block {
    return this.#full[block] ?? (this.#lastBlock ??= this.#blockSoFar(false));
  }

  sortKey(row: number, from: number, letters: number, bits: number): number {
    const block = this.#block(blockOf(row));
    const place = placeIn(row);
    const lane = block.wide && spanOf(block.wide, place) > 0 ? block.wide : block.narrow;
    const start = (lane.starts[place] ?? 0) + from;
    const end = (lane.starts[place + 1] ?? 0) - 1;
    const most = 2 ** bits;
    let key = 0;
    for (let at = start; at < start + letters; at++) {
      const unit = at < end ? unitAt(lane, at) + 1 : 0;
      if (unit >= most) return -1;
      key = key * most + unit;
    }
    return key;
  }

  /** Compiles the search for a pattern. @param pattern a short one without {@link END}, see {@link isQuick} */
  marking(pattern: Pattern): Marking {
    const mark = laneMarking(pattern);
    return (block, hits) => {
      const { narrow, wide } = this.#block(block);
      mark(narrow, hits);
      if (wide) mark(wide, hits);
    };
  }
}

/** What the engine's own search does with longer ones can take the product of both lengths. */
const LONGEST = 64;

/** Whether a pattern can be looked for in many texts at once. */
export const isQuick = ({ mode, text }: Pattern): boolean =>
  (mode === "substring" || mode === "prefix" || mode === "subsequence") &&
  text !== "" && text.length <= LONGEST && !text.includes(END);

function laneFrom(texts: readonly string[], slabs: Slabs | undefined): Lane {
  const text = [...texts.filter((text) => text !== ""), ""].join(END);
  const isShort = slabs !== undefined && text.length < 1 << 16;
  const starts = isShort ? slabs.words(texts.length + 1) : new Uint32Array(texts.length + 1);
  let length = 0;
  for (const [i, each] of texts.entries()) {
    length += each === "" ? 0 : each.length + 1;
    starts[i + 1] = length;
  }
  return { text, starts };
}

const stringOf = ({ text }: Lane): string => typeof text === "string" ? text : fromUtf8(text);

function slice({ text }: Lane, from: number, to: number): string {
  return typeof text === "string" ? text.slice(from, to) : fromUtf8(text.subarray(from, to));
}

/** @returns NaN behind the end */
const unitAt = ({ text }: Lane, at: number): number =>
  typeof text === "string" ? text.charCodeAt(at) : text[at] ?? NaN;

const spanOf = ({ starts }: Lane, place: number): number => (starts[place + 1] ?? 0) - (starts[place] ?? 0);

const sliceAt = (lane: Lane, place: number): string =>
  spanOf(lane, place) <= 0 ? "" : slice(lane, lane.starts[place] ?? 0, (lane.starts[place + 1] ?? 0) - 1);

type LaneMarking = (lane: Lane, hits: Uint8Array) => void;

function laneMarking({ mode, text }: Pattern): LaneMarking {
  if (mode === "subsequence") return subsequenceMarking([...text]);
  const isFit = mode === "prefix" ? startsWord : () => true;
  const isAscii = !BEYOND_ASCII.test(text);
  return (lane, hits) => {
    if (!isAscii && typeof lane.text !== "string") return;
    const [all, starts] = [stringOf(lane), lane.starts];
    let place = 0;
    for (let at = all.indexOf(text); at !== -1;) {
      if (!isFit(all, at)) {
        at = all.indexOf(text, at + 1);
        continue;
      }
      while ((starts[place + 1] ?? Infinity) <= at) place++;
      hits[place] = 1;
      at = all.indexOf(text, starts[place + 1]);
    }
  };
}

/** Each letter is looked for from where it was found last, so that no part of the text is searched twice for it. */
function subsequenceMarking(letters: readonly string[]): LaneMarking {
  return (lane, hits) => {
    const [text, starts] = [stringOf(lane), lane.starts];
    const found = letters.map(() => -1);
    for (let place = 0; place + 1 < starts.length; place++) {
      let at = starts[place] ?? 0;
      const end = starts[place + 1] ?? 0;
      for (let i = 0; i < letters.length && at <= end; i++) {
        const letter = letters[i] ?? "";
        if ((found[i] ?? -1) < at) found[i] = text.indexOf(letter, at);
        const next = found[i] ?? -1;
        // What is not found now is not found for any row that follows.
        if (next === -1) return;
        at = next + letter.length;
      }
      if (at < end) hits[place] = 1;
    }
  };
}

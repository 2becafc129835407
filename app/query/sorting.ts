/** The order of many rows by what a column of theirs holds. Equal ones keep their order. */
import type { TextBlocks } from "./text_blocks.ts";

const DIGITS = 1 << 16;

/** Rows in ascending order of their numbers, those without one (NaN) at the end. */
export function orderOfNumbers(size: number, numberOf: (row: number) => number): Uint32Array {
  const numbers = Float64Array.from({ length: size }, (_, row) => numberOf(row));
  let [low, high, areWhole] = [Infinity, -Infinity, true];
  for (const number of numbers) {
    if (number < low) low = number;
    if (number > high) high = number;
    areWhole &&= Number.isNaN(number) || Number.isInteger(number);
  }
  const { rows, missing } = rowsWhere(size, (row) => !Number.isNaN(numbers[row]));
  const of = (row: number) => numbers[row] ?? 0;
  const isSimple = areWhole && high - low < Number.MAX_SAFE_INTEGER;
  const sorted = isSimple
    ? sortedByDigits(rows, (row) => of(row) - low, high - low)
    : rows.sort((a, b) => of(a) - of(b) || a - b);
  return joined(sorted, missing);
}

/** Rows apart from those that have nothing to sort by. */
function rowsWhere(size: number, isThere: (row: number) => boolean) {
  const [rows, missing] = [new Uint32Array(size), new Uint32Array(size)];
  let [count, without] = [0, 0];
  for (let row = 0; row < size; row++) {
    if (isThere(row)) rows[count++] = row;
    else missing[without++] = row;
  }
  return { rows: rows.subarray(0, count), missing: missing.subarray(0, without) };
}

function joined(sorted: Uint32Array, missing: Uint32Array): Uint32Array {
  if (missing.length === 0) return sorted;
  const all = new Uint32Array(sorted.length + missing.length);
  all.set(sorted);
  all.set(missing, sorted.length);
  return all;
}

/** Sorts by the last digit first, digits being large. */
function sortedByDigits(rows: Uint32Array, valueOf: (row: number) => number, most: number): Uint32Array {
  let from = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  for (let unit = 1; unit <= most; unit *= DIGITS) {
    const digitOf = (row: number) => Math.floor(valueOf(row) / unit) % DIGITS;
    const starts = new Uint32Array(DIGITS + 1);
    for (const row of from) {
      const next = digitOf(row) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let digit = 0; digit < DIGITS; digit++) {
      starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
    }
    for (const row of from) {
      const digit = digitOf(row);
      const at = starts[digit] ?? 0;
      starts[digit] = at + 1;
      to[at] = row;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** How texts are cut into keys: letters of few bits where all of them are such, else of 17. */
const NARROW_BITS = 8;
const WIDE_BITS = 17;

/** Fewer rows are put in order one by one. */
const FEW = 8;

/** Rows in ascending order of the code units of their texts, those without one at the end. */
export function orderOfTexts(
  size: number,
  texts: TextBlocks,
  isThere: (row: number) => boolean,
): Uint32Array {
  const { rows, missing } = rowsWhere(size, isThere);
  const sorter = new TextSorter(rows, texts);
  sorter.sort();
  return joined(rows, missing);
}

/** A range of rows whose texts begin with the same letters, so many of them. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

class TextSorter {
  /** Keys of letters, each with the place of its row in the range. */
  readonly #keys: Float64Array;
  readonly #waiting: Range[];

  constructor(private readonly rows: Uint32Array, private readonly texts: TextBlocks) {
    this.#keys = new Float64Array(rows.length);
    this.#waiting = [{ from: 0, to: rows.length, depth: 0 }];
  }

  sort(): void {
    for (let range = this.#waiting.pop(); range; range = this.#waiting.pop()) {
      if (range.to - range.from > FEW) this.#split(range);
      else this.#insert(range);
    }
  }

  #split({ from, to, depth }: Range): void {
    const places = 2 ** Math.ceil(Math.log2(to - from));
    const room = 53 - Math.log2(places);
    const [narrow, wide] = [Math.min(4, Math.floor(room / NARROW_BITS)), Math.floor(room / WIDE_BITS)];
    const isNarrow = this.#pack({ from, to, depth }, narrow, NARROW_BITS, places);
    if (!isNarrow) this.#pack({ from, to, depth }, wide, WIDE_BITS, places);
    const [letters, bits] = isNarrow ? [narrow, NARROW_BITS] : [wide, WIDE_BITS];
    const keys = this.#keys.subarray(from, to).sort();
    const before = this.rows.slice(from, to);
    for (let i = 0; i < keys.length; i++) this.rows[from + i] = before[(keys[i] ?? 0) % places] ?? 0;
    for (let start = 0; start < keys.length;) {
      const key = Math.floor((keys[start] ?? 0) / places);
      let end = start + 1;
      while (end < keys.length && Math.floor((keys[end] ?? 0) / places) === key) end++;
      // Where the last letter is none, the texts end there and are all the same.
      if (end - start > 1 && key % 2 ** bits !== 0) {
        this.#waiting.push({ from: from + start, to: from + end, depth: depth + letters });
      }
      start = end;
    }
  }

  /** @returns whether all letters fit */
  #pack({ from, to, depth }: Range, letters: number, bits: number, places: number): boolean {
    for (let i = from; i < to; i++) {
      const key = this.texts.sortKey(this.rows[i] ?? 0, depth, letters, bits);
      if (key < 0) return false;
      this.#keys[i] = key * places + (i - from);
    }
    return true;
  }

  #insert({ from, to }: Range): void {
    for (let i = from + 1; i < to; i++) {
      const row = this.rows[i] ?? 0;
      const text = this.texts.at(row);
      let at = i;
      for (; at > from && this.texts.at(this.rows[at - 1] ?? 0) > text; at--) {
        this.rows[at] = this.rows[at - 1] ?? 0;
      }
      this.rows[at] = row;
    }
  }
}

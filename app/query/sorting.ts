/** The order of many rows by what a column of theirs holds. Equal ones keep their order. */
import { release } from "./growing.ts";

/** Texts of rows that can be put in order. */
export interface SortableTexts {
  /**
   * Some letters of a text as one number by which texts can be ordered; -1 where one of them does not fit.
   *
   * @param bits of each letter; what is behind the end of the text is 0
   */
  sortKey(row: number, from: number, letters: number, bits: number): number;
}

type Words = Uint32Array<ArrayBuffer>;

const DIGITS = 1 << 16;

/** Rows in ascending order of their numbers, those without one (NaN) at the end. */
export function orderOfNumbers(size: number, numberOf: (row: number) => number): Uint32Array {
  const numbers = new Float64Array(size);
  let [low, high, areWhole] = [Infinity, -Infinity, true];
  for (let row = 0; row < size; row++) {
    const number = numberOf(row);
    numbers[row] = number;
    if (number < low) low = number;
    if (number > high) high = number;
    areWhole &&= Number.isNaN(number) || Number.isInteger(number);
  }
  const { rows, missing, all } = rowsWhere(size, (row) => !Number.isNaN(numbers[row]));
  const of = (row: number) => numbers[row] ?? 0;
  const isSimple = areWhole && high - low < Number.MAX_SAFE_INTEGER;
  const sorted = isSimple
    ? sortedByDigits(rows, (row) => of(row) - low, high - low)
    : rows.sort((a, b) => of(a) - of(b) || a - b);
  const order = joined(sorted, missing);
  release(numbers, all);
  return order;
}

/** Rows apart from those that have nothing to sort by. */
function rowsWhere(size: number, isThere: (row: number) => boolean) {
  const all = new Uint32Array(size);
  let [count, end] = [0, size];
  for (let row = 0; row < size; row++) {
    if (isThere(row)) all[count++] = row;
    else all[--end] = row;
  }
  return { rows: all.slice(0, count), missing: all.slice(count).reverse(), all };
}

function joined(sorted: Words, missing: Words): Words {
  if (missing.length === 0) return sorted;
  const all = new Uint32Array(sorted.length + missing.length);
  all.set(sorted);
  all.set(missing, sorted.length);
  release(sorted, missing);
  return all;
}

/** Sorts by the last digit first, digits being large. */
function sortedByDigits(rows: Words, valueOf: (row: number) => number, most: number): Words {
  const digits = new Uint16Array(rows.length);
  let from = rows;
  let to: Words = new Uint32Array(rows.length);
  for (let unit = 1; unit <= most; unit *= DIGITS) {
    const starts = new Uint32Array(DIGITS + 1);
    for (let i = 0; i < from.length; i++) {
      const digit = Math.floor(valueOf(from[i] ?? 0) / unit) % DIGITS;
      digits[i] = digit;
      starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
    }
    for (let digit = 0; digit < DIGITS; digit++) {
      starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
    }
    for (let i = 0; i < from.length; i++) {
      const digit = digits[i] ?? 0;
      const at = starts[digit] ?? 0;
      starts[digit] = at + 1;
      to[at] = from[i] ?? 0;
    }
    [from, to] = [to, from];
  }
  release(to, digits);
  return from;
}

/** How texts are cut into keys: letters of few bits where all of them are such, else of 17. */
const NARROW_BITS = 8;
const WIDE_BITS = 17;
const WIDE_LETTERS = 3;

/** More of them would not make a larger difference. */
const MOST_LETTERS = 5;

/** Fewer rows are put in order one by one. */
const FEW = 8;

/** Rows in ascending order of the code units of their texts, those without one at the end. */
export function orderOfTexts(
  size: number,
  texts: SortableTexts,
  isThere: (row: number) => boolean,
): Uint32Array {
  const { rows, missing, all } = rowsWhere(size, isThere);
  release(all);
  const sorter = new TextSorter(rows, texts);
  sorter.sort();
  return joined(rows, missing);
}

/** The engine's own way of sorting is slow to begin. */
const SLOW_TO_BEGIN = 40;

function sortNumbers(numbers: Float64Array, from: number, to: number): void {
  if (to - from > SLOW_TO_BEGIN) {
    numbers.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const number = numbers[i] ?? 0;
    let at = i;
    for (; at > from && (numbers[at - 1] ?? 0) > number; at--) numbers[at] = numbers[at - 1] ?? 0;
    numbers[at] = number;
  }
}

/** A range of rows whose texts begin with the same letters, so many of them. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

class TextSorter {
  /** Keys of letters, each with the place of its row in the range. */
  readonly #keys: Float64Array<ArrayBuffer>;
  /** A range of rows as it was. */
  readonly #before: Words;
  readonly #waiting: Range[];

  constructor(private readonly rows: Uint32Array, private readonly texts: SortableTexts) {
    this.#keys = new Float64Array(rows.length);
    this.#before = new Uint32Array(rows.length);
    this.#waiting = [{ from: 0, to: rows.length, depth: 0 }];
  }

  sort(): void {
    for (let range = this.#waiting.pop(); range; range = this.#waiting.pop()) {
      if (range.to - range.from > FEW) this.#split(range);
      else this.#insert(range);
    }
    release(this.#keys, this.#before);
  }

  #split(range: Range): void {
    const { from, to, depth } = range;
    const places = 2 ** Math.ceil(Math.log2(to - from));
    const cut = this.#pack(range, places);
    if (cut.areSame) {
      if (!cut.isEnd) this.#waiting.push({ from, to, depth: depth + cut.letters });
      return;
    }
    sortNumbers(this.#keys, from, to);
    const [keys, rows, before] = [this.#keys, this.rows, this.#before];
    for (let i = from; i < to; i++) before[i] = rows[i] ?? 0;
    for (let i = from; i < to; i++) rows[i] = before[from + (keys[i] ?? 0) % places] ?? 0;
    for (let start = from; start < to;) {
      const key = Math.floor((keys[start] ?? 0) / places);
      const next = (key + 1) * places;
      let end = start + 1;
      while (end < to && (keys[end] ?? 0) < next) end++;
      // Where the last letter is none, the texts end there and are all the same.
      if (end - start > 1 && key % cut.most !== 0) {
        this.#waiting.push({ from: start, to: end, depth: depth + cut.letters });
      }
      start = end;
    }
  }

  /** Makes the keys of a range. @returns how, and whether all are the same, and whether texts end there */
  #pack(range: Range, places: number) {
    const room = 53 - Math.log2(places);
    const narrow = Math.min(MOST_LETTERS, Math.floor(room / NARROW_BITS));
    return this.#packAs(range, narrow, NARROW_BITS, places) ??
      this.#packAs(range, Math.max(1, Math.floor(room / WIDE_BITS)), WIDE_BITS, places) ??
      { letters: 1, most: 1, areSame: true, isEnd: true };
  }

  /** @returns undefined where a letter does not fit */
  #packAs({ from, to, depth }: Range, letters: number, bits: number, places: number) {
    const first = this.texts.sortKey(this.rows[from] ?? 0, depth, letters, bits);
    let areSame = true;
    for (let i = from; i < to; i++) {
      const key = this.texts.sortKey(this.rows[i] ?? 0, depth, letters, bits);
      if (key < 0) return undefined;
      if (key !== first) areSame = false;
      this.#keys[i] = key * places + (i - from);
    }
    const most = 2 ** bits;
    return { letters, most, areSame, isEnd: first % most === 0 };
  }

  #insert({ from, to, depth }: Range): void {
    for (let i = from + 1; i < to; i++) {
      const row = this.rows[i] ?? 0;
      let at = i;
      for (; at > from && this.#isAfter(this.rows[at - 1] ?? 0, row, depth); at--) {
        this.rows[at] = this.rows[at - 1] ?? 0;
      }
      this.rows[at] = row;
    }
  }

  #isAfter(row: number, other: number, depth: number): boolean {
    for (let from = depth;; from += WIDE_LETTERS) {
      const key = this.texts.sortKey(row, from, WIDE_LETTERS, WIDE_BITS);
      const otherKey = this.texts.sortKey(other, from, WIDE_LETTERS, WIDE_BITS);
      if (key !== otherKey) return key > otherKey;
      if (key % 2 ** WIDE_BITS === 0) return false;
    }
  }
}

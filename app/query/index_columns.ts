/** Rows laid out for scanning: one column for each field, and the texts of all rows in few strings. */
import { type FieldKind, withoutBrace } from "./fields.ts";
import {
  growingBytes,
  type GrowingFloats,
  growingFloats,
  GrowingTexts,
  type GrowingWords,
  growingWords,
  type Slabs,
} from "./growing.ts";
import { type FieldValue, type TextCondition, textsIn, textsTest } from "./values.ts";
import type { SortableTexts } from "./sorting.ts";
import type { NumberedTest, RowTests, TextColumn } from "./text_column.ts";

/** Numbers of all rows, NaN where a row has none. */
export class NumberColumn {
  readonly #numbers: GrowingFloats;

  constructor(expected?: number) {
    this.#numbers = growingFloats(expected);
  }

  add(number: number): void {
    this.#numbers.push(number);
  }

  at(row: number): number {
    return this.#numbers.at(row) ?? NaN;
  }

  test(isWanted: (value: number) => boolean): NumberedTest {
    return (row) => isWanted(this.#numbers.at(row) ?? NaN);
  }
}

/** What all rows hold in a field of texts. */
export interface ValueColumn {
  /** @param texts of the same row */
  add(value: FieldValue, texts: readonly string[]): void;
  tests(condition: TextCondition): RowTests;
  /** How many rows hold each value; undefined where hardly two of them hold the same. */
  count(rows: Iterable<number>): Map<string, number> | undefined;
}

/** The column that suits what a field holds. */
export function valueColumn(kind: FieldKind, texts: TextColumn, expected?: number): ValueColumn {
  if (kind === "id") return new IdColumn(texts.slabs, expected);
  return kind === "text" ? new TextValueColumn(texts) : new SharedColumn(expected);
}

/** A column of values that are hardly ever the same. */
export class IdColumn implements ValueColumn, SortableTexts {
  readonly #texts: GrowingTexts;
  /** Values that are no single text. */
  readonly #others = new Map<number, FieldValue>();

  constructor(slabs: Slabs, expected?: number) {
    this.#texts = new GrowingTexts(slabs, expected);
  }

  add(value: FieldValue): void {
    if (typeof value !== "string") this.#others.set(this.#texts.length, value);
    this.#texts.add(typeof value === "string" ? value : "");
  }

  /** The id of a row, where it has one. */
  at(row: number): string {
    return this.#texts.at(row);
  }

  /** As it is folded: ids are ASCII. */
  sortKey(row: number, from: number, letters: number, bits: number): number {
    const bytes = this.#texts.bytesAt(row);
    let key = 0;
    for (let at = from; at < from + letters; at++) {
      const unit = bytes[at] ?? -1;
      key = key * 2 ** bits + (unit >= CAPITAL_A && unit <= CAPITAL_Z ? unit + CASE : unit) + 1;
    }
    return key;
  }

  tests(condition: TextCondition): RowTests {
    const test = textsTest(condition);
    const mayBe = condition.kind === "id" ? this.#startTest(condition.start) : () => true;
    return {
      test: (row) => {
        if (this.#others.has(row)) return test(textsIn(this.#others.get(row)));
        return mayBe(row) && test([this.#texts.at(row)]);
      },
    };
  }

  /** Looks at one letter of each id, which leaves few to be read. */
  #startTest(start: string): NumberedTest {
    const unit = withoutBrace(start).charCodeAt(0);
    if (!(unit < 128) || start.startsWith("{")) return () => true;
    return (row) => {
      const bytes = this.#texts.bytesAt(row);
      return bytes[0] === unit || bytes[0] === BRACE;
    };
  }

  count(): undefined {
    return undefined;
  }
}

const BRACE = 0x7b;
const CAPITAL_A = 0x41;
const CAPITAL_Z = 0x5a;
const CASE = 0x20;

/** A column of values that rows have in common: each is kept once, and looked at once by a test. */
export class SharedColumn implements ValueColumn {
  /** The number of a row's value. */
  readonly #ids: GrowingWords;
  readonly #values: FieldValue[] = [];
  readonly #known = new Map<FieldValue, number>();
  readonly #lists = new Map<string, number>();
  readonly #sameList = new WeakMap<readonly string[], number>();

  constructor(expected?: number) {
    this.#ids = growingWords(expected);
  }

  add(value: FieldValue): void {
    this.#ids.push(this.#known.get(value) ?? this.#idOf(value));
  }

  #idOf(value: FieldValue): number {
    if (typeof value !== "object") return this.#next(value, this.#known, value);
    const known = this.#sameList.get(value);
    if (known !== undefined) return known;
    // Any of its texts counts, so neither their order nor their number does.
    const texts = [...new Set(value)].sort();
    const id = this.#next(texts, this.#lists, JSON.stringify(texts));
    this.#sameList.set(value, id);
    return id;
  }

  #next<Key>(value: FieldValue, known: Map<Key, number>, key: Key): number {
    const id = known.get(key) ?? this.#values.push(value) - 1;
    known.set(key, id);
    return id;
  }

  tests(condition: TextCondition): RowTests {
    const test = textsTest(condition);
    const verdicts: boolean[] = [];
    return {
      test: (row) => {
        const id = this.#ids.at(row) ?? 0;
        return verdicts[id] ??= test(textsIn(this.#values[id]));
      },
    };
  }

  /** What a test says of the value of a row. */
  valueTest(row: number, test: (texts: readonly string[]) => boolean): boolean {
    return test(textsIn(this.#values[this.#ids.at(row) ?? 0]));
  }

  count(rows: Iterable<number>): Map<string, number> {
    const counts = new Uint32Array(this.#values.length);
    for (const row of rows) {
      const id = this.#ids.at(row);
      if (id !== undefined) counts[id] = (counts[id] ?? 0) + 1;
    }
    const ofTexts = new Map<string, number>();
    for (const [id, count] of counts.entries()) {
      for (const text of textsIn(this.#values[id])) ofTexts.set(text, (ofTexts.get(text) ?? 0) + count);
    }
    return ofTexts;
  }
}

/** A column of values that are often one of the texts of their row, and then are not kept again. */
class TextValueColumn implements ValueColumn {
  /** The place of a row's value among its texts, and one more; 0 where it is none of them. */
  readonly #places = growingBytes();
  /** Absent as long as there are none. */
  #others: SharedColumn | undefined;
  /** Where the first row has it, and mostly all of them. */
  #usualPlace = -1;
  #isUniform = true;

  constructor(private readonly texts: TextColumn) {}

  add(value: FieldValue, texts: readonly string[]): void {
    const place = this.#placeOf(value, texts);
    if (this.#places.length === 0) this.#usualPlace = place;
    this.#isUniform &&= place === this.#usualPlace && place >= 0;
    if (place < 0 && !this.#others) {
      this.#others = new SharedColumn();
      for (let row = 0; row < this.#places.length; row++) this.#others.add(undefined);
    }
    this.#places.push(place + 1);
    this.#others?.add(place < 0 ? value : undefined);
  }

  #placeOf(value: FieldValue, texts: readonly string[]): number {
    if (typeof value !== "string") return -1;
    const place = texts[this.#usualPlace] === value ? this.#usualPlace : texts.indexOf(value);
    return place < MOST_PLACES ? place : -1;
  }

  tests(condition: TextCondition): RowTests {
    const test = textsTest(condition);
    // Other conditions are asked of columns of other kinds.
    if (condition.kind !== "field") return { test: (row) => this.#others?.valueTest(row, test) ?? false };
    const { pattern } = condition;
    const testText = this.texts.oneTest(pattern);
    return {
      test: (row) => {
        const place = (this.#places.at(row) ?? 0) - 1;
        return place < 0 ? this.#others?.valueTest(row, test) ?? false : testText(row, place);
      },
      marking: () => this.#isUniform ? this.texts.oneMarking(pattern, this.#usualPlace) : undefined,
    };
  }

  count(rows: Iterable<number>): Map<string, number> | undefined {
    return this.#isUniform ? undefined : this.#others?.count(rows);
  }
}

const MOST_PLACES = 255;

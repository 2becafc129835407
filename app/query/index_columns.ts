/** Rows laid out for scanning: one column for each field, and one with all texts of a row in one. */
import type { FieldKind } from "./fields.ts";
import { fold, foldedTest, type Pattern } from "./text.ts";
import { type FieldValue, type TextCondition, textsIn, textsTest } from "./values.ts";

/** A test on the row of a number. */
export type NumberedTest = (row: number) => boolean;

/** Stands between the texts of a row, since hardly any text holds it. */
const BETWEEN = "\0";

/** The texts of all rows, folded. */
export class TextColumn {
  readonly #lines: string[] = [];
  readonly #firstEnds: number[] = [];
  /** The texts of rows of which one holds the very sign that stands between them. */
  readonly #odd = new Map<number, readonly string[]>();

  add(texts: readonly string[]): void {
    const folded = texts.map(fold);
    if (folded.some((text) => text.includes(BETWEEN))) this.#odd.set(this.#lines.length, folded);
    this.#firstEnds.push(folded[0]?.length ?? 0);
    this.#lines.push(folded.join(BETWEEN));
  }

  /** All texts of a row in one. */
  line(row: number): string {
    return this.#lines[row] ?? "";
  }

  /** How long the first text of a row is. */
  firstEnd(row: number): number {
    return this.#firstEnds[row] ?? 0;
  }

  /** The texts of a row, as they were given but folded. */
  texts(row: number): readonly string[] {
    return this.#odd.get(row) ?? this.line(row).split(BETWEEN);
  }

  /** Compiles a test that says whether one of the texts of a row holds a pattern. */
  anyTest(pattern: Pattern): NumberedTest {
    const lines = this.#lines;
    const test = foldedTest(pattern);
    const mayHold = lineTest(pattern);
    const isWithinOne = (pattern.mode === "substring" || pattern.mode === "prefix") &&
      !pattern.text.includes(BETWEEN);
    if (isWithinOne) return (row) => test(lines[row] ?? "");
    return (row) => mayHold(lines[row] ?? "") && this.texts(row).some(test);
  }

  /** Compiles a test of one text of a row, by its place among them. */
  oneTest(pattern: Pattern): (row: number, place: number) => boolean {
    const test = foldedTest(pattern);
    const mayHold = lineTest(pattern);
    return (row, place) => {
      const line = this.line(row);
      if (!mayHold(line)) return false;
      return test(place === 0 ? line.slice(0, this.firstEnd(row)) : this.texts(row)[place] ?? "");
    };
  }
}

/** What must hold for all texts of a row in one where a pattern is to be in one of them. */
const lineTest = ({ mode, text }: Pattern) =>
  foldedTest({ mode: mode === "subsequence" ? mode : "substring", text });

/** Numbers of all rows, NaN where a row has none. */
export class NumberColumn {
  readonly #numbers: number[] = [];

  add(number: number): void {
    this.#numbers.push(number);
  }

  test(isWanted: (value: number) => boolean): NumberedTest {
    const numbers = this.#numbers;
    return (row) => isWanted(numbers[row] ?? NaN);
  }
}

/** What all rows hold in a field of texts. */
export interface ValueColumn {
  /** @param texts of the same row */
  add(value: FieldValue, texts: readonly string[]): void;
  test(condition: TextCondition): NumberedTest;
}

/** The column that suits what a field holds. */
export function valueColumn(kind: FieldKind, texts: TextColumn): ValueColumn {
  if (kind === "id") return new PlainColumn();
  return kind === "text" ? new TextValueColumn(texts) : new SharedColumn();
}

/** A column of values that are hardly ever the same. */
class PlainColumn implements ValueColumn {
  readonly #values: FieldValue[] = [];

  add(value: FieldValue): void {
    this.#values.push(value);
  }

  test(condition: TextCondition): NumberedTest {
    const test = textsTest(condition);
    const values = this.#values;
    return (row) => test(textsIn(values[row]));
  }
}

/** A column of values that rows have in common: each is kept once, and looked at once by a test. */
class SharedColumn implements ValueColumn {
  /** The number of a row's value. */
  readonly #ids: number[] = [];
  readonly #values: FieldValue[] = [];
  readonly #texts = new Map<FieldValue, number>();
  readonly #lists = new Map<string, number>();

  add(value: FieldValue): void {
    this.#ids.push(
      typeof value === "object"
        ? this.#idOf(value, this.#lists, JSON.stringify(value))
        : this.#idOf(value, this.#texts, value),
    );
  }

  #idOf<Key>(value: FieldValue, known: Map<Key, number>, key: Key): number {
    const id = known.get(key) ?? this.#values.push(value) - 1;
    known.set(key, id);
    return id;
  }

  test(condition: TextCondition): NumberedTest {
    const test = textsTest(condition);
    const [ids, values] = [this.#ids, this.#values];
    const verdicts: boolean[] = [];
    return (row) => {
      const id = ids[row] ?? 0;
      return verdicts[id] ??= test(textsIn(values[id]));
    };
  }
}

/** A column of values that are often one of the texts of their row, and then are not kept again. */
class TextValueColumn implements ValueColumn {
  /** The place of a row's value among its texts, -1 where it is none of them. */
  readonly #places: number[] = [];
  readonly #others = new SharedColumn();

  constructor(private readonly texts: TextColumn) {}

  add(value: FieldValue, texts: readonly string[]): void {
    const place = typeof value === "string" ? texts.indexOf(value) : -1;
    this.#places.push(place);
    this.#others.add(place < 0 ? value : undefined);
  }

  test(condition: TextCondition): NumberedTest {
    const testOther = this.#others.test(condition);
    // Other conditions are asked of columns of other kinds.
    if (condition.kind !== "field") return testOther;
    const testText = this.texts.oneTest(condition.pattern);
    const places = this.#places;
    return (row) => {
      const place = places[row] ?? -1;
      return place < 0 ? testOther(row) : testText(row, place);
    };
  }
}

/** A list laid out for searching while a person types: hundreds of thousands of rows in some tens of milliseconds. */
import { type FieldKind, isRowTime, kindOf } from "./fields.ts";
import { IdColumn, NumberColumn, type ValueColumn, valueColumn } from "./index_columns.ts";
import { cheapestFirst } from "./match.ts";
import { compileRank } from "./rank.ts";
import type { SearchSpec } from "./search.ts";
import type { Condition, Query } from "./terms.ts";
import { orderOfNumbers, orderOfTexts } from "./sorting.ts";
import { BLOCK_ROWS, blockOf, type Marking, placeIn } from "./text_blocks.ts";
import { type KeptTexts, type RowTests, TextColumn } from "./text_column.ts";
import { boundsTest, fieldOf, numberIn, timeOf } from "./values.ts";

/**
 * The rows of one list. Rows are told apart by their number, in the order they came in.
 *
 * It finds what `compileQuery` finds, row for row. What a query was compiled to is kept as long as the query is.
 */
export class SearchIndex<Row> {
  #size = 0;
  readonly #texts: TextColumn;
  readonly #times: NumberColumn;
  readonly #numbers = new Map<string, NumberColumn>();
  readonly #values = new Map<string, ValueColumn>();
  readonly #tests = new WeakMap<Query, readonly RowTests[]>();
  readonly #ranks = new WeakMap<Query, (row: number) => number>();

  constructor(private readonly spec: SearchSpec<Row>, options: KeptTexts = {}) {
    const { expected } = options;
    this.#texts = new TextColumn(options);
    this.#times = new NumberColumn(expected);
    for (const field of spec.fields) {
      const kind = kindOf(field, spec);
      if (isRowTime(field)) continue;
      if (isCompared(kind)) this.#numbers.set(field, new NumberColumn(expected));
      else this.#values.set(field, valueColumn(kind, this.#texts, expected));
    }
  }

  /** How many rows there are. */
  get size(): number {
    return this.#size;
  }

  /** Takes in more rows, which takes some µs each: a page at a time leaves room for keys. */
  add(rows: readonly Row[]): void {
    for (const row of rows) {
      const seen = this.spec.searchable(row);
      this.#texts.add(seen.text);
      this.#times.add(timeOf(seen) ?? NaN);
      for (const [field, column] of this.#numbers) column.add(numberIn(fieldOf(seen, field)));
      for (const [field, column] of this.#values) column.add(fieldOf(seen, field), seen.text);
    }
    this.#size += rows.length;
  }

  /**
   * The rows from `from` on and before `to` that a query holds for, in their order. Ten thousand rows take less than a
   * millisecond, so that whoever has other things to do asks for that many at a time.
   *
   * @param query of the fields of this list
   */
  scan(query: Query, from = 0, to = this.#size): number[] {
    const [first, ...others] = this.#testsOf(query);
    let found = this.#rowsWhere(first ?? EVERY, from, Math.min(to, this.#size));
    for (const tests of others) found = this.#filtered(tests, found);
    return found;
  }

  #rowsWhere({ test, marking }: RowTests, from: number, to: number): number[] {
    const found: number[] = [];
    const mark = marking?.();
    if (mark) markedRows(mark, from, to, (row) => found.push(row));
    else for (let row = from; row < to; row++) if (test(row)) found.push(row);
    return found;
  }

  /** Of few rows each is looked at by itself. */
  #filtered(tests: RowTests, rows: readonly number[]): number[] {
    const [first = 0, last = -1] = [rows[0], rows.at(-1)];
    const areFew = rows.length < (last - first) / FEW;
    if (areFew || !tests.marking?.()) return rows.filter((row) => tests.test(row));
    return common(rows, this.#rowsWhere(tests, first, last + 1));
  }

  /** What a field of numbers, or the time of a row where none is named, holds; NaN where it holds none. */
  numberOf(row: number, field?: string): number {
    return (field === undefined ? this.#times : this.#numbers.get(field))?.at(row) ?? NaN;
  }

  /** The id of a row, which only fields of ids have. */
  idOf(row: number, field = "id"): string {
    const column = this.#values.get(field);
    return column instanceof IdColumn ? column.at(row) : "";
  }

  /** One of the first two texts of a row as it was given; they have to be kept. */
  textOf(row: number, place: 0 | 1): string {
    return this.#texts.original(row, place);
  }

  /** All rows in the order of a field of numbers, or of their times; those without one come last. */
  orderByNumber(field?: string): Uint32Array {
    return orderOfNumbers(this.#size, (row) => this.numberOf(row, field));
  }

  /** All rows in the order of their ids, folded. */
  orderById(): Uint32Array {
    const column = this.#values.get("id");
    return column instanceof IdColumn ? orderOfTexts(this.#size, column, () => true) : new Uint32Array();
  }

  /** All rows in the order of the first or the second of their texts, folded; those that have none come last. */
  orderByText(place: 0 | 1, isThere: (row: number) => boolean = () => true): Uint32Array {
    return orderOfTexts(this.#size, this.#texts.blocks(place), isThere);
  }

  /** How many of some rows hold each value of a field; undefined where hardly two of them hold the same. */
  count(field: string, rows: Iterable<number>): ReadonlyMap<string, number> | undefined {
    return this.#values.get(field)?.count(rows);
  }

  /** How well a row fits, less is better: see `rank.ts`. */
  rank(query: Query, row: number): number {
    const known = this.#ranks.get(query);
    if (known) return known(row);
    const rank = compileRank(query);
    const ofRow = (row: number) => rank(this.#texts.line(row), this.#texts.firstEnd(row));
    this.#ranks.set(query, ofRow);
    return ofRow(row);
  }

  /** The same rows, those that fit best first; what fits alike stays in its order. */
  ranked(query: Query, rows: readonly number[]): number[] {
    const ofRank: number[][] = [];
    for (const row of rows) (ofRank[this.rank(query, row)] ??= []).push(row);
    return ofRank.flat();
  }

  #testsOf(query: Query): readonly RowTests[] {
    const known = this.#tests.get(query);
    if (known) return known;
    const tests = cheapestFirst(query).map(({ word: { negated }, condition }) => {
      const tests = this.#testOf(condition);
      return negated ? opposite(tests) : tests;
    });
    this.#tests.set(query, tests);
    return tests;
  }

  #testOf(condition: Condition): RowTests {
    switch (condition.kind) {
      case "text":
        return condition.pattern.text === "" ? EVERY : this.#texts.anyTests(condition.pattern);
      case "number": {
        const test = this.#numbers.get(condition.field)?.test(boundsTest(condition.bounds));
        return test ? { test } : NEVER;
      }
      case "time": {
        const column = condition.field === undefined ? this.#times : this.#numbers.get(condition.field);
        const test = column?.test((atMs) => atMs >= condition.fromMs && atMs < condition.toMs);
        return test ? { test } : NEVER;
      }
      default:
        return this.#values.get(condition.field)?.tests(condition) ?? NEVER;
    }
  }
}

const isCompared = (kind: FieldKind): boolean => kind === "number" || kind === "time";

const EVERY: RowTests = { test: () => true };
/** Of fields that the rows do not have. */
const NEVER: RowTests = { test: () => false };

/** One of so many rows is few. */
const FEW = 4;

/** What is in both of two ascending lists. */
function common(rows: readonly number[], others: readonly number[]): number[] {
  let at = 0;
  return rows.filter((row) => {
    while (at < others.length && (others[at] ?? 0) < row) at++;
    return others[at] === row;
  });
}

function opposite({ test, marking }: RowTests): RowTests {
  return {
    test: (row) => !test(row),
    marking: () => {
      const mark = marking?.();
      return mark && ((block, hits) => {
        mark(block, hits);
        for (let place = 0; place < hits.length; place++) hits[place] = hits[place] ? 0 : 1;
      });
    },
  };
}

/** Rows from `from` on and before `to` that are marked. */
function markedRows(mark: Marking, from: number, to: number, onRow: (row: number) => void): void {
  const hits = new Uint8Array(BLOCK_ROWS);
  for (let row = from; row < to;) {
    const block = blockOf(row);
    const end = Math.min(to, (block + 1) * BLOCK_ROWS);
    hits.fill(0);
    mark(block, hits);
    for (; row < end; row++) if (hits[placeIn(row)]) onRow(row);
  }
}

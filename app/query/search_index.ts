/** A list laid out for searching while a person types: hundreds of thousands of rows in some tens of milliseconds. */
import {
  NumberColumn,
  type NumberedTest,
  TextColumn,
  type ValueColumn,
  valueColumn,
} from "./index_columns.ts";
import { type FieldKind, isRowTime, kindOf } from "./fields.ts";
import { cheapestFirst } from "./match.ts";
import { compileRank } from "./rank.ts";
import type { SearchSpec } from "./search.ts";
import type { Condition, Query } from "./terms.ts";
import { boundsTest, fieldOf, numberIn, timeOf } from "./values.ts";

/**
 * The rows of one list. Rows are told apart by their number, in the order they came in.
 *
 * It finds what `compileQuery` finds, row for row. What a query was compiled to is kept as long as the query is.
 */
export class SearchIndex<Row> {
  #size = 0;
  readonly #texts = new TextColumn();
  readonly #times = new NumberColumn();
  readonly #numbers = new Map<string, NumberColumn>();
  readonly #values = new Map<string, ValueColumn>();
  readonly #tests = new WeakMap<Query, readonly NumberedTest[]>();
  readonly #ranks = new WeakMap<Query, (row: number) => number>();

  constructor(private readonly spec: SearchSpec<Row>) {
    for (const field of spec.fields) {
      const kind = kindOf(field, spec);
      if (isRowTime(field)) continue;
      if (isCompared(kind)) this.#numbers.set(field, new NumberColumn());
      else this.#values.set(field, valueColumn(kind, this.#texts));
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
    let found = this.#rowsWhere(first ?? (() => true), from, Math.min(to, this.#size));
    for (const test of others) found = found.filter((row) => test(row));
    return found;
  }

  #rowsWhere(test: NumberedTest, from: number, to: number): number[] {
    const found: number[] = [];
    for (let row = from; row < to; row++) if (test(row)) found.push(row);
    return found;
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

  #testsOf(query: Query): readonly NumberedTest[] {
    const known = this.#tests.get(query);
    if (known) return known;
    const tests = cheapestFirst(query).map(({ word: { negated }, condition }): NumberedTest => {
      const test = this.#testOf(condition);
      return negated ? (row) => !test(row) : test;
    });
    this.#tests.set(query, tests);
    return tests;
  }

  #testOf(condition: Condition): NumberedTest {
    switch (condition.kind) {
      case "text":
        return condition.pattern.text === "" ? () => true : this.#texts.anyTest(condition.pattern);
      case "number":
        return this.#numbers.get(condition.field)?.test(boundsTest(condition.bounds)) ?? never;
      case "time": {
        const column = condition.field === undefined ? this.#times : this.#numbers.get(condition.field);
        return column?.test((atMs) => atMs >= condition.fromMs && atMs < condition.toMs) ?? never;
      }
      default:
        return this.#values.get(condition.field)?.test(condition) ?? never;
    }
  }
}

const isCompared = (kind: FieldKind): boolean => kind === "number" || kind === "time";

/** Of fields that the rows do not have. */
const never: NumberedTest = () => false;

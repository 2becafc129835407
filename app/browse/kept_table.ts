/** Tables of short lists, which keep their rows as they were read. */
import type { Cell, Column, ColumnHead } from "../columns.ts";
import { kindOf } from "../query/fields.ts";
import type { FieldSet, Query } from "../query/query.ts";
import type { SearchSpec } from "../query/search.ts";
import { SearchIndex } from "../query/search_index.ts";
import { fieldOf, textsIn, timeOf } from "../query/values.ts";
import { type FacetCounts, facetsOf, monthOf } from "./facets.ts";
import { orderOfCells } from "./order.ts";
import type { ShelfName } from "./shelves.ts";
import type { Facet, RecordSource, RowTable } from "./table.ts";

/** Where a row is in a tree. */
export interface TreePlace {
  readonly depth: number;
  /** How many rows are directly below it; null where it is no branch. */
  readonly children: number | null;
}

/** A list that was read as a whole. */
export interface KeptList<Row> {
  readonly shelf: ShelfName;
  readonly columns: readonly Column<Row>[];
  readonly search: SearchSpec<Row>;
  readonly rows: readonly Row[];
  readonly malformed: number;
  readonly keyOf: (row: Row) => string;
  readonly sourceOf: (row: Row) => RecordSource | null;
  /** Absent where there is no tree. */
  readonly placeOf?: (row: Row) => TreePlace;
}

/** The table of such a list; it grows by being told how many of the rows there are. */
export class KeptTable<Row> implements RowTable {
  readonly shelf: ShelfName;
  readonly columns: readonly ColumnHead[];
  readonly fields: FieldSet;
  readonly malformed: number;
  readonly #columns: readonly Column<Row>[];
  readonly #index: SearchIndex<Row>;
  #isComplete = false;
  readonly #rowsByKey = new Map<string, number>();

  constructor(private readonly list: KeptList<Row>) {
    const { shelf, columns, search, malformed } = list;
    this.shelf = shelf;
    this.#columns = columns.filter(({ secret }) => !secret);
    this.columns = this.#columns;
    this.fields = search;
    this.malformed = malformed;
    this.#index = new SearchIndex(search);
  }

  /** Takes in the next rows of the list, this many at most. */
  grow(count: number): void {
    const rows = this.list.rows.slice(this.size, this.size + count);
    for (const [i, row] of rows.entries()) this.#rowsByKey.set(this.list.keyOf(row), this.size + i);
    this.#index.add(rows);
  }

  get size(): number {
    return this.#index.size;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Says that there are no more rows. */
  finish(): void {
    this.#isComplete = true;
  }

  /** The row itself, for whoever shows all of it. @throws {RangeError} where there is none */
  row(row: number): Row {
    const found = this.list.rows[row];
    if (found === undefined || row >= this.size) throw new RangeError(`no row ${row}`);
    return found;
  }

  key(row: number): string {
    return this.list.keyOf(this.row(row));
  }

  source(row: number): RecordSource | null {
    return this.list.sourceOf(this.row(row));
  }

  cell(row: number, column: number): Cell {
    return this.#columns[column]?.value(this.row(row)) ?? null;
  }

  depth(row: number): number {
    return this.list.placeOf?.(this.row(row)).depth ?? 0;
  }

  isBranch(row: number): boolean {
    return (this.list.placeOf?.(this.row(row)).children ?? null) !== null;
  }

  children(row: number): number {
    return this.list.placeOf?.(this.row(row)).children ?? 0;
  }

  rowOf(key: string): number {
    return this.#rowsByKey.get(key) ?? -1;
  }

  scan(query: Query, from = 0, to = this.size): readonly number[] {
    return this.#index.scan(query, from, to);
  }

  ranked(query: Query, rows: readonly number[]): readonly number[] {
    return this.#index.ranked(query, rows);
  }

  order(column: number): Uint32Array {
    return orderOfCells(this.size, (row) => this.cell(row, column));
  }

  facets(field: string, rows?: readonly number[]): readonly Facet[] {
    const counts: FacetCounts = new Map();
    for (const row of rows ?? this.list.rows.slice(0, this.size).keys()) {
      for (const value of new Set(this.#valuesOf(row, field))) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    return facetsOf(counts);
  }

  #valuesOf(row: number, field: string): readonly string[] {
    const seen = this.list.search.searchable(this.row(row));
    if (kindOf(field, this.list.search) !== "time") return textsIn(fieldOf(seen, field));
    const atMs = timeOf(seen);
    return atMs === undefined ? [] : [monthOf(atMs)];
  }
}

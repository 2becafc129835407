/** Tables of hundreds of thousands of rows, of which nothing is kept that is an object. */
import type { Cell, Column, ColumnHead } from "../columns.ts";
import { kindOf } from "../query/fields.ts";
import type { FieldSet, Query } from "../query/query.ts";
import type { SearchSpec } from "../query/search.ts";
import { SearchIndex } from "../query/search_index.ts";
import type { KeptTexts } from "../query/text_column.ts";
import { countNumbers, facetsOf, monthsOf } from "./facets.ts";
import { KeyIndex } from "./key_index.ts";
import { orderOfCells } from "./order.ts";
import type { ShelfName } from "./shelves.ts";
import type { Facet, RecordSource, RowTable } from "./table.ts";

/** What such a table is about. `Row` is what columns are made of, made anew for each cell. */
export interface CompactSpec<Item, Row> {
  readonly shelf: ShelfName;
  readonly columns: readonly Column<Row>[];
  readonly search: SearchSpec<Item>;
  readonly texts: KeptTexts;
  /** Orders of columns that are had without looking at every cell. */
  readonly orders: Readonly<Record<string, (index: SearchIndex<Item>, size: number) => Uint32Array>>;
}

/** What is common to such tables: `Item` is what goes in. */
export abstract class CompactTable<Item, Row> implements RowTable {
  readonly shelf: ShelfName;
  readonly columns: readonly ColumnHead[];
  readonly fields: FieldSet;
  protected readonly index: SearchIndex<Item>;
  readonly #keys: KeyIndex;
  /** The order that was asked for last of a table that is complete, and its column. */
  #order: readonly [column: number, order: Uint32Array] | undefined;
  #malformed = 0;
  #isComplete = false;

  constructor(private readonly spec: CompactSpec<Item, Row>) {
    this.shelf = spec.shelf;
    this.columns = spec.columns;
    this.fields = spec.search;
    this.index = new SearchIndex(spec.search, spec.texts);
    this.#keys = new KeyIndex((row) => this.key(row), spec.texts.expected);
  }

  abstract key(row: number): string;
  abstract source(row: number): RecordSource | null;
  abstract depth(row: number): number;
  abstract isBranch(row: number): boolean;
  abstract children(row: number): number;
  /** What columns see of a row. */
  protected abstract row(row: number): Row;
  /** Takes in what the index does not keep. @returns the key */
  protected abstract keep(item: Item): string;

  /** Takes in more rows. */
  add(items: readonly Item[]): void {
    this.index.add(items);
    for (const item of items) this.#keys.add(this.keep(item));
  }

  /** Counts records that cannot be read. */
  addMalformed(count: number): void {
    this.#malformed += count;
  }

  /** Says that there are no more rows. */
  finish(): void {
    this.#isComplete = true;
  }

  get size(): number {
    return this.index.size;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get malformed(): number {
    return this.#malformed;
  }

  cell(row: number, column: number): Cell {
    return this.spec.columns[column]?.value(this.row(row)) ?? null;
  }

  rowOf(key: string): number {
    return this.#keys.rowOf(key);
  }

  scan(query: Query, from = 0, to = this.size): readonly number[] {
    return this.index.scan(query, from, to);
  }

  ranked(query: Query, rows: readonly number[]): readonly number[] {
    return this.index.ranked(query, rows);
  }

  order(column: number): Uint32Array {
    if (this.#order?.[0] === column) return this.#order[1];
    const quick = this.spec.orders[this.columns[column]?.name ?? ""];
    const order = quick?.(this.index, this.size) ?? orderOfCells(this.size, (row) => this.cell(row, column));
    if (this.#isComplete) this.#order = [column, order];
    return order;
  }

  facets(field: string, rows: Iterable<number> = upTo(this.size)): readonly Facet[] {
    const counts = this.index.count(field, rows);
    if (counts) return facetsOf(counts);
    if (field === "on") return facetsOf(monthsOf(rows, (row) => this.index.numberOf(row)));
    if (kindOf(field, this.fields) !== "number") return [];
    return facetsOf(countNumbers(rows, (row) => this.index.numberOf(row, field)));
  }
}

function* upTo(size: number): Generator<number> {
  for (let row = 0; row < size; row++) yield row;
}

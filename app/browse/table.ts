/** The rows of a shelf, as the full-screen browser sees them. */
import type { Cell, ColumnHead } from "../columns.ts";
import type { FieldSet } from "../query/fields.ts";
import type { Query } from "../query/terms.ts";
import type { ShelfName } from "./shelves.ts";

/** The record that a row is from. */
export interface RecordSource {
  readonly collection: string;
  readonly id: string;
}

/** A value of a field, and how many rows hold it. */
export interface Facet {
  readonly value: string;
  readonly count: number;
}

/** The rows of one list, kept compactly; grows at its end only while it is loaded, and never changes otherwise. */
export interface RowTable {
  readonly shelf: ShelfName;
  /** All columns, those of details too, that {@link cell} can give. */
  readonly columns: readonly ColumnHead[];
  /** What a query may name here. */
  readonly fields: FieldSet;
  /** How many rows there are so far. They are told apart by their numbers from 0 on. */
  readonly size: number;
  readonly isComplete: boolean;
  /** How many records could not be read. */
  readonly malformed: number;
  /** What tells the row from all others, the same after another reading. */
  key(row: number): string;
  /** Null where there is no such record. */
  source(row: number): RecordSource | null;
  /** What a row holds in the column of a number. Never a secret. */
  cell(row: number, column: number): Cell;
  /** How deep a row is in the tree, whose rows come in pre-order; 0 where there is no tree. */
  depth(row: number): number;
  /** Whether a row may be folded: folders, devices, collections. */
  isBranch(row: number): boolean;
  /** How many rows are directly below a branch. */
  children(row: number): number;
  /** The row of a key; -1 where there is none. */
  rowOf(key: string): number;
  /**
   * The rows from `from` on and before `to` that a query holds for, in their order. Ten thousand rows take less than a
   * millisecond.
   */
  scan(query: Query, from?: number, to?: number): readonly number[];
  /** The same rows, those that fit best first; what fits alike stays in its order. */
  ranked(query: Query, rows: readonly number[]): readonly number[];
  /**
   * All rows, ascending by the column of a number; ties keep their order, and rows without a value come last. Texts go by
   * their folds, whose code units are compared.
   */
  order(column: number): Uint32Array;
  /**
   * What rows hold in a field, the most frequent first; all rows where none are named. The months of `on` are in UTC.
   * Nothing for fields of which hardly two rows of a long list hold the same.
   */
  facets(field: string, rows?: readonly number[]): readonly Facet[];
}

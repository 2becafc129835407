/** The table of history: hundreds of thousands of rows, of which nothing is kept that is an object. */
import type { Guid, ServerTime } from "../../core/ids.ts";
import type { Visit } from "../../core/records/history.ts";
import type { Cell, Column } from "../columns.ts";
import { HISTORY, historyColumns, type HistoryRow } from "../history/list.ts";
import { historySearch } from "../history/search.ts";
import { type GrowingBytes, growingBytes, type GrowingFloats, growingFloats } from "../query/growing.ts";
import { hostOf } from "../query/host.ts";
import { orderOfNumbers } from "../query/sorting.ts";
import type { FieldSet, Query, Searchable } from "../query/query.ts";
import { SearchIndex } from "../query/search_index.ts";
import { countNumbers, facetsOf, monthsOf } from "./facets.ts";
import { type ListedPage, namesOf } from "./history_reader.ts";
import { KeyIndex } from "./key_index.ts";
import { orderOfCells } from "./order.ts";
import type { Facet, RecordSource, RowTable } from "./table.ts";

const TITLE = 0;
const URL_PLACE = 1;

/** What columns need that is not kept: the visits themselves. */
const NEEDS_VISITS = "visitList";

const columns: readonly Column<HistoryRow>[] = historyColumns.filter(({ name }) => name !== NEEDS_VISITS);

/** What {@link historySearch} sees of a page. */
const searchable = ({ id, url, title, visits, transitions, lastVisitMs }: ListedPage): Searchable => ({
  text: [title ?? "", url],
  fields: { host: hostOf(url), url, title: title ?? "", id, type: namesOf(transitions), visits },
  atMs: lastVisitMs ?? undefined,
});

/** Visited pages, newest visit first. */
export class HistoryTable implements RowTable {
  readonly shelf = "history";
  readonly columns = columns;
  readonly fields: FieldSet = historySearch;
  readonly #index: SearchIndex<ListedPage>;
  readonly #modified: GrowingFloats;
  /** 1 where a page has no title, which is not the same as an empty one. */
  readonly #untitled: GrowingBytes;
  readonly #keys: KeyIndex;
  #malformed = 0;
  #isComplete = false;

  /** @param expected how many rows there will be, about */
  constructor(expected: number) {
    this.#index = new SearchIndex({ ...historySearch, searchable }, { expected, keepsOriginals: true });
    this.#modified = growingFloats(expected);
    this.#untitled = growingBytes(expected);
    this.#keys = new KeyIndex((row) => this.key(row), expected);
  }

  /** Takes in more pages. */
  add(pages: readonly ListedPage[]): void {
    this.#index.add(pages);
    for (const { id, modified, title } of pages) {
      this.#modified.push(modified);
      this.#untitled.push(title === null ? 1 : 0);
      this.#keys.add(id);
    }
  }

  /** Counts a record that cannot be read. */
  addMalformed(): void {
    this.#malformed++;
  }

  /** Says that there are no more rows. */
  finish(): void {
    this.#isComplete = true;
  }

  get size(): number {
    return this.#index.size;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get malformed(): number {
    return this.#malformed;
  }

  key(row: number): string {
    return this.#index.idOf(row);
  }

  source(row: number): RecordSource {
    return { collection: HISTORY, id: this.key(row) };
  }

  cell(row: number, column: number): Cell {
    return columns[column]?.value(this.#row(row)) ?? null;
  }

  /** The row as a list has it, but for its visits, of which only the number is true. */
  #row(row: number): HistoryRow {
    const [id, lastVisitMs] = [this.key(row), this.#index.numberOf(row)];
    const visits: readonly Visit[] = new Array(this.#index.numberOf(row, "visits"));
    const title = this.#isUntitled(row) ? null : this.#index.textOf(row, TITLE);
    return {
      id: id as Guid,
      modified: this.#modified.at(row) as ServerTime,
      lastVisitMs: Number.isNaN(lastVisitMs) ? null : lastVisitMs,
      record: { id, url: this.#index.textOf(row, URL_PLACE), title, visits, source: {} },
    };
  }

  #isUntitled(row: number): boolean {
    return this.#untitled.at(row) === 1;
  }

  depth(): number {
    return 0;
  }

  isBranch(): boolean {
    return false;
  }

  children(): number {
    return 0;
  }

  rowOf(key: string): number {
    return this.#keys.rowOf(key);
  }

  scan(query: Query, from = 0, to = this.size): readonly number[] {
    return this.#index.scan(query, from, to);
  }

  ranked(query: Query, rows: readonly number[]): readonly number[] {
    return this.#index.ranked(query, rows);
  }

  order(column: number): Uint32Array {
    switch (columns[column]?.name) {
      case "lastVisit":
        return this.#index.orderByNumber();
      case "visits":
        return this.#index.orderByNumber("visits");
      case "modified":
        return orderOfNumbers(this.size, (row) => this.#modified.at(row) ?? NaN);
      case "title":
        return this.#index.orderByText(TITLE, (row) => !this.#isUntitled(row));
      case "url":
        return this.#index.orderByText(URL_PLACE);
      default:
        return orderOfCells(this.size, (row) => this.cell(row, column));
    }
  }

  facets(field: string, rows: Iterable<number> = allRows(this.size)): readonly Facet[] {
    if (field === "visits") return facetsOf(countNumbers(rows, (row) => this.#index.numberOf(row, field)));
    if (field === "on") return facetsOf(monthsOf(rows, (row) => this.#index.numberOf(row)));
    return facetsOf(this.#index.count(field, rows) ?? new Map());
  }
}

function* allRows(size: number): Generator<number> {
  for (let row = 0; row < size; row++) yield row;
}

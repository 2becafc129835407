/** The table of history. */
import type { Guid, ServerTime } from "../../core/ids.ts";
import type { Visit } from "../../core/records/history.ts";
import { HISTORY, historyColumns, type HistoryRow } from "../history/list.ts";
import { historySearch } from "../history/search.ts";
import { type GrowingBytes, growingBytes, type GrowingFloats, growingFloats } from "../query/growing.ts";
import { hostOf } from "../query/host.ts";
import type { Searchable } from "../query/query.ts";
import { orderOfNumbers } from "../query/sorting.ts";
import { CompactTable } from "./compact_table.ts";
import { type ListedPage, namesOf } from "./history_reader.ts";
import type { RecordSource } from "./table.ts";

const TITLE = 0;
const URL_PLACE = 1;

/** What columns need that is not kept: the visits themselves. */
const NEEDS_VISITS = "visitList";

/** What {@link historySearch} sees of a page. */
const searchable = ({ id, url, title, visits, transitions, lastVisitMs }: ListedPage): Searchable => ({
  text: [title ?? "", url],
  fields: { host: hostOf(url), url, title: title ?? "", id, type: namesOf(transitions), visits },
  atMs: lastVisitMs ?? undefined,
});

/** Visited pages, newest visit first. */
export class HistoryTable extends CompactTable<ListedPage, HistoryRow> {
  readonly #modified: GrowingFloats;
  /** 1 where a page has no title, which is not the same as an empty one. */
  readonly #untitled: GrowingBytes;

  /** @param expected how many rows there will be, about */
  constructor(expected: number) {
    super({
      shelf: "history",
      columns: historyColumns.filter(({ name }) => name !== NEEDS_VISITS),
      search: { ...historySearch, searchable },
      texts: { expected, keepsOriginals: true },
      orders: {
        lastVisit: (index) => index.orderByNumber(),
        visits: (index) => index.orderByNumber("visits"),
        modified: (_, size) => orderOfNumbers(size, (row) => this.#modified.at(row) ?? NaN),
        title: (index) => index.orderByText(TITLE, (row) => this.#untitled.at(row) !== 1),
        id: (index) => index.orderById(),
        url: (index) => index.orderByText(URL_PLACE),
      },
    });
    this.#modified = growingFloats(expected);
    this.#untitled = growingBytes(expected);
  }

  protected keep({ id, modified, title }: ListedPage): string {
    this.#modified.push(modified);
    this.#untitled.push(title === null ? 1 : 0);
    return id;
  }

  key(row: number): string {
    return this.index.idOf(row);
  }

  source(row: number): RecordSource {
    return { collection: HISTORY, id: this.key(row) };
  }

  /** The row as a list has it, but for its visits, of which only the number is true. */
  protected row(row: number): HistoryRow {
    const [id, lastVisitMs] = [this.key(row), this.index.numberOf(row)];
    const visits: readonly Visit[] = new Array(this.index.numberOf(row, "visits"));
    const title = this.#untitled.at(row) === 1 ? null : this.index.textOf(row, TITLE);
    return {
      id: id as Guid,
      modified: this.#modified.at(row) as ServerTime,
      lastVisitMs: Number.isNaN(lastVisitMs) ? null : lastVisitMs,
      record: { id, url: this.index.textOf(row, URL_PLACE), title, visits, source: {} },
    };
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
}

/** The shelf of all records as they are, each collection above its own. */
import { fromUtf8 } from "../../core/bytes.ts";
import type { CollectionName, Guid, ServerTime } from "../../core/ids.ts";
import { codecOf } from "../../core/records/registry.ts";
import { type Column, instant } from "../columns.ts";
import type { Copy } from "../mirror/copies.ts";
import type { LinesOfPage, MirrorLine, MirrorRecord } from "../mirror/page.ts";
import { type GrowingBytes, growingBytes, type GrowingFloats, growingFloats } from "../query/growing.ts";
import type { SearchSpec } from "../query/search.ts";
import { orderOfNumbers } from "../query/sorting.ts";
import { decode } from "../read.ts";
import { recordColumns, type RecordRow } from "../records.ts";
import { CompactTable } from "./compact_table.ts";
import { readListedPage } from "./history_reader.ts";
import { columnLike } from "./lines.ts";
import type { RecordSource } from "./table.ts";

/** What a record is found to be. */
const STATES = ["live", "tombstone", "malformed"] as const;
type RecordState = typeof STATES[number];

/** A collection, or one of its records. */
export interface RecordItem {
  readonly collection: string;
  /** Null for the collection itself. */
  readonly record:
    | Pick<RecordRow, "id" | "modified" | "sortindex" | "bytes"> & { readonly state: RecordState }
    | null;
  /** When the collection or the record was changed last, by the server's clock. */
  readonly changedMs: number;
}

/** A copy as the row above its records. */
export const collectionItem = ({ name, cursor }: Copy): RecordItem => ({
  collection: name,
  record: null,
  changedMs: cursor,
});

/** The records of a page of the mirror. */
export const recordItems = (collection: CollectionName, { bytes, lines }: LinesOfPage): RecordItem[] =>
  lines.map((line) => recordItem(collection, bytes, line));

function recordItem(collection: CollectionName, bytes: Uint8Array, line: MirrorLine): RecordItem {
  const { id, modified, from, clearAt } = line;
  // The mirror wrote it, and its box is authentic, so the shape of what is in it is not checked again.
  const head: [Guid, ServerTime, number | null, number, 0] = JSON.parse(
    `${fromUtf8(bytes.subarray(from, clearAt))}0]`,
  );
  const record = { id, modified, bytes: head[3], state: stateOf(collection, bytes, line) };
  const sortindex = head[2];
  return { collection, record: sortindex === null ? record : { ...record, sortindex }, changedMs: modified };
}

function stateOf(collection: CollectionName, bytes: Uint8Array, line: MirrorLine): RecordState {
  if (collection === "history") {
    const page = readListedPage({ ...line, bytes });
    return typeof page === "string" ? page : "live";
  }
  const clear: MirrorRecord["clear"] = JSON.parse(fromUtf8(bytes.subarray(line.clearAt, line.to - 1)));
  return decode(codecOf(collection), line.id, clear).kind;
}

/** What the columns of records see of one; nobody looks inside. */
const INCOMING: Readonly<Record<RecordState, RecordRow["incoming"]>> = {
  live: { kind: "live", id: "", record: { id: "", source: {} } },
  tombstone: { kind: "tombstone", id: "" },
  malformed: { kind: "malformed", id: "", reason: "" },
};

const columns: readonly Column<RecordItem>[] = [
  { name: "collection", value: ({ collection }) => collection },
  ...recordColumns("", {}).filter(({ whole }) => !whole).map((column) =>
    columnLike(column, ({ record, changedMs }: RecordItem) => {
      if (record !== null) return column.value({ ...record, incoming: INCOMING[record.state] });
      return column.name === "modified" ? instant(changedMs) : null;
    })
  ),
];

const search: SearchSpec<RecordItem> = {
  fields: ["collection", "id", "is", "size", "before", "after", "on"],
  kinds: { collection: "choice" },
  choices: { is: [...STATES] },
  searchable: ({ collection, record, changedMs }) => ({
    text: [record?.id ?? "", collection],
    fields: { collection, id: record?.id ?? "", is: record?.state ?? "", size: record?.bytes },
    atMs: changedMs,
  }),
};

const ID = 0;

/** Every collection with its records below it. */
export class RecordsTable extends CompactTable<RecordItem, RecordItem> {
  /** The number of a row's collection, in {@link #names}. */
  readonly #collections: GrowingBytes;
  readonly #names: string[] = [];
  /** How many records each collection has, so far. */
  readonly #records: number[] = [];
  /** The number of a row's state, and one more; 0 for a collection. */
  readonly #states: GrowingBytes;
  readonly #sortindices: GrowingFloats;

  /** @param expected how many rows there will be, about */
  constructor(expected: number) {
    super({
      shelf: "records",
      columns,
      search,
      texts: { expected },
      orders: {
        id: (index) => index.orderByText(ID, (row) => !this.isBranch(row)),
        modified: (index) => index.orderByNumber(),
        bytes: (index) => index.orderByNumber("size"),
        sortindex: (_, size) => orderOfNumbers(size, (row) => this.#sortindices.at(row) ?? NaN),
        collection: (_, size) => this.#orderByName(size),
        state: (_, size) => orderOfNumbers(size, (row) => STATE_RANKS[this.#states.at(row) ?? 0] ?? NaN),
      },
    });
    this.#collections = growingBytes(expected);
    this.#states = growingBytes(expected);
    this.#sortindices = growingFloats(expected);
  }

  #orderByName(size: number): Uint32Array {
    const sorted = [...this.#names].sort();
    const ranks = this.#names.map((name) => sorted.indexOf(name));
    return orderOfNumbers(size, (row) => ranks[this.#collections.at(row) ?? 0] ?? NaN);
  }

  protected keep({ collection, record }: RecordItem): string {
    if (record === null) {
      this.#names.push(collection);
      this.#records.push(0);
    } else {
      this.#records[this.#names.length - 1] = (this.#records.at(-1) ?? 0) + 1;
      if (record.state === "malformed") this.addMalformed(1);
    }
    this.#collections.push(this.#names.length - 1);
    this.#states.push(record === null ? 0 : STATES.indexOf(record.state) + 1);
    this.#sortindices.push(record?.sortindex ?? NaN);
    return keyOf(collection, record?.id);
  }

  #nameOf(row: number): string {
    return this.#names[this.#collections.at(row) ?? 0] ?? "";
  }

  key(row: number): string {
    return keyOf(this.#nameOf(row), this.isBranch(row) ? undefined : this.index.idOf(row));
  }

  source(row: number): RecordSource | null {
    return this.isBranch(row) ? null : { collection: this.#nameOf(row), id: this.index.idOf(row) };
  }

  protected row(row: number): RecordItem {
    const [collection, changedMs] = [this.#nameOf(row), this.index.numberOf(row)];
    const state = STATES[(this.#states.at(row) ?? 0) - 1];
    if (state === undefined) return { collection, record: null, changedMs };
    const sortindex = this.#sortindices.at(row) ?? NaN;
    const record = {
      id: this.index.idOf(row) as Guid,
      modified: changedMs as ServerTime,
      bytes: this.index.numberOf(row, "size"),
      state,
      ...(Number.isNaN(sortindex) ? {} : { sortindex }),
    };
    return { collection, record, changedMs };
  }

  depth(row: number): number {
    return this.isBranch(row) ? 0 : 1;
  }

  isBranch(row: number): boolean {
    return this.#states.at(row) === 0;
  }

  children(row: number): number {
    return this.isBranch(row) ? this.#records[this.#collections.at(row) ?? 0] ?? 0 : 0;
  }
}

/** Where each state is in the order of their names; a collection has none. */
const STATE_RANKS: readonly number[] = [NaN, ...STATES.map((state) => [...STATES].sort().indexOf(state))];

const keyOf = (collection: string, id: string | undefined): string =>
  id === undefined ? collection : `${collection}/${id}`;

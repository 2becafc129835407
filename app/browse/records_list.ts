/** The shelf of all records as they are, each collection above its own. */
import type { CollectionName } from "../../core/ids.ts";
import { codecOf } from "../../core/records/registry.ts";
import { type Column, instant } from "../columns.ts";
import type { App } from "../open.ts";
import type { SearchSpec } from "../query/search.ts";
import { decode, readAs } from "../read.ts";
import { recordColumns, type RecordRow } from "../records.ts";
import type { KeptList } from "./kept_table.ts";
import { columnLike } from "./lines.ts";
import { CACHED } from "./lists.ts";

/** A collection, or one of its records. */
export interface RecordLine {
  readonly collection: CollectionName;
  /** Null for the collection itself. */
  readonly record: RecordRow | null;
  /** How many records are below it. */
  readonly records: number;
  readonly changedMs: number;
}

/** What a record is found to be. */
export const RECORD_STATES = ["live", "tombstone", "malformed"] as const;

const STATES: Readonly<Record<typeof RECORD_STATES[number], RecordRow["incoming"]>> = {
  live: { kind: "live", id: "", record: { id: "", source: {} } },
  tombstone: { kind: "tombstone", id: "" },
  malformed: { kind: "malformed", id: "", reason: "" },
};

/** Reads all lines of a collection: itself, and its records as they came to be here. */
export async function* readRecordLines(app: App, collection: CollectionName): AsyncGenerator<RecordLine[]> {
  const copy = (await app.mirror()).copyOf(collection);
  if (!copy) return;
  yield [{ collection, record: null, records: copy.records, changedMs: copy.cursor }];
  const reading = readAs(app, collection, CACHED, ({ clear, ...envelope }): RecordLine => {
    const { kind } = decode(codecOf(collection), envelope.id, clear);
    const record = { ...envelope, incoming: STATES[kind] };
    return { collection, record, records: 0, changedMs: envelope.modified };
  });
  for await (const page of reading.pages) yield [...page];
}

const recordLineColumns: readonly Column<RecordLine>[] = [
  { name: "collection", value: ({ collection }) => collection },
  ...recordColumns("", {}).filter(({ whole }) => !whole).map((column) =>
    columnLike(column, ({ record, changedMs }: RecordLine) => {
      if (record !== null) return column.value(record);
      return column.name === "modified" ? instant(changedMs) : null;
    })
  ),
];

const recordLineSearch: SearchSpec<RecordLine> = {
  fields: ["collection", "id", "is", "size", "before", "after", "on"],
  kinds: { collection: "choice" },
  choices: { is: [...RECORD_STATES] },
  searchable: ({ collection, record, changedMs }) => ({
    text: [record?.id ?? "", collection],
    fields: { collection, id: record?.id ?? "", is: record?.incoming.kind ?? "", size: record?.bytes },
    atMs: changedMs,
  }),
};

/** The list that such lines are put into. */
export const recordList = (rows: readonly RecordLine[]): KeptList<RecordLine> => ({
  shelf: "records",
  columns: recordLineColumns,
  search: recordLineSearch,
  rows,
  malformed: 0,
  keyOf: ({ collection, record }) => record === null ? collection : `${collection}/${record.id}`,
  sourceOf: ({ collection, record }) => record === null ? null : { collection, id: record.id },
  placeOf: ({ record, records }) =>
    record === null ? { depth: 0, children: records } : { depth: 1, children: null },
});

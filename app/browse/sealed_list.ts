/** Lists of records with secrets in them: only what columns and queries see of them is kept. */
import type { Cell, Column } from "../columns.ts";
import { fieldOf, type Searchable, timeOf } from "../query/values.ts";
import type { KeptList } from "./kept_table.ts";
import { columnLike } from "./lines.ts";
import type { RecordSource } from "./table.ts";

/** What is kept of a row. */
export interface SealedRow {
  readonly key: string;
  readonly source: RecordSource | null;
  /** What each column holds, secrets excepted. */
  readonly cells: readonly Cell[];
  readonly seen: Searchable;
}

/** The list without the records it was made of. */
export function withoutRecords<Row>(list: KeptList<Row>): KeptList<SealedRow> {
  const columns = list.columns.filter(({ secret }) => !secret);
  const { keyOf, sourceOf, search: { searchable, ...fields } } = list;
  return {
    shelf: list.shelf,
    malformed: list.malformed,
    rows: list.rows.map((row) => ({
      key: keyOf(row),
      source: sourceOf(row),
      cells: columns.map(({ value }) => value(row)),
      seen: evaluated(searchable(row)),
    })),
    columns: columns.map((column, i): Column<SealedRow> =>
      columnLike(column, ({ cells }: SealedRow) => cells[i] ?? null)
    ),
    search: { ...fields, searchable: ({ seen }) => seen },
    keyOf: ({ key }) => key,
    sourceOf: ({ source }) => source,
  };
}

/** Functions would hold on to the record. */
function evaluated(row: Searchable): Searchable {
  const fields = Object.keys(row.fields).map((name) => [name, fieldOf(row, name)] as const);
  return { text: row.text, fields: Object.fromEntries(fields), atMs: timeOf(row) };
}

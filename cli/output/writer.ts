/** What the writers of all formats have in common: what they know of their reader, and what they are asked for. */
import type { Cell, SyncedAt } from "../../app/columns.ts";
import { isoTime, type TimeView } from "../../app/display/cells.ts";
import type { Paint } from "../style.ts";

/** The version of the JSON contract: members are added inside one version, never renamed or removed. */
export const SCHEMA_VERSION = 1;

/** Everything about the reader that a format may want to know. */
export interface View {
  /** The `kind` of the JSON envelope. */
  readonly kind: string;
  /** What is listed would be done and has not been. */
  readonly dryRun: boolean;
  /** How old what is listed may be; asked with the first page, and absent where nothing local is read. */
  readonly syncedAt?: SyncedAt;
  /** Names of the secrets left out, for the formats that tell. */
  readonly masked: readonly string[];
  readonly header: boolean;
  /** Whether CSV and TSV begin with the mark by which some spreadsheets know UTF-8. */
  readonly bom: boolean;
  /** Whether no cell of CSV and TSV can be taken for a formula. */
  readonly spreadsheetSafe: boolean;
  readonly onTerminal: boolean;
  /** Whether somebody named the columns, so that all of them are to be seen. */
  readonly isNamed: boolean;
  /** Width of the window in cells. */
  readonly width: number;
  readonly paint: Paint;
  readonly time: TimeView;
}

/** The cells of one record, one for each column. */
export type Cells = readonly Cell[];

/** Text for the start, for each row and for the end. `begin` comes first and once, with the first page. */
export interface Writer<Row> {
  readonly begin: (firstPage: readonly Row[]) => string;
  readonly row: (row: Row) => string;
  readonly end: () => string;
  /** Names of the columns for which there is no room; known once it has begun. */
  readonly leftOut?: () => readonly string[];
}

export type RowWriter = Writer<Cells>;

/** A writer of rows that stand for themselves. @param head what is before the first */
export function lineWriter(row: (cells: Cells) => string, head = ""): RowWriter {
  return { begin: () => head, row, end: () => "" };
}

/** What stands in a document before its records, by name. */
export type Head = { readonly [name: string]: string | number | boolean | null };

/** The head of a document. For a listing: once its first page is there. */
export function headOf({ kind, dryRun, syncedAt }: Pick<View, "kind" | "dryRun" | "syncedAt">): Head {
  const at = syncedAt?.();
  return {
    schemaVersion: SCHEMA_VERSION,
    kind,
    ...(at === undefined ? {} : { syncedAt: at && isoTime(at) }),
    ...(dryRun ? { dryRun } : {}),
  };
}

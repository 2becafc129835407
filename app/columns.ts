/**
 * Columns: what a kind of record shows, said once. The command line's tables, its machine formats and the
 * full-screen lists all draw from the same list, so a column is added in one place.
 */

/** What a column holds. `Date` is an instant; a list is shown joined and kept as a list in JSON. */
export type Cell = string | number | boolean | null | Date | readonly Cell[] | {
  readonly [key: string]: Cell;
};

/** What a column holds in JSON: a simple type, a list of one, or a schema of its own in the words of JSON Schema. */
export type Shape = "text" | "number" | "integer" | "boolean" | "texts" | "any" | {
  readonly [keyword: string]: unknown;
};

export interface Column<Row> {
  /** Name in `--fields`, in JSON and in headers: camelCase, and part of the machine contract. */
  readonly name: string;
  readonly value: (row: Row) => Cell;
  /** The JSON text of the value, in ASCII, where that is made much faster than by way of the value. */
  readonly json?: (row: Row) => string;
  /** How people see it; machine formats always get the plain value. */
  readonly kind?: "text" | "url" | "time" | "count" | "bytes" | "percent";
  /** What JSON holds, where that does not follow from `kind`: text when there is none. `null` may stand anywhere. */
  readonly shape?: Shape;
  /** Left out of tables and plain lines unless named in `--fields`; always in JSON, CSV and TSV. */
  readonly detail?: true;
  /**
   * In a window too narrow for all columns: `whole` is what other commands know the row by, never cut and never left out,
   * as is a column `id` that says nothing; `spare` goes first.
   */
  readonly narrow?: "whole" | "spare";
  /** Its value is the row as a whole: where it is among the columns, JSON shows it and nothing else. */
  readonly whole?: true;
  /** Never printed unless revealed; JSON names it in `masked` instead. */
  readonly secret?: true;
}

/** The part of a column that can be known before there is a row. */
export type ColumnHead = Pick<
  Column<never>,
  "name" | "kind" | "shape" | "detail" | "narrow" | "secret" | "whole"
>;

/** Records of one kind, page by page, with the columns that describe them. */
export interface Listing<Row> {
  /** The `kind` of the JSON envelope, such as `bookmarks`. */
  readonly kind: string;
  readonly columns: readonly Column<Row>[];
  /** May be read once. A page is whatever came at once; the first is out before the last is in. */
  readonly pages: AsyncIterable<readonly Row[]>;
  /**
   * The same for who wants every column of every row as lines of JSON: bytes are such lines already, made faster than by
   * way of rows. May be read instead of `pages`.
   */
  readonly jsonLines?: () => AsyncIterable<readonly (Uint8Array | Row)[]>;
  /** What is listed would be done and has not been. */
  readonly dryRun?: boolean;
  /** How many records could not be read, with the ids of some; final only when the pages have ended. */
  readonly malformed: () => MalformedCount;
  readonly syncedAt?: SyncedAt;
}

/**
 * When what is read was last known to be as the server has it, by the local clock; `null` where nobody knows. Known once
 * the first page has been read, and absent where no local copy is read at all.
 */
export type SyncedAt = () => Date | null;

export interface MalformedCount {
  readonly count: number;
  /** The first few, to name them. */
  readonly ids: readonly string[];
}

export const NONE_MALFORMED: MalformedCount = { count: 0, ids: [] };

/** The years 0 to 9999 in ms, which is what a time of RFC 3339 can say. */
const FIRST_MS = Date.UTC(-1, 12);
const LAST_MS = Date.UTC(10_000, 0) - 1;

/** An instant for a cell; null for what no time on the wire can say, since records may carry any number. */
export function instant(ms: number | null): Date | null {
  return ms !== null && ms >= FIRST_MS && ms <= LAST_MS ? new Date(ms) : null;
}

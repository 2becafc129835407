/** Narrowing a list by a query: the one place where rows meet the query language. */
import type { Listing } from "./columns.ts";
import type { App } from "./open.ts";
import { matchesQuery, parseQuery, type Searchable } from "./query.ts";
import { mapReading, type Reading } from "./read.ts";

/** What every list takes. */
export interface ListInput {
  /** Words and fields; everything when left out. */
  readonly query?: string | undefined;
}

/** How rows of one kind are searched. */
export interface SearchSpec<Row> {
  /** Fields of the query language these rows have. */
  readonly fields: readonly string[];
  readonly searchable: (row: Row) => Searchable;
}

/**
 * The rows that a query asks for.
 *
 * @throws {FoxdenError} `usage.value` at once, before anything is read
 */
export function search<Row>(
  app: App,
  reading: Reading<Row>,
  { fields, searchable }: SearchSpec<Row>,
  { query = "" }: ListInput,
): Pick<Listing<Row>, "pages" | "malformed"> {
  const parsed = parseQuery(query, { fields, nowMs: app.ctx.now() });
  if (parsed.terms.length === 0) return reading;
  return mapReading(reading, (row) => matchesQuery(parsed, searchable(row)) ? row : undefined);
}

/** The host of an address, for `host:`; the text itself where there is none. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host || url;
}

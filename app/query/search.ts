/** Narrowing a list by a query: the one place where rows meet the query language. */
import type { Listing } from "../columns.ts";
import type { App } from "../open.ts";
import { isEmptyQuery, matchesQuery, parseQuery, type Searchable } from "./query.ts";
import { mapReading, type Reading, type ReadOptions } from "../read.ts";

/** What every list takes. */
export interface ListInput extends Pick<ReadOptions, "fresh"> {
  /** Words and fields; everything when left out. */
  readonly query?: string | undefined;
}

/** How rows of one kind are searched. */
export interface SearchSpec<Row> {
  /** Fields of the query language these rows have. */
  readonly fields: readonly string[];
  readonly searchable: (row: Row) => Searchable;
}

/** Narrows a reading to the rows that are asked for. */
export type Narrowing<Row> = (reading: Reading<Row>) => Pick<Listing<Row>, "pages" | "malformed">;

/**
 * Reads a query: first, so that one that cannot be used is refused before anything is asked of a server.
 *
 * @throws {FoxdenError} `usage.value`
 */
export function narrowing<Row>(
  app: App,
  { fields, searchable }: SearchSpec<Row>,
  { query = "" }: ListInput,
): Narrowing<Row> {
  const parsed = parseQuery(query, { fields, nowMs: app.ctx.now() });
  if (isEmptyQuery(parsed)) return (reading) => reading;
  return (reading) => mapReading(reading, (row) => matchesQuery(parsed, searchable(row)) ? row : undefined);
}

/** The host of an address, for `host:`; the text itself where there is none. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host || url;
}

/** Narrowing a list by a query: the one place where rows meet the query language. */
import type { JsonObject } from "../../core/json.ts";
import type { Listing } from "../columns.ts";
import type { App } from "../open.ts";
import { mapReading, type Reading, type ReadOptions, type RecordFilter } from "../read.ts";
import {
  compileQuery,
  type FieldSet,
  isEmptyQuery,
  parseQuery,
  type Query,
  type Searchable,
} from "./query.ts";
import { earliestMs, type Term } from "./terms.ts";
import { type TextSearch, unparsedTest } from "./unparsed.ts";
import { timeOf } from "./values.ts";

/** What every list takes. */
export interface ListInput extends Pick<ReadOptions, "fresh"> {
  /** Words and fields; everything when left out. */
  readonly query?: string | undefined;
  /** More that has to hold. */
  readonly terms?: readonly Term[] | undefined;
}

/** How rows of one kind are searched. */
export interface SearchSpec<Row> extends FieldSet {
  readonly searchable: (row: Row) => Searchable;
}

/** Narrows a reading to the rows that are asked for. */
export type Narrowing<Row> = (reading: Reading<Row>) => Pick<Listing<Row>, "pages" | "malformed">;

/** Reads a query on rows that have these fields. @throws {FoxdenError} `usage.value` */
export function queryOn(
  app: App,
  fields: FieldSet,
  { query = "", terms = [] }: Pick<ListInput, "query" | "terms">,
): Query {
  return { terms: [...terms, ...parseQuery(query, { ...fields, nowMs: app.ctx.now() }).terms] };
}

/**
 * Reads a query: first, so that one that cannot be used is refused before anything is asked of a server.
 *
 * @throws {FoxdenError} `usage.value`
 */
export function narrowing<Row>(app: App, spec: SearchSpec<Row>, input: ListInput): Narrowing<Row> {
  const parsed = queryOn(app, spec, input);
  if (isEmptyQuery(parsed)) return (reading) => reading;
  const isWanted = compileQuery(parsed);
  return (reading) => mapReading(reading, (row) => isWanted(spec.searchable(row)) ? row : undefined);
}

/** How records are searched as they are in the mirror: for long lists of which each row is one record. */
export interface RecordSearch extends FieldSet {
  /**
   * What {@link SearchSpec} makes of the row, of the object inside its record; undefined where the record has to be decoded
   * to see what it is. Decoding itself belongs into functions, so that it is done for queries that ask for it.
   */
  readonly searchable: (clear: JsonObject, id: string) => Searchable | undefined;
  /** How they are searched before they are even parsed. */
  readonly asText?: TextSearch;
}

/**
 * The same for records that are still to be read, which is most of the work where few are wanted.
 *
 * @throws {FoxdenError} `usage.value`
 */
export function recordFilter(app: App, spec: RecordSearch, input: ListInput): RecordFilter | undefined {
  const parsed = queryOn(app, spec, input);
  if (isEmptyQuery(parsed)) return undefined;
  const holds = compileQuery(parsed);
  const fromMs = earliestMs(parsed);
  return {
    isWorthParsing: spec.asText && unparsedTest(parsed, spec.asText),
    isWanted: (clear, id) => {
      const row = spec.searchable(clear, id);
      if (row === undefined || holds(row)) return true;
      return fromMs > -Infinity && (timeOf(row) ?? -Infinity) < fromMs ? "past" : false;
    },
  };
}

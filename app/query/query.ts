/** The query language of lists, the same on the command line and in the full screen: what other folders need of it. */
export { type FieldKind, type FieldSet, QUERY_FIELDS } from "./fields.ts";
export { compileQuery, matchesQuery, type RowTest } from "./match.ts";
export { parseQuery, type QueryOptions } from "./parse.ts";
export { isEmptyQuery, isOnlyNegated, printQuery, type Query } from "./terms.ts";
export type { FieldValue, Searchable } from "./values.ts";

/** Pages of a collection, straight from an index. */
import { integer, nullable, object, string } from "../../core/json.ts";
import type { SQLInputValue } from "node:sqlite";
import { type Database, wholeText } from "../db.ts";
import { MAX_PAGE_BYTES, MAX_PAGE_RECORDS } from "../limits.ts";
import type { ListQuery, PageEnd } from "./list_query.ts";
import type { Bso } from "./store.ts";

/** One page, and where it ended if there is more. */
export interface Page {
  readonly bsos: readonly Bso[];
  readonly end: PageEnd | undefined;
}

const rankedRow = object({
  id: string,
  modified_ms: integer,
  sortindex: nullable(integer),
  payload: wholeText,
  rank: integer,
});

/** An unset sortindex ranks below every value a client may give. The index `bso_index` has these very words. */
const INDEX_RANK = "coalesce(sortindex, -1000000000000000)";

/** Reads one page. Without `full` payloads stay unread and empty. */
export function listBsos(database: Database, collectionId: number, query: ListQuery): Page {
  const limit = Math.min(query.limit ?? MAX_PAGE_RECORDS, MAX_PAGE_RECORDS);
  const { sql, values } = select(collectionId, query, database.clock.nowMs());
  const bsos: Bso[] = [];
  let bytes = 0;
  let end: PageEnd | undefined;
  for (const row of database.each(rankedRow, sql, ...values, limit + 1)) {
    if (bsos.length === limit || bytes > MAX_PAGE_BYTES) return { bsos, end };
    bsos.push(row);
    bytes += row.payload.length;
    end = { rank: row.rank, id: row.id };
  }
  return { bsos, end: undefined };
}

function select(collectionId: number, query: ListQuery, nowMs: number) {
  const column = query.sort === "index" ? INDEX_RANK : "modified_ms";
  // A hundred ids are found one by one; the plus keeps SQLite from walking the whole order in search of them.
  const rank = query.ids === undefined ? column : `+${column}`;
  const [direction, beyond] = query.sort === "oldest" ? ["ASC", ">"] : ["DESC", "<"];
  const conditions = ["collection_id = ?", "(expires_at_ms IS NULL OR expires_at_ms > ?)"];
  const values: SQLInputValue[] = [collectionId, nowMs];
  const where = (condition: string, ...more: SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...more);
  };
  if (query.ids !== undefined) where("id IN (SELECT value FROM json_each(?))", JSON.stringify(query.ids));
  if (query.newerMs !== undefined) where("modified_ms > ?", query.newerMs);
  if (query.olderMs !== undefined) where("modified_ms < ?", query.olderMs);
  if (query.after !== undefined) where(`(${rank}, id) ${beyond} (?, ?)`, query.after.rank, query.after.id);
  const payload = query.full ? "CAST(payload AS BLOB)" : "x''";
  const sql = `SELECT id, modified_ms, sortindex, ${payload} AS payload, ${rank} AS rank FROM bso
    WHERE ${conditions.join(" AND ")} ORDER BY ${rank} ${direction}, id ${direction} LIMIT ?`;
  return { sql, values };
}

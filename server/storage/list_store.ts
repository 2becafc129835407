/** Pages of a collection, straight from an index. */
import { integer, object, string } from "../../core/json.ts";
import type { SQLInputValue } from "node:sqlite";
import type { Database } from "../db.ts";
import { MAX_PAGE_BYTES, MAX_PAGE_RECORDS } from "../limits.ts";
import type { ListQuery, PageEnd } from "./list_query.ts";
import { type Collection, RECORD_JSON } from "./store.ts";

/** One page, and where it ended if there is more. */
export interface Page {
  /** JSON of each record, or of its id alone. */
  readonly items: readonly string[];
  readonly end: PageEnd | undefined;
}

const itemRow = object({ id: string, rank: integer, item: string });

/** An unset sortindex ranks below every value a client may give. The index `bso_index` has these very words. */
const INDEX_RANK = "coalesce(sortindex, -1000000000000000)";

/** Reads one page. Without `full` payloads stay unread. */
export function listBsos(database: Database, { id, bytes: held }: Collection, query: ListQuery): Page {
  const limit = Math.min(query.limit ?? MAX_PAGE_RECORDS, MAX_PAGE_RECORDS);
  const { sql, values } = select(id, query, database.clock.nowMs());
  const items: string[] = [];
  let bytes = 0;
  let end: PageEnd | undefined;
  // All at once is twice as fast, and safe where everything together is no more than a page.
  const read = held <= MAX_PAGE_BYTES ? "rows" : "each";
  for (const row of database[read](itemRow, sql, ...values, limit + 1)) {
    if (items.length === limit || bytes > MAX_PAGE_BYTES) return { items, end };
    items.push(row.item);
    bytes += row.item.length;
    end = row;
  }
  return { items, end: undefined };
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
  const item = query.full ? RECORD_JSON : "json_quote(id)";
  const sql = `SELECT id, ${rank} AS rank, ${item} AS item FROM bso
    WHERE ${conditions.join(" AND ")} ORDER BY ${rank} ${direction}, id ${direction} LIMIT ?`;
  return { sql, values };
}

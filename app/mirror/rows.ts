/** Rows: which records a copy has, and at which places. */
import type { Guid } from "../../core/ids.ts";
import type { Copy } from "./copies.ts";
import type { MirrorDb } from "./db.ts";
import { type PageEntry, placeOn } from "./page.ts";

const LISTED = "copy = ? AND id IN (SELECT value FROM json_each(?))";

/** The row of a former version goes. */
const INSERT = `
  INSERT OR REPLACE INTO row (copy, place, id, modified, sort_key)
  SELECT ?1, ?2 + key, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?3)`;

/** How many rows a copy has, counted anew. */
export function countRows(db: MirrorDb, { id }: Copy): number {
  return db.numbers("SELECT count(*) FROM row WHERE copy = ?", id)[0] ?? 0;
}

export function idsOf(db: MirrorDb, { id }: Copy): Guid[] {
  return db.rows("SELECT id FROM row WHERE copy = ?", id).map(([each]) => String(each) as Guid);
}

/** The times of the versions that are here, by id. */
export function timesOf(db: MirrorDb, { id }: Copy, ids: readonly Guid[]): Map<string, number> {
  const rows = db.rows(`SELECT id, modified FROM row WHERE ${LISTED}`, id, JSON.stringify(ids));
  return new Map(rows.map(([each, modified]) => [String(each), Number(modified)]));
}

/** Part of a transaction: says that these are the records of a page. */
export function insertRows(db: MirrorDb, { id }: Copy, page: number, entries: readonly PageEntry[]): void {
  const rows = entries.map(({ id, modified, sortKey }) => [id, modified, sortKey]);
  db.run(INSERT, id, placeOn(page), JSON.stringify(rows));
}

/** Part of a transaction. @returns the times of what there was */
export function deleteRows(db: MirrorDb, copy: Copy, ids: readonly Guid[]): number[] {
  const times = timesOf(db, copy, ids);
  db.run(`DELETE FROM row WHERE ${LISTED}`, copy.id, JSON.stringify(ids));
  return [...times.values()];
}

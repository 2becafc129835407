/** Collections and records in the database. Every query names the storage or a collection found through it. */
import { type Decoded, integer, object, string } from "../../core/json.ts";
import type { Database } from "../db.ts";
import type { BsoItem } from "./bso.ts";

const modifiedRow = object({ modified_ms: integer });

/** Time of the last write of any kind; undefined when there is no such storage. */
export function storageModified(database: Database, storageUid: number): number | undefined {
  const sql = "SELECT modified_ms FROM storage_user WHERE storage_uid = ?";
  return database.row(modifiedRow, sql, storageUid)?.modified_ms;
}

/** Notes the time of the last write. */
export function setStorageModified(database: Database, storageUid: number, timeMs: number): void {
  database.run("UPDATE storage_user SET modified_ms = ? WHERE storage_uid = ?", timeMs, storageUid);
}

const collectionRow = object({ id: integer, name: string, modified_ms: integer, bytes: integer });

/** A collection that has been written to and not been deleted. `bytes`: of payloads, expired ones included. */
export type Collection = Decoded<typeof collectionRow>;

/** All collections of a storage, by name. */
export function collectionsOf(database: Database, storageUid: number): Collection[] {
  const sql = "SELECT id, name, modified_ms, bytes FROM collection WHERE storage_uid = ? ORDER BY name";
  return database.rows(collectionRow, sql, storageUid);
}

/** The collection of that name; undefined when nobody has written to it. */
export function findCollection(database: Database, storageUid: number, name: string): Collection | undefined {
  const sql = "SELECT id, name, modified_ms, bytes FROM collection WHERE storage_uid = ? AND name = ?";
  return database.row(collectionRow, sql, storageUid, name);
}

/** 0 when there is no such collection. */
export function collectionModified(database: Database, storageUid: number, name: string): number {
  return findCollection(database, storageUid, name)?.modified_ms ?? 0;
}

/** Makes the collection where it is missing, and gives it this time. @returns its id */
export function touchCollection(
  database: Database,
  storageUid: number,
  name: string,
  timeMs: number,
): number {
  const row = database.row(
    object({ id: integer }),
    `INSERT INTO collection (storage_uid, name, modified_ms) VALUES (?, ?, ?)
     ON CONFLICT (storage_uid, name) DO UPDATE SET modified_ms = excluded.modified_ms RETURNING id`,
    storageUid,
    name,
    timeMs,
  );
  if (row === undefined) throw new Error("an upsert returns its row");
  return row.id;
}

const LIVE = "(expires_at_ms IS NULL OR expires_at_ms > ?)";

const FROM_COLLECTION = `FROM bso
  WHERE collection_id = (SELECT id FROM collection WHERE storage_uid = ? AND name = ?) AND id = ? AND ${LIVE}`;

/**
 * SQL for the JSON of a record, with the two decimals of its time. SQLite writes it: handing a thousand payloads over as
 * values, only to join them again, takes longer than reading them, and `node:sqlite` cuts text off at a NUL character.
 */
export const RECORD_JSON = `'{"id":' || json_quote(id) ||
  printf(',"modified":%d.%02d', modified_ms / 1000, modified_ms / 10 % 100) ||
  iif(sortindex IS NULL, '', ',"sortindex":' || sortindex) ||
  ',"payload":' || json_quote(payload) || '}'`;

const itemRow = object({ item: string });

/** JSON of the record of that id; undefined when it is not there or has expired. */
export function recordText(
  database: Database,
  storageUid: number,
  collection: string,
  id: string,
): string | undefined {
  const sql = `SELECT ${RECORD_JSON} AS item ${FROM_COLLECTION}`;
  return database.row(itemRow, sql, storageUid, collection, id, database.clock.nowMs())?.item;
}

/** 0 when there is no such record, or it has expired. */
export function bsoModified(database: Database, storageUid: number, collection: string, id: string): number {
  const sql = `SELECT modified_ms ${FROM_COLLECTION}`;
  const row = database.row(modifiedRow, sql, storageUid, collection, id, database.clock.nowMs());
  return row?.modified_ms ?? 0;
}

// What has expired is not there, so nothing of it may come back.
const WRITE_BSO = `
  INSERT INTO bso (collection_id, id, modified_ms, sortindex, payload, expires_at_ms)
  VALUES (?1, ?2, ?3, ?4, coalesce(?5, ''), ?6)
  ON CONFLICT (collection_id, id) DO UPDATE SET
    modified_ms = iif(coalesce(?4, ?5) IS NOT NULL OR expires_at_ms <= ?7, ?3, modified_ms),
    sortindex = iif(expires_at_ms <= ?7, ?4, coalesce(?4, sortindex)),
    payload = iif(expires_at_ms <= ?7, coalesce(?5, ''), coalesce(?5, payload)),
    expires_at_ms = iif(expires_at_ms <= ?7, ?6, coalesce(?6, expires_at_ms))`;

/** Writes the given fields of a record and keeps the others; a new record has defaults for them. */
export function writeBso(
  database: Database,
  collectionId: number,
  { id, payload, sortindex, ttl }: BsoItem,
  timeMs: number,
): void {
  database.run(
    WRITE_BSO,
    collectionId,
    id,
    timeMs,
    sortindex ?? null,
    payload ?? null,
    ttl === undefined ? null : timeMs + ttl * 1000,
    database.clock.nowMs(),
  );
}

/** @param ids unknown ones do not matter */
export function deleteBsos(database: Database, collectionId: number, ids: readonly string[]): void {
  const sql = "DELETE FROM bso WHERE collection_id = ? AND id IN (SELECT value FROM json_each(?))";
  database.run(sql, collectionId, JSON.stringify(ids));
}

/** The collection, its records and its open batches. */
export function deleteCollection(database: Database, storageUid: number, name: string): void {
  database.run("DELETE FROM batch WHERE storage_uid = ? AND collection = ?", storageUid, name);
  database.run("DELETE FROM collection WHERE storage_uid = ? AND name = ?", storageUid, name);
}

/** Everything the storage holds. */
export function deleteStorage(database: Database, storageUid: number): void {
  database.run("DELETE FROM batch WHERE storage_uid = ?", storageUid);
  database.run("DELETE FROM collection WHERE storage_uid = ?", storageUid);
}

const countRow = object({ records: integer });

/** Number of live records of each collection. */
export function countRecords(database: Database, storageUid: number): Map<string, number> {
  const sql = `SELECT count(*) AS records FROM bso WHERE collection_id = ? AND ${LIVE}`;
  const now = database.clock.nowMs();
  const counts = collectionsOf(database, storageUid).map(({ id, name }): [string, number] => [
    name,
    database.row(countRow, sql, id, now)?.records ?? 0,
  ]);
  return new Map(counts);
}

const bytesRow = object({ bytes: integer });

/** Bytes of the live payloads of each collection. */
export function sumPayloads(database: Database, storageUid: number): Map<string, number> {
  const sql = `SELECT coalesce(sum(octet_length(payload)), 0) AS bytes
                 FROM bso WHERE collection_id = ? AND ${LIVE}`;
  const now = database.clock.nowMs();
  const sums = collectionsOf(database, storageUid).map(({ id, name }): [string, number] => [
    name,
    database.row(bytesRow, sql, id, now)?.bytes ?? 0,
  ]);
  return new Map(sums);
}

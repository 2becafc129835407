/** Collections and records in the database. Every query names the storage or a collection found through it. */
import { type Decoded, integer, nullable, object, string } from "../../core/json.ts";
import { type Database, wholeText } from "../db.ts";
import type { BsoFields } from "./bso.ts";

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

const collectionRow = object({ id: integer, name: string, modified_ms: integer });

/** A collection that has been written to and not been deleted. */
export type Collection = Decoded<typeof collectionRow>;

/** All collections of a storage, by name. */
export function collectionsOf(database: Database, storageUid: number): Collection[] {
  const sql = "SELECT id, name, modified_ms FROM collection WHERE storage_uid = ? ORDER BY name";
  return database.rows(collectionRow, sql, storageUid);
}

/** The collection of that name; undefined when nobody has written to it. */
export function findCollection(database: Database, storageUid: number, name: string): Collection | undefined {
  const sql = "SELECT id, name, modified_ms FROM collection WHERE storage_uid = ? AND name = ?";
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

const bsoRow = object({
  id: string,
  modified_ms: integer,
  sortindex: nullable(integer),
  payload: wholeText,
});

/** A stored record. */
export type Bso = Decoded<typeof bsoRow>;

/** The record of that id; undefined when it is not there or has expired. */
export function findBso(
  database: Database,
  storageUid: number,
  collection: string,
  id: string,
): Bso | undefined {
  const found = findCollection(database, storageUid, collection);
  const sql = `SELECT id, modified_ms, sortindex, CAST(payload AS BLOB) AS payload
                 FROM bso WHERE collection_id = ? AND id = ? AND ${LIVE}`;
  return found && database.row(bsoRow, sql, found.id, id, database.clock.nowMs());
}

/** 0 when there is no such record, or it has expired. */
export function bsoModified(database: Database, storageUid: number, collection: string, id: string): number {
  const found = findCollection(database, storageUid, collection);
  const sql = `SELECT modified_ms FROM bso WHERE collection_id = ? AND id = ? AND ${LIVE}`;
  const row = found && database.row(modifiedRow, sql, found.id, id, database.clock.nowMs());
  return row?.modified_ms ?? 0;
}

/**
 * Writes the given fields of a record and keeps the others; a new record has defaults for them.
 *
 * @param touch gives the record this time even when only its ttl is written
 */
export function writeBso(
  database: Database,
  collectionId: number,
  { id, payload, sortindex, ttl }: BsoFields & { readonly id: string },
  timeMs: number,
  touch = false,
): void {
  const expires = ttl === undefined ? null : timeMs + ttl * 1000;
  // What has expired is not there, so nothing of it may come back.
  database.run(
    "DELETE FROM bso WHERE collection_id = ? AND id = ? AND expires_at_ms <= ?",
    collectionId,
    id,
    database.clock.nowMs(),
  );
  const sets = ["payload = coalesce(?5, payload)"];
  if (sortindex !== undefined) sets.push("sortindex = ?4");
  if (ttl !== undefined) sets.push("expires_at_ms = ?6");
  if (touch || payload !== undefined || sortindex !== undefined) sets.push("modified_ms = ?3");
  database.run(
    `INSERT INTO bso (collection_id, id, modified_ms, sortindex, payload, expires_at_ms)
     VALUES (?1, ?2, ?3, ?4, coalesce(?5, ''), ?6)
     ON CONFLICT (collection_id, id) DO UPDATE SET ${sets.join(", ")}`,
    collectionId,
    id,
    timeMs,
    sortindex ?? null,
    payload ?? null,
    expires,
  );
}

/** @param ids unknown ones do not matter */
export function deleteBsos(database: Database, collectionId: number, ids: readonly string[]): void {
  for (const id of ids) database.run("DELETE FROM bso WHERE collection_id = ? AND id = ?", collectionId, id);
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

/** What one collection holds. */
export interface CollectionSize {
  readonly name: string;
  readonly records: number;
  /** Of payloads. */
  readonly bytes: number;
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

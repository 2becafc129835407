/** Open batches in the database: records that nobody sees before the commit. */
import { integer, nullable, object, string } from "../../core/json.ts";
import { type Database, wholeText } from "../db.ts";
import { BATCH_LIFETIME_MS } from "../limits.ts";
import type { BsoFields } from "./bso.ts";

const batchRow = object({ id: integer, records: integer, bytes: integer });

/** An open batch, and what it holds so far. */
export interface Batch {
  readonly id: number;
  readonly records: number;
  /** Of payloads. */
  readonly bytes: number;
}

/** Opens an empty batch. */
export function createBatch(database: Database, storageUid: number, collection: string): Batch {
  const batch = database.row(
    batchRow,
    `INSERT INTO batch (storage_uid, collection, records, bytes, expires_at_ms)
     VALUES (?, ?, 0, 0, ?) RETURNING id, records, bytes`,
    storageUid,
    collection,
    database.clock.nowMs() + BATCH_LIFETIME_MS,
  );
  if (batch === undefined) throw new Error("an insert returns its row");
  return batch;
}

/** The batch of that name; undefined when it is another's, another collection's, or expired. */
export function findBatch(
  database: Database,
  storageUid: number,
  collection: string,
  name: string,
): Batch | undefined {
  const id = readBatchName(name);
  if (id === undefined) return undefined;
  return database.row(
    batchRow,
    `SELECT id, records, bytes FROM batch
      WHERE id = ? AND storage_uid = ? AND collection = ? AND expires_at_ms > ?`,
    id,
    storageUid,
    collection,
    database.clock.nowMs(),
  );
}

/** What a client calls a batch: base64 of its number, as at the reference server. */
export const batchName = ({ id }: Batch): string => btoa(String(id));

function readBatchName(name: string): number | undefined {
  try {
    const text = atob(name);
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Notes what a batch holds once more has been added. */
export function setBatchTotals(database: Database, { id, records, bytes }: Batch): void {
  database.run("UPDATE batch SET records = ?, bytes = ? WHERE id = ?", records, bytes, id);
}

/** Adds a record; fields given again override those given before. */
export function addBatchItem(
  database: Database,
  { id: batchId }: Batch,
  { id, payload, sortindex, ttl }: BsoFields & { readonly id: string },
): void {
  database.run(
    `INSERT INTO batch_item (batch_id, id, payload, sortindex, ttl_seconds) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (batch_id, id) DO UPDATE SET
       payload = coalesce(excluded.payload, payload),
       sortindex = coalesce(excluded.sortindex, sortindex),
       ttl_seconds = coalesce(excluded.ttl_seconds, ttl_seconds)`,
    batchId,
    id,
    payload ?? null,
    sortindex ?? null,
    ttl ?? null,
  );
}

const itemRow = object({
  id: string,
  payload: nullable(wholeText),
  sortindex: nullable(integer),
  ttl_seconds: nullable(integer),
});

/** Takes a batch out of the database. @returns its records, for whoever writes them */
export function takeBatch(database: Database, { id }: Batch): (BsoFields & { readonly id: string })[] {
  const sql = `SELECT id, CAST(payload AS BLOB) AS payload, sortindex, ttl_seconds
                 FROM batch_item WHERE batch_id = ?`;
  const items = database.rows(itemRow, sql, id).map((row) => ({
    id: row.id,
    payload: row.payload ?? undefined,
    sortindex: row.sortindex ?? undefined,
    ttl: row.ttl_seconds ?? undefined,
  }));
  database.run("DELETE FROM batch WHERE id = ?", id);
  return items;
}

/** Open batches in the database: records that nobody sees before the commit. */
import { integer, object, string } from "../../core/json.ts";
import type { Database } from "../db.ts";
import { BATCH_LIFETIME_MS, MAX_OPEN_BATCHES } from "../limits.ts";
import type { BsoItem } from "./bso.ts";

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

/** Notes what a batch holds once more has been added, which keeps it open for longer. */
export function setBatchTotals(database: Database, { id, records, bytes }: Batch): void {
  const expires = database.clock.nowMs() + BATCH_LIFETIME_MS;
  const sql = "UPDATE batch SET records = ?, bytes = ?, expires_at_ms = ? WHERE id = ?";
  database.run(sql, records, bytes, expires, id);
}

/**
 * Gives up the batches of a storage that have been left longest, where it has too many beside `kept`. A client that
 * comes back for one of them is told that it does not exist, as if it had expired, and starts again.
 *
 * @param maxBytes of payloads, of all open batches together
 */
export function closeOldBatches(
  database: Database,
  storageUid: number,
  kept: Batch,
  maxBytes: number,
): void {
  database.run(
    `DELETE FROM batch WHERE id IN (
       SELECT id FROM (
         SELECT id, row_number() OVER newest AS place, sum(bytes) OVER newest AS held
           FROM batch WHERE storage_uid = ? AND id <> ?
         WINDOW newest AS (ORDER BY expires_at_ms DESC, id DESC))
        WHERE place >= ? OR held > ?)`,
    storageUid,
    kept.id,
    MAX_OPEN_BATCHES,
    maxBytes - kept.bytes,
  );
}

/** Records and bytes of a batch as its rows tell, leaving out what `items` will replace. */
export function measureBatch(
  database: Database,
  { id }: Batch,
  items: readonly BsoItem[],
): Pick<Batch, "records" | "bytes"> {
  const replaced = items.filter(({ payload }) => payload !== undefined);
  const ids = (some: readonly BsoItem[]) => JSON.stringify(some.map((item) => item.id));
  const row = database.row(
    object({ records: integer, bytes: integer }),
    `SELECT count(*) FILTER (WHERE id NOT IN (SELECT value FROM json_each(?2))) AS records,
            coalesce(sum(octet_length(payload))
              FILTER (WHERE id NOT IN (SELECT value FROM json_each(?3))), 0) AS bytes
       FROM batch_item WHERE batch_id = ?1`,
    id,
    ids(items),
    ids(replaced),
  );
  return row ?? { records: 0, bytes: 0 };
}

/** Bytes by which a collection's payloads would grow if the batch were committed now. */
export function batchGrowth(database: Database, { id }: Batch, collectionId: number | undefined): number {
  const row = database.row(
    object({ bytes: integer }),
    `SELECT coalesce(sum(octet_length(i.payload) - coalesce(octet_length(b.payload), 0)), 0) AS bytes
       FROM batch_item i LEFT JOIN bso b ON b.collection_id = ? AND b.id = i.id
      WHERE i.batch_id = ? AND i.payload IS NOT NULL`,
    collectionId ?? null,
    id,
  );
  return row?.bytes ?? 0;
}

/** Adds a record; fields given again override those given before. */
export function addBatchItem(
  database: Database,
  { id: batchId }: Batch,
  { id, payload, sortindex, ttl }: BsoItem,
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

/** Payloads moved by one statement of a commit: SQLite holds all rows that one statement writes. */
const PART_BYTES = 1_048_576;

const partRow = object({ first: string, last: string });

const COMMIT_PART = `
  INSERT INTO bso (collection_id, id, modified_ms, sortindex, payload, expires_at_ms)
  SELECT ?1, id, ?2, sortindex, coalesce(payload, ''), ?2 + ttl_seconds * 1000
    FROM batch_item WHERE batch_id = ?4 AND id BETWEEN ?5 AND ?6
  ON CONFLICT (collection_id, id) DO UPDATE SET
    modified_ms = excluded.modified_ms,
    sortindex = iif(expires_at_ms <= ?3, excluded.sortindex, coalesce(excluded.sortindex, sortindex)),
    payload = iif(
      excluded.payload <> '' OR expires_at_ms <= ?3 OR EXISTS (
        SELECT 1 FROM batch_item i WHERE i.batch_id = ?4 AND i.id = excluded.id AND i.payload IS NOT NULL),
      excluded.payload, payload),
    expires_at_ms = iif(expires_at_ms <= ?3, excluded.expires_at_ms,
      coalesce(excluded.expires_at_ms, expires_at_ms))`;

/** Writes all records of a batch to a collection, field by field and inside the database, and ends the batch. */
export function commitBatch(
  database: Database,
  { id }: Batch,
  collectionId: number,
  timeMs: number,
): void {
  const parts = database.rows(
    partRow,
    `SELECT min(id) AS first, max(id) AS last FROM (
       SELECT id, sum(coalesce(octet_length(payload), 0)) OVER (ORDER BY id) / ? AS part
         FROM batch_item WHERE batch_id = ?)
      GROUP BY part`,
    PART_BYTES,
    id,
  );
  const now = database.clock.nowMs();
  for (const { first, last } of parts) {
    database.run(COMMIT_PART, collectionId, timeMs, now, id, first, last);
  }
  database.run("DELETE FROM batch WHERE id = ?", id);
}

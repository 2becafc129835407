/** How much a storage may hold, where the server sets a limit. */
import { integer, object } from "../../core/json.ts";
import type { Database } from "../db.ts";
import { type Reply, withHeaders } from "../reply.ts";
import { type Batch, batchGrowth } from "./batch_store.ts";
import type { Call } from "./call.ts";
import { storageRefusal } from "./errors.ts";
import { findCollection } from "./store.ts";

/** The protocol counts storages in units of this many bytes. */
export const BYTES_PER_KB = 1024;

const bytesRow = object({ bytes: integer });

/** Bytes of all payloads, expired ones included: those kept by the tables. */
function storedBytes(database: Database, storageUid: number): number {
  const sql = "SELECT coalesce(sum(bytes), 0) AS bytes FROM collection WHERE storage_uid = ?";
  return database.row(bytesRow, sql, storageUid)?.bytes ?? 0;
}

/** {@link storedBytes}; if that is more than `enough`, what has expired is removed and does not count. */
function settledBytes(database: Database, storageUid: number, enough: number): number {
  const bytes = storedBytes(database, storageUid);
  if (bytes <= enough) return bytes;
  database.run(
    `DELETE FROM bso WHERE expires_at_ms <= ?
        AND collection_id IN (SELECT id FROM collection WHERE storage_uid = ?)`,
    database.clock.nowMs(),
    storageUid,
  );
  return storedBytes(database, storageUid);
}

/**
 * Lets `act` write within a transaction. What makes a storage smaller is let through although it stays above the
 * limit: it may have been above since before there was one.
 *
 * @throws 403 with 14 when the storage would hold more than before, and more than it may
 */
export function withinQuota(call: Call, act: () => Reply): Reply {
  const { backend: { database, rules: { quotaBytes } }, storageUid } = call;
  if (quotaBytes === undefined) return act();
  const before = settledBytes(database, storageUid, quotaBytes);
  const reply = act();
  const after = settledBytes(database, storageUid, quotaBytes);
  if (after > quotaBytes && after > before) throw storageRefusal(403, 14);
  return withRemaining(reply, quotaBytes - after);
}

/** The same for what a batch collects: it is refused as soon as its commit would be. */
export function batchWithinQuota(call: Call, batch: Batch, reply: Reply): Reply {
  const { backend: { database, rules: { quotaBytes } }, storageUid, collection } = call;
  if (quotaBytes === undefined) return reply;
  const before = settledBytes(database, storageUid, quotaBytes - batch.bytes);
  if (before + batch.bytes <= quotaBytes) return withRemaining(reply, quotaBytes - before - batch.bytes);
  // It may fit all the same, since a record that is there already is replaced.
  const growth = batchGrowth(database, batch, findCollection(database, storageUid, collection)?.id);
  if (before + growth > quotaBytes && growth > 0) throw storageRefusal(403, 14);
  return withRemaining(reply, quotaBytes - before - growth);
}

const withRemaining = (reply: Reply, bytes: number): Reply =>
  withHeaders(reply, { "x-weave-quota-remaining": String(Math.max(0, Math.floor(bytes / BYTES_PER_KB))) });

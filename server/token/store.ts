/** Storages and whose they are, in the database. */
import { integer, nullable, object, string } from "../../core/json.ts";
import type { Database } from "../db.ts";
import type { KnownKeys } from "./rules.ts";

const storageUserRow = object({
  storage_uid: integer,
  generation: integer,
  keys_changed_at_ms: integer,
  client_state: string,
  created_at_ms: integer,
  replaced_at_ms: nullable(integer),
});

/** The storage an account has now, and the keys it belongs to. */
export interface StorageUser extends KnownKeys {
  readonly storageUid: number;
  readonly replaced: boolean;
}

/** The newest storage of an account; undefined when it has none yet. */
export function storageUserOf(database: Database, uid: string): StorageUser | undefined {
  const rows = database.rows(
    storageUserRow,
    `SELECT storage_uid, generation, keys_changed_at_ms, client_state, created_at_ms, replaced_at_ms
       FROM storage_user WHERE uid = ?
      ORDER BY generation DESC, created_at_ms DESC, storage_uid DESC LIMIT 20`,
    uid,
  );
  const [current, ...former] = rows;
  if (current === undefined) return undefined;
  return {
    storageUid: current.storage_uid,
    generation: current.generation,
    keysChangedAtMs: current.keys_changed_at_ms,
    clientState: current.client_state,
    oldClientStates: former.map((row) => row.client_state).filter((state) => state !== current.client_state),
    replaced: current.replaced_at_ms !== null,
  };
}

/** Keys as they are written down. */
export type RecordedKeys = Omit<KnownKeys, "oldClientStates">;

/** Gives an account a storage of its own, empty, and retires any it had. @returns the storage's uid */
export function createStorageUser(database: Database, uid: string, keys: RecordedKeys): number {
  return database.write(() => {
    const now = database.clock.nowMs();
    database.run(
      "UPDATE storage_user SET replaced_at_ms = ? WHERE uid = ? AND replaced_at_ms IS NULL",
      now,
      uid,
    );
    database.run(
      `INSERT INTO storage_user (uid, generation, keys_changed_at_ms, client_state, created_at_ms)
       VALUES (?, ?, ?, ?, ?)`,
      uid,
      keys.generation,
      keys.keysChangedAtMs,
      keys.clientState,
      now,
    );
    const row = database.row(object({ uid: integer }), "SELECT last_insert_rowid() AS uid");
    if (row === undefined) throw new Error("an insert has a row id");
    return row.uid;
  });
}

/** Raises what is on record for a storage whose keys are the same. */
export function updateStorageUser(database: Database, storageUid: number, keys: RecordedKeys): void {
  database.run(
    "UPDATE storage_user SET generation = ?, keys_changed_at_ms = ? WHERE storage_uid = ?",
    keys.generation,
    keys.keysChangedAtMs,
    storageUid,
  );
}

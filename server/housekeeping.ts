/** Removal of what has expired. Nothing relies on it: every query looks at the times itself. */
import { integer, object } from "../core/json.ts";
import { REFRESH_IDLE_MS } from "./accounts/oauth_store.ts";
import { SESSION_IDLE_MS } from "./accounts/session_store.ts";
import type { Database } from "./db.ts";
import { REPLACED_STORAGE_GRACE_MS, STORAGE_TOKEN_SECONDS } from "./limits.ts";

/** How often a running server cleans up. */
export const HOUSEKEEPING_INTERVAL_MS = 60 * 60 * 1000;

/** Tables whose rows say themselves when they end. */
const EXPIRING = [
  "bso",
  "batch",
  "oauth_code",
  "access_token",
  "key_fetch_token",
  "password_change_token",
  "unblock_code",
  "device_command",
] as const;

/** Deletes what has expired, sign-ins nobody has used for long, and storages replaced long enough ago. */
export function removeExpired(database: Database): void {
  const now = database.clock.nowMs();
  database.write(() => {
    for (const table of EXPIRING) database.run(`DELETE FROM ${table} WHERE expires_at_ms <= ?`, now);
    database.run("DELETE FROM session WHERE last_used_at_ms <= ?", now - SESSION_IDLE_MS);
    database.run("DELETE FROM refresh_token WHERE last_used_at_ms <= ?", now - REFRESH_IDLE_MS);
  });
  removeReplaced(database, now - STORAGE_TOKEN_SECONDS * 1000 - REPLACED_STORAGE_GRACE_MS);
}

const idRow = object({ id: integer });

/**
 * Empties the storages that new keys replaced. The row of each stays: it is how the token server knows old keys.
 *
 * @param untilMs the last moment of replacement that is long enough ago
 */
function removeReplaced(database: Database, untilMs: number): void {
  const replaced = "(SELECT storage_uid FROM storage_user WHERE replaced_at_ms <= ?)";
  database.run(`DELETE FROM batch WHERE storage_uid IN ${replaced}`, untilMs);
  const sql = `SELECT id FROM collection WHERE storage_uid IN ${replaced}`;
  // One at a time: another process that wants to write must not wait for all of them.
  for (const { id } of database.rows(idRow, sql, untilMs)) {
    database.run("DELETE FROM collection WHERE id = ?", id);
  }
}

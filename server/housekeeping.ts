/** Removal of what has expired. Nothing relies on it: every query looks at the times itself. */
import { REFRESH_IDLE_MS } from "./accounts/oauth_store.ts";
import { SESSION_IDLE_MS } from "./accounts/session_store.ts";
import type { Database } from "./db.ts";

/** How often a running server cleans up. */
export const HOUSEKEEPING_INTERVAL_MS = 60 * 60 * 1000;

/** Deletes expired records, batches, codes and tokens, and sign-ins nobody has used for long. */
export function removeExpired(database: Database): void {
  const now = database.clock.nowMs();
  database.write(() => {
    for (const table of ["bso", "batch", "oauth_code", "access_token", "key_fetch_token", "unblock_code"]) {
      database.run(`DELETE FROM ${table} WHERE expires_at_ms <= ?`, now);
    }
    database.run("DELETE FROM session WHERE last_used_at_ms <= ?", now - SESSION_IDLE_MS);
    database.run("DELETE FROM refresh_token WHERE last_used_at_ms <= ?", now - REFRESH_IDLE_MS);
  });
}

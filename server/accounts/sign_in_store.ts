/** The ends of sign-ins: everything that lets somebody act for an account, by whatever way it was given. */
import type { Database } from "../db.ts";

/**
 * Ends what was signed in with the former password: sessions and refresh tokens with their devices, access tokens,
 * codes and keyFetchTokens.
 *
 * @param keepSessionId of the one session, with its device, that lives on
 */
export function endSignIns(database: Database, uid: string, keepSessionId?: string): void {
  database.write(() => {
    const kept = keepSessionId ?? "";
    // Keys wrapped with the former password are of no use, and those of the kept session would survive it.
    database.run("DELETE FROM key_fetch_token WHERE session_id = ?", kept);
    database.run("DELETE FROM session WHERE uid = ? AND id <> ?", uid, kept);
    for (
      const table of ["refresh_token", "access_token", "oauth_code", "password_change_token", "unblock_code"]
    ) {
      database.run(`DELETE FROM ${table} WHERE uid = ?`, uid);
    }
  });
}

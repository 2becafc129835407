/** Whether the storage a token names is its holder's: an account's here, or one of a token server elsewhere. */
import type { TokenPayload } from "../../core/crypto/tokenlib.ts";
import { integer, nullable, object, string } from "../../core/json.ts";
import type { Database } from "../db.ts";
import { knownIssuer } from "../token/issuer.ts";
import { storageRefusal } from "./errors.ts";

const storageRow = object({
  uid: nullable(string),
  modified_ms: integer,
  replaced_at_ms: nullable(integer),
});

/**
 * The time of the last write to the token's storage; 0 for one that nobody has written to.
 *
 * @throws 401 when the storage is another's, was replaced when the account's keys changed, or is gone
 */
export function lastWriteOf(database: Database, token: TokenPayload): number {
  const sql = "SELECT uid, modified_ms, replaced_at_ms FROM storage_user WHERE storage_uid = ?";
  const storage = database.row(storageRow, sql, token.uid);
  if (storage === undefined || storage.uid === null) {
    // What this server itself handed out belonged to an account, which has been removed since.
    if (token.issuer !== undefined && token.issuer === knownIssuer(database)) throw storageRefusal(401);
    return storage?.modified_ms ?? 0;
  }
  // A token that names nobody comes from elsewhere, where the same number may be anybody's.
  if (token.fxa_uid !== storage.uid || storage.replaced_at_ms !== null) throw storageRefusal(401);
  return storage.modified_ms;
}

/** Makes room for a storage whose token comes from elsewhere, before the first write to it. */
export function ensureStorage(database: Database, storageUid: number): void {
  database.run(
    `INSERT INTO storage_user (storage_uid, generation, keys_changed_at_ms, client_state, created_at_ms)
     VALUES (?, 0, 0, '', ?) ON CONFLICT DO NOTHING`,
    storageUid,
    database.clock.nowMs(),
  );
}

/** From a session to the key of Sync. kB exists only inside these functions. */
import { type Bytes, xor } from "../bytes.ts";
import { FoxdenError } from "../errors.ts";
import { openAccountKeys } from "../crypto/account_keys.ts";
import { deriveSyncKey, OLDSYNC_SCOPE, type ScopedKey } from "../crypto/scoped_key.ts";
import { fetchKeyBundle, fetchScopedKeyData } from "./api.ts";
import type { Session } from "./login.ts";
import type { AccountsServer } from "./transport.ts";

/**
 * The scoped key of Sync for a signed-in session. Spends the session's keyFetchToken.
 *
 * @throws {FoxdenError} `auth.unverified` while the session is not confirmed, `crypto.failed` when the bundle is not
 *   genuine, `auth.refused` when this client may not have the key
 */
export async function fetchSyncKey(
  server: AccountsServer,
  session: Session,
  clientId: string,
): Promise<ScopedKey> {
  const kB = await fetchMasterKey(server, session);
  const data = await fetchScopedKeyData(server, session.token, { clientId, scope: OLDSYNC_SCOPE });
  const rotation = data.get(OLDSYNC_SCOPE);
  if (!rotation) {
    throw new FoxdenError("auth.refused", "The server gives this client no key for Sync", { errno: 163 });
  }
  return await deriveSyncKey(kB, rotation.keyRotationTimestamp);
}

/** kB, 32 bytes. A wrong password would give a wrong kB unnoticed; the server has checked the password before. */
async function fetchMasterKey(server: AccountsServer, session: Session): Promise<Bytes> {
  const bundle = await fetchKeyBundle(server, session.keyFetch);
  const { wrapKB } = await openAccountKeys(bundle, session.keyFetch.bundleKey);
  return xor(wrapKB, session.unwrapBKey);
}

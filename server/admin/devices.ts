/** Devices that nobody signed in on, for accounts that stand for somebody's. */
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import type { Uid } from "../../core/ids.ts";
import { FIREFOX_CLIENT_ID } from "../accounts/clients.ts";
import { saveDevice } from "../accounts/device_store.ts";
import { drawOAuthToken, insertRefreshToken } from "../accounts/oauth_store.ts";
import type { Database } from "../db.ts";

/** A device as if it had signed in once and been used since. */
export interface AddedDevice {
  /** 16 bytes in hex. */
  readonly id: string;
  readonly name: string;
  readonly type: "desktop" | "mobile" | "tablet";
  readonly lastUsedAtMs: number;
}

/** Adds a device to an account, with a sign-in of its own that nobody holds the token of. */
export async function addDevice(database: Database, uid: Uid, device: AddedDevice): Promise<void> {
  const { id, name, type, lastUsedAtMs } = device;
  const grant = { uid, clientId: FIREFOX_CLIENT_ID, scope: OLDSYNC_SCOPE };
  const refresh = await drawOAuthToken();
  insertRefreshToken(database, refresh.id, grant, { authAtMs: lastUsedAtMs, userAgent: "Firefox" });
  database.run("UPDATE refresh_token SET last_used_at_ms = ? WHERE id = ?", lastUsedAtMs, refresh.id);
  const push = { push_callback: null, push_public_key: null, push_auth_key: null };
  const owner = { session_id: null, refresh_id: refresh.id };
  saveDevice(database, uid, {
    id,
    name,
    type,
    ...owner,
    ...push,
    available_commands: "{}",
    created_at_ms: lastUsedAtMs,
  });
}

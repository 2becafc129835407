/** Who asks: session, keyFetchToken, passwordChangeToken, refresh token or access token. */
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { BEARER_PREFIX } from "../../core/crypto/token_keys.ts";
import type { Backend } from "../backend.ts";
import type { Database } from "../db.ts";
import type { Incoming } from "../request.ts";
import { digestOf } from "../tokens.ts";
import { accountsRefusal } from "./errors.ts";
import { type AccessToken, accessToken, type RefreshToken, useRefreshToken } from "./oauth_store.ts";
import { type PasswordChangeToken, passwordChangeToken } from "./password_change_store.ts";
import { includesScope } from "./scopes.ts";
import { type KeyFetchToken, keyFetchToken, type Session, useSession } from "./session_store.ts";
import { checkNonce, checkSignature, readBearer, readTokenId } from "./signature.ts";

/** @throws errno 110 for a token that is unknown or dead, 109, 111 and 115 for a bad signature */
export async function authenticateSession(request: Incoming, backend: Backend): Promise<Session> {
  const shown = readTokenId(request, "sessionToken");
  const session = shown && useSession(backend.database, await digestOf(shown.id));
  if (!shown || !session) throw accountsRefusal(110);
  await checkSignature(shown, session.masked_key, request, backend);
  checkNonce(shown, request, backend);
  return session;
}

/** As {@link authenticateSession}, and the session is confirmed. @throws errno 138 when it is not */
export async function authenticateConfirmed(request: Incoming, backend: Backend): Promise<Session> {
  const session = await authenticateSession(request, backend);
  if (session.challenge !== null) throw accountsRefusal(138);
  return session;
}

/** The session, where the request shows one; routes that may be called without. */
export function authenticateIfPresent(request: Incoming, backend: Backend): Promise<Session | undefined> {
  const shown = readTokenId(request, "sessionToken");
  return shown === undefined ? Promise.resolve(undefined) : authenticateSession(request, backend);
}

/** Does not consume the token. @throws errno 110 */
export async function authenticateKeyFetch(request: Incoming, backend: Backend): Promise<KeyFetchToken> {
  const shown = readTokenId(request, "keyFetchToken");
  const token = shown && keyFetchToken(backend.database, await digestOf(shown.id));
  if (!shown || !token) throw accountsRefusal(110);
  await checkSignature(shown, token.masked_key, request, backend);
  return token;
}

/** Does not consume the token. @throws errno 110 */
export async function authenticatePasswordChange(
  request: Incoming,
  backend: Backend,
): Promise<PasswordChangeToken> {
  const shown = readTokenId(request, "passwordChangeToken");
  const token = shown && passwordChangeToken(backend.database, await digestOf(shown.id));
  if (!shown || !token) throw accountsRefusal(110);
  await checkSignature(shown, token.masked_key, request, backend);
  return token;
}

/** Who may speak for a device: a session, or the refresh token of an OAuth client. */
export type DeviceOwner =
  | { readonly kind: "session"; readonly uid: string; readonly id: string; readonly session: Session }
  | { readonly kind: "refresh"; readonly uid: string; readonly id: string; readonly token: RefreshToken };

/** @throws errno 110, also for a refresh token that is not for Sync */
export async function authenticateDeviceOwner(request: Incoming, backend: Backend): Promise<DeviceOwner> {
  const bearer = readBearer(request);
  if (bearer === undefined || bearer.startsWith(`${BEARER_PREFIX.sessionToken}_`)) {
    const session = await authenticateSession(request, backend);
    return { kind: "session", uid: session.uid, id: session.id, session };
  }
  const token = useRefreshToken(backend.database, await digestOf(bearer));
  if (token === undefined || !includesScope(token.scope, OLDSYNC_SCOPE)) throw accountsRefusal(110);
  return { kind: "refresh", uid: token.uid, id: token.id, token };
}

/** What a sign-in writes must not come after its end. @throws errno 110 */
export function checkAlive(database: Database, { kind, id }: DeviceOwner): void {
  const found = kind === "session" ? useSession(database, id) : useRefreshToken(database, id);
  if (found === undefined) throw accountsRefusal(110);
}

/** @returns undefined when there is no living access token in the request */
export async function readAccessToken(request: Incoming, backend: Backend): Promise<AccessToken | undefined> {
  const bearer = readBearer(request);
  return bearer === undefined ? undefined : accessToken(backend.database, await digestOf(bearer));
}

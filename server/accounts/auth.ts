/** Who asks: session, keyFetchToken, refresh token or access token, by Bearer or by Hawk. */
import type { Bytes } from "../../core/bytes.ts";
import { type HawkHeader, hawkMatches, hawkPayloadHash, parseHawkHeader } from "../../core/crypto/hawk.ts";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { BEARER_PREFIX, type TokenKind } from "../../core/crypto/token_keys.ts";
import type { Backend } from "../backend.ts";
import { MAX_ACCOUNTS_BODY_BYTES } from "../limits.ts";
import type { Incoming } from "../request.ts";
import { digestOf, maskKey } from "../tokens.ts";
import { accountsRefusal } from "./errors.ts";
import { type AccessToken, accessToken, type RefreshToken, useRefreshToken } from "./oauth_store.ts";
import { includesScope } from "./scopes.ts";
import {
  type KeyFetchToken,
  keyFetchToken,
  type Session,
  SESSION_IDLE_MS,
  useSession,
} from "./session_store.ts";

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

/** @returns undefined when there is no living access token in the request */
export async function readAccessToken(request: Incoming, backend: Backend): Promise<AccessToken | undefined> {
  const bearer = readBearer(request);
  return bearer === undefined ? undefined : accessToken(backend.database, await digestOf(bearer));
}

interface ShownToken {
  readonly id: string;
  readonly hawk?: HawkHeader;
}

function readBearer(request: Incoming): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

function readTokenId(request: Incoming, kind: TokenKind): ShownToken | undefined {
  const prefix = `${BEARER_PREFIX[kind]}_`;
  const bearer = readBearer(request);
  const hawk = parseHawkHeader(request.headers.get("authorization") ?? "");
  const id = bearer?.startsWith(prefix) ? bearer.slice(prefix.length) : hawk?.id;
  if (id === undefined || !/^[0-9a-f]{64}$/.test(id)) return undefined;
  return { id, ...(hawk === undefined ? {} : { hawk }) };
}

/** A Bearer id needs no signature; a Hawk header must be right in every part it has. */
async function checkSignature(
  { id, hawk }: ShownToken,
  maskedKey: Bytes,
  request: Incoming,
  { database, rules }: Backend,
): Promise<void> {
  if (hawk === undefined) return;
  const { method, resource, site: { host, port } } = request;
  const key = await maskKey(id, maskedKey);
  if (!await hawkMatches(hawk, { method, resource, host, port }, key)) throw accountsRefusal(109);
  const nowSeconds = Math.floor(database.clock.nowMs() / 1000);
  if (Math.abs(hawk.ts - nowSeconds) > rules.maxSkewSeconds) {
    throw accountsRefusal(111, { serverTime: nowSeconds });
  }
  // Clients of the accounts protocol always hash as this type, whatever their header says.
  const hash = hawk.hash === undefined
    ? undefined
    : await hawkPayloadHash("application/json", await request.text(MAX_ACCOUNTS_BODY_BYTES));
  if (hash !== hawk.hash) throw accountsRefusal(109);
}

/** A signed write that comes a second time was recorded on the way; reading twice does no harm. */
function checkNonce({ id, hawk }: ShownToken, { method }: Incoming, { database, replays }: Backend): void {
  if (hawk === undefined || method === "GET" || method === "HEAD") return;
  const nowMs = database.clock.nowMs();
  if (!replays.admit(id, hawk.nonce, nowMs + SESSION_IDLE_MS, nowMs)) throw accountsRefusal(115);
}

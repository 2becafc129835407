/** Tokens are drawn, written down and put into an answer. */
import type { Backend } from "../backend.ts";
import type { Database } from "../db.ts";
import type { Incoming } from "../request.ts";
import { drawToken, type NewToken } from "../tokens.ts";
import { accountByUid } from "./account_store.ts";
import { accountsRefusal } from "./errors.ts";
import { makeAccessJwt, makeIdToken } from "./jwt.ts";
import {
  ACCESS_TOKEN_SECONDS,
  type DrawnToken,
  drawOAuthToken,
  type Grant,
  insertAccessToken,
  insertRefreshToken,
  namedToken,
} from "./oauth_store.ts";
import { includesScope, SESSION_SCOPE } from "./scopes.ts";
import { insertSession } from "./session_store.ts";

/** What a client asks for besides the grant. */
export interface Wanted {
  /** Seconds; undefined for the longest there is. */
  readonly ttl: number | undefined;
  /** Whom the access token is for: an address makes it one that others can read. */
  readonly resource: string | undefined;
  /** When the password was given. */
  readonly authAtMs: number;
}

/** Tokens drawn ahead, since a transaction cannot wait for a digest or a signature. */
export interface Drawn {
  readonly access: DrawnToken;
  readonly accessSeconds: number;
  /** Absent unless the scope asks for it. */
  readonly idToken?: string;
}

/** Draws an access token and, for the scope `openid`, an id token that goes with it. */
export async function drawAccess(
  request: Incoming,
  { database }: Backend,
  grant: Grant,
  { ttl, resource, authAtMs }: Wanted,
): Promise<Drawn> {
  const accessSeconds = Math.min(Math.max(ttl ?? ACCESS_TOKEN_SECONDS, 1), ACCESS_TOKEN_SECONDS);
  const issuer = request.site.base;
  const access = resource === undefined
    ? await drawOAuthToken()
    : await drawJwt(database, grant, issuer, resource, accessSeconds);
  if (!grant.scope.split(" ").includes("openid")) return { access, accessSeconds };
  const idToken = await makeIdToken(database, grant, { issuer, authAtMs, accessToken: access.token });
  return { access, accessSeconds, idToken };
}

async function drawJwt(
  database: Database,
  grant: Grant,
  issuer: string,
  resource: string,
  lifetimeSeconds: number,
): Promise<DrawnToken> {
  const account = accountByUid(database, grant.uid);
  if (account === undefined) throw accountsRefusal(110);
  return await namedToken(
    await makeAccessJwt(database, grant, { issuer, account, resource, lifetimeSeconds }),
  );
}

/** Makes a drawn access token valid. @param refreshId of the refresh token it comes from */
export function issueAccess(
  database: Database,
  { access, accessSeconds, idToken }: Drawn,
  grant: Grant,
  refreshId?: string,
): Record<string, unknown> {
  insertAccessToken(database, access.id, grant, accessSeconds, refreshId);
  return {
    access_token: access.token,
    token_type: "bearer",
    scope: grant.scope,
    expires_in: accessSeconds,
    ...(idToken === undefined ? {} : { id_token: idToken }),
  };
}

/** All that a fresh sign-in of a client may be given. */
export interface DrawnSignIn extends Drawn {
  readonly refresh: DrawnToken;
  readonly session: NewToken;
}

/** Draws for {@link issueSignIn}. */
export const drawSignIn = async (
  request: Incoming,
  backend: Backend,
  grant: Grant,
  wanted: Wanted,
): Promise<DrawnSignIn> => ({
  ...await drawAccess(request, backend, grant, wanted),
  refresh: await drawOAuthToken(),
  session: await drawToken("sessionToken"),
});

/** Makes an access token valid and, for a client that stays, the refresh token it comes from. */
export function issueSignIn(
  request: Incoming,
  { database }: Backend,
  grant: Grant,
  drawn: DrawnSignIn,
  { offline, authAtMs }: { readonly offline: boolean; readonly authAtMs: number },
): Record<string, unknown> {
  const { refresh } = drawn;
  if (offline) {
    const userAgent = request.headers.get("user-agent") ?? "";
    insertRefreshToken(database, refresh.id, grant, { authAtMs, userAgent });
  }
  return {
    ...issueAccess(database, drawn, grant, offline ? refresh.id : undefined),
    auth_at: Math.floor(authAtMs / 1000),
    ...(offline ? { refresh_token: refresh.token } : {}),
  };
}

/** Firefox for Android asks for a session of its own along with its tokens. */
export function issueSession(
  request: Incoming,
  { database }: Backend,
  grant: Grant,
  drawn: NewToken,
  authAtMs: number,
): Record<string, unknown> {
  if (!includesScope(grant.scope, SESSION_SCOPE)) return {};
  const userAgent = request.headers.get("user-agent") ?? "";
  const wanted = { uid: grant.uid, userAgent, challenge: null, authAtMs };
  insertSession(database, drawn, wanted);
  return { session_token: drawn.token };
}

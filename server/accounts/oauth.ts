/** OAuth around the grants: authorization, revocation, and what others may ask about a token. */
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import { object, oneOf, optional, string } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { digestOf } from "../tokens.ts";
import { accountByUid } from "./account_store.ts";
import { authenticateConfirmed } from "./auth.ts";
import { between, readBody, text } from "./body.ts";
import { checkRedirect, knownClient, type OAuthClient, redirectsOf } from "./clients.ts";
import { accountsRefusal, errorBody } from "./errors.ts";
import { accessToken, createCode, destroyOAuthToken, useRefreshToken } from "./oauth_store.ts";
import { readIdToken } from "./jwt.ts";
import { allowedScopes } from "./scopes.ts";
import type { Session } from "./session_store.ts";
import { signingKey } from "./signing_key.ts";

const authorizationBody = object({
  client_id: string,
  state: text(512),
  scope: optional(text(1024)),
  access_type: optional(oneOf("online", "offline")),
  code_challenge: optional(text(43, /^[\w-]{43}$/)),
  code_challenge_method: optional(string),
  keys_jwe: optional(text(4096, /^[\w-]+\.[\w-]*(\.[\w-]+){3}$/)),
  redirect_uri: optional(string),
  response_type: optional(string),
  service: optional(string),
  acr_values: optional(text(256)),
  max_age: optional(between(0, Number.MAX_SAFE_INTEGER)),
  // Whoever shows the page acts on it: by the time of this call the person has signed in.
  prompt: optional(oneOf("none", "login", "consent")),
});

type AuthorizationBody = ReturnType<typeof authorizationBody>;

/** `POST /v1/oauth/authorization`: a code for a client, given to whoever holds the session. */
export async function authorize(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateConfirmed(request, backend);
  const body = await readBody(request, authorizationBody);
  const client = knownClient(body.client_id);
  if ((body.response_type ?? "code") !== "code") throw accountsRefusal(168);
  if (body.code_challenge === undefined || body.code_challenge_method !== "S256") throw accountsRefusal(169);
  checkAssurance(body, session, backend);
  const redirect = checkRedirect(client, request.site.base, body.redirect_uri);
  const scope = allowedScopes(body.scope ?? scopeFor(client, body)).join(" ");
  const code = await createCode(backend.database, {
    sessionId: session.id,
    clientId: client.id,
    scope,
    accessType: body.access_type ?? "online",
    codeChallenge: body.code_challenge,
    keysJwe: body.keys_jwe,
    authAtMs: session.auth_at_ms,
  });
  const answer = new URLSearchParams({ code, state: body.state });
  return json({ code, state: body.state, scope, redirect: `${redirect}?${answer}` });
}

/** @throws errno 170 when a second factor is wanted and nobody has one, 164 when the password was given too long ago */
function checkAssurance(
  { acr_values, max_age }: AuthorizationBody,
  session: Session,
  backend: Backend,
): void {
  const { database, rules } = backend;
  // Where there is a second factor, no session is confirmed without it.
  if (acr_values?.split(/\s+/).includes("AAL2") && rules.signIn !== "totp") throw accountsRefusal(170);
  if (max_age !== undefined && database.clock.nowMs() - session.auth_at_ms > max_age * 1000) {
    throw accountsRefusal(164, { authAt: Math.floor(session.auth_at_ms / 1000) });
  }
}

/** A Firefox may name a service in place of scopes. */
function scopeFor(client: OAuthClient, body: AuthorizationBody): string {
  const wantsSync = body.service === "sync" || body.keys_jwe !== undefined;
  return client.native && wantsSync ? `${OLDSYNC_SCOPE} profile` : "profile";
}

const destroyBody = object({
  token: optional(string),
  access_token: optional(string),
  refresh_token: optional(string),
});

/** `POST /v1/oauth/destroy` and `/v1/destroy`: always `{}`, so that nothing is told about a token. @see RFC 7009 */
export async function destroyToken(request: Incoming, { database }: Backend): Promise<Reply> {
  const body = await readBody(request, destroyBody);
  const tokens = [body.token, body.access_token, body.refresh_token].filter((token) => token !== undefined);
  const ids = await Promise.all(tokens.map(digestOf));
  database.write(() => ids.forEach((id) => destroyOAuthToken(database, id)));
  return json({});
}

const tokenBody = object({ token: string });

/** `POST /v1/verify`: whose access token it is. */
export async function verifyToken(request: Incoming, { database }: Backend): Promise<Reply> {
  const body = await readBody(request, tokenBody);
  const token = accessToken(database, await digestOf(body.token));
  const account = token && accountByUid(database, token.uid);
  if (!token || !account) return errorBody(400, 108, "Invalid token");
  const { uid: user, client_id, scope } = token;
  const { generation, created_at_ms: profile_changed_at } = account;
  return json({ user, client_id, scope: scope.split(" "), generation, profile_changed_at });
}

/** `POST /v1/introspect`. @see RFC 7662, with times in milliseconds as the accounts server gives them */
export async function introspect(request: Incoming, { database }: Backend): Promise<Reply> {
  const body = await readBody(request, tokenBody);
  const jti = await digestOf(body.token);
  const access = accessToken(database, jti);
  const refresh = access === undefined ? useRefreshToken(database, jti) : undefined;
  const token = access ?? refresh;
  if (token === undefined) return json({ active: false });
  return json({
    active: true,
    scope: token.scope,
    client_id: token.client_id,
    token_type: access === undefined ? "refresh_token" : "access_token",
    iat: token.created_at_ms,
    ...(access === undefined ? {} : { exp: access.expires_at_ms }),
    sub: token.uid,
    jti,
    ...(refresh === undefined ? {} : { "fxa-lastUsedAt": refresh.last_used_at_ms }),
  });
}

const idTokenBody = object({
  client_id: string,
  id_token: text(8192),
  expiry_grace_period: optional(between(0, 86_400)),
});

/** `POST /v1/oauth/id-token-verify`: the claims of an id token that this server gave that client. @throws errno 110 */
export async function verifyIdToken(request: Incoming, { database }: Backend): Promise<Reply> {
  const { client_id, id_token, expiry_grace_period = 0 } = await readBody(request, idTokenBody);
  const claims = await readIdToken(database, id_token);
  const nowSeconds = Math.floor(database.clock.nowMs() / 1000);
  const good = claims !== undefined && claims.iss === request.site.base && claims.aud === client_id &&
    Number(claims.exp) + expiry_grace_period > nowSeconds;
  if (!good) throw accountsRefusal(110);
  return json(claims);
}

/** `GET /v1/jwks`: what others check tokens of this server with. */
export async function publicKeys(_request: Incoming, { database }: Backend): Promise<Reply> {
  return json({ keys: [(await signingKey(database)).publicJwk] });
}

/** `GET /v1/oauth/client/ID` and `/v1/client/ID` */
export function describeClient(request: Incoming): Reply {
  const client = knownClient(request.params.client ?? "");
  const [redirect_uri] = redirectsOf(client, request.site.base);
  return json({ id: client.id, name: client.name, trusted: true, image_uri: "", redirect_uri });
}

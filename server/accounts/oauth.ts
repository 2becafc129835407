/** OAuth around the grants: authorization, revocation, and what others may ask about a token. */
import { object, oneOf, optional, string } from "../../core/json.ts";
import { OLDSYNC_SCOPE } from "../../core/crypto/scoped_key.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { digestOf } from "../tokens.ts";
import { accountByUid } from "./account_store.ts";
import { authenticateConfirmed } from "./auth.ts";
import { readBody, text } from "./body.ts";
import { knownClient, type OAuthClient, redirectsOf } from "./clients.ts";
import { accountsRefusal, errorBody } from "./errors.ts";
import { accessToken, createCode, destroyOAuthToken, useRefreshToken } from "./oauth_store.ts";
import { allowedScopes } from "./scopes.ts";

const authorizationBody = object({
  client_id: string,
  state: text(512),
  scope: optional(text(1024)),
  access_type: optional(oneOf("online", "offline")),
  code_challenge: optional(text(43, /^[\w-]{43}$/)),
  code_challenge_method: optional(string),
  keys_jwe: optional(text(4096, /^[\w.-]+$/)),
  redirect_uri: optional(string),
  response_type: optional(string),
  service: optional(string),
});

/** `POST /v1/oauth/authorization`: a code for a client, given to whoever holds the session. */
export async function authorize(request: Incoming, backend: Backend): Promise<Reply> {
  const session = await authenticateConfirmed(request, backend);
  const body = await readBody(request, authorizationBody);
  const client = knownClient(body.client_id);
  if ((body.response_type ?? "code") !== "code") throw accountsRefusal(168);
  if (body.code_challenge === undefined || body.code_challenge_method !== "S256") throw accountsRefusal(169);
  const redirects = redirectsOf(client, request.site.base);
  const redirect = body.redirect_uri ?? redirects[0];
  if (!redirects.includes(redirect)) throw accountsRefusal(167, { redirectUri: redirect });
  const scope = allowedScopes(body.scope ?? scopeFor(client, body)).join(" ");
  const code = await createCode(backend.database, {
    uid: session.uid,
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

/** A Firefox may name a service in place of scopes. */
function scopeFor(
  client: OAuthClient,
  body: { readonly service: string | undefined; readonly keys_jwe: string | undefined },
): string {
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
  for (const token of [body.token, body.access_token, body.refresh_token]) {
    if (token !== undefined) destroyOAuthToken(database, await digestOf(token));
  }
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
  return json({ user, client_id, scope: scope.split(" "), generation: account.generation });
}

/** `POST /v1/introspect`. @see RFC 7662, with times in milliseconds as the accounts server gives them */
export async function introspect(request: Incoming, { database }: Backend): Promise<Reply> {
  const body = await readBody(request, tokenBody);
  const jti = await digestOf(body.token);
  const access = accessToken(database, jti);
  const token = access ?? useRefreshToken(database, jti);
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
  });
}

/** `GET /v1/jwks`: tokens are opaque, so there are no keys to check them with. */
export const publicKeys = (): Reply => json({ keys: [] });

/** `GET /v1/oauth/client/ID` and `/v1/client/ID` */
export function describeClient(request: Incoming): Reply {
  const client = knownClient(request.params.client ?? "");
  const [redirect_uri] = redirectsOf(client, request.site.base);
  return json({ id: client.id, name: client.name, trusted: true, image_uri: "", redirect_uri });
}

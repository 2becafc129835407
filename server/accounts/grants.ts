/** `POST /v1/oauth/token` and `/v1/token`: the four ways to a token. */
import { equal, utf8 } from "../../core/bytes.ts";
import { pkceChallenge } from "../../core/crypto/pkce.ts";
import { FoxdenError } from "../../core/errors.ts";
import { type Decoder, integer, object, oneOf, optional, string } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { digestOf } from "../tokens.ts";
import { authenticateSession } from "./auth.ts";
import { readBody, text } from "./body.ts";
import { checkRedirect, knownClient } from "./clients.ts";
import { accountsRefusal } from "./errors.ts";
import { drawAccess, drawSignIn, issueAccess, issueSession, issueSignIn } from "./issue.ts";
import { consumeCode, type OAuthCode, oauthCode, useRefreshToken } from "./oauth_store.ts";
import { allowedScopes, includesScope, isKeyScope } from "./scopes.ts";
import { useSession } from "./session_store.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const REFRESH_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:refresh_token";
const ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

/** An absolute address without a fragment. @see RFC 8707, section 2 */
const resourceUri: Decoder<string> = (value, at) => {
  const uri = text(1024)(value, at);
  if (/^[a-z][a-z\d+.-]*:/i.test(uri) && URL.canParse(uri) && !uri.includes("#")) return uri;
  throw new FoxdenError("server.shape", `${at}: expected an absolute address`, { at });
};

const tokenBody = object({
  grant_type: optional(oneOf("fxa-credentials", "authorization_code", "refresh_token", TOKEN_EXCHANGE)),
  client_id: optional(string),
  scope: optional(text(1024)),
  access_type: optional(oneOf("online", "offline")),
  ttl: optional(integer),
  resource: optional(resourceUri),
  code: optional(string),
  code_verifier: optional(text(128, /^[\w.~-]{43,128}$/)),
  redirect_uri: optional(string),
  refresh_token: optional(string),
  subject_token: optional(string),
  subject_token_type: optional(oneOf(REFRESH_TOKEN_TYPE)),
});

type TokenBody = ReturnType<typeof tokenBody>;

/** Answers with tokens for one grant. */
export async function grantToken(request: Incoming, backend: Backend): Promise<Reply> {
  const body = await readBody(request, tokenBody);
  const grantType = body.grant_type ?? "authorization_code";
  if (grantType === TOKEN_EXCHANGE) return await grantFromExchange(request, backend, body);
  const client = knownClient(given(body, "client_id"));
  const clientId = client.id;
  switch (grantType) {
    case "fxa-credentials":
      return await grantFromSession(request, backend, clientId, body);
    case "authorization_code":
      checkRedirect(client, request.site.base, body.redirect_uri);
      return await grantFromCode(request, backend, clientId, body);
    case "refresh_token":
      return json(await refreshedAccess(request, backend, given(body, "refresh_token"), clientId, body));
  }
}

/** @throws errno 108 */
function given(body: TokenBody, param: "client_id" | "code" | "refresh_token" | "subject_token"): string {
  const value = body[param];
  if (value === undefined) throw accountsRefusal(108, { param });
  return value;
}

async function grantFromSession(
  request: Incoming,
  backend: Backend,
  clientId: string,
  { scope, access_type, ttl, resource }: TokenBody,
): Promise<Reply> {
  const { database } = backend;
  const session = await authenticateSession(request, backend);
  const scopes = allowedScopes(scope ?? "");
  if (session.challenge !== null && scopes.some(isKeyScope)) throw accountsRefusal(138);
  const grant = { uid: session.uid, clientId, scope: scopes.join(" ") };
  const authAtMs = session.auth_at_ms;
  const drawn = await drawSignIn(request, backend, grant, { ttl, resource, authAtMs });
  const members = database.write(() => {
    // It may have ended meanwhile, and its tokens with it: these would be left over.
    if (useSession(database, session.id) === undefined) throw accountsRefusal(110);
    return issueSignIn(request, backend, grant, drawn, { offline: access_type === "offline", authAtMs });
  });
  return json(members);
}

/** The sealed keys that came with the authorization are handed over here, once. */
async function grantFromCode(
  request: Incoming,
  backend: Backend,
  clientId: string,
  body: TokenBody,
): Promise<Reply> {
  const { database } = backend;
  const id = await digestOf(given(body, "code"));
  const code = await checkCode(backend, oauthCode(database, id), clientId, body.code_verifier);
  const { auth_at_ms: authAtMs, keys_jwe } = code;
  const grant = { uid: code.uid, clientId, scope: code.scope };
  const { ttl, resource } = body;
  const drawn = await drawSignIn(request, backend, grant, { ttl, resource, authAtMs });
  // As one: a code must not be spent on tokens that were never made.
  const members = database.write(() => {
    if (!consumeCode(database, id)) throw accountsRefusal(172);
    const offline = code.access_type === "offline";
    return {
      ...issueSignIn(request, backend, grant, drawn, { offline, authAtMs }),
      ...issueSession(request, backend, grant, drawn.session, authAtMs),
    };
  });
  return json({ ...members, ...(keys_jwe === null ? {} : { keys_jwe }) });
}

async function checkCode(
  { database }: Backend,
  code: OAuthCode | undefined,
  clientId: string,
  verifier: string | undefined,
): Promise<OAuthCode> {
  if (verifier === undefined) throw accountsRefusal(169);
  if (code === undefined) throw accountsRefusal(172);
  if (code.client_id !== clientId) throw accountsRefusal(173);
  if (code.expires_at_ms <= database.clock.nowMs()) throw accountsRefusal(174);
  const challenge = await pkceChallenge(verifier);
  if (!equal(utf8(challenge), utf8(code.code_challenge))) throw accountsRefusal(175);
  return code;
}

/** @param clientId whose the refresh token must be; undefined where it speaks for itself */
async function refreshedAccess(
  request: Incoming,
  backend: Backend,
  refreshToken: string,
  clientId: string | undefined,
  { scope, ttl, resource }: TokenBody,
): Promise<Record<string, unknown>> {
  const { database } = backend;
  const refresh = useRefreshToken(database, await digestOf(refreshToken));
  if (refresh === undefined || refresh.client_id !== (clientId ?? refresh.client_id)) {
    throw accountsRefusal(182);
  }
  const scopes = allowedScopes(scope ?? refresh.scope);
  if (!scopes.every((each) => includesScope(refresh.scope, each))) {
    throw accountsRefusal(163, { invalidScopes: scopes.join(" ") });
  }
  const grant = { uid: refresh.uid, clientId: refresh.client_id, scope: scopes.join(" ") };
  const wanted = { ttl, resource, authAtMs: refresh.auth_at_ms };
  const drawn = await drawAccess(request, backend, grant, wanted);
  return database.write(() => {
    if (useRefreshToken(database, refresh.id) === undefined) throw accountsRefusal(182);
    return issueAccess(database, drawn, grant, refresh.id);
  });
}

/**
 * A refresh token in exchange for an access token of less or equal scope. Mozilla lets some of its own programs
 * reach further scopes this way; this server knows none of them.
 *
 * @see RFC 8693
 */
async function grantFromExchange(request: Incoming, backend: Backend, body: TokenBody): Promise<Reply> {
  if (body.client_id !== undefined) knownClient(body.client_id);
  if (body.subject_token_type === undefined) throw accountsRefusal(108, { param: "subject_token_type" });
  const token = given(body, "subject_token");
  const members = await refreshedAccess(request, backend, token, body.client_id, body);
  return json({ ...members, issued_token_type: ACCESS_TOKEN_TYPE });
}

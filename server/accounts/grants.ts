/** `POST /v1/oauth/token` and `/v1/token`: the three ways to a token. */
import { equal, utf8 } from "../../core/bytes.ts";
import { pkceChallenge } from "../../core/crypto/pkce.ts";
import { integer, object, oneOf, optional, string } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import type { Database } from "../db.ts";
import { json, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { digestOf, drawToken, type NewToken } from "../tokens.ts";
import { authenticateSession } from "./auth.ts";
import { readBody, text } from "./body.ts";
import { knownClient } from "./clients.ts";
import { accountsRefusal } from "./errors.ts";
import {
  ACCESS_TOKEN_SECONDS,
  consumeCode,
  type DrawnToken,
  drawOAuthToken,
  type Grant,
  insertAccessToken,
  insertRefreshToken,
  oauthCode,
  useRefreshToken,
} from "./oauth_store.ts";
import { allowedScopes, includesScope, isKeyScope, SESSION_SCOPE } from "./scopes.ts";
import { insertSession } from "./session_store.ts";

const tokenBody = object({
  grant_type: optional(oneOf("fxa-credentials", "authorization_code", "refresh_token")),
  client_id: string,
  scope: optional(text(1024)),
  access_type: optional(oneOf("online", "offline")),
  ttl: optional(integer),
  code: optional(string),
  code_verifier: optional(text(128, /^[\w.~-]{43,128}$/)),
  refresh_token: optional(string),
});

type TokenBody = ReturnType<typeof tokenBody>;

/** Answers with tokens for one grant. */
export async function grantToken(request: Incoming, backend: Backend): Promise<Reply> {
  const body = await readBody(request, tokenBody);
  knownClient(body.client_id);
  switch (body.grant_type ?? "authorization_code") {
    case "fxa-credentials":
      return await grantFromSession(request, backend, body);
    case "authorization_code":
      return await grantFromCode(request, backend, body);
    case "refresh_token":
      return await grantFromRefreshToken(backend, body);
  }
}

async function grantFromSession(request: Incoming, backend: Backend, body: TokenBody): Promise<Reply> {
  const session = await authenticateSession(request, backend);
  const scopes = allowedScopes(body.scope ?? "");
  if (session.challenge !== null && scopes.some(isKeyScope)) throw accountsRefusal(138);
  const grant = { uid: session.uid, clientId: body.client_id, scope: scopes.join(" ") };
  const offline = body.access_type === "offline";
  const options = { offline, authAtMs: session.auth_at_ms, ttl: body.ttl };
  const drawn = await drawTokens();
  return json(backend.database.write(() => issue(request, backend, grant, drawn, options)));
}

/** The sealed keys that came with the authorization are handed over here, once. */
async function grantFromCode(request: Incoming, backend: Backend, body: TokenBody): Promise<Reply> {
  const { database } = backend;
  if (body.code === undefined) throw accountsRefusal(108, { param: "code" });
  if (body.code_verifier === undefined) throw accountsRefusal(169);
  const id = await digestOf(body.code);
  const code = oauthCode(database, id);
  if (code === undefined) throw accountsRefusal(172);
  if (code.client_id !== body.client_id) throw accountsRefusal(173);
  if (code.expires_at_ms <= database.clock.nowMs()) throw accountsRefusal(174);
  const challenge = await pkceChallenge(body.code_verifier);
  if (!equal(utf8(challenge), utf8(code.code_challenge))) throw accountsRefusal(175);
  const grant = { uid: code.uid, clientId: code.client_id, scope: code.scope };
  const options = { offline: code.access_type === "offline", authAtMs: code.auth_at_ms, ttl: body.ttl };
  const drawn = await drawTokens();
  // As one: a code must not be spent on tokens that were never made.
  const members = database.write(() => {
    if (!consumeCode(database, id)) throw accountsRefusal(172);
    const tokens = issue(request, backend, grant, drawn, options);
    return { ...tokens, ...sessionMember(request, backend, grant, drawn.session, code.auth_at_ms) };
  });
  return json({ ...members, ...(code.keys_jwe === null ? {} : { keys_jwe: code.keys_jwe }) });
}

async function grantFromRefreshToken(backend: Backend, body: TokenBody): Promise<Reply> {
  const { database } = backend;
  if (body.refresh_token === undefined) throw accountsRefusal(108, { param: "refresh_token" });
  const refresh = useRefreshToken(database, await digestOf(body.refresh_token));
  if (refresh === undefined || refresh.client_id !== body.client_id) throw accountsRefusal(182);
  const scopes = allowedScopes(body.scope ?? refresh.scope);
  if (!scopes.every((scope) => includesScope(refresh.scope, scope))) {
    throw accountsRefusal(163, { invalidScopes: scopes.join(" ") });
  }
  const grant = { uid: refresh.uid, clientId: refresh.client_id, scope: scopes.join(" ") };
  return json(accessMembers(database, await drawOAuthToken(), grant, body.ttl, refresh.id));
}

interface IssueOptions {
  readonly offline: boolean;
  readonly authAtMs: number;
  readonly ttl: number | undefined;
}

/** Tokens drawn ahead, since a transaction cannot wait for a digest. */
interface Drawn {
  readonly access: DrawnToken;
  readonly refresh: DrawnToken;
  readonly session: NewToken;
}

const drawTokens = async (): Promise<Drawn> => ({
  access: await drawOAuthToken(),
  refresh: await drawOAuthToken(),
  session: await drawToken("sessionToken"),
});

function issue(
  request: Incoming,
  { database }: Backend,
  grant: Grant,
  drawn: Drawn,
  { offline, authAtMs, ttl }: IssueOptions,
): Record<string, unknown> {
  const userAgent = request.headers.get("user-agent") ?? "";
  const { refresh } = drawn;
  if (offline) insertRefreshToken(database, refresh.id, grant, { authAtMs, userAgent });
  return {
    ...accessMembers(database, drawn.access, grant, ttl, offline ? refresh.id : undefined),
    auth_at: Math.floor(authAtMs / 1000),
    ...(offline ? { refresh_token: refresh.token } : {}),
  };
}

function accessMembers(
  database: Database,
  { token, id }: DrawnToken,
  grant: Grant,
  ttl: number | undefined,
  refreshId: string | undefined,
): Record<string, unknown> {
  const seconds = Math.min(Math.max(ttl ?? ACCESS_TOKEN_SECONDS, 1), ACCESS_TOKEN_SECONDS);
  insertAccessToken(database, id, grant, seconds, refreshId);
  return { access_token: token, token_type: "bearer", scope: grant.scope, expires_in: seconds };
}

/** Firefox for Android asks for a session of its own along with its tokens. */
function sessionMember(
  request: Incoming,
  { database }: Backend,
  grant: Grant,
  drawn: NewToken,
  authAtMs: number,
): Record<string, unknown> {
  if (!includesScope(grant.scope, SESSION_SCOPE)) return {};
  const userAgent = request.headers.get("user-agent") ?? "";
  const wanted = { uid: grant.uid, userAgent, challenge: null, authAtMs };
  return { session_token: insertSession(database, drawn, wanted).token };
}

/** OAuth at the auth server: tokens by session, by code and by refresh token; grants; revocation. */
import { OLDSYNC_SCOPE } from "../crypto/scoped_key.ts";
import type { TokenKeys } from "../crypto/token_keys.ts";
import { anyObject, type Decoded, integer, object, optional, string } from "../json.ts";
import { type AccountsServer, callAccounts } from "./transport.ts";

/** What foxden asks for: who the account is, and Sync. */
export const SYNC_SCOPES = `profile ${OLDSYNC_SCOPE}`;

/** An OAuth client as the server knows it. Both values can be configured: Mozilla issues no id of its own to others. */
export interface OAuthClient {
  readonly id: string;
  readonly redirectUri: string;
}

const tokenReply = object({
  access_token: string,
  scope: string,
  expires_in: optional(integer),
  refresh_token: optional(string),
  keys_jwe: optional(string),
});
/** Tokens as granted. `expires_in` is in seconds. */
export type TokenGrant = Decoded<typeof tokenReply>;

function requestToken(
  server: AccountsServer,
  body: Readonly<Record<string, string>>,
  session?: TokenKeys,
): Promise<TokenGrant> {
  return callAccounts(server, {
    method: "POST",
    path: "/oauth/token",
    body,
    decode: tokenReply,
    ...(session ? { credential: session } : {}),
  });
}

/** Tokens for a verified session. With `offline` the grant carries a refresh token, where the server allows that. */
export function grantBySession(
  server: AccountsServer,
  session: TokenKeys,
  request: { readonly clientId: string; readonly scope: string; readonly access: "online" | "offline" },
): Promise<TokenGrant> {
  const { clientId, scope, access } = request;
  const body = { grant_type: "fxa-credentials", client_id: clientId, scope, access_type: access };
  return requestToken(server, body, session);
}

/** Tokens, and keys sealed for us, for the code an authorization page gave. */
export function grantByCode(
  server: AccountsServer,
  request: { readonly clientId: string; readonly code: string; readonly codeVerifier: string },
): Promise<TokenGrant> {
  const { clientId, code, codeVerifier } = request;
  const body = { grant_type: "authorization_code", client_id: clientId, code, code_verifier: codeVerifier };
  return requestToken(server, body);
}

/** A fresh access token. The refresh token stays as it is. @throws {FoxdenError} `auth.revoked` */
export function grantByRefreshToken(
  server: AccountsServer,
  request: { readonly clientId: string; readonly refreshToken: string; readonly scope: string },
): Promise<TokenGrant> {
  const { clientId, refreshToken, scope } = request;
  const body = { grant_type: "refresh_token", client_id: clientId, refresh_token: refreshToken, scope };
  return requestToken(server, body);
}

/** Revokes an access or refresh token; the device record of a refresh token goes with it. @see RFC 7009 */
export async function destroyToken(
  server: AccountsServer,
  request: { readonly clientId: string; readonly token: string },
): Promise<void> {
  const body = { client_id: request.clientId, token: request.token };
  await callAccounts(server, { method: "POST", path: "/oauth/destroy", body, decode: anyObject });
}

export interface AuthorizationRequest {
  readonly clientId: string;
  readonly scope: string;
  readonly state: string;
  readonly codeChallenge: string;
  readonly keysJwe?: string;
}

const authorizationReply = object({ code: string, state: string, redirect: string });

/** What a sign-in page does once the person agreed: trades a session for a code. */
export function authorize(server: AccountsServer, session: TokenKeys, request: AuthorizationRequest) {
  const { clientId, scope, state, codeChallenge, keysJwe } = request;
  const body = {
    client_id: clientId,
    scope,
    state,
    access_type: "offline",
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
    ...(keysJwe === undefined ? {} : { keys_jwe: keysJwe }),
  };
  const path = "/oauth/authorization";
  return callAccounts(server, {
    method: "POST",
    path,
    credential: session,
    body,
    decode: authorizationReply,
  });
}

/** A bare client of the accounts, OAuth and token services: requests and answers, no judgement. */
import { type Bytes, xor } from "../../../core/bytes.ts";
import { openAccountKeys } from "../../../core/crypto/account_keys.ts";
import { deriveSyncKey, OLDSYNC_SCOPE } from "../../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../../core/crypto/stretch.ts";
import { bearerHeader, deriveTokenKeys, type TokenKind } from "../../../core/crypto/token_keys.ts";
import { utf8 } from "../../../core/bytes.ts";
import type { Signer } from "./hawk.ts";

// deno-lint-ignore no-explicit-any
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

export const FOXDEN_CLIENT = "f07d3a0000000001";

/** Sends JSON, or nothing, and reads JSON, or nothing. */
export async function call(
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const init = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...init,
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? undefined : JSON.parse(text),
    headers: response.headers,
  };
}

export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

export async function tokenBearer(token: string, kind: TokenKind = "sessionToken") {
  return { authorization: bearerHeader(await deriveTokenKeys(Uint8Array.fromHex(token), kind)) };
}

export async function hawkSigner(token: string, kind: TokenKind = "sessionToken"): Promise<Signer> {
  const { id, hmacKey } = await deriveTokenKeys(Uint8Array.fromHex(token), kind);
  return { id, key: hmacKey };
}

export async function login(
  url: string,
  email: string,
  password: string,
  more: Record<string, unknown> = {},
): Promise<Answer> {
  const { authPW } = await stretchV1(password, email);
  return await call("POST", `${url}/v1/account/login?keys=true`, { email, authPW: authPW.toHex(), ...more });
}

/** kB of a fresh sign-in by password. */
export async function fetchKB(
  url: string,
  keyFetchToken: string,
  unwrapBKey: Bytes,
): Promise<{ readonly kA: Bytes; readonly wrapKB: Bytes; readonly kB: Bytes }> {
  const keys = await deriveTokenKeys(Uint8Array.fromHex(keyFetchToken), "keyFetchToken");
  const answer = await call("GET", `${url}/v1/account/keys`, undefined, {
    authorization: bearerHeader(keys),
  });
  const { kA, wrapKB } = await openAccountKeys(Uint8Array.fromHex(answer.body.bundle), keys.bundleKey);
  return { kA, wrapKB, kB: xor(wrapKB, unwrapBKey) };
}

export interface SignedIn {
  readonly uid: string;
  readonly sessionToken: string;
  readonly session: { readonly authorization: string };
  readonly kB: Bytes;
  readonly kid: string;
}

/** The whole way from password to the key id of Sync. */
export async function signIn(url: string, email: string, password: string): Promise<SignedIn> {
  const { body } = await login(url, email, password);
  const { unwrapBKey } = await stretchV1(password, email);
  const { kB } = await fetchKB(url, body.keyFetchToken, unwrapBKey);
  const session = await tokenBearer(body.sessionToken);
  const scoped = await call("POST", `${url}/v1/account/scoped-key-data`, {
    client_id: FOXDEN_CLIENT,
    scope: OLDSYNC_SCOPE,
  }, session);
  const { kid } = await deriveSyncKey(kB, scoped.body[OLDSYNC_SCOPE].keyRotationTimestamp);
  return { uid: body.uid, sessionToken: body.sessionToken, session, kB, kid };
}

/** An access token straight from the session. */
export async function accessToken(
  url: string,
  session: { readonly authorization: string },
  scope = OLDSYNC_SCOPE,
): Promise<string> {
  const wanted = { grant_type: "fxa-credentials", client_id: FOXDEN_CLIENT, scope };
  return (await call("POST", `${url}/v1/oauth/token`, wanted, session)).body.access_token;
}

export const tokenUrl = (url: string): string => `${url}/token/1.0/sync/1.5`;

/** Where a storage is, and the means to sign requests for it. */
export interface StorageUser {
  readonly endpoint: string;
  readonly signer: Signer;
}

/** From a signed-in session to its storage. */
export async function openStorage(url: string, { session, kid }: SignedIn): Promise<StorageUser> {
  const access = await accessToken(url, session);
  const { body } = await call("GET", tokenUrl(url), undefined, { ...bearer(access), "x-keyid": kid });
  return { endpoint: body.api_endpoint, signer: { id: body.id, key: utf8(body.key) } };
}

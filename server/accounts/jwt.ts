/** JSON Web Tokens of this server: access tokens for others to read, and id tokens. @see RFC 7519, RFC 9068 */
import { base64url, type Bytes, fromBase64url, utf8 } from "../../core/bytes.ts";
import { sha256 } from "../../core/crypto/hkdf.ts";
import {
  anyObject,
  decodeOr,
  type JsonObject,
  object,
  oneOf,
  parseJsonBytes,
  string,
} from "../../core/json.ts";
import type { Database } from "../db.ts";
import { randomHex } from "../random.ts";
import type { Account } from "./account_store.ts";
import type { Grant } from "./oauth_store.ts";
import { signingKey } from "./signing_key.ts";

const ACCESS_TOKEN_TYPE = "at+JWT";
const ID_TOKEN_TYPE = "JWT";
const ID_TOKEN_SECONDS = 5 * 60;

/** What a token is made from, besides the grant. */
export interface JwtOptions {
  /** The server's own address. */
  readonly issuer: string;
  readonly account: Account;
}

/** An access token that a resource server can check by itself. @param resource whom it is for */
export async function makeAccessJwt(
  database: Database,
  grant: Grant,
  { issuer, account, resource, lifetimeSeconds }: JwtOptions & {
    readonly resource: string;
    readonly lifetimeSeconds: number;
  },
): Promise<string> {
  const iat = Math.floor(database.clock.nowMs() / 1000);
  return await sign(database, ACCESS_TOKEN_TYPE, {
    iss: issuer,
    aud: resource,
    client_id: grant.clientId,
    exp: iat + lifetimeSeconds,
    iat,
    jti: randomHex(16),
    scope: grant.scope,
    sub: grant.uid,
    "fxa-generation": account.generation,
    "fxa-profileChangedAt": account.created_at_ms,
  });
}

/** Tells a client who signed in. @see OpenID Connect Core 1.0, section 2 */
export async function makeIdToken(
  database: Database,
  grant: Grant,
  { issuer, authAtMs, accessToken }: {
    readonly issuer: string;
    readonly authAtMs: number;
    readonly accessToken: string;
  },
): Promise<string> {
  const iat = Math.floor(database.clock.nowMs() / 1000);
  return await sign(database, ID_TOKEN_TYPE, {
    iss: issuer,
    sub: grant.uid,
    aud: grant.clientId,
    iat,
    exp: iat + ID_TOKEN_SECONDS,
    auth_time: Math.floor(authAtMs / 1000),
    at_hash: base64url((await sha256(utf8(accessToken))).subarray(0, 16)),
    amr: ["pwd"],
    "fxa-aal": 1,
    acr: "AAL1",
  });
}

async function sign(database: Database, typ: string, claims: JsonObject): Promise<string> {
  const key = await signingKey(database);
  const parts = [{ alg: "RS256", typ, kid: key.publicJwk.kid }, claims];
  const text = parts.map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
  return `${text}.${base64url(await key.sign(text))}`;
}

const idTokenHeader = object({ alg: oneOf("RS256"), typ: oneOf(ID_TOKEN_TYPE), kid: string });

/** The claims of an id token of this server; undefined for anything else. Says nothing about time and audience. */
export async function readIdToken(database: Database, token: string): Promise<JsonObject | undefined> {
  const [header = "", claims = "", signature = "", ...more] = token.split(".");
  const key = await signingKey(database);
  const shown = readPart(header);
  const known = decodeOr(undefined, () => idTokenHeader(shown, "header"))?.kid === key.publicJwk.kid;
  const bytes = decodeBase64url(signature);
  if (!known || bytes === undefined || more.length > 0) return undefined;
  return await key.verify(`${header}.${claims}`, bytes) ? readPart(claims) : undefined;
}

function readPart(part: string): JsonObject | undefined {
  const bytes = decodeBase64url(part);
  if (bytes === undefined) return undefined;
  return decodeOr(undefined, () => anyObject(parseJsonBytes(bytes, "token"), "token"));
}

function decodeBase64url(text: string): Bytes | undefined {
  try {
    return fromBase64url(text);
  } catch {
    return undefined;
  }
}

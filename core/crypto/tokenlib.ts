/**
 * Signed storage tokens: the id a token server hands out, and the Hawk key that belongs to it.
 *
 * A storage server that knows the master secret needs no table of tokens: the id carries its own content.
 *
 * @see mozilla-services tokenlib, as syncstorage-rs uses it
 */
import { type Bytes, concat, equal, fromUtf8, utf8 } from "../bytes.ts";
import { type Decoded, integer, number, object, optional, parseJson, string } from "../json.ts";
import { hkdf, hmacSha256 } from "./hkdf.ts";

const INFO = "services.mozilla.com/tokenlib/v1/";

const payloadShape = object({
  uid: integer,
  node: string,
  expires: number,
  salt: string,
  fxa_uid: optional(string),
  fxa_kid: optional(string),
});

const issuerShape = object({ issuer: optional(string) });

/** What a storage server reads out of a token. `expires` is in seconds since the epoch. */
export interface TokenPayload extends Decoded<typeof payloadShape> {
  /** foxden's own addition: which of the servers that share a secret knows `uid`. */
  readonly issuer?: string;
}

/**
 * @param payloadText JSON with at least `uid`, `node`, `expires` and `salt` (6 hex digits)
 * @returns the token's id
 */
export async function signToken(payloadText: string, masterSecret: string): Promise<string> {
  const payload = utf8(payloadText);
  const signature = await hmacSha256(await signingKey(masterSecret), payload);
  return concat(payload, signature).toBase64({ alphabet: "base64url" });
}

/** @returns what `id` carries, or undefined when it was not signed with this secret; expiry is the caller's matter */
export async function openToken(id: string, masterSecret: string): Promise<TokenPayload | undefined> {
  try {
    const token = Uint8Array.fromBase64(id, { alphabet: "base64url", lastChunkHandling: "strict" });
    const payload = token.slice(0, -32);
    const signature = await hmacSha256(await signingKey(masterSecret), payload);
    if (token.length <= 32 || !equal(signature, token.subarray(-32))) return undefined;
    const content = parseJson(fromUtf8(payload), "token");
    const { issuer } = issuerShape(content, "token");
    return { ...payloadShape(content, "token"), ...(issuer === undefined ? {} : { issuer }) };
  } catch {
    return undefined;
  }
}

/** The Hawk key of a token: base64url text, used as ASCII and never decoded. @param salt from the token's payload */
export async function tokenKey(id: string, salt: string, masterSecret: string): Promise<string> {
  const key = await hkdf(utf8(masterSecret), `${INFO}derive/${id}`, 32, utf8(salt));
  return key.toBase64({ alphabet: "base64url" });
}

function signingKey(masterSecret: string): Promise<Bytes> {
  return hkdf(utf8(masterSecret), `${INFO}signing`, 32);
}

/** HKDF, HMAC and digests over SHA-256, and the namespace of the accounts protocol. */
import { type Bytes, utf8 } from "../bytes.ts";

/** Prefix of every `info` string of the accounts protocol. */
export const NAMESPACE = "identity.mozilla.com/picl/v1/";

const NO_SALT: Bytes = new Uint8Array(0);

/**
 * Derives `length` bytes from `keyMaterial`.
 *
 * @param info context string; text is taken as UTF-8
 * @param salt empty by default, which HKDF treats as 32 zero bytes
 * @see RFC 5869
 */
export async function hkdf(
  keyMaterial: Bytes,
  info: string | Bytes,
  length: number,
  salt: Bytes = NO_SALT,
): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", keyMaterial, "HKDF", false, ["deriveBits"]);
  const params = { name: "HKDF", hash: "SHA-256", salt, info: typeof info === "string" ? utf8(info) : info };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, length * 8));
}

export async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

export function importHmacKey(key: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

export async function hmacSha256(key: CryptoKey | Bytes, data: Bytes): Promise<Bytes> {
  const imported = key instanceof CryptoKey ? key : await importHmacKey(key);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

export async function pbkdf2(
  password: string,
  salt: Bytes,
  iterations: number,
  length: number,
): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", utf8(password), "PBKDF2", false, ["deriveBits"]);
  const params = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(params, key, length * 8));
}

/**
 * Encryption of a record's payload: AES-256-CBC, then HMAC-SHA-256 over the base64 text of the ciphertext.
 *
 * The MAC covers neither the record's id nor its collection, so whoever opens a record must compare the id inside
 * with the id outside.
 *
 * @see sync storage format 5, "Record Encryption"
 */
import { type Bytes, equal, fromUtf8, utf8 } from "../bytes.ts";
import { FoxdenError } from "../errors.ts";
import { hmacSha256, importHmacKey } from "./hkdf.ts";

declare const brand: unique symbol;
/** An encrypted payload as it travels: the JSON text of `{ciphertext, IV, hmac}`. */
export type Ciphertext = string & { readonly [brand]: "Ciphertext" };
/** A decrypted payload: JSON text of a record. */
export type Cleartext = string & { readonly [brand]: "Cleartext" };

/** A pair of keys, imported once and used for thousands of records. */
export interface KeyBundle {
  readonly encryption: CryptoKey;
  readonly hmac: CryptoKey;
}

/** The members of an encrypted payload. */
export interface SealedPayload {
  readonly ciphertext: string;
  readonly IV: string;
  readonly hmac: string;
}

/** @param bytes 64: 32 for encryption, 32 for the HMAC */
export async function importKeyBundle(bytes: Bytes): Promise<KeyBundle> {
  if (bytes.length !== 64) throw new RangeError("a key bundle has 64 bytes");
  const [encryption, hmac] = await Promise.all([
    crypto.subtle.importKey("raw", bytes.slice(0, 32), "AES-CBC", false, ["encrypt", "decrypt"]),
    importHmacKey(bytes.slice(32)),
  ]);
  return { encryption, hmac };
}

/** @param iv 16 fresh random bytes; the same bytes twice under one key would tell two records apart or alike */
export async function encryptPayload(clear: Cleartext, key: KeyBundle, iv: Bytes): Promise<Ciphertext> {
  const sealed = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key.encryption, utf8(clear));
  const ciphertext = new Uint8Array(sealed).toBase64();
  const hmac = (await hmacSha256(key.hmac, utf8(ciphertext))).toHex();
  const payload: SealedPayload = { ciphertext, IV: iv.toBase64(), hmac };
  return JSON.stringify(payload) as Ciphertext;
}

/** @throws {FoxdenError} `crypto.failed` for anything that was not sealed with `key`, without saying which check failed */
export async function decryptPayload(payload: SealedPayload, key: KeyBundle): Promise<Cleartext> {
  try {
    const mac = await hmacSha256(key.hmac, utf8(payload.ciphertext));
    if (!equal(mac, Uint8Array.fromHex(payload.hmac))) throw new Error("wrong MAC");
    const iv = Uint8Array.fromBase64(payload.IV);
    const ciphertext = Uint8Array.fromBase64(payload.ciphertext);
    const clear = await crypto.subtle.decrypt({ name: "AES-CBC", iv }, key.encryption, ciphertext);
    return fromUtf8(new Uint8Array(clear)) as Cleartext;
  } catch {
    throw new FoxdenError("crypto.failed", "Cannot decrypt: wrong key or damaged data", {});
  }
}

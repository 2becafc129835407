/**
 * Bytes sealed with a key of our own: AES-256-GCM.
 *
 * Layout: nonce (12 bytes), ciphertext and tag. What the bytes are about is authenticated and not kept with them, so
 * that a box that was moved to another place does not open there.
 */
import { type Bytes, concat } from "../bytes.ts";
import { FoxdenError } from "../errors.ts";

const NONCE_LENGTH = 12;

/** A key for boxes, imported once and used for many. */
export interface BoxKey {
  readonly aes: CryptoKey;
}

/** @param bytes 32 */
export async function importBoxKey(bytes: Bytes): Promise<BoxKey> {
  if (bytes.length !== 32) throw new RangeError("a box key has 32 bytes");
  return { aes: await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]) };
}

/** @param random a source of fresh nonces; one key may seal 2^32 boxes before two of them are likely to meet */
export async function sealBox(
  clear: Bytes,
  key: BoxKey,
  about: Bytes,
  random: (length: number) => Bytes,
): Promise<Bytes> {
  const iv = random(NONCE_LENGTH);
  const params = { name: "AES-GCM", iv, additionalData: about };
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt(params, key.aes, clear)));
}

/** @throws {FoxdenError} `crypto.failed` for what was not sealed with `key`, or was about something else */
export async function openBox(box: Bytes, key: BoxKey, about: Bytes): Promise<Bytes> {
  try {
    const params = { name: "AES-GCM", iv: box.subarray(0, NONCE_LENGTH), additionalData: about };
    return new Uint8Array(await crypto.subtle.decrypt(params, key.aes, box.subarray(NONCE_LENGTH)));
  } catch {
    throw new FoxdenError("crypto.failed", "Cannot open: wrong key or damaged data", {});
  }
}

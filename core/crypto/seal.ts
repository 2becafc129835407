/**
 * A blob sealed with a passphrase: PBKDF2-SHA-256, then AES-256-GCM with the header as additional data.
 *
 * Layout: magic `FXSL`, version byte 1, rounds (4 bytes, big-endian), salt (16), nonce (12), ciphertext and tag.
 */
import { type Bytes, concat, utf8 } from "../bytes.ts";
import { FoxdenError } from "../errors.ts";
import { pbkdf2 } from "./hkdf.ts";

const MAGIC = utf8("FXSL\x01");
const ROUNDS = 650_000;
const HEADER_LENGTH = MAGIC.length + 4 + 16;
const NONCE_LENGTH = 12;

export const isSealed = (blob: Uint8Array): boolean => MAGIC.every((byte, i) => blob[i] === byte);

export async function sealWithPassphrase(
  clear: Bytes,
  passphrase: string,
  random: (length: number) => Bytes,
): Promise<Bytes> {
  const rounds = new Uint8Array(4);
  new DataView(rounds.buffer).setUint32(0, ROUNDS);
  const salt = random(16);
  const header = concat(MAGIC, rounds, salt);
  const nonce = random(NONCE_LENGTH);
  const key = await passphraseKey(passphrase, salt, ROUNDS);
  const params = { name: "AES-GCM", iv: nonce, additionalData: header };
  return concat(header, nonce, new Uint8Array(await crypto.subtle.encrypt(params, key, clear)));
}

/** @throws {FoxdenError} `crypto.failed` for a wrong passphrase and for a damaged blob alike */
export async function openWithPassphrase(blob: Bytes, passphrase: string): Promise<Bytes> {
  const header = blob.slice(0, HEADER_LENGTH);
  const rounds = blob.length > HEADER_LENGTH ? new DataView(header.buffer).getUint32(MAGIC.length) : 0;
  try {
    // A count far above our own would only be there to keep the machine busy.
    if (!isSealed(blob) || rounds < 100_000 || rounds > 10_000_000) throw new Error("not sealed by foxden");
    const key = await passphraseKey(passphrase, header.slice(-16), rounds);
    const body = blob.subarray(HEADER_LENGTH);
    const params = { name: "AES-GCM", iv: body.slice(0, NONCE_LENGTH), additionalData: header };
    return new Uint8Array(await crypto.subtle.decrypt(params, key, body.slice(NONCE_LENGTH)));
  } catch {
    throw new FoxdenError("crypto.failed", "Cannot open: wrong passphrase or damaged file", {});
  }
}

async function passphraseKey(passphrase: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const key = await pbkdf2(passphrase, salt, rounds, 32);
  return await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}

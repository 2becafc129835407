/**
 * Tokens at rest: what the database keeps instead of them.
 *
 * A token's id names it on the wire and is enough to use it as Bearer, so only the id's digest is stored. The Hawk
 * key is masked with bytes that only the id gives; whoever asks brings the id along.
 */
import { type Bytes, utf8, xor } from "../core/bytes.ts";
import { hkdf, sha256 } from "../core/crypto/hkdf.ts";
import { deriveTokenKeys, type TokenKeys, type TokenKind } from "../core/crypto/token_keys.ts";
import { randomBytes } from "./random.ts";

/** A fresh token: `token` goes to the client, the rest stays. */
export interface NewToken {
  /** 64 hex digits. */
  readonly token: string;
  readonly keys: TokenKeys;
  /** What the database calls it. */
  readonly id: string;
  readonly maskedKey: Bytes;
}

/** Draws a session token or a keyFetchToken. */
export async function drawToken(kind: TokenKind): Promise<NewToken> {
  const token = randomBytes(32);
  const keys = await deriveTokenKeys(token, kind);
  const [id, maskedKey] = await Promise.all([digestOf(keys.id), maskKey(keys.id, keys.hmacKey)]);
  return { token: token.toHex(), keys, id, maskedKey };
}

/** What the database calls the token that travels as `text`. */
export async function digestOf(text: string): Promise<string> {
  return (await sha256(utf8(text))).toHex();
}

/** Masks a Hawk key, and takes the mask off again. @param tokenId 64 hex digits, as they travel */
export async function maskKey(tokenId: string, key: Bytes): Promise<Bytes> {
  return xor(key, await hkdf(Uint8Array.fromHex(tokenId), "foxden/v1/hawk-key-mask", key.length));
}

/** HMAC-SHA-256 without a wait, for the one place that needs it for every request. */
import { hash } from "node:crypto";
import { type Bytes, utf8 } from "../core/bytes.ts";

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const MAX_TEXT_BYTES = 128 * 1024;

/** A key made ready, as RFC 2104 has it: padded to a block, once for the inner and once for the outer digest. */
export interface HmacKey {
  readonly inner: Bytes;
  readonly outer: Bytes;
}

/** @param text a key of at most 64 bytes */
export function hmacKey(text: string): HmacKey {
  const key = utf8(text);
  if (key.length > BLOCK_BYTES) throw new RangeError("the key of a storage token is shorter than a block");
  const padded = (pad: number) => {
    const bytes = new Uint8Array(BLOCK_BYTES).fill(pad);
    for (const [i, byte] of key.entries()) bytes[i] = byte ^ pad;
    return bytes;
  };
  return { inner: padded(0x36), outer: padded(0x5c) };
}

/** Work space: nothing here waits, so no two requests can be in it at once. */
const innerInput = new Uint8Array(BLOCK_BYTES + MAX_TEXT_BYTES);
const outerInput = new Uint8Array(BLOCK_BYTES + DIGEST_BYTES);
const encoder = new TextEncoder();

/** @returns standard base64; undefined for a text longer than any request line that is let in */
export function hmacBase64({ inner, outer }: HmacKey, text: string): string | undefined {
  const { read, written } = encoder.encodeInto(text, innerInput.subarray(BLOCK_BYTES));
  if (read < text.length) return undefined;
  innerInput.set(inner);
  outerInput.set(outer);
  outerInput.set(hash("sha256", innerInput.subarray(0, BLOCK_BYTES + written), "buffer"), BLOCK_BYTES);
  return hash("sha256", outerInput, "base64");
}

/** Byte strings: the few operations the protocols need and the platform lacks. */

/** Bytes that Web Crypto accepts everywhere (never a view on shared memory). */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** @throws {TypeError} when `bytes` are not UTF-8 */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** @throws {RangeError} when the lengths differ: a longer key would be used in part without anyone noticing */
export function xor(left: Uint8Array, right: Uint8Array): Bytes {
  if (left.length !== right.length) throw new RangeError("xor needs operands of one length");
  return Uint8Array.from(left, (byte, i) => byte ^ (right[i] ?? 0));
}

/** Compares without stopping at the first difference, so that timing tells nothing about a secret. */
export function equal(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  return difference === 0;
}

/** Base64 of RFC 4648 section 5 without padding, as JWK, JWE and PKCE use it. */
export function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Accepts both padded and unpadded text. @throws {SyntaxError} when `text` is not base64url */
export function fromBase64url(text: string): Bytes {
  return Uint8Array.fromBase64(text, { alphabet: "base64url" });
}

/** Chance: the only place that draws from the machine's cryptographic source. */
import type { Bytes } from "../core/bytes.ts";

/** `length` unpredictable bytes. */
export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** `bytes` unpredictable bytes as lower-case hex. */
export const randomHex = (bytes: number): string => randomBytes(bytes).toHex();

/** A one-time code of six decimal digits. */
export const randomDigits = (): string => {
  const view = new DataView(randomBytes(8).buffer);
  // 2^53 is so much larger than a million that the remainder's bias does not matter.
  const number = view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11);
  return String(number % 1_000_000).padStart(6, "0");
};

/** An unblock code: eight upper-case letters and digits. */
export const randomUnblockCode = (): string =>
  Array.from(randomBytes(8), (byte) => "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"[byte & 31]).join("");

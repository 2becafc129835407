/** JSON as bytes: read where its form is known beforehand, and written. Where something is not found, it is at -1. */
import { utf8 } from "../core/bytes.ts";
import { isoParts } from "./iso_time.ts";

const QUOTE = 34;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const DELETE = 127;

/** Where `source` goes on behind `wanted`, which has to stand at `from`. */
export function behind(source: Uint8Array, from: number, wanted: string): number {
  if (from < 0) return -1;
  for (let i = 0; i < wanted.length; i++) {
    const unit = wanted.charCodeAt(i);
    // Nearly all that is looked for is ASCII, and there is too much of it to encode each.
    if (unit > DELETE) return behindBytes(source, from, utf8(wanted));
    if (source[from + i] !== unit) return -1;
  }
  return from + wanted.length;
}

const behindBytes = (source: Uint8Array, from: number, wanted: Uint8Array): number =>
  wanted.every((byte, i) => source[from + i] === byte) ? from + wanted.length : -1;

/** Whether what stands from `from` to `to` stands at `other` too. */
export function isTwice(source: Uint8Array, from: number, to: number, other: number): boolean {
  for (let at = from; at < to; at++) if (source[at] !== source[other + at - from]) return false;
  return true;
}

/** Where a text ends that begins at `from`, with its quotes. One with something in it to be escaped counts as none. */
export function quotationEnd(source: Uint8Array, from: number): number {
  if (from < 0 || source[from] !== QUOTE) return -1;
  for (let at = from + 1; at < source.length; at++) {
    const byte = source[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH || byte === DELETE) return -1;
    if (byte > DELETE && isUnsafe(byte, source[at + 1] ?? 0, source[at + 2] ?? 0)) return -1;
  }
  return -1;
}

/** Whether a character begins here, in UTF-8, that is printed as an escape: of C1, or one that turns text round. */
function isUnsafe(first: number, second: number, third: number): boolean {
  if (first === 0xc2) return second <= 0x9f;
  if (first === 0xd8) return second === 0x9c;
  if (first !== 0xe2) return false;
  if (second === 0x80) return third === 0x8e || third === 0x8f || (third >= 0xa8 && third <= 0xae);
  return second === 0x81 && third >= 0xa6 && third <= 0xa9;
}

/** Where the digits end that begin at `from`. */
export function digitsEnd(source: Uint8Array, from: number): number {
  if (from < 0) return -1;
  for (let at = from;; at++) {
    const byte = source[at] ?? 0;
    if (byte < ZERO || byte > NINE) return at;
  }
}

/** The number whose digits stand there. */
export function numberAt(source: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = 10 * value + ((source[at] ?? 0) - ZERO);
  return value;
}

/** Writes bytes. @returns where they end, as all the functions here that write */
export function put(out: Uint8Array, from: number, bytes: Uint8Array): number {
  out.set(bytes, from);
  return from + bytes.length;
}

/** Writes text in ASCII. */
export function putText(out: Uint8Array, from: number, text: string): number {
  for (let i = 0; i < text.length; i++) out[from + i] = text.charCodeAt(i);
  return from + text.length;
}

/** Writes an instant as text has it. @param ms whole, and within the calendar */
export function putInstant(out: Uint8Array, from: number, ms: number): number {
  const [day, minute, second, end] = isoParts(ms);
  return putText(out, putText(out, putText(out, putText(out, from, day), minute), second), end);
}

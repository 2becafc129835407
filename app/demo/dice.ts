/** Chance that repeats: every number of the demo follows from a seed, a name and an index. */

/** A source of numbers for one thing, such as one record. */
export interface Dice {
  /** A whole number from 0 up to, not including, `limit`. */
  readonly below: (limit: number) => number;
  /** A fraction from 0 up to, not including, 1. */
  readonly unit: () => number;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
}

/** Dice by index: the throws for one index do not depend on which others were thrown. */
export function diceFor(seed: number, name: string): (index: number) => Dice {
  const key = mixName(seed, name);
  return (index) => {
    let state = mix32(key ^ mix32(index));
    const next = () => mix32(state = (state + 0x9e3779b9) | 0) >>> 0;
    const unit = () => next() / 2 ** 32;
    const below = (limit: number) => Math.floor(unit() * limit);
    return { below, unit, pick: (list) => list[below(list.length)] ?? list[0] };
  };
}

/** Ids for the records of one collection: no two indexes below 2^32 give the same id. */
export interface IdMaker {
  /** Nine bytes in base64url, as Places and the sync engines make them. */
  readonly guid: (index: number) => string;
  /** A random UUID in braces, as the login store makes them. */
  readonly bracedUuid: (index: number) => string;
  /** Twelve bytes in plain base64, as the store of form entries makes them. */
  readonly base64: (index: number) => string;
  /** Lower-case hex: 6 bytes for autofill, 16 for the device ids of an account. */
  readonly hex: (index: number, bytes: number) => string;
}

/** @param name the collection, so that collections do not share their ids */
export function idsFor(seed: number, name: string): IdMaker {
  const key = mixName(seed, `ids of ${name}`);
  const bytes = (index: number, length: number) => idBytes(key, index, length);
  return {
    guid: (index) => bytes(index, 9).toBase64({ alphabet: "base64url" }),
    bracedUuid: (index) => `{${uuidText(bytes(index, 16))}}`,
    base64: (index) => bytes(index, 12).toBase64(),
    hex: (index, length) => bytes(index, length).toHex(),
  };
}

/** The first four bytes are a bijection of the index, which is what keeps ids apart; the rest is filling. */
function idBytes(key: number, index: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let word = mix32(index ^ key);
  for (let i = 0; i < length; i++) {
    if (i > 0 && i % 4 === 0) word = mix32(word ^ (key + i));
    bytes[i] = word >>> (8 * (i % 4));
  }
  return bytes;
}

function uuidText(bytes: Uint8Array): string {
  bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x40;
  bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Scatters 32 bits: a bijection in which each bit of the input reaches every bit of the output. */
function mix32(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return bits ^ (bits >>> 15);
}

function mixName(seed: number, name: string): number {
  let key = mix32(seed);
  for (let i = 0; i < name.length; i++) key = mix32(key + name.charCodeAt(i));
  return key;
}

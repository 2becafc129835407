/**
 * Decoders: from `unknown` to a type, once, at the door.
 *
 * A `Decoder<T>` takes a value and the path it was found at, and returns it typed or throws `server.shape` with
 * that path. Files use the same decoders through {@link fromFile}. Unknown members of an object are ignored.
 */
import { type Bytes, fromBase64url, fromUtf8 } from "./bytes.ts";
import { FoxdenError, isFoxdenError } from "./errors.ts";

export type Decoder<T> = (value: unknown, at: string) => T;
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

export type JsonObject = { [key: string]: unknown };

function fail(at: string, expected: string): never {
  throw new FoxdenError("server.shape", `${at}: expected ${expected}`, { at });
}

export const unknownValue: Decoder<unknown> = (value) => value;

export const string: Decoder<string> = (value, at) =>
  typeof value === "string" ? value : fail(at, "a string");

export const boolean: Decoder<boolean> = (value, at) =>
  typeof value === "boolean" ? value : fail(at, "true or false");

export const number: Decoder<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) ? value : fail(at, "a number");

export const integer: Decoder<number> = (value, at) =>
  Number.isSafeInteger(value) ? (value as number) : fail(at, "an integer");

/** Lower-case hex of `bytes` bytes. */
export const hex = (bytes: number): Decoder<string> => (value, at) =>
  typeof value === "string" && value.length === 2 * bytes && /^[0-9a-f]*$/.test(value)
    ? value
    : fail(at, `${bytes} bytes in hex`);

/** Base64url text of exactly `length` bytes. */
export const base64urlBytes = (length: number): Decoder<Bytes> => (value, at) => {
  try {
    const bytes = fromBase64url(string(value, at));
    if (bytes.length === length) return bytes;
  } catch {
    // Not base64url: the same answer as a wrong length.
  }
  return fail(at, `${length} bytes in base64url`);
};

/** An absolute http or https address. */
export const httpUrl: Decoder<URL> = (value, at) => {
  const url = typeof value === "string" ? URL.parse(value) : null;
  return url && /^https?:$/.test(url.protocol) ? url : fail(at, "an http or https address");
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member of the object itself: a record may lack one of a name that every object has. */
export const ownMember = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

export const anyObject: Decoder<JsonObject> = (value, at) => isObject(value) ? value : fail(at, "an object");

export const array = <T>(item: Decoder<T>): Decoder<T[]> => (value, at) =>
  Array.isArray(value) ? value.map((each, i) => item(each, `${at}[${i}]`)) : fail(at, "a list");

/** An object used as a map: every member holds a `T`. */
export const record = <T>(item: Decoder<T>): Decoder<Map<string, T>> => (value, at) =>
  new Map(Object.entries(anyObject(value, at)).map(([key, each]) => [key, item(each, `${at}.${key}`)]));

/** The member may be absent or `null`; both decode to `undefined`. */
export const optional = <T>(item: Decoder<T>): Decoder<T | undefined> => (value, at) =>
  value === undefined || value === null ? undefined : item(value, at);

export const nullable = <T>(item: Decoder<T>): Decoder<T | null> => (value, at) =>
  value === undefined || value === null ? null : item(value, at);

export const oneOf = <const T extends string>(...words: readonly T[]): Decoder<T> => (value, at) =>
  words.find((word) => word === value) ?? fail(at, words.map((word) => `"${word}"`).join(" or "));

export function object<S extends Record<string, Decoder<unknown>>>(
  shape: S,
): Decoder<{ [K in keyof S]: Decoded<S[K]> }> {
  const members = Object.entries(shape);
  return (value, at) => {
    const source = anyObject(value, at);
    // Built in place: lists decode many thousands of these.
    const decoded: Record<string, unknown> = {};
    for (const [key, item] of members) decoded[key] = item(source[key], `${at}.${key}`);
    return decoded as { [K in keyof S]: Decoded<S[K]> };
  };
}

/** @throws {FoxdenError} `server.shape` when `text` is not JSON */
export function parseJson(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The cause would quote the text, and the text may hold a token.
    throw new FoxdenError("server.shape", `${at}: not JSON`, { at });
  }
}

/** @throws {FoxdenError} `server.shape` when `bytes` are not JSON in UTF-8 */
export function parseJsonBytes(bytes: Bytes, at: string): unknown {
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw new FoxdenError("server.shape", `${at}: not JSON`, { at });
  }
  return parseJson(text, at);
}

/** What a decoder gives, or `fallback` when the value is not of its shape. */
export function decodeOr<T, F>(fallback: F, decode: () => T): T | F {
  try {
    return decode();
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "server.shape") throw error;
    return fallback;
  }
}

/** Runs a decoder on something read from disk: the same checks, but a local file is at fault. */
export function fromFile<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "server.shape") throw error;
    throw new FoxdenError("failed.shape", error.message, error.details);
  }
}

/** Types where a mix-up would hurt: identifiers and the server's clock. */
import { FoxdenError } from "./errors.ts";

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** An account's id: 32 lower-case hex digits. */
export type Uid = Branded<string, "Uid">;

/** A record's id: 1 to 64 printable ASCII characters, opaque. Twelve base64url characters by custom. */
export type Guid = Branded<string, "Guid">;

/** The name of a collection: 1 to 32 of `A-Z a-z 0-9 . _ -`. */
export type CollectionName = Branded<string, "CollectionName">;

/** The server's clock only: whole milliseconds since the epoch. Local time never becomes one. */
export type ServerTime = Branded<number, "ServerTime">;

export const isUid = (text: string): text is Uid => /^[0-9a-f]{32}$/.test(text);

export const isGuid = (text: string): text is Guid => /^[ -~]{1,64}$/.test(text);

export const isCollectionName = (text: string): text is CollectionName =>
  /^[A-Za-z0-9._-]{1,32}$/.test(text) && text !== "." && text !== "..";

/** @throws {FoxdenError} `usage.value` when `text` cannot name a collection */
export function collectionName(text: string): CollectionName {
  if (isCollectionName(text)) return text;
  throw new FoxdenError("usage.value", `"${text}" cannot be the name of a collection`, {
    name: "COLLECTION",
  });
}

/** @throws {FoxdenError} `usage.value` when `text` cannot be a record id */
export function guid(text: string): Guid {
  if (isGuid(text)) return text;
  throw new FoxdenError("usage.value", `"${text}" cannot be a record id`, { name: "ID" });
}

/** A new record id: nine random bytes as twelve base64url characters, the form Firefox gives its own. */
export function newGuid(random: (length: number) => Uint8Array): Guid {
  return random(9).toBase64({ alphabet: "base64url" }) as Guid;
}

/**
 * Reads a server clock value such as `1661564513.74`.
 *
 * The decimal text is cut apart rather than multiplied, since `2.01 * 1000` is `2009.9999999999998`.
 *
 * @param text seconds since the epoch, of which at most three decimals count
 * @throws {FoxdenError} `server.shape` when `text` is not a plain number of zero or more
 * @see SyncStorage API 1.5, "Response Headers"
 */
export function parseServerTime(text: string, at = "timestamp"): ServerTime {
  const match = /^(\d{1,15})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) throw new FoxdenError("server.shape", `${at}: not a server time`, { at });
  const [, seconds = "0", fraction = ""] = match;
  return Number(seconds + fraction.padEnd(3, "0").slice(0, 3)) as ServerTime;
}

/** The reverse: seconds with exactly two decimals, cut and not rounded. */
export function formatServerTime(time: ServerTime): string {
  const centiseconds = Math.floor(time / 10);
  return `${Math.floor(centiseconds / 100)}.${String(centiseconds % 100).padStart(2, "0")}`;
}

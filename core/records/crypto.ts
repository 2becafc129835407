/** The collection `crypto`: the one record `keys` holds what all others are encrypted with. Never log any of it. */
import { isObject, type JsonObject } from "../json.ts";
import {
  type Codec,
  type Field,
  type Kind,
  rawCodec,
  recordCodec,
  refuse,
  type SyncRecord,
} from "./codec.ts";
import { mapOf } from "./fields.ts";

/** An encryption key and an HMAC key: 32 bytes each, as base64 text that nobody has looked into yet. */
export type KeyPair = readonly [encryption: string, hmac: string];

/** The cleartext of `crypto/keys`. */
export interface KeyPairs extends SyncRecord {
  readonly id: "keys";
  /** For the collections that have no pair of their own. */
  readonly default: KeyPair;
  /** By collection; `null` for a pair that is not usable, so that nobody takes the default one instead. */
  readonly collections: ReadonlyMap<string, KeyPair | null>;
}

/** Any record of the collection `crypto`; nothing is known of those that are not {@link isKeyPairs}. */
export type CryptoRecord = KeyPairs | SyncRecord;

/** Whether a record is `crypto/keys`. */
export const isKeyPairs = (record: CryptoRecord): record is KeyPairs => record.id === "keys";

const pair: Kind<KeyPair> = {
  read: (value) => {
    const [encryption, hmac, ...more] = Array.isArray(value) ? value : [];
    const isPair = typeof encryption === "string" && typeof hmac === "string" && more.length === 0;
    return isPair ? [encryption, hmac] : undefined;
  },
  write: (keys) => keys,
};

const pairs = mapOf<KeyPair | null>("collections", {
  read: (value) => pair.read(value) ?? null,
  write: (keys, former) => keys ?? former,
});

const collections: Field<KeyPairs["collections"]> = {
  ...pairs,
  // What is there and cannot be read must not pass for "all collections use the default pair".
  read: (value) => isObject(value ?? {}) ? pairs.read(value) : undefined,
};

const keysCodec = recordCodec<KeyPairs>({ default: { key: "default", ...pair }, collections });

/** Keys without a default pair are refused, as Firefox 153 refuses them. */
export const cryptoCodec: Codec<CryptoRecord> = {
  decode: (cleartext, id) => id === "keys" ? decodeKeys(cleartext) : rawCodec.decode(cleartext, id),
  encode: (record) => isKeyPairs(record) ? keysCodec.encode(record) : record.source,
};

function decodeKeys(cleartext: JsonObject): KeyPairs {
  // The encryption covers the name of the collection as little as the id.
  if ((cleartext["collection"] ?? "crypto") !== "crypto") refuse("collection");
  return keysCodec.decode(cleartext, "keys");
}

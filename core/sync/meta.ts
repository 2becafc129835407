/** The two bootstrap records of an account, `meta/global` and `crypto/keys`: read, judged, and made afresh. */
import { type Bytes, concat } from "../bytes.ts";
import {
  type Ciphertext,
  type Cleartext,
  decryptPayload,
  encryptPayload,
  importKeyBundle,
  type KeyBundle,
} from "../crypto/payload.ts";
import { FoxdenError, isFoxdenError } from "../errors.ts";
import { type CollectionName, type Guid, isCollectionName, type ServerTime } from "../ids.ts";
import {
  anyObject,
  array,
  type Decoded,
  decodeOr,
  type Decoder,
  integer,
  isObject,
  object,
  oneOf,
  optional,
  parseJson,
  record,
  string,
} from "../json.ts";
import { sealedPayload } from "./payload.ts";
import { readBso } from "./storage.ts";
import type { StorageServer } from "./transport.ts";

/** The only global storage version foxden knows. */
export const STORAGE_VERSION = 5;

const META = "meta" as CollectionName;
const CRYPTO = "crypto" as CollectionName;

const engine = object({ version: integer, syncID: optional(string) });
type Engine = Decoded<typeof engine>;

/** Entries of no use to anyone are passed over: one odd engine must not lock the others. */
const engines: Decoder<Map<string, Engine>> = (value, at) =>
  new Map(
    Object.entries(anyObject(value, at)).flatMap(([name, each]) => {
      const entry = decodeOr(undefined, () => engine(each, at));
      return entry ? [[name, entry] as const] : [];
    }),
  );

const metaGlobal = object({
  syncID: optional(string),
  storageVersion: (value: unknown) => Number(value),
  engines: optional(engines),
  declined: optional(array(string)),
});

/** Which collections the account uses, in which version. `engines` is absent while a first sync is under way. */
export type MetaGlobal = Decoded<typeof metaGlobal>;

/**
 * Reads and judges `meta/global`.
 *
 * @throws {FoxdenError} `not-found.setup` when the account was never set up, `failed.storage-version` for a version
 *   other than 5; either way nothing may be read or written
 */
export async function readMetaGlobal(server: StorageServer): Promise<MetaGlobal> {
  const bso = await readBso(server, META, "global" as Guid);
  return judgeMetaGlobal(bso && parseJson(bso.payload, "meta/global"));
}

/**
 * Judges what `meta/global` holds.
 *
 * @param clear its payload, parsed; undefined when there is no such record
 * @throws {FoxdenError} as {@link readMetaGlobal}
 */
export function judgeMetaGlobal(clear: unknown): MetaGlobal {
  if (clear === undefined) throw missing("meta/global");
  const source = anyObject(clear, "meta/global");
  const version = String(source["storageVersion"] ?? "none");
  // Very old clients wrote the number as text.
  if (version === String(STORAGE_VERSION)) return metaGlobal(source, "meta/global");
  const message = `This account uses storage version ${version}; foxden knows version ${STORAGE_VERSION}`;
  throw new FoxdenError("failed.storage-version", message, { version });
}

const missing = (which: "meta/global" | "crypto/keys") =>
  new FoxdenError("not-found.setup", `This account has never synced: it has no ${which}`, { missing: which });

/** The keys records are encrypted with. */
export interface CryptoKeys {
  readonly default: KeyBundle;
  readonly collections: ReadonlyMap<CollectionName, KeyBundle>;
  readonly modified: ServerTime;
}

const keyPair: Decoder<Bytes> = (value, at) => {
  const [encryption, hmac, ...more] = array(string)(value, at).map((text) => decodeKey(text, at));
  if (encryption?.length !== 32 || hmac?.length !== 32 || more.length > 0) {
    throw new FoxdenError("server.shape", `${at}: expected two keys of 32 bytes`, { at });
  }
  return concat(encryption, hmac);
};

function decodeKey(text: string, at: string): Bytes {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    throw new FoxdenError("server.shape", `${at}: expected base64`, { at });
  }
}

const cryptoKeys = object({
  // The encryption covers neither, so they are compared with where the record was found.
  id: optional(oneOf("keys")),
  collection: optional(oneOf("crypto")),
  default: keyPair,
  collections: optional(record(keyPair)),
});

/**
 * Reads `crypto/keys` with the account's own key.
 *
 * @throws {FoxdenError} `not-found.setup` when there is none, `crypto.wrong-keys` when it does not open: then the
 *   account's password was reset elsewhere, and nothing may be written
 */
export async function readCryptoKeys(server: StorageServer, syncKey: KeyBundle): Promise<CryptoKeys> {
  const bso = await readBso(server, CRYPTO, "keys" as Guid);
  if (!bso) throw missing("crypto/keys");
  const clear = await openKeys(bso.payload, syncKey);
  return await importCryptoKeys({ modified: bso.modified, clear: parseJson(clear, "crypto/keys") });
}

/** `crypto/keys` decrypted and parsed; `clear` is null where it did not open. */
export interface ClearKeys {
  readonly modified: ServerTime;
  readonly clear: unknown;
}

/**
 * Makes what `crypto/keys` holds ready for use.
 *
 * @param record undefined when there is none
 * @throws {FoxdenError} as {@link readCryptoKeys}
 */
export async function importCryptoKeys(record: ClearKeys | undefined): Promise<CryptoKeys> {
  if (!record) throw missing("crypto/keys");
  if (record.clear === null) throw wrongKeys();
  const keys = cryptoKeys(record.clear, "crypto/keys");
  const named = [...keys.collections ?? []].filter((entry): entry is [CollectionName, Bytes] =>
    isCollectionName(entry[0])
  );
  const imported = named.map(async ([name, pair]) => [name, await importKeyBundle(pair)] as const);
  return {
    default: await importKeyBundle(keys.default),
    collections: new Map(await Promise.all(imported)),
    modified: record.modified,
  };
}

/** What encrypts the records of a collection, as `crypto/keys` writes it: to tell one pair of keys from another. */
export function keyTextFor(name: CollectionName, clear: unknown): string {
  const { collections, default: common } = anyObject(clear, "crypto/keys");
  const own = isObject(collections) ? collections[name] : undefined;
  return JSON.stringify(own ?? common);
}

async function openKeys(payload: string, syncKey: KeyBundle): Promise<Cleartext> {
  try {
    return await decryptPayload(sealedPayload(payload, "crypto/keys"), syncKey);
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "crypto.failed") throw error;
    throw wrongKeys();
  }
}

const wrongKeys = () =>
  new FoxdenError("crypto.wrong-keys", "The account's keys do not open with the key of this sign-in", {});

/** Fresh keys for a new account: the payload of its `crypto/keys`. Never written over existing ones. */
export function newCryptoKeys(syncKey: KeyBundle, random: (length: number) => Bytes): Promise<Ciphertext> {
  const pair = [random(32).toBase64(), random(32).toBase64()];
  const clear = JSON.stringify({ id: "keys", collection: "crypto", default: pair, collections: {} });
  return encryptPayload(clear as Cleartext, syncKey, random(16));
}

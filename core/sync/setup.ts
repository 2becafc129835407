/** Sets a new account up for Sync: what is there is judged first, and only an empty account is written to. */
import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import { importKeyBundle } from "../crypto/payload.ts";
import { FoxdenError } from "../errors.ts";
import { type CollectionName, type Guid, newGuid, parseServerTime, type ServerTime } from "../ids.ts";
import { collections } from "../records/registry.ts";
import { infoCollections } from "./info.ts";
import { newCryptoKeys, STORAGE_VERSION } from "./meta.ts";
import { storageJson } from "./reply.ts";
import { putBso } from "./storage.ts";
import { callStorage, type StorageServer } from "./transport.ts";

const META = "meta" as CollectionName;
const CRYPTO = "crypto" as CollectionName;
const NEVER: ServerTime = parseServerTime("0");

/** What an account holds, as far as setting it up is concerned. */
export interface AccountContents {
  /** Names of all its collections, also of emptied ones. */
  readonly collections: readonly CollectionName[];
  readonly hasMetaGlobal: boolean;
  readonly hasCryptoKeys: boolean;
}

/** @throws {FoxdenError} `server.shape` when the server does not say clearly that something is missing */
export async function readContents(server: StorageServer): Promise<AccountContents> {
  return {
    collections: [...(await infoCollections(server)).keys()].sort(),
    hasMetaGlobal: await exists(server, "/storage/meta/global"),
    hasCryptoKeys: await exists(server, "/storage/crypto/keys"),
  };
}

/** Anything in between may answer 404; only the storage server itself adds its own time. */
async function exists(server: StorageServer, path: string): Promise<boolean> {
  const reply = await callStorage(server, { method: "GET", path });
  if (reply.status !== 404) {
    storageJson(server, reply, path);
    return true;
  }
  if (reply.headers.has("x-weave-timestamp")) return false;
  const message = `${path}: the answer does not come from a storage server`;
  throw new FoxdenError("server.shape", message, { at: path });
}

/** What is left to do: everything, the keys alone after a run that was cut short, or nothing that is allowed. */
export type SetupStep = "everything" | "keys" | "nothing";

/** Decides what a new account lacks. An account with anything else in it is none. */
export function setupStep(contents: AccountContents): SetupStep {
  const { collections: names, hasMetaGlobal, hasCryptoKeys } = contents;
  const others = names.filter((name) => name !== META && name !== CRYPTO);
  if (others.length > 0 || hasCryptoKeys) return "nothing";
  if (hasMetaGlobal) return "keys";
  return names.length === 0 ? "everything" : "nothing";
}

/**
 * The text of a new account's `meta/global`: every engine on, none declined, all ids drawn afresh. One that was left
 * out, the first Firefox to join would empty on the server.
 */
export function newMetaGlobal(random: Context["random"]): string {
  const engines = [...collections].flatMap(([name, { engineVersion: version }]) =>
    version === null ? [] : [[name, { version, syncID: newGuid(random) }] as const]
  );
  const members = { syncID: newGuid(random), storageVersion: STORAGE_VERSION };
  return JSON.stringify({ ...members, engines: Object.fromEntries(engines), declined: [] });
}

/** @throws {FoxdenError} `conflict.changed` when there is one by now */
export async function createMetaGlobal(server: StorageServer): Promise<void> {
  const payload = newMetaGlobal(server.ctx.random);
  await putBso(server, META, { id: "global" as Guid, payload }, { ifUnmodifiedSince: NEVER });
}

/**
 * @param syncKey the 64 bytes of Sync's scoped key
 * @throws {FoxdenError} `conflict.changed` when there is one by now
 */
export async function createCryptoKeys(server: StorageServer, syncKey: Bytes): Promise<void> {
  const payload = await newCryptoKeys(await importKeyBundle(syncKey), server.ctx.random);
  await putBso(server, CRYPTO, { id: "keys" as Guid, payload }, { ifUnmodifiedSince: NEVER });
}

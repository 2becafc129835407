/** The two records that make an account's Sync work, as the mirror has them. */
import type { CollectionName, Guid } from "../core/ids.ts";
import { sha256 } from "../core/crypto/hkdf.ts";
import { utf8 } from "../core/bytes.ts";
import { importCryptoKeys, judgeMetaGlobal, keyTextFor } from "../core/sync/meta.ts";
import type { SyncSession } from "../core/sync/session.ts";
import type { Mirror } from "./mirror/mirror.ts";
import type { MirrorRecord } from "./mirror/page.ts";

export const META = "meta" as CollectionName;
export const CRYPTO = "crypto" as CollectionName;

/** Tells the generation of each collection. */
export type Generations = (name: CollectionName) => Promise<string>;

/**
 * Judges the bootstrap records and gives them to the session.
 *
 * @throws {FoxdenError} as `core/sync/meta.ts` says; the account cannot be read then
 */
export async function adoptSetup(mirror: Mirror, session: SyncSession): Promise<Generations> {
  const clearMeta = (await recordOf(mirror, META, "global" as Guid))?.clear;
  const meta = judgeMetaGlobal(clearMeta);
  const keys = await recordOf(mirror, CRYPTO, "keys" as Guid);
  session.adopt({ meta, keys: await importCryptoKeys(keys) });
  return async (name) => {
    const parts = [meta.syncID ?? "", meta.engines?.get(name)?.syncID ?? "", keyTextFor(name, keys?.clear)];
    return (await sha256(utf8(JSON.stringify(parts)))).toHex();
  };
}

async function recordOf(mirror: Mirror, name: CollectionName, id: Guid): Promise<MirrorRecord | undefined> {
  using snapshot = mirror.snapshot();
  const copy = snapshot.copyOf(name);
  return copy && (await snapshot.byId(copy, [id])).get(id);
}

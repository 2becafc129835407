/** Empties a collection on the server so that every Firefox uploads its own copy of it again. */
import { isFoxdenError } from "../errors.ts";
import { type CollectionName, type Guid, newGuid, type ServerTime } from "../ids.ts";
import { anyObject, isObject, type JsonObject, parseJson } from "../json.ts";
import { judgeMetaGlobal } from "./meta.ts";
import { deleteFromCollection, putBso, readBso } from "./storage.ts";
import type { StorageServer } from "./transport.ts";

const META = "meta" as CollectionName;
const GLOBAL = "global" as Guid;

/** How often `meta/global` is read again because somebody else wrote it. */
const MAX_ATTEMPTS = 3;

/**
 * Deletes a collection on condition that it has not changed, and then gives its engine a new syncID in `meta/global`:
 * from that each device learns that it has to begin anew. In this order: a device that saw the new id first would
 * upload into what is about to be deleted.
 *
 * @throws {FoxdenError} `conflict.changed`; for `meta/global` only after {@link MAX_ATTEMPTS} attempts
 */
export async function wipeCollection(
  server: StorageServer,
  name: CollectionName,
  ifUnmodifiedSince: ServerTime,
): Promise<void> {
  await deleteFromCollection(server, name, "everything", { ifUnmodifiedSince });
  await renewSyncId(server, name);
}

/**
 * Gives an engine a new syncID, and leaves everything else in `meta/global` as it is. An engine that nobody uses has
 * none to renew.
 */
export async function renewSyncId(server: StorageServer, name: CollectionName): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await tryToRenew(server, name);
    } catch (error) {
      const isConflict = isFoxdenError(error) && error.code === "conflict.changed";
      if (!isConflict || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function tryToRenew(server: StorageServer, name: CollectionName): Promise<void> {
  const bso = await readBso(server, META, GLOBAL);
  const clear = bso && anyObject(parseJson(bso.payload, "meta/global"), "meta/global");
  judgeMetaGlobal(clear);
  const changed = bso && clear && withNewSyncId(clear, name, newGuid(server.ctx.random));
  if (!changed) return;
  const record = { id: GLOBAL, payload: JSON.stringify(changed) };
  await putBso(server, META, record, { ifUnmodifiedSince: bso.modified });
}

/** @returns undefined for an engine that has no entry */
export function withNewSyncId(meta: JsonObject, name: string, syncID: string): JsonObject | undefined {
  const { engines } = meta;
  if (!isObject(engines) || !isObject(engines[name])) return undefined;
  return { ...meta, engines: { ...engines, [name]: { ...engines[name], syncID } } };
}

/** Empties a collection on the server so that every Firefox uploads its own copy of it again. */
import { FoxdenError, isFoxdenError } from "../errors.ts";
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
 * @param records how many there are, for who is told that it was left half done
 * @throws {FoxdenError} `conflict.changed` where the collection has changed, and nothing was deleted then;
 *   `partial.written` in place of any failure that comes after the deletion: a wipe of what is empty by then goes on there
 */
export async function wipeCollection(
  server: StorageServer,
  name: CollectionName,
  ifUnmodifiedSince: ServerTime,
  records: number,
): Promise<void> {
  await deleteFromCollection(server, name, "everything", { ifUnmodifiedSince });
  try {
    await renewSyncId(server, name);
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    throw halfDone(name, records, error);
  }
}

function halfDone(name: CollectionName, written: number, cause: unknown): FoxdenError<"partial.written"> {
  const message =
    `${name} is emptied on the server; its sync id is still to be renewed: run the same command again`;
  return new FoxdenError("partial.written", message, { collection: name, written, of: written }, { cause });
}

/**
 * Gives an engine a new syncID, and leaves everything else in `meta/global` as it is. An engine that nobody uses has
 * none to renew.
 *
 * @throws {FoxdenError} `conflict.changed` after {@link MAX_ATTEMPTS} attempts, and as {@link judgeMetaGlobal}
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

/** `meta/global` with another syncID of this engine. @returns undefined for an engine that has no entry */
export function withNewSyncId(meta: JsonObject, name: string, syncID: string): JsonObject | undefined {
  const { engines } = meta;
  if (!isObject(engines) || !isObject(engines[name])) return undefined;
  return { ...meta, engines: { ...engines, [name]: { ...engines[name], syncID } } };
}

/** What is written of records: tombstones, what the envelope says, and what must not be written. */
import { isFoxdenError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { collectionOf, collections } from "./registry.ts";

/** What goes with a record into its envelope. A member that is left out keeps what the server has. */
export interface OutgoingEnvelope {
  readonly ttl?: number;
  readonly sortindex?: number;
}

/** Firefox gives every folder this, so that trees arrive before their leaves. */
const FOLDER_SORTINDEX = 1_000_000;

/** The time to live and the sortindex that Firefox 153 gives a record, or a tombstone, of a collection. */
export function envelopeOf(collection: string, clear: JsonObject): OutgoingEnvelope {
  const { ttlSeconds } = collectionOf(collection);
  const isFolder = collection === "bookmarks" && clear["type"] === "folder";
  return {
    ...(ttlSeconds === null ? {} : { ttl: ttlSeconds }),
    ...(isFolder ? { sortindex: FOLDER_SORTINDEX } : {}),
  };
}

export const isTombstone = (clear: JsonObject): boolean => clear["deleted"] === true;

/**
 * The mark of a deleted record: nothing but its id, and in `addons` the application it was of.
 *
 * @param former the record as it was, as far as it is known
 */
export function tombstoneOf(collection: string, id: string, former: JsonObject = {}): JsonObject {
  const applicationID = collection === "addons" ? former["applicationID"] : undefined;
  return { id, ...(typeof applicationID === "string" ? { applicationID } : {}), deleted: true };
}

/** The folders that every Firefox has, in the order it shows them: they may be filled, never removed. */
export const ROOT_IDS = ["menu", "toolbar", "unfiled", "mobile"] as const;

const rootIds: ReadonlySet<string> = new Set(ROOT_IDS);

/** Whether an id is one of {@link ROOT_IDS}. */
export const isRoot = (id: string): boolean => rootIds.has(id);

/** Ids that Firefox keeps for itself and deletes from the server on sight. */
const LOCAL_FOLDERS: readonly string[] = ["places", "tags", "pinned", "readinglist"];

/** Why nothing may be written under this id, or why it may not be removed. No caller may insist. */
export function idFault(collection: string, id: string, isRemoval: boolean): string | undefined {
  if (collection !== "bookmarks") return undefined;
  if (LOCAL_FOLDERS.includes(id)) return `the folder "${id}" lives in each Firefox and is never synced`;
  return isRemoval ? rootFault(collection, id) : undefined;
}

/** Why a record may not go in whatever way it is removed. */
export function rootFault(collection: string, id: string): string | undefined {
  if (collection !== "bookmarks" || !isRoot(id)) return undefined;
  return `the folder "${id}" is part of every Firefox`;
}

/**
 * What is wrong with the shape of a record or tombstone, by the member it is in; other clients could not use it.
 *
 * @param isNew whether the server has nothing of this id: ids that are there already are taken as they are
 */
export function shapeFault(collection: string, clear: JsonObject, isNew: boolean): string | undefined {
  const { codec, tombstones } = collectionOf(collection);
  const id = String(clear["id"]);
  if (isNew && PLACES.includes(collection) && !isPlacesId(id)) {
    return "id: Firefox takes twelve characters of A-Z a-z 0-9 _ - here";
  }
  if (isTombstone(clear)) {
    return tombstones ? undefined : `deleted: nobody reads tombstones in ${collection}`;
  }
  // Firefox takes anything that is not false for true here.
  if (clear["deleted"] && collections.has(collection)) return "deleted: true, or not there";
  try {
    codec.decode(clear, id);
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    return error.message;
  }
  return unwritable(collection, clear);
}

/**
 * What is wrong with a change of a record, whatever is wrong with the record itself: Firefox fails on an id that is
 * another kind of thing than before, and its four folders are where and what they are.
 */
export function changeFault(collection: string, before: JsonObject, after: JsonObject): string | undefined {
  if (collection !== "bookmarks" || isTombstone(after)) return undefined;
  const [was, is] = [before, after].map(({ type }) => type === "query" ? "bookmark" : type);
  if (was !== is) {
    return "type: what is there under this id is another kind of thing";
  }
  if (rootFault(collection, String(after["id"])) === undefined) return undefined;
  if (after["parentid"] !== "places") return "parentid: this folder is in no other one";
  return before["title"] === after["title"] ? undefined : "title: this folder has its name from Firefox";
}

/** Collections that Firefox keeps in Places, which takes ids of one form only. */
const PLACES: readonly string[] = ["bookmarks", "history"];
const isPlacesId = (id: string): boolean => isRoot(id) || /^[A-Za-z0-9_-]{12}$/.test(id);

const isNonEmptyText = (value: unknown): boolean => typeof value === "string" && value !== "";

/** What is still read where others left it, and never written. */
function unwritable(collection: string, clear: JsonObject): string | undefined {
  if (collection === "bookmarks" && clear["type"] === "livemark") {
    return "type: Firefox has dropped livemarks and deletes them";
  }
  if (collection === "addons" && !isNonEmptyText(clear["addonID"])) return "addonID: missing or not usable";
  return undefined;
}

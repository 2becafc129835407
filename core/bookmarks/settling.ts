/** Where every item belongs once the collection is repaired: the folder of each, and why where it has to move. */
import type { BookmarkItem, Folder } from "../records/bookmarks.ts";
import { isRoot } from "../records/writing.ts";
import { byText, type FaultKind } from "./faults.ts";
import {
  foldersOf,
  hasPlace,
  listersOf,
  type Listings,
  placeFault,
  readListings,
  ringsOf,
  settledFolder,
  standingOf,
} from "./placing.ts";
import type { BookmarkState } from "./state.ts";
import { byAge, emptyRoot } from "./tree.ts";

/** When a record was last written, in milliseconds of the server's clock. */
export type ModifiedOf = (id: string) => number;

/** Where the items of a collection belong. */
export interface Settlement {
  readonly listings: Listings;
  /** The folder of each item; none for roots, and where only an unreadable record could tell. */
  readonly folderOf: ReadonlyMap<string, string>;
  /** What is wrong with the place of an item. */
  readonly faultOf: ReadonlyMap<string, FaultKind>;
  /** Folders that were inside themselves, with the folder they are taken out of. */
  readonly cutFrom: ReadonlyMap<string, string>;
}

interface Settling extends Settlement {
  readonly folderOf: Map<string, string>;
  readonly faultOf: Map<string, FaultKind>;
  readonly cutFrom: Map<string, string>;
}

/** Where items go that have no place: `unfiled`, or another root where that one cannot be written. */
const REFUGES = ["unfiled", "menu", "toolbar", "mobile"];

/**
 * Settles where each item belongs, in linear time.
 *
 * It is in the folder that it names if that one lists it, else in the newest that lists it, else in the one it names,
 * else in `unfiled`. Of folders that are inside each other, the newest goes to `unfiled`. Where times do not tell,
 * it is as `buildTree` shows it.
 */
export function settle(state: BookmarkState, modifiedOf: ModifiedOf): Settlement {
  const listings = readListings(state);
  const settling: Settling = { listings, folderOf: new Map(), faultOf: new Map(), cutFrom: new Map() };
  const refuge = REFUGES.find((id) => isUsableRoot(state, id));
  const newest = (ids: readonly string[]) =>
    ids.toSorted((left, right) => modifiedOf(right) - modifiedOf(left) || byText(left, right))[0];
  for (const item of state.items.values()) {
    if (!hasPlace(item.id)) continue;
    const listers = listersOf(listings, item);
    const fault = placeFault(state, item, listers);
    const folder = settledFolder(state, item, listers, newest) ?? namedRoot(state, item) ??
      (fault && refuge);
    if (fault) settling.faultOf.set(item.id, fault);
    if (folder !== undefined) settling.folderOf.set(item.id, folder);
  }
  if (refuge !== undefined) cutRings(state, settling, refuge, modifiedOf);
  return settling;
}

/** Whether a root can take items: it is a folder, or can be made one. Its tombstone means nothing to Firefox. */
const isUsableRoot = (state: BookmarkState, id: string): boolean =>
  isRoot(id) && ["folder", "absent", "deleted"].includes(standingOf(state, id));

/** A root that an item names is there in every Firefox, even where the server does not hold it. */
const namedRoot = (state: BookmarkState, { parentId }: BookmarkItem): string | undefined =>
  parentId !== null && isUsableRoot(state, parentId) ? parentId : undefined;

function cutRings(state: BookmarkState, settling: Settling, refuge: string, modifiedOf: ModifiedOf): void {
  const { folderOf, cutFrom } = settling;
  const folders = [...foldersOf(state)].map(({ id }) => id);
  for (const ring of ringsOf(folders, (id) => folderOf.get(id))) {
    const [out] = ring.flatMap((id) => state.items.get(id) ?? []).sort((left, right) =>
      modifiedOf(right.id) - modifiedOf(left.id) || byAge(left, right)
    );
    if (out === undefined) continue;
    cutFrom.set(out.id, folderOf.get(out.id) ?? "");
    folderOf.set(out.id, refuge);
  }
}

/** The kind of fault for which an item is moved. */
export const reasonOf = ({ cutFrom, faultOf }: Settlement, id: string): FaultKind =>
  cutFrom.has(id) ? "cycles" : faultOf.get(id) ?? "parentChildMismatches";

/** The folder of an id, or the root as it will be made. */
export function folderOrRoot(state: BookmarkState, id: string): Folder | undefined {
  const item = state.items.get(id);
  if (item?.type === "folder") return item;
  if (!isRoot(id)) return undefined;
  const { dateAddedMs = null, hasDupe = true, source = {} } = item ?? {};
  return { ...emptyRoot(id), dateAddedMs, hasDupe, source };
}

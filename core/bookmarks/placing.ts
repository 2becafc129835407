/** Where the records say that each item is: what folders list and what items name, before anybody decides. */
import type { BookmarkItem, Folder } from "../records/bookmarks.ts";
import { idFault, isRoot, ROOT_IDS } from "../records/writing.ts";
import type { FaultKind } from "./faults.ts";
import type { BookmarkState } from "./state.ts";

/** Whether an id belongs to a folder of each Firefox alone: nothing is in it here, and it is never written. */
export const isLocal = (id: string): boolean => idFault("bookmarks", id, false) !== undefined;

/** Whether a place is given to an item: the roots have theirs, and Firefox's own folders have none here. */
export const hasPlace = (id: string): boolean => !isRoot(id) && !isLocal(id);

/** What an id stands for when an item names it as its folder. */
export type Standing = "folder" | "leaf" | "deleted" | "unreadable" | "absent";

/** What is known of the folder that an item names. */
export function standingOf(state: BookmarkState, id: string | null): Standing {
  if (id === null || isLocal(id)) return "absent";
  const item = state.items.get(id);
  // A root is a folder in every Firefox, whatever its record says.
  if (item) return item.type === "folder" || isRoot(id) ? "folder" : "leaf";
  if (state.deleted.has(id)) return "deleted";
  return state.unreadable.has(id) ? "unreadable" : "absent";
}

/** The live folders of the tree. */
export function* foldersOf(state: BookmarkState): Generator<Folder, void, undefined> {
  for (const item of state.items.values()) {
    if (item.type === "folder" && !isLocal(item.id)) yield item;
  }
}

/**
 * Whether every item is in just the folder it names and below a root, as in most collections.
 *
 * One look-up an item tells, where finding out what is wrong takes several.
 */
export function isInOrder(state: BookmarkState): boolean {
  const folders = [...foldersOf(state)];
  let placed = 0;
  for (const { id, children } of folders) {
    if (new Set(children).size < children.length) return false;
    for (const child of children) {
      if (state.items.get(child)?.parentId !== id || isLocal(child)) return false;
    }
    placed += children.length;
  }
  const roots = ROOT_IDS.flatMap((id) => state.items.get(id) ?? []);
  const isEachPlaced = placed + roots.length === state.items.size;
  if (!isEachPlaced || roots.some(({ parentId }) => parentId !== "places")) return false;
  const rings = ringsOf(folders.map(({ id }) => id), (id) => state.items.get(id)?.parentId ?? undefined);
  return rings.next().done === true;
}

/** An entry of a folder's list that puts no item anywhere. */
export interface IdleEntry {
  readonly folder: string;
  readonly child: string;
  /** Why not. */
  readonly kind: FaultKind;
}

/** Who lists whom. */
export interface Listings {
  /** Items that the folder they name lists. */
  readonly agreed: ReadonlySet<string>;
  /** Other folders that list an item, each once. */
  readonly strangers: ReadonlyMap<string, readonly string[]>;
  readonly idle: readonly IdleEntry[];
}

/** Every folder but itself that lists an item. */
export function listersOf(
  { agreed, strangers }: Listings,
  { id, parentId }: BookmarkItem,
): readonly string[] {
  const others = strangers.get(id) ?? [];
  return parentId !== null && agreed.has(id) ? [parentId, ...others] : others;
}

/** Gathers who lists whom. Most items are where they say, and cost one look-up here. */
export function readListings(state: BookmarkState): Listings {
  const idle: IdleEntry[] = [];
  const listings = { agreed: new Set<string>(), strangers: new Map<string, string[]>(), idle };
  for (const { id: folder, children } of foldersOf(state)) {
    const unreadable = new Set<string>();
    for (const child of children) {
      const item = state.items.get(child);
      const kind = item ? enterItem(listings, folder, item) : entryFault(state, child, unreadable);
      if (kind !== undefined) idle.push({ folder, child, kind });
    }
  }
  return listings;
}

/** Notes that a folder lists an item, or tells why that says nothing. */
function enterItem(
  { agreed, strangers }: { readonly agreed: Set<string>; readonly strangers: Map<string, string[]> },
  folder: string,
  { id, parentId }: BookmarkItem,
): FaultKind | undefined {
  if (!hasPlace(id)) return "multipleParents";
  if (id === folder) return "cycles";
  if (parentId === folder) {
    const { size } = agreed;
    return agreed.add(id).size === size ? "duplicateChildren" : undefined;
  }
  const listers = strangers.get(id);
  // One folder is read at a time: if it has listed this item before, it is the last one.
  if (listers?.at(-1) === folder) return "duplicateChildren";
  if (listers) listers.push(folder);
  else strangers.set(id, [folder]);
  return undefined;
}

/** What is wrong with an entry that no live record answers to. One that cannot be read may stay. */
function entryFault(state: BookmarkState, child: string, unreadable: Set<string>): FaultKind | undefined {
  if (!state.unreadable.has(child)) return state.deleted.has(child) ? "deletedChildren" : "missingChildren";
  const { size } = unreadable;
  return unreadable.add(child).size === size ? "duplicateChildren" : undefined;
}

/** What is wrong with the place of one item; of several answers the one that says most. */
export function placeFault(
  state: BookmarkState,
  item: BookmarkItem,
  listers: readonly string[],
): FaultKind | undefined {
  if (listers.length > 1) return "multipleParents";
  const named = item.parentId;
  if (listers[0] === named && named !== null) return undefined;
  if (named === item.id && item.type === "folder") return "cycles";
  switch (standingOf(state, named)) {
    case "folder":
      return "parentChildMismatches";
    case "leaf":
      return "parentNotFolder";
    case "deleted":
      return "deletedParents";
    case "absent":
      return "orphans";
    case "unreadable":
      // It may well list the item: nothing is known of it.
      return undefined;
  }
}

/** The folder an item is in, by the folders that list it and, where none does, by the folder it names. */
export function settledFolder(
  state: BookmarkState,
  { id, parentId }: BookmarkItem,
  listers: readonly string[],
  preferred: (listers: readonly string[]) => string | undefined,
): string | undefined {
  if (parentId !== null && listers.includes(parentId)) return parentId;
  if (listers.length > 0) return preferred(listers);
  return parentId !== null && parentId !== id && standingOf(state, parentId) === "folder"
    ? parentId
    : undefined;
}

/**
 * Rings of folders that are each inside the next one, the last inside the first.
 *
 * @param above the folder that a folder is in; nothing may be in two
 */
export function* ringsOf<T>(
  folders: Iterable<T>,
  above: (folder: T) => T | undefined,
): Generator<readonly T[], void, undefined> {
  const climbOf = new Map<T, number>();
  let climb = 0;
  for (const start of folders) {
    climb++;
    let at: T | undefined = start;
    while (at !== undefined && !climbOf.has(at)) {
      climbOf.set(at, climb);
      at = above(at);
    }
    if (at !== undefined && climbOf.get(at) === climb) yield ringFrom(at, above);
  }
}

function ringFrom<T>(start: T, above: (folder: T) => T | undefined): T[] {
  const ring = [start];
  for (let at = above(start); at !== undefined && at !== start; at = above(at)) ring.push(at);
  return ring;
}

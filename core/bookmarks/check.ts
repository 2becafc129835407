/** What is wrong with a collection of bookmarks. Nothing is changed, and no title or address is told. */
import type { Bookmark, BookmarkItem } from "../records/bookmarks.ts";
import { isRoot } from "../records/writing.ts";
import { byFault, byText, type Fault, type FaultKind } from "./faults.ts";
import {
  foldersOf,
  hasPlace,
  isInOrder,
  isLocal,
  listersOf,
  type Listings,
  placeFault,
  readListings,
  ringsOf,
  settledFolder,
} from "./placing.ts";
import {
  differentKeyword,
  differentTags,
  ofOtherAddress,
  type SameAddress,
  sameAddresses,
  sharedKeywords,
} from "./same_address.ts";
import { type BookmarkState, lacksId } from "./state.ts";

export { type Fault, FAULT_KINDS, type FaultKind } from "./faults.ts";

/** How many ids of a ring or a group a sentence names. */
const IDS_TOLD = 5;

/**
 * Finds every fault of a collection, in linear time.
 *
 * Each item has at most one fault of its place, and each ring of folders one fault, told of its smallest id. Records
 * that cannot be read are there, but nothing is known of what they hold.
 *
 * @param duplicates ids of which the caller saw two records
 */
export function checkBookmarks(state: BookmarkState, duplicates: readonly string[] = []): readonly Fault[] {
  return [
    ...[...new Set(duplicates)].map(duplicateFault),
    ...recordFaults(state),
    ...isInOrder(state) ? [] : structureFaults(state),
    ...sameAddresses(state).flatMap((group) => [...addressFaults(group)]),
    ...sharedKeywords(state).map(keywordFault),
  ].sort(byFault);
}

/** Whether a root has a record that is no folder. */
export const isStrayRoot = ({ id, type }: BookmarkItem): boolean => isRoot(id) && type !== "folder";

/** Whether a record that is no folder lists children. */
export function hasStrayChildren({ id, type, source: { children } }: BookmarkItem): boolean {
  return type !== "folder" && !isRoot(id) && Array.isArray(children) && children.length > 0;
}

/** As `buildTree` decides between folders that list an item which names none of them. */
const smallest = (ids: readonly string[]): string | undefined => ids.toSorted(byText)[0];

const duplicateFault = (id: string): Fault =>
  fault("duplicates", id, `There are two records of the id ${id}.`);

function* recordFaults(state: BookmarkState): Generator<Fault> {
  for (const id of state.unreadable) if (isLocal(id)) yield localFault(id);
  for (const item of state.items.values()) {
    const { id } = item;
    if (isLocal(id)) {
      yield localFault(id);
      continue;
    }
    if (lacksId(item.source)) yield fault("missingIDs", id, `The record ${id} does not hold its id.`);
    if (isStrayRoot(item)) yield fault("rootNotFolder", id, `${id} is a root, and its record is no folder.`);
    if (hasStrayChildren(item)) {
      yield fault("childrenOnNonFolder", id, `${id} has a list of children and is no folder.`);
    }
  }
}

const localFault = (id: string): Fault =>
  fault("rootOnServer", id, `${id} belongs to each Firefox alone, not to the server.`);

function* structureFaults(state: BookmarkState): Generator<Fault> {
  const listings = readListings(state);
  yield* placeFaults(state, listings);
  yield* entryFaults(listings);
  yield* ringFaults(state, listings);
}

function* placeFaults(state: BookmarkState, listings: Listings): Generator<Fault> {
  const { agreed, strangers } = listings;
  for (const item of state.items.values()) {
    const { id, parentId } = item;
    if (agreed.has(id) && !strangers.has(id)) continue;
    if (isRoot(id) && parentId !== "places") {
      yield mismatch(id, parentId, `${id} names ${parentId ?? "nothing"} as its folder, and is a root.`);
    }
    if (!hasPlace(id)) continue;
    const listers = listersOf(listings, item);
    const kind = placeFault(state, item, listers);
    // A folder that names itself is told where the rings are.
    if (kind && kind !== "cycles") yield misplaced(kind, item, listers);
  }
}

function mismatch(id: string, other: string | null, text: string): Fault {
  return fault("parentChildMismatches", id, text, { other: other ?? undefined });
}

/** How the end of a sentence puts what an item's folder is. */
const NAMED: Partial<Record<FaultKind, string>> = {
  parentChildMismatches: "which does not list it",
  orphans: "which is not on the server",
  deletedParents: "which was deleted",
  parentNotFolder: "which is no folder",
};

function misplaced(kind: FaultKind, { id, parentId }: BookmarkItem, listers: readonly string[]): Fault {
  const folders = listers.toSorted(byText);
  const involved = parentId ? [parentId, ...folders] : folders;
  if (kind === "multipleParents") {
    const other = folders.find((each) => each !== parentId);
    return fault(kind, id, `${id} is in the lists of ${told(folders)}.`, { other, involved });
  }
  const place = parentId === null || parentId === ""
    ? `${id} names no folder`
    : `${id} names ${parentId} as its folder, ${
      isLocal(parentId) ? "which holds only the roots" : NAMED[kind]
    }`;
  const [lister] = folders;
  if (lister === undefined) return fault(kind, id, `${place}.`, { other: parentId || undefined });
  const other = kind === "parentChildMismatches" ? lister : parentId || lister;
  return fault(kind, id, `${place}; ${lister} lists it.`, { other, involved });
}

/** How a sentence ends that says who lists whom. */
const LISTED: Partial<Record<FaultKind, string>> = {
  missingChildren: ", which is not on the server",
  deletedChildren: ", which was deleted",
  multipleParents: ", which has its place at the top",
  duplicateChildren: " more than once",
};

/** What is wrong with the entries of lists, once for each folder and child. */
function* entryFaults({ idle }: Listings): Generator<Fault> {
  const told = new Set<string>();
  for (const { kind, folder, child } of idle) {
    // A folder in itself is told where the rings are.
    const key = JSON.stringify([kind, folder, child]);
    if (kind === "cycles" || told.has(key)) continue;
    told.add(key);
    const [id, other] = kind === "multipleParents" ? [child, folder] : [folder, child];
    yield fault(kind, id, `${folder} lists ${child}${LISTED[kind]}.`, { other });
  }
}

function* ringFaults(state: BookmarkState, listings: Listings): Generator<Fault> {
  const above = (id: string) => {
    const item = hasPlace(id) ? state.items.get(id) : undefined;
    return item && settledFolder(state, item, listersOf(listings, item), smallest);
  };
  const folders = [...foldersOf(state)];
  const inThemselves = [
    ...listings.idle.filter(({ kind }) => kind === "cycles").map(({ folder }) => folder),
    ...folders.filter(({ id, parentId }) => id === parentId && !isRoot(id)).map(({ id }) => id),
  ];
  for (const id of new Set(inThemselves)) yield fault("cycles", id, `${id} is inside itself.`, { other: id });
  for (const ring of ringsOf(folders.map(({ id }) => id), above)) {
    const first = smallest(ring) ?? "";
    const at = ring.indexOf(first);
    const inOrder = [...ring.slice(at), ...ring.slice(0, at)];
    const text = `${first} is inside itself, by way of ${told(inOrder.slice(1))}.`;
    yield fault("cycles", first, text, { other: inOrder[1], involved: ring });
  }
}

function* addressFaults(group: SameAddress): Generator<Fault> {
  const [first] = group;
  if (!first) return;
  const involved = group.map(({ id }) => id);
  const ids = told(involved);
  const byTags = differentTags(group);
  if (byTags) {
    const text = `${ids} have one address and different tags.`;
    yield fault("differentTags", first.id, text, { other: byTags.id, involved });
  }
  const byWord = differentKeyword(group);
  if (byWord) {
    const text = `${ids} have one address and different keywords.`;
    yield fault("differentKeywords", first.id, text, { other: byWord.id, involved });
  }
}

function keywordFault(holders: readonly Bookmark[]): Fault {
  const involved = holders.map(({ id }) => id);
  const other = ofOtherAddress(holders)?.id;
  const text = `${told(involved)} have several addresses and one keyword.`;
  return fault("sharedKeyword", involved[0] ?? "", text, { other, involved });
}

/** A few ids, and how many more there are. */
function told(ids: readonly string[]): string {
  const rest = ids.length - IDS_TOLD;
  if (rest > 0) return `${ids.slice(0, IDS_TOLD).join(", ")} and ${rest} more`;
  return ids.length > 1 ? `${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}` : ids.join("");
}

interface Others {
  readonly other?: string | undefined;
  /** Besides the record and the other one. */
  readonly involved?: readonly string[];
}

function fault(kind: FaultKind, id: string, text: string, { other, involved = [] }: Others = {}): Fault {
  const named = other === undefined ? {} : { other };
  return { kind, id, ...named, involved: [...new Set([id, ...Object.values(named), ...involved])], text };
}

/** What can be wrong with a collection of bookmarks: the names of the faults, and what each one means. */

/** Every kind of fault with one sentence on it, in the order in which faults are told. */
export const FAULT_KINDS = [
  { kind: "missingIDs", meaning: "A record does not hold its own id." },
  {
    kind: "duplicates",
    meaning:
      "The server gave two records of one id; a mirror holds one of each, so that it never shows this.",
  },
  {
    kind: "rootOnServer",
    meaning: "A folder that lives in each Firefox alone, such as places, has a record on the server.",
  },
  {
    kind: "parentChildMismatches",
    meaning: "An item names one folder, and that folder does not list it; or a root is not at the top.",
  },
  { kind: "orphans", meaning: "An item names no folder, or one that is not on the server." },
  { kind: "missingChildren", meaning: "A folder lists an id that is not on the server." },
  { kind: "deletedChildren", meaning: "A folder lists an item that was deleted." },
  { kind: "multipleParents", meaning: "Several folders list one item, or a folder lists a root." },
  { kind: "deletedParents", meaning: "An item names a folder that was deleted." },
  { kind: "childrenOnNonFolder", meaning: "A record that is no folder has a list of children." },
  { kind: "duplicateChildren", meaning: "A folder lists one item twice; Firefox syncs no bookmarks then." },
  { kind: "parentNotFolder", meaning: "An item names a record as its folder that is none." },
  {
    kind: "cycles",
    meaning: "A folder is inside itself, at whatever depth; Firefox syncs no bookmarks then.",
  },
  { kind: "rootNotFolder", meaning: "A root, such as toolbar, has a record that is no folder." },
  { kind: "differentTags", meaning: "Bookmarks of one address have different tags." },
  { kind: "differentKeywords", meaning: "Bookmarks of one address have different keywords." },
  { kind: "sharedKeyword", meaning: "Bookmarks of several addresses have one keyword." },
] as const;

/** The name of a fault; all but the last four are those of Firefox's own validator. */
export type FaultKind = (typeof FAULT_KINDS)[number]["kind"];

/** Something that is wrong with a record. */
export interface Fault {
  readonly kind: FaultKind;
  /** The record to look at. */
  readonly id: string;
  /** The folder or the child concerned, where there is one. */
  readonly other?: string;
  /** Every record concerned: the item, all that list it, the folder it names, a whole ring. */
  readonly involved: readonly string[];
  /** A sentence for a person. It names ids, never titles or addresses. */
  readonly text: string;
}

const orderOfKind = new Map<FaultKind, number>(FAULT_KINDS.map(({ kind }, i) => [kind, i]));

/** Orders kinds as {@link FAULT_KINDS} lists them. */
export const byKind = (left: FaultKind, right: FaultKind): number =>
  (orderOfKind.get(left) ?? 0) - (orderOfKind.get(right) ?? 0);

/** Orders text by its code units, so that the order is the same everywhere. */
export const byText = (left: string, right: string): number => left < right ? -1 : left > right ? 1 : 0;

/** Orders faults by kind, record and the other record, so that the order of the records does not matter. */
export const byFault = (left: Fault, right: Fault): number =>
  byKind(left.kind, right.kind) || byText(left.id, right.id) || byText(left.other ?? "", right.other ?? "");

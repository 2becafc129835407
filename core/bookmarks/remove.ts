/** Items, and folders with all that is in them, out of the tree. */
import { itemFor, refuseFixed, unlist } from "./children.ts";
import { Draft } from "./draft.ts";
import type { BookmarkChange, BookmarkState } from "./state.ts";
import { type BookmarkNode, type BookmarkTree, buildTree, walk } from "./tree.ts";
import { byId, type NameOf, quoted, refuseValue } from "./values.ts";

/** What is to be removed. */
export interface Removal {
  readonly ids: readonly string[];
  /** Whether a folder goes with all that is in it. */
  readonly recursive: boolean;
  /** What an item is called in a refusal; its id when left out. */
  readonly nameOf?: NameOf;
}

/**
 * Removes items; what was removed before is passed over.
 *
 * What is in a folder is what the tree shows there. Records in it that cannot be read go with it, unless an item that
 * stays names one of them as its folder.
 *
 * @throws {FoxdenError} `usage.value` for what cannot be removed and for a folder that is not empty,
 *   `not-found.record`
 */
export function removeItems(state: BookmarkState, removal: Removal): BookmarkChange[] {
  const doomed = withContents(state, { ...removal, ids: removal.ids.filter((id) => isThere(state, id)) });
  refuseUnknown(state, doomed);
  const draft = new Draft(state);
  for (const id of doomed) draft.remove(id);
  unlist(draft, state, doomed);
  return draft.changes();
}

function isThere(state: BookmarkState, id: string): boolean {
  refuseFixed(id);
  if (state.deleted.has(id)) return false;
  return state.unreadable.has(id) || itemFor(state, id).id === id;
}

function withContents(
  state: BookmarkState,
  { ids, recursive, nameOf = byId }: Removal,
): ReadonlySet<string> {
  const doomed = new Set<string>();
  const hasFolder = ids.some((id) => state.items.get(id)?.type === "folder");
  const tree = hasFolder ? buildTree(state.items.values()) : undefined;
  for (const id of ids) {
    if (doomed.has(id)) continue;
    doomed.add(id);
    const node = tree?.nodes.get(id);
    if (!tree || !node) continue;
    const below = new Set(idsBelow(state, tree, node));
    if (below.size > 0 && !recursive) {
      refuseValue("ID", `The folder ${quoted(nameOf(id))} is not empty: ${itemsIn(below)}`);
    }
    for (const each of below) doomed.add(each);
  }
  return doomed;
}

/** Nothing tells what a record that cannot be read holds, but for the items that name it: they would lose their place. */
function refuseUnknown({ items, unreadable }: BookmarkState, doomed: ReadonlySet<string>): void {
  const unknown = doomed.intersection(unreadable);
  if (unknown.size === 0) return;
  for (const { id, parentId } of items.values()) {
    if (parentId === null || !unknown.has(parentId) || doomed.has(id)) continue;
    const why = "cannot be read, so that what is in it is not known, and items name it as their folder";
    refuseValue("ID", `The record ${quoted(parentId)} ${why}; nothing was removed`);
  }
}

const itemsIn = ({ size }: ReadonlySet<string>): string =>
  size === 1 ? "1 item is in it" : `${size} items are in it`;

/** What goes with a folder, the records in it that cannot be read among it. */
function* idsBelow(state: BookmarkState, tree: BookmarkTree, top: BookmarkNode): Generator<string> {
  for (const { node: { record } } of walk(tree, [top])) {
    if (record !== top.record) yield record.id;
    if (record.type !== "folder") continue;
    for (const id of record.children) if (state.unreadable.has(id)) yield id;
  }
}

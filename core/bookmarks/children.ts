/** Folders as the place of items: which may take one, in which order, and who else lists it. */
import type { BookmarkItem, Folder } from "../records/bookmarks.ts";
import { idFault, isRoot, rootFault } from "../records/writing.ts";
import type { Draft } from "./draft.ts";
import { foldersOf } from "./placing.ts";
import type { BookmarkState } from "./state.ts";
import { emptyRoot } from "./tree.ts";
import { noSuchItem, quoted, refuseValue } from "./values.ts";

/**
 * The folder that is to take items; a root that is not on the server is made.
 *
 * @param name how the folder was given
 * @throws {FoxdenError} `not-found.record`, `usage.value` for what is no folder or cannot be written
 */
export function folderFor(
  state: BookmarkState,
  id: string,
  name: "FOLDER" | "--folder" = "--folder",
): Folder {
  const fault = idFault("bookmarks", id, false);
  if (fault) return refuseValue(name, fault);
  if (state.unreadable.has(id)) return refuseValue(name, `the record ${quoted(id)} cannot be read`);
  const item = state.items.get(id) ?? (isRoot(id) ? emptyRoot(id) : noSuchItem(id));
  return item.type === "folder" ? item : refuseValue(name, `${quoted(id)} is a ${item.type}, no folder`);
}

/**
 * The item, if it may be moved, changed or removed.
 *
 * @throws {FoxdenError} `not-found.record`, `usage.value` for a root, for what never leaves a Firefox and for a record
 *   that cannot be read
 */
export function itemFor(state: BookmarkState, id: string): BookmarkItem {
  refuseFixed(id);
  if (state.unreadable.has(id)) return refuseValue("ID", `The record ${quoted(id)} cannot be read`);
  return state.items.get(id) ?? noSuchItem(id);
}

/** Refuses roots and what never leaves a Firefox. @throws {FoxdenError} `usage.value` */
export function refuseFixed(id: string): void {
  const fault = idFault("bookmarks", id, false) ?? rootFault("bookmarks", id);
  if (fault) refuseValue("ID", `Cannot change ${quoted(id)}: ${fault}`);
}

/**
 * A folder's list with items in it, each once.
 *
 * @param at where the first comes to stand, counted without them and cut at the end; without it they go to the end,
 *   and those that are listed stay
 */
export function listWith(children: readonly string[], ids: readonly string[], at?: number): string[] {
  if (at === undefined) {
    const listed = new Set(children);
    return [...children, ...ids.filter((id) => !listed.has(id))];
  }
  const placed = new Set(ids);
  const rest = children.filter((id) => !placed.has(id));
  return [...rest.slice(0, at), ...ids, ...rest.slice(at)];
}

/** Puts items into a folder whose list names them. */
export function settleIn(draft: Draft, folder: Folder, items: readonly BookmarkItem[]): void {
  const positions = new Map(folder.children.map((id, index) => [id, index]));
  for (const item of items) {
    const placed = { ...item, parentId: folder.id, parentName: folder.title };
    const position = positions.get(item.id) ?? null;
    draft.put(placed.type === "separator" ? { ...placed, position } : placed);
  }
}

/** Takes ids out of the lists of all folders that stay, except one. */
export function unlist(
  draft: Draft,
  state: BookmarkState,
  ids: ReadonlySet<string>,
  exceptId?: string,
): void {
  for (const { id } of foldersOf(state)) {
    const folder = draft.get(id);
    if (id === exceptId || folder?.type !== "folder" || !folder.children.some((child) => ids.has(child))) {
      continue;
    }
    draft.put({ ...folder, children: folder.children.filter((child) => !ids.has(child)) });
  }
}

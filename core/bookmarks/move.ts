/** Items from one folder to another, or to another place in the same one. */
import { folderFor, itemFor, listWith, settleIn, unlist } from "./children.ts";
import { Draft } from "./draft.ts";
import { foldersOf } from "./placing.ts";
import type { BookmarkChange, BookmarkState } from "./state.ts";
import { type BookmarkNode, buildTree } from "./tree.ts";
import { byId, type NameOf, quoted, readAt, refuseValue } from "./values.ts";

/** What is to be moved, and where to. */
export interface Move {
  readonly ids: readonly string[];
  readonly folderId: string;
  /**
   * Where the first comes to stand, from 0 and cut at the end, in the folder's list without the moved ones. Without
   * it they go to the end, and what is in the folder stays where it is.
   */
  readonly at?: number | undefined;
  /** What an item is called in a refusal; its id when left out. */
  readonly nameOf?: NameOf;
}

/**
 * Moves items to one folder, in the order given, with all that is in them.
 *
 * @throws {FoxdenError} `usage.value` for what cannot be moved and for a folder that would get into itself,
 *   `not-found.record`
 */
export function moveItems(
  state: BookmarkState,
  { ids, folderId, at, nameOf = byId }: Move,
): BookmarkChange[] {
  const place = readAt(at);
  const moved = new Set(ids);
  const items = [...moved].map((id) => itemFor(state, id));
  const folder = folderFor(state, folderId, "FOLDER");
  if (items.length === 0) return [];
  if (items.some((item) => item.type === "folder")) refuseCycle(state, moved, folderId, nameOf);
  const draft = new Draft(state);
  const filled = { ...folder, children: listWith(folder.children, [...moved], place) };
  draft.put(filled);
  settleIn(draft, filled, items.filter((item) => item.parentId !== folderId));
  unlist(draft, state, moved, folderId);
  return draft.changes();
}

function refuseCycle(
  state: BookmarkState,
  moved: ReadonlySet<string>,
  folderId: string,
  nameOf: NameOf,
): void {
  const { nodes } = buildTree(state.items.values());
  const hiddenIn = listersOfUnreadable(state);
  // The tree cannot show what is in a record that cannot be read, and shows it elsewhere.
  const above = ({ record: { id, parentId }, parent }: BookmarkNode): BookmarkNode | null =>
    isListedIn(parent, id) ? parent : nodes.get(hiddenIn.get(parentId ?? "") ?? "") ?? parent;
  const seen = new Set<BookmarkNode>();
  for (let at = nodes.get(folderId) ?? null; at && !seen.has(at); at = above(at)) {
    const { id } = at.record;
    if (moved.has(id)) refuseValue("FOLDER", `The folder ${quoted(nameOf(id))} cannot be moved into itself`);
    seen.add(at);
  }
}

const isListedIn = (folder: BookmarkNode | null, id: string): boolean =>
  folder?.record.type === "folder" && folder.record.children.includes(id);

/** The folder that lists each record that cannot be read, and may be a folder itself. */
function listersOfUnreadable(state: BookmarkState): ReadonlyMap<string, string> {
  if (state.unreadable.size === 0) return new Map();
  return new Map(
    foldersOf(state).flatMap(({ id, children }) =>
      children.filter((child) => state.unreadable.has(child)).map((child) => [child, id] as const)
    ),
  );
}

/** Which bookmark or folder is meant by what was typed: an id, a beginning of one, or a path. */
import { findItems, pathParts } from "../../core/bookmarks/find.ts";
import type { BookmarkState } from "../../core/bookmarks/state.ts";
import { type BookmarkTree, buildTree } from "../../core/bookmarks/tree.ts";
import { refuseSeveral } from "../../core/bookmarks/values.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { BookmarkItem } from "../../core/records/bookmarks.ts";
import { BOOKMARKS } from "./write.ts";

/** @throws {FoxdenError} `not-found.record`, `ambiguous.match` */
export const findOne = (state: BookmarkState, text: string): BookmarkItem =>
  findEach(state, [text])[0] ?? theOne(text, []);

/**
 * What each of several texts means, in order.
 *
 * @param wholeIds more of them that mean nothing but whole ids, as programs give them
 * @throws {FoxdenError} as {@link findOne}
 */
export function findEach(
  state: BookmarkState,
  texts: readonly string[],
  wholeIds: readonly string[] = [],
): BookmarkItem[] {
  // Built once, however many there are.
  let tree: BookmarkTree | undefined;
  const meant = texts.map((text) => {
    const exact = state.items.get(text);
    return exact ?? theOne(text, findItems(state, tree ??= buildTree(state.items.values()), text));
  });
  return [...meant, ...wholeIds.map((id) => state.items.get(id) ?? theOne(id, []))];
}

/** The id of a folder; a root is there even where no record of it is. @throws {FoxdenError} as {@link findOne} */
export function findFolder(state: BookmarkState, text: string): string {
  const tree = buildTree(state.items.values());
  const found = findItems(state, tree, text);
  const folders = found.filter(({ type }) => type === "folder");
  if (folders.length > 0 || found.length === 0) return theOne(text, folders, "folder").id;
  throw new FoxdenError("usage.value", `"${text}" is no folder`, { name: "--folder" });
}

function theOne(text: string, found: readonly BookmarkItem[], what = "bookmark"): BookmarkItem {
  const [first] = found;
  if (!first) {
    const message = `No ${what} "${text}"; nothing was changed`;
    throw new FoxdenError("not-found.record", message, { collection: BOOKMARKS, id: text });
  }
  return found.length === 1 ? first : refuseSeveral(text, "bookmarks and folders", found.map(({ id }) => id));
}

/** Where a path begins, and the folders below that are walked down or made. */
export interface FolderPath {
  readonly baseId: string;
  readonly titles: readonly string[];
}

/** @throws {FoxdenError} as {@link findFolder}, for a path that does not begin at a folder that is there */
export function missingFolders(state: BookmarkState, text: string): FolderPath {
  const [first = "", ...titles] = pathParts(text);
  return { baseId: findFolder(state, first), titles };
}

/** Items by what a person types: an id, the start of one, or a path of titles. */
import type { BookmarkItem } from "../records/bookmarks.ts";
import type { BookmarkState } from "./state.ts";
import type { BookmarkNode, BookmarkTree } from "./tree.ts";

/** Shorter text is not taken for the start of an id. */
const SHORTEST_PREFIX = 6;

/** What Firefox calls the roots, in lower case. */
const ROOT_NAMES: ReadonlyMap<string, string> = new Map([
  ["menu", "bookmarks menu"],
  ["toolbar", "bookmarks toolbar"],
  ["unfiled", "other bookmarks"],
  ["mobile", "mobile bookmarks"],
]);

/**
 * Finds what is meant by `text`.
 *
 * - An id; it wins over everything else.
 * - The start of an id, of six characters or more.
 * - A path such as `toolbar/Work/Runbook`: a root by its id or name, in any case, then titles. `\/` is a slash inside
 *   a title, and `\\` a backslash. Where folders and other items have one title the folders are meant, at the end of
 *   a path only if it ends with a slash.
 *
 * @returns every item that may be meant
 */
export function findItems(state: BookmarkState, tree: BookmarkTree, text: string): BookmarkItem[] {
  const exact = tree.nodes.get(text)?.record ?? state.items.get(text);
  if (exact) return [exact];
  const found = new Set([...startingWith(tree, text), ...atPath(tree, text)]);
  return [...found].map((node) => node.record);
}

function* startingWith(tree: BookmarkTree, prefix: string): Generator<BookmarkNode> {
  if (prefix.length < SHORTEST_PREFIX) return;
  for (const node of tree.nodes.values()) {
    if (node.record.id.startsWith(prefix)) yield node;
  }
}

function atPath(tree: BookmarkTree, path: string): readonly BookmarkNode[] {
  const { parts: [root = "", ...titles], isFolder } = readPath(path);
  let found = tree.roots.filter(({ record }) => isRootCalled(record, root.toLowerCase()));
  for (const title of titles) {
    found = preferred(found).flatMap(({ children }) =>
      children.filter(({ record }) => isTitle(titleOf(record), title))
    );
  }
  return isFolder ? preferred(found) : found;
}

/** The parts of a path as {@link findItems} takes it. */
export const pathParts = (path: string): readonly string[] => readPath(path).parts;

/** The path of a folder, as {@link findItems} takes it: {@link pathParts} the other way. */
export const pathText = (parts: readonly string[]): string =>
  parts.map((part) => part.replace(/[\\/]/g, "\\$&")).join("/");

/** A path in its parts, and whether it ends with a slash. */
interface Path {
  readonly parts: readonly string[];
  readonly isFolder: boolean;
}

function readPath(path: string): Path {
  const parts = [""];
  for (const [token] of path.matchAll(/\\[\\/]|[^]/g)) {
    if (token === "/") parts.push("");
    else parts.push(parts.pop() + (token.length > 1 ? token.slice(1) : token));
  }
  const isFolder = parts.length > 1 && parts.at(-1) === "";
  // As in paths of files, a slash at the beginning says nothing.
  if (parts[0] === "") parts.shift();
  if (parts.at(-1) === "") parts.pop();
  return { parts, isFolder };
}

const isRootCalled = (root: BookmarkItem, name: string): boolean =>
  name !== "" && [root.id, ROOT_NAMES.get(root.id), titleOf(root)?.toLowerCase()].includes(name);

/** Whether a title is the one that was typed, in whichever of Unicode's spellings of it. */
export const isTitle = (title: string | undefined, typed: string): boolean =>
  title !== undefined && title.normalize() === typed.normalize();

const titleOf = (item: BookmarkItem): string | undefined => "title" in item ? item.title : undefined;

function preferred(nodes: readonly BookmarkNode[]): readonly BookmarkNode[] {
  const folders = nodes.filter(({ record }) => record.type === "folder");
  return folders.length > 0 ? folders : nodes;
}

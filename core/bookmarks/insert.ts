/** New items and new folders in the tree. */
import type { Bookmark, BookmarkItem, Folder } from "../records/bookmarks.ts";
import { folderFor, listWith, settleIn } from "./children.ts";
import { Draft } from "./draft.ts";
import { isTitle } from "./find.ts";
import { isMade, makeFolder, makeItem, type NewItem } from "./new_item.ts";
import { keywordOf, shareKeyword, shareTags, tagsOf } from "./pages.ts";
import type { BookmarkChange, BookmarkState } from "./state.ts";
import { quoted, readAt, readTitle, refuseSeveral, refuseValue } from "./values.ts";

/** What is to be added, and where. */
export interface Insertion {
  readonly items: readonly NewItem[];
  readonly folderId: string;
  /** Where the first comes to stand in the folder's list, from 0 and cut at the end; without it, at the end. */
  readonly at?: number | undefined;
  readonly addedMs: number;
}

/**
 * Adds items to one folder, in the order given; one that is there already under its id is passed over.
 *
 * Bookmarks of a URL that is there get its tags and keyword and give it theirs; a keyword that is given is taken from
 * bookmarks of any other URL.
 *
 * @throws {FoxdenError} `usage.value`, `not-found.record` where there is no such folder
 */
export function insertItems(state: BookmarkState, insertion: Insertion): BookmarkChange[] {
  const at = readAt(insertion.at);
  const made = insertion.items.map((item) => makeItem(item, insertion.addedMs));
  refuseTwice(made);
  const items = made.filter((item) => !isMade(state, item));
  if (items.length === 0) return [];
  const draft = new Draft(state);
  const folder = folderFor(state, insertion.folderId);
  const filled = { ...folder, children: listWith(folder.children, items.map(({ id }) => id), at) };
  draft.put(filled);
  const bookmarks = items.filter((item) => item.type === "bookmark");
  // Who has which keyword is settled when all are there.
  settleIn(draft, filled, items.map((item) => item.type === "bookmark" ? { ...item, keyword: null } : item));
  shareAmong(draft, bookmarks);
  return draft.changes();
}

function refuseTwice(items: readonly BookmarkItem[]): void {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) refuseValue("ID", `Two new items have the id ${quoted(id)}`);
    seen.add(id);
  }
}

/** Lets new bookmarks and those of the same URLs agree, as if each had come after the one before. */
function shareAmong(draft: Draft, bookmarks: readonly Bookmark[]): void {
  for (const keyword of new Set(bookmarks.map((bookmark) => bookmark.keyword))) {
    if (keyword === null) continue;
    for (const rival of draft.bookmarksWith(keyword)) draft.put({ ...rival, keyword: null });
  }
  const keywords = assignKeywords(bookmarks);
  for (const url of new Set(bookmarks.map((bookmark) => bookmark.url))) {
    const group = draft.bookmarksAt(url);
    shareTags(draft, url, tagsOf(group));
    const assigned = keywords.get(url);
    shareKeyword(draft, url, assigned === undefined ? keywordOf(group) : assigned);
  }
}

/** The keyword of each URL that was given one; `null` where it went to another URL after that. */
function assignKeywords(bookmarks: readonly Bookmark[]): ReadonlyMap<string, string | null> {
  const keywords = new Map<string, string | null>();
  const owners = new Map<string, string>();
  for (const { url, keyword } of bookmarks) {
    if (keyword === null) continue;
    const owner = owners.get(keyword);
    if (owner !== undefined && keywords.get(owner) === keyword) keywords.set(owner, null);
    keywords.set(url, keyword);
    owners.set(keyword, url);
  }
  return keywords;
}

/** Folders that are to be there, each inside the one before. */
export interface FolderPath {
  readonly baseId: string;
  /** The ids are for those that have to be made. */
  readonly folders: readonly { readonly id: string; readonly title: string }[];
  readonly addedMs: number;
}

/** What has to be made, and the last folder of the path, there or to be made. */
export interface EnsuredFolders {
  readonly changes: BookmarkChange[];
  readonly folderId: string;
}

/**
 * Walks down titles from a folder and makes those folders that are missing, each at the end of the one above.
 *
 * @throws {FoxdenError} `usage.value`, `not-found.record` where there is no folder to start from, `ambiguous.match`
 *   where several have one of the titles
 */
export function ensureFolders(
  state: BookmarkState,
  { baseId, folders, addedMs }: FolderPath,
): EnsuredFolders {
  const made = folders.map(({ id, title }) => makeFolder(id, readPart(title), addedMs));
  refuseTwice(made);
  const draft = new Draft(state);
  let above = folderFor(state, baseId);
  for (const folder of made) {
    const there = isMade(state, folder) ? folder.id : childTitled(draft, above, folder.title);
    if (there === undefined) {
      const filled = { ...above, children: listWith(above.children, [folder.id]) };
      draft.put(filled);
      settleIn(draft, filled, [folder]);
    }
    const next = draft.get(there ?? folder.id);
    if (next?.type === "folder") above = next;
  }
  return { changes: draft.changes(), folderId: above.id };
}

function readPart(title: string): string {
  return title === "" ? refuseValue("--folder", "a part of the path is empty") : readTitle(title, "--folder");
}

function childTitled(draft: Draft, { children }: Folder, title: string): string | undefined {
  const [first, ...others] = children.filter((id) => {
    const child = draft.get(id);
    return child?.type === "folder" && isTitle(child.title, title);
  });
  return others.length === 0 || first === undefined
    ? first
    : refuseSeveral(title, "folders", [first, ...others]);
}

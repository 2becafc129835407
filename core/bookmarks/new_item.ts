/** Items that are not there yet: what a caller may ask for, as the record that is written. */
import type { BookmarkItem, Folder } from "../records/bookmarks.ts";
import type { BookmarkState } from "./state.ts";
import {
  isPlaceUrl,
  quoted,
  readKeyword,
  readTags,
  readTitle,
  readUrl,
  refuseValue,
  tagNameOf,
} from "./values.ts";

/** An item to be added. A bookmark whose URL starts with `place:` is a query, and a query with another a bookmark. */
export interface NewItem {
  /** Drawn by the caller, so that the same edit can be made again. */
  readonly id: string;
  readonly type: "bookmark" | "query" | "folder" | "separator";
  /** `""` where it is absent; a separator has none. */
  readonly title?: string | undefined;
  /** Of bookmarks and queries, which need one. */
  readonly url?: string | undefined;
  /** Of bookmarks only. */
  readonly tags?: readonly string[] | undefined;
  /** Of bookmarks only. */
  readonly keyword?: string | undefined;
}

/** The record of a new item, as yet in no folder. @throws {FoxdenError} `usage.value` */
export function makeItem(given: NewItem, addedMs: number): BookmarkItem {
  const { id, type, title = "" } = given;
  switch (type) {
    case "folder":
      refuseLinkMembers(given);
      return makeFolder(id, readTitle(title), addedMs);
    case "separator":
      refuseLinkMembers(given);
      if (title !== "") refuseValue("--title", "a separator has no title");
      return { ...unplaced(id, addedMs), type, position: null };
    case "bookmark":
    case "query":
      return { ...unplaced(id, addedMs), title: readTitle(title), ...linkMembers(given) };
  }
}

/** The record of a new folder, as yet empty and in no folder. @throws {FoxdenError} `usage.value` */
export const makeFolder = (id: string, title: string, addedMs: number): Folder => (
  { ...unplaced(id, addedMs), type: "folder", title, children: [] }
);

function unplaced(id: string, dateAddedMs: number) {
  if (!/^[A-Za-z0-9_-]{12}$/.test(id)) {
    refuseValue("ID", `${quoted(id)} is not twelve of A-Z a-z 0-9 _ -, as ids of new bookmarks are`);
  }
  return { id, parentId: null, parentName: null, hasDupe: true, dateAddedMs, source: {} };
}

/**
 * Whether an earlier run of the same edit has made this item.
 *
 * @throws {FoxdenError} `usage.value` when the id belongs to something else
 */
export function isMade(state: BookmarkState, { id, type }: BookmarkItem): boolean {
  const there = state.items.get(id);
  if (there && kindOf(there.type) === kindOf(type)) return true;
  if (!there && !state.deleted.has(id) && !state.unreadable.has(id)) return false;
  return refuseValue("ID", `The id ${quoted(id)} is taken`);
}

/** Bookmarks and queries turn into each other with their address. */
const kindOf = (type: BookmarkItem["type"]) => type === "query" ? "bookmark" : type;

function linkMembers(given: NewItem) {
  const url = given.url === undefined ? refuseValue("--url", "a bookmark needs one") : readUrl(given.url);
  const tags = readTags(given.tags ?? []);
  const keyword = readKeyword(given.keyword);
  if (!isPlaceUrl(url)) return { type: "bookmark" as const, url, tags, keyword };
  if (tags.length > 0) refuseValue("--tag", "a saved search has no tags");
  if (keyword !== null) refuseValue("--keyword", "a saved search has no keyword");
  return { type: "query" as const, url, tags, keyword, tagName: tagNameOf(url) };
}

function refuseLinkMembers({ type, url, tags, keyword }: NewItem): void {
  if (url !== undefined) refuseValue("--url", `a ${type} has no URL`);
  if (tags !== undefined && tags.length > 0) refuseValue("--tag", `a ${type} has no tags`);
  if (readKeyword(keyword) !== null) refuseValue("--keyword", `a ${type} has no keyword`);
}

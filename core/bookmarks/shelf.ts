/** Which bookmarks share a URL or a keyword, so that one edit need not look through all of them again. */
import type { Bookmark, BookmarkItem } from "../records/bookmarks.ts";
import { addressOf } from "./same_address.ts";
import type { BookmarkState } from "./state.ts";
import { readKeyword } from "./values.ts";

/** Ids of bookmarks; some may have changed since they were put here, so whoever looks one up checks it. */
export interface Shelf {
  readonly byUrl: Map<string, Set<string>>;
  readonly byKeyword: Map<string, Set<string>>;
}

/** A collection that may know its bookmarks by URL and keyword already. */
export interface ShelvedState extends BookmarkState {
  readonly shelf?: Shelf;
}

/** The shelf a collection has, or one made of it, in linear time. */
export function shelfOf(state: ShelvedState): Shelf {
  if (state.shelf) return state.shelf;
  const shelf = emptyShelf();
  for (const item of state.items.values()) shelve(shelf, item);
  return shelf;
}

/** A shelf with nothing on it. */
export const emptyShelf = (): Shelf => ({ byUrl: new Map(), byKeyword: new Map() });

/** Adds an item; only bookmarks share anything. */
export function shelve(shelf: Shelf, item: BookmarkItem): void {
  if (item.type !== "bookmark") return;
  add(shelf.byUrl, addressOf(item.url), item.id);
  const keyword = readKeyword(item.keyword);
  if (keyword !== null) add(shelf.byKeyword, keyword, item.id);
}

/** Whether this is a bookmark of the URL, which is given as Firefox would write it. */
export const isAt = (item: BookmarkItem | undefined, href: string): item is Bookmark =>
  item?.type === "bookmark" && addressOf(item.url) === href;

/** Whether this is a bookmark that has the keyword. */
export const hasKeyword = (item: BookmarkItem | undefined, keyword: string): item is Bookmark =>
  item?.type === "bookmark" && readKeyword(item.keyword) === keyword;

function add(ids: Map<string, Set<string>>, key: string, id: string): void {
  const there = ids.get(key);
  if (there) there.add(id);
  else ids.set(key, new Set([id]));
}

/** What all bookmarks of one URL have in common: Firefox keeps tags and keywords per URL. */
import type { Bookmark } from "../records/bookmarks.ts";
import type { Draft } from "./draft.ts";
import { addressOf } from "./same_address.ts";
import { mergeTags, readKeyword } from "./values.ts";

/** The tags of all these bookmarks. */
export const tagsOf = (bookmarks: readonly Bookmark[]): readonly string[] =>
  mergeTags(...bookmarks.map(({ tags }) => tags));

/** The keyword of these bookmarks, which are of one URL; the first where they differ. */
export function keywordOf(bookmarks: readonly Bookmark[]): string | null {
  for (const bookmark of bookmarks) {
    const keyword = readKeyword(bookmark.keyword);
    if (keyword !== null) return keyword;
  }
  return null;
}

/** Gives every bookmark of a URL these tags. The order of tags has no meaning and is left where it is. */
export function shareTags(draft: Draft, href: string, tags: readonly string[]): void {
  const wanted = new Set(tags);
  for (const bookmark of draft.bookmarksAt(href)) {
    const has = bookmark.tags;
    const isSame = has.length === wanted.size && new Set(has).size === has.length &&
      has.every((tag) => wanted.has(tag));
    if (!isSame) draft.put({ ...bookmark, tags });
  }
}

/** Gives every bookmark of a URL this keyword, and takes it from those of all others. */
export function shareKeyword(draft: Draft, href: string, keyword: string | null): void {
  for (const bookmark of draft.bookmarksAt(href)) {
    if ((bookmark.keyword || null) !== keyword) draft.put({ ...bookmark, keyword });
  }
  if (keyword === null) return;
  for (const rival of draft.bookmarksWith(keyword)) {
    if (addressOf(rival.url) !== href) draft.put({ ...rival, keyword: null });
  }
}

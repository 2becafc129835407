/** One item, changed where it is. */
import type { Bookmark, BookmarkItem, Query } from "../records/bookmarks.ts";
import { itemFor } from "./children.ts";
import { Draft } from "./draft.ts";
import { keywordOf, shareKeyword, shareTags, tagsOf } from "./pages.ts";
import { addressOf } from "./same_address.ts";
import type { BookmarkChange, BookmarkState } from "./state.ts";
import {
  comparableTag,
  isPlaceUrl,
  mergeTags,
  readKeyword,
  readTags,
  readTitle,
  readUrl,
  refuseValue,
  tagNameOf,
} from "./values.ts";

/**
 * What is to become of an item; what is absent stays. Tags are set first, then removed, then added.
 *
 * Tags that are set take the place of all, so that nobody else may have changed them; the others are merged.
 */
export interface ItemEdit {
  readonly title?: string | undefined;
  readonly url?: string | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
  readonly setTags?: readonly string[] | undefined;
  /** `null` or `""` takes it away. */
  readonly keyword?: string | null | undefined;
}

/**
 * Changes the members of one item.
 *
 * Tags and keyword change on all bookmarks of the URL, and a keyword is taken from those of any other. A bookmark that
 * gets a URL which is there already shares the tags of both, and takes the keyword of the new one; where that has
 * none, it takes its own along unless other bookmarks stay at the old URL.
 *
 * @throws {FoxdenError} `usage.value` for what cannot be written or the item cannot have, `not-found.record`
 */
export function editItem(state: BookmarkState, id: string, edit: ItemEdit): BookmarkChange[] {
  const item = itemFor(state, id);
  const draft = new Draft(state);
  if (edit.title !== undefined) draft.put(retitled(item, readTitle(edit.title)));
  if (edit.url !== undefined) moveToUrl(draft, linkFor(draft.get(id)), readUrl(edit.url));
  if (edit.setTags || edit.addTags?.length || edit.removeTags?.length) {
    const url = sharedUrl(draft.get(id), "--tag");
    const bookmarks = draft.bookmarksAt(url);
    shareTags(draft, url, editedTags(tagsOf(bookmarks), edit));
    if (edit.setTags) draft.guardTags(bookmarks);
  }
  if (edit.keyword !== undefined) {
    const url = sharedUrl(draft.get(id), "--keyword");
    shareKeyword(draft, url, readKeyword(edit.keyword));
  }
  return draft.changes();
}

function retitled(item: BookmarkItem, title: string): BookmarkItem {
  switch (item.type) {
    case "separator":
      return refuseValue("--title", "a separator has no title");
    case "livemark":
      return refuseValue("--title", "Firefox has dropped livemarks: one can only be moved or removed");
    default:
      return { ...item, title };
  }
}

function editedTags(tags: readonly string[], edit: ItemEdit): readonly string[] {
  const removed = new Set(edit.removeTags?.map(comparableTag));
  const kept = (edit.setTags ? readTags(edit.setTags) : tags).filter((tag) =>
    !removed.has(comparableTag(tag))
  );
  return mergeTags(kept, readTags(edit.addTags ?? []));
}

function moveToUrl(draft: Draft, item: Bookmark | Query, url: string): void {
  const oldUrl = addressOf(item.url);
  if (url === oldUrl) return;
  if (isPlaceUrl(url)) return draft.put(asQuery(item, url));
  const there = draft.bookmarksAt(url);
  const bookmark = asBookmark(item, url);
  draft.put(bookmark);
  shareTags(draft, url, tagsOf([...there, bookmark]));
  const keyword = keywordOf(there);
  if (keyword !== null) return shareKeyword(draft, url, keyword);
  const isLast = draft.bookmarksAt(oldUrl).length === 0;
  shareKeyword(draft, url, isLast ? keywordOf([bookmark]) : null);
}

/** A saved search shares nothing, so that a bookmark which becomes one loses what only bookmarks have. */
const asQuery = (item: Bookmark | Query, url: string): Query =>
  item.type === "query"
    ? { ...item, url, tagName: tagNameOf(url) }
    : { ...item, type: "query", url, tags: [], keyword: null, tagName: tagNameOf(url) };

function asBookmark(item: Bookmark | Query, url: string): Bookmark {
  if (item.type === "bookmark") return { ...item, url };
  const { tagName: _, ...link } = item;
  // The tag that a query listed says nothing of a bookmark.
  const { folderName: __, ...source } = item.source;
  return { ...link, type: "bookmark", url, source };
}

function linkFor(item: BookmarkItem | undefined): Bookmark | Query {
  if (item?.type === "bookmark" || item?.type === "query") return item;
  return refuseValue("--url", `a ${item?.type} has no URL`);
}

/** The URL whose bookmarks share what is to be changed. */
function sharedUrl(item: BookmarkItem | undefined, name: "--tag" | "--keyword"): string {
  if (item?.type === "bookmark") return addressOf(item.url);
  const what = item?.type === "query" ? "saved search" : item?.type;
  return refuseValue(name, `a ${what} has no ${name.slice(2)}`);
}

/** Tags of the whole collection: how many bear each, another name for one, the end of one. */
import type { Query } from "../records/bookmarks.ts";
import { Draft } from "./draft.ts";
import { shareTags, tagsOf } from "./pages.ts";
import { addressOf } from "./same_address.ts";
import type { BookmarkChange, BookmarkState } from "./state.ts";
import { comparableTag, mergeTags, readTags, refuseValue, withTagsRenamed } from "./values.ts";

/**
 * Gives a tag another name, on every bookmark that bears it and in every saved search that lists it; where both are
 * borne, one is left.
 *
 * @throws {FoxdenError} `usage.value`
 */
export function renameTag(state: BookmarkState, from: string, to: string): BookmarkChange[] {
  const old = readOldTag(from);
  const renamed = readTags([to]);
  const draft = new Draft(state);
  retag(state, draft, old, (tags) => mergeTags(tags.filter((tag) => comparableTag(tag) !== old), renamed));
  const rename = (tag: string) => comparableTag(tag) === old ? renamed[0] ?? tag : tag;
  for (const item of state.items.values()) if (item.type === "query") draft.put(searchFor(item, rename));
  return draft.changes();
}

/** Takes a tag from every bookmark that bears it. Saved searches for it stay. @throws {FoxdenError} `usage.value` */
export function removeTag(state: BookmarkState, tag: string): BookmarkChange[] {
  const old = readOldTag(tag);
  const draft = new Draft(state);
  retag(state, draft, old, (tags) => tags.filter((each) => comparableTag(each) !== old));
  return draft.changes();
}

/** Whether any bookmark bears a tag, whatever its case. */
export function isTagBorne(state: BookmarkState, tag: string): boolean {
  const wanted = comparableTag(tag);
  return state.items.values().some((item) =>
    item.type === "bookmark" && item.tags.some((each) => comparableTag(each) === wanted)
  );
}

/**
 * How many different URLs bear each tag.
 *
 * Firefox does not look at case in tags; of several ways to write one, that of the first record is told.
 */
export function tagCounts(state: BookmarkState): ReadonlyMap<string, number> {
  const found = new Map<string, { readonly tag: string; readonly urls: Set<string> }>();
  for (const item of state.items.values()) {
    if (item.type !== "bookmark" || item.tags.length === 0) continue;
    const url = addressOf(item.url);
    for (const tag of item.tags) {
      const key = comparableTag(tag);
      const there = found.get(key);
      if (there) there.urls.add(url);
      else if (key !== "") found.set(key, { tag: tag.trim(), urls: new Set([url]) });
    }
  }
  return new Map([...found.values()].map(({ tag, urls }) => [tag, urls.size]));
}

function readOldTag(tag: string): string {
  // One that is too long may be there, and is best got rid of.
  return comparableTag(tag) || refuseValue("--tag", "it is empty");
}

const searchFor = (item: Query, rename: (tag: string) => string): Query => ({
  ...item,
  url: withTagsRenamed(item.url, rename),
  tagName: item.tagName === null ? null : rename(item.tagName),
});

function retag(
  state: BookmarkState,
  draft: Draft,
  old: string,
  change: (tags: readonly string[]) => readonly string[],
): void {
  const urls = new Set<string>();
  for (const item of state.items.values()) {
    if (item.type === "bookmark" && item.tags.some((tag) => comparableTag(tag) === old)) {
      urls.add(addressOf(item.url));
    }
  }
  for (const url of urls) shareTags(draft, url, change(tagsOf(draft.bookmarksAt(url))));
}

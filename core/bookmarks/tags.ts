/** Tags of the whole collection: how many bear each, another name for one, the end of one. */
import { Draft } from "./draft.ts";
import { shareTags, tagsOf } from "./pages.ts";
import { addressOf } from "./same_address.ts";
import type { BookmarkChange, BookmarkState } from "./state.ts";
import { comparableTag, mergeTags, readTags, refuseValue } from "./values.ts";

/**
 * Gives a tag another name, on every bookmark that bears it; where both are borne, one is left.
 *
 * @throws {FoxdenError} `usage.value`
 */
export function renameTag(state: BookmarkState, from: string, to: string): BookmarkChange[] {
  const old = readOldTag(from);
  const renamed = readTags([to]);
  return retag(state, old, (tags) => mergeTags(tags.filter((tag) => comparableTag(tag) !== old), renamed));
}

/** Takes a tag from every bookmark that bears it. @throws {FoxdenError} `usage.value` */
export function removeTag(state: BookmarkState, tag: string): BookmarkChange[] {
  const old = readOldTag(tag);
  return retag(state, old, (tags) => tags.filter((each) => comparableTag(each) !== old));
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

function retag(
  state: BookmarkState,
  old: string,
  change: (tags: readonly string[]) => readonly string[],
): BookmarkChange[] {
  const urls = new Set<string>();
  for (const item of state.items.values()) {
    if (item.type === "bookmark" && item.tags.some((tag) => comparableTag(tag) === old)) {
      urls.add(addressOf(item.url));
    }
  }
  const draft = new Draft(state);
  for (const url of urls) shareTags(draft, url, change(tagsOf(draft.bookmarksAt(url))));
  return draft.changes();
}

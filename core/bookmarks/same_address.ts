/** Bookmarks of one address: Firefox keeps tags and keyword with the address, so they must agree. */
import type { Bookmark } from "../records/bookmarks.ts";
import { byText } from "./faults.ts";
import { isLocal } from "./placing.ts";
import type { BookmarkState } from "./state.ts";
import { comparableTag, LONGEST_TAG, mergeTags, readKeyword } from "./values.ts";

/** Bookmarks of one address, in the order of their ids. */
export type SameAddress = readonly Bookmark[];

/** Addresses that no URL parser would change, as most are. */
const PLAIN = /^https?:\/\/[a-z\d.-]+\.[a-z]{2,}\/[\w~!$&()*+,;=:@/.?#-]*$/;

/** The address as Firefox stores it, by which it tells pages apart; text that is no address stays as it is. */
export const addressOf = (url: string): string =>
  // Parsing makes new text of each address, which shows in a large collection.
  PLAIN.test(url) && !url.includes("/.") ? url : URL.parse(url)?.href ?? url;

/** Every address that several bookmarks have, where any bookmark has tags or a keyword. Queries have neither. */
export function sameAddresses(state: BookmarkState): SameAddress[] {
  const bookmarks = bookmarksOf(state);
  if (bookmarks.every(({ tags, keyword }) => tags.length === 0 && keyword === null)) return [];
  const groups = new Map<string, Bookmark[]>();
  for (const bookmark of suspects(bookmarks)) addTo(groups, bookmark);
  return [...groups.values()].filter(({ length }) => length > 1).map((group) =>
    group.sort((left, right) => byText(left.id, right.id))
  );
}

function bookmarksOf(state: BookmarkState): Bookmark[] {
  const bookmarks: Bookmark[] = [];
  for (const item of state.items.values()) {
    if (item.type === "bookmark" && !isLocal(item.id)) bookmarks.push(item);
  }
  return bookmarks;
}

const MARKS = 1 << 20;

/** Bookmarks that may share their address. To look up every address would double the time of a check. */
function* suspects(bookmarks: readonly Bookmark[]): Generator<Bookmark, void, undefined> {
  const marks = new Uint32Array(bookmarks.length);
  const seen = new Uint8Array(MARKS);
  const seenTwice = new Uint8Array(MARKS);
  for (const [i, { url }] of bookmarks.entries()) {
    const mark = markOf(addressOf(url));
    marks[i] = mark;
    if (seen[mark] === 1) seenTwice[mark] = 1;
    seen[mark] = 1;
  }
  for (const [i, bookmark] of bookmarks.entries()) {
    if (seenTwice[marks[i] ?? 0] === 1) yield bookmark;
  }
}

/** A number below {@link MARKS} that equal texts share, of their last letters. */
function markOf(text: string): number {
  let mark = text.length;
  for (let at = text.length - 1, end = Math.max(at - 64, 0); at > end; at--) {
    mark = Math.imul(mark, 31) + text.charCodeAt(at) | 0;
  }
  return (mark ^ mark >>> 12) & (MARKS - 1);
}

function addTo(groups: Map<string, Bookmark[]>, bookmark: Bookmark): void {
  const address = addressOf(bookmark.url);
  const group = groups.get(address);
  if (group) group.push(bookmark);
  else groups.set(address, [bookmark]);
}

/** Bookmarks of several addresses that have one keyword, in the order of their ids: it leads to only one of them. */
export function sharedKeywords(state: BookmarkState): Bookmark[][] {
  const holders = new Map<string, Bookmark[]>();
  for (const bookmark of bookmarksOf(state)) {
    const keyword = readKeyword(bookmark.keyword);
    if (keyword === null) continue;
    const others = holders.get(keyword);
    if (others) others.push(bookmark);
    else holders.set(keyword, [bookmark]);
  }
  return [...holders.values()].filter((group) => ofOtherAddress(group) !== undefined).map((group) =>
    group.sort((left, right) => byText(left.id, right.id))
  );
}

/** The first bookmark whose address is not that of the first of all. */
export const ofOtherAddress = ([first, ...rest]: readonly Bookmark[]): Bookmark | undefined =>
  rest.find(({ url }) => addressOf(url) !== addressOf(first?.url ?? ""));

/** A bookmark's tags as Firefox takes them, by what tells whether two are the same. */
export function tagsOf({ tags }: Bookmark): ReadonlyMap<string, string> {
  const usable = tags.map((tag) => tag.trim()).filter((tag) => tag !== "" && tag.length <= LONGEST_TAG);
  return new Map(mergeTags(usable).map((tag) => [comparableTag(tag), tag]));
}

/** The first bookmark whose tags are not those of the first of all. */
export function differentTags(group: SameAddress): Bookmark | undefined {
  const [first] = group;
  const tags = new Set(first && tagsOf(first).keys());
  return group.find((each) => tags.symmetricDifference(tagsOf(each)).size > 0);
}

/** The first bookmark whose keyword is not that of the first of all. */
export function differentKeyword(group: SameAddress): Bookmark | undefined {
  const keyword = readKeyword(group[0]?.keyword);
  return group.find((each) => readKeyword(each.keyword) !== keyword);
}

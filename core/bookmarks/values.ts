/** Values as callers give them: made fit to be written, or refused. */
import { FoxdenError } from "../errors.ts";

/** Firefox 153 replaces or deletes a bookmark whose address is longer, in UTF-16 units. */
export const LONGEST_URL = 65_536;
/** Firefox 153 cuts longer titles, in UTF-16 units. */
export const LONGEST_TITLE = 4096;
/** Firefox 153 drops longer tags, in UTF-16 units. */
export const LONGEST_TAG = 100;

/** How the faces call the value that is refused. */
export type ValueName = "ID" | "FOLDER" | "--folder" | "--url" | "--tag" | "--title" | "--keyword" | "--at";

/** Says what cannot be used, and why. @throws {FoxdenError} `usage.value` */
export function refuseValue(name: ValueName, why: string): never {
  throw new FoxdenError("usage.value", name.startsWith("--") ? `${name}: ${why}` : why, { name });
}

/** What an item is called in a refusal: as it was typed, where somebody did. */
export type NameOf = (id: string) => string;

/** For who knows items by their ids alone. */
export const byId: NameOf = (id) => id;

/** Says that no live record has this id. @throws {FoxdenError} `not-found.record` */
export function noSuchItem(id: string): never {
  const message = `No record ${quoted(id)} in bookmarks`;
  throw new FoxdenError("not-found.record", message, { collection: "bookmarks", id });
}

/** Says that several items may be meant. @throws {FoxdenError} `ambiguous.match` with the ids of the first of them */
export function refuseSeveral(text: string, what: string, ids: readonly string[]): never {
  const message = `${ids.length} ${what} are meant by ${quoted(text)}`;
  const candidates = ids.slice(0, MOST_CANDIDATES);
  throw new FoxdenError("ambiguous.match", message, { collection: "bookmarks", candidates });
}

const MOST_CANDIDATES = 10;

/** Given text between quotes, cut where it is too long for a message. */
export const quoted = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;

/** The address as Firefox would write it. @throws {FoxdenError} `usage.value` */
export function readUrl(text: string): string {
  const href = text.length > LONGEST_URL ? null : URL.parse(text)?.href;
  if (href === undefined) return refuseValue("--url", `${quoted(text)} is no URL`);
  if (href !== null && href.length <= LONGEST_URL) return href;
  return refuseValue("--url", `a URL of more than ${LONGEST_URL} characters does not last in Firefox`);
}

/** Whether an address makes a saved search of a bookmark. */
export const isPlaceUrl = (href: string): boolean => href.startsWith("place:");

/** The tag that a saved search lists, where it lists one. */
export function tagNameOf(href: string): string | null {
  const names = new URLSearchParams(href.slice("place:".length)).getAll("tag");
  return names.length === 1 ? names[0] || null : null;
}

/** The address of a saved search with its tags renamed; as it was where that leaves all of them as they are. */
export function withTagsRenamed(href: string, rename: (tag: string) => string): string {
  if (!isPlaceUrl(href)) return href;
  const parts = href.slice("place:".length).split("&").map((part) => {
    if (!part.startsWith("tag=")) return part;
    const tag = unescaped(part.slice("tag=".length));
    const renamed = rename(tag);
    return renamed === tag ? part : `tag=${encodeURIComponent(renamed.toWellFormed())}`;
  });
  return `place:${parts.join("&")}`;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The title, unless it is too long. @throws {FoxdenError} `usage.value` */
export function readTitle(text: string, name: ValueName = "--title"): string {
  if (text.length <= LONGEST_TITLE) return text;
  return refuseValue(name, `Firefox cuts a title of more than ${LONGEST_TITLE} characters`);
}

/** Tags as they are written, each once. @throws {FoxdenError} `usage.value` */
export function readTags(tags: readonly string[]): readonly string[] {
  const read = tags.map((tag) => {
    const trimmed = tag.trim();
    if (trimmed.length > 0 && trimmed.length <= LONGEST_TAG) return trimmed;
    return refuseValue("--tag", `${quoted(trimmed)} has not 1 to ${LONGEST_TAG} characters`);
  });
  return mergeTags(read);
}

/** What tells whether two tags are the same: Firefox does not look at case. */
export const comparableTag = (tag: string): string => tag.trim().toLowerCase();

/** All the tags, each once and as it is written where it comes first. */
export function mergeTags(...lists: readonly (readonly string[])[]): readonly string[] {
  const merged = new Map<string, string>();
  for (const tag of lists.flat()) {
    const key = comparableTag(tag);
    if (!merged.has(key)) merged.set(key, tag);
  }
  return [...merged.values()];
}

/** A keyword as Firefox keeps it; `null` is none. */
export const readKeyword = (keyword: string | null | undefined): string | null =>
  keyword?.trim().toLowerCase() || null;

/** A place in a folder. @throws {FoxdenError} `usage.value` */
export function readAt(at: number | undefined): number | undefined {
  if (at === undefined || (Number.isSafeInteger(at) && at >= 0)) return at;
  return refuseValue("--at", `${at} is no place in a folder; the first is 0`);
}

/** Bookmarks of one address that disagree: all get the tags of all, and the newest keyword. A keyword is of one address. */
import type { Bookmark, BookmarkItem } from "../records/bookmarks.ts";
import type { FaultKind } from "./faults.ts";
import { edit, type Plan } from "./rewriting.ts";
import {
  addressOf,
  differentKeyword,
  differentTags,
  type SameAddress,
  sameAddresses,
  sharedKeywords,
  tagsOf,
} from "./same_address.ts";
import type { ModifiedOf } from "./settling.ts";
import { mergeTags, readKeyword } from "./values.ts";

/** Makes bookmarks of one address agree, and leaves each keyword to one address. */
export function repairPages(plan: Plan, modifiedOf: ModifiedOf): void {
  const bared = repairSharedKeywords(plan, modifiedOf);
  for (const group of sameAddresses(plan.state)) {
    repairTags(plan, group);
    repairKeywords(plan, group.map((each) => bared.get(each.id) ?? each), modifiedOf);
  }
}

/** Leaves each keyword to the address of the newest bookmark that has it. @returns the bookmarks that lose theirs */
function repairSharedKeywords(plan: Plan, modifiedOf: ModifiedOf): ReadonlyMap<string, Bookmark> {
  const bared = new Map<string, Bookmark>();
  for (const holders of sharedKeywords(plan.state)) {
    const keeper = addressOf(newestOf(holders, modifiedOf)?.url ?? "");
    for (const bookmark of holders.filter(({ url }) => addressOf(url) !== keeper)) {
      bared.set(bookmark.id, { ...bookmark, keyword: null });
      setKeyword(plan, bookmark, null, "sharedKeyword");
    }
  }
  return bared;
}

function repairTags(plan: Plan, group: SameAddress): void {
  if (!differentTags(group)) return;
  const all = mergeTags(...group.map((each) => [...tagsOf(each).values()]));
  for (const bookmark of group) {
    if (tagsOf(bookmark).size === all.length) continue;
    const tags = mergeTags(bookmark.tags, all);
    edit(plan, bookmark, ["differentTags"], (each) => each.type === "bookmark" ? { ...each, tags } : each);
  }
}

function repairKeywords(plan: Plan, group: SameAddress, modifiedOf: ModifiedOf): void {
  const keyword = differentKeyword(group) && newestKeyword(group, modifiedOf);
  if (!keyword) return;
  for (const bookmark of group) {
    if (readKeyword(bookmark.keyword) !== keyword) setKeyword(plan, bookmark, keyword, "differentKeywords");
  }
}

function setKeyword(plan: Plan, bookmark: Bookmark, keyword: string | null, reason: FaultKind): void {
  const change = (each: BookmarkItem) => each.type === "bookmark" ? { ...each, keyword } : each;
  edit(plan, bookmark, [reason], change, "keyword");
}

/** The keyword of the newest bookmark that has one. */
const newestKeyword = (group: SameAddress, modifiedOf: ModifiedOf): string | null =>
  readKeyword(newestOf(group.filter((each) => readKeyword(each.keyword) !== null), modifiedOf)?.keyword);

/** The newest of bookmarks that are in the order of their ids, which counts where times do not tell. */
const newestOf = (bookmarks: readonly Bookmark[], modifiedOf: ModifiedOf): Bookmark | undefined =>
  bookmarks.toSorted((left, right) => modifiedOf(right.id) - modifiedOf(left.id))[0];

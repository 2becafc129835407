/** Bookmarks of one address that disagree: all get the tags of all, and the newest keyword. */
import type { BookmarkItem } from "../records/bookmarks.ts";
import { edit, type Plan } from "./rewriting.ts";
import { differentKeyword, differentTags, type SameAddress, sameAddresses, tagsOf } from "./same_address.ts";
import type { ModifiedOf } from "./settling.ts";
import { mergeTags, readKeyword } from "./values.ts";

/** Makes bookmarks of one address agree. */
export function repairPages(plan: Plan, modifiedOf: ModifiedOf): void {
  for (const group of sameAddresses(plan.state)) {
    repairTags(plan, group);
    repairKeywords(plan, group, modifiedOf);
  }
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
    if (readKeyword(bookmark.keyword) === keyword) continue;
    const change = (each: BookmarkItem) => each.type === "bookmark" ? { ...each, keyword } : each;
    edit(plan, bookmark, ["differentKeywords"], change, "keyword");
  }
}

/** The keyword of the newest bookmark that has one, by id where times do not tell. */
function newestKeyword(group: SameAddress, modifiedOf: ModifiedOf): string | null {
  const keyed = group.filter((each) => readKeyword(each.keyword) !== null);
  const [newest] = keyed.sort((left, right) => modifiedOf(right.id) - modifiedOf(left.id));
  return readKeyword(newest?.keyword);
}

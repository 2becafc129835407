/** What the lists of folders have to say once every item is settled. */
import type { BookmarkItem } from "../records/bookmarks.ts";
import type { FaultKind } from "./faults.ts";
import { foldersOf, hasPlace, listersOf } from "./placing.ts";
import { edit, isWritten, type Plan } from "./rewriting.ts";
import { folderOrRoot, reasonOf, type Settlement } from "./settling.ts";
import type { BookmarkState } from "./state.ts";
import { byAge } from "./tree.ts";

/** Makes every folder list what is settled in it and nothing else; what it did not list comes to the end. */
export function repairLists(plan: Plan, settlement: Settlement): void {
  const { state } = plan;
  const dropped = droppedFrom(plan, settlement);
  const joining = joiningOf(plan, settlement);
  for (const id of new Set([...dropped.keys(), ...joining.keys()])) {
    const folder = folderOrRoot(state, id);
    if (!folder) continue;
    const joiners = (joining.get(id) ?? []).sort(byAge).map((each) => each.id);
    const drops = dropped.get(id);
    const kept = drops ? folder.children.filter((_, at) => !drops.has(at)) : folder.children;
    const reasons = [...drops?.values() ?? [], ...joiners.map((each) => reasonOf(settlement, each))];
    edit(plan, folder, reasons, (each) => ({ ...each, children: [...kept, ...joiners] }));
  }
}

/** The entries that leave each folder's list, by their index, each with its reason. */
type Drops = Map<string, Map<number, FaultKind>>;

function droppedFrom({ state }: Plan, settlement: Settlement): Drops {
  const dropped: Drops = new Map();
  for (const folder of foldersOf(state)) {
    const drops = new Map<number, FaultKind>();
    const seen = new Set<string>();
    for (const [at, child] of folder.children.entries()) {
      const reason = seen.has(child) ? "duplicateChildren" : dropReason(state, settlement, folder.id, child);
      if (reason) drops.set(at, reason);
      else seen.add(child);
    }
    if (drops.size > 0) dropped.set(folder.id, drops);
  }
  return dropped;
}

function dropReason(
  state: BookmarkState,
  { folderOf, cutFrom }: Settlement,
  folder: string,
  child: string,
): FaultKind | undefined {
  if (!state.items.has(child)) {
    if (state.unreadable.has(child)) return undefined;
    return state.deleted.has(child) ? "deletedChildren" : "missingChildren";
  }
  if (!hasPlace(child)) return "multipleParents";
  if (child === folder || cutFrom.get(child) === folder) return "cycles";
  return folderOf.get(child) === folder ? undefined : "multipleParents";
}

/** The items that come to the end of each folder's list. */
function joiningOf({ state }: Plan, { folderOf, listings }: Settlement): Map<string, BookmarkItem[]> {
  const joining = new Map<string, BookmarkItem[]>();
  for (const [id, folder] of folderOf) {
    const item = state.items.get(id);
    if (!item || listersOf(listings, item).includes(folder)) continue;
    // What cannot be written would not come to agree with the list.
    if (!isWritten(item) && item.parentId !== folder) continue;
    const joiners = joining.get(folder);
    if (joiners) joiners.push(item);
    else joining.set(folder, [item]);
  }
  return joining;
}

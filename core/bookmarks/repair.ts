/**
 * The smallest repair of a collection of bookmarks, as a plan.
 *
 * Every record keeps its other members, nothing is deleted, and nothing that can be read is lost.
 */
import type { BookmarkItem } from "../records/bookmarks.ts";
import { isRoot } from "../records/writing.ts";
import { checkBookmarks, hasStrayChildren, isStrayRoot } from "./check.ts";
import type { Fault } from "./faults.ts";
import { standingOf } from "./placing.ts";
import { repairLists } from "./repair_lists.ts";
import { repairPages } from "./repair_pages.ts";
import { changesOf, edit, type Plan } from "./rewriting.ts";
import { folderOrRoot, type ModifiedOf, reasonOf, settle, type Settlement } from "./settling.ts";
import { applyChanges, type BookmarkState, lacksId, type PutItem } from "./state.ts";

/** What the records themselves do not tell. */
export interface RepairOptions {
  /** Ids of which the caller saw two records; no repair helps there. */
  readonly duplicates?: readonly string[];
  /** Tells which of two records is newer; without it all are equally old. */
  readonly modifiedOf?: ModifiedOf;
}

/** What would be written, and what stays wrong. */
export interface RepairPlan {
  /** One for each record, ordered by id; its `reason` names the kinds of faults behind it. */
  readonly changes: readonly PutItem[];
  /**
   * The faults that a check finds after the changes: records that foxden never writes (folders of a Firefox's own,
   * livemarks), ids that came twice, and places that need a root when none can be written.
   */
  readonly left: readonly Fault[];
}

/** Plans the smallest repair of everything that can be repaired. A collection without faults gives no changes. */
export function planRepair(state: BookmarkState, options: RepairOptions = {}): RepairPlan {
  const { duplicates = [], modifiedOf = () => 0 } = options;
  const plan: Plan = { state, rewrites: new Map() };
  const settlement = settle(state, modifiedOf);
  repairRecords(plan);
  repairParents(plan, settlement);
  repairLists(plan, settlement);
  repairPages(plan, modifiedOf);
  const changes = changesOf(plan);
  return { changes, left: checkBookmarks(applyChanges(state, changes), duplicates) };
}

/** Mends what is wrong with a record by itself, in the object that it is a view of: its view has no such members. */
function repairRecords(plan: Plan): void {
  for (const item of plan.state.items.values()) {
    const { id } = item;
    const root = isStrayRoot(item) ? folderOrRoot(plan.state, id) : undefined;
    if (root) edit(plan, root, ["rootNotFolder"], (each) => each);
    if (lacksId(item.source)) {
      edit(plan, item, ["missingIDs"], (each) => ({ ...each, source: { ...each.source, id } }));
    }
    if (hasStrayChildren(item)) {
      edit(plan, item, ["childrenOnNonFolder"], (each) => {
        const { children: _, ...source } = each.source;
        return { ...each, source };
      });
    }
  }
}

function repairParents(plan: Plan, settlement: Settlement): void {
  for (const item of plan.state.items.values()) {
    if (isRoot(item.id) && item.parentId !== "places") {
      const atTop = { parentId: "places", parentName: "" };
      edit(plan, item, ["parentChildMismatches"], (each) => ({ ...each, ...atTop }), "parentid");
    }
    const folder = settlement.folderOf.get(item.id);
    if (folder === undefined || folder === item.parentId || keepsParent(plan, settlement, item)) continue;
    const parent = { parentId: folder, parentName: folderOrRoot(plan.state, folder)?.title ?? "" };
    edit(plan, item, [reasonOf(settlement, item.id)], (each) => ({ ...each, ...parent }), "parentid");
  }
}

/** An unreadable record may well be the folder that lists an item: what names it stays as it is. */
const keepsParent = ({ state }: Plan, { cutFrom }: Settlement, { id, parentId }: BookmarkItem): boolean =>
  !cutFrom.has(id) && standingOf(state, parentId) === "unreadable";

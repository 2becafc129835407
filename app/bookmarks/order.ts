/** Keeps the tree of bookmarks sound where records go back to what they were, one by one, in a tree that has moved on. */
import { checkBookmarks, type Fault } from "../../core/bookmarks/check.ts";
import { planRepair } from "../../core/bookmarks/repair.ts";
import { idOf } from "../../core/bookmarks/state.ts";
import type { ServerTime } from "../../core/ids.ts";
import { stateOf, toPlanned } from "./write.ts";
import type { PlannedChange } from "../write/plan.ts";
import type { View } from "../write/view.ts";

/** The collection as it is once the changes were made. */
export function viewAfter(changes: readonly PlannedChange[], view: View): View {
  const after = new Map(view);
  for (const { id, after: clear } of changes) {
    if (clear) after.set(id, { id, modified: 0 as ServerTime, bytes: 0, ...view.get(id), clear });
  }
  return after;
}

/** The faults that a collection has and others do not have. */
export function faultsBesides(view: View, ...others: readonly View[]): readonly Fault[] {
  const known = new Set(others.flatMap((other) => checkBookmarks(stateOf(other)).map(nameOf)));
  return checkBookmarks(stateOf(view)).filter((fault) => !known.has(nameOf(fault)));
}

const nameOf = ({ kind, id, other }: Fault): string => `${kind} ${id} ${other}`;

/**
 * The same changes, and those that keep the tree as sound as it is: what would have no place is put in one. Faults that
 * are there already stay.
 */
export function keptInOrder(changes: readonly PlannedChange[], view: View): readonly PlannedChange[] {
  const after = viewAfter(changes, view);
  const faults = faultsBesides(after, view);
  if (faults.length === 0) return changes;
  const concerned = new Set(faults.flatMap(({ involved }) => involved));
  const { changes: repairs } = planRepair(stateOf(after));
  const some = joined(changes, repairs.filter((each) => concerned.has(idOf(each))), view);
  // Where a place cannot be made without mending what was broken before, that is mended, too.
  return faultsBesides(viewAfter(some, view), view).length === 0 ? some : joined(changes, repairs, view);
}

type Repairs = ReturnType<typeof planRepair>["changes"];

function joined(changes: readonly PlannedChange[], repairs: Repairs, view: View): readonly PlannedChange[] {
  const repaired = new Set<string>(repairs.map(idOf));
  return [
    ...changes.filter(({ id }) => !repaired.has(id)),
    ...repairs.map((change) => toPlanned(change, view)),
  ];
}

/** Every write to the tree of bookmarks: an edit of `core/bookmarks/` on the whole of it, which leaves it sound. */
import { checkBookmarks, type Fault } from "../../core/bookmarks/check.ts";
import { planRepair } from "../../core/bookmarks/repair.ts";
import {
  type BookmarkChange,
  type BookmarkState,
  clearOf,
  lacksId,
  readState,
} from "../../core/bookmarks/state.ts";
import type { BookmarkEdit } from "../../core/bookmarks/turn.ts";
import { FoxdenError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import { isTombstone } from "../../core/records/writing.ts";
import { type CollectionName, guid } from "../../core/ids.ts";
import type { App } from "../open.ts";
import { type Edit, type PendingWrite, prepareWrite, type WriteJob } from "../write/write.ts";
import { type PlannedChange, putChange, removeChange } from "../write/plan.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { View } from "../write/view.ts";

/** The name of the collection. */
export const BOOKMARKS = "bookmarks" as CollectionName;

/** What makes a write to the tree. */
export interface BookmarkJob extends Pick<WriteJob, "title" | "force" | "claims"> {
  /** Finds what is meant, and gives the edit. */
  readonly begin: (state: BookmarkState) => BookmarkEdit;
}

/**
 * Plans a write to the tree; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `failed.tree` where the tree is unsound at the very folders that would be changed, and as the
 *   edit and `app/write/write.ts` say
 */
export function prepareBookmarkWrite(app: App, job: BookmarkJob): Promise<PendingWrite> {
  const { begin, ...rest } = job;
  return prepareWrite(app, {
    ...rest,
    name: BOOKMARKS,
    scope: "all",
    // Half a tree is a broken one.
    whole: true,
    begin: (view) => onView(onSound(begin(stateOf(view)))),
  });
}

/** The collection as edits of the tree see it. */
export const stateOf = (view: View): BookmarkState => readState(view.values());

/** An edit of the tree as one of records. */
function onView(edit: BookmarkEdit): Edit {
  return (view) => edit(stateOf(view)).map((change) => toPlanned(change, view));
}

/** The change of a record that a change of the tree comes to. */
export function toPlanned(change: BookmarkChange, view: View): PlannedChange {
  const reason = change.reason === undefined ? {} : { reason: change.reason };
  if (change.kind === "remove") {
    return removeChange({ collection: BOOKMARKS, id: guid(change.id), ...reason }, view);
  }
  const { item, guarded } = change;
  const about = { collection: BOOKMARKS, id: guid(item.id), ...reason };
  const guard = view.has(about.id) ? guarded.map((name) => [name]) : "whole";
  const put = putChange(about, view, clearOf(item), guard);
  // Elsewhere a record without its id inside is as good as one with it: here that is what is to be mended.
  return isNameless(view.get(about.id))
    ? { ...put, action: "change", members: [...new Set(["id", ...put.members])], after: clearOf(item) }
    : put;
}

const isNameless = (record: MirrorRecord | undefined): boolean =>
  isObject(record?.clear) && !isTombstone(record.clear) && lacksId(record.clear);

/** Refuses to build on what is broken: the tree is to be repaired first, knowingly. */
function onSound(edit: BookmarkEdit): BookmarkEdit {
  return (state) => {
    const changes = edit(state);
    const touched = new Set(changes.map((change) => change.kind === "put" ? change.item.id : change.id));
    const fault = mendable(state, checkBookmarks(state).filter((each) => touchedBy(each, touched)))[0];
    if (!fault) return changes;
    const message = `The bookmarks are not in order where they would be changed: ${fault.text}`;
    throw new FoxdenError("failed.tree", message, { id: fault.id });
  };
}

/** What no repair mends, such as a livemark out of place, would be in the way for ever. */
function mendable(state: BookmarkState, faults: readonly Fault[]): readonly Fault[] {
  if (faults.length === 0) return faults;
  const { left } = planRepair(state);
  return faults.filter(({ kind, id }) => !left.some((each) => each.kind === kind && each.id === id));
}

const touchedBy = ({ kind, involved }: Fault, touched: ReadonlySet<string>): boolean =>
  !HARMLESS.has(kind) && involved.some((id) => touched.has(id));

/** Faults that no edit makes worse. */
const HARMLESS: ReadonlySet<Fault["kind"]> = new Set([
  "missingIDs",
  "rootOnServer",
  "differentTags",
  "differentKeywords",
  "sharedKeyword",
]);

/** Every write to the tree of bookmarks: an edit of `core/bookmarks/` on the whole of it, which leaves it sound. */
import { checkBookmarks, type Fault } from "../core/bookmarks/check.ts";
import { type BookmarkChange, type BookmarkState, clearOf, readState } from "../core/bookmarks/state.ts";
import { FoxdenError } from "../core/errors.ts";
import { isObject } from "../core/json.ts";
import { isTombstone } from "../core/records/writing.ts";
import { type CollectionName, guid, type ServerTime } from "../core/ids.ts";
import type { App } from "./open.ts";
import { type Edit, type PendingWrite, prepareWrite, type WriteJob } from "./write.ts";
import { type PlannedChange, putChange, removeChange } from "./write_plan.ts";
import type { MirrorRecord } from "./mirror/page.ts";
import type { View } from "./write_view.ts";

export const BOOKMARKS = "bookmarks" as CollectionName;

/** What is to become of the tree. */
export type BookmarkEdit = (state: BookmarkState) => readonly BookmarkChange[];

/** What makes a write to the tree. */
export interface BookmarkJob extends Pick<WriteJob, "title" | "force" | "claims" | "operation" | "undoes"> {
  /** Finds what is meant, and gives the edit. */
  readonly begin: (state: BookmarkState) => BookmarkEdit;
}

/**
 * Plans a write to the tree; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `failed.tree` where the tree is unsound at the very folders that would be changed, and as the
 *   edit and `app/write.ts` say
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
  return lacksId(view.get(about.id))
    ? { ...put, action: "change", members: ["id", ...put.members], after: clearOf(item) }
    : put;
}

function lacksId(record: MirrorRecord | undefined): boolean {
  return isObject(record?.clear) && !isTombstone(record.clear) && record.clear["id"] === undefined;
}

/** Refuses to build on what is broken: the tree is to be repaired first, knowingly. */
function onSound(edit: BookmarkEdit): BookmarkEdit {
  return (state) => {
    const changes = edit(state);
    const touched = new Set(changes.map((change) => change.kind === "put" ? change.item.id : change.id));
    const fault = checkBookmarks(state).find((each) => touchedBy(each, touched));
    if (!fault) return changes;
    const message = `The bookmarks are not in order where they would be changed: ${fault.text}`;
    throw new FoxdenError("failed.tree", message, { id: fault.id });
  };
}

const touchedBy = ({ kind, id, other }: Fault, touched: ReadonlySet<string>): boolean =>
  !HARMLESS.has(kind) && (touched.has(id) || (other !== undefined && touched.has(other)));

/** Faults that no edit makes worse. */
const HARMLESS: ReadonlySet<Fault["kind"]> = new Set([
  "missingIDs",
  "rootOnServer",
  "differentTags",
  "differentKeywords",
]);

/**
 * Refuses changes that would leave the tree less sound than it is.
 *
 * @throws {FoxdenError} `failed.tree`
 */
export function refuseUnsound(changes: readonly PlannedChange[], view: View): void {
  const known = new Set(checkBookmarks(stateOf(view)).map(nameOf));
  const fault = checkBookmarks(stateOf(viewAfter(changes, view))).find((each) => !known.has(nameOf(each)));
  if (!fault) return;
  const message = `This would leave the bookmarks out of order: ${fault.text}`;
  throw new FoxdenError("failed.tree", message, { id: fault.id });
}

const nameOf = ({ kind, id, other }: Fault): string => `${kind} ${id} ${other}`;

/** The collection as it is once the changes were made. */
export function viewAfter(changes: readonly PlannedChange[], view: View): View {
  const after = new Map(view);
  for (const { id, after: clear } of changes) {
    if (clear) after.set(id, { id, modified: 0 as ServerTime, bytes: 0, ...view.get(id), clear });
  }
  return after;
}

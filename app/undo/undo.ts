/** Use-case: take back what foxden has changed. */
import { FoxdenError } from "../../core/errors.ts";
import type { CollectionName, Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { tombstoneOf } from "../../core/records/writing.ts";
import { REPAIR } from "../bookmarks/check.ts";
import { faultsBesides, keptInOrder, viewAfter } from "../bookmarks/order.ts";
import type { Journal, JournalChange, JournalEntry } from "../journal/journal.ts";
import type { App } from "../open.ts";
import { revertAll } from "./plan.ts";
import {
  isLeftToUndo,
  isUndoable,
  operationsOf,
  settled,
  told,
  type UndoneCommand,
  withJournal,
} from "./operations.ts";
import { inTurn, type PendingWrite, prepareWrite, refuseWriting } from "../write/write.ts";
import type { Operation } from "../write/commit.ts";
import { maskedConflict, refuseConflicts } from "../write/conflict.ts";
import { type PlannedChange, putChange, removeChange } from "../write/plan.ts";
import { storedOf, type View } from "../write/view.ts";

export { listUndo, undoColumns, type UndoRow } from "./list.ts";
export type { UndoneCommand };

/** What is to be taken back, and how. */
export interface UndoInput {
  /** How many commands, the newest first. */
  readonly count: number;
  /** Whether what others changed since is written over. */
  readonly force: boolean;
  /** Whether what does not fit into one batch of the server's may become visible in parts; never with bookmarks. */
  readonly inParts?: boolean;
}

/** What is about to be taken back. */
export interface PendingUndo extends PendingWrite {
  /** The newest first; fewer than were asked for where there are no more. */
  readonly undone: readonly UndoneCommand[];
}

/**
 * Plans to take back the newest commands; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `not-found.change` where there is nothing to take back, `conflict.fields` where somebody has
 *   changed the same fields since, `conflict.unknown`, `conflict.tree`, `failed.journal`
 */
export async function prepareUndo(app: App, input: UndoInput): Promise<PendingUndo> {
  refuseWriting(app);
  return await withJournal(app, (journal) => prepareOn(app, journal, input));
}

async function prepareOn(
  app: App,
  journal: Journal,
  { count, force, inParts = false }: UndoInput,
): Promise<PendingUndo> {
  await settled(app, journal);
  const operations = operationsOf(journal).filter(isUndoable).slice(0, count);
  if (operations.length === 0) {
    throw new FoxdenError("not-found.change", "Nothing that foxden has changed is left to undo", {});
  }
  const operation: Operation = {};
  const parts: PendingWrite[] = [];
  // The parts of two commands may alternate: what was written last goes back first.
  const entries = operations.flat().filter(isLeftToUndo).toSorted((a, b) => b.seq - a.seq);
  if (!force) refuseUnknown(entries);
  for (const [collection, some] of Map.groupBy(entries, ({ collection }) => collection)) {
    const made = await Promise.all(some.map(({ seq }) => journal.changes(seq)));
    parts.push(await prepareReverting(app, { collection, entries: some, made, force, inParts, operation }));
  }
  const pending = inTurn(parts);
  const warnings = entries.some(isRepair) ? [...pending.warnings, UNMENDED] : pending.warnings;
  return { ...pending, warnings, undone: operations.map(told) };
}

/** What looks like the work of a command of which nobody knows what became may be somebody else's. */
function refuseUnknown(entries: readonly JournalEntry[]): void {
  const unknown = entries.find(({ state }) => state === "unknown");
  if (!unknown) return;
  const message =
    `Nobody knows what became of "${unknown.title}": its records are neither as before nor as after it`;
  throw new FoxdenError("conflict.unknown", message, { title: unknown.title });
}

const UNMENDED = "warning: this takes a repair back: the bookmarks will be out of order again";

interface Reverting {
  readonly collection: CollectionName;
  readonly entries: readonly JournalEntry[];
  /** Of each entry, newest first. */
  readonly made: readonly (readonly JournalChange[])[];
  readonly force: boolean;
  readonly inParts: boolean;
  readonly operation: Operation;
}

function prepareReverting(app: App, reverting: Reverting): Promise<PendingWrite> {
  const { collection, entries, made, inParts, operation } = reverting;
  const ids = [...new Set(made.flat().map(({ id }) => id))];
  const titles = [...new Set(entries.map(({ title }) => title))];
  return prepareWrite(app, {
    name: collection,
    title: `undo ${titles.join(", ")}`,
    scope: collection === "bookmarks" ? "all" : ids,
    begin: () => (view) => planUndo(reverting, view),
    // The edit itself compares with what was written, which is more than what a list shows just now.
    claims: [],
    fresh: { mode: "pull" },
    whole: collection === "bookmarks" || !inParts,
    forceShape: true,
    operation,
    undoes: entries.map(({ seq }) => seq),
  });
}

function planUndo({ collection, entries, made, force }: Reverting, view: View): readonly PlannedChange[] {
  const { wanted, unreadable, conflicts } = revertAll(collection, made, (id) => storedOf(view.get(id)));
  const told = conflicts.map((each) => maskedConflict(collection, { ...each, path: each.path ?? null }));
  if (!force) refuseConflicts(collection, told);
  const changes = [...wanted].map(([id, clear]) => {
    const change = changeTo(collection, id, clear, view);
    return change.action === "skip" && unreadable.has(id) ? { ...change, reason: STAYS } : change;
  });
  if (collection !== "bookmarks") return changes;
  const repairs = made.filter((_, i) => isRepair(entries[i]));
  const unmended = revertAll(collection, repairs, (id) => storedOf(view.get(id))).wanted;
  const broken = viewAfter([...unmended].map(([id, clear]) => changeTo(collection, id, clear, view)), view);
  return inPlace(changes, view, broken, force);
}

const STAYS = "could not be read before, and stays as it is";

/** What made a tree sound was written on one that was not: taken back, it is that again. */
const isRepair = (entry: JournalEntry | undefined): boolean => entry?.title === REPAIR;

/**
 * What others have done to the tree since may leave items without a place.
 *
 * @param broken as it is when repairs alone are taken back, which is what is wanted of them
 * @throws {FoxdenError} `conflict.tree`, unless with `force`, which finds another place for them
 */
function inPlace(
  changes: readonly PlannedChange[],
  view: View,
  broken: View,
  force: boolean,
): readonly PlannedChange[] {
  const faults = faultsBesides(viewAfter(changes, view), view, broken);
  if (faults.length === 0) return changes;
  const misplaced = faults.find(({ kind }) => !SHARED.has(kind));
  if (misplaced && !force) {
    const message =
      `Others have changed the bookmarks since; this would leave them out of order: ${misplaced.text}`;
    throw new FoxdenError("conflict.tree", message, { id: misplaced.id });
  }
  return keptInOrder(changes, view);
}

/** What others have given the same page since, it keeps. */
const SHARED: ReadonlySet<string> = new Set(["differentTags", "differentKeywords"]);

/** @param clear undefined for a record that is to be deleted */
function changeTo(
  collection: CollectionName,
  id: Guid,
  clear: JsonObject | undefined,
  view: View,
): PlannedChange {
  if (clear) return putChange({ collection, id }, view, clear);
  const isThere = storedOf(view.get(id)) !== undefined;
  if (isThere && !collectionOf(collection).tombstones) throw cannotBeDeleted(collection, id);
  if (isThere) return removeChange({ collection, id }, view, tombstoneOf(collection, id));
  return { collection, id, action: "skip", reason: "is so already", members: [], guard: "whole" };
}

function cannotBeDeleted(collection: CollectionName, id: Guid): FoxdenError<"usage.value"> {
  const message =
    `"${id}" was added, and nobody reads tombstones in ${collection}: take it off the server with ` +
    `records rm ${collection} ${id} --hard`;
  return new FoxdenError("usage.value", message, { name: "N" });
}

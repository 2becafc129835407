/** Use-cases on what foxden has changed: list it, and take it back. */
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import type { CollectionName, Guid } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import { collectionOf } from "../core/records/registry.ts";
import { tombstoneOf } from "../core/records/writing.ts";
import { REPAIR } from "./bookmark_check.ts";
import { refuseUnsound } from "./bookmark_write.ts";
import { type Column, instant, type Listing, NONE_MALFORMED } from "./columns.ts";
import type { Journal, JournalChange, JournalEntry } from "./journal/journal.ts";
import type { App } from "./open.ts";
import { onePage } from "./read.ts";
import { settlePending } from "./settle.ts";
import { revertAll } from "./undo_plan.ts";
import { inTurn, type PendingWrite, prepareWrite, refuseOffline } from "./write.ts";
import type { Operation } from "./write_commit.ts";
import { maskedConflict, refuseConflicts } from "./write_conflict.ts";
import { type PlannedChange, putChange, removeChange } from "./write_plan.ts";
import { storedOf, type View } from "./write_view.ts";

/** One command of foxden's that changed something. */
export interface UndoRow {
  /** `undo N` takes back this one and all that are newer; null for what cannot be taken back. */
  readonly n: number | null;
  readonly atMs: number;
  readonly title: string;
  readonly collections: readonly string[];
  readonly records: number;
  /** `unknown`: it was cut short, and the records are neither as before nor as after it. */
  readonly state: JournalEntry["state"];
}

export const undoColumns: readonly Column<UndoRow>[] = [
  { name: "n", value: (row) => row.n },
  { name: "when", value: (row) => instant(row.atMs), kind: "time" },
  { name: "command", value: (row) => row.title },
  { name: "collections", value: (row) => row.collections },
  { name: "records", value: (row) => row.records, kind: "count" },
  { name: "state", value: (row) => row.state },
];

/** What foxden has changed, newest first. Writes that were cut short are settled first where a server may be asked. */
export async function listUndo(app: App): Promise<Listing<UndoRow>> {
  const journal = await app.journal();
  if (!app.options.offline) await settled(app, journal).catch(ignoreExcused);
  let n = 0;
  const rows = operationsOf(journal).map((entries): UndoRow => ({
    n: isUndoable(entries) ? ++n : null,
    atMs: Math.min(...entries.map(({ atMs }) => atMs)),
    title: entries[0]?.title ?? "",
    collections: [...new Set(entries.map(({ collection }) => collection))],
    records: entries.reduce((sum, { count }) => sum + count, 0),
    state: stateOf(entries),
  }));
  return {
    kind: "changes-made",
    columns: undoColumns,
    pages: onePage(rows),
    malformed: () => NONE_MALFORMED,
  };
}

/** A list says "pending" where the server cannot be asked just now, or a write is under way. */
function ignoreExcused(error: unknown): void {
  const isJournals = isFoxdenError(error) && error.code === "failed.journal" &&
    error.details.fault !== "busy";
  if (!isFoxdenError(error) || isJournals) throw error;
}

async function settled(app: App, journal: Journal): Promise<void> {
  if (journal.entries().every(({ state }) => state !== "pending")) return;
  await journal.locked(() => settlePending(app, journal));
}

/** Entries of the journal by the command they are of, newest first, and so are the entries of each. */
function operationsOf(journal: Journal): (readonly JournalEntry[])[] {
  return [...Map.groupBy(journal.entries(), ({ operation }) => operation).values()];
}

function isUndoable(entries: readonly JournalEntry[]): boolean {
  return entries.some(({ state, undoes }) => undoes === null && (state === "done" || state === "unknown"));
}

/** The state that matters most of what the parts of a command are in. */
function stateOf(entries: readonly JournalEntry[]): JournalEntry["state"] {
  const states = new Set(entries.map(({ state }) => state));
  return (["pending", "unknown", "done", "undone"] as const).find((state) => states.has(state)) ?? "done";
}

export interface UndoInput {
  /** How many commands, the newest first. */
  readonly count: number;
  /** Whether what others changed since is written over. */
  readonly force: boolean;
}

/** What is about to be taken back. */
export interface PendingUndo extends PendingWrite {
  readonly undone: readonly UndoneCommand[];
}

/** A command that is taken back. */
export interface UndoneCommand {
  readonly title: string;
  readonly atMs: number;
  readonly records: number;
}

/**
 * Plans to take back the newest commands; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `not-found.change` where there is nothing to take back, `conflict.fields` where somebody has
 *   changed the same fields since, `failed.tree`, `failed.journal`
 */
export async function prepareUndo(app: App, { count, force }: UndoInput): Promise<PendingUndo> {
  refuseOffline(app);
  const journal = await app.journal();
  await settled(app, journal);
  const operations = operationsOf(journal).filter(isUndoable).slice(0, count);
  if (operations.length === 0) {
    throw new FoxdenError("not-found.change", "Nothing that foxden has changed is left to undo", {});
  }
  const operation: Operation = {};
  const parts: PendingWrite[] = [];
  const entries = operations.flat().filter(({ undoes, state }) =>
    undoes === null && (state === "done" || state === "unknown")
  );
  for (const [collection, some] of Map.groupBy(entries, ({ collection }) => collection)) {
    const made = await Promise.all(some.map(({ seq }) => journal.changes(seq)));
    parts.push(await prepareReverting(app, { collection, entries: some, made, force, operation }));
  }
  return { ...inTurn(parts), undone: operations.map(told) };
}

const told = (entries: readonly JournalEntry[]): UndoneCommand => ({
  title: entries[0]?.title ?? "",
  atMs: Math.min(...entries.map(({ atMs }) => atMs)),
  records: entries.reduce((sum, { count }) => sum + count, 0),
});

interface Reverting {
  readonly collection: CollectionName;
  readonly entries: readonly JournalEntry[];
  /** Of each entry, newest first. */
  readonly made: readonly (readonly JournalChange[])[];
  readonly force: boolean;
  readonly operation: Operation;
}

function prepareReverting(app: App, reverting: Reverting): Promise<PendingWrite> {
  const { collection, entries, made, operation } = reverting;
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
    whole: collection === "bookmarks",
    forceShape: true,
    operation,
    undoes: entries.map(({ seq }) => seq),
    ...(collection === "bookmarks" && !isRepair(entries) ? { check: refuseUnsound } : {}),
  });
}

/** What made a tree sound was written on one that was not. */
const isRepair = (entries: readonly JournalEntry[]): boolean => entries.some(({ title }) => title === REPAIR);

function planUndo({ collection, made, force }: Reverting, view: View): PlannedChange[] {
  const { wanted, conflicts } = revertAll(collection, made, (id) => storedOf(view.get(id)));
  const told = conflicts.map((each) => maskedConflict(collection, { ...each, path: each.path ?? null }));
  if (!force) refuseConflicts(collection, told);
  return [...wanted].map(([id, clear]) => changeTo(collection, id, clear, view));
}

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

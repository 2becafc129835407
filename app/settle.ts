/** Finds out what became of writes whose end nobody saw: the process was killed, or an answer was lost. */
import type { Guid, ServerTime } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import { same } from "../core/records/codec.ts";
import { isTombstone } from "../core/records/writing.ts";
import type { Journal, JournalChange, JournalEntry } from "./journal/journal.ts";
import type { MirrorRecord } from "./mirror/page.ts";
import type { App } from "./open.ts";
import { revertAll } from "./undo_plan.ts";
import { readView, storedOf, type View } from "./write_view.ts";

/** What became of a write, and which of its records the server has taken. */
export interface Settled {
  /** `partly`: some records are as after it, all others as before; `unknown`: some are neither. */
  readonly state: "done" | "partly" | "dropped" | "unknown";
  readonly made: ReadonlySet<Guid>;
}

const NONE: ReadonlySet<Guid> = new Set();

/** Settles every write that is still pending, the oldest first. The caller holds the journal's lock. */
export async function settlePending(app: App, journal: Journal): Promise<void> {
  const pending = journal.entries().filter(({ state }) => state === "pending");
  for (const entry of pending.toReversed()) await settleEntry(app, journal, entry);
}

/**
 * Compares what the server has with what a write would have made of it, and puts down which it is.
 *
 * @throws {FoxdenError} where the server cannot be asked; the entry stays pending then
 */
export async function settleEntry(app: App, journal: Journal, entry: JournalEntry): Promise<Settled> {
  const { seq, collection, undoes } = entry;
  const changes = await journal.changes(seq);
  const { view } = await readView(app, collection, changes.map(({ id }) => id), { mode: "pull" });
  const settled = outcomeOf(changes, view);
  const { state, made } = settled;
  if (state === "dropped") journal.drop(seq);
  else if (state === "unknown") await journal.finish(seq, { state });
  else {
    const only = state === "partly" ? { only: made } : {};
    await journal.finish(seq, { state: "done", serverTime: timeOf(made, view), ...only });
  }
  if (undoes !== null && made.size > 0) await markUndone(app, journal, entry);
  return settled;
}

function outcomeOf(changes: readonly JournalChange[], view: View): Settled {
  const isBefore = ({ id, before }: JournalChange) => isAt(before, view.get(id));
  // A tombstone where there was nothing to read is as before and as after it: nothing tells that it was written.
  if (changes.every(isBefore)) return { state: "dropped", made: NONE };
  const after = changes.filter(({ id, after }) => isAt(after, view.get(id)));
  // All of it became visible at once: what is neither, or as before again, and newer than that, others have changed since.
  const takenMs = Math.min(...after.map(({ id }) => view.get(id)?.modified ?? Infinity));
  const later = changes.filter(({ id }) => (view.get(id)?.modified ?? 0) > takenMs);
  const made = new Set([...after, ...later].map(({ id }) => id));
  const others = changes.filter(({ id }) => !made.has(id));
  if (others.length === 0) return { state: "done", made };
  return made.size > 0 && others.every(isBefore)
    ? { state: "partly", made }
    : { state: "unknown", made: NONE };
}

/** @param wanted a record, a tombstone, or null for none that could be read */
function isAt(wanted: JsonObject | null, record: MirrorRecord | undefined): boolean {
  const now = storedOf(record);
  if (wanted === null) return now === undefined;
  if (!isTombstone(wanted)) return now !== undefined && same(now, wanted);
  // What is gone from the server altogether is as deleted as what left a tombstone; what does not open is there.
  return now === undefined &&
    (record === undefined || typeof record.clear === "object" && record.clear !== null);
}

/** When the server took records; undefined where there is nothing left that tells. */
function timeOf(ids: ReadonlySet<Guid>, view: View): ServerTime | undefined {
  const times = [...ids].flatMap((id) => view.get(id)?.modified ?? []);
  return times.toSorted((a, b) => b - a)[0];
}

/** Marks what was taken back, from the entry `undoes` on, where nothing of all that is left to take back. */
async function markUndone(
  app: App,
  journal: Journal,
  { collection, seq, undoes }: JournalEntry,
): Promise<void> {
  const undone = journal.entries().filter((entry) =>
    entry.collection === collection && entry.undoes === null && isTaken(entry) &&
    entry.seq >= (undoes ?? seq) && entry.seq < seq
  );
  const made = await Promise.all(undone.map((entry) => journal.changes(entry.seq)));
  const { view } = await readView(app, collection, made.flat().map(({ id }) => id), "as-is");
  const nowOf = (id: Guid) => storedOf(view.get(id));
  const { wanted } = revertAll(collection, made, nowOf);
  if ([...wanted].some(([id, clear]) => !same(clear, nowOf(id)))) return;
  for (const entry of undone) await journal.finish(entry.seq, { state: "undone" });
}

const isTaken = ({ state }: JournalEntry): boolean => state === "done" || state === "unknown";

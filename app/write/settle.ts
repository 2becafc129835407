/** Finds out what became of writes whose end nobody saw: the process was killed, or an answer was lost. */
import type { CollectionName, Guid, ServerTime } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { same } from "../../core/records/codec.ts";
import { isTombstone } from "../../core/records/writing.ts";
import { readCollection } from "../../core/sync/storage.ts";
import type { Journal, JournalChange, JournalEntry } from "../journal/journal.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { idChunks } from "../raw_rows.ts";
import { revertAll } from "../undo/plan.ts";
import { sealOf } from "./parts.ts";
import { readView, storedOf, type View } from "./view.ts";

/** What became of a write, and which of its records the server has taken. */
export interface Settled {
  /** `partly`: some records are as after it, all others as before; `unknown`: some are neither. */
  readonly state: "done" | "partly" | "dropped" | "unknown";
  readonly made: ReadonlySet<Guid>;
  /** When the server took it, where that is known. */
  readonly takenAt?: ServerTime;
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
 * @param isOver whether nothing can still be on its way to the server; where something can, what has not arrived stays
 *   pending
 * @throws {FoxdenError} where the server cannot be asked; the entry stays pending then
 */
export async function settleEntry(
  app: App,
  journal: Journal,
  entry: JournalEntry,
  isOver = true,
): Promise<Settled> {
  const { seq, collection, undoes } = entry;
  const changes = await journal.changes(seq);
  const { view } = await readView(app, collection, changes.map(({ id }) => id), { mode: "pull" });
  const settled = await outcomeOf(app, collection, changes, view);
  const { state, made, takenAt } = settled;
  if (state === "dropped" && isOver) journal.drop(seq);
  else if (state === "unknown") await journal.finish(seq, { state });
  else if (state !== "dropped") {
    const only = state === "partly" ? { only: made } : {};
    await journal.finish(seq, { state: "done", serverTime: takenAt, ...only });
  }
  if (undoes !== null && made.size > 0) await markUndone(app, journal, entry);
  return settled;
}

async function outcomeOf(
  app: App,
  collection: CollectionName,
  changes: readonly JournalChange[],
  view: View,
): Promise<Settled> {
  const isBefore = ({ id, before, wasUnreadable }: JournalChange) =>
    wasUnreadable ? isUnreadable(view.get(id)) : isAt(before, view.get(id));
  // A tombstone where there was nothing to read is as before and as after it: nothing tells that it was written.
  if (changes.every(isBefore)) return { state: "dropped", made: NONE };
  const taken = await takenTimes(app, collection, changes, view);
  if (taken.size === 0) {
    // Who has taken something off the server cannot be told from what is there.
    const isGone = changes.every(({ id, sent }) => sent === undefined && !view.has(id));
    const all = new Set(changes.map(({ id }) => id));
    return isGone ? { state: "done", made: all } : { state: "unknown", made: NONE };
  }
  const takenAt = [...taken.values()].reduce((latest, time) => time > latest ? time : latest);
  // What is newer than ours others have changed since; what is older was not made.
  const isMade = ({ id }: JournalChange) => taken.has(id) || (view.get(id)?.modified ?? 0) > takenAt;
  const made = new Set(changes.filter(isMade).map(({ id }) => id));
  const others = changes.filter(({ id }) => !made.has(id));
  if (others.length === 0) return { state: "done", made, takenAt };
  return others.every(isBefore) ? { state: "partly", made, takenAt } : { state: "unknown", made: NONE };
}

/** When the server took each record that holds the very payload that was sent. */
async function takenTimes(
  app: App,
  collection: CollectionName,
  changes: readonly JournalChange[],
  view: View,
): Promise<Map<Guid, ServerTime>> {
  const sent = new Map(changes.flatMap(({ id, sent }) => sent === undefined ? [] : [[id, sent] as const]));
  const { server } = await app.sync();
  const taken = new Map<Guid, ServerTime>();
  for (const ids of idChunks([...sent.keys()].filter((id) => view.has(id)))) {
    const items = (await readCollection(server, collection, { ids }))?.items ?? [];
    for (const { id, payload, modified } of items) {
      if (sealOf(payload) === sent.get(id)) taken.set(id, modified);
    }
  }
  return taken;
}

const isUnreadable = (record: MirrorRecord | undefined): boolean =>
  record !== undefined && (record.clear === null || typeof record.clear === "string");

/** @param wanted a record, a tombstone, or null for none that could be read */
function isAt(wanted: JsonObject | null, record: MirrorRecord | undefined): boolean {
  const now = storedOf(record);
  if (wanted === null) return now === undefined;
  if (!isTombstone(wanted)) return now !== undefined && same(now, wanted);
  // What is gone from the server altogether is as deleted as what left a tombstone; what does not open is there.
  return now === undefined &&
    (record === undefined || typeof record.clear === "object" && record.clear !== null);
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

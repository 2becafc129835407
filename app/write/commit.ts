/** Makes planned changes: journalled before they are sent, on condition that nothing changed, and again if it did. */
import { type AnyFoxdenError, FoxdenError, isFoxdenError } from "../../core/errors.ts";
import type { CollectionName, Guid, ServerTime } from "../../core/ids.ts";
import { infoCollections } from "../../core/sync/info.ts";
import type { Journal, JournalChange, JournalEntry } from "../journal/journal.ts";
import { isJournalFault } from "../journal/open.ts";
import type { App } from "../open.ts";
import { settleEntry, settlePending } from "./settle.ts";
import { storeWritten } from "./mirrored.ts";
import type { Part } from "./parts.ts";
import { isWritten, type PlannedChange } from "./plan.ts";
import { BOOTSTRAP, type Viewed } from "./view.ts";

/** How often a write is tried while other devices write to the same collection. */
export const MAX_ATTEMPTS = 3;

/** Writes that are told, and undone, as one. */
export interface Operation {
  /** Its number in the journal, once something of it stands there. */
  seq?: number;
}

/** A write that is planned, sealed and laid out, and of which nothing was sent. */
export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** The collection's time when it was planned. */
  readonly since: ServerTime;
  /** The times of the bootstrap collections then. */
  readonly setup: Viewed["setup"];
  readonly parts: readonly Part[];
}

/** How a write stands in the journal. */
export interface Titled {
  readonly name: CollectionName;
  readonly title: string;
  readonly operation?: Operation;
  /** The entries that are taken back. */
  readonly undoes?: readonly number[];
}

/**
 * Makes the changes. When the collection changed meanwhile they are planned again, at most three times in all.
 *
 * @returns the changes as they were planned when they were sent
 * @throws {FoxdenError} what planning again throws; `conflict.changed` after the last attempt; `partial.written` in
 *   place of any failure that comes after a part was made visible; `failed.journal`, and then nothing was sent
 */
export async function commitPlan(
  app: App,
  job: Titled,
  first: Plan,
  planAgain: () => Promise<Plan>,
): Promise<readonly PlannedChange[]> {
  // What is taken back may be back already.
  if (first.parts.length === 0 && !job.undoes) return first.changes;
  const journal = await app.journal();
  return await journal.locked(async () => {
    const sending = new Sending(app, job, journal);
    try {
      await settlePending(app, journal);
      const changes = await sending.untilTaken(first, planAgain);
      return changes.map((change) => sending.written.get(change.id) ?? change);
    } catch (error) {
      // A damaged one is set aside when it is opened the next time.
      if (isJournalFault(error, "damaged")) await app.closeJournal();
      if (sending.written.size === 0 || !isFoxdenError(error)) throw error;
      throw cutShort(job.name, sending.written.size, first.changes, error);
    }
  });
}

type Writing = PlannedChange & { readonly after: NonNullable<PlannedChange["after"]> };

class Sending {
  /** What the server has made visible so far. */
  readonly written = new Map<Guid, PlannedChange>();

  /** All parts of a write are one command. */
  readonly #operation: Operation;
  #last: Part | undefined;

  constructor(readonly app: App, readonly job: Titled, readonly journal: Journal) {
    this.#operation = job.operation ?? {};
  }

  async untilTaken(first: Plan, planAgain: () => Promise<Plan>): Promise<readonly PlannedChange[]> {
    let plan = first;
    for (let attempt = 1;; attempt++) {
      try {
        await this.#send(plan);
        // What is to be taken back may be back already.
        if (plan.parts.length === 0) await this.#markUndone();
        return plan.changes;
      } catch (error) {
        if (!isFoxdenError(error) || error.code !== "conflict.changed") throw error;
        if (attempt === MAX_ATTEMPTS) throw afterAllAttempts(this.job.name, error);
        plan = await planAgain();
      }
    }
  }

  async #markUndone(): Promise<void> {
    for (const seq of this.job.undoes ?? []) {
      // The oldest one may have been let go to make room.
      if (this.journal.entry(seq)) await this.journal.finish(seq, { state: "undone" });
    }
  }

  async #send({ changes, parts, since: first, setup }: Plan): Promise<void> {
    const planned = new Map(changes.filter(isWritten).map((change) => [change.id, change]));
    this.#last = parts.at(-1);
    let since = first;
    for (const part of parts) {
      const some = part.ids.flatMap((id) => planned.get(id) ?? []);
      await this.#refuseMoved(since, setup);
      since = await this.#sendPart(part, some, since);
      for (const change of some) this.written.set(change.id, change);
    }
  }

  /**
   * A collection that was deleted has no time, so that any condition passes there; and what is sealed with keys that were
   * replaced nobody could read.
   *
   * @throws {FoxdenError} `conflict.changed`
   */
  async #refuseMoved(since: ServerTime, setup: Plan["setup"]): Promise<void> {
    const { app, job: { name } } = this;
    const times = await infoCollections((await app.sync()).server);
    const isStill = (times.get(name) ?? 0) === since &&
      BOOTSTRAP.every((each, i) => times.get(each) === setup[i]);
    if (isStill) return;
    const message = `${name}, or what its records are sealed with, has changed on the server meanwhile`;
    throw new FoxdenError("conflict.changed", message, { resource: name });
  }

  /** @returns the collection's time after it */
  async #sendPart(part: Part, changes: readonly Writing[], first: ServerTime): Promise<ServerTime> {
    const { app, job: { name }, journal } = this;
    const entry = await this.#begin(changes, part.seals);
    app.atStep("journalled");
    const expiredMs = await app.expire(name);
    const made = new Map(changes.map((change) => [change.id, change]));
    let since = first;
    let left = made.size;
    try {
      for await (const committed of part.send(since)) {
        app.atStep("uploaded");
        await storeWritten(app, { name, since, expiredMs, committed, entries: part.entries(committed) });
        app.atStep("mirrored");
        since = committed.modified;
        for (const id of committed.ids) {
          const change = made.get(id);
          if (change) this.written.set(id, change);
        }
        left -= committed.ids.length;
      }
    } catch (error) {
      // Another process may have asked the server since, and before it took this.
      await app.expire(name);
      // A defect says nothing of the server: the entry stays pending, and is settled before the next write.
      if (!isFoxdenError(error)) throw error;
      await this.#failed({ entry, part, changes, since, isPartly: left < made.size }, error);
      return this.#timeAfter(entry, since);
    }
    // In this order: what is done is never told as if it were still to be taken back.
    if (part === this.#last) await this.#markUndone();
    await journal.finish(entry.seq, { state: "done", serverTime: since });
    app.atStep("done");
    return since;
  }

  async #begin(changes: readonly Writing[], seals: Part["seals"]): Promise<JournalEntry> {
    const { app, journal, job: { name: collection, title, undoes } } = this;
    const operation = this.#operation;
    const oldest = undoes && Math.min(...undoes);
    const entry = await journal.begin({
      atMs: app.ctx.now(),
      title,
      collection,
      ...(operation?.seq === undefined ? {} : { operation: operation.seq }),
      // The oldest stands for all: those after it are found again where the process ends before they are marked.
      ...(oldest === undefined ? {} : { undoes: oldest }),
    }, changes.map((change) => journalled(change, seals.get(change.id))));
    operation.seq ??= entry.operation;
    return entry;
  }

  /** Returns where the server turns out to have taken it all the same. */
  async #failed({ entry, part, changes, since, isPartly }: Failing, error: unknown): Promise<void> {
    const { app, journal, written } = this;
    // Where a connection ends without an answer the runtime may send a request once more, unasked: then it is the
    // second one that is refused, for what the first one has done.
    const rest = part.ids.filter((id) => !written.has(id));
    const isEcho = isConflict(error) && await part.isTaken(rest).catch(() => false);
    if (isRefusal(error) && !isEcho) {
      if (isPartly) {
        await journal.finish(entry.seq, { state: "done", serverTime: since, only: new Set(written.keys()) });
      }
      if (!isPartly) journal.drop(entry.seq);
      throw error;
    }
    // Nobody knows whether a write was done whose answer was lost: the server is asked before that is a failure. Where
    // it does not answer either, or may still get it, the entry stays pending, and is settled before the next write.
    const settled = await settleEntry(app, journal, entry, false).catch(() => undefined);
    for (const change of changes) if (settled?.made.has(change.id)) written.set(change.id, change);
    if (settled?.state !== "done") throw error;
  }

  #timeAfter({ seq }: JournalEntry, since: ServerTime): ServerTime {
    return this.journal.entry(seq)?.serverTime ?? since;
  }
}

/** A part that was sent, and did not come to its end. */
interface Failing {
  readonly entry: JournalEntry;
  readonly part: Part;
  readonly changes: readonly Writing[];
  /** The collection's time, as far as is known. */
  readonly since: ServerTime;
  /** Whether some of it was made visible. */
  readonly isPartly: boolean;
}

/** Whether the server has said that it did not take anything. */
function isRefusal(error: unknown): boolean {
  if (!isFoxdenError(error)) return false;
  return error.code === "conflict.changed" || error.kind === "auth" || REFUSALS.has(error.code);
}

const REFUSALS: ReadonlySet<string> = new Set([
  "server.too-large",
  "server.over-quota",
  "server.refused-records",
]);

const isConflict = (error: unknown): boolean => isFoxdenError(error) && error.code === "conflict.changed";

/** A change as the journal keeps it. A record that is read again has its id. */
const journalled = (
  { id, before, after, wasUnreadable }: Writing,
  sent: string | undefined,
): JournalChange => ({
  id,
  before: before ?? null,
  after: { id, ...after },
  ...(wasUnreadable ? { wasUnreadable } : {}),
  ...(sent === undefined ? {} : { sent }),
});

function cutShort(
  collection: CollectionName,
  written: number,
  changes: readonly PlannedChange[],
  cause: AnyFoxdenError,
): FoxdenError<"partial.written"> {
  const of = changes.filter(isWritten).length;
  const message = `${collection}: ${written} of ${of} records are written, the rest is not: ${cause.message}`;
  return new FoxdenError("partial.written", message, { collection, written, of }, { cause });
}

/** The last word on a collection that other devices do not leave alone. */
const afterAllAttempts = (name: CollectionName, cause: unknown) =>
  new FoxdenError(
    "conflict.changed",
    `Cannot write to ${name}: other devices changed it during all ${MAX_ATTEMPTS} attempts`,
    { resource: name },
    { cause },
  );

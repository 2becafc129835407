/**
 * The only way foxden changes records.
 *
 * 1 read, 2 edited, 3 validated, 4 encoded and 5 encrypted are done here, and again when somebody else was faster;
 * 6 journalled, 7 uploaded, 8 mirrored and 9 done in `commit.ts`. The names are those of `steps.ts`.
 */
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";
import { type CollectionName, formatServerTime, type Guid, type ServerTime } from "../../core/ids.ts";
import type { Freshness } from "../freshness.ts";
import type { App } from "../open.ts";
import { readOnlyRefused } from "../wire.ts";
import { commitPlan, type Operation, type Plan } from "./commit.ts";
import { conflicts, refuseConflicts, wholeConflict } from "./conflict.ts";
import { checkEngine } from "./guard.ts";
import { hardParts, outgoingRecords, sealedParts } from "./parts.ts";
import { isWritten, type PlanFault, planFaults, type PlannedChange } from "./plan.ts";
import { readView, type Scope, type View, type Viewed } from "./view.ts";

/**
 * What is to become of a collection: pure, so that it can be run again on fresher data, and idempotent, so that it has
 * nothing left to do where it was done.
 *
 * @throws {FoxdenError} where it cannot be done
 */
export type Edit = (view: View) => readonly PlannedChange[];

/** What is to be written, and under which conditions. */
export interface WriteJob {
  readonly name: CollectionName;
  /** What the journal calls it, such as `bookmarks add`. */
  readonly title: string;
  /** Which records the edit looks at. */
  readonly scope: Scope;
  /** What the caller has seen of it: what a list would show just now when left out. */
  readonly fresh?: Freshness;
  /** Finds what is meant in what a list would show just now, and gives the edit. */
  readonly begin: (view: View) => Edit;
  /** All at once or not at all. */
  readonly whole: boolean;
  /** Takes the records off the server, without tombstones. */
  readonly hard?: boolean;
  /** Whether what others changed meanwhile is written over. */
  readonly force?: boolean;
  /** Whether records that other clients could not use are written all the same. */
  readonly forceShape?: boolean;
  /** The collection must not have changed after this. */
  readonly unmodifiedSince?: ServerTime | undefined;
  /** What must hold still when it is written; what the edit says of what a list shows just now when left out. */
  readonly claims?: readonly PlannedChange[];
  /** Where a record was given, for messages. */
  readonly at?: (id: Guid) => string;
  readonly operation?: Operation;
  /** The entries of the journal that are taken back. */
  readonly undoes?: readonly number[];
}

/** Changes that have been planned and wait for a word. */
export interface PendingWrite {
  /** What it is about, such as `bookmarks`. */
  readonly name: string;
  readonly changes: readonly PlannedChange[];
  /** What a person should know of it, a sentence each. */
  readonly warnings: readonly string[];
  /**
   * Makes the changes. @returns those that were made: the plan as it was when it was sent
   * @throws {FoxdenError} `conflict.fields`, `conflict.changed`, `partial.written`, `failed.journal`
   */
  readonly commit: (agree?: Agree) => Promise<readonly PlannedChange[]>;
}

/**
 * Told of changes that had to be planned anew, since another device was faster, before any of them is sent. Whoever does
 * not agree to them throws.
 */
export type Agree = (changes: readonly PlannedChange[]) => void;

/**
 * Reads what is there and plans the write; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `conflict.fields` where a field has changed since a list would have shown it, `usage.records`,
 *   `not-found.record`, `server.too-large`, `network.offline`, `conflict.changed` for a collection that is newer than
 *   the job allows
 */
export async function prepareWrite(app: App, job: WriteJob): Promise<PendingWrite> {
  refuseWriting(app);
  const seen = await readView(app, job.name, job.scope, job.fresh);
  const fresh = seen.isFresh ? seen : await readView(app, job.name, job.scope, { mode: "pull" });
  const warnings = await checkEngine(app, job.name);
  const begun = begin(job, seen, fresh);
  const plan = await planOn(app, job, begun, fresh);
  const planAgain = async () =>
    await planOn(app, job, begun, await readView(app, job.name, job.scope, { mode: "pull" }));
  return {
    name: job.name,
    changes: plan.changes,
    warnings,
    commit: async (agree) => {
      // What is only planned is stopped here, where nothing is written down yet.
      if (app.options.readOnly) throw readOnlyRefused();
      return await commitPlan(app, job, plan, async () => {
        const again = await planAgain();
        if (!job.force) refuseUnforeseen(job.name, plan.changes, again.changes);
        agree?.(again.changes);
        return again;
      });
    },
  };
}

async function planOn(
  app: App,
  job: WriteJob,
  { edit, claims, claimedOn }: Begun,
  { view, since, setup }: Viewed,
): Promise<Plan> {
  const { name, whole } = job;
  app.atStep("read");
  refuseNewer(name, since, job.unmodifiedSince);
  if (!job.force) refuseConflicts(name, conflicts(name, claims, view));
  const changes = view === claimedOn ? claims : edit(view);
  app.atStep("edited");
  // What is taken off the server is nothing that others would have to use.
  if (!job.hard) refuseFaults(job, planFaults(changes, view, job.at));
  app.atStep("validated");
  const outgoing = outgoingRecords({ name, changes });
  app.atStep("encoded");
  const input = { name, changes, view, whole };
  const parts = job.hard ? await hardParts(app, input) : await sealedParts(app, input, outgoing);
  app.atStep("encrypted");
  return { changes, since, setup, parts };
}

/**
 * Refuses what would change the account where that may not be: asked for before anybody is asked to agree, and before
 * anything is backed up. There is no queue of unsent edits.
 *
 * @throws {FoxdenError} `read-only.refused`, unless it is only planned; `network.offline`
 */
export function refuseWriting({ options }: App): void {
  if (options.readOnly && !options.planOnly) throw readOnlyRefused();
  if (!options.offline) return;
  const message = "Nothing is written while no server may be asked; nothing was changed";
  throw new FoxdenError("network.offline", message, { what: "the server" });
}

/** An edit, and what must hold still when it is made. */
interface Begun {
  readonly edit: Edit;
  readonly claims: readonly PlannedChange[];
  /** The view of which the edit says just these. */
  readonly claimedOn?: View;
}

function begin(job: WriteJob, seen: Viewed, fresh: Viewed): Begun {
  if (job.claims) return { edit: job.begin(fresh.view), claims: job.claims };
  try {
    return beginOn(job, seen.view);
  } catch (error) {
    // What is here may be too old to know what is meant.
    if (seen === fresh || !isFoxdenError(error)) throw error;
    return beginOn(job, fresh.view);
  }
}

function beginOn(job: WriteJob, view: View): Begun {
  const edit = job.begin(view);
  return { edit, claims: edit(view), claimedOn: view };
}

/** What nobody has seen in the plan is not deleted. @throws {FoxdenError} `conflict.fields` */
function refuseUnforeseen(
  name: CollectionName,
  first: readonly PlannedChange[],
  again: readonly PlannedChange[],
): void {
  const planned = new Set(first.filter(({ action }) => action === "remove").map(({ id }) => id));
  const added = again.filter(({ id, action }) => action === "remove" && !planned.has(id));
  refuseConflicts(name, added.map(({ id }) => wholeConflict(id, "changed")));
}

function refuseNewer(name: CollectionName, since: ServerTime, unmodifiedSince: ServerTime | undefined): void {
  if (unmodifiedSince === undefined || since <= unmodifiedSince) return;
  const message = `${name} has changed at ${formatServerTime(since)}, after the time that was given`;
  throw new FoxdenError("conflict.changed", message, { resource: name });
}

function refuseFaults({ name, forceShape = false }: WriteJob, all: readonly PlanFault[]): void {
  const faults = all.filter(({ forceable }) => !(forceable && forceShape));
  if (faults.length === 0) return;
  throw badRecords(name, faults.map(({ text }) => text), faults.every(({ forceable }) => forceable));
}

const NAMED = 5;

/** The refusal of records that cannot be written. */
export function badRecords(
  collection: string,
  faults: readonly string[],
  forceable: boolean,
): FoxdenError<"usage.records"> {
  const what = faults.length === 1 ? "" : `${faults.length} records: `;
  const named = faults.slice(0, NAMED).join("; ") + (faults.length > NAMED ? "; …" : "");
  const message = `Nothing was written to ${collection} because of ${what}${named}`;
  return new FoxdenError("usage.records", message, { collection, faults, forceable });
}

/** Several writes, told and made as one: in turn, each as far as the ones before it have come. */
export function inTurn(parts: readonly PendingWrite[]): PendingWrite {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return {
    name: `${parts.length} collections`,
    changes: parts.flatMap(({ changes }) => changes),
    warnings: parts.flatMap(({ warnings }) => warnings),
    commit: async (agree) => {
      let made: readonly PlannedChange[] = [];
      for (const [i, part] of parts.entries()) {
        const rest = parts.slice(i + 1).flatMap(({ changes }) => changes);
        const agreeOnAll = (changes: readonly PlannedChange[]) => agree?.([...made, ...changes, ...rest]);
        made = [
          ...made,
          ...await part.commit(agreeOnAll).catch((error) => cutShort(parts, part, made, error)),
        ];
      }
      return made;
    },
  };
}

/** @throws `error`, or `partial.written` in place of it where something was written before */
function cutShort(
  parts: readonly PendingWrite[],
  { name }: PendingWrite,
  made: readonly PlannedChange[],
  error: unknown,
): never {
  const before = made.filter(isWritten).length;
  if (before === 0 || !isFoxdenError(error)) throw error;
  const here = error.code === "partial.written" ? error.details.written : 0;
  const of = parts.flatMap(({ changes }) => changes).filter(isWritten).length;
  const details = { collection: name, written: before + here, of };
  const message = `${details.written} of ${of} records are written, the rest is not: ${error.message}`;
  throw new FoxdenError("partial.written", message, details, { cause: error });
}

/** Use-case: delete records of any collection, by tombstones or off the server altogether. */
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { type CollectionName, type Guid, guid, type ServerTime } from "../core/ids.ts";
import { collectionOf } from "../core/records/registry.ts";
import { rootFault } from "../core/records/writing.ts";
import { deleteFromCollection } from "../core/sync/storage.ts";
import type { App } from "./open.ts";
import { isWritableId } from "./put_input.ts";
import { completeIds, fetchRows, idChunks, noSuchRecord } from "./raw_rows.ts";
import {
  afterAllAttempts,
  badRecords,
  commitWrite,
  isLostAnswer,
  MAX_ATTEMPTS,
  type PendingWrite,
  prepareWrite,
  readSnapshot,
  refuseContested,
  type Snapshot,
  type WriteJob,
} from "./write.ts";
import { checkEngine, refuseOtherClients, writableCollection } from "./write_guard.ts";
import { contested, type Intent } from "./write_plan.ts";

export interface RemoveInput {
  readonly collection: string;
  /** Whole ids, or their first six characters or more. */
  readonly ids: readonly string[];
  /** Whole ids, as programs give them: what is gone by now must not stand for another id that begins so. */
  readonly wholeIds?: readonly string[];
  /** Whether the records are taken off the server, which other devices do not learn of. */
  readonly hard: boolean;
  /** Whether more may be removed than becomes visible at once. */
  readonly inParts: boolean;
}

export interface PendingRemoval extends PendingWrite {
  /** Ids that are not there. */
  readonly missing: readonly string[];
}

/**
 * Finds the records and plans their removal; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `not-found.record` when none of them is there, `ambiguous.match`, `usage.value`, and as
 *   `app/write.ts` and `app/write_guard.ts` say
 */
export async function prepareRemoval(app: App, input: RemoveInput): Promise<PendingRemoval> {
  const name = writableCollection(input.collection);
  refuseWithoutTombstones(name, input.hard);
  const { found, missing } = await findIds(app, name, input);
  await refuseOtherClients(app, name, found);
  const warnings = await checkEngine(app, name);
  const whole = name === "bookmarks" || !input.inParts;
  const job = { name, intents: found.map(removalOf), whole };
  const pending = input.hard ? await prepareHard(app, job) : await prepareTombstones(app, job);
  const isListed = name === "bookmarks" && !input.hard;
  return { name, missing, warnings: isListed ? [...warnings, STILL_LISTED] : warnings, ...pending };
}

const STILL_LISTED =
  "note: the folders that held these bookmarks still list their ids; a Firefox mends that when it syncs";

function refuseWithoutTombstones(name: CollectionName, hard: boolean): void {
  if (hard || collectionOf(name).tombstones) return;
  const message = `Nobody reads tombstones in ${name}: there a record is taken off the server with --hard`;
  throw new FoxdenError("usage.value", message, { name: "--hard" });
}

function removableId(text: string): Guid {
  const id = guid(text);
  if (isWritableId(id)) return id;
  throw new FoxdenError("usage.value", `"${id}" cannot stand in a list of ids`, { name: "ID" });
}

const removalOf = (id: Guid): Intent => ({ kind: "remove", id, clear: {} });

interface Found {
  readonly found: readonly Guid[];
  readonly missing: readonly Guid[];
}

async function findIds(
  app: App,
  name: CollectionName,
  { ids, wholeIds = [] }: Pick<RemoveInput, "ids" | "wholeIds">,
): Promise<Found> {
  const wanted = [...new Set([...ids, ...wholeIds])].map(removableId);
  const session = await app.sync();
  const exact = await fetchRows(session, name, wanted);
  const full = await completeIds(session, name, wanted.filter((id) => !exact.has(id) && ids.includes(id)));
  const idOf = (id: Guid) => exact.has(id) ? id : full.get(id);
  const found = [...new Set(wanted.map(idOf).filter((id) => id !== undefined))];
  const missing = wanted.filter((id) => idOf(id) === undefined);
  const [first] = missing;
  if (found.length > 0 || first === undefined) return { found, missing };
  throw noSuchRecord(name, first, "; nothing was removed");
}

type RemovalJob = Pick<WriteJob, "name" | "intents" | "whole">;
type Prepared = Pick<PendingWrite, "changes" | "commit">;

async function prepareTombstones(app: App, job: RemovalJob): Promise<Prepared> {
  const prepared = await prepareWrite(app, job);
  return { changes: prepared.changes, commit: () => commitWrite(app, job, prepared) };
}

async function prepareHard(app: App, job: RemovalJob): Promise<Prepared> {
  const faults = job.intents.map(({ id }) => rootFault(job.name, id)).filter((fault) => fault !== undefined);
  if (faults.length > 0) throw badRecords(job.name, faults, false);
  const first = await readSnapshot(app, job);
  const changes = job.intents.map(({ id }) => ({ id, action: "remove", reason: "", members: [] }) as const);
  const commit = async () => {
    await commitHard(app, job, first);
    return changes;
  };
  return { changes, commit };
}

/** Takes the records off the server on condition that nothing changed; when something did, what is left of them. */
async function commitHard(app: App, job: RemovalJob, first: Snapshot): Promise<void> {
  let current = first;
  for (let attempt = 1;; attempt++) {
    try {
      return await deleteRows(app, job, current);
    } catch (error) {
      if (!isFoxdenError(error)) throw error;
      if (isLostAnswer(error) && await areGone(app, job)) return;
      if (error.code !== "conflict.changed") throw error;
      if (attempt === MAX_ATTEMPTS) throw afterAllAttempts(job.name, error);
      current = await readSnapshot(app, job);
      refuseContested(job.name, contested(job.intents, first.rows, current.rows));
    }
  }
}

async function areGone(app: App, job: RemovalJob): Promise<boolean> {
  return await readSnapshot(app, job).then(({ rows }) => rows.size === 0, () => false);
}

async function deleteRows(app: App, { name }: RemovalJob, { rows, since }: Snapshot): Promise<void> {
  const { server } = await app.sync();
  await app.expire(name);
  let ifUnmodifiedSince: ServerTime = since;
  try {
    for (const ids of idChunks([...rows.keys()])) {
      const modified = await deleteFromCollection(server, name, { ids }, { ifUnmodifiedSince });
      ifUnmodifiedSince = modified ?? ifUnmodifiedSince;
    }
  } finally {
    // Another process may have asked the server since, and before it took this.
    await app.expire(name);
  }
}

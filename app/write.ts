/** The only way foxden changes records: read, plan, seal, send on condition that nothing changed, and again if it did. */
import type { Cleartext } from "../core/crypto/payload.ts";
import { type AnyFoxdenError, FoxdenError, isFoxdenError } from "../core/errors.ts";
import {
  type CollectionName,
  formatServerTime,
  type Guid,
  parseServerTime,
  type ServerTime,
} from "../core/ids.ts";
import { envelopeOf } from "../core/records/writing.ts";
import { infoCollections } from "../core/sync/info.ts";
import { type OutgoingRecord, type PreparedUpload, prepareUpload, sendUpload } from "../core/sync/upload.ts";
import type { App } from "./open.ts";
import { fetchRows } from "./raw_rows.ts";
import {
  contested,
  type Intent,
  type PlanFault,
  type PlannedChange,
  planWrite,
  type Rows,
} from "./write_plan.ts";

/** How often a write is tried while other devices write to the same collection. */
export const MAX_ATTEMPTS = 3;

/** What is to be written, and under which conditions. */
export interface WriteJob {
  readonly name: CollectionName;
  readonly intents: readonly Intent[];
  /** Whether records that other clients could not use are written all the same. */
  readonly forceShape?: boolean;
  /** All at once or not at all. */
  readonly whole: boolean;
  /** The collection must not have changed after this. */
  readonly unmodifiedSince?: ServerTime | undefined;
}

/** Changes that have been planned and wait for a word. */
export interface PendingWrite {
  readonly name: CollectionName;
  readonly changes: readonly PlannedChange[];
  /** What a person should know of it, a sentence each. */
  readonly warnings: readonly string[];
  /**
   * Makes the changes. @returns those that were made: the plan as it was when it was sent
   * @throws {FoxdenError} `conflict.records`, `conflict.changed`, `partial.written`
   */
  readonly commit: () => Promise<readonly PlannedChange[]>;
}

/** Stored records, and how new the collection was when they were read. */
export interface Snapshot {
  readonly rows: Rows;
  /** 0 when there is no such collection. */
  readonly since: ServerTime;
}

/** A write that has been planned, sealed and laid out, and of which nothing was sent. */
export interface PreparedWrite extends Snapshot {
  readonly changes: readonly PlannedChange[];
  /** Absent when nothing has to be sent. */
  readonly upload?: PreparedUpload;
}

/**
 * Reads what the server has and plans the write.
 *
 * @throws {FoxdenError} `usage.records`, `not-found.record`, `server.too-large`, `conflict.changed` for a collection
 *   that is newer than the job allows; nothing was sent then
 */
export async function prepareWrite(app: App, job: WriteJob): Promise<PreparedWrite> {
  return await planOn(app, job, await readSnapshot(app, job));
}

async function planOn(app: App, job: WriteJob, snapshot: Snapshot): Promise<PreparedWrite> {
  const { changes, faults, missing } = planWrite(job.name, job.intents, snapshot.rows);
  refuseMissing(job.name, missing);
  refuseFaults(job.name, faults.filter(({ forceable }) => !(forceable && job.forceShape)));
  const outgoing = changes.flatMap((change) => outgoingRecord(job.name, change));
  if (outgoing.length === 0) return { ...snapshot, changes };
  const upload = await prepareUpload(await app.sync(), job.name, outgoing, { whole: job.whole });
  return { ...snapshot, changes, upload };
}

/** The time is taken first: whatever changes after it makes the write fail and be planned again. */
export async function readSnapshot(
  app: App,
  { name, intents, unmodifiedSince }: Pick<WriteJob, "name" | "intents" | "unmodifiedSince">,
): Promise<Snapshot> {
  const session = await app.sync();
  const since = (await infoCollections(session.server)).get(name) ?? parseServerTime("0");
  if (unmodifiedSince !== undefined && since > unmodifiedSince) {
    const message = `${name} has changed at ${formatServerTime(since)}, after the time that was given`;
    throw new FoxdenError("conflict.changed", message, { resource: name });
  }
  return { since, rows: await fetchRows(session, name, intents.map(({ id }) => id)) };
}

function outgoingRecord(name: CollectionName, { id, clear }: PlannedChange): OutgoingRecord[] {
  if (clear === undefined) return [];
  return [{ id, ...envelopeOf(name, clear), clear: JSON.stringify(clear) as Cleartext }];
}

function refuseMissing(name: CollectionName, missing: readonly Guid[]): void {
  const [id] = missing;
  if (id === undefined) return;
  const more = missing.length === 1 ? "" : `, nor ${missing.length - 1} more`;
  const message = `No record "${id}" in ${name} to merge into${more}; nothing was written`;
  throw new FoxdenError("not-found.record", message, { collection: name, id });
}

function refuseFaults(name: CollectionName, faults: readonly PlanFault[]): void {
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

/**
 * Sends a prepared write. When the collection changed meanwhile it is read and planned again, at most three times in
 * all and only while nobody changed the very things that are to be written.
 *
 * @returns the changes as they were planned when they were sent
 * @throws {FoxdenError} `conflict.records`, `conflict.changed` after the last attempt; `partial.written` in place of
 *   any failure that comes after a part was made visible
 */
export async function commitWrite(
  app: App,
  job: WriteJob,
  first: PreparedWrite,
): Promise<readonly PlannedChange[]> {
  const written: Written = new Map();
  try {
    const changes = await sendUntilTaken(app, job, first, written);
    return changes.map((change) => written.get(change.id) ?? change);
  } catch (error) {
    if (written.size === 0 || !isFoxdenError(error)) throw error;
    throw cutShort(job.name, written.size, first, error);
  }
}

/** What the server has made visible so far. */
type Written = Map<Guid, PlannedChange>;

async function sendUntilTaken(
  app: App,
  job: WriteJob,
  first: PreparedWrite,
  written: Written,
): Promise<readonly PlannedChange[]> {
  let current = first;
  for (let attempt = 1;; attempt++) {
    try {
      await send(app, job, current, written);
      return current.changes;
    } catch (error) {
      if (!isFoxdenError(error)) throw error;
      if (error.code !== "conflict.changed") {
        await settle(app, job, first, error);
        return current.changes;
      }
      if (attempt === MAX_ATTEMPTS) throw afterAllAttempts(job.name, error);
      current = await prepareAgain(app, job, first);
    }
  }
}

async function send(
  app: App,
  { name }: WriteJob,
  { upload, since, changes }: PreparedWrite,
  written: Written,
): Promise<void> {
  if (upload === undefined) return;
  const planned = new Map(changes.map((change) => [change.id, change]));
  await app.expire(name);
  try {
    for await (const { ids } of sendUpload(await app.sync(), name, upload, since)) {
      for (const id of ids) {
        const change = planned.get(id);
        if (change !== undefined) written.set(id, change);
      }
    }
  } finally {
    // Another process may have asked the server since, and before it took this.
    await app.expire(name);
  }
}

function cutShort(
  collection: CollectionName,
  written: number,
  { changes }: PreparedWrite,
  cause: AnyFoxdenError,
): FoxdenError<"partial.written"> {
  const of = changes.filter(({ clear }) => clear !== undefined).length;
  const message = `${collection}: ${written} of ${of} records are written, the rest is not: ${cause.message}`;
  return new FoxdenError("partial.written", message, { collection, written, of }, { cause });
}

async function prepareAgain(app: App, job: WriteJob, first: PreparedWrite): Promise<PreparedWrite> {
  // Whoever changed the collection may have changed the keys before: with the old ones nobody could read it.
  await (await app.sync()).rereadKeys();
  const snapshot = await readSnapshot(app, job);
  refuseContested(job.name, contested(job.intents, first.rows, snapshot.rows));
  return await planOn(app, job, snapshot);
}

/** @throws {FoxdenError} `conflict.records` when there are any */
export function refuseContested(name: CollectionName, ids: readonly Guid[]): void {
  if (ids.length === 0) return;
  const named = ids.slice(0, NAMED).join(", ") + (ids.length > NAMED ? ", …" : "");
  const what = ids.length === 1 ? "A record" : `${ids.length} records`;
  const message = `${what} of ${name} that you are changing changed on the server meanwhile: ${named}`;
  throw new FoxdenError("conflict.records", message, { collection: name, ids });
}

/** The last word on a collection that other devices do not leave alone. */
export const afterAllAttempts = (name: CollectionName, cause: unknown) =>
  new FoxdenError(
    "conflict.changed",
    `Cannot write to ${name}: other devices changed it during all ${MAX_ATTEMPTS} attempts`,
    { resource: name },
    { cause },
  );

/** After a lost answer nobody knows whether a write was done: the server is asked before that is a failure. */
export const isLostAnswer = ({ kind, code }: AnyFoxdenError): boolean =>
  kind === "network" || code === "server.shape";

async function settle(app: App, job: WriteJob, first: PreparedWrite, error: AnyFoxdenError): Promise<void> {
  if (!isLostAnswer(error) || !await isDone(app, job, first).catch(() => false)) throw error;
}

async function isDone(app: App, job: WriteJob, first: PreparedWrite): Promise<boolean> {
  // If it was taken, the collection has changed by that after the time that was given.
  const { upload } = await prepareAgain(app, { ...job, unmodifiedSince: undefined }, first);
  return upload === undefined;
}

/** Many records out: sealed, laid out against the server's limits, and sent so that they become visible together. */
import type { Cleartext } from "../crypto/payload.ts";
import { FoxdenError } from "../errors.ts";
import type { CollectionName, Guid, ServerTime } from "../ids.ts";
import { planUpload, type UploadPlan } from "./batch.ts";
import { infoConfiguration } from "./info.ts";
import { encryptPayloads } from "./payload.ts";
import type { SyncSession } from "./session.ts";
import { type BatchStep, type NewBso, postBsos, type PostResult } from "./storage.ts";
import { refuseDuringBackoff } from "./transport.ts";

/** A record to be sealed and sent. */
export interface OutgoingRecord extends Pick<NewBso, "id" | "sortindex" | "ttl"> {
  readonly clear: Cleartext;
}

/** One batch that the server has made visible. */
export interface CommittedBatch {
  readonly ids: readonly Guid[];
  readonly modified: ServerTime;
}

/** How records are to become visible. */
export interface UploadOptions {
  /** All at once or not at all; several batches, or a server that knows none, are refused then. */
  readonly whole?: boolean;
  /** Told how many records each request has brought, whether or not anybody sees them yet. */
  readonly onSent?: (records: number) => void;
}

/** Records sealed and laid out, ready to be sent. */
export interface PreparedUpload extends UploadOptions {
  readonly batches: UploadPlan["batches"];
  /** Whether the server says how much a batch may hold, as every server does that knows batches. */
  readonly knowsBatches?: boolean;
}

/**
 * Seals records and lays them out against the server's limits. Nothing is sent.
 *
 * @throws {FoxdenError} `server.too-large` for a record that the server would refuse whatever it came with, and for
 *   more than one batch where they are to be `whole`
 */
export async function prepareUpload(
  session: SyncSession,
  name: CollectionName,
  records: readonly OutgoingRecord[],
  { whole = false }: UploadOptions = {},
): Promise<PreparedUpload> {
  const limits = await infoConfiguration(session.server);
  const { batches, oversize } = planUpload(await sealRecords(session, name, records), limits);
  if (oversize.length > 0) throw tooLarge(name, oversize);
  const knowsBatches = limits.max_total_records !== undefined || limits.max_total_bytes !== undefined;
  if (!whole || batches.length <= 1) return { batches, whole, knowsBatches };
  const message = `${name}: ${records.length} records are more than the server makes visible at once`;
  throw new FoxdenError("server.too-large", message, { at: name });
}

const NAMED = 5;

function tooLarge(name: CollectionName, ids: readonly Guid[]): FoxdenError<"server.too-large"> {
  const named = ids.slice(0, NAMED).join(", ") + (ids.length > NAMED ? ", …" : "");
  const what = ids.length === 1 ? "a record is" : `${ids.length} records are`;
  return new FoxdenError("server.too-large", `${name}: ${what} larger than the server takes: ${named}`, {
    at: `${name}/${ids[0]}`,
  });
}

/**
 * Sends what was prepared, and yields after each committed batch, so that a failure later on cannot make anyone
 * forget what is already there.
 *
 * @param since the collection's time as last seen; 0 when it must not exist yet
 * @throws {FoxdenError} `conflict.changed`, `server.busy` between batches, `server.refused-records`,
 *   `server.too-large` for a server that knows no batches where records are to be `whole`
 */
export async function* sendUpload(
  session: SyncSession,
  name: CollectionName,
  { batches, ...options }: PreparedUpload,
  since: ServerTime,
): AsyncGenerator<CommittedBatch, void> {
  let ifUnmodifiedSince = since;
  for (const posts of batches) {
    refuseDuringBackoff(session.server);
    for await (const committed of uploadBatch({ session, name, ...options }, posts, ifUnmodifiedSince)) {
      ifUnmodifiedSince = committed.modified;
      yield committed;
    }
  }
}

/** Prepares and sends. @throws {FoxdenError} as {@link prepareUpload} and {@link sendUpload} do */
export async function* uploadRecords(
  session: SyncSession,
  name: CollectionName,
  records: readonly OutgoingRecord[],
  since: ServerTime,
): AsyncGenerator<CommittedBatch, void> {
  yield* sendUpload(session, name, await prepareUpload(session, name, records), since);
}

/** A record ready to be sent. */
export type SealedRecord = NewBso & { readonly payload: string };

/** Encrypts records with the key of their collection. */
export async function sealRecords(
  session: SyncSession,
  name: CollectionName,
  records: readonly OutgoingRecord[],
): Promise<SealedRecord[]> {
  const key = await session.keyFor(name);
  const clear = records.map((record) => record.clear);
  const payloads = key === "clear" ? clear : await encryptPayloads(clear, key, session.server.ctx.random);
  return records.map(({ clear: _, ...envelope }, i) => ({ ...envelope, payload: payloads[i] ?? "" }));
}

interface Target extends Omit<PreparedUpload, "batches"> {
  readonly session: SyncSession;
  readonly name: CollectionName;
}

/** What commits a batch of one POST: by then no record of it has been refused. Of several, the last one commits. */
const COMMIT_ALONE: readonly NewBso[] = [];

/** The POSTs of one batch. A server without batches makes each visible at once; then each is reported at once. */
async function* uploadBatch(
  target: Target,
  posts: readonly (readonly NewBso[])[],
  since: ServerTime,
): AsyncGenerator<CommittedBatch, void> {
  const { session, name, whole, knowsBatches } = target;
  const isDoubtful = whole && posts.length > 1 && !knowsBatches;
  let batch = isDoubtful ? await openBatch(target, since) : undefined;
  const isPair = whole && posts.length === 1 && posts.flat().length > 1;
  const steps = isPair ? [...posts, COMMIT_ALONE] : posts;
  let ifUnmodifiedSince = since;
  let waiting: Guid[] = [];
  for (const [i, post] of steps.entries()) {
    // A server without batches has made everything visible already.
    if (post === COMMIT_ALONE && batch === undefined) break;
    const step = batchStep(batch, i === 0, i === steps.length - 1);
    const result = await postBsos(session.server, name, post, { ifUnmodifiedSince, step });
    target.onSent?.(post.length);
    // Until it is committed, a batch goes on whether or not the server names it again.
    batch = result.batch ?? (result.modified === undefined ? batch : undefined);
    waiting = [...waiting, ...result.success];
    if (batch === undefined && result.modified !== undefined) {
      ifUnmodifiedSince = result.modified;
      yield { ids: waiting, modified: result.modified };
      waiting = [];
    }
    checkAccepted(name, post, result);
  }
  if (waiting.length === 0) return;
  throw new FoxdenError("server.shape", `${name}: the server does not say when it took the records`, {
    at: name,
  });
}

/**
 * Begins a batch without a record in it, where the server may know none: it would make the first POST visible by itself.
 *
 * @throws {FoxdenError} `server.too-large` when the server knows no batches
 */
async function openBatch({ session, name }: Target, ifUnmodifiedSince: ServerTime): Promise<string> {
  const { batch } = await postBsos(session.server, name, [], { ifUnmodifiedSince, step: "begin" });
  if (batch !== undefined) return batch;
  const message = `${name}: this server makes no more records visible at once than one request holds`;
  throw new FoxdenError("server.too-large", message, { at: name });
}

function batchStep(batch: string | undefined, first: boolean, last: boolean): BatchStep {
  if (batch !== undefined) return last ? { commit: batch } : { append: batch };
  return first && !last ? "begin" : "alone";
}

function checkAccepted(name: CollectionName, post: readonly NewBso[], { success, failed }: PostResult): void {
  const accepted = new Set(success);
  const ids = post.map(({ id }) => id).filter((id) => !accepted.has(id));
  if (ids.length === 0) return;
  const reason = failed.get(ids[0] ?? "") ?? "no reason given";
  const message = `${name}: the server refuses ${ids.length} records (${reason})`;
  throw new FoxdenError("server.refused-records", message, { collection: name, ids });
}

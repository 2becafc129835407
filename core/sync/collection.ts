/** One whole collection in, page by page and decrypted; or many records out, in as few batches as the server takes. */
import type { Cleartext } from "../crypto/payload.ts";
import { FoxdenError, isFoxdenError } from "../errors.ts";
import type { CollectionName, Guid, ServerTime } from "../ids.ts";
import { planUpload } from "./batch.ts";
import { infoConfiguration } from "./info.ts";
import { decryptPayloads, encryptPayloads } from "./payload.ts";
import { refuseDuringBackoff } from "./transport.ts";
import type { CollectionKey, SyncSession } from "./session.ts";
import {
  type BatchStep,
  type Bso,
  type CollectionPage,
  type CollectionQuery,
  type NewBso,
  postBsos,
  type PostResult,
  readCollection,
  readCollectionIds,
} from "./storage.ts";

/** A record as it came: its envelope, and what is inside if it opens. */
export interface DownloadedRecord {
  readonly bso: Bso;
  /** JSON text; undefined when the payload is damaged or sealed with another key. */
  readonly clear: Cleartext | undefined;
}

export interface DownloadOptions extends Pick<CollectionQuery, "ids" | "newer" | "older" | "sort"> {
  /** Records in one request; 1000 by default, as Firefox asks. */
  readonly pageSize?: number;
}

/** How often a collection may change under a download before that is reported. */
const MAX_RESTARTS = 5;

/**
 * Downloads a collection. While one page is decrypted the next is already on its way.
 *
 * Pages are pinned to the first one's time, so that a change meanwhile cannot make records slip between pages; the
 * download then begins again and leaves out what it has already given.
 *
 * @throws {FoxdenError} `conflict.changed` when the collection does not keep still
 */
export async function* downloadCollection(
  session: SyncSession,
  name: CollectionName,
  options: DownloadOptions = {},
): AsyncGenerator<readonly DownloadedRecord[], void> {
  // A request that names no ids would bring the whole collection.
  if (options.ids?.length === 0) return;
  const given = new Set<Guid>();
  for (let restart = 0;; restart++) {
    try {
      for await (const page of pinnedPages(session, name, options)) {
        const fresh = page.items.filter(({ id }) => !given.has(id));
        for (const { id } of fresh) given.add(id);
        yield await decryptPage(session, name, fresh);
      }
      return;
    } catch (error) {
      const moved = isFoxdenError(error) && error.code === "conflict.changed";
      if (!moved || restart === MAX_RESTARTS) throw error;
    }
  }
}

/** The ids of every record of a collection, tombstones included. */
export async function downloadIds(session: SyncSession, name: CollectionName): Promise<Guid[]> {
  const ids: Guid[] = [];
  let offset: string | undefined;
  do {
    const query = { limit: 10_000, ...(offset === undefined ? {} : { offset }) };
    const page = await readCollectionIds(session.server, name, query);
    for (const id of page?.items ?? []) ids.push(id);
    offset = page?.nextOffset;
  } while (offset !== undefined);
  return ids;
}

async function* pinnedPages(
  session: SyncSession,
  name: CollectionName,
  { pageSize = 1000, ...query }: DownloadOptions,
): AsyncGenerator<CollectionPage<Bso>, void> {
  const read = (more: CollectionQuery) =>
    readCollection(session.server, name, { ...query, limit: pageSize, ...more });
  const first = await read({});
  if (!first) return;
  const pin: ServerTime = first.lastModified;
  for (let page = first;;) {
    const { nextOffset } = page;
    if (nextOffset === undefined) return yield page;
    const next = read({ offset: nextOffset, ifUnmodifiedSince: pin });
    // Whoever stops reading here leaves this promise behind; its failure would be nobody's.
    next.catch(() => {});
    yield page;
    const following = await next;
    if (!following) return;
    checkMoved(name, page, following);
    page = following;
  }
}

/** A server that repeats itself would keep us here for ever; one that ignores the pin would lose records. */
function checkMoved(name: CollectionName, page: CollectionPage<Bso>, following: CollectionPage<Bso>): void {
  if (following.nextOffset !== undefined && following.nextOffset === page.nextOffset) {
    throw new FoxdenError("server.shape", `${name}: the server gives the same page again`, { at: name });
  }
  if (following.lastModified !== page.lastModified) {
    throw new FoxdenError("conflict.changed", `${name} changed between two pages`, { resource: name });
  }
}

async function decryptPage(
  session: SyncSession,
  name: CollectionName,
  bsos: readonly Bso[],
): Promise<DownloadedRecord[]> {
  const clear = await openAll(bsos, await session.keyFor(name));
  const failed = bsos.filter((_, i) => clear[i] === undefined);
  if (failed.length > 0 && await session.rereadKeys()) {
    const again = await openAll(failed, await session.keyFor(name));
    const mended = new Map(failed.map(({ id }, i) => [id, again[i]]));
    return bsos.map((bso, i) => ({ bso, clear: clear[i] ?? mended.get(bso.id) }));
  }
  return bsos.map((bso, i) => ({ bso, clear: clear[i] }));
}

async function openAll(bsos: readonly Bso[], key: CollectionKey): Promise<(Cleartext | undefined)[]> {
  const payloads = bsos.map(({ payload }) => payload);
  return key === "clear" ? payloads as Cleartext[] : await decryptPayloads(payloads, key);
}

/** A record to be sealed and sent. */
export interface OutgoingRecord extends Pick<NewBso, "id" | "sortindex" | "ttl"> {
  readonly clear: Cleartext;
}

/** One batch that the server has made visible. */
export interface CommittedBatch {
  readonly ids: readonly Guid[];
  readonly modified: ServerTime;
}

/**
 * Encrypts and uploads records, and yields after each committed batch, so that a failure later on cannot make
 * anyone forget what is already there.
 *
 * @param since the collection's time as last seen; 0 when it must not exist yet
 * @throws {FoxdenError} `conflict.changed`, `server.busy` between batches, `server.too-large` before anything is sent,
 *   `server.refused-records`
 */
export async function* uploadRecords(
  session: SyncSession,
  name: CollectionName,
  records: readonly OutgoingRecord[],
  since: ServerTime,
): AsyncGenerator<CommittedBatch, void> {
  const limits = await infoConfiguration(session.server);
  const plan = planUpload(await sealRecords(session, name, records), limits);
  if (plan.oversize.length > 0) {
    const message = `${plan.oversize.length} records are larger than the server takes`;
    throw new FoxdenError("server.too-large", message, { at: name });
  }
  let ifUnmodifiedSince = since;
  for (const posts of plan.batches) {
    refuseDuringBackoff(session.server);
    for await (const committed of uploadBatch(session, name, posts, ifUnmodifiedSince)) {
      ifUnmodifiedSince = committed.modified;
      yield committed;
    }
  }
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

/** The POSTs of one batch. A server without batches makes each visible at once; then each is reported at once. */
async function* uploadBatch(
  session: SyncSession,
  name: CollectionName,
  posts: readonly (readonly NewBso[])[],
  since: ServerTime,
): AsyncGenerator<CommittedBatch, void> {
  let batch: string | undefined;
  let ifUnmodifiedSince = since;
  let waiting: Guid[] = [];
  for (const [i, post] of posts.entries()) {
    const step = batchStep(batch, i === 0, i === posts.length - 1);
    const result = await postBsos(session.server, name, post, { ifUnmodifiedSince, step });
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

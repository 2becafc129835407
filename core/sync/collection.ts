/** One whole collection in, page by page and decrypted. */
import type { Cleartext } from "../crypto/payload.ts";
import { FoxdenError, isFoxdenError } from "../errors.ts";
import type { CollectionName, Guid, ServerTime } from "../ids.ts";
import { decryptPayloads } from "./payload.ts";
import type { CollectionKey, SyncSession } from "./session.ts";
import {
  type Bso,
  type CollectionPage,
  type CollectionQuery,
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
        yield await decryptBsos(session, name, fresh);
      }
      return;
    } catch (error) {
      const moved = isFoxdenError(error) && error.code === "conflict.changed";
      if (!moved || restart === MAX_RESTARTS) throw error;
    }
  }
}

/** Records that came at once, and when the collection they are of last changed. */
export interface DownloadedPage {
  readonly records: readonly DownloadedRecord[];
  readonly lastModified: ServerTime;
}

/**
 * Downloads a collection in one go, pinned to the time of its first page. While one page is decrypted, and used by
 * the caller, the next is already on its way.
 *
 * @throws {FoxdenError} `conflict.changed` as soon as the collection changes
 */
export async function* downloadPages(
  session: SyncSession,
  name: CollectionName,
  options: DownloadOptions = {},
): AsyncGenerator<DownloadedPage, void> {
  for await (const { items, lastModified } of pinnedPages(session, name, options)) {
    yield { records: await decryptBsos(session, name, items), lastModified };
  }
}

/**
 * The ids of every record of a collection, tombstones included.
 *
 * @throws {FoxdenError} `conflict.changed` when the collection changed after `ifUnmodifiedSince`
 */
export async function downloadIds(
  session: SyncSession,
  name: CollectionName,
  conditions: Pick<CollectionQuery, "ifUnmodifiedSince"> = {},
): Promise<Guid[]> {
  const ids: Guid[] = [];
  let offset: string | undefined;
  do {
    const query = { ...conditions, limit: 10_000, ...(offset === undefined ? {} : { offset }) };
    const page = await readCollectionIds(session.server, name, query);
    for (const id of page?.items ?? []) ids.push(id);
    if (offset !== undefined && page?.nextOffset === offset) throw samePageAgain(name);
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

const samePageAgain = (name: CollectionName) =>
  new FoxdenError("server.shape", `${name}: the server gives the same page again`, { at: name });

/** A server that repeats itself would keep us here for ever; one that ignores the pin would lose records. */
function checkMoved(name: CollectionName, page: CollectionPage<Bso>, following: CollectionPage<Bso>): void {
  if (following.nextOffset !== undefined && following.nextOffset === page.nextOffset) {
    throw samePageAgain(name);
  }
  if (following.lastModified !== page.lastModified) {
    throw new FoxdenError("conflict.changed", `${name} changed between two pages`, { resource: name });
  }
}

async function decryptBsos(
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

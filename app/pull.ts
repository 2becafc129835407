/** One collection from the server into its copy. */
import { isFoxdenError } from "../core/errors.ts";
import type { CollectionName, ServerTime } from "../core/ids.ts";
import { decodeClear } from "../core/records/codec.ts";
import { type Collection, collectionOf } from "../core/records/registry.ts";
import { type DownloadedRecord, downloadIds, downloadPages } from "../core/sync/collection.ts";
import { infoCollectionCounts } from "../core/sync/info.ts";
import type { SyncSession } from "../core/sync/session.ts";
import type { Copy } from "./mirror/copies.ts";
import type { Advance, Mirror } from "./mirror/mirror.ts";
import { entryText, type PageEntry } from "./mirror/page.ts";
import type { Progress } from "./progress.ts";

export type { Progress };

/** How many records are stored at once. They are sorted among themselves, which newest-first reading relies on. */
const RUN_RECORDS = 4096;

/** How much text is held before it is stored, in UTF-16 units. */
const RUN_TEXT = 4 << 20;

/** The server's clock ticks in hundredths of a second. */
const TICK_MS = 10;

/** What a pull works with. */
export interface PullTools {
  readonly mirror: Mirror;
  readonly session: SyncSession;
  readonly onProgress: (progress: Progress) => void;
  /** Told of records that were stored, and of how many that were read do not open with the account's keys. */
  readonly onStored: (name: CollectionName, stored: number, unreadable: number) => void;
}

/** The collection changed, or the account's keys did, while it was being read: what is stored so far stays good. */
export class Moved extends Error {}

/**
 * Takes into `copy` what the server took after its cursor, oldest first: whatever ends it, the copy holds everything
 * up to its new cursor, and the next pull goes on from there.
 *
 * @returns when the collection had last changed
 * @throws {Moved}
 */
export async function pullRecords(
  tools: PullTools,
  copy: Copy,
  total: number | null,
  settled = true,
): Promise<ServerTime> {
  const run = new Run(tools, copy);
  let lastModified = copy.cursor;
  const since = copy.cursor > 0 ? { newer: copy.cursor } : {};
  try {
    for await (const page of downloadPages(tools.session, copy.name, { ...since, sort: "oldest" })) {
      tools.mirror.atStep("downloaded");
      if (hasMoved(tools, copy, page.lastModified)) throw new Moved();
      lastModified = page.lastModified;
      await run.add(page.records);
      tools.onProgress({ collection: copy.name, done: run.read, total });
    }
  } catch (error) {
    // What was read is paid for: it is kept, unless keeping it is what failed.
    await run.flush({ cursor: run.reached, settled: false }).catch(() => {});
    throw isConflict(error) ? new Moved() : error;
  }
  await run.flush({ cursor: lastModified, settled });
  return lastModified;
}

/** Whether a page is sealed with other keys than the session began with, or older than what is here already. */
const hasMoved = ({ session }: PullTools, { name, cursor }: Copy, lastModified: ServerTime): boolean =>
  lastModified < cursor || (session.keysMoved && collectionOf(name).role !== "bootstrap");

const isConflict = (error: unknown): boolean => isFoxdenError(error) && error.code === "conflict.changed";

/** Records that have been read and not yet stored. */
class Run {
  read = 0;
  /** Everything up to this time has been read. */
  reached: ServerTime;
  readonly #collection: Collection;
  #entries: PageEntry[] = [];
  #length = 0;
  #unreadable = 0;
  #storing: Promise<void> = Promise.resolve();
  #newest: ServerTime | undefined;
  #isAscending = true;

  constructor(private readonly tools: PullTools, private readonly copy: Copy) {
    this.reached = copy.cursor;
    this.#collection = collectionOf(copy.name);
  }

  async add(records: readonly DownloadedRecord[]): Promise<void> {
    for (const record of records) {
      this.#take(record);
      if (this.#entries.length < RUN_RECORDS && this.#length < RUN_TEXT) continue;
      await this.#begin({ cursor: this.reached, settled: false });
    }
  }

  #take({ bso: { payload, ...envelope }, clear }: DownloadedRecord): void {
    const { text, value } = entryText({ ...envelope, bytes: payload.length, clear });
    const { id, modified } = envelope;
    this.#entries.push({ id, modified, sortKey: sortKeyOf(this.#collection, value, id), text });
    this.#length += text.length;
    this.read++;
    if (clear === undefined) this.#unreadable++;
    this.#reach(modified);
  }

  /** Of the last tick there may be more to come. A server that does not sort tells nothing before the end. */
  #reach(modified: ServerTime): void {
    this.#isAscending &&= modified >= (this.#newest ?? 0);
    this.#newest = modified;
    if (this.#isAscending) this.reached = Math.max(this.reached, modified - TICK_MS) as ServerTime;
    else this.reached = this.copy.cursor;
  }

  /** Stores what has been read, and waits until it is. */
  async flush(advance: Advance): Promise<void> {
    await this.#begin(advance);
    await this.#storing;
  }

  /** Begins to store what has been read. What is read next is downloaded and decrypted meanwhile. */
  async #begin(advance: Advance): Promise<void> {
    await this.#storing;
    const [entries, unreadable] = [this.#entries, this.#unreadable];
    this.#entries = [];
    this.#length = 0;
    this.#unreadable = 0;
    if (entries.length === 0 && !advance.settled && advance.cursor === this.copy.cursor) return;
    this.#storing = this.#store(entries, unreadable, advance);
    // Whoever waits for it next is told.
    this.#storing.catch(() => {});
  }

  async #store(entries: readonly PageEntry[], unreadable: number, advance: Advance): Promise<void> {
    const stored = await this.tools.mirror.store(this.copy, entries, advance);
    this.tools.onStored(this.copy.name, stored, unreadable);
  }
}

/** What a record is sorted by; null where its collection has no order. */
export function sortKeyOf(collection: Collection, value: unknown, id: string): number | null {
  if (!collection.newestMs) return null;
  const incoming = decodeClear(collection.codec, value, id);
  return incoming.kind === "live" ? collection.newestMs(incoming.record) ?? 0 : 0;
}

/** How many records each collection holds; undefined where the server does not count. */
export async function readCounts({ server }: SyncSession): Promise<Map<CollectionName, number> | undefined> {
  try {
    const counts = await infoCollectionCounts(server);
    // An account that can be read has two records at least.
    return counts.size === 0 ? undefined : counts;
  } catch (error) {
    if (isFoxdenError(error) && error.code === "server.status") return undefined;
    throw error;
  }
}

/** What comparing the ids showed. */
export interface Compared {
  /** Records that were here and not on the server any more. */
  readonly dropped: number;
  /** Whether the server has records that should be here and are not. */
  readonly isMissingSome: boolean;
}

/**
 * Finds the records that left the server without a word: deleted there for good, or expired.
 *
 * @throws {Moved}
 */
export async function dropMissing({ mirror, session }: PullTools, copy: Copy): Promise<Compared> {
  // Counted again, since the first count may be of a moment just before a write. This one is of the copy's own time,
  // or the list that follows is refused.
  const counts = await readCounts(session);
  const known = new Set(mirror.ids(copy));
  const ids = await downloadIds(session, copy.name, { ifUnmodifiedSince: copy.cursor }).catch((error) => {
    throw isConflict(error) ? new Moved() : error;
  });
  const listed = new Set(ids);
  const found = [...listed].filter((id) => known.delete(id)).length;
  mirror.drop(copy, [...known], counts === undefined ? 0 : (counts.get(copy.name) ?? 0) - found);
  return { dropped: known.size, isMissingSome: found < listed.size };
}

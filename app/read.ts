/** Reading a collection: pages of the mirror, decoded, bad records counted and never in the way. */
import { FoxdenError } from "../core/errors.ts";
import type { CollectionName, Guid, ServerTime } from "../core/ids.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import {
  type Codec,
  decodeClear,
  decodeText,
  type Incoming,
  type SyncRecord,
} from "../core/records/codec.ts";
import { instant, type MalformedCount, type SyncedAt } from "./columns.ts";
import { freshen } from "./freshen.ts";
import { askedAtMs, type FreshnessWish } from "./freshness.ts";
import type { LinesOfPage, MirrorRecord, UnparsedRecord } from "./mirror/page.ts";
import type { Snapshot } from "./mirror/snapshot.ts";
import type { Copy } from "./mirror/copies.ts";
import type { App } from "./open.ts";

export interface ReadOptions {
  /** As the application was told when left out; `as-is`: somebody has just made it fresh. */
  readonly fresh?: FreshnessWish;
  /** In the order of the collection's own time, where it has one; else as the records came to be here. */
  readonly newestFirst?: boolean;
}

/** For what has just been made fresh together with something else. */
export const JUST_READ: ReadOptions = { fresh: "as-is" };

/** A record with what its envelope says. */
export interface Stored<T> {
  readonly id: Guid;
  /** When the server last took it. */
  readonly modified: ServerTime;
  readonly sortindex?: number;
  readonly record: T;
}

/** Records page by page; `malformed` is final when the pages have ended. */
export interface Reading<Item> {
  readonly pages: AsyncIterable<readonly Item[]>;
  readonly malformed: () => MalformedCount;
  readonly syncedAt?: SyncedAt;
}

/** How many bad records are named; the others are only counted. */
const NAMED = 5;

/** Tells which records are wanted, each as early as that can be told. The others are left out. */
export interface RecordFilter {
  /** Says of a record's text whether it is worth parsing. Has to say yes to what may be a tombstone or malformed. */
  readonly isWorthParsing?: ((record: UnparsedRecord) => boolean) | undefined;
  /**
   * Says of the object inside a record whether it is worth decoding, with the same care. `past` says that no record with
   * an earlier time is wanted either, so that reading newest first ends there.
   */
  readonly isWanted: (clear: JsonObject, id: Guid) => boolean | "past";
}

/** Reading live records. */
export interface LiveOptions extends ReadOptions {
  readonly filter?: RecordFilter | undefined;
}

/** All live records of a collection. Tombstones are left out, unreadable records are counted. */
export function readLive<T extends SyncRecord>(
  app: App,
  name: CollectionName,
  codec: Codec<T>,
  options: LiveOptions = {},
): Reading<Stored<T>> {
  const { filter, newestFirst = false } = options;
  return readAs(app, name, options, ({ id, modified, sortindex, clear }) => {
    // A record under another id than its own is malformed, whatever is wanted.
    if (filter && isObject(clear) && (clear["id"] ?? id) === id) {
      const wanted = filter.isWanted(clear, id);
      if (wanted !== true) return wanted && newestFirst ? "end" : "left-out";
    }
    const incoming = decode(codec, id, clear);
    if (incoming.kind !== "live") return incoming.kind === "malformed" ? "malformed" : "left-out";
    const { record } = incoming;
    return sortindex === undefined ? { id, modified, record } : { id, modified, sortindex, record };
  });
}

/** What became of one record: an item, or why there is none; `end` where nothing comes after it either. */
type Read<Item> = Item | "left-out" | "malformed" | "end";

/** Reads a collection through `read`, which turns each record into an item or says why not. */
export function readAs<Item extends object>(
  app: App,
  name: CollectionName,
  options: LiveOptions,
  read: (record: MirrorRecord) => Read<Item>,
): Reading<Item> {
  let count = 0;
  let ids: string[] = [];
  let syncedAt: Date | null = null;
  const onCopy = (copy: Copy) => syncedAt = instant(askedAtMs(copy));
  async function* pages() {
    for await (const page of readPages(app, name, options, onCopy)) {
      const items: Item[] = [];
      for (const record of page) {
        const item = "clear" in record ? read(record) : "left-out";
        if (typeof item === "object") items.push(item);
        else if (item === "malformed" && ++count <= NAMED) ids = [...ids, record.id];
        else if (item === "end") {
          yield items;
          return;
        }
      }
      yield items;
    }
  }
  return { pages: pages(), malformed: () => ({ count, ids }), syncedAt: () => syncedAt };
}

const readPages = (
  app: App,
  name: CollectionName,
  { fresh, newestFirst = false, filter }: LiveOptions,
  onCopy: (copy: Copy) => void,
): AsyncGenerator<readonly (MirrorRecord | UnparsedRecord)[]> =>
  readThrough(app, name, fresh, {
    onCopy,
    pages: ({ snapshot, copy }) => {
      if (filter?.isWorthParsing) return snapshot.sifted(copy, newestFirst, filter.isWorthParsing);
      return newestFirst ? snapshot.newestFirst(copy) : snapshot.pages(copy);
    },
    lengthOf: ({ length }) => length,
  });

/** Records as the bytes they are kept as, for who passes them on, in the order in which they came to be here. */
export const readLines = (
  app: App,
  name: CollectionName,
  { fresh }: Pick<ReadOptions, "fresh">,
): AsyncGenerator<LinesOfPage> =>
  readThrough(app, name, fresh, {
    onCopy: () => {},
    pages: ({ snapshot, copy }) => snapshot.lines(copy),
    lengthOf: ({ lines }) => lines.length,
  });

/** What is read of an open copy. */
interface Passage<Page> {
  readonly onCopy: (copy: Copy) => void;
  readonly pages: (open: OpenCopy) => AsyncIterable<Page>;
  readonly lengthOf: (page: Page) => number;
}

async function* readThrough<Page>(
  app: App,
  name: CollectionName,
  fresh: FreshnessWish | undefined,
  { onCopy, pages, lengthOf }: Passage<Page>,
): AsyncGenerator<Page> {
  let hasBegun = false;
  for (let attempt = 1;; attempt++) {
    try {
      // After damage nothing is as it was just made.
      await freshen(app, [name], fresh === "as-is" && attempt > 1 ? undefined : fresh);
      using open = await openCopy(app, name);
      onCopy(open.copy);
      let done = 0;
      for await (const page of pages(open)) {
        hasBegun = true;
        done += lengthOf(page);
        app.options.onProgress?.({ collection: name, act: "read", done, total: open.copy.records });
        yield page;
      }
      return;
    } catch (error) {
      // Even where it is too late to begin again: nothing wrong is read from it the next time.
      if (!await app.mend(error) || hasBegun || attempt > 1) throw error;
    }
  }
}

interface OpenCopy extends Disposable {
  readonly snapshot: Snapshot;
  readonly copy: Copy;
}

/** @throws {FoxdenError} `not-found.match` for a name that neither the account nor foxden knows */
async function openCopy(app: App, name: CollectionName): Promise<OpenCopy> {
  const snapshot = (await app.mirror()).snapshot();
  const copy = snapshot.copyOf(name);
  if (copy) return { snapshot, copy, [Symbol.dispose]: () => snapshot[Symbol.dispose]() };
  snapshot[Symbol.dispose]();
  throw noCollection(name);
}

/** The refusal of a name that neither the account nor foxden knows. */
export const noCollection = (name: CollectionName) =>
  new FoxdenError("not-found.match", `The account has no collection "${name}"`, {
    collection: "collections",
  });

/**
 * Looks something up in one collection.
 *
 * @throws {FoxdenError} as {@link readAs}
 */
export function lookUp<T>(
  app: App,
  name: CollectionName,
  look: (snapshot: Snapshot, copy: Copy) => Promise<T>,
): Promise<T> {
  return app.mending(async () => {
    await freshen(app, [name]);
    using open = await openCopy(app, name);
    return await look(open.snapshot, open.copy);
  });
}

/** What did not open is as malformed as what holds nonsense. */
export function decode<T extends SyncRecord>(
  codec: Codec<T>,
  id: Guid,
  clear: MirrorRecord["clear"] | undefined,
): Incoming<T> {
  if (clear === null || clear === undefined) {
    return { kind: "malformed", id, reason: "does not open with the account's keys" };
  }
  return typeof clear === "string" ? decodeText(codec, clear, id) : decodeClear(codec, clear, id);
}

/** Everything at once, for what needs the whole: a tree, a join of two collections. */
export async function readAll<Item>(reading: Reading<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of reading.pages) {
    for (const item of page) items.push(item);
  }
  return items;
}

/** The same reading with each item turned into something else, or dropped when `turn` gives undefined. */
export function mapReading<In, Out>(reading: Reading<In>, turn: (item: In) => Out | undefined): Reading<Out> {
  async function* pages() {
    for await (const page of reading.pages) {
      yield page.map(turn).filter((item): item is NonNullable<typeof item> => item !== undefined) as Out[];
    }
  }
  return { ...reading, pages: pages() };
}

/** Pages for what is already in memory. */
export async function* onePage<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield await Promise.resolve(items);
}

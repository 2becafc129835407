/** Reading a collection: pages from the server, decrypted and decoded, bad records counted and never in the way. */
import { type CollectionName, type Guid, type ServerTime } from "../core/ids.ts";
import { type Codec, decodeText, type Incoming, type SyncRecord } from "../core/records/codec.ts";
import { downloadCollection, type DownloadedRecord, type DownloadOptions } from "../core/sync/collection.ts";
import type { MalformedCount } from "./columns.ts";
import type { App } from "./open.ts";

export type ReadOptions = DownloadOptions;

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
}

/** How many bad records are named; the others are only counted. */
const NAMED = 5;

/** All live records of a collection. Tombstones are left out, unreadable records are counted. */
export function readLive<T extends SyncRecord>(
  app: App,
  name: CollectionName,
  codec: Codec<T>,
  options: ReadOptions = {},
): Reading<Stored<T>> {
  return readAs(app, name, options, ({ bso, clear }) => {
    const incoming = decode(codec, bso.id, clear);
    if (incoming.kind !== "live") return incoming.kind === "malformed" ? "malformed" : "left-out";
    const { payload: _, ...envelope } = bso;
    return { ...envelope, record: incoming.record };
  });
}

/** What became of one downloaded record: an item, or why there is none. */
type Read<Item> = Item | "left-out" | "malformed";

/** Reads a collection through `read`, which turns each downloaded record into an item or says why not. */
export function readAs<Item extends object>(
  app: App,
  name: CollectionName,
  options: ReadOptions,
  read: (record: DownloadedRecord) => Read<Item>,
): Reading<Item> {
  let count = 0;
  const ids: string[] = [];
  async function* pages() {
    for await (const page of downloadCollection(await app.sync(), name, options)) {
      const items: Item[] = [];
      for (const record of page) {
        const item = read(record);
        if (typeof item === "object") items.push(item);
        else if (item === "malformed" && ++count <= NAMED) ids.push(record.bso.id);
      }
      yield items;
    }
  }
  return { pages: pages(), malformed: () => ({ count, ids }) };
}

/** A payload that did not open is as malformed as one that holds nonsense. */
export function decode<T extends SyncRecord>(
  codec: Codec<T>,
  id: Guid,
  clear: string | undefined,
): Incoming<T> {
  return clear === undefined
    ? { kind: "malformed", id, reason: "does not open with the account's keys" }
    : decodeText(codec, clear, id);
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
  return { pages: pages(), malformed: reading.malformed };
}

/** Pages for what is already in memory. */
export async function* onePage<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield await Promise.resolve(items);
}

/** What a write sends, in parts that each become visible by themselves: sealed records, or ids to take off the server. */
import type { Cleartext } from "../../core/crypto/payload.ts";
import { type CollectionName, type Guid, type ServerTime } from "../../core/ids.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { envelopeOf } from "../../core/records/writing.ts";
import { deleteFromCollection, readCollection } from "../../core/sync/storage.ts";
import type { StorageServer } from "../../core/sync/transport.ts";
import {
  type CommittedBatch,
  type OutgoingRecord,
  prepareUpload,
  sendUpload,
} from "../../core/sync/upload.ts";
import { entryText, type PageEntry } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { sortKeyOf } from "../pull.ts";
import { idChunks } from "../raw_rows.ts";
import { isWritten, type PlannedChange } from "./plan.ts";
import type { View } from "./view.ts";

/** What becomes visible at once. */
export interface Part {
  readonly ids: readonly Guid[];
  /** Sends it on condition that the collection has not changed after `since`. */
  readonly send: (since: ServerTime) => AsyncIterable<CommittedBatch>;
  /** What tells the payload of each record from every other: its {@link sealOf}. Empty for what is taken off the server. */
  readonly seals: ReadonlyMap<Guid, string>;
  /** Whether the server holds some of these just as they were sent. */
  readonly isTaken: (ids: readonly Guid[]) => Promise<boolean>;
  /** The records as the mirror will have them; undefined where it has to ask the server. */
  readonly entries: (committed: CommittedBatch) => readonly PageEntry[] | undefined;
}

/** A write that is laid out for the server. */
export interface PartsInput {
  readonly name: CollectionName;
  readonly changes: readonly PlannedChange[];
  readonly view: View;
  /** All at once or not at all. */
  readonly whole: boolean;
}

/**
 * Records as text, ready to be sealed. What goes first of a tree is its folders: a server that refuses a record of the
 * request that commits can then at worst leave a folder with a child too many, which every client knows how to read.
 */
export function outgoingRecords(
  { name, changes }: Pick<PartsInput, "name" | "changes">,
): readonly OutgoingRecord[] {
  const outgoing = changes.filter(isWritten).map(({ id, after }): OutgoingRecord => (
    { id, ...envelopeOf(name, after), clear: JSON.stringify(after) as Cleartext }
  ));
  return outgoing.toSorted((a, b) => (b.sortindex ?? 0) - (a.sortindex ?? 0));
}

/** Seals records and lays them out. @throws {FoxdenError} `server.too-large`; nothing was sent then */
export async function sealedParts(
  app: App,
  { name, view, whole }: PartsInput,
  outgoing: readonly OutgoingRecord[],
): Promise<Part[]> {
  if (outgoing.length === 0) return [];
  const session = await app.sync();
  const { batches, ...prepared } = await prepareUpload(session, name, outgoing, { whole });
  let done = 0;
  const onSent = (records: number) => {
    done += records;
    app.options.onProgress?.({ collection: name, act: "upload", done, total: outgoing.length });
  };
  const options = { ...prepared, onSent };
  const records = new Map(outgoing.map((record) => [record.id, record]));
  return batches.map((posts) => {
    const payloads = new Map(posts.flat().map(({ id, payload = "" }) => [id, payload]));
    return {
      ids: [...payloads.keys()],
      seals: new Map([...payloads].flatMap(([id, payload]) => {
        const seal = sealOf(payload);
        return seal === undefined ? [] : [[id, seal] as const];
      })),
      send: (since) => sendUpload(session, name, { ...options, batches: [posts] }, since),
      // No two seals of one text are the same.
      isTaken: async (ids) =>
        (await firstOf(session.server, name, ids)).some(({ id, payload }) => payload === payloads.get(id)),
      entries: ({ ids, modified }) =>
        ids.flatMap((id) => {
          const record = records.get(id);
          // What is left out of an envelope keeps what the server has.
          const sortindex = record?.sortindex ?? view.get(id)?.sortindex;
          return record
            ? [entryOf(name, { ...record, sortindex, modified, bytes: payloads.get(id)?.length ?? 0 })]
            : [];
        }),
    };
  });
}

/** The signature of a sealed payload: no two payloads have the same, since each is sealed with chance of its own. */
export const sealOf = (payload: string): string | undefined => /"hmac":"([0-9a-f]{64})"/.exec(payload)?.[1];

interface Sent extends Pick<OutgoingRecord, "id" | "clear"> {
  readonly sortindex: number | undefined;
  readonly modified: ServerTime;
  readonly bytes: number;
}

function entryOf(name: CollectionName, { id, clear, sortindex, modified, bytes }: Sent): PageEntry {
  const fields = { id, modified, bytes, clear };
  const { text, value } = entryText(sortindex === undefined ? fields : { ...fields, sortindex });
  return { id, modified, text, sortKey: sortKeyOf(collectionOf(name), value, id) };
}

/** Some of these records, as the server has them. */
async function firstOf(server: StorageServer, name: CollectionName, ids: readonly Guid[]) {
  const [some = []] = idChunks(ids);
  return some.length === 0 ? [] : (await readCollection(server, name, { ids: some }))?.items ?? [];
}

/** Takes records off the server, without tombstones. */
export async function hardParts(app: App, { name, changes }: PartsInput): Promise<Part[]> {
  const { server } = await app.sync();
  const ids = changes.filter(isWritten).map(({ id }) => id);
  return [...idChunks(ids)].map((some) => ({
    ids: some,
    seals: new Map(),
    async *send(ifUnmodifiedSince) {
      const modified = await deleteFromCollection(server, name, { ids: some }, { ifUnmodifiedSince });
      yield { ids: some, modified: modified ?? ifUnmodifiedSince };
    },
    // That they are gone does not tell who took them off.
    isTaken: () => Promise.resolve(false),
    entries: () => undefined,
  }));
}

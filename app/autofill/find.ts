/** Records of small collections by what a person types: an id, or its first six characters or more. */
import { type CollectionName, type Guid, guid } from "../../core/ids.ts";
import type { Codec, SyncRecord } from "../../core/records/codec.ts";
import { codecOf } from "../../core/records/registry.ts";
import { isTombstone } from "../../core/records/writing.ts";
import { type Column, instant, type Listing } from "../columns.ts";
import { findEach, type Sought } from "../find.ts";
import { askedAtMs } from "../freshness.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { completedHere } from "../raw_rows.ts";
import { decode, lookUp, onePage, type Stored } from "../read.ts";
import { badRecords } from "../write/write.ts";
import type { View } from "../write/view.ts";

/** How many records that cannot be read are named. */
const NAMED = 5;

/**
 * The records of a view that are meant, each once, whether or not they can be read.
 *
 * @throws {FoxdenError} `not-found.record`, `ambiguous.match`
 */
export function findInView(collection: CollectionName, view: View, sought: Sought): Guid[] {
  const items = [...view.values()]
    .filter(({ clear }) => clear === null || typeof clear === "string" || !isTombstone(clear))
    .map(({ id }) => ({ id, ids: [id], names: [] }));
  return findEach({ collection, items }, sought, "; nothing was changed").map(({ id }) => id);
}

/** The same, of records that can be edited. @throws {FoxdenError} `usage.records` for those that cannot be read */
export function findLive(collection: CollectionName, view: View, sought: Sought): Guid[] {
  const ids = findInView(collection, view, sought);
  const faults = ids.flatMap((id) => {
    const incoming = decode(codecOf(collection), id, view.get(id)?.clear);
    return incoming.kind === "malformed" ? [`${id}, which cannot be read: ${incoming.reason}`] : [];
  });
  if (faults.length > 0) throw badRecords(collection, faults, false);
  return ids;
}

/** Records that were asked for, in that order. */
export interface FoundEntries<Row> extends Listing<Row> {
  readonly rows: readonly Row[];
  /** What no record was found by. */
  readonly missing: readonly string[];
}

/** Where entries are looked up, and how they are shown. */
export interface EntryLookup<T extends SyncRecord, Row> {
  readonly collection: CollectionName;
  readonly codec: Codec<T>;
  readonly kind: string;
  readonly columns: readonly Column<Row>[];
  readonly rowOf: (stored: Stored<T>) => Row;
}

/**
 * Records by their ids, each once; of what a person types, six characters or more may stand for an id that begins so.
 *
 * @throws {FoxdenError} `ambiguous.match` when a beginning fits several
 */
export function getEntries<T extends SyncRecord, Row>(
  app: App,
  { collection, codec, kind, columns, rowOf }: EntryLookup<T, Row>,
  { words, whole }: Sought,
): Promise<FoundEntries<Row>> {
  const wanted = [...words, ...whole].map(guid);
  return lookUp(app, collection, async (snapshot, copy) => {
    const exact = await snapshot.byId(copy, wanted);
    const full = completedHere(snapshot, copy, words.filter((word) => !exact.has(guid(word))));
    const begun = await snapshot.byId(copy, [...full.values()]);
    const at = (id: Guid, record: MirrorRecord | undefined) => [record?.id ?? id, record] as const;
    const records = new Map([
      ...words.map(guid).map((id) => at(id, exact.get(id) ?? begun.get(full.get(id) ?? id))),
      ...whole.map(guid).map((id) => at(id, exact.get(id))),
    ]);
    const { rows, ...rest } = sorted(codec, records);
    const shown = rows.map(rowOf);
    const syncedAt = () => instant(askedAtMs(copy));
    return { kind, columns, ...rest, rows: shown, pages: onePage(shown), syncedAt };
  });
}

/** A tombstone is no record; what cannot be read is counted. */
function sorted<T extends SyncRecord>(
  codec: Codec<T>,
  records: ReadonlyMap<Guid, MirrorRecord | undefined>,
) {
  const rows: Stored<T>[] = [];
  const missing: string[] = [];
  const bad: string[] = [];
  for (const [id, record] of records) {
    const incoming = record && decode(codec, record.id, record.clear);
    if (incoming?.kind === "malformed") bad.push(incoming.id);
    else if (record && incoming?.kind === "live") rows.push(storedOf(record, incoming.record));
    else missing.push(id);
  }
  const malformed = { count: bad.length, ids: bad.slice(0, NAMED) };
  return { rows, missing, malformed: () => malformed };
}

const storedOf = <T>({ id, modified }: MirrorRecord, record: T): Stored<T> => ({ id, modified, record });

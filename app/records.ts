/** Use-cases on the records of any collection, as they are: decrypted, or as the server stores them. */
import { FoxdenError } from "../core/errors.ts";
import {
  type CollectionName,
  collectionName,
  type Guid,
  guid,
  parseServerTime,
  type ServerTime,
} from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import { codecOf, collections } from "../core/records/registry.ts";
import type { Incoming, SyncRecord } from "../core/records/codec.ts";
import { downloadCollection } from "../core/sync/collection.ts";
import { infoCollections } from "../core/sync/info.ts";
import { type Cell, type Column, instant, type Listing, NONE_MALFORMED } from "./columns.ts";
import type { MirrorRecord } from "./mirror/page.ts";
import type { App } from "./open.ts";
import { parseTimeSpan, TIME_EXAMPLES } from "./query/time.ts";
import { completedHere, completeIds, fetchRows, openRow, type RawRow } from "./raw_rows.ts";
import { withoutSecrets } from "./secret_members.ts";
import { decode, lookUp, mapReading, noCollection, readAs, type Reading, type ReadOptions } from "./read.ts";

/** A record as it is. */
export interface RecordRow {
  readonly id: Guid;
  /** When the server last took it. */
  readonly modified: ServerTime;
  readonly sortindex?: number;
  /** Length of the payload as the server stores it. */
  readonly bytes: number;
  readonly incoming: Incoming<SyncRecord>;
  /** As the server stores it, where that was asked for. */
  readonly payload?: string;
}

const envelopeColumns: readonly Column<RecordRow>[] = [
  { name: "id", value: (row) => row.id },
  { name: "modified", value: (row) => instant(row.modified), kind: "time" },
  { name: "bytes", value: (row) => row.bytes, kind: "bytes" },
  { name: "state", value: (row) => row.incoming.kind },
  { name: "sortindex", value: (row) => row.sortindex ?? null, kind: "count", detail: true },
];

/** Columns of the records of a collection. In JSON a record is shown as it is. */
export function recordColumns(collection: string, shown: Shown): readonly Column<RecordRow>[] {
  return [...envelopeColumns, {
    name: "record",
    value: objectOf(collection, shown),
    detail: true,
    whole: true,
  }];
}

/** What is shown of records as they are. */
export interface Shown {
  /** The envelope as the server stores it, payload sealed. */
  readonly raw?: boolean;
  /** Also what lists leave out: passwords, card numbers. */
  readonly reveal?: boolean;
}

export interface RecordListInput extends Shown, Pick<ReadOptions, "fresh"> {
  readonly collection: string;
  /** Only what changed after this, as the query language writes times. */
  readonly since?: string | undefined;
  /** Tombstones in place of live records. */
  readonly deleted?: boolean;
}

/**
 * The records of a collection. In JSON each is the decrypted object itself; payloads as the server stores them are
 * read from the server.
 *
 * @throws {FoxdenError} `usage.value` at once; `not-found.match`, when its pages are read, for a name that neither
 *   the account nor foxden knows
 */
export function listRecords(app: App, input: RecordListInput): Listing<RecordRow> {
  const name = collectionName(input.collection);
  const newer = newerThan(app, input.since);
  const reading = input.raw ? readStored(app, name, newer) : readOpened(app, name, newer, input);
  const wanted = input.deleted ? "tombstone" : "live";
  const rows = mapReading(reading, (row) => {
    const isWanted = row.incoming.kind === wanted || (input.raw && !input.deleted);
    return isWanted ? row : undefined;
  });
  return { kind: "records", columns: recordColumns(name, input), ...rows };
}

function readOpened(
  app: App,
  name: CollectionName,
  newer: ServerTime | undefined,
  { fresh }: RecordListInput,
): Reading<RecordRow> {
  return readAs(app, name, { fresh }, (record) => {
    if (newer !== undefined && record.modified <= newer) return "left-out";
    const row = rowFrom(name, record);
    return row.incoming.kind === "malformed" ? "malformed" : row;
  });
}

/** The envelopes from the server, payloads as it stores them. */
function readStored(app: App, name: CollectionName, newer: ServerTime | undefined): Reading<RecordRow> {
  async function* pages() {
    const session = await app.sync();
    if (!collections.has(name) && !(await infoCollections(session.server)).has(name)) {
      throw noCollection(name);
    }
    for await (const page of downloadCollection(session, name, newer === undefined ? {} : { newer })) {
      yield page.map((record) => storedRow(openRow(name, record)));
    }
  }
  return { pages: pages(), malformed: () => NONE_MALFORMED };
}

function rowFrom(name: CollectionName, { clear, ...envelope }: MirrorRecord): RecordRow {
  return { ...envelope, incoming: decode(codecOf(name), envelope.id, clear) };
}

function storedRow({ bso, incoming }: RawRow): RecordRow {
  return { ...bso, bytes: bso.payload.length, incoming };
}

/** @throws {FoxdenError} `usage.value` */
function newerThan(app: App, since: string | undefined): ServerTime | undefined {
  if (since === undefined) return undefined;
  const span = parseTimeSpan(since, app.ctx.now());
  if (span) return parseServerTime((Math.max(0, span.fromMs) / 1000).toFixed(2));
  throw new FoxdenError("usage.value", `"${since}" is no time; write it ${TIME_EXAMPLES}`, {
    name: "--since",
  });
}

/** What JSON shows of a record: the decrypted object, less its secrets unless they were asked for. */
function objectOf(collection: string, { raw, reveal }: Shown): (row: RecordRow) => Cell {
  return (row) => {
    const { id, incoming } = row;
    if (raw) return envelope(row);
    if (incoming.kind === "tombstone") return { id, deleted: true };
    if (incoming.kind === "malformed") return { id, malformed: incoming.reason };
    const clear: JsonObject = { id, ...incoming.record.source };
    return (reveal ? clear : withoutSecrets(collection, clear)) as Cell;
  };
}

/** A stored record with the server's own names and units: `modified` in seconds. */
function envelope({ id, modified, payload = "", sortindex }: RecordRow): Cell {
  return { id, modified: modified / 1000, ...(sortindex === undefined ? {} : { sortindex }), payload };
}

/** Records by id, in the order asked for, and the ids that are not there. */
export interface FoundRecords {
  readonly rows: readonly RecordRow[];
  readonly missing: readonly string[];
}

/**
 * Records of a collection by id; six characters or more may stand for an id that begins so.
 *
 * @throws {FoxdenError} `ambiguous.match` when a beginning fits several
 */
export async function getRecords(
  app: App,
  collection: string,
  ids: readonly string[],
  { raw = false }: Shown = {},
): Promise<FoundRecords> {
  const name = collectionName(collection);
  const wanted = ids.map(guid);
  const found = raw ? await findStored(app, name, wanted) : await findOpened(app, name, wanted);
  return {
    rows: wanted.map((id) => found.get(id)).filter((row) => row !== undefined),
    missing: wanted.filter((id) => !found.has(id)),
  };
}

type ByAskedId = ReadonlyMap<Guid, RecordRow>;

function findOpened(app: App, name: CollectionName, wanted: readonly Guid[]): Promise<ByAskedId> {
  return lookUp(app, name, async (snapshot, copy) => {
    const exact = await snapshot.byId(copy, wanted);
    const full = completedHere(snapshot, copy, wanted.filter((id) => !exact.has(id)));
    const begun = await snapshot.byId(copy, [...full.values()]);
    return byAskedId(wanted, full, (id) => {
      const record = exact.get(id) ?? begun.get(id);
      return record && rowFrom(name, record);
    });
  });
}

async function findStored(app: App, name: CollectionName, wanted: readonly Guid[]): Promise<ByAskedId> {
  const session = await app.sync();
  const exact = await fetchRows(session, name, wanted);
  const full = await completeIds(session, name, wanted.filter((id) => !exact.has(id)));
  const begun = await fetchRows(session, name, [...full.values()]);
  return byAskedId(wanted, full, (id) => {
    const row = exact.get(id) ?? begun.get(id);
    return row && storedRow(row);
  });
}

function byAskedId(
  wanted: readonly Guid[],
  full: ReadonlyMap<string, Guid>,
  rowOf: (id: Guid) => RecordRow | undefined,
): ByAskedId {
  const rows = wanted.flatMap((id) => {
    const row = rowOf(full.get(id) ?? id);
    return row ? [[id, row] as const] : [];
  });
  return new Map(rows);
}

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
import { isObject, type JsonObject } from "../core/json.ts";
import { collections } from "../core/records/registry.ts";
import { infoCollections } from "../core/sync/info.ts";
import type { Bso } from "../core/sync/storage.ts";
import { type Cell, type Column, instant, type Listing } from "./columns.ts";
import type { App } from "./open.ts";
import { parseTimeSpan, TIME_EXAMPLES } from "./query_time.ts";
import { completeIds, fetchRows, openRow, type RawRow } from "./raw_rows.ts";
import { readAs } from "./read.ts";

export type { RawRow };

const envelopeColumns: readonly Column<RawRow>[] = [
  { name: "id", value: ({ bso }) => bso.id },
  { name: "modified", value: ({ bso }) => instant(bso.modified), kind: "time" },
  { name: "bytes", value: ({ bso }) => bso.payload.length, kind: "bytes" },
  { name: "state", value: ({ incoming }) => incoming.kind },
  { name: "sortindex", value: ({ bso }) => bso.sortindex ?? null, kind: "count", detail: true },
];

/** Columns of the records of a collection. In JSON a record is shown as it is. */
export function recordColumns(collection: string, shown: Shown): readonly Column<RawRow>[] {
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

export interface RecordListInput extends Shown {
  readonly collection: string;
  /** Only what changed after this, as the query language writes times. */
  readonly since?: string | undefined;
  /** Tombstones in place of live records. */
  readonly deleted?: boolean;
}

/**
 * The records of a collection. In JSON each is the decrypted object itself.
 *
 * @throws {FoxdenError} `usage.value` at once; `not-found.match`, when its pages are read, for a name that neither
 *   the account nor foxden knows
 */
export function listRecords(app: App, input: RecordListInput): Listing<RawRow> {
  const name = collectionName(input.collection);
  const wanted = input.deleted ? "tombstone" : "live";
  const newer = newerThan(app, input.since);
  const reading = readAs(app, name, newer === undefined ? {} : { newer }, (record) => {
    const row = openRow(name, record);
    const { kind } = row.incoming;
    if (input.raw && !input.deleted) return row;
    return kind === wanted ? row : kind === "malformed" ? "malformed" : "left-out";
  });
  async function* pages() {
    await refuseUnknown(app, name);
    yield* reading.pages;
  }
  return { kind: name, columns: recordColumns(name, input), pages: pages(), malformed: reading.malformed };
}

async function refuseUnknown(app: App, name: CollectionName): Promise<void> {
  if (collections.has(name)) return;
  const { server } = await app.sync();
  if ((await infoCollections(server)).has(name)) return;
  throw new FoxdenError("not-found.match", `The account has no collection "${name}"`, {
    collection: "collections",
  });
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
function objectOf(collection: string, { raw, reveal }: Shown): (row: RawRow) => Cell {
  return ({ bso, incoming }) => {
    if (raw) return envelope(bso);
    if (incoming.kind === "tombstone") return { id: bso.id, deleted: true };
    if (incoming.kind === "malformed") return { id: bso.id, malformed: incoming.reason };
    const clear: JsonObject = { id: bso.id, ...incoming.record.source };
    return (reveal ? clear : withoutSecrets(collection, clear)) as Cell;
  };
}

/** A stored record with the server's own names and units: `modified` in seconds. */
function envelope({ id, modified, payload, sortindex }: Bso): Cell {
  return { id, modified: modified / 1000, ...(sortindex === undefined ? {} : { sortindex }), payload };
}

/** Paths of members that are secret by nature. The account's own keys are no less so. */
const SECRET_PATHS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["passwords", [["password"]]],
  ["creditcards", [["entry", "cc-number"]]],
  ["crypto", [["default"], ["collections"]]],
]);

/** Whether records of a collection are listed without some of their members. */
export const holdsSecrets = (collection: string): boolean => SECRET_PATHS.has(collection);

function withoutSecrets(collection: string, clear: JsonObject): JsonObject {
  const paths = SECRET_PATHS.get(collection) ?? [];
  if (paths.length === 0) return clear;
  return { ...paths.reduce(without, clear), masked: paths.map((path) => path.join(".")) };
}

function without(object: JsonObject, [first = "", ...rest]: readonly string[]): JsonObject {
  const { [first]: inner, ...others } = object;
  return rest.length > 0 && isObject(inner) ? { ...others, [first]: without(inner, rest) } : others;
}

/** Records by id, in the order asked for, and the ids that are not there. */
export interface FoundRecords {
  readonly rows: readonly RawRow[];
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
): Promise<FoundRecords> {
  const name = collectionName(collection);
  const wanted = ids.map(guid);
  const session = await app.sync();
  const exact = await fetchRows(session, name, wanted);
  const full = await completeIds(session, name, wanted.filter((id) => !exact.has(id)));
  const begun = await fetchRows(session, name, [...full.values()]);
  const rowOf = (id: Guid) => exact.get(id) ?? begun.get(full.get(id) ?? id);
  return {
    rows: wanted.map(rowOf).filter((row) => row !== undefined),
    missing: wanted.filter((id) => rowOf(id) === undefined),
  };
}

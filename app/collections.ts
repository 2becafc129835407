/** Use-cases on the account as a whole: what it holds, and how much room that takes. */
import { type CollectionName, collectionName, type ServerTime } from "../core/ids.ts";
import {
  infoCollectionCounts,
  infoCollections,
  infoCollectionUsage,
  infoConfiguration,
  infoQuota,
} from "../core/sync/info.ts";
import { array, type Decoder, integer, nullable, object, string } from "../core/json.ts";
import { answer } from "./answers.ts";
import type { Column, Listing } from "./columns.ts";
import { NONE_MALFORMED } from "./columns.ts";
import type { App } from "./open.ts";
import { onePage } from "./read.ts";

/** One collection, also one that foxden knows nothing else about. */
export interface CollectionRow {
  readonly name: CollectionName;
  readonly count: number;
  readonly bytes: number;
  readonly modified: ServerTime;
}

export const collectionColumns: readonly Column<CollectionRow>[] = [
  { name: "name", value: (row) => row.name },
  { name: "count", value: (row) => row.count, kind: "count" },
  { name: "bytes", value: (row) => row.bytes, kind: "bytes" },
  { name: "modified", value: (row) => new Date(row.modified), kind: "time" },
  { name: "id", value: (row) => row.name, detail: true },
];

const collectionNameShape: Decoder<CollectionName> = (value, at) => collectionName(string(value, at));
const timeShape: Decoder<ServerTime> = (value, at) => integer(value, at) as ServerTime;

/** Every collection of the account by name. */
export function collections(app: App): Promise<CollectionRow[]> {
  return answer(app, { name: "collections", ask: () => askCollections(app), decode: array(collectionShape) });
}

const collectionShape = object({
  name: collectionNameShape,
  count: integer,
  bytes: integer,
  modified: timeShape,
});

async function askCollections(app: App): Promise<CollectionRow[]> {
  const { server } = await app.syncBeforeSetup();
  const [times, counts, usage] = await Promise.all([
    infoCollections(server),
    infoCollectionCounts(server),
    infoCollectionUsage(server),
  ]);
  const rows = [...times].map(([name, modified]) => ({
    name,
    modified,
    count: counts.get(name) ?? 0,
    bytes: Math.round((usage.get(name) ?? 0) * 1024),
  }));
  return rows.sort((a, b) => a.name < b.name ? -1 : 1);
}

export async function listCollections(app: App): Promise<Listing<CollectionRow>> {
  const rows = await collections(app);
  return {
    kind: "collections",
    columns: collectionColumns,
    pages: onePage(rows),
    malformed: () => NONE_MALFORMED,
  };
}

/** How full the account is, and what the server takes in one request. Sizes in bytes; null: no limit. */
export interface QuotaRow {
  readonly usedBytes: number;
  readonly limitBytes: number | null;
  readonly maxPostRecords: number | null;
  readonly maxPostBytes: number | null;
  readonly maxRecordBytes: number | null;
  readonly maxBatchRecords: number | null;
  readonly maxBatchBytes: number | null;
}

export const quotaColumns: readonly Column<QuotaRow>[] = [
  { name: "usedBytes", value: (row) => row.usedBytes, kind: "bytes" },
  { name: "limitBytes", value: (row) => row.limitBytes, kind: "bytes" },
  { name: "maxPostRecords", value: (row) => row.maxPostRecords, kind: "count" },
  { name: "maxPostBytes", value: (row) => row.maxPostBytes, kind: "bytes" },
  { name: "maxRecordBytes", value: (row) => row.maxRecordBytes, kind: "bytes" },
  { name: "maxBatchRecords", value: (row) => row.maxBatchRecords, kind: "count" },
  { name: "maxBatchBytes", value: (row) => row.maxBatchBytes, kind: "bytes" },
];

export function quota(app: App): Promise<QuotaRow> {
  return answer(app, { name: "quota", ask: () => askQuota(app), decode: quotaShape });
}

const size = nullable(integer);
const quotaShape = object({
  usedBytes: integer,
  limitBytes: size,
  maxPostRecords: size,
  maxPostBytes: size,
  maxRecordBytes: size,
  maxBatchRecords: size,
  maxBatchBytes: size,
});

async function askQuota(app: App): Promise<QuotaRow> {
  const { server } = await app.syncBeforeSetup();
  const [{ usedKB, limitKB }, limits] = await Promise.all([infoQuota(server), infoConfiguration(server)]);
  return {
    usedBytes: Math.round(usedKB * 1024),
    limitBytes: limitKB === null ? null : Math.round(limitKB * 1024),
    maxPostRecords: limits.max_post_records ?? null,
    maxPostBytes: limits.max_post_bytes ?? null,
    maxRecordBytes: limits.max_record_payload_bytes ?? null,
    maxBatchRecords: limits.max_total_records ?? null,
    maxBatchBytes: limits.max_total_bytes ?? null,
  };
}

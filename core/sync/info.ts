/** What an account's storage holds and how much the server takes: the `info/*` resources. */
import { type CollectionName, isCollectionName, type ServerTime } from "../ids.ts";
import {
  array,
  type Decoded,
  type Decoder,
  integer,
  nullable,
  number,
  object,
  optional,
  record,
} from "../json.ts";
import { serverTime, storageJson } from "./reply.ts";
import { callStorage, type StorageServer } from "./transport.ts";

/** When each collection last changed. */
export function infoCollections(server: StorageServer): Promise<Map<CollectionName, ServerTime>> {
  return readInfo(server, "collections", byCollection(serverTime));
}

/** How many records each collection holds. */
export function infoCollectionCounts(server: StorageServer): Promise<Map<CollectionName, number>> {
  return readInfo(server, "collection_counts", byCollection(integer));
}

/** How much each collection holds, in KB of 1024 bytes. */
export function infoCollectionUsage(server: StorageServer): Promise<Map<CollectionName, number>> {
  return readInfo(server, "collection_usage", byCollection(number));
}

export interface Quota {
  readonly usedKB: number;
  /** null: no limit. */
  readonly limitKB: number | null;
}

export async function infoQuota(server: StorageServer): Promise<Quota> {
  const [usedKB, limitKB = null] = await readInfo(server, "quota", array(nullable(number)));
  return { usedKB: usedKB ?? 0, limitKB };
}

const limitsShape = object({
  max_post_bytes: optional(integer),
  max_post_records: optional(integer),
  max_record_payload_bytes: optional(integer),
  max_request_bytes: optional(integer),
  max_total_bytes: optional(integer),
  max_total_records: optional(integer),
});
/** What the server takes at once; a missing member means no limit of that kind. */
export type ServerLimits = Decoded<typeof limitsShape>;

/** A server without this resource has the limits Firefox assumes then. */
export async function infoConfiguration(server: StorageServer): Promise<ServerLimits> {
  const reply = await callStorage(server, { method: "GET", path: "/info/configuration" });
  return reply.status === 404
    ? limitsShape({ max_request_bytes: 260 * 1024, max_record_payload_bytes: 256 * 1024 }, "limits")
    : limitsShape(storageJson(server, reply, "/info/configuration"), "info/configuration");
}

async function readInfo<T>(server: StorageServer, name: string, decode: Decoder<T>): Promise<T> {
  const path = `/info/${name}`;
  return decode(storageJson(server, await callStorage(server, { method: "GET", path }), path), path);
}

const byCollection = <T>(item: Decoder<T>): Decoder<Map<CollectionName, T>> => (value, at) =>
  new Map(
    [...record(item)(value, at)].filter((entry): entry is [CollectionName, T] => isCollectionName(entry[0])),
  );

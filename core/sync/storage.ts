/**
 * The Sync storage API 1.5, one function per resource and method.
 *
 * Times are the server's. A condition that fails is an error for writes (`conflict.changed`); a read that was asked
 * for only what is newer answers `undefined` when there is nothing newer.
 *
 * @see SyncStorage API 1.5
 */
import { FoxdenError } from "../errors.ts";
import { type CollectionName, formatServerTime, type Guid, type ServerTime } from "../ids.ts";
import { array, type Decoder, integer, object, optional, record, string } from "../json.ts";
import { lastModifiedOf, serverTime, storageJson } from "./reply.ts";
import { callStorage, type StorageCall, type StorageServer } from "./transport.ts";

/** A record's envelope as the server keeps it. */
export interface Bso {
  readonly id: Guid;
  readonly modified: ServerTime;
  readonly payload: string;
  readonly sortindex?: number;
}

/** A record to be written. Members that are left out keep what the server has. */
export interface NewBso {
  readonly id: Guid;
  readonly payload?: string;
  readonly sortindex?: number;
  readonly ttl?: number;
}

/** At most one of the two; both are answered by the time of the resource itself. */
export interface Conditions {
  readonly ifModifiedSince?: ServerTime;
  readonly ifUnmodifiedSince?: ServerTime;
}

const guidShape: Decoder<Guid> = (value, at) => string(value, at) as Guid;

const bsoShape = object({
  id: guidShape,
  modified: serverTime,
  payload: string,
  sortindex: optional(integer),
});

function bso(value: unknown, at: string): Bso {
  const { sortindex, ...rest } = bsoShape(value, at);
  return sortindex === undefined ? rest : { ...rest, sortindex };
}

// --- reading ----------------------------------------------------------------------------------------------

export interface CollectionQuery extends Conditions {
  readonly ids?: readonly Guid[];
  readonly newer?: ServerTime;
  readonly older?: ServerTime;
  readonly sort?: "newest" | "oldest" | "index";
  readonly limit?: number;
  /** From the page before; every other member repeated unchanged. */
  readonly offset?: string;
}

export interface CollectionPage<Item> {
  readonly items: readonly Item[];
  /** When the whole collection last changed. */
  readonly lastModified: ServerTime;
  /** Where the next page begins; absent on the last. */
  readonly nextOffset?: string;
}

/** One page of whole records. @returns undefined when nothing is newer than `ifModifiedSince` */
export function readCollection(server: StorageServer, name: CollectionName, query: CollectionQuery = {}) {
  return readPage(server, name, { ...query, full: "1" }, bso);
}

/** One page of ids only. @returns undefined when nothing is newer than `ifModifiedSince` */
export function readCollectionIds(server: StorageServer, name: CollectionName, query: CollectionQuery = {}) {
  return readPage(server, name, query, guidShape);
}

async function readPage<Item>(
  server: StorageServer,
  name: CollectionName,
  query: CollectionQuery & { readonly full?: string },
  item: Decoder<Item>,
): Promise<CollectionPage<Item> | undefined> {
  const path = collectionPath(name);
  const reply = await callStorage(server, {
    method: "GET",
    path,
    headers: conditionHeaders(query),
    query: {
      older: query.older === undefined ? undefined : formatServerTime(query.older),
      newer: query.newer === undefined ? undefined : formatServerTime(query.newer),
      full: query.full,
      sort: query.sort,
      ids: query.ids && idList(query.ids),
      limit: query.limit?.toString(),
      offset: query.offset,
    },
  });
  if (reply.status === 304) return undefined;
  const items = array(item)(storageJson(server, reply, path), path);
  const nextOffset = reply.headers.get("x-weave-next-offset");
  return { items, lastModified: lastModifiedOf(reply, path), ...(nextOffset === null ? {} : { nextOffset }) };
}

/** One record. @returns undefined when there is none of that id, or nothing newer than `ifModifiedSince` */
export async function readBso(
  server: StorageServer,
  name: CollectionName,
  id: Guid,
  conditions: Conditions = {},
): Promise<Bso | undefined> {
  const path = bsoPath(name, id);
  const reply = await callStorage(server, { method: "GET", path, headers: conditionHeaders(conditions) });
  if (reply.status === 304 || reply.status === 404) return undefined;
  return bso(storageJson(server, reply, path), path);
}

// --- writing ----------------------------------------------------------------------------------------------

/** Writes one record. @returns its new time @throws {FoxdenError} `conflict.changed` */
export async function putBso(
  server: StorageServer,
  name: CollectionName,
  { id, ...fields }: NewBso,
  conditions: Conditions,
): Promise<ServerTime> {
  const path = bsoPath(name, id);
  const call: StorageCall = { method: "PUT", path, ...jsonBody(fields, conditions) };
  return serverTime(storageJson(server, await callStorage(server, call), path), path);
}

/** A POST alone, or one of the POSTs that are made visible together. */
export type BatchStep = "alone" | "begin" | { readonly append: string } | { readonly commit: string };

const postReply = object({
  modified: optional(serverTime),
  success: array(guidShape),
  failed: record(string),
  batch: optional(string),
});

export interface PostResult {
  /** When the records were made visible; absent while a batch is open. */
  readonly modified?: ServerTime;
  readonly success: readonly Guid[];
  /** Why, by id. */
  readonly failed: ReadonlyMap<string, string>;
  /** Names the open batch; absent when the server knows no batches. */
  readonly batch?: string;
}

/** Writes several records. @throws {FoxdenError} `conflict.changed`, `server.too-large` */
export async function postBsos(
  server: StorageServer,
  name: CollectionName,
  bsos: readonly NewBso[],
  options: Conditions & { readonly step?: BatchStep } = {},
): Promise<PostResult> {
  const path = collectionPath(name);
  const query = batchQuery(options.step ?? "alone");
  const call: StorageCall = { method: "POST", path, query, ...jsonBody(bsos, options) };
  const { modified, batch, ...lists } = postReply(
    storageJson(server, await callStorage(server, call), path),
    path,
  );
  return {
    ...lists,
    ...(modified === undefined ? {} : { modified }),
    ...(batch === undefined ? {} : { batch }),
  };
}

function batchQuery(step: BatchStep): { batch?: string; commit?: string } {
  if (step === "alone") return {};
  if (step === "begin") return { batch: "true" };
  return "append" in step ? { batch: step.append } : { batch: step.commit, commit: "true" };
}

/** Removes one record from the server; other devices do not learn of it. @returns false when there was none */
export async function deleteBso(
  server: StorageServer,
  name: CollectionName,
  id: Guid,
  conditions: Conditions = {},
): Promise<boolean> {
  const path = bsoPath(name, id);
  const reply = await callStorage(server, { method: "DELETE", path, headers: conditionHeaders(conditions) });
  if (reply.status === 404) return false;
  storageJson(server, reply, path);
  return true;
}

/**
 * Removes records (at most 100), or the whole collection, from the server; other devices do not learn of it.
 *
 * @returns when the collection changed by that, where the server says it
 * @throws {FoxdenError} `conflict.changed`
 */
export async function deleteFromCollection(
  server: StorageServer,
  name: CollectionName,
  what: { readonly ids: readonly Guid[] } | "everything",
  conditions: Conditions = {},
): Promise<ServerTime | undefined> {
  // A request that names no ids would remove the whole collection.
  if (what !== "everything" && what.ids.length === 0) return undefined;
  const path = collectionPath(name);
  const query = what === "everything" ? {} : { ids: idList(what.ids) };
  const reply = await callStorage(server, {
    method: "DELETE",
    path,
    query,
    headers: conditionHeaders(conditions),
  });
  if (reply.status === 404) return undefined;
  storageJson(server, reply, path);
  return reply.headers.has("x-last-modified") ? lastModifiedOf(reply, path) : undefined;
}

/** An address takes `.` and `..` for steps up, however they are encoded: what they name cannot be reached. */
function segment(name: string): string {
  if (name !== "." && name !== "..") return encodeURIComponent(name);
  throw new FoxdenError("usage.value", `"${name}" cannot be addressed on a server`, { name: "ID" });
}

const collectionPath = (name: CollectionName): string => `/storage/${segment(name)}`;
const bsoPath = (name: CollectionName, id: Guid): string => `${collectionPath(name)}/${segment(id)}`;

/** `ids=` is cut at commas, so an id that holds one would be taken for two others. */
function idList(ids: readonly Guid[]): string {
  const cut = ids.find((id) => id.includes(",") || id !== id.trim());
  if (cut === undefined) return ids.join(",");
  throw new FoxdenError("usage.value", `"${cut}" cannot stand in a list of ids`, { name: "ID" });
}

function conditionHeaders({ ifModifiedSince, ifUnmodifiedSince }: Conditions): Record<string, string> {
  return {
    accept: "application/json",
    ...(ifModifiedSince === undefined ? {} : { "x-if-modified-since": formatServerTime(ifModifiedSince) }),
    ...(ifUnmodifiedSince === undefined
      ? {}
      : { "x-if-unmodified-since": formatServerTime(ifUnmodifiedSince) }),
  };
}

function jsonBody(body: unknown, conditions: Conditions): Pick<StorageCall, "headers" | "body"> {
  const headers = { ...conditionHeaders(conditions), "content-type": "application/json" };
  return { headers, body: JSON.stringify(body) };
}

/** `POST /storage/COLLECTION`: many records at once, at one time, alone or as part of a batch. */
import type { Backend } from "../backend.ts";
import type { Limits } from "../limits.ts";
import { jsonText, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import {
  addBatchItem,
  type Batch,
  batchName,
  createBatch,
  findBatch,
  setBatchTotals,
  takeBatch,
} from "./batch_store.ts";
import { type Call, change, openCall, prepare } from "./call.ts";
import { storageRefusal } from "./errors.ts";
import { readCount } from "./list_query.ts";
import { parsePost, type PostBody } from "./post_body.ts";
import { mediaType } from "./record.ts";
import { touchCollection, writeBso } from "./store.ts";
import { timeText } from "./times.ts";

/** How a POST takes part in a batch. */
type BatchStep =
  | { readonly kind: "none" }
  | { readonly kind: "start" }
  | { readonly kind: "append" | "commit"; readonly name: string };

/** Stores, or collects for a later commit. */
export async function postRecords(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  const { limits } = backend.rules;
  const step = readBatchStep(request.query);
  checkDeclaredSizes(request.headers, limits);
  const text = await request.text(limits.max_request_bytes);
  const body = parsePost(text, mediaType(request), call.collection, limits);
  switch (step.kind) {
    case "none":
      return await change(call, "collection", (timeMs) => store(call, body, timeMs));
    case "commit":
      return await change(call, "collection", (timeMs) => {
        const batch = addTotals(openBatch(call, step.name), body, limits);
        return store(call, body, timeMs, batch);
      });
    case "start":
    case "append":
      return prepare(call, "collection", (modifiedMs) => collect(call, step, body, modifiedMs));
  }
}

function readBatchStep(query: URLSearchParams): BatchStep {
  const batch = query.get("batch");
  const commit = query.get("commit");
  if (commit !== null && (batch === null || commit.toLowerCase() !== "true")) throw storageRefusal(400);
  if (batch === null) return { kind: "none" };
  const starts = batch === "" || batch.toLowerCase() === "true";
  // Started and committed at once, it is no different from a plain POST.
  if (starts) return { kind: commit === null ? "start" : "none" };
  return { kind: commit === null ? "append" : "commit", name: batch };
}

/** Refuses early what the client itself says is too large. */
function checkDeclaredSizes(headers: Headers, limits: Limits): void {
  const declared: readonly (readonly [string, number])[] = [
    ["x-weave-records", limits.max_post_records],
    ["x-weave-bytes", limits.max_post_bytes],
    ["x-weave-total-records", limits.max_total_records],
    ["x-weave-total-bytes", limits.max_total_bytes],
  ];
  for (const [name, limit] of declared) {
    const text = headers.get(name);
    if (text !== null && readCount(text) > limit) throw storageRefusal(400, 17);
  }
}

/** Writes what the batch has collected, then what this request brings: the later one wins. */
function store(call: Call, body: PostBody, timeMs: number, batch?: Batch): Reply {
  const { backend: { database }, storageUid, collection } = call;
  const collectionId = touchCollection(database, storageUid, collection, timeMs);
  const collected = batch === undefined ? [] : takeBatch(database, batch);
  for (const item of collected) writeBso(database, collectionId, item, timeMs, true);
  for (const item of body.items) writeBso(database, collectionId, item, timeMs);
  const time = timeText(timeMs);
  return jsonText(`{"modified":${time},${outcome(body)}}`, 200, { "x-last-modified": time });
}

function collect(
  call: Call,
  step: { readonly kind: "start" } | { readonly kind: "append" | "commit"; readonly name: string },
  body: PostBody,
  modifiedMs: number,
): Reply {
  const { backend: { database, rules }, storageUid, collection } = call;
  const open = step.kind === "start"
    ? createBatch(database, storageUid, collection)
    : openBatch(call, step.name);
  const batch = addTotals(open, body, rules.limits);
  for (const item of body.items) addBatchItem(database, batch, item);
  setBatchTotals(database, batch);
  const text = `{"batch":${JSON.stringify(batchName(batch))},${outcome(body)}}`;
  return jsonText(text, 202, { "x-last-modified": timeText(modifiedMs) });
}

function openBatch({ backend: { database }, storageUid, collection }: Call, name: string): Batch {
  const batch = findBatch(database, storageUid, collection, name);
  if (batch === undefined) throw storageRefusal(400);
  return batch;
}

function addTotals(batch: Batch, body: PostBody, limits: Limits): Batch {
  const records = batch.records + body.items.length;
  const bytes = batch.bytes + body.bytes;
  if (records > limits.max_total_records || bytes > limits.max_total_bytes) throw storageRefusal(400, 17);
  return { ...batch, records, bytes };
}

/** The members that say what became of each record. */
const outcome = ({ items, failed }: PostBody): string =>
  `"success":${JSON.stringify(items.map(({ id }) => id))},"failed":${JSON.stringify(failed)}`;

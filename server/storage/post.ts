/** `POST /storage/COLLECTION`: many records at once, at one time, alone or as part of a batch. */
import type { Backend } from "../backend.ts";
import { type Limits, MAX_OPEN_FULL_BATCHES } from "../limits.ts";
import { jsonText, type Reply } from "../reply.ts";
import type { Incoming, RequestHeaders } from "../request.ts";
import {
  addBatchItem,
  type Batch,
  batchName,
  closeOldBatches,
  commitBatch,
  createBatch,
  findBatch,
  measureBatch,
  setBatchTotals,
} from "./batch_store.ts";
import { type Call, change, openCall, prepare } from "./call.ts";
import { storageRefusal } from "./errors.ts";
import { ensureStorage } from "./holder.ts";
import { readCount } from "./list_query.ts";
import { parsePost, type PostBody } from "./post_body.ts";
import { batchWithinQuota, withinQuota } from "./quota.ts";
import { mediaType } from "./record.ts";
import { touchCollection, writeBso } from "./store.ts";
import { timeText } from "./times.ts";

/** How a POST takes part in a batch. */
type BatchStep =
  | OpenStep
  | { readonly kind: "none" }
  | { readonly kind: "commit"; readonly name: string };

/** The batch stays open. */
type OpenStep = { readonly kind: "start" } | { readonly kind: "append"; readonly name: string };

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
        const batch = addTotals(call, openBatch(call, step.name), body);
        return store(call, body, timeMs, batch);
      });
    case "start":
    case "append":
      return prepare(call, "collection", ({ modifiedMs }) => collect(call, step, body, modifiedMs));
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
function checkDeclaredSizes(headers: RequestHeaders, limits: Limits): void {
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
  return withinQuota(call, () => {
    const collectionId = touchCollection(database, storageUid, collection, timeMs);
    if (batch !== undefined) commitBatch(database, batch, collectionId, timeMs);
    for (const item of body.items) writeBso(database, collectionId, item, timeMs);
    const time = timeText(timeMs);
    return jsonText(`{"modified":${time},${outcome(body)}}`, 200, { "x-last-modified": time });
  });
}

/** Adds what this request brings to a batch, which nobody sees. */
function collect(call: Call, step: OpenStep, body: PostBody, modifiedMs: number): Reply {
  const { backend: { database, rules: { limits } }, storageUid, collection } = call;
  ensureStorage(database, storageUid);
  const open = step.kind === "start"
    ? createBatch(database, storageUid, collection)
    : openBatch(call, step.name);
  const batch = addTotals(call, open, body);
  for (const item of body.items) addBatchItem(database, batch, item);
  setBatchTotals(database, batch);
  closeOldBatches(database, storageUid, batch, MAX_OPEN_FULL_BATCHES * limits.max_total_bytes);
  const text = `{"batch":${JSON.stringify(batchName(batch))},${outcome(body)}}`;
  return batchWithinQuota(call, batch, jsonText(text, 202, { "x-last-modified": timeText(modifiedMs) }));
}

function openBatch({ backend: { database }, storageUid, collection }: Call, name: string): Batch {
  const batch = findBatch(database, storageUid, collection, name);
  if (batch === undefined) throw storageRefusal(400);
  return batch;
}

/** What a batch holds together with `body`. @throws 400 with 17 when that is more than a batch may hold */
function addTotals({ backend: { database, rules: { limits } } }: Call, batch: Batch, body: PostBody): Batch {
  const add = (held: Pick<Batch, "records" | "bytes">): Batch => ({
    id: batch.id,
    records: held.records + body.items.length,
    bytes: held.bytes + body.bytes,
  });
  const fits = ({ records, bytes }: Batch) =>
    records <= limits.max_total_records && bytes <= limits.max_total_bytes;
  const total = add(batch);
  if (fits(total)) return total;
  // A record that was sent twice has been counted twice.
  const exact = add(measureBatch(database, batch, body.items));
  if (fits(exact)) return exact;
  throw storageRefusal(400, 17);
}

/** The members that say what became of each record. */
const outcome = ({ items, failed }: PostBody): string =>
  `"success":${JSON.stringify(items.map(({ id }) => id))},"failed":${JSON.stringify(failed)}`;

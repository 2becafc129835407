/** One record: read, write, delete. */
import { isObject, type JsonObject, parseJson } from "../../core/json.ts";
import type { Backend } from "../backend.ts";
import { jsonText, type Reply } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { isBadCrypto, parseBso, payloadBytes } from "./bso.ts";
import { change, openCall, view } from "./call.ts";
import { storageRefusal } from "./errors.ts";
import { withinQuota } from "./quota.ts";
import { deleteBsos, findCollection, recordText, touchCollection, writeBso } from "./store.ts";
import { timeText } from "./times.ts";

/** `GET /storage/COLLECTION/ID` */
export async function readRecord(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  return view(call, "bso", () => {
    const text = recordText(backend.database, call.storageUid, call.collection, call.id);
    if (text === undefined) throw storageRefusal(404);
    return jsonText(text);
  });
}

/** `PUT /storage/COLLECTION/ID`: the given fields; answers with the bare time of the write. */
export async function putRecord(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  checkType(request);
  const parsed = parseBso(await readObject(request, backend));
  if (!parsed.ok) throw storageRefusal(400, 8);
  const { fields } = parsed;
  const tooLarge = payloadBytes(fields.payload) > backend.rules.limits.max_record_payload_bytes;
  if (tooLarge || isBadCrypto(call.collection, fields.payload)) throw storageRefusal(400, 8);
  const write = (timeMs: number): Reply => {
    const { database } = backend;
    const collectionId = touchCollection(database, call.storageUid, call.collection, timeMs);
    writeBso(database, collectionId, { ...fields, id: call.id }, timeMs);
    return jsonText(timeText(timeMs), 200, { "x-last-modified": timeText(timeMs) });
  };
  return await change(call, "bso", (timeMs) => withinQuota(call, () => write(timeMs)));
}

/** Firefox sends its JSON as `text/plain`. */
function checkType(request: Incoming): void {
  if (!["application/json", "text/plain"].includes(mediaType(request))) throw storageRefusal(415);
}

/** The body's type without parameters; JSON when the request does not say. */
export function mediaType({ headers }: Incoming): string {
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  return type || "application/json";
}

async function readObject(request: Incoming, { rules }: Backend): Promise<JsonObject> {
  const value = parseOrRefuse(await request.text(rules.limits.max_request_bytes));
  if (isObject(value)) return value;
  throw storageRefusal(400, 8);
}

/** @throws 400 with 8 when `text` is not JSON */
export function parseOrRefuse(text: string): unknown {
  try {
    return parseJson(text, "body");
  } catch {
    throw storageRefusal(400, 8);
  }
}

/** `DELETE /storage/COLLECTION/ID` */
export async function deleteRecord(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  const { database } = backend;
  return await change(call, "bso", (timeMs, modifiedMs) => {
    const collection = findCollection(database, call.storageUid, call.collection);
    if (collection === undefined || modifiedMs === 0) throw storageRefusal(404);
    deleteBsos(database, collection.id, [call.id]);
    touchCollection(database, call.storageUid, call.collection, timeMs);
    const body = `{"modified":${timeText(timeMs)}}`;
    return jsonText(body, 200, { "x-last-modified": timeText(modifiedMs) });
  });
}

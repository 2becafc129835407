/** A collection as a whole: listing it and deleting from it. */
import type { Backend } from "../backend.ts";
import { jsonText, type Reply, withHeaders } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { listType } from "./accept.ts";
import { bsoText } from "./bso.ts";
import { type Call, change, openCall, prepare, view } from "./call.ts";
import { offsetToken, readIdsToDelete, readListQuery } from "./list_query.ts";
import { listBsos, type Page } from "./list_store.ts";
import {
  deleteBsos,
  deleteCollection,
  deleteStorage,
  findCollection,
  storageModified,
  touchCollection,
} from "./store.ts";
import { timeText } from "./times.ts";

/** `GET /storage/COLLECTION`: a collection nobody has written to is empty, not missing. */
export async function listCollection(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  const query = readListQuery(request.query);
  const type = listType(request.headers.get("accept"));
  return view(call, "collection", () => {
    const collection = findCollection(backend.database, call.storageUid, call.collection);
    const page: Page = collection === undefined
      ? { bsos: [], end: undefined }
      : listBsos(backend.database, collection.id, query);
    const items = page.bsos.map(query.full ? bsoText : ({ id }) => JSON.stringify(id));
    const body = type === "application/newlines"
      ? items.map((item) => `${item}\n`).join("")
      : `[${items.join(",")}]`;
    return jsonText(body, 200, {
      "content-type": type,
      "x-weave-records": String(items.length),
      ...(page.end === undefined ? {} : { "x-weave-next-offset": offsetToken(page.end) }),
    });
  });
}

/** `DELETE /storage/COLLECTION`, or with `?ids=` only those records */
export async function deleteFromCollection(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  const ids = readIdsToDelete(request);
  const { database } = backend;
  const existing = () => findCollection(database, call.storageUid, call.collection);
  if (existing() === undefined) return prepare(call, "collection", () => unchanged(call));
  return await change(call, "collection", (timeMs, modifiedMs) => {
    if (ids === undefined) {
      deleteCollection(database, call.storageUid, call.collection);
      return timeReply(timeMs, modifiedMs);
    }
    deleteBsos(database, touchCollection(database, call.storageUid, call.collection, timeMs), ids);
    return timeReply(timeMs, timeMs);
  });
}

/** Nothing to delete: the time is that of the storage's last write. */
function unchanged({ backend: { database }, storageUid }: Call): Reply {
  const modifiedMs = storageModified(database, storageUid) ?? 0;
  return timeReply(modifiedMs, modifiedMs);
}

/** A bare time. Deleting a whole thing says, as the reference server does, when that thing had changed before. */
const timeReply = (timeMs: number, modifiedMs: number): Reply =>
  withHeaders(jsonText(timeText(timeMs)), { "x-last-modified": timeText(modifiedMs) });

/** `DELETE /storage` and `DELETE /`: everything. */
export async function deleteEverything(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  return await change(call, "storage", (timeMs) => {
    deleteStorage(backend.database, call.storageUid);
    return jsonText("null", 200, { "x-last-modified": timeText(timeMs) });
  });
}

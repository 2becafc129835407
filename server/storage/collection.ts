/** A collection as a whole: listing it and deleting from it. */
import type { Backend } from "../backend.ts";
import { jsonText, type Reply, withHeaders } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { listType } from "./accept.ts";
import { change, openCall, prepare, view } from "./call.ts";
import { offsetToken, readIds, readListQuery } from "./list_query.ts";
import { listBsos, type Page } from "./list_store.ts";
import { deleteBsos, deleteCollection, deleteStorage, findCollection, touchCollection } from "./store.ts";
import { timeText } from "./times.ts";

/** `GET /storage/COLLECTION`: a collection nobody has written to is empty, not missing. */
export async function listCollection(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  const query = readListQuery(request);
  const type = listType(request.headers.get("accept"));
  return view(call, "collection", () => {
    const collection = findCollection(backend.database, call.storageUid, call.collection);
    const page: Page = collection === undefined
      ? { items: [], end: undefined }
      : listBsos(backend.database, collection, query);
    const { items } = page;
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

/** `DELETE /storage/COLLECTION`, or with `?ids=` only those records; without anything to delete, nothing changes. */
export async function deleteFromCollection(request: Incoming, backend: Backend): Promise<Reply> {
  const call = await openCall(request, backend);
  const ids = readIds(request);
  const { database } = backend;
  const existing = () => findCollection(database, call.storageUid, call.collection);
  if (existing() === undefined) {
    return prepare(call, "collection", ({ storageMs }) => timeReply(storageMs, storageMs));
  }
  return await change(call, "collection", (timeMs, modifiedMs) => {
    const collection = existing();
    // Another request may have deleted it while this one waited for its time.
    if (collection === undefined) return timeReply(timeMs, timeMs);
    if (ids === undefined) {
      deleteCollection(database, call.storageUid, call.collection);
      return timeReply(timeMs, modifiedMs);
    }
    touchCollection(database, call.storageUid, call.collection, timeMs);
    deleteBsos(database, collection.id, ids);
    return timeReply(timeMs, timeMs);
  });
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

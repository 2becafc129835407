/** One storage request under way: who, which resource, and the transaction around its work. */
import type { TokenPayload } from "../../core/crypto/tokenlib.ts";
import type { Backend } from "../backend.ts";
import { Refusal, type Reply, withHeaders } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { authenticate } from "./auth.ts";
import { ensureStorage, lastWriteOf } from "./holder.ts";
import { bsoModified, collectionModified, setStorageModified } from "./store.ts";
import { nextWriteTime, type Precondition, readPrecondition, timeText } from "./times.ts";

/** An authenticated request. */
export interface Call {
  readonly backend: Backend;
  readonly request: Incoming;
  readonly token: TokenPayload;
  /** The token's. */
  readonly storageUid: number;
  /** Empty where the path names none. */
  readonly collection: string;
  /** Empty where the path names none. */
  readonly id: string;
  readonly precondition: Precondition;
}

/** What a precondition compares with. */
export type Resource = "storage" | "collection" | "bso";

/** When things changed last, before a request does anything; 0 for what is not there. */
export interface LastWrites {
  readonly storageMs: number;
  /** Of the resource the request is about. */
  readonly modifiedMs: number;
}

/** @throws 401 or 400, see {@link authenticate} */
export async function openCall(request: Incoming, backend: Backend): Promise<Call> {
  const token = await authenticate(request, backend);
  const { collection = "", id = "" } = request.params;
  const precondition = readPrecondition(request.headers);
  return { backend, request, token, storageUid: token.uid, collection, id, precondition };
}

/** Answers from one unchanging view. The answer says when the resource changed last. */
export function view(call: Call, resource: Resource, act: () => Reply): Reply {
  return call.backend.database.read(() => {
    const { modifiedMs } = lastWrites(call, resource);
    const { ifModifiedSinceMs } = call.precondition;
    if (ifModifiedSinceMs !== undefined && modifiedMs <= ifModifiedSinceMs) throw emptyReply(304, modifiedMs);
    checkUnmodified(call.precondition, modifiedMs);
    return withHeaders(act(), { "x-last-modified": timeText(modifiedMs) });
  });
}

/** Changes nothing that readers see, so it needs no time of its own. */
export function prepare(call: Call, resource: Resource, act: (last: LastWrites) => Reply): Reply {
  return call.backend.database.write(() => {
    const last = lastWrites(call, resource);
    checkUnmodified(call.precondition, last.modifiedMs);
    return act(last);
  });
}

/**
 * Changes the storage, as one transaction at one time that no other write to this storage has.
 *
 * @param act gets the time of the write, and that of the resource before it
 */
export async function change(
  call: Call,
  resource: Resource,
  act: (timeMs: number, modifiedMs: number) => Reply,
): Promise<Reply> {
  const { backend: { database }, storageUid } = call;
  for (;;) {
    const outcome = database.write(() => {
      const { storageMs, modifiedMs } = lastWrites(call, resource);
      checkUnmodified(call.precondition, modifiedMs);
      const next = nextWriteTime(database.clock, storageMs);
      if ("waitMs" in next) return next;
      if (storageMs === 0) ensureStorage(database, storageUid);
      const reply = act(next.timeMs, modifiedMs);
      setStorageModified(database, storageUid, next.timeMs);
      return { reply };
    });
    if ("reply" in outcome) return outcome.reply;
    await database.clock.wait(outcome.waitMs);
  }
}

function lastWrites(call: Call, resource: Resource): LastWrites {
  const { backend: { database }, token, storageUid, collection, id } = call;
  // First of all, since a storage that is gone has nothing to compare with.
  const storageMs = lastWriteOf(database, token);
  switch (resource) {
    case "storage":
      return { storageMs, modifiedMs: storageMs };
    case "collection":
      return { storageMs, modifiedMs: collectionModified(database, storageUid, collection) };
    case "bso":
      return { storageMs, modifiedMs: bsoModified(database, storageUid, collection, id) };
  }
}

function checkUnmodified({ ifUnmodifiedSinceMs }: Precondition, modifiedMs: number): void {
  if (ifUnmodifiedSinceMs !== undefined && modifiedMs > ifUnmodifiedSinceMs) {
    throw emptyReply(412, modifiedMs);
  }
}

const emptyReply = (status: number, modifiedMs: number): Refusal =>
  new Refusal({ status, headers: { "x-last-modified": timeText(modifiedMs) } });

/** One storage request under way: who, which resource, and the transaction around its work. */
import type { Backend } from "../backend.ts";
import { Refusal, type Reply, withHeaders } from "../reply.ts";
import type { Incoming } from "../request.ts";
import { authenticate } from "./auth.ts";
import { storageRefusal } from "./errors.ts";
import { bsoModified, collectionModified, setStorageModified, storageModified } from "./store.ts";
import { nextWriteTime, type Precondition, readPrecondition, timeText } from "./times.ts";

/** An authenticated request. */
export interface Call {
  readonly backend: Backend;
  readonly request: Incoming;
  readonly storageUid: number;
  /** Empty where the path names none. */
  readonly collection: string;
  /** Empty where the path names none. */
  readonly id: string;
  readonly precondition: Precondition;
}

/** What a precondition compares with. */
export type Resource = "storage" | "collection" | "bso";

/** @throws 401 or 400, see {@link authenticate} */
export async function openCall(request: Incoming, backend: Backend): Promise<Call> {
  const storageUid = await authenticate(request, backend);
  const { collection = "", id = "" } = request.params;
  return { backend, request, storageUid, collection, id, precondition: readPrecondition(request.headers) };
}

/** Answers from one unchanging view. The answer says when the resource changed last. */
export function view(call: Call, resource: Resource, act: () => Reply): Reply {
  return call.backend.database.read(() => {
    const modifiedMs = resourceModified(call, resource);
    const { ifModifiedSinceMs } = call.precondition;
    if (ifModifiedSinceMs !== undefined && modifiedMs <= ifModifiedSinceMs) throw emptyReply(304, modifiedMs);
    checkUnmodified(call.precondition, modifiedMs);
    return withHeaders(act(), { "x-last-modified": timeText(modifiedMs) });
  });
}

/** Changes nothing that readers see, so it needs no time of its own. @param act gets the resource's time */
export function prepare(call: Call, resource: Resource, act: (modifiedMs: number) => Reply): Reply {
  return call.backend.database.write(() => {
    const modifiedMs = resourceModified(call, resource);
    checkUnmodified(call.precondition, modifiedMs);
    return act(modifiedMs);
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
      const modifiedMs = resourceModified(call, resource);
      checkUnmodified(call.precondition, modifiedMs);
      const next = nextWriteTime(database.clock, lastWrite(call));
      if ("waitMs" in next) return next;
      const reply = act(next.timeMs, modifiedMs);
      setStorageModified(database, storageUid, next.timeMs);
      return { reply };
    });
    if ("reply" in outcome) return outcome.reply;
    await database.clock.wait(outcome.waitMs);
  }
}

function resourceModified(call: Call, resource: Resource): number {
  const { backend: { database }, storageUid, collection, id } = call;
  // First of all, since a storage that is gone has nothing to compare with.
  const storageMs = lastWrite(call);
  switch (resource) {
    case "storage":
      return storageMs;
    case "collection":
      return collectionModified(database, storageUid, collection);
    case "bso":
      return bsoModified(database, storageUid, collection, id);
  }
}

function lastWrite({ backend: { database }, storageUid }: Call): number {
  const modifiedMs = storageModified(database, storageUid);
  if (modifiedMs === undefined) throw storageRefusal(401);
  return modifiedMs;
}

function checkUnmodified({ ifUnmodifiedSinceMs }: Precondition, modifiedMs: number): void {
  if (ifUnmodifiedSinceMs !== undefined && modifiedMs > ifUnmodifiedSinceMs) {
    throw emptyReply(412, modifiedMs);
  }
}

const emptyReply = (status: number, modifiedMs: number): Refusal =>
  new Refusal({ status, headers: { "x-last-modified": timeText(modifiedMs) } });

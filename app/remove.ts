/** Use-case: delete records of any collection, by tombstones or off the server altogether. */
import { removeItems } from "../core/bookmarks/remove.ts";
import type { BookmarkState } from "../core/bookmarks/state.ts";
import { FoxdenError } from "../core/errors.ts";
import { type CollectionName, type Guid, guid } from "../core/ids.ts";
import { collectionOf } from "../core/records/registry.ts";
import { rootFault } from "../core/records/writing.ts";
import { backedUp } from "./backup/automatic.ts";
import { prepareBookmarkWrite } from "./bookmarks/write.ts";
import type { App } from "./open.ts";
import { isWritableId } from "./put_input.ts";
import { completedHere, noSuchRecord } from "./raw_rows.ts";
import { freshen } from "./freshen.ts";
import { lookUp } from "./read.ts";
import { badRecords, type PendingWrite, prepareWrite, refuseWriting } from "./write/write.ts";
import { refuseOtherClients, writableCollection } from "./write/guard.ts";
import { type PlannedChange, removeChange } from "./write/plan.ts";
import { formerOf, type View } from "./write/view.ts";

export interface RemoveInput {
  readonly collection: string;
  /** Whole ids, or their first six characters or more. */
  readonly ids: readonly string[];
  /** Whole ids, as programs give them: what is gone by now must not stand for another id that begins so. */
  readonly wholeIds?: readonly string[];
  /** Whether the records are taken off the server, which other devices do not learn of. */
  readonly hard: boolean;
  /** Whether more may be removed than becomes visible at once. */
  readonly inParts: boolean;
  /** Whether records go that others changed meanwhile. */
  readonly force?: boolean;
}

export interface PendingRemoval extends PendingWrite {
  /** Ids that are not there. */
  readonly missing: readonly string[];
}

/**
 * Finds the records and plans their removal; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `not-found.record` when none of them is there, `ambiguous.match`, `usage.value`, and as
 *   `app/write/write.ts` and `app/write/guard.ts` say
 */
export async function prepareRemoval(app: App, input: RemoveInput): Promise<PendingRemoval> {
  const name = writableCollection(input.collection);
  refuseWithoutTombstones(name, input.hard);
  refuseWriting(app);
  const { found, missing } = await findIds(app, name, input);
  await refuseOtherClients(app, name, found);
  const pending = await prepare(app, name, found, input);
  return { ...pending, missing };
}

async function prepare(
  app: App,
  name: CollectionName,
  ids: readonly Guid[],
  { hard, inParts, force = false }: RemoveInput,
): Promise<PendingWrite> {
  // The folder that lists a bookmark is written with it.
  if (name === "bookmarks" && !hard) {
    const begin = () => (state: BookmarkState) => removeItems(state, { ids, recursive: false });
    return await prepareBookmarkWrite(app, { title: "records rm", force, begin });
  }
  if (hard) refuseRoots(name, ids);
  const pending = await prepareWrite(app, {
    name,
    title: hard ? "records rm --hard" : "records rm",
    scope: ids,
    begin: () => (view) => ids.map((id) => plan(id, view)),
    whole: !hard && !inParts,
    hard,
    force,
  });
  return hard ? { ...pending, commit: backedUp(app, [name], "records-rm-hard", pending) } : pending;

  function plan(id: Guid, view: View): PlannedChange {
    return hard ? hardChange(name, id, view) : removeChange({ collection: name, id }, view);
  }
}

/** Taking a record off the server stands in the journal as a tombstone would: it is gone either way. */
function hardChange(collection: CollectionName, id: Guid, view: View): PlannedChange {
  const about = { collection, id, members: [], guard: "whole" } as const;
  if (!view.has(id)) return { ...about, action: "skip", reason: "is not there" };
  const change = { ...about, action: "remove", reason: "", after: { id, deleted: true } } as const;
  const former = formerOf(collection, view.get(id));
  if (former.kind === "tombstone" || former.kind === "none") return change;
  return former.clear
    ? { ...change, before: former.clear }
    : { ...change, reason: "does not open, and is in no backup", wasUnreadable: true };
}

function refuseRoots(name: CollectionName, ids: readonly Guid[]): void {
  const faults = ids.map((id) => rootFault(name, id)).filter((fault) => fault !== undefined);
  if (faults.length > 0) throw badRecords(name, faults, false);
}

function refuseWithoutTombstones(name: CollectionName, hard: boolean): void {
  if (hard || collectionOf(name).tombstones) return;
  const message = `Nobody reads tombstones in ${name}: there a record is taken off the server with --hard`;
  throw new FoxdenError("usage.value", message, { name: "--hard" });
}

/** An id that may be removed, and that other clients can be asked for. @throws {FoxdenError} `usage.value` */
export function removableId(text: string): Guid {
  const id = guid(text);
  if (isWritableId(id)) return id;
  throw new FoxdenError("usage.value", `"${id}" cannot stand in a list of ids`, { name: "ID" });
}

interface Found {
  readonly found: readonly Guid[];
  readonly missing: readonly Guid[];
}

type Sought = Pick<RemoveInput, "ids" | "wholeIds">;

async function findIds(app: App, name: CollectionName, sought: Sought): Promise<Found> {
  const seen = await findIdsHere(app, name, sought);
  if (seen.missing.length === 0) return seen;
  // What is here may be too old to know them.
  await freshen(app, [name], { mode: "pull" });
  const now = await findIdsHere(app, name, sought);
  const [first] = now.missing;
  if (now.found.length > 0 || first === undefined) return now;
  throw noSuchRecord(name, first, "; nothing was removed", name);
}

function findIdsHere(app: App, name: CollectionName, { ids, wholeIds = [] }: Sought): Promise<Found> {
  const wanted = [...new Set([...ids, ...wholeIds])].map(removableId);
  return lookUp(app, name, async (snapshot, copy) => {
    const exact = await snapshot.byId(copy, wanted);
    const full = completedHere(snapshot, copy, wanted.filter((id) => !exact.has(id) && ids.includes(id)));
    const idOf = (id: Guid) => exact.has(id) ? id : full.get(id);
    const found = [...new Set(wanted.map(idOf).filter((id) => id !== undefined))];
    return { found, missing: wanted.filter((id) => idOf(id) === undefined) };
  });
}

/** Use-case: bring records back from a backup, through the ordinary way of writing. */
import { planRepair } from "../../core/bookmarks/repair.ts";
import { idOf } from "../../core/bookmarks/state.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { CollectionName, Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { isTombstone, rootFault } from "../../core/records/writing.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import { refuseUnsound, stateOf, toPlanned, viewAfter } from "../bookmark_write.ts";
import type { App } from "../open.ts";
import { inTurn, type PendingWrite, prepareWrite, refuseOffline } from "../write.ts";
import type { Operation } from "../write_commit.ts";
import { type PlannedChange, putChange, removeChange } from "../write_plan.ts";
import { liveOf, type View } from "../write_view.ts";
import { backUp } from "./automatic.ts";
import { backupKeys } from "./keys.ts";
import { openBackup, readThrough } from "./open.ts";
import { isRestorable, type OnServer, planRestore, type RestoreWish } from "./restore_plan.ts";

export interface RestoreInput {
  readonly path: string;
  /** Asked for only where the backup is sealed with one. */
  readonly passphrase: () => Promise<string>;
  /** Only these collections; all that can be restored when left out. */
  readonly only?: readonly string[] | undefined;
  /** Only these records. */
  readonly ids?: readonly string[] | undefined;
  /** Whether only what is gone is brought back. */
  readonly missingOnly: boolean;
  /** Whether more may be written than becomes visible at once. */
  readonly inParts: boolean;
  readonly force: boolean;
}

/** A restore that was planned; `commit` backs up what is there first. */
export interface PendingRestore extends PendingWrite {
  /** Which collections of the backup it is about. */
  readonly collections: readonly CollectionName[];
  /** Collections of the backup that are never written: they are each device's own. */
  readonly leftOut: readonly CollectionName[];
}

/**
 * Reads a backup to its end and plans to make the account what it was; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} as `open.ts` says of what is no sound backup; `not-found.match` for a collection or an id that
 *   it does not hold, and as `app/write.ts` says
 */
export async function prepareRestore(app: App, input: RestoreInput): Promise<PendingRestore> {
  refuseOffline(app);
  const { held, contents } = await readContents(app, input);
  refuseUnknown(input, held);
  refuseMissing(input, contents);
  const operation: Operation = {};
  const ids = input.ids && new Set(input.ids);
  const parts: PendingWrite[] = [];
  for (const [name, records] of contents) {
    if (ids && !holdsAny(records, ids)) continue;
    parts.push(await prepareOne(app, { name, records, ids, input, operation }));
  }
  const pending = inTurn(parts);
  const collections = [...contents.keys()];
  return {
    ...pending,
    collections,
    leftOut: held.filter((name) => isWanted(input, name) && !isRestorable(name)),
    commit: backedUp(app, collections, "restore", pending),
  };
}

type Contents = ReadonlyMap<CollectionName, ReadonlyMap<Guid, JsonObject>>;

const isWanted = ({ only }: RestoreInput, name: CollectionName): boolean =>
  only === undefined || only.includes(name);

/** Everything that is to be restored, and which collections there are. Nothing of it is used before all is sound. */
async function readContents(
  app: App,
  input: RestoreInput,
): Promise<{ held: readonly CollectionName[]; contents: Contents }> {
  const backup = await openBackup(input.path, backupKeys(app, input.passphrase));
  const contents = new Map<CollectionName, Map<Guid, JsonObject>>();
  const wants = (name: CollectionName) => isWanted(input, name) && isRestorable(name);
  const held = await readThrough(backup.pages(wants), ({ collection, records }) => {
    const all = contents.get(collection) ?? new Map<Guid, JsonObject>();
    contents.set(collection, all);
    for (const { id, clear } of records) {
      // What is no object is of no use to anybody.
      if (typeof clear === "object" && clear !== null) all.set(id, clear);
    }
  });
  const names = held.map(({ name }) => name);
  // A collection that was empty is restored as such.
  for (const name of names.filter(wants)) contents.set(name, contents.get(name) ?? new Map());
  return { held: names, contents };
}

const holdsAny = (records: ReadonlyMap<Guid, JsonObject>, ids: ReadonlySet<string>): boolean =>
  [...records.keys()].some((id) => ids.has(id));

/** The same write, made once what is there was backed up. */
export function backedUp(
  app: App,
  names: readonly CollectionName[],
  reason: string,
  { changes, commit }: PendingWrite,
): PendingWrite["commit"] {
  return async () => {
    if (changes.some(({ after }) => after !== undefined)) {
      await app.options.warn(`backup: ${await backUp(app, names, reason)}`);
    }
    return await commit();
  };
}

function refuseUnknown({ path, only = [] }: RestoreInput, held: readonly CollectionName[]): void {
  const unknown = only.find((name) => !held.some((each) => each === name));
  if (unknown === undefined) return;
  throw new FoxdenError("not-found.match", `${path} holds no "${unknown}"`, { collection: "collections" });
}

function refuseMissing({ path, ids = [] }: RestoreInput, contents: Contents): void {
  const held = new Set<string>([...contents.values()].flatMap((records) => [...records.keys()]));
  const missing = ids.find((id) => !held.has(id));
  if (missing === undefined) return;
  const message = `${path} holds no record "${missing}"; nothing was restored`;
  throw new FoxdenError("not-found.match", message, { collection: "records" });
}

interface Restoring {
  readonly name: CollectionName;
  readonly records: ReadonlyMap<Guid, JsonObject>;
  readonly ids: ReadonlySet<string> | undefined;
  readonly input: RestoreInput;
  readonly operation: Operation;
}

function prepareOne(app: App, { name, records, ids, input, operation }: Restoring): Promise<PendingWrite> {
  const { missingOnly, inParts, force } = input;
  const wish: RestoreWish = { missingOnly, ids };
  const isTree = name === "bookmarks";
  return prepareWrite(app, {
    name,
    title: "backup restore",
    scope: "all",
    fresh: { mode: "pull" },
    begin: () => (view) => {
      const changes = restored(name, records, wish, view);
      return isTree ? inOrder(changes, view) : changes;
    },
    // Half a tree is a broken one.
    whole: isTree || !inParts,
    force,
    // What is brought back was taken as it was; some of it may be of a shape that nobody would write anew.
    forceShape: true,
    operation,
    ...(isTree ? { check: refuseUnsound } : {}),
  });
}

function restored(
  collection: CollectionName,
  records: ReadonlyMap<Guid, JsonObject>,
  wish: RestoreWish,
  view: View,
): PlannedChange[] {
  const server = new Map([...view].map(([id, { clear }]) => [id, onServer(clear)]));
  const { puts, removes } = planRestore(records, server, wish);
  return [
    ...puts.map(({ id, clear }) => putChange({ collection, id }, view, clear)),
    ...removes.map((id) => goneFromBackup(collection, id, view)),
  ];
}

/** A record that its codec refuses is a record all the same: what is as it was stays as it is. */
function onServer(clear: MirrorRecord["clear"]): OnServer {
  if (clear === null || typeof clear === "string") return "unreadable";
  return isTombstone(clear) ? "tombstone" : clear;
}

function goneFromBackup(collection: CollectionName, id: Guid, view: View): PlannedChange {
  const about = { collection, id, reason: "is not in the backup" };
  const former = liveOf(collection, view.get(id));
  // A root is in every Firefox: it is emptied.
  const isRoot = former && rootFault(collection, id) !== undefined;
  return isRoot ? putChange(about, view, { ...former, children: [] }) : removeChange(about, view);
}

/** A part of a tree may come back to folders that have changed since, or are gone: it is put in its place there. */
function inOrder(changes: readonly PlannedChange[], view: View): PlannedChange[] {
  const repairs = planRepair(stateOf(viewAfter(changes, view))).changes;
  const repaired = new Set<string>(repairs.map(idOf));
  return [
    ...changes.filter(({ id }) => !repaired.has(id)),
    ...repairs.map((change) => toPlanned(change, view)),
  ];
}

/** Use-case: bring records back from a backup, through the ordinary way of writing. */
import { FoxdenError } from "../../core/errors.ts";
import type { CollectionName, Guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { idFault, isRoot, isTombstone } from "../../core/records/writing.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import { keptInOrder } from "../bookmarks/order.ts";
import type { App } from "../open.ts";
import { inTurn, type PendingWrite, prepareWrite, refuseWriting } from "../write/write.ts";
import type { Operation } from "../write/commit.ts";
import { type PlannedChange, putChange, removeChange } from "../write/plan.ts";
import { storedOf, type View } from "../write/view.ts";
import { backedUp } from "./automatic.ts";
import { backupKeys } from "./keys.ts";
import { openBackup, readThrough } from "./open.ts";
import type { BackedUp, BackupHeader } from "./text.ts";
import { isRestorable, type OnServer, planRestore, type RestoreWish } from "./restore_plan.ts";

/** What is to be brought back, and how. */
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
  /** Whose backup it is, where that is another account: its address, or its uid where it has none. */
  readonly foreign: string | undefined;
}

/**
 * Reads a backup to its end and plans to make the account what it was; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} as `open.ts` says of what is no sound backup; `not-found.match` for a collection or an id that
 *   it does not hold, and as `app/write/write.ts` says
 */
export async function prepareRestore(app: App, input: RestoreInput): Promise<PendingRestore> {
  refuseWriting(app);
  const { uid } = await app.secrets();
  const { header: { account }, held, contents } = await readContents(app, input);
  refuseUnknown(input, held);
  refuseMissing(input, contents);
  const operation: Operation = {};
  const ids = input.ids && new Set(input.ids);
  const parts: PendingWrite[] = [];
  for (const content of contents.values()) {
    if (ids && !holdsAny(content, ids)) continue;
    parts.push(await prepareOne(app, { content, ids, input, operation }));
  }
  const pending = inTurn(parts);
  const collections = [...contents.keys()];
  const foreign = account.uid === uid ? undefined : account.email || account.uid;
  return {
    ...pending,
    warnings: [...foreignWarning(foreign), ...pending.warnings],
    foreign,
    collections,
    leftOut: held.filter((name) => isWanted(input, name) && !isRestorable(name)),
    commit: backedUp(app, collections, "restore", pending),
  };
}

const foreignWarning = (foreign: string | undefined): string[] =>
  foreign === undefined ? [] : [`warning: this backup is of another account, ${foreign}`];

/** What a backup holds of one collection. */
interface Content {
  readonly name: CollectionName;
  readonly records: ReadonlyMap<Guid, JsonObject>;
  /** Ids of records that are no objects: these are of no use to anybody. */
  readonly texts: ReadonlySet<Guid>;
  /** How many records it could not hold. */
  readonly unreadable: number;
}

type Contents = ReadonlyMap<CollectionName, Content>;

const isWanted = ({ only }: RestoreInput, name: CollectionName): boolean =>
  only === undefined || only.includes(name);

/** Everything that is to be restored, and which collections there are. Nothing of it is used before all is sound. */
async function readContents(
  app: App,
  input: RestoreInput,
): Promise<{ header: BackupHeader; held: readonly CollectionName[]; contents: Contents }> {
  const { header, pages } = await openBackup(
    input.path,
    backupKeys(app, input.passphrase),
    app.options.onProgress,
  );
  const read = new Map<CollectionName, { records: Map<Guid, JsonObject>; texts: Set<Guid> }>();
  const of = (name: CollectionName) => {
    const known = read.get(name) ?? { records: new Map(), texts: new Set() };
    read.set(name, known);
    return known;
  };
  const wants = (name: CollectionName) => isWanted(input, name) && isRestorable(name);
  const held = await readThrough(pages(wants), (page) => {
    const { records, texts } = of(page.collection);
    for (const { id, clear } of page.records) {
      if (typeof clear === "object" && clear !== null) records.set(id, clear);
      else texts.add(id);
    }
  });
  const content = ({ name, unreadable }: BackedUp) => [name, { name, ...of(name), unreadable }] as const;
  return {
    header,
    held: held.map(({ name }) => name),
    // A collection that was empty is restored as such.
    contents: new Map(held.filter(({ name }) => wants(name)).map(content)),
  };
}

const holdsAny = ({ records }: Content, ids: ReadonlySet<string>): boolean =>
  [...records.keys()].some((id) => ids.has(id));

function refuseUnknown({ path, only = [] }: RestoreInput, held: readonly CollectionName[]): void {
  const unknown = only.find((name) => !held.some((each) => each === name));
  if (unknown === undefined) return;
  throw new FoxdenError("not-found.match", `${path} holds no "${unknown}"`, { collection: "collections" });
}

function refuseMissing({ path, ids = [] }: RestoreInput, contents: Contents): void {
  const held = new Set<string>([...contents.values()].flatMap(({ records }) => [...records.keys()]));
  const missing = ids.find((id) => !held.has(id));
  if (missing === undefined) return;
  const message = `${path} holds no record "${missing}"; nothing was restored`;
  throw new FoxdenError("not-found.match", message, { collection: "records" });
}

interface Restoring {
  readonly content: Content;
  readonly ids: ReadonlySet<string> | undefined;
  readonly input: RestoreInput;
  readonly operation: Operation;
}

async function prepareOne(app: App, { content, ids, input, operation }: Restoring): Promise<PendingWrite> {
  const { name, texts, unreadable } = content;
  const { missingOnly, inParts, force } = input;
  const isIncomplete = unreadable > 0;
  const wish: RestoreWish = { missingOnly, ids, held: texts, isIncomplete };
  const isTree = name === "bookmarks";
  let apart: ReadonlySet<Guid> = new Set();
  const pending = await prepareWrite(app, {
    name,
    title: "backup restore",
    scope: "all",
    fresh: { mode: "pull" },
    begin: (seen) => {
      apart = keptApart(content, seen, ids);
      return (view) => {
        const changes = restored(content, wish, view);
        // A part of a tree may come back to folders that have changed since, or are gone.
        return isTree ? keptInOrder(changes, view) : changes;
      };
    },
    // Half a tree is a broken one.
    whole: isTree || !inParts,
    force,
    // What is brought back was taken as it was; some of it may be of a shape that nobody would write anew.
    forceShape: true,
    operation,
  });
  const couldRemove = !missingOnly && !ids;
  const warnings = [
    ...pending.warnings,
    ...(isIncomplete && couldRemove ? [incomplete(content)] : []),
    ...(apart.size > 0 ? [`warning: ${countOf(apart.size)} of ${name} left alone: ${APART}`] : []),
  ];
  return { ...pending, warnings };
}

const APART = "each Firefox has these folders for itself";

const countOf = (count: number): string => count === 1 ? "1 record" : `${count} records`;

const incomplete = ({ name, unreadable }: Content): string =>
  `warning: ${countOf(unreadable)} of ${name} could not be read when the backup was made, ` +
  "so nothing is removed there";

/** Whether nothing may be written under an id, not even a tombstone: so it is as if neither side had it. */
const isApart = (name: CollectionName, id: Guid): boolean => idFault(name, id, false) !== undefined;

function keptApart(
  { name, records }: Content,
  view: View,
  wanted: ReadonlySet<string> | undefined,
): ReadonlySet<Guid> {
  const all = new Set([...records.keys(), ...view.keys()]);
  return new Set([...all].filter((id) => isApart(name, id) && (wanted?.has(id) ?? true)));
}

function restored({ name: collection, records }: Content, wish: RestoreWish, view: View): PlannedChange[] {
  const isMeant = ([id]: readonly [Guid, unknown]) => !isApart(collection, id);
  const backup = new Map([...records].filter(isMeant));
  const server = new Map([...view].filter(isMeant).map(([id, { clear }]) => [id, onServer(clear)]));
  const { puts, removes } = planRestore(backup, server, wish);
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
  if (!collectionOf(collection).tombstones) {
    const reason = "is not in the backup, and stays: nobody reads tombstones here";
    return { ...about, reason, action: "skip", members: [], guard: "whole" };
  }
  if (collection !== "bookmarks" || !isRoot(id)) return removeChange(about, view);
  // A root is in every Firefox: it is emptied.
  return putChange(about, view, { id, ...storedOf(view.get(id)), type: "folder", children: [] });
}

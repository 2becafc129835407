/** Use-cases that change what extensions keep: set and remove items, or everything of an extension. */
import {
  changedKeys,
  editItems,
  type ItemEdits,
  type ItemTexts,
  joinItems,
  quotaFault,
  splitItems,
} from "../../core/edits/extension_storage.ts";
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";
import { type Guid, newGuid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { App } from "../open.ts";
import { noSuchRecord } from "../raw_rows.ts";
import { maskedConflict, refuseConflicts } from "../write/conflict.ts";
import { type PlannedChange, putChange, removeChange } from "../write/plan.ts";
import { storedOf, type View } from "../write/view.ts";
import { type Edit, type PendingWrite, prepareWrite, type WriteJob } from "../write/write.ts";
import { knownAddonIds } from "./addons.ts";
import { EXTENSION_STORAGE, noSuchItem } from "./extstorage.ts";
import { type Findable, findEach, findOne, type Sought } from "../find.ts";

export { QUOTA, readItemValue, splitItems } from "../../core/edits/extension_storage.ts";

/** Items that an extension is to keep. */
export interface ItemSetInput {
  /** An extension's id, a part of it that no other has, or a record's id. */
  readonly addon: string;
  /** The JSON text of each value. */
  readonly items: ReadonlyMap<string, string>;
  /** Whether what others changed meanwhile is written over. */
  readonly force?: boolean;
}

/**
 * Sets items; others of the extension stay as they are written. A record is made where there is none.
 *
 * @throws {FoxdenError} `not-found.record` for a word that means no extension, `ambiguous.match`, `usage.value` for more
 *   than an extension may keep, `failed.record` where the record is not in order, and as `app/write/write.ts` says
 */
export async function prepareItemSet(app: App, input: ItemSetInput): Promise<PendingWrite> {
  const { addon, items, force = false } = input;
  const spareId = newGuid(app.ctx.random);
  const prepareKnowing = (known: readonly string[]) =>
    prepareStorageWrite(app, "extstorage set", force, (view) => {
      const target = findStorage(view, addon) ?? newStorage(addon, known, spareId);
      return editOf(target, view, items, force);
    });
  const known = await knownAddonIds(app);
  const pending = await prepareKnowing(known).catch(unlessUnknown);
  if (pending && warningsOf(pending.changes, known).length === 0) return pending;
  // It may have been installed since they were last asked for.
  const now = await knownAddonIds(app, { mode: "pull" });
  const again = pending ?? await prepareKnowing(now);
  return { ...again, warnings: [...again.warnings, ...warningsOf(again.changes, now)] };
}

/** Undefined for the word that means nothing. */
function unlessUnknown(error: unknown): undefined {
  if (!isFoxdenError(error) || error.code !== "not-found.record") throw error;
}

/** Items that an extension is to keep no more. */
export interface ItemRemovalInput {
  /** As in {@link ItemSetInput}. */
  readonly addon: string;
  readonly keys: readonly string[];
  /** Whether those go that others changed meanwhile. */
  readonly force?: boolean;
}

/** Removes items; nothing, if one of them is not there. @throws {FoxdenError} as {@link prepareItemSet} */
export const prepareItemRemoval = (
  app: App,
  { addon, keys, force = false }: ItemRemovalInput,
): Promise<PendingWrite> =>
  prepareStorageWrite(app, "extstorage rm", force, (view) => {
    const target = findStorage(view, addon);
    if (!target) throw noSuchRecord(EXTENSION_STORAGE, addon, "; nothing was changed");
    const items = itemsOf(target);
    const missing = keys.find((key) => !items.has(key));
    if (missing !== undefined) throw noSuchItem(target.extId, missing, "; nothing was changed");
    return editOf(target, view, new Map(keys.map((key) => [key, null])), force);
  });

/** Extensions of which nothing is to be kept. */
export interface StorageRemovalInput extends Sought {
  /** Whether it goes although others changed it meanwhile. */
  readonly force?: boolean;
}

/** Removes everything that extensions keep: tombstones. @throws {FoxdenError} as {@link prepareItemSet} */
export const prepareStorageRemoval = (
  app: App,
  { force = false, ...sought }: StorageRemovalInput,
): Promise<PendingWrite> =>
  prepareStorageWrite(app, "extstorage rm", force, (view) => {
    const found = findEach(searchIn(view), sought, "; nothing was changed");
    return (now) => found.map(({ id }) => removeChange({ collection: EXTENSION_STORAGE, id }, now));
  });

function prepareStorageWrite(
  app: App,
  title: string,
  force: boolean,
  begin: WriteJob["begin"],
): Promise<PendingWrite> {
  const job = { name: EXTENSION_STORAGE, title, scope: "all", whole: true, force, begin } as const;
  return prepareWrite(app, job);
}

/** The record of an extension; `clear` is absent where there is none yet. */
interface OneStorage extends Findable {
  readonly id: Guid;
  readonly extId: string;
  readonly clear?: JsonObject;
}

/**
 * Each item is an edit of its own: what others did to other items stays, and what they did to the same is a conflict.
 *
 * @param seen what a list would show just now
 */
function editOf(target: OneStorage, seen: View, edits: ItemEdits, force: boolean): Edit {
  const before = itemsOf(storageNow(target, seen));
  return (now) => {
    const storage = storageNow(target, now);
    const items = itemsOf(storage);
    if (!force) refuseTheirs(storage.id, edits, before, items);
    const fault = quotaFault(items, edits);
    if (fault !== undefined) {
      throw new FoxdenError("usage.value", `${fault}; nothing was changed`, { name: "VALUE" });
    }
    return planItems(storage, now, items, edits);
  };
}

function planItems(storage: OneStorage, now: View, items: ItemTexts, edits: ItemEdits): PlannedChange[] {
  const { id, extId, clear } = storage;
  const keys = changedKeys(items, edits);
  // Where everything has gone meanwhile, there is nothing left to remove.
  if (!clear && [...edits.values()].every((text) => text === null)) return [];
  const data = joinItems(editItems(items, edits));
  const after = clear && keys.length === 0 ? clear : { ...clear ?? { id, extId }, data };
  // The items have been looked at one by one; only the record itself must still be there.
  const change = putChange({ collection: EXTENSION_STORAGE, id }, now, after, clear ? [] : "whole");
  return [{ ...change, members: keys.map((key) => `data.${key}`) }];
}

/** @throws {FoxdenError} `conflict.fields` for items that are neither as they were nor as they are to be */
function refuseTheirs(id: Guid, edits: ItemEdits, before: ItemTexts, now: ItemTexts): void {
  const fields = [...edits].flatMap(([key, text]) => {
    const [was, theirs, mine] = [before.get(key), now.get(key), text ?? undefined];
    if (theirs === was || theirs === mine) return [];
    return [maskedConflict(EXTENSION_STORAGE, { id, path: ["data", key], before: was, mine, theirs })];
  });
  refuseConflicts(EXTENSION_STORAGE, fields);
}

/** The same record in another view, or one that was made for the same extension meanwhile. */
function storageNow(target: OneStorage, now: View): OneStorage {
  const all = storagesIn(now);
  const { id, extId, ids, names } = target;
  return all.find((each) => each.id === id) ?? all.find((each) => each.extId === extId) ??
    { id, extId, ids, names };
}

/** @throws {FoxdenError} `failed.record` for a text that is not the JSON of an object */
function itemsOf({ id, clear }: OneStorage): ItemTexts {
  if (!clear) return new Map();
  const { data } = clear;
  const items = typeof data === "string" ? splitItems(data) : undefined;
  if (items) return items;
  const message =
    `The record ${id} of ${EXTENSION_STORAGE} is not in order: data: not the JSON of an object; ` +
    "nothing was changed";
  throw new FoxdenError("failed.record", message, { collection: EXTENSION_STORAGE, id });
}

const searchIn = (view: View) => ({ collection: EXTENSION_STORAGE, items: storagesIn(view) });

const findStorage = (view: View, word: string): OneStorage | undefined => findOne(searchIn(view), word);

function storagesIn(view: View): OneStorage[] {
  return [...view].flatMap(([id, record]) => {
    // Not only what can be read: beside a record that is not in order, a second one would only hide it.
    const clear = storedOf(record);
    const extId = clear?.["extId"];
    return clear && typeof extId === "string" ? [{ id, extId, clear, ids: [id], names: [extId] }] : [];
  });
}

/** What Firefox takes for the id of an add-on: an address without a host that anyone asks, or a UUID in braces. */
const ADDON_ID = /^(\{[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\}|[\w.-]*@[\w.-]+)$/i;

/** @throws {FoxdenError} `not-found.record`, `ambiguous.match` */
function newStorage(word: string, known: readonly string[], id: Guid): OneStorage {
  const items = known.map((name): Findable => ({ ids: [], names: [name] }));
  const found = findOne({ collection: "addons", items }, word)?.names[0];
  const extId = found ?? (ADDON_ID.test(word) ? word : undefined);
  if (extId === undefined) throw noSuchRecord(EXTENSION_STORAGE, word, "; nothing was changed");
  return { id, extId, ids: [id], names: [extId] };
}

function warningsOf(changes: readonly PlannedChange[], known: readonly string[]): string[] {
  return changes.flatMap(({ action, after }) => {
    const extId = after?.["extId"];
    if (action !== "add" || typeof extId !== "string" || known.includes(extId)) return [];
    return [
      `note: "${extId}" is not among the account's add-ons; it finds this once it is installed and syncs`,
    ];
  });
}

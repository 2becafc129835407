/** Decides what it takes to bring records back to what they were. Pure. */
import { type ItemTexts, joinItems, splitItems } from "../../core/edits/extension_storage.ts";
import type { FieldConflict } from "../../core/errors.ts";
import type { Guid } from "../../core/ids.ts";
import { isObject, type JsonObject, ownMember } from "../../core/json.ts";
import { same } from "../../core/records/codec.ts";
import { isTombstone, rootFault } from "../../core/records/writing.ts";
import type { JournalChange } from "../journal/changes.ts";
import { isUsage, moreUsed, usedAs } from "../write/usage.ts";
import { restoreOrder } from "./order.ts";

/** What a record is to be: its object, undefined for deleted. */
export type Wanted = JsonObject | undefined;

/** A field that is neither as the write left it nor as it was before. */
export interface UndoConflict extends Omit<FieldConflict, "id" | "field"> {
  /** Undefined for the record as a whole. */
  readonly path: readonly string[] | undefined;
}

/** What comes of taking a change back. */
export interface Reverted {
  readonly wanted: Wanted;
  /** In these, `wanted` undoes what somebody else has changed since. */
  readonly conflicts: readonly UndoConflict[];
}

/** What comes of taking several writes back. */
export interface RevertedAll {
  readonly wanted: ReadonlyMap<Guid, Wanted>;
  /** Nobody can say what these were before the oldest of the writes: they are left as the others leave them. */
  readonly unreadable: ReadonlySet<Guid>;
  readonly conflicts: readonly (UndoConflict & { readonly id: Guid })[];
}

/**
 * Takes writes back in turn, each on what is left by the one before.
 *
 * @param made of each write, the newest first
 */
export function revertAll(
  collection: string,
  made: readonly (readonly JournalChange[])[],
  nowOf: (id: Guid) => Wanted,
): RevertedAll {
  const wanted = new Map<Guid, Wanted>();
  const unreadable = new Set<Guid>();
  const conflicts: (UndoConflict & { id: Guid })[] = [];
  for (const change of made.flat()) {
    const { id, wasUnreadable } = change;
    const now = wanted.has(id) ? wanted.get(id) : nowOf(id);
    const reverted = revert(collection, lasting(collection, change), now);
    for (const conflict of reverted.conflicts) conflicts.push({ ...conflict, id });
    wanted.set(id, reverted.wanted);
    if (wasUnreadable) unreadable.add(id);
  }
  return { wanted, unreadable, conflicts };
}

/** A root folder that was made stays: what was put into it goes. */
function lasting(collection: string, change: JournalChange): JournalChange {
  if (change.before !== null || rootFault(collection, change.id) === undefined) return change;
  return { ...change, before: { ...change.after, children: [] } };
}

/**
 * Takes one change back.
 *
 * @param now the live record as it is; undefined where there is none
 */
export function revert(collection: string, change: JournalChange, now: Wanted): Reverted {
  const { before, after, wasUnreadable } = change;
  // There is nothing to go back to, and no reason to delete what stands there now.
  if (wasUnreadable) return { wanted: now, conflicts: [] };
  const made = isTombstone(after) ? undefined : after;
  const former = before ?? undefined;
  if (same(now, former)) return { wanted: former, conflicts: [] };
  if (same(now, made)) return { wanted: former, conflicts: [] };
  if (made !== undefined && former !== undefined && now !== undefined) {
    return revertMembers({ collection, former, made, now, above: [] });
  }
  const items = revertAllItems(collection, { former, made, now });
  if (items) return items;
  if (made !== undefined && same(usedAs(collection, now, made), made)) {
    return { wanted: former, conflicts: [] };
  }
  const conflict = { path: undefined, before: made, mine: former, theirs: now };
  return { wanted: former, conflicts: [conflict] };
}

/**
 * A record of items that the write made or removed goes item by item too: those that others have put there stay.
 * Undefined for what is no such record.
 */
function revertAllItems(
  collection: string,
  { former, made, now }: { readonly former: Wanted; readonly made: Wanted; readonly now: Wanted },
): Reverted | undefined {
  if (collection !== EXTENSION_STORAGE || now === undefined) return undefined;
  const some = former ?? made;
  const items = itemTexts(now["data"]);
  if (some === undefined || !items || !itemTexts(some["data"])) return undefined;
  const empty = { ...some, data: joinItems(new Map()) };
  const reverted = revertMembers({
    collection,
    former: former ?? empty,
    made: made ?? empty,
    now,
    above: [],
  });
  const isEmpty = former === undefined && itemTexts(reverted.wanted["data"])?.size === 0;
  return isEmpty ? { ...reverted, wanted: undefined } : reverted;
}

/** An object as it was, as the write left it, and as it is. */
interface Members {
  readonly collection: string;
  readonly former: JsonObject;
  readonly made: JsonObject;
  readonly now: JsonObject;
  /** The names that lead to it. */
  readonly above: readonly string[];
}

/** Only what the write has changed goes back; what else was changed since stays. */
function revertMembers(
  { collection, former, made, now, above }: Members,
): { wanted: JsonObject; conflicts: UndoConflict[] } {
  const wanted = new Map(Object.entries(now));
  const conflicts: UndoConflict[] = [];
  for (const name of new Set([...Object.keys(former), ...Object.keys(made)])) {
    const [was, became, is] = [ownMember(former, name), ownMember(made, name), ownMember(now, name)];
    if (same(was, became) || same(is, was)) continue;
    const path = [...above, name];
    if (isObject(was) && isObject(became) && isObject(is)) {
      const inner = revertMembers({ collection, former: was, made: became, now: is, above: path });
      for (const conflict of inner.conflicts) conflicts.push(conflict);
      wanted.set(name, inner.wanted);
      continue;
    }
    const { back, conflicts: those } = revertMember(collection, path, { was, became, is });
    for (const conflict of those) conflicts.push(conflict);
    if (back === undefined) wanted.delete(name);
    else wanted.set(name, back);
  }
  return { wanted: Object.fromEntries(wanted), conflicts };
}

/** A member as it was, as the write left it, and as it is. */
interface Values<T = unknown> {
  readonly was: T;
  readonly became: T;
  readonly is: T;
}

interface RevertedMember {
  /** Undefined for a member that goes. */
  readonly back: unknown;
  readonly conflicts: readonly UndoConflict[];
}

function revertMember(collection: string, path: readonly string[], values: Values): RevertedMember {
  const { was, became, is } = values;
  if (isUsage(collection, path)) return { back: moreUsed(is, was), conflicts: [] };
  const isOf = (name: string, member: string) =>
    collection === name && path.length === 1 && path[0] === member;
  const order = isOf("bookmarks", "children") ? restoreOrder(was, became, is) : undefined;
  if (order !== undefined) return { back: order, conflicts: [] };
  const items = isOf(EXTENSION_STORAGE, "data") ? revertItems(path, values) : undefined;
  if (items !== undefined) return items;
  const conflicts = same(is, became) ? [] : [{ path, before: became, mine: was, theirs: is }];
  return { back: was, conflicts };
}

const EXTENSION_STORAGE = "extension-storage";

const itemTexts = (text: unknown): ItemTexts | undefined =>
  typeof text === "string" ? splitItems(text) : undefined;

/** Items that one text holds, each taken back by itself. Undefined where one of the texts holds none. */
function revertItems(path: readonly string[], { was, became, is }: Values): RevertedMember | undefined {
  const [former, made, now] = [itemTexts(was), itemTexts(became), itemTexts(is)];
  if (!former || !made || !now) return undefined;
  const wanted = new Map(now);
  const conflicts: UndoConflict[] = [];
  for (const key of new Set([...former.keys(), ...made.keys()])) {
    const [mine, before, theirs] = [former.get(key), made.get(key), now.get(key)];
    if (mine === before || theirs === mine) continue;
    if (theirs !== before) conflicts.push({ path: [...path, key], before, mine, theirs });
    if (mine === undefined) wanted.delete(key);
    else wanted.set(key, mine);
  }
  return { back: joinItems(wanted), conflicts };
}

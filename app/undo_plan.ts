/** Decides what it takes to bring records back to what they were. Pure. */
import type { FieldConflict } from "../core/errors.ts";
import type { Guid } from "../core/ids.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import { same } from "../core/records/codec.ts";
import { isTombstone, rootFault } from "../core/records/writing.ts";
import { restoreOrder } from "./undo_order.ts";

/** A record before and after a write of foxden's; null where there was none. */
export interface MadeChange {
  readonly id: Guid;
  readonly before: JsonObject | null;
  /** The record, or its tombstone. */
  readonly after: JsonObject;
}

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
  readonly conflicts: readonly (UndoConflict & { readonly id: Guid })[];
}

/**
 * Takes writes back in turn, each on what is left by the one before.
 *
 * @param made of each write, the newest first
 */
export function revertAll(
  collection: string,
  made: readonly (readonly MadeChange[])[],
  nowOf: (id: Guid) => Wanted,
): RevertedAll {
  const wanted = new Map<Guid, Wanted>();
  const conflicts: (UndoConflict & { id: Guid })[] = [];
  for (const change of made.flat()) {
    const { id } = change;
    const now = wanted.has(id) ? wanted.get(id) : nowOf(id);
    const reverted = revert(lasting(collection, change), now);
    conflicts.push(...reverted.conflicts.map((conflict) => ({ ...conflict, id })));
    wanted.set(id, reverted.wanted);
  }
  return { wanted, conflicts };
}

/** A root folder that was made stays: what was put into it goes. */
function lasting(collection: string, change: MadeChange): MadeChange {
  if (change.before !== null || rootFault(collection, change.id) === undefined) return change;
  return { ...change, before: { ...change.after, children: [] } };
}

/** @param now the live record as it is; undefined where there is none */
export function revert({ before, after }: MadeChange, now: Wanted): Reverted {
  const made = isTombstone(after) ? undefined : after;
  const former = before ?? undefined;
  if (same(now, former)) return { wanted: former, conflicts: [] };
  if (same(now, made)) return { wanted: former, conflicts: [] };
  if (made === undefined || former === undefined || now === undefined) {
    const conflict = { path: undefined, before: made, mine: former, theirs: now };
    return { wanted: former, conflicts: [conflict] };
  }
  return revertMembers(former, made, now, []);
}

/** Only what the write has changed goes back; what else was changed since stays. */
function revertMembers(
  former: JsonObject,
  made: JsonObject,
  now: JsonObject,
  above: readonly string[],
): { wanted: JsonObject; conflicts: UndoConflict[] } {
  const wanted = new Map(Object.entries(now));
  const conflicts: UndoConflict[] = [];
  for (const name of new Set([...Object.keys(former), ...Object.keys(made)])) {
    const [was, became, is] = [own(former, name), own(made, name), own(now, name)];
    if (same(was, became) || same(is, was)) continue;
    const path = [...above, name];
    const inner = isObject(was) && isObject(became) && isObject(is)
      ? revertMembers(was, became, is, path)
      : { wanted: restoreOrder(name, was, became, is), conflicts: [] };
    conflicts.push(...inner.conflicts);
    if (inner.wanted === undefined) {
      if (!same(is, became)) conflicts.push({ path, before: became, mine: was, theirs: is });
      if (was === undefined) wanted.delete(name);
      else wanted.set(name, was);
    } else wanted.set(name, inner.wanted);
  }
  return { wanted: Object.fromEntries(wanted), conflicts };
}

/** A record may hold members of the names that every object has. */
const own = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

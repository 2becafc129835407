/** Finds what somebody else changed since an edit saw it, where writing now would undo that. Pure. */
import { type FieldConflict, FoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { same } from "../../core/records/codec.ts";
import { isTombstone } from "../../core/records/writing.ts";
import { isSecret, isUntold } from "../secret_members.ts";
import { usedAs } from "./usage.ts";
import { isWritten, type Path, type PlannedChange } from "./plan.ts";
import { differing } from "./told.ts";
import { formerOf, storedOf, type View } from "./view.ts";

/**
 * Fields that hold neither what an edit saw nor what it wants.
 *
 * @param changes as they were planned on what the caller had seen
 * @param now what the server has
 */
export function conflicts(
  name: CollectionName,
  changes: readonly PlannedChange[],
  now: View,
): FieldConflict[] {
  return changes.filter(isWritten).flatMap((change) => {
    const record = now.get(change.id);
    const former = formerOf(name, record);
    // Nobody has changed what cannot be read; and what was not there for us either may be what was there before.
    if (former.kind === "unreadable" && !former.clear && change.before === undefined) return [];
    return ofRecord(change, usedAs(name, storedOf(record), change.before)).map((conflict) =>
      maskedConflict(name, conflict)
    );
  });
}

type Written = PlannedChange & { readonly after: JsonObject };

/** A conflict by the path of the member it is in; null for the record as a whole. */
export type PathConflict = Omit<FieldConflict, "field"> & { readonly path: Path | null };

function ofRecord({ id, before, after, guard }: Written, now: JsonObject | undefined): PathConflict[] {
  if (isTombstone(after)) return now === undefined ? [] : ofWhole(id, before, undefined, now);
  if (now === undefined) {
    if (before === undefined) return [];
    // It was deleted, and is to be changed.
    return [{ id, path: null, before, mine: after, theirs: undefined }];
  }
  if (guard === "whole" || before === undefined) return ofWhole(id, before, after, now);
  return guard.flatMap((path) => {
    const [was, mine, theirs] = [valueAt(before, path), valueAt(after, path), valueAt(now, path)];
    return same(theirs, was) || same(theirs, mine) ? [] : [{ id, path, before: was, mine, theirs }];
  });
}

function ofWhole(
  id: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  now: JsonObject,
): PathConflict[] {
  if (before && differing(before, now).length === 0) return [];
  if (after && differing(after, now).length === 0) return [];
  return differingPaths(before ?? after ?? {}, now).map((path) => (
    { id, path, before: valueAt(before, path), mine: valueAt(after, path), theirs: valueAt(now, path) }
  ));
}

/** The members in which two records differ, and inside of an `entry`, which is nearly all of its record. */
function differingPaths(former: JsonObject, now: JsonObject): Path[] {
  return differing(former, now).flatMap((name): Path[] => {
    const [was, is] = [former[name], now[name]];
    const isInside = name === "entry" && isObject(was) && isObject(is);
    return isInside ? differing(was, is).map((inner) => [name, inner]) : [[name]];
  });
}

function valueAt(object: unknown, path: Path): unknown {
  return path.reduce(
    (at: unknown, name) => isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined,
    object,
  );
}

const SECRET = "(secret)";
const UNTOLD = "(not shown)";

/** As it may be shown. */
export function maskedConflict(name: CollectionName, { path, ...conflict }: PathConflict): FieldConflict {
  if (path === null) return wholeConflict(conflict.id, conflict.theirs === undefined ? "deleted" : "changed");
  const field = path.join(".");
  const mask = isSecret(name, path) ? SECRET : isUntold(name, path) ? UNTOLD : undefined;
  if (mask === undefined) return { ...conflict, field };
  const hide = (value: unknown) => value === undefined ? undefined : mask;
  const { id, before, mine, theirs } = conflict;
  return { id, field, before: hide(before), mine: hide(mine), theirs: hide(theirs) };
}

/** A conflict about a record as a whole. @param record what became of it */
export const wholeConflict = (id: string, record: "deleted" | "changed"): FieldConflict => (
  { id, field: null, before: undefined, mine: undefined, theirs: undefined, record }
);

const NAMED = 5;

/** @throws {FoxdenError} `conflict.fields` when there are any */
export function refuseConflicts(collection: CollectionName, fields: readonly FieldConflict[]): void {
  const ids = [...new Set(fields.map(({ id }) => id))];
  if (ids.length === 0) return;
  const named = ids.slice(0, NAMED).join(", ") + (ids.length > NAMED ? ", …" : "");
  const what = ids.length === 1 ? "A record" : `${ids.length} records`;
  const message = `${what} of ${collection} that you are changing changed on the server meanwhile: ${named}`;
  throw new FoxdenError("conflict.fields", message, { collection, fields });
}

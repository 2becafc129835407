/** What a write comes to: the change of each record, and what must not have changed meanwhile. Pure. */
import type { CollectionName, Guid } from "../../core/ids.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { changeFault, idFault, shapeFault, tombstoneOf } from "../../core/records/writing.ts";
import { type Column, type Listing, NONE_MALFORMED } from "../columns.ts";
import { onePage } from "../read.ts";
import { membersTold, nameTold } from "./told.ts";
import { formerOf, type View } from "./view.ts";

/** What will be done to one record. */
export interface PlannedChange {
  readonly collection: CollectionName;
  readonly id: Guid;
  readonly action: "add" | "change" | "remove" | "skip";
  /** Why it is so, where that is not plain. */
  readonly reason: string;
  /** Names of the members that differ. */
  readonly members: readonly string[];
  /** The record as the edit saw it; absent where there was none, or none that opens. */
  readonly before?: JsonObject;
  /** Whether there was a record that could not be read, and could not be brought back. */
  readonly wasUnreadable?: true;
  /** The record or tombstone that will be written; absent where nothing is. */
  readonly after?: JsonObject;
  /** What must hold `before` or `after` still when the change is made. */
  readonly guard: Guard;
}

/** The record as a whole, or members by their paths. */
export type Guard = "whole" | readonly Path[];
export type Path = readonly string[];

export const changeColumns: readonly Column<PlannedChange>[] = [
  { name: "action", value: (change) => change.action },
  { name: "collection", value: (change) => change.collection, detail: true },
  { name: "id", value: (change) => change.id },
  { name: "name", value: nameTold },
  { name: "reason", value: (change) => change.reason },
  { name: "members", value: (change) => change.members, shape: "texts" },
];

/** The reason why a tombstone is not removed once more. */
export const DELETED = "is deleted already";

/** The changes as a list to print. */
export function listChanges(changes: readonly PlannedChange[], dryRun: boolean): Listing<PlannedChange> {
  return {
    kind: "changes",
    columns: changeColumns,
    pages: onePage(changes),
    malformed: () => NONE_MALFORMED,
    ...(dryRun ? { dryRun } : {}),
  };
}

/** Which record is meant, and how its change is told. */
interface About {
  readonly collection: CollectionName;
  readonly id: Guid;
  readonly reason?: string;
}

/** The change that makes a record what it is to be. @param guard the whole record when left out */
export function putChange(
  { collection, id, reason = "" }: About,
  view: View,
  wanted: JsonObject,
  guard: Guard = "whole",
): PlannedChange {
  const former = formerOf(collection, view.get(id));
  const about = { collection, id, guard };
  if (former.kind === "none") return { ...about, action: "add", reason, members: [], after: wanted };
  if (former.kind === "tombstone") {
    return { ...about, action: "add", reason: reason || "was deleted", members: [], after: wanted };
  }
  const told = reason || (former.kind === "unreadable" ? "could not be read" : "");
  const before = former.clear;
  if (before === undefined) {
    return { ...about, action: "change", reason: told, members: [], wasUnreadable: true, after: wanted };
  }
  const members = membersTold(collection, before, wanted);
  if (members.length === 0) {
    return { ...about, action: "skip", reason: "is so already", members, before };
  }
  return { ...about, action: "change", reason: told, members, before, after: wanted };
}

/** The change that deletes a record. @param known what is known of it besides what is there */
export function removeChange(
  { collection, id, reason }: About,
  view: View,
  known: JsonObject = {},
): PlannedChange {
  const former = formerOf(collection, view.get(id));
  const about = { collection, id, members: [], guard: "whole" } as const;
  if (former.kind === "tombstone") return { ...about, action: "skip", reason: DELETED };
  const before = former.kind === "none" ? undefined : former.clear;
  const after = tombstoneOf(collection, id, { ...before, ...known });
  const told = reason ?? (former.kind === "none" ? "is not there" : "");
  const lost = former.kind === "unreadable" && before === undefined ? { wasUnreadable: true as const } : {};
  return { ...about, action: "remove", reason: told, ...(before ? { before } : {}), ...lost, after };
}

/** Changes that write something. */
export const isWritten = (change: PlannedChange): change is PlannedChange & { readonly after: JsonObject } =>
  change.after !== undefined;

/** A reason not to write at all. */
export interface PlanFault {
  readonly text: string;
  /** Whether the caller may insist. */
  readonly forceable: boolean;
}

/** What must not be written, or could not be used by others, in a plan. @param at where each record was given */
export function planFaults(
  changes: readonly PlannedChange[],
  view: View,
  at: (id: Guid) => string = String,
): PlanFault[] {
  return changes.flatMap((change) => {
    const fault = faultOf(change, !view.has(change.id));
    return fault ? [{ ...fault, text: `${at(change.id)}: ${fault.text}` }] : [];
  });
}

function faultOf(change: PlannedChange, isNew: boolean): PlanFault | undefined {
  const { collection, id, action, before, after } = change;
  const byId = idFault(collection, id, action === "remove");
  if (byId !== undefined) return { text: byId, forceable: false };
  if (!after) return undefined;
  const text = shapeFault(collection, after, isNew) ?? (before && changeFault(collection, before, after));
  return text === undefined ? undefined : { text, forceable: true };
}

/** Members of `members` set in `former`, at every depth; anything else, `null` and lists too, takes the place. */
export function merged(former: JsonObject, members: JsonObject): JsonObject {
  const entries = Object.entries(members).map(([name, value]) => {
    const before = former[name];
    return [name, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  return { ...former, ...Object.fromEntries(entries) };
}

/** The paths that {@link merged} sets. */
export function leafPaths(former: JsonObject, members: JsonObject): Path[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const before = former[name];
    if (!isObject(before) || !isObject(value)) return [[name]];
    return leafPaths(before, value).map((path) => [name, ...path]);
  });
}

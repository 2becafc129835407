/** Decides what a write comes to, from what is wanted and what the server has. Pure, so that it may be done again. */
import type { Guid } from "../core/ids.ts";
import { isObject, type JsonObject } from "../core/json.ts";
import { same } from "../core/records/codec.ts";
import { idFault, isTombstone, shapeFault, tombstoneOf } from "../core/records/writing.ts";
import { type Column, type Listing, NONE_MALFORMED } from "./columns.ts";
import type { RawRow } from "./raw_rows.ts";
import { onePage } from "./read.ts";

/** What is wanted of one record. */
export interface Intent {
  /** `replace` and `merge` with a tombstone mean `remove`. */
  readonly kind: "replace" | "merge" | "remove";
  readonly id: Guid;
  /** The record, or for `merge` the members to be set; for `remove` what is known of it. */
  readonly clear: JsonObject;
  /** Where it was given, such as `line 3`. */
  readonly at?: string;
}

/** Stored records by id. */
export type Rows = ReadonlyMap<Guid, RawRow>;

/** What will be done to one record. */
export interface PlannedChange {
  readonly id: Guid;
  readonly action: "add" | "change" | "remove" | "skip";
  /** Why it is so, where that is not plain. */
  readonly reason: string;
  /** Names of the members that differ. */
  readonly members: readonly string[];
  /** What will be written; absent where nothing is. */
  readonly clear?: JsonObject;
}

export const changeColumns: readonly Column<PlannedChange>[] = [
  { name: "action", value: (change) => change.action },
  { name: "id", value: (change) => change.id },
  { name: "reason", value: (change) => change.reason },
  { name: "members", value: (change) => change.members },
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

/** A reason not to write at all. */
export interface PlanFault {
  readonly text: string;
  /** Whether the caller may insist. */
  readonly forceable: boolean;
}

export interface WritePlan {
  readonly changes: readonly PlannedChange[];
  readonly faults: readonly PlanFault[];
  /** Ids of records that were to be merged into and are not there. */
  readonly missing: readonly Guid[];
}

/** What is to be done in a collection so that every intent holds. */
export function planWrite(collection: string, intents: readonly Intent[], rows: Rows): WritePlan {
  const changes: PlannedChange[] = [];
  const faults: PlanFault[] = [];
  const missing: Guid[] = [];
  for (const intent of intents) {
    const row = rows.get(intent.id);
    const change = planOne(collection, intent, row);
    if (change === "missing") missing.push(intent.id);
    else {
      changes.push(change);
      const fault = faultOf(collection, change, row === undefined);
      if (fault) faults.push({ ...fault, text: `${intent.at ?? intent.id}: ${fault.text}` });
    }
  }
  return { changes, faults, missing };
}

function planOne(collection: string, intent: Intent, row: RawRow | undefined): PlannedChange | "missing" {
  const { id, clear } = intent;
  const former = sourceOf(row);
  if (isRemoval(intent)) return planRemoval(collection, intent, row);
  if (intent.kind === "merge" && former === undefined) return "missing";
  const wanted = intent.kind === "merge" && former ? merged(former, clear) : clear;
  if (former === undefined) return { id, ...overNothing(row), members: [], clear: wanted };
  const members = differing(former, wanted);
  if (members.length === 0) return { id, action: "skip", reason: "is so already", members };
  return { id, action: "change", reason: "", members, clear: wanted };
}

/** What it is to write a record where there is none that could be used. */
function overNothing(row: RawRow | undefined): Pick<PlannedChange, "action" | "reason"> {
  if (row === undefined) return { action: "add", reason: "" };
  return row.incoming.kind === "tombstone"
    ? { action: "add", reason: "was deleted" }
    : { action: "change", reason: "could not be read" };
}

export const isRemoval = ({ kind, clear }: Intent): boolean => kind === "remove" || isTombstone(clear);

function planRemoval(collection: string, { id, clear }: Intent, row: RawRow | undefined): PlannedChange {
  if (row?.incoming.kind === "tombstone") {
    return { id, action: "skip", reason: DELETED, members: [] };
  }
  const tombstone = tombstoneOf(collection, id, { ...sourceOf(row), ...clear });
  const reason = row === undefined ? "is not there" : "";
  return { id, action: "remove", reason, members: [], clear: tombstone };
}

/** The object a stored record was read from, with its id; undefined for all that is no live record. */
function sourceOf(row: RawRow | undefined): JsonObject | undefined {
  if (row?.incoming.kind !== "live") return undefined;
  return { id: row.bso.id, ...row.incoming.record.source };
}

function faultOf(
  collection: string,
  { id, action, clear }: PlannedChange,
  isNew: boolean,
): PlanFault | undefined {
  if (clear === undefined) return undefined;
  const hard = idFault(collection, id, action === "remove");
  if (hard !== undefined) return { text: `id: ${hard}`, forceable: false };
  const shape = shapeFault(collection, clear, isNew);
  return shape === undefined ? undefined : { text: shape, forceable: true };
}

/** Objects are merged member by member, at every depth; anything else, `null` and lists too, takes the place. */
export function merged(former: JsonObject, members: JsonObject): JsonObject {
  const entries = Object.entries(members).map(([name, value]) => {
    const before = former[name];
    return [name, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  return { ...former, ...Object.fromEntries(entries) };
}

function differing(former: JsonObject, wanted: JsonObject): string[] {
  const names = new Set([...Object.keys(former), ...Object.keys(wanted)]);
  const has = (object: JsonObject, name: string) => Object.hasOwn(object, name);
  return [...names].filter((name) =>
    has(former, name) !== has(wanted, name) || !same(former[name], wanted[name])
  );
}

/**
 * Ids of the records that someone else changed since they were first read, in a way that this write would undo.
 *
 * @param first what the server had when the caller decided
 * @param fresh what it has now
 */
export function contested(intents: readonly Intent[], first: Rows, fresh: Rows): Guid[] {
  return intents.filter((intent) => {
    const [before, now] = [first.get(intent.id), fresh.get(intent.id)];
    return !saysTheSame(before, now) && !isStillMeant(intent, before, now);
  }).map(({ id }) => id);
}

/** A device that starts over uploads what it has once more, sealed anew: nothing was changed by that. */
function saysTheSame(before: RawRow | undefined, now: RawRow | undefined): boolean {
  if (before?.bso.payload === now?.bso.payload) return true;
  const [was, is] = [sourceOf(before), sourceOf(now)];
  return was !== undefined && is !== undefined && same(was, is);
}

function isStillMeant(intent: Intent, before: RawRow | undefined, now: RawRow | undefined): boolean {
  if (isRemoval(intent)) return now === undefined || now.incoming.kind === "tombstone";
  const [was, is] = [sourceOf(before), sourceOf(now)];
  if (is === undefined) return false;
  if (intent.kind === "replace") return differing(is, intent.clear).length === 0;
  return was !== undefined && leavesAgree(intent.clear, was, is);
}

/** Whether each member to be set still holds what it held, or holds what is wanted already. */
function leavesAgree(wanted: JsonObject, was: JsonObject, is: JsonObject): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const [before, now] = [was[name], is[name]];
    if (isObject(value) && isObject(before) && isObject(now)) return leavesAgree(value, before, now);
    return same(now, before) || same(now, value);
  });
}

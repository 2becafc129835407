/** What use-cases on addresses and cards share that write: both are entries with fields that are set one by one. */
import { type EntryEdit, entryOf } from "../../core/edits/autofill.ts";
import { type CollectionName, type Guid, guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Sought } from "../find.ts";
import type { App } from "../open.ts";
import { noSuchRecord } from "../raw_rows.ts";
import { type Path, type PlannedChange, putChange, removeChange } from "../write/plan.ts";
import { differing } from "../write/told.ts";
import { liveOf, readView, type View } from "../write/view.ts";
import { type Edit, type PendingWrite, prepareWrite, refuseWriting, type WriteJob } from "../write/write.ts";
import { addedOnce } from "./add.ts";
import { findInView, findLive } from "./find.ts";

/** What tells the entries of one collection from those of another. */
export interface EntryKind {
  readonly collection: CollectionName;
  /** What people call them, which is the noun of their commands. */
  readonly noun: string;
  /** The record with an edit made; itself where there is nothing to do. */
  readonly edit: (clear: JsonObject, edit: EntryEdit, nowMs: number) => JsonObject;
  readonly make: (id: string, edit: EntryEdit, nowMs: number) => JsonObject;
  /** The same for two records of which one is enough. */
  readonly keyOf: (clear: JsonObject) => string;
  /** Refuses changes that would make of the collection what must not be. */
  readonly check?: (view: View, changes: readonly PlannedChange[]) => void;
}

/** What is to be set, and where. */
export interface EntrySetInput {
  readonly sought: Sought;
  readonly edit: EntryEdit;
  /** Whether what others changed meanwhile is written over. */
  readonly force: boolean;
}

/**
 * Sets fields of records, the same in each.
 *
 * @throws {FoxdenError} `not-found.record`, `ambiguous.match`, `usage.records` for a record that cannot be read, and as
 *   the edit and `app/write/write.ts` say
 */
export async function prepareEntrySet(
  app: App,
  kind: EntryKind,
  input: EntrySetInput,
): Promise<PendingWrite> {
  const { sought, edit, force } = input;
  const nowMs = app.ctx.now();
  return await prepared(app, kind, edit.warnings, {
    title: `${kind.noun} set`,
    force,
    begin: (view) => editing(kind, findLive(kind.collection, view, sought), edit, nowMs),
  });
}

type Job = Pick<WriteJob, "title" | "begin" | "claims" | "force">;

async function prepared(
  app: App,
  { collection, noun }: EntryKind,
  warnings: readonly string[],
  job: Job,
): Promise<PendingWrite> {
  refuseWriting(app);
  const pending = await prepareWrite(app, { ...job, name: collection, scope: "all", whole: true });
  return { ...pending, name: noun, warnings: [...pending.warnings, ...warnings] };
}

const editing = (kind: EntryKind, ids: readonly Guid[], edit: EntryEdit, nowMs: number): Edit => (view) =>
  checked(kind, view, ids.map((id) => edited(kind, view, id, edit, nowMs)));

function checked(
  { check }: EntryKind,
  view: View,
  changes: readonly PlannedChange[],
): readonly PlannedChange[] {
  check?.(view, changes);
  return changes;
}

/** @throws {FoxdenError} `not-found.record` for what others have deleted meanwhile, where force passed over the conflict */
function edited(
  { collection, edit: editOf }: EntryKind,
  view: View,
  id: Guid,
  edit: EntryEdit,
  nowMs: number,
): PlannedChange {
  const before = liveOf(collection, view.get(id));
  if (!before) throw noSuchRecord(collection, id, "; nothing was changed");
  const guard: readonly Path[] = [...edit.members.keys()].map((member) => ["entry", member]);
  const change = putChange({ collection, id }, view, editOf(before, edit, nowMs), guard);
  if (!change.after) return change;
  const differs = differing(entryOf(before), entryOf(change.after));
  const members = differs.filter((member) => member !== "timeLastModified").map((member) =>
    `entry.${member}`
  );
  return { ...change, members };
}

/**
 * Makes records, one of each edit, unless there are such already.
 *
 * @throws {FoxdenError} as the making and `app/write/write.ts` say
 */
export async function prepareEntryAdd(
  app: App,
  kind: EntryKind,
  edits: readonly EntryEdit[],
): Promise<PendingWrite> {
  const nowMs = app.ctx.now();
  // Drawn before anything is planned: a write that is planned again makes the same records.
  const made = edits.map((edit) => {
    const id = guid(app.ctx.random(ID_BYTES).toHex());
    return { id, clear: kind.make(id, edit, nowMs) };
  });
  const warnings = new Set(edits.flatMap((edit) => edit.warnings));
  return await prepared(app, kind, [...warnings], {
    title: `${kind.noun} set new`,
    begin: () => (view) => checked(kind, view, addedOnce(kind.collection, view, made, kind.keyOf)),
  });
}

/** Firefox gives these records ids of twelve hex digits. */
const ID_BYTES = 6;

/** What is to be deleted. */
export interface EntryRemovalInput extends Pick<EntrySetInput, "sought" | "force"> {}

/** Deletes records, on all devices; those too that cannot be read. @throws {FoxdenError} as {@link prepareEntrySet} */
export async function prepareEntryRemoval(
  app: App,
  kind: EntryKind,
  { sought, force }: EntryRemovalInput,
): Promise<PendingWrite> {
  const { collection, noun } = kind;
  return await prepared(app, kind, [], {
    title: `${noun} rm`,
    force,
    begin: (view) => {
      const meant = findInView(collection, view, sought);
      return (now) => meant.map((id) => removeChange({ collection, id }, now));
    },
  });
}

/** A record that is to be changed by hand. */
export interface OpenEntry {
  readonly clear: JsonObject;
  /** Plans the edit; what others changed since the record was opened is a conflict. */
  readonly prepare: (edit: EntryEdit, force: boolean) => Promise<PendingWrite>;
}

/**
 * Refuses what could not be written, before anybody takes the trouble of typing it.
 *
 * @throws {FoxdenError} `auth.signed-out`, and as `app/write/write.ts` refuses to write at all
 */
export async function readyToEdit(app: App): Promise<void> {
  await app.secrets();
  refuseWriting(app);
}

/** Opens a record for an edit that takes its time. @throws {FoxdenError} as {@link prepareEntrySet} */
export async function openEntry(app: App, kind: EntryKind, text: string): Promise<OpenEntry> {
  refuseWriting(app);
  // What is typed in an hour is to rest on what holds now.
  const { view } = await readView(app, kind.collection, "all", { mode: "pull" });
  const [id = guid(text)] = findLive(kind.collection, view, { words: [text], whole: [] });
  const nowMs = app.ctx.now();
  return {
    clear: liveOf(kind.collection, view.get(id)) ?? {},
    prepare: (edit, force) => {
      const editOf = editing(kind, [id], edit, nowMs);
      return prepared(app, kind, edit.warnings, {
        title: `${kind.noun} set`,
        force,
        claims: editOf(view),
        begin: () => editOf,
      });
    },
  };
}

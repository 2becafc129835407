/** Use-case: what is different between a backup and the account, or another backup. */
import { hash } from "node:crypto";
import type { CollectionName, Guid } from "../../core/ids.ts";
import { isObject } from "../../core/json.ts";
import { same } from "../../core/records/codec.ts";
import type { MirrorRecord } from "../mirror/page.ts";
import type { App } from "../open.ts";
import { freshenForBackup } from "./fresh.ts";
import type { BackupKeys } from "./keys.ts";
import { openBackup, readThrough } from "./open.ts";
import { backupSide, mirrorSide, type Side } from "./sides.ts";

/** A record that is not the same on both sides. */
export interface DiffRow {
  readonly collection: CollectionName;
  readonly id: Guid;
  /** `only-here`: in the account, or in the other backup. */
  readonly action: "only-here" | "only-in-backup" | "changed";
  /** Names of the members that differ; none where one side has no such record, or no object. */
  readonly members: readonly string[];
}

/** What is to be compared. */
export interface DiffInput {
  readonly path: string;
  /** Another backup, in place of the account. */
  readonly other?: string | undefined;
  readonly keys: BackupKeys;
}

/** How many changed records are held at once to look into them. */
const LOOKED_INTO = 4096;

/**
 * Compares a backup with the account as it is now, or with another backup. Collections that one side was not meant to
 * hold are left alone, and the order of members has no meaning.
 *
 * @returns by collection and id
 * @throws {FoxdenError} as {@link openBackup}, and whatever keeps the account from being read
 */
export async function diffBackup(app: App, { path, other, keys }: DiffInput): Promise<DiffRow[]> {
  const { onProgress } = app.options;
  const backup = await openBackup(path, keys, onProgress);
  if (other !== undefined) {
    const opened = await openBackup(other, keys, onProgress);
    // Nothing is said of a backup before all of it is known to be sound.
    await readThrough(opened.pages(() => false));
    return await compare(backupSide(backup), backupSide(opened));
  }
  return await app.mending(async () => {
    await freshenForBackup(app, backup.header.only);
    using snapshot = (await app.mirror()).snapshot();
    return await compare(backupSide(backup), mirrorSide(snapshot));
  });
}

/** Compares the hashes of all records, and looks into those that differ. */
async function compare(backup: Side, here: Side): Promise<DiffRow[]> {
  const isCompared = (name: CollectionName) =>
    [backup, here].every(({ only }) => only?.includes(name) ?? true);
  const inBackup = new RecordMap<string>();
  for await (const { collection, records } of backup.pages(isCompared)) {
    for (const record of records) inBackup.of(collection).set(record.id, hashOf(record));
  }
  const differing = new RecordMap<true>();
  const rows: DiffRow[] = [];
  for await (const { collection, records } of here.pages(isCompared)) {
    const known = inBackup.of(collection);
    for (const record of records) {
      const { id } = record;
      const former = known.get(id);
      known.delete(id);
      if (former === undefined) rows.push({ collection, id, action: "only-here", members: [] });
      else if (former !== hashOf(record)) differing.of(collection).set(id, true);
    }
  }
  for (const [collection, id] of inBackup.all()) {
    rows.push({ collection, id, action: "only-in-backup", members: [] });
  }
  for (const some of chunksOf([...differing.all()])) rows.push(...await lookInto(some, backup, here));
  return rows.sort(byCollectionAndId);
}

/** Records by collection and id. */
class RecordMap<T> {
  readonly #byName = new Map<CollectionName, Map<Guid, T>>();

  of(name: CollectionName): Map<Guid, T> {
    const known = this.#byName.get(name);
    if (known) return known;
    const fresh = new Map<Guid, T>();
    this.#byName.set(name, fresh);
    return fresh;
  }

  *all(): Generator<[CollectionName, Guid], void> {
    for (const [name, records] of this.#byName) {
      for (const id of records.keys()) yield [name, id];
    }
  }

  has(name: CollectionName): boolean {
    return this.#byName.has(name);
  }
}

const hashOf = ({ clear }: MirrorRecord): string => hash("sha256", JSON.stringify(clear), "base64");

function* chunksOf<T>(items: readonly T[]): Generator<readonly T[], void> {
  for (let start = 0; start < items.length; start += LOOKED_INTO) {
    yield items.slice(start, start + LOOKED_INTO);
  }
}

/** Goes through both sides again for these records. */
async function lookInto(
  records: readonly (readonly [CollectionName, Guid])[],
  backup: Side,
  here: Side,
): Promise<DiffRow[]> {
  const former = new RecordMap<MirrorRecord["clear"]>();
  for (const [name, id] of records) former.of(name).set(id, null);
  const wants = (name: CollectionName) => former.has(name);
  for await (const { collection, records } of backup.pages(wants)) {
    const sought = former.of(collection);
    for (const { id, clear } of records) if (sought.has(id)) sought.set(id, clear);
  }
  const rows: DiffRow[] = [];
  for await (const { collection, records } of here.pages(wants)) {
    const sought = former.of(collection);
    for (const { id, clear } of records) {
      const before = sought.get(id);
      if (before === undefined || same(before, clear)) continue;
      rows.push({ collection, id, action: "changed", members: differingMembers(before, clear) });
    }
  }
  return rows;
}

function differingMembers(left: MirrorRecord["clear"], right: MirrorRecord["clear"]): string[] {
  if (!isObject(left) || !isObject(right)) return [];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  const isSame = (key: string) =>
    Object.hasOwn(left, key) && Object.hasOwn(right, key) && same(left[key], right[key]);
  return [...keys].filter((key) => !isSame(key)).sort();
}

const byCollectionAndId = (a: DiffRow, b: DiffRow): number =>
  a.collection !== b.collection ? (a.collection < b.collection ? -1 : 1) : a.id < b.id ? -1 : 1;

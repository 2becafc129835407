/** Use-cases: what a backup holds, and whether it is sound. */
import type { CollectionName } from "../../core/ids.ts";
import { codecOf } from "../../core/records/registry.ts";
import { type MalformedCount, NONE_MALFORMED } from "../columns.ts";
import type { Progress } from "../progress.ts";
import { decode } from "../read.ts";
import type { KeyKind } from "./head.ts";
import type { BackupKeys } from "./keys.ts";
import { openBackup, readThrough } from "./open.ts";
import type { BackupPage } from "./stream.ts";
import type { BackedUp, BackupHeader } from "./text.ts";

/** What a backup says of itself. */
export interface BackupSummary<Held extends BackedUp = BackedUp> {
  readonly path: string;
  readonly keyKind: KeyKind;
  readonly header: BackupHeader;
  /** Size of the file. */
  readonly fileBytes: number;
  readonly collections: readonly Held[];
}

/** A collection of which every record was looked at. */
export interface Verified extends BackedUp {
  /** Records that are as they were in the account, and that foxden cannot make sense of. */
  readonly malformed: MalformedCount;
}

/** How many malformed records are named. */
const NAMED = 5;

/**
 * Reads a backup to its end, without a look at its records.
 *
 * @throws {FoxdenError} as {@link openBackup}
 */
export async function inspectBackup(path: string, keys: BackupKeys): Promise<BackupSummary> {
  const { pages, ...backup } = await openBackup(path, keys);
  return { ...backup, collections: await readThrough(pages(() => false)) };
}

/**
 * Reads a backup to its end, and decodes every record as its collection's codec does.
 *
 * @throws {FoxdenError} as {@link openBackup}; malformed records are no damage
 */
export async function verifyBackup(
  path: string,
  keys: BackupKeys,
  onProgress?: (progress: Progress) => void,
): Promise<BackupSummary<Verified>> {
  const { pages, ...backup } = await openBackup(path, keys, onProgress);
  const malformed = new Map<CollectionName, MalformedCount>();
  const held = await readThrough(pages(), ({ collection, records }) => {
    const before = malformed.get(collection) ?? NONE_MALFORMED;
    malformed.set(collection, withMalformed(before, { collection, records }));
  });
  return {
    ...backup,
    collections: held.map((each) => ({ ...each, malformed: malformed.get(each.name) ?? NONE_MALFORMED })),
  };
}

function withMalformed({ count, ids }: MalformedCount, { collection, records }: BackupPage): MalformedCount {
  const codec = codecOf(collection);
  const bad = records.filter(({ id, clear }) => decode(codec, id, clear).kind === "malformed");
  return { count: count + bad.length, ids: [...ids, ...bad.map(({ id }) => id)].slice(0, NAMED) };
}

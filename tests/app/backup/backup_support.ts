/** What the tests of backups share: mirrors with records, backups of them without a server, and all that these hold. */
import { Mirror } from "../../../app/mirror/mirror.ts";
import { entryText, type MirrorRecord } from "../../../app/mirror/page.ts";
import { IN_MEMORY } from "../../../app/mirror/db.ts";
import { type OpenBackup, openBackup, readThrough } from "../../../app/backup/open.ts";
import type { BackupKeys } from "../../../app/backup/keys.ts";
import { type BackupReport, writeBackup, type WriteJob } from "../../../app/backup/write.ts";
import { collectionName, type Guid } from "../../../core/ids.ts";
import { seededRandom } from "../../support/context.ts";
import { OWNER, time } from "../mirror/support/mirrors.ts";

/** A record of a mirror under test; `clear` is undefined for one that does not open. */
export interface TestEntry {
  readonly id: string;
  readonly clear: string | undefined;
  readonly modified?: number;
  readonly sortindex?: number;
}

export type TestCollections = Readonly<Record<string, readonly TestEntry[]>>;

export const PROFILE_KEY = new Uint8Array(32).fill(9);

/** Opens what the profile sealed; nobody is there to be asked for a passphrase. */
export const KEYS: BackupKeys = {
  passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
  profileKey: () => Promise.resolve(PROFILE_KEY),
};

export const withPassphrase = (passphrase: string): BackupKeys => ({
  passphrase: () => Promise.resolve(passphrase),
  profileKey: () => Promise.reject(new Error("nobody needs that")),
});

export const HEADER = {
  createdAtMs: Date.UTC(2030, 0, 2, 3, 4, 5),
  account: { email: "ada@example.org", uid: "0123456789abcdef0123456789abcdef" },
  server: "http://127.0.0.1:1",
  only: undefined,
};

/** A live record with a title. */
export const live = (id: string, title = id): TestEntry => ({ id, clear: JSON.stringify({ id, title }) });

export const tombstone = (id: string): TestEntry => ({ id, clear: JSON.stringify({ id, deleted: true }) });

/** Runs a test in a folder of its own. */
export async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-backup-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export const namesIn = (folder: string): string[] =>
  [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** A mirror in memory with these records. */
export async function mirrorOf(collections: TestCollections): Promise<Mirror> {
  const mirror = await Mirror.open(IN_MEMORY, OWNER);
  for (const [name, records] of Object.entries(collections)) {
    const copy = mirror.grow(collectionName(name), "first");
    const entries = records.map(({ id, clear, modified = 1000, ...rest }) => {
      const fields = { id: id as Guid, modified: time(modified), bytes: 7, clear, ...rest };
      return { id: fields.id, modified: fields.modified, sortKey: null, text: entryText(fields).text };
    });
    await mirror.store(copy, entries, { cursor: time(5550), settled: true });
    mirror.replace(copy, time(5550));
  }
  return mirror;
}

/** Writes a backup of these records, sealed with the profile's key unless told otherwise. */
export async function write(
  path: string,
  collections: TestCollections,
  over: Partial<WriteJob> = {},
): Promise<BackupReport> {
  const mirror = await mirrorOf(collections);
  try {
    using snapshot = mirror.snapshot();
    return await writeBackup(snapshot, {
      path,
      overwrite: false,
      key: { kind: "profile", key: PROFILE_KEY },
      header: HEADER,
      copies: snapshot.copies(),
      random: seededRandom(5),
      signal: new AbortController().signal,
      onProgress: () => {},
      ...over,
    });
  } finally {
    mirror.close();
  }
}

/** All records of a backup by collection, once it is known to be sound. */
export async function contentsOf(backup: OpenBackup): Promise<Record<string, MirrorRecord[]>> {
  const contents: Record<string, MirrorRecord[]> = {};
  const take = ({ collection, records }: { collection: string; records: readonly MirrorRecord[] }) => {
    (contents[collection] ??= []).push(...records);
  };
  for (const { name } of await readThrough(backup.pages(), take)) contents[name] ??= [];
  return contents;
}

/** The same from its path. */
export const readBackup = async (path: string, keys: BackupKeys = KEYS) =>
  await contentsOf(await openBackup(path, keys));

/** Where a part of a file begins and ends. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Behind the header and the key check. */
const CHUNKS_AT = 31 + 32;

/** The chunks of a sealed backup with their frames. */
export function framesOf(bytes: Uint8Array): Span[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const frames: Span[] = [];
  for (let from = CHUNKS_AT; from < bytes.length;) {
    const to = from + 5 + view.getUint32(from + 1);
    frames.push({ from, to });
    from = to;
  }
  return frames;
}

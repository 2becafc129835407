/** What the tests of the mirror share: mirrors in folders of their own, entries, and all there is in a copy. */
import {
  type CollectionName,
  collectionName,
  type Guid,
  guid,
  type ServerTime,
} from "../../../../core/ids.ts";
import type { Copy } from "../../../../app/mirror/copies.ts";
import { Mirror } from "../../../../app/mirror/mirror.ts";
import { entryText, type MirrorRecord, type PageEntry } from "../../../../app/mirror/page.ts";
import type { BoxOwner } from "../../../../app/sqlite/boxes.ts";
import { seededRandom } from "../../../support/context.ts";

export const BOOKMARKS: CollectionName = collectionName("bookmarks");
export const HISTORY: CollectionName = collectionName("history");

/** Whose the mirrors of these tests are. */
export const OWNER: BoxOwner = {
  key: new Uint8Array(32).fill(7),
  uid: "0123456789abcdef0123456789abcdef",
  random: seededRandom(11),
};

/** A mirror in a folder of its own. */
export interface TestMirror extends AsyncDisposable {
  readonly folder: string;
  readonly path: string;
  readonly mirror: Mirror;
  /** Another connection to the same file, as another process would have. It is closed with the rest. */
  readonly open: (owner?: BoxOwner) => Promise<Mirror>;
}

export async function makeMirror(): Promise<TestMirror> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-mirror-" });
  const path = `${folder}/mirror.db`;
  const opened: Mirror[] = [];
  const open = async (owner: BoxOwner = OWNER) => {
    const mirror = await Mirror.open(path, owner);
    opened.push(mirror);
    return mirror;
  };
  return {
    folder,
    path,
    mirror: await open(),
    open,
    [Symbol.asyncDispose]: async () => {
      for (const mirror of opened) mirror.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

export const some = <T>(count: number, make: (n: number) => T, first = 0): T[] =>
  Array.from({ length: count }, (_, i) => make(first + i));

export const time = (ms: number): ServerTime => ms as ServerTime;

/** A record on its way into a page; `clear` is a title, or JSON text of anything. */
export function entry(
  name: string,
  modified: number,
  { sortKey = null, title = name }: { readonly sortKey?: number | null; readonly title?: string } = {},
): PageEntry {
  const id = guid(name);
  const clear = JSON.stringify({ id, title });
  const { text } = entryText({ id, modified: time(modified), bytes: clear.length, clear });
  return { id, modified: time(modified), sortKey, text };
}

/** Stores entries, all that there were. */
export async function store(
  mirror: Mirror,
  copy: Copy,
  entries: readonly PageEntry[],
  cursor = 1,
): Promise<void> {
  await mirror.store(copy, entries, { cursor: time(cursor), settled: true });
}

/** A copy that can be read, with these entries. */
export async function filled(
  mirror: Mirror,
  name: CollectionName,
  entries: readonly PageEntry[],
): Promise<Copy> {
  const copy = mirror.grow(name, "first");
  await store(mirror, copy, entries);
  mirror.replace(copy, time(1));
  return mirror.copyOf(name) ?? copy;
}

/** All pages as one list. */
export async function listed(pages: AsyncIterable<readonly MirrorRecord[]>): Promise<MirrorRecord[]> {
  const records: MirrorRecord[] = [];
  for await (const page of pages) records.push(...page);
  return records;
}

export const idsOf = (records: readonly MirrorRecord[]): Guid[] => records.map(({ id }) => id);

/** Every file of a folder, by name. */
export async function filesIn(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile) files.set(name, await Deno.readFile(`${folder}/${name}`));
  }
  return files;
}

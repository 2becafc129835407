/** An account with some three thousand records, and a profile that has all of them. */
import assert from "node:assert/strict";
import type { App, AppOptions } from "../../../../app/open.ts";
import { lookUp, readAll, readAs } from "../../../../app/read.ts";
import { refresh } from "../../../../app/refresh.ts";
import type { MirrorRecord } from "../../../../app/mirror/page.ts";
import type { ServeOptions } from "../../../../server/serve.ts";
import { id, named } from "../../../core/sync/storage_support.ts";
import { some } from "./mirrors.ts";
import { openSynced, put, type TestAccount, type TestRecord } from "../../app_support.ts";

const FIRST_VISIT_US = 1_700_000_000_000_000;

export const bookmark = (n: number, title = `Bookmark ${n}`): TestRecord => ({
  id: `bookmark${String(n).padStart(4, "0")}`,
  type: "bookmark",
  parentid: "menu",
  title,
  bmkUri: `https://example.org/bookmarks/${n}?${"x".repeat(n % 90)}`,
});

/** Visited at a time that has nothing to do with `n`'s place. */
export const page = (n: number, title = `Page ${n}`): TestRecord => ({
  id: `history${String(n).padStart(5, "0")}`,
  histUri: `https://example.org/pages/${n}`,
  title,
  visits: [{ date: FIRST_VISIT_US + (n * 7919 % 5000) * 1_000_000, type: 1 }],
});

export const login = (n: number): TestRecord => ({
  id: `{0123456789${String(n).padStart(4, "0")}}`,
  hostname: "https://example.org",
  httpRealm: null,
  formSubmitURL: "",
  username: `user ${n}`,
  password: `secret ${n}`,
});

/** Writes any number of records, as many at a time as a server takes. */
export async function putAll(app: App, name: string, records: readonly TestRecord[]): Promise<void> {
  for (let start = 0; start < records.length; start += 100) {
    await put(app, name, ...records.slice(start, start + 100));
  }
}

/** The account, read in two refreshes, so that there are dead places too. */
export async function openLibrary(options: ServeOptions = {}): Promise<TestAccount> {
  const account = await openSynced(options);
  const { app } = account;
  await putAll(app, "bookmarks", some(1300, bookmark));
  await putAll(app, "history", some(1400, page));
  await putAll(app, "passwords", some(200, login));
  await refresh(app, { collections: "all" });
  await putAll(app, "bookmarks", some(100, (n) => bookmark(n, `Renamed ${n}`), 200));
  await putAll(app, "history", some(120, (n) => page(n, `Seen again ${n}`), 900));
  await refresh(app, { collections: "all" });
  return account;
}

export const LIBRARY = ["bookmarks", "crypto", "history", "meta", "passwords"] as const;

/** Every record of the library, in order, as a reader gets them. */
export type Contents = ReadonlyMap<string, readonly MirrorRecord[]>;

const OFFLINE: Partial<AppOptions> = { offline: true, fresh: { mode: "cached" } };

/** A run of the program that may ask nobody. */
export const openOffline = (account: Pick<TestAccount, "open">, over: Partial<AppOptions> = {}): App =>
  account.open({ ...OFFLINE, ...over });

/** Reads a collection; history newest first. */
export function readWhole(app: App, name: string): Promise<MirrorRecord[]> {
  return readAll(readAs(app, named(name), { newestFirst: name === "history" }, (record) => record));
}

/** Ids that {@link readSome} looks up. */
export const SOUGHT = [
  "bookmark0207",
  "bookmark1299",
  "history00901",
  "history00007",
  "history00905",
] as const;

/** Reads a few records by id, some of them not there, and the ids that begin alike. */
export async function readSome(app: App, name: string): Promise<readonly [MirrorRecord[], string[]]> {
  const ids = [...SOUGHT, "global", "not-there"].map(id);
  return await lookUp(app, named(name), async (snapshot, copy) => {
    const found = await snapshot.byId(copy, ids);
    return [[...found.values()].toSorted(byId), snapshot.idsBeginning(copy, "history0090", 100)];
  });
}

const byId = (a: MirrorRecord, b: MirrorRecord): number => a.id < b.id ? -1 : 1;

export async function readContents(app: App, names: readonly string[] = LIBRARY): Promise<Contents> {
  const contents = new Map<string, readonly MirrorRecord[]>();
  for (const name of names) contents.set(name, await readWhole(app, name));
  return contents;
}

/** Checks that a reader gets what is expected, in order. */
export function assertSame(actual: readonly MirrorRecord[], expected: readonly MirrorRecord[] = []): void {
  // Comparing texts is a hundred times faster than comparing deeply, and a difference of thousands tells nothing more.
  const [left, right] = [actual, expected].map((records) => records.map((record) => JSON.stringify(record)));
  const at = left?.findIndex((text, i) => text !== right?.[i]) ?? -1;
  const where = at < 0 ? Math.min(actual.length, expected.length) : at;
  if (at >= 0 || actual.length !== expected.length) {
    assert.deepEqual(
      [actual.length, actual[where]],
      [expected.length, expected[where]],
      `from record ${where} on`,
    );
  }
}

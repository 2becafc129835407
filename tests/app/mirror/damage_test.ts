/** A mirror file that is not what was written: found out, whatever it hits, and never read wrong. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { checkMirror } from "../../../app/mirror/check.ts";
import { Mirror } from "../../../app/mirror/mirror.ts";
import { isMirrorFault, REBUILT } from "../../../app/mirror/open.ts";
import type { MirrorRecord } from "../../../app/mirror/page.ts";
import type { Snapshot } from "../../../app/mirror/snapshot.ts";
import type { App } from "../../../app/open.ts";
import { isFoxdenError } from "../../../core/errors.ts";
import type { TestAccount } from "../app_support.ts";
import { blows, part, struck } from "./support/blows.ts";
import {
  assertSame,
  type Contents,
  LIBRARY,
  openLibrary,
  openOffline,
  readContents,
  readSome,
  readWhole,
  SOUGHT,
} from "./support/library.ts";
import { entry, filesIn, HISTORY, listed, OWNER, some, store, time } from "./support/mirrors.ts";

/** A library whose file may be damaged and is put back each time. */
interface Victim extends AsyncDisposable {
  readonly account: TestAccount;
  readonly path: string;
  readonly sound: Uint8Array;
  readonly contents: Contents;
  readonly found: ReadonlyMap<string, unknown>;
}

async function openVictim(): Promise<Victim> {
  const account = await openLibrary();
  await closed(account.app);
  const path = account.app.config.mirrorPath;
  using app = openOffline(account);
  const contents = await readContents(app);
  const found = new Map<string, unknown>();
  for (const name of LIBRARY) found.set(name, await readSome(app, name));
  await closed(app);
  const sound = await Deno.readFile(path);
  return { account, path, sound, contents, found, [Symbol.asyncDispose]: account[Symbol.asyncDispose] };
}

/** An application closes its mirror once somebody else's turn comes; the next file must not come before. */
async function closed(app: App): Promise<void> {
  await app.mirror().then((mirror) => mirror.close(), () => {});
}

/** Leaves a file of these bytes, and nothing beside it. */
async function leave({ path }: Victim, bytes: Uint8Array): Promise<void> {
  for (const suffix of ["", "-wal", "-shm"]) await Deno.remove(path + suffix).catch(() => {});
  await Deno.writeFile(path, bytes);
}

/** Reads everything; whatever ends well has to be right. @returns how many readings did not end well */
async function readRightOrFail(victim: Victim, app: App): Promise<number> {
  let failed = 0;
  const attempt = async (name: string, read: () => Promise<void>) => {
    await read().catch((error) => {
      if (!isFoxdenError(error)) throw new Error(`${name}: a crash`, { cause: error });
      assert.ok(["failed.mirror", "network.offline"].includes(error.code), `${name}: ${error}`);
      failed++;
    });
  };
  for (const name of LIBRARY) {
    await attempt(name, async () => assertSame(await readWhole(app, name), victim.contents.get(name)));
    await attempt(name, async () => {
      assert.equal(JSON.stringify(await readSome(app, name)), JSON.stringify(victim.found.get(name)), name);
    });
  }
  return failed;
}

Deno.test("whatever befalls the file, what is read offline is right or an error", async () => {
  await using victim = await openVictim();
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(blows, async (blow) => {
      await leave(victim, struck(victim.sound, blow, SOUGHT));
      using app = openOffline(victim.account);
      if (await readRightOrFail(victim, app) > 0) failures++;
      await closed(app);
    }),
    { numRuns: 400, endOnFailure: true },
  );
  assert.ok(failures > 50, `only ${failures} of the blows hit anything`);
});

Deno.test("whatever befalls the file, with a server at hand everything is read right in the end, and nothing wrong", async () => {
  await using victim = await openVictim();
  const { account, contents } = victim;
  let rebuilt = 0;
  await fc.assert(
    fc.asyncProperty(blows, async (blow) => {
      await leave(victim, struck(victim.sound, blow, SOUGHT));
      account.warnings.length = 0;
      using app = account.open();
      const failed = await readRightOrFail(victim, app);
      const isTold = account.warnings.includes(REBUILT);
      assert.ok(failed === 0 || isTold, "an error without a word");
      if (isTold) rebuilt++;
      // Times are those of the server's, and the order of records that came at once is not: they are compared by id.
      for (const name of LIBRARY) assertSame(byId(await readWhole(app, name)), byId(contents.get(name)));
      const mirror = await app.mirror();
      if (isTold) assert.deepEqual(await checkMirror(mirror), []);
      await closed(app);
    }),
    { numRuns: 25, endOnFailure: true },
  );
  assert.ok(rebuilt > 2, `only ${rebuilt} of the blows hit anything`);
});

const byId = (records: readonly MirrorRecord[] = []) => records.toSorted((a, b) => a.id < b.id ? -1 : 1);

/** What a mirror holds when it says that it has come so far. */
type States = ReadonlyMap<number, ReadonlyMap<string, number>>;

/** A mirror in the middle of its work: its file is behind its journal, by parts of several commits. */
async function openHalfway(
  folder: string,
): Promise<{ states: States; files: ReadonlyMap<string, Uint8Array> }> {
  const mirror = await Mirror.open(`${folder}/mirror.db`, OWNER);
  const growing = mirror.grow(HISTORY, "one");
  mirror.replace(growing, time(0));
  const copy = mirror.copyOf(HISTORY) ?? assert.fail();
  const states = new Map<number, ReadonlyMap<string, number>>([[0, new Map()]]);
  let readers: Snapshot[] = [];
  for (let commit = 1; commit <= 24; commit++) {
    const changed = some(
      200,
      (n) => entry(`record-${n}`, commit * 10 + n % 10, { sortKey: n }),
      commit * 137 % 900,
    );
    await store(mirror, copy, changed, commit);
    const now = new Map([
      ...states.get(commit - 1) ?? [],
      ...changed.map(({ id, modified }) => [id, modified] as const),
    ]);
    states.set(commit, now);
    if (commit % 6 !== 0) continue;
    // Somebody who reads keeps what comes after from being taken into the file.
    for (const reader of readers) reader[Symbol.dispose]();
    mirror.db.rows("PRAGMA wal_checkpoint(PASSIVE)");
    readers = [mirror.snapshot()];
  }
  const files = await filesIn(folder);
  for (const reader of readers) reader[Symbol.dispose]();
  mirror.close();
  return { states, files };
}

/** Reads all that there is, twice. @returns how far the mirror says it is; undefined where it has nothing */
async function readHalfway(path: string, states: States): Promise<number | undefined> {
  const mirror = await Mirror.open(path, OWNER);
  try {
    using snapshot = mirror.snapshot();
    const copy = snapshot.copyOf(HISTORY);
    if (!copy) return undefined;
    const expected = states.get(copy.cursor) ?? assert.fail();
    for (const pages of [snapshot.pages(copy), snapshot.newestFirst(copy)]) {
      const records = await listed(pages);
      assert.equal(records.length, expected.size);
      assert.deepEqual(new Map(records.map(({ id, modified }) => [id, modified])), expected);
    }
    return copy.cursor;
  } finally {
    mirror.close();
  }
}

Deno.test("a journal that is lost, cut or damaged costs the last commits or is an error, and mixes nothing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { states, files } = await openHalfway(folder);
    const [database, wal] = [
      files.get("mirror.db") ?? assert.fail(),
      files.get("mirror.db-wal") ?? assert.fail(),
    ];
    const reached = new Set<number | undefined>();
    const outcome = async (journal: Uint8Array | undefined) => {
      for (const { name } of [...Deno.readDirSync(folder)]) await Deno.remove(`${folder}/${name}`);
      await Deno.writeFile(`${folder}/mirror.db`, database);
      if (journal) await Deno.writeFile(`${folder}/mirror.db-wal`, journal);
      return await readHalfway(`${folder}/mirror.db`, states).catch((error) => {
        assert.ok(isMirrorFault(error, "damaged"), String(error.stack));
        return "damaged" as const;
      });
    };
    assert.equal(await outcome(wal), 24);
    await outcome(undefined);
    const cut = fc.tuple(fc.constantFrom("cut", "flip"), part);
    await fc.assert(
      fc.asyncProperty(cut, async ([kind, at]) => {
        const position = Math.floor(at * wal.length);
        const journal = kind === "cut" ? wal.slice(0, position) : wal.slice();
        if (kind === "flip") journal[position] = (journal[position] ?? 0) ^ 0x10;
        const end = await outcome(journal);
        if (end !== "damaged") reached.add(end);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    assert.ok(reached.size > 3, `only ${[...reached]}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

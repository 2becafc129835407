/** Disks that are full or may not be written to, and other processes: no mirror is spoilt, and all is told in words. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { refresh } from "../../../app/refresh.ts";
import { checkMirror } from "../../../app/mirror/check.ts";
import { WITHOUT_POWERS } from "../../server/support/child.ts";
import { put, type TestAccount } from "../app_support.ts";
import type { ChildReport, ChildTask } from "./support/child_refresh.ts";
import { copyHome, runChild, runLivingChild } from "./support/children.ts";
import { RecordCounter } from "./support/counting.ts";
import { bookmark, LIBRARY, openLibrary, openOffline, putAll, readContents } from "./support/library.ts";
import { some } from "./support/mirrors.ts";

/** Whether a program that a test needs is there; under the gate a missing one is a failure. */
function isMissing(program: string): boolean {
  if (Deno.env.get("FOXDEN_TEST_REQUIRE_ALL") === "1") return false;
  try {
    return !new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return true;
  }
}

const ignoreUnprivileged = Deno.uid() === 0 && isMissing("setpriv");
const ignoreLimits = isMissing("prlimit") || ignoreUnprivileged;

const NAMES = LIBRARY.filter((name) => name !== "crypto" && name !== "meta");
const CACHED = { mode: "cached" } as const;
const IN_MEMORY_NOTE =
  /^note: nothing can be kept on this machine, so all is read anew \(.*may not be written to/;

/** A library with news on the server, and a copy of its profile to be spoilt. */
interface Place extends AsyncDisposable {
  readonly account: TestAccount;
  readonly counter: RecordCounter;
  readonly home: string;
}

async function openStalePlace(): Promise<Place> {
  const counter = new RecordCounter();
  const account = await openLibrary({ fault: counter.fault });
  (await account.app.mirror()).close();
  const home = await copyHome(account.home);
  using other = account.open();
  await putAll(other, "bookmarks", some(50, bookmark, 5000));
  return {
    account,
    counter,
    home,
    async [Symbol.asyncDispose]() {
      for (const { name } of Deno.readDirSync(`${home}/default`)) {
        await Deno.chmod(`${home}/default/${name}`, 0o600);
      }
      await Deno.chmod(`${home}/default`, 0o700);
      await Deno.remove(home, { recursive: true });
      await account[Symbol.asyncDispose]();
    },
  };
}

/** How many bookmarks a profile has, after a look at whether it is sound. */
async function bookmarksAt({ account, home }: Place): Promise<number> {
  using app = openOffline(account, { env: (name) => name === "FOXDEN_DATA_DIR" ? home : undefined });
  const mirror = await app.mirror();
  assert.deepEqual(await checkMirror(mirror), []);
  const contents = await readContents(app);
  mirror.close();
  return contents.get("bookmarks")?.length ?? 0;
}

Deno.test({
  name: "in a folder that may not be written to, all is read anew from memory, and what is there stays",
  ignore: ignoreUnprivileged,
  async fn() {
    await using place = await openStalePlace();
    await Deno.chmod(`${place.home}/default`, 0o500);
    for (const lock of ["", ".lock", ".opening"]) {
      await Deno.chmod(`${place.home}/default/mirror.db${lock}`, 0o400);
    }
    const task: ChildTask = { home: place.home, collections: NAMES, read: { mode: "pull" } };
    const { read, warnings, error } = await runLivingChild(task, WITHOUT_POWERS);
    assert.deepEqual([read["bookmarks"], read["history"], error], [1350, 1400, undefined]);
    assert.match(warnings.join("\n"), IN_MEMORY_NOTE);
    const offline = await runLivingChild({ ...task, read: CACHED }, WITHOUT_POWERS);
    assert.equal(offline.error?.[0], "network.offline");
    await Deno.chmod(`${place.home}/default`, 0o700);
    for (const lock of ["", ".lock", ".opening"]) {
      await Deno.chmod(`${place.home}/default/mirror.db${lock}`, 0o600);
    }
    assert.equal(await bookmarksAt(place), 1300);
  },
});

Deno.test({
  name: "a mirror that may only be read is read, and not brought up to date, which is told",
  ignore: ignoreUnprivileged,
  async fn() {
    await using place = await openStalePlace();
    const path = `${place.home}/default/mirror.db`;
    await Deno.chmod(path, 0o400);
    const task: ChildTask = { home: place.home, collections: NAMES, read: CACHED };
    const cached = await runLivingChild(task, WITHOUT_POWERS);
    assert.deepEqual([cached.read["bookmarks"], cached.error], [1300, undefined]);
    const pulled = await runLivingChild({ ...task, read: { mode: "pull" } }, WITHOUT_POWERS);
    assertToldOrInMemory(pulled, 1350);
    await Deno.chmod(path, 0o600);
    assert.equal(await bookmarksAt(place), 1300);
  },
});

/** Either everything was read, with a note that it is in memory alone, or nothing, with an error in words. */
function assertToldOrInMemory({ read, warnings, error }: ChildReport, bookmarks: number): void {
  if (error === undefined) {
    assert.equal(read["bookmarks"], bookmarks);
    assert.match(warnings.join("\n"), /^note: nothing can be kept/);
  } else {
    assert.equal(error[0], "failed.mirror");
    assert.match(error[2], /^The local copy of your data (may not be|does not fit|cannot be)/);
  }
}

/** A child whose files may not grow beyond so many bytes, which it is told as on a full disk: by an error alone. */
const limited = (bytes: number): string[] => [
  ...WITHOUT_POWERS,
  "prlimit",
  `--fsize=${bytes}:unlimited`,
  "sh",
  "-c",
  'trap "" XFSZ; exec "$@"',
  "sh",
];

Deno.test({
  name: "on a disk that takes no more, wherever it ends, what was there stays right and the rest comes later",
  ignore: ignoreLimits,
  async fn() {
    await using place = await openStalePlace();
    const pulled: ChildTask = { home: place.home, collections: NAMES, read: { mode: "pull" } };
    for (const limit of [0, 8_000, 40_000]) {
      assertToldOrInMemory(await runLivingChild(pulled, limited(limit)), 1350);
      const bookmarks = await bookmarksAt(place);
      assert.ok([1300, 1350].includes(bookmarks), `${limit}: ${bookmarks}`);
    }
    const { error } = await runLivingChild(pulled);
    assert.equal(error, undefined);
    assert.equal(await bookmarksAt(place), 1350);
  },
});

Deno.test({
  name: "a first refresh on a disk that takes no more is told of, and goes on where there is room",
  ignore: ignoreLimits,
  async fn() {
    await using place = await openStalePlace();
    await Deno.remove(`${place.home}/default/mirror.db`);
    const pulled: ChildTask = { home: place.home, collections: NAMES, read: { mode: "pull" } };
    for (const limit of [0, 300_000, 1_200_000]) {
      assertToldOrInMemory(await runLivingChild(pulled, limited(limit)), 1350);
    }
    const { error, warnings } = await runLivingChild(pulled);
    assert.deepEqual([error, warnings], [undefined, []]);
    assert.equal(await bookmarksAt(place), 1350);
  },
});

Deno.test("a refresh that another process keeps from writing ends in words, and works once that has gone", async () => {
  await using place = await openStalePlace();
  const task: ChildTask = { home: place.home, collections: NAMES, timeoutMs: 3000 };
  const path = `${place.home}/default/mirror.db`;
  {
    using other = new DatabaseSync(path);
    other.exec("BEGIN EXCLUSIVE");
    const { error } = await runLivingChild(task);
    assert.deepEqual(error?.slice(0, 2), ["failed.mirror", "busy"]);
    assert.match(error?.[2] ?? "", /is held by another process/);
    const reading = await runLivingChild({ ...task, read: CACHED });
    assert.deepEqual([reading.read["bookmarks"], reading.error], [1300, undefined]);
  }
  assert.equal((await runLivingChild(task)).error, undefined);
  assert.equal(await bookmarksAt(place), 1350);
});

Deno.test("a process that refreshes is waited for, but not for ever, and those who only read are not kept waiting", async () => {
  await using place = await openStalePlace();
  const task: ChildTask = { home: place.home, collections: NAMES, timeoutMs: 300 };
  {
    using lock = await Deno.open(`${place.home}/default/mirror.db.lock`, { write: true, create: true });
    await lock.lock(true);
    const { error } = await runLivingChild(task);
    assert.deepEqual(error?.slice(0, 2), ["failed.mirror", "busy"]);
    const reading = await runLivingChild({ ...task, read: CACHED });
    assert.deepEqual([reading.read["bookmarks"], reading.error], [1300, undefined]);
  }
  assert.equal((await runLivingChild(task)).error, undefined);
});

Deno.test("of two processes that want the same at once, both get it, and it is downloaded once", async () => {
  await using place = await openStalePlace();
  const hour = { mode: "max-age", maxAgeMs: 3_600_000, lenient: false } as const;
  await Deno.remove(`${place.home}/default/mirror.db`);
  const task: ChildTask = { home: place.home, collections: NAMES, read: hour };
  const { result, given } = await place.counter.during(() =>
    Promise.all([runLivingChild(task), runLivingChild(task), runLivingChild(task)])
  );
  for (const { read, error, warnings } of result) {
    assert.deepEqual([read["bookmarks"], read["history"], error, warnings], [1350, 1400, undefined, []]);
  }
  assert.deepEqual([given.get("bookmarks"), given.get("history")], [1350, 1400]);
  assert.equal(await bookmarksAt(place), 1350);
});

Deno.test("processes that refresh, read and are killed at the same time leave a sound mirror with everything", async () => {
  await using place = await openStalePlace();
  const { account, home } = place;
  const killed = (step: "stored" | "writing" | "replaced") =>
    runChild({ home, collections: NAMES, kill: { step, time: 1 } });
  const reads = { home, collections: NAMES, read: { mode: "pull" } } as const;
  const [, , ...living] = await Promise.all([
    killed("writing"),
    killed("stored"),
    runLivingChild(reads),
    runLivingChild({ ...reads, read: CACHED }),
    put(account.open(), "bookmarks", bookmark(6000)),
  ]);
  for (const child of living) {
    if (typeof child === "number") continue;
    assert.equal(child.error, undefined);
    assert.ok([1300, 1350, 1351].includes(child.read["bookmarks"] ?? 0), JSON.stringify(child.read));
  }
  using app = account.open({ env: (name) => name === "FOXDEN_DATA_DIR" ? home : undefined });
  await refresh(app, { collections: "all" });
  (await app.mirror()).close();
  assert.equal(await bookmarksAt(place), 1351);
});

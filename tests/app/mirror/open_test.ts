/** Opening a mirror in whatever state it is: made anew with a word, refused in words, or in memory for this once. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { StoreFault } from "../../../core/errors.ts";
import { checkMirror } from "../../../app/mirror/check.ts";
import { IN_MEMORY } from "../../../app/mirror/db.ts";
import { withLock } from "../../../app/mirror/lock.ts";
import type { Mirror } from "../../../app/mirror/mirror.ts";
import { isMirrorFault, openMirror, REBUILT, removeMirror } from "../../../app/mirror/open.ts";
import type { Waiting } from "../../../app/sqlite/lock.ts";
import { BOOKMARKS, entry, filled, idsOf, listed, makeMirror, OWNER } from "./support/mirrors.ts";

const isFault = (fault: StoreFault) => (error: unknown) => isMirrorFault(error, fault);

/** Waits as long as `timeoutMs`, by a clock that each pause puts forward. */
function waiting(timeoutMs = 5000): Waiting {
  let nowMs = 0;
  const sleep = async (ms: number) => {
    nowMs += ms;
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { now: () => nowMs, sleep, timeoutMs };
}

async function open(path: string, owner = OWNER): Promise<{ mirror: Mirror; warnings: string[] }> {
  const warnings: string[] = [];
  const warn = (sentence: string) => {
    warnings.push(sentence);
    return Promise.resolve();
  };
  return { mirror: await openMirror(path, owner, { warn, waiting: waiting() }), warnings };
}

/** Works on the file as SQLite alone would. */
function inFile(path: string, sql: string): void {
  using sqlite = new DatabaseSync(path);
  sqlite.exec(sql);
}

Deno.test("a mirror is made where there is none, in a folder of its owner's, and found again", async () => {
  await using test = await makeMirror();
  const path = `${test.folder}/below/mirror.db`;
  const first = await open(path);
  await filled(first.mirror, BOOKMARKS, [entry("a", 1)]);
  first.mirror.close();
  const second = await open(path);
  assert.deepEqual([second.mirror.copies().map(({ records }) => records), second.warnings], [[1], []]);
  assert.equal(((await Deno.stat(`${test.folder}/below`)).mode ?? 0) & 0o777, 0o700);
  second.mirror.close();
});

const strangers: Readonly<Record<string, (path: string) => void | Promise<void>>> = {
  "of another format": (path) => inFile(path, "PRAGMA user_version = 0"),
  "that is no mirror": (path) => inFile(path, "PRAGMA application_id = 7; PRAGMA user_version = 9"),
  "that is no database": (path) => Deno.writeTextFile(path, "no database at all\n".repeat(4000)),
  "without one of its tables": (path) => inFile(path, "DROP TABLE copy"),
  "whose key check is gone bad": (path) => inFile(path, "UPDATE note SET box = zeroblob(40)"),
  "with a number too large": (path) => inFile(path, "UPDATE copy SET cursor = 9223372036854775807"),
};

for (const [what, spoil] of Object.entries(strangers)) {
  Deno.test(`a file ${what} is made anew, and that is told`, async () => {
    await using test = await makeMirror();
    await filled(test.mirror, BOOKMARKS, [entry("a", 1)]);
    test.mirror.close();
    await spoil(test.path);
    const { mirror, warnings } = await open(test.path).then(async (opened) => {
      try {
        opened.mirror.copies();
        return opened;
      } catch (error) {
        // Found out when it is read, which the reader takes care of in the same way.
        assert.ok(isFault("damaged")(error), String(error));
        await removeMirror(test.path, waiting(), opened.mirror);
        opened.mirror.close();
        return { ...await open(test.path), warnings: [REBUILT] };
      }
    });
    assert.deepEqual([mirror.copies(), warnings], [[], [REBUILT]]);
    await filled(mirror, BOOKMARKS, [entry("b", 1)]);
    assert.deepEqual(await checkMirror(mirror), []);
    mirror.close();
  });
}

Deno.test("an empty file becomes a mirror without a word", async () => {
  await using test = await makeMirror();
  await Deno.writeTextFile(`${test.folder}/empty.db`, "");
  const { mirror, warnings } = await open(`${test.folder}/empty.db`);
  assert.deepEqual([mirror.copies(), warnings], [[], []]);
  mirror.close();
});

Deno.test("a mirror sealed with another key is made anew, and one of another account", async () => {
  await using test = await makeMirror();
  test.mirror.close();
  const owners = [{ ...OWNER, key: new Uint8Array(32).fill(9) }, { ...OWNER, uid: "somebody else" }];
  for (const owner of owners) {
    const { mirror, warnings } = await open(test.path, owner);
    assert.deepEqual([mirror.copies(), warnings], [[], [REBUILT]]);
    await filled(mirror, BOOKMARKS, [entry("a", 1)]);
    mirror.close();
  }
});

Deno.test("a mirror from a newer version is refused in words, and its file is left as it is", async () => {
  await using test = await makeMirror();
  await filled(test.mirror, BOOKMARKS, [entry("a", 1)]);
  test.mirror.close();
  inFile(test.path, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 99; DROP TABLE row");
  const before = await Deno.readFile(test.path);
  await assert.rejects(open(test.path), (error) => {
    assert.match(String(error), /was written by a newer foxden: .*mirror\.db/);
    return isFault("newer")(error);
  });
  assert.deepEqual(await Deno.readFile(test.path), before);
  await assert.rejects(test.open(), isFault("newer"));
});

Deno.test("where a file is a folder, the mirror is in memory for this once, and that is told", async () => {
  await using test = await makeMirror();
  await Deno.mkdir(`${test.folder}/folder.db`);
  const { mirror, warnings } = await open(`${test.folder}/folder.db`);
  assert.equal(mirror.path, IN_MEMORY);
  assert.match(
    warnings.join(),
    /^note: nothing can be kept on this machine, so all is read anew \(.*may not be written/,
  );
  const copy = await filled(mirror, BOOKMARKS, [entry("a", 1), entry("b", 2)]);
  using snapshot = mirror.snapshot();
  assert.deepEqual(idsOf(await listed(snapshot.pages(copy))), ["a", "b"]);
  assert.deepEqual(await checkMirror(mirror), []);
  mirror.close();
});

Deno.test("only one at a time holds a lock; the others wait, or give up in words", async () => {
  await using test = await makeMirror();
  const path = `${test.folder}/lock`;
  const order: string[] = [];
  const inside = Promise.withResolvers<void>();
  const leave = Promise.withResolvers<void>();
  const first = withLock(path, waiting(), async () => {
    order.push("first in");
    inside.resolve();
    await leave.promise;
    order.push("first out");
  });
  await inside.promise;
  await assert.rejects(withLock(path, waiting(100), () => Promise.resolve(order.push("never"))), (error) => {
    assert.match(String(error), /is held by another process: .*lock/);
    return isFault("busy")(error);
  });
  const second = withLock(path, waiting(1e9), () => Promise.resolve(order.push("second in")));
  leave.resolve();
  await Promise.all([first, second]);
  assert.deepEqual(order, ["first in", "first out", "second in"]);
});

Deno.test("who waits for a lock whose file is removed meanwhile waits for whoever holds the next one too", async () => {
  await using test = await makeMirror();
  const path = `${test.folder}/lock`;
  let inside = 0;
  const hold = (until: Promise<void>) => {
    const isIn = Promise.withResolvers<void>();
    const done = withLock(path, waiting(1e9), async () => {
      assert.equal(++inside, 1, "alone");
      isIn.resolve();
      await until;
      inside--;
    });
    return { isIn: isIn.promise, done };
  };
  const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = withLock(path, waiting(), () => one.promise);
  // It has the lock as soon as nobody else gets it.
  while (await withLock(path, waiting(0), () => Promise.resolve("free")).catch(() => "held") === "free");
  const waiter = hold(Promise.resolve());
  await new Promise((resolve) => setTimeout(resolve, 5));
  await Deno.remove(path);
  const second = hold(two.promise);
  await Promise.race([second.isIn, waiter.isIn]);
  one.resolve();
  await first;
  two.resolve();
  await Promise.all([second.done, waiter.done]);
});

Deno.test("of several who find the mirror damaged at once, one removes it and the others keep what it made", async () => {
  await using test = await makeMirror();
  await filled(test.mirror, BOOKMARKS, [entry("a", 1)]);
  const readers = [await test.open(), await test.open()];
  await removeMirror(test.path, waiting(), test.mirror);
  const { mirror } = await open(test.path);
  await filled(mirror, BOOKMARKS, [entry("b", 1)]);
  for (const reader of readers) {
    assert.throws(() => reader.snapshot(), isFault("damaged"), "it reads a file that is no more");
    await removeMirror(test.path, waiting(), reader);
    reader.close();
  }
  assert.deepEqual(mirror.copies().map(({ records }) => records), [1]);
  assert.deepEqual(await checkMirror(mirror), []);
  const again = await open(test.path);
  assert.deepEqual([again.mirror.copies().length, again.warnings], [1, []]);
  await removeMirror(test.path, waiting());
  assert.deepEqual([...Deno.readDirSync(test.folder)], []);
  again.mirror.close();
  mirror.close();
});

Deno.test("many who open a damaged mirror at once all end with the same sound one", async () => {
  await using test = await makeMirror();
  test.mirror.close();
  await Deno.writeTextFile(test.path, "damaged".repeat(9000));
  const opened = await Promise.all(Array.from({ length: 6 }, () => open(test.path)));
  assert.equal(opened.filter(({ warnings }) => warnings.length > 0).length, 1);
  const [first] = opened;
  await filled(first?.mirror ?? assert.fail(), BOOKMARKS, [entry("a", 1)]);
  for (const { mirror } of opened) {
    assert.deepEqual(mirror.copies().map(({ records }) => records), [1]);
    mirror.close();
  }
});

/** A copy of a server's database, made while it works. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { isFoxdenError } from "../../core/errors.ts";
import { backupDatabase } from "../../server/admin/backup.ts";
import { openDatabase } from "../../server/db.ts";
import { serve } from "../../server/serve.ts";
import { openStorage, signIn, type StorageUser } from "./support/accounts.ts";
import { startChild } from "./support/child.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { foreignStorage, SECRET } from "./support/storages.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const ANN = "ann@example.org";

function valuesOf(path: string, sql: string): unknown[] {
  using sqlite = new DatabaseSync(path, { readOnly: true });
  return sqlite.prepare(sql).all().flatMap((row) => Object.values(row));
}

const failsWith = (words: RegExp) => (error: unknown) =>
  isFoxdenError(error) && error.code.startsWith("failed.file") && words.test(error.message);

const BSOS = ["a", "b", "c"];

/** Writes the same records anew until told to stop. @param onRound hears of each acknowledged round */
async function keepWriting(user: StorageUser, isOver: () => boolean, onRound: (round: number) => void) {
  for (let round = 1; !isOver(); round++) {
    const body = BSOS.map((id) => ({ id, payload: `${round} ${"x".repeat(20_000)}` }));
    const answer = await send(user, "POST", "/storage/col", { body });
    assert.equal(answer.status, 200);
    onRound(round);
  }
}

/** Runs {@link backupDatabase} where it keeps nobody waiting: in another process. */
async function backUpBeside(dataDir: string, path: string): Promise<void> {
  const program = new URL("support/backup_program.ts", import.meta.url).pathname;
  const args = ["run", "--quiet", "--no-check", "--allow-all", program, dataDir, path];
  const { success } = await new Deno.Command(Deno.execPath(), { args, stdout: "inherit", stderr: "inherit" })
    .output();
  assert.ok(success);
}

Deno.test("made beside a server under load, a copy is whole, and holds what was acknowledged before it", () =>
  withDir(async (dataDir) => {
    await using child = await startChild({ dataDir, masterSecret: SECRET });
    const users = await Promise.all([1, 2, 3].map((uid) => foreignStorage(child.url, uid)));
    for (let i = 0; i < 10; i++) {
      const big = { payload: "x".repeat(2_000_000) };
      await send(users[0] ?? assert.fail(), "PUT", `/storage/large/${i}`, { body: big });
    }
    let isOver = false;
    const rounds = [0, 0, 0];
    const writing = users.map((user, i) => keepWriting(user, () => isOver, (round) => rounds[i] = round));
    for (let n = 0; n < 4; n++) {
      const before = [...rounds];
      const path = `${dataDir}/copy-${n}.db`;
      await backUpBeside(dataDir, path);
      const during = rounds.map((round, i) => round - (before[i] ?? 0));
      assert.ok(during.every((count) => count > 0), "nobody had to wait for the copy");
      assert.deepEqual(valuesOf(path, "PRAGMA integrity_check"), ["ok"]);
      for (const [i, round] of before.entries()) {
        const sql =
          `SELECT DISTINCT CAST(payload AS INTEGER) FROM bso JOIN collection c ON c.id = collection_id
                      WHERE storage_uid = ${i + 1} AND name = 'col'`;
        const copied = valuesOf(path, sql);
        assert.ok(round === 0 || copied.length === 1, "a POST is there as a whole or not at all");
        assert.ok(round === 0 || Number(copied[0]) >= round, `${copied} is older than ${round}`);
      }
    }
    isOver = true;
    await Promise.all(writing);
  }));

Deno.test("a copy put in place of the database is served, with the same people and records", () =>
  withDir(async (dataDir) => {
    await using world = await makeWorld([ANN], { dataDir });
    const storage = await openStorage(world.url, await signIn(world.url, ANN, PASSWORD));
    await send(storage, "PUT", "/storage/col/x", { body: { payload: "kept" } });
    await withDir(async (restored) => {
      await Deno.mkdir(restored);
      await backupDatabase(world.server.database, `${restored}/server.db`);
      assert.deepEqual([...Deno.readDirSync(restored)].map(({ name }) => name), ["server.db"]);
      await using again = await serve({ dataDir: restored });
      const opened = await openStorage(again.url, await signIn(again.url, ANN, PASSWORD));
      assert.match((await send(opened, "GET", "/storage/col/x")).text, /"kept"/);
    });
  }));

Deno.test("a copy is its owner's alone, from its first byte on", () =>
  withDir(async (dataDir) => {
    using database = openDatabase(dataDir);
    const modes: number[] = [];
    const watcher = Deno.watchFs(dataDir);
    const watching = (async () => {
      for await (const { paths } of watcher) {
        for (const path of paths.filter((path) => path.includes("copy"))) {
          const found = await Deno.stat(path).catch(() => undefined);
          if (found !== undefined) modes.push((found.mode ?? 0) & 0o777);
          if (path.endsWith("copy.db")) return;
        }
      }
    })();
    await backupDatabase(database, `${dataDir}/copy.db`);
    await watching;
    watcher.close();
    assert.ok(modes.length > 0 && modes.every((mode) => mode === 0o600), modes.join());
  }));

Deno.test("what is there already is left alone", () =>
  withDir(async (dataDir) => {
    using database = openDatabase(dataDir);
    const path = `${dataDir}/copy.db`;
    await Deno.writeTextFile(path, "mine");
    await assert.rejects(backupDatabase(database, path), failsWith(/there is such a file already/));
    await assert.rejects(backupDatabase(database, database.path), failsWith(/there is such a file already/));
    await Deno.symlink("nowhere", `${dataDir}/link.db`);
    await assert.rejects(backupDatabase(database, `${dataDir}/link.db`), failsWith(/already/));
    assert.equal(await Deno.readTextFile(path), "mine");
  }));

Deno.test("a copy that fails says why and leaves nothing behind", () =>
  withDir(async (dataDir) => {
    using database = openDatabase(dataDir);
    const missing = `${dataDir}/missing/copy.db`;
    await assert.rejects(
      backupDatabase(database, missing),
      failsWith(/Cannot write the backup .*copy\.db": there is no such folder/),
    );
    const before = [...Deno.readDirSync(dataDir)].map(({ name }) => name).sort();
    database.close();
    await assert.rejects(
      backupDatabase(database, `${dataDir}/copy.db`),
      failsWith(/Cannot write the backup/),
    );
    const after = [...Deno.readDirSync(dataDir)].map(({ name }) => name);
    assert.deepEqual(after, before.filter((name) => !/-(wal|shm)$/.test(name)));
  }));

Deno.test("a database in memory can be kept, too", () =>
  withDir(async (dataDir) => {
    await Deno.mkdir(dataDir);
    await using server = await serve({ masterSecret: SECRET });
    const user = await foreignStorage(server.url, 7);
    await send(user, "PUT", "/storage/col/x", { body: { payload: "kept" } });
    await backupDatabase(server.database, `${dataDir}/server.db`);
    await using again = await serve({ dataDir, masterSecret: SECRET });
    assert.match((await send(await foreignStorage(again.url, 7), "GET", "/storage/col/x")).text, /"kept"/);
  }));

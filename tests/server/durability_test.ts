/** What is acknowledged is on the disk, the journal stays small, and a stop is in order. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { integer, object, string } from "../../core/json.ts";
import { openDatabase } from "../../server/db.ts";
import { type RunningServer, serve } from "../../server/serve.ts";
import { openWorld } from "../support/world.ts";
import { startChild, WITHOUT_POWERS } from "./support/child.ts";
import { commitsIn } from "./support/commits.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { foreignStorage, SECRET } from "./support/storages.ts";

const sizeOf = (path: string): number => Deno.statSync(path).size;

Deno.test("a commit waits for the disk: write-ahead journal, fully synchronous", () =>
  withDir(async (dataDir) => {
    await using server = await serve({ dataDir });
    const { database } = server;
    assert.deepEqual(database.row(object({ journal_mode: string }), "PRAGMA journal_mode"), {
      journal_mode: "wal",
    });
    assert.deepEqual(database.row(object({ synchronous: integer }), "PRAGMA synchronous"), {
      synchronous: 2,
    });
  }));

Deno.test("each write of a storage is one transaction", () =>
  withDir(async (dataDir) => {
    await using server = await serve({ dataDir, masterSecret: SECRET });
    const user = await foreignStorage(server.url, 7);
    const many = Array.from({ length: 50 }, (_, i) => ({ id: `r${i}`, payload: "x" }));
    const { text } = await send(user, "POST", "/storage/col?batch=true", { body: many });
    const batch = encodeURIComponent(JSON.parse(text).batch);
    const requests = [
      ["PUT", "/storage/col/a", { payload: "x" }],
      ["POST", "/storage/col", many],
      ["POST", `/storage/col?batch=${batch}`, many],
      ["POST", `/storage/col?batch=${batch}&commit=true`, [{ id: "b" }]],
      ["DELETE", "/storage/col/a"],
      ["DELETE", "/storage/col?ids=b,r1,r2"],
      ["DELETE", "/storage/col"],
      ["DELETE", ""],
    ] as const;
    for (const [method, path, body] of requests) {
      const before = commitsIn(server.database.path);
      const answer = await send(user, method, path, body === undefined ? {} : { body });
      assert.ok(answer.status < 300, `${method} ${path}: ${answer.status}`);
      assert.equal(commitsIn(server.database.path) - before, 1, `${method} ${path}`);
    }
  }));

/** Overwrites one record many times. */
function overwrite(server: RunningServer, times: number): number {
  let largest = 0;
  server.database.run("INSERT OR REPLACE INTO server_value VALUES ('probe', '')");
  for (let i = 0; i < times; i++) {
    // All of it differs each time, or SQLite would not write all of its pages.
    const value = String.fromCharCode(0x61 + i % 26).repeat(50_000);
    server.database.run("UPDATE server_value SET value = ? WHERE name = 'probe'", value);
    largest = Math.max(largest, sizeOf(`${server.database.path}-wal`));
  }
  return largest;
}

const MIB = 1024 * 1024;

Deno.test("the journal stays below a few mebibytes, however much is written", () =>
  withDir(async (dataDir) => {
    await using server = await serve({ dataDir });
    assert.ok(overwrite(server, 800) < 6 * MIB);
  }));

Deno.test("a journal that a long reader has blown up shrinks once the reader has left", () =>
  withDir(async (dataDir) => {
    await using server = await serve({ dataDir });
    using reader = new DatabaseSync(server.database.path);
    reader.exec("BEGIN; SELECT * FROM account");
    assert.ok(
      overwrite(server, 400) > 16 * MIB,
      "nothing can be taken in while somebody reads what was before",
    );
    reader.exec("COMMIT");
    overwrite(server, 200);
    assert.ok(sizeOf(`${server.database.path}-wal`) <= 8 * MIB);
  }));

Deno.test("the journal of a large batch does not stay large", () =>
  withDir(async (dataDir) => {
    await using server = await serve({ dataDir });
    const { database } = server;
    database.write(() => {
      for (let i = 0; i < 400; i++) {
        database.run("INSERT INTO server_value VALUES (?, ?)", `v${i}`, "x".repeat(50_000));
      }
    });
    assert.ok(sizeOf(`${database.path}-wal`) > 16 * MIB);
    overwrite(server, 2);
    assert.ok(sizeOf(`${database.path}-wal`) <= 8 * MIB);
  }));

const namesIn = (dir: string) => [...Deno.readDirSync(dir)].map(({ name }) => name).sort();

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`with a client that hangs, ${signal} still ends a server, which leaves no journal`, async () => {
    await using world = await openWorld({ user: false });
    const dataDir = `${world.home}/server`;
    await using child = world.start(["serve", "--listen", "127.0.0.1:0", "--data", dataDir]);
    const { url, rest } = await addressOf(child);
    using _hanging = await hang(url);
    assert.ok(namesIn(dataDir).includes("server.db-wal"));
    child.kill(signal);
    assert.equal((await child.status).code, 0);
    assert.match(await new Response(child.stderr).text(), /Stopping/);
    await rest();
    assert.deepEqual(namesIn(dataDir), ["master-secret", "server.db"]);
  });
}

Deno.test("a second signal does not wait for a client that hangs, and nothing is lost by it", async () => {
  await using world = await openWorld({ user: false });
  const dataDir = `${world.home}/server`;
  await using child = world.start(["serve", "--listen", "127.0.0.1:0", "--data", dataDir]);
  const { url, rest } = await addressOf(child);
  using _hanging = await hang(url);
  child.kill("SIGTERM");
  await untilRefused(url);
  child.kill("SIGTERM");
  assert.equal((await child.status).code, 143);
  await Promise.all([rest(), child.stderr.cancel()]);
  using database = openDatabase(dataDir);
  database.probe();
});

/** The address a started program tells, and what waits for the rest of its output. */
async function addressOf(child: Deno.ChildProcess) {
  const reader = child.stdout.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .getReader();
  let told = "";
  while (!told.includes("\n")) told += (await reader.read()).value ?? assert.fail(told);
  return { url: /(http:\/\/[^\s,]+)/.exec(told)?.[1] ?? assert.fail(told), rest: () => reader.cancel() };
}

/** A connection with half a request in it. */
async function hang(url: string): Promise<Deno.Conn> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(
    new TextEncoder().encode("POST /v1/account/login HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{"),
  );
  // Asked on another connection, the server has seen this one.
  await (await fetch(`${url}/__lbheartbeat__`)).body?.cancel();
  return connection;
}

async function untilRefused(url: string): Promise<void> {
  for (;;) {
    const answered = await fetch(`${url}/__lbheartbeat__`).then(
      (response) => response.body?.cancel(),
      () => "refused",
    );
    if (answered === "refused") return;
  }
}

Deno.test("requests under way when a server stops are answered, on connections that end with them", () =>
  withDir(async (dataDir) => {
    const entered = Promise.withResolvers<void>();
    const go = Promise.withResolvers<undefined>();
    const server = await serve({
      dataDir,
      masterSecret: SECRET,
      fault: () => {
        entered.resolve();
        return go.promise;
      },
    });
    const user = await foreignStorage(server.url, 7);
    const put = send(user, "PUT", "/storage/col/a", { body: { payload: "x" } });
    await entered.promise;
    const closed = server.close();
    await untilRefused(server.url);
    go.resolve(undefined);
    const answer = await put;
    assert.deepEqual([answer.status, answer.headers.get("connection")], [200, "close"]);
    await closed;
    using database = openDatabase(dataDir);
    assert.deepEqual(database.row(object({ n: integer }), "SELECT count(*) AS n FROM bso"), { n: 1 });
  }));

/** Writes over the middle of a file. */
function damage(path: string, at: number): void {
  using file = Deno.openSync(path, { read: true, write: true });
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(3000).fill(0x5a));
}

const refused = (path: string, words: RegExp) => (error: unknown) => {
  assert.match(String(error), words);
  return String(error).includes(path) && /^Error: failed\.file /.test(String(error));
};

Deno.test("a file that is no database is refused in words", () =>
  withDir(async (dataDir) => {
    await Deno.mkdir(dataDir);
    await Deno.writeTextFile(`${dataDir}/server.db`, "no database at all\n".repeat(1000));
    const started = startChild({ dataDir });
    await assert.rejects(started, refused(`${dataDir}/server.db`, /damaged, or is no database/));
    await using world = await openWorld({ user: false });
    const run = await world.foxden(["serve", "--data", dataDir, "--json"]);
    assert.equal(run.code, 1);
    assert.partialDeepStrictEqual(JSON.parse(run.stderr).error, { code: "failed", reason: "failed.file" });
  }));

Deno.test("after a stop that was none, a damaged file is found before anything is served from it", () =>
  withDir(async (dataDir) => {
    const first = await startChild({ dataDir, masterSecret: SECRET });
    const user = await foreignStorage(first.url, 7);
    for (let i = 0; i < 40; i++) {
      await send(user, "PUT", `/storage/col/r${i}`, { body: { payload: "x".repeat(9000) } });
    }
    await first.end("SIGKILL");
    using checkpoint = new DatabaseSync(`${dataDir}/server.db`);
    checkpoint.exec("PRAGMA wal_checkpoint(PASSIVE)");
    damage(`${dataDir}/server.db`, Math.floor(sizeOf(`${dataDir}/server.db`) / 8192) * 4096);
    await assert.rejects(startChild({ dataDir }), refused(`${dataDir}/server.db`, /it is damaged/));
  }));

Deno.test("a damaged page met at work is 503, told in the log by no more than its kind", () =>
  withDir(async (dataDir) => {
    await using server = await serve({ dataDir, masterSecret: SECRET });
    const user = await foreignStorage(server.url, 7);
    const body = { payload: "x".repeat(60_000) };
    for (let i = 0; i < 20; i++) await send(user, "PUT", `/storage/col/r${i}`, { body });
    await server.close();
    const path = `${dataDir}/server.db`;
    for (let at = 4096 * 60; at < sizeOf(path); at += 4096) damage(path, at);
    const lines: string[] = [];
    await using again = await serve({ dataDir, masterSecret: SECRET, log: (line) => lines.push(line) });
    const answer = await send(await foreignStorage(again.url, 7), "GET", "/storage/col?full=1");
    assert.deepEqual([answer.status, answer.text, answer.headers.get("retry-after")], [503, "0", "10"]);
    assert.ok(lines.includes("fault: database: it is damaged, or is no database"), lines.join("\n"));
  }));

for (const part of ["server.db", "master-secret"]) {
  Deno.test(`a ${part} that may not be read or written is refused in words`, () =>
    withDir(async (dataDir) => {
      await (await startChild({ dataDir })).end("SIGTERM");
      // The very file cannot be given its mode back by whoever does not own it.
      await Deno.chmod(`${dataDir}/${part}`, 0);
      await assert.rejects(
        startChild({ dataDir }, WITHOUT_POWERS),
        refused(`${dataDir}/${part}`, /Cannot use/),
      );
    }));
}

Deno.test("a folder that cannot be made or written in is refused in words", () =>
  withDir(async (dataDir) => {
    await Deno.mkdir(dataDir, { mode: 0o500 });
    for (const folder of [dataDir, `${dataDir}/below`]) {
      const started = startChild({ dataDir: folder }, WITHOUT_POWERS);
      await assert.rejects(started, refused(folder, /Cannot use/));
    }
  }));

/** Batches at their limits: totals, age, number, restarts, and what a commit does to what it meets. */
import assert from "node:assert/strict";
import { integer, object } from "../../core/json.ts";
import { MAX_OPEN_BATCHES } from "../../server/limits.ts";
import { type RunningServer, serve, type ServeOptions } from "../../server/serve.ts";
import { openStorage, signIn, type StorageUser } from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { send, type StorageAnswer } from "./support/storage.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const ANN = "ann@example.org";
const LIMITS = { max_total_records: 6, max_total_bytes: 1000 };

type Post = (query: string, body?: unknown, headers?: Record<string, string>) => Promise<StorageAnswer>;

interface Scene {
  readonly ann: StorageUser;
  readonly server: RunningServer;
  readonly post: Post;
  /** Begins a batch. @returns how its next requests name it */
  readonly start: (body: unknown) => Promise<string>;
}

async function scene(act: (scene: Scene) => Promise<void>, options: ServeOptions = {}): Promise<void> {
  await using world = await makeWorld([ANN], options);
  const ann = await openStorage(world.url, await signIn(world.url, ANN, PASSWORD));
  await act(sceneOf(world.server, ann));
}

function sceneOf(server: RunningServer, ann: StorageUser): Scene {
  const post: Post = (query, body = [], headers = {}) =>
    send(ann, "POST", `/storage/col?${query}`, { body, headers });
  const start = async (body: unknown) => nameOf(await post("batch=true", body));
  return { ann, server, post, start };
}

const nameOf = ({ text }: StorageAnswer): string => `batch=${encodeURIComponent(JSON.parse(text).batch)}`;
const payload = (bytes: number) => "x".repeat(bytes);

const countRow = object({ n: integer });
const count = ({ database }: RunningServer, table: string): number =>
  database.row(countRow, `SELECT count(*) AS n FROM ${table}`)?.n ?? -1;

const full = async (ann: StorageUser): Promise<Record<string, unknown>[]> =>
  JSON.parse((await send(ann, "GET", "/storage/col?full=1&sort=oldest")).text);

Deno.test("the records of a batch are counted as they are, whatever a client declares", () =>
  scene(async ({ post, start }) => {
    const ids = (...names: string[]) => names.map((id) => ({ id }));
    const batch = await start(ids("a", "b", "c", "d"));
    const over = await post(batch, ids("e", "f", "g"));
    assert.deepEqual([over.status, over.text], [400, "17"]);
    const overAtCommit = await post(`${batch}&commit=true`, ids("e", "f", "g"));
    assert.deepEqual([overAtCommit.status, overAtCommit.text], [400, "17"]);
    // Sent again, they are the same records.
    for (let i = 0; i < 3; i++) assert.equal((await post(batch, ids("a", "b", "c", "d"))).status, 202);
    assert.equal((await post(batch, ids("d", "e", "f"))).status, 202);
    assert.equal((await post(batch, ids("g"))).status, 400);
    assert.equal((await post(`${batch}&commit=true`, ids("f"))).status, 200);
  }, { limits: LIMITS }));

Deno.test("the bytes of a batch are those of the payloads that will be written", () =>
  scene(async ({ post, start }) => {
    const batch = await start([{ id: "a", payload: payload(600) }]);
    assert.equal((await post(batch, [{ id: "b", payload: payload(401) }])).text, "17");
    assert.equal(
      (await post(batch, [{ id: "a", sortindex: 1 }, { id: "b", payload: payload(401) }])).text,
      "17",
    );
    assert.equal((await post(batch, [{ id: "a", payload: payload(601) }])).status, 202);
    assert.equal((await post(batch, [{ id: "b", payload: payload(399) }])).status, 202);
    assert.equal((await post(`${batch}&commit=true`, [{ id: "c", payload: "1" }])).text, "17");
    assert.equal((await post(`${batch}&commit=true`, [{ id: "b", payload: "1" }])).status, 200);
  }, { limits: LIMITS }));

Deno.test("a commit merges each record field by field into what is there", () =>
  scene(async ({ ann, post, start }) => {
    await post("batch=true&commit=true", [
      { id: "ttl", payload: "old", sortindex: 1 },
      { id: "sort", payload: "old", sortindex: 1 },
      { id: "empty", payload: "old", sortindex: 1 },
      { id: "expired", payload: "old", sortindex: 1, ttl: 0 },
      { id: "alive", payload: "old", sortindex: 1, ttl: 1000 },
      { id: "ends", payload: "old" },
      { id: "untouched", payload: "old" },
    ]);
    const batch = await start([
      { id: "ttl", ttl: 1000 },
      { id: "sort", sortindex: -7 },
      { id: "empty", payload: "" },
      { id: "expired", ttl: 1000 },
      { id: "alive", payload: "new" },
      { id: "ends", ttl: 0 },
      { id: "new" },
    ]);
    const committed = await post(`${batch}&commit=true`);
    const { modified } = JSON.parse(committed.text);
    const records = new Map((await full(ann)).map(({ id, ...rest }) => [id, rest]));
    const before = records.get("untouched")?.modified;
    assert.ok(Number(before) < modified);
    assert.deepEqual(Object.fromEntries(records), {
      ttl: { modified, payload: "old", sortindex: 1 },
      sort: { modified, payload: "old", sortindex: -7 },
      empty: { modified, payload: "", sortindex: 1 },
      expired: { modified, payload: "" },
      alive: { modified, payload: "new", sortindex: 1 },
      new: { modified, payload: "" },
      untouched: { modified: before, payload: "old" },
    });
  }));

Deno.test("a large commit is written whole, every character of it", () =>
  scene(async ({ ann, post }) => {
    // Several times what one statement of a commit writes, in records of all sizes.
    const texts = Array.from({ length: 60 }, (_, i) => `${i}é\u0000🦊"\\`.repeat(1 + (i * i * i) % 20_011));
    let batch = "batch=true";
    for (let i = 0; i < texts.length; i += 6) {
      const bsos = texts.slice(i, i + 6).map((text, j) => ({ id: `r${i + j}`, payload: text }));
      batch = nameOf(await post(batch, bsos));
    }
    assert.equal((await post(`${batch}&commit=true`)).status, 200);
    const stored = new Map((await full(ann)).map(({ id, payload }) => [id, payload]));
    assert.equal(stored.size, texts.length);
    for (const [i, text] of texts.entries()) assert.equal(stored.get(`r${i}`), text, `r${i}`);
    const used = texts.reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0);
    assert.equal(JSON.parse((await send(ann, "GET", "/info/quota")).text)[0], used / 1024);
  }));

Deno.test("a commit refused by its precondition leaves the batch as it was", () =>
  scene(async ({ ann, post, start, server }) => {
    const time = (await send(ann, "PUT", "/storage/col/x", { body: {} })).text;
    const batch = await start([{ id: "a", payload: "1" }]);
    const guard = { "x-if-unmodified-since": (Number(time) - 1).toFixed(2) };
    assert.equal((await post(`${batch}&commit=true`, [{ id: "b", payload: "2" }], guard)).status, 412);
    assert.equal((await post(batch, [{ id: "b", payload: "2" }], guard)).status, 412);
    assert.equal(count(server, "batch_item"), 1);
    assert.equal((await post(`${batch}&commit=true`, [], { "x-if-unmodified-since": time })).status, 200);
    assert.deepEqual((await full(ann)).map(({ id }) => id).sort(), ["a", "x"]);
  }));

Deno.test("a batch is committed once, and nothing of it stays behind", () =>
  scene(async ({ post, start, server }) => {
    const batch = await start([{ id: "a" }]);
    const answers = await Promise.all([post(`${batch}&commit=true`), post(`${batch}&commit=true`)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    assert.equal((await post(batch, [{ id: "b" }])).status, 400);
    assert.deepEqual([count(server, "batch"), count(server, "batch_item")], [0, 0]);
  }));

Deno.test("a batch goes on after a restart between any two of its requests, and shows nothing before", () =>
  withDir(async (dataDir) => {
    const first = await makeWorld([ANN], { dataDir });
    let { ann, post } = sceneOf(
      first.server,
      await openStorage(first.url, await signIn(first.url, ANN, PASSWORD)),
    );
    let server = first.server;
    const { port } = new URL(first.url);
    const restart = async () => {
      await server.close();
      server = await serve({ dataDir, port: Number(port) });
      ({ ann, post } = sceneOf(server, ann));
      assert.equal((await send(ann, "GET", "/info/collections")).text, "{}");
      assert.equal((await send(ann, "GET", "/storage/col")).text, "[]");
    };
    await restart();
    const batch = nameOf(await post("batch=true", [{ id: "a", payload: "1" }]));
    await restart();
    assert.equal((await post(batch, [{ id: "b", payload: "2" }])).status, 202);
    await restart();
    assert.equal((await post(`${batch}&commit=true`, [{ id: "c", payload: "3" }])).status, 200);
    assert.deepEqual((await full(ann)).map(({ id }) => id).sort(), ["a", "b", "c"]);
    await server.close();
  }));

Deno.test("a batch is open for two hours after its last request", () =>
  scene(async ({ post, start, server }) => {
    const hours = (h: number) =>
      server.database.run("UPDATE batch SET expires_at_ms = expires_at_ms - ?", h * 3_600_000);
    const batch = await start([{ id: "a" }]);
    hours(1.9);
    assert.equal((await post(batch, [{ id: "b" }])).status, 202);
    hours(1.9);
    assert.equal((await post(batch, [{ id: "c" }])).status, 202);
    hours(2);
    for (const query of [batch, `${batch}&commit=true`]) assert.equal((await post(query)).status, 400);
  }));

Deno.test("of too many open batches the ones left longest are given up, and only in that storage", () =>
  scene(async ({ post, start, server, ann }) => {
    const first = await start([{ id: "first" }]);
    const second = await start([{ id: "second" }]);
    server.database.run("UPDATE batch SET expires_at_ms = expires_at_ms - 1000");
    // Touched again, the first is not the oldest any more.
    assert.equal((await post(first, [])).status, 202);
    server.database.run("UPDATE batch SET expires_at_ms = expires_at_ms - 1000");
    for (let i = 0; i < MAX_OPEN_BATCHES - 1; i++) await start([{ id: `more${i}` }]);
    assert.equal(count(server, "batch"), MAX_OPEN_BATCHES);
    assert.equal((await post(`${second}&commit=true`)).status, 400);
    assert.equal((await post(`${first}&commit=true`)).status, 200);
    assert.deepEqual((await full(ann)).map(({ id }) => id), ["first"]);
  }));

Deno.test("open batches together hold no more than two full ones", () =>
  scene(async ({ post, start, server }) => {
    const held: string[] = [];
    for (let i = 0; i < 4; i++) {
      held.push(await start([{ id: "a", payload: payload(900) }]));
      server.database.run("UPDATE batch SET expires_at_ms = expires_at_ms - 1000");
    }
    assert.equal(count(server, "batch"), 2);
    // The one that grows stays, and another goes for it.
    const [, , older = "", newer = ""] = held;
    assert.equal((await post(older, [{ id: "b", payload: payload(100) }])).status, 202);
    assert.equal((await post(newer, [{ id: "b", payload: payload(100) }])).status, 202);
    assert.equal((await start([{ id: "a", payload: "1" }])) === older, false);
    assert.equal(count(server, "batch"), 2);
  }, { limits: LIMITS }));

Deno.test("an open batch keeps its place when the clock was set back since the others", () =>
  scene(async ({ post, start, server }) => {
    for (let i = 0; i < MAX_OPEN_BATCHES; i++) await start([{ id: "a" }]);
    server.database.run("UPDATE batch SET expires_at_ms = expires_at_ms + 86400000");
    const batch = await start([{ id: "b" }]);
    assert.equal((await post(`${batch}&commit=true`)).status, 200);
  }));

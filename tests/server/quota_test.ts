/** A server that lets each storage hold so many bytes. */
import assert from "node:assert/strict";
import { openStorage, signIn, type StorageUser } from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const BOB = "bob@example.org";
const QUOTA = 4096;

let world: World;
let ann: StorageUser;

const open = async (email: string) => await openStorage(world.url, await signIn(world.url, email, PASSWORD));

Deno.test.beforeAll(async () => {
  world = await makeWorld([ANN, BOB], { quotaBytes: QUOTA });
  ann = await open(ANN);
});

Deno.test.beforeEach(async () => {
  await send(ann, "DELETE", "/storage");
});

Deno.test.afterAll(() => world.server.close());

const payload = (bytes: number) => "x".repeat(bytes);
const put = (path: string, bytes: number, more = {}) =>
  send(ann, "PUT", path, { body: { payload: payload(bytes), ...more } });
const post = (query: string, body: unknown, headers = {}) =>
  send(ann, "POST", `/storage/col${query}`, { body, headers });
const state = async () =>
  (await send(ann, "GET", "/info/collections")).text +
  (await send(ann, "GET", "/info/collection_usage")).text;

Deno.test("a storage may be filled to the last byte, and no further", async () => {
  assert.equal((await put("/storage/a/x", QUOTA - 10)).status, 200);
  assert.equal((await put("/storage/b/x", 10)).status, 200);
  const before = await state();
  const refusals = [
    await put("/storage/b/y", 1),
    await put("/storage/new/y", 1),
    await put("/storage/b/x", 11),
    await post("", [{ id: "small", payload: "1" }]),
    await post("?batch=true", [{ id: "small", payload: "1" }]),
    await post("?batch=true&commit=true", [{ id: "small", payload: "1" }]),
  ];
  for (const { status, text } of refusals) assert.deepEqual([status, text], [403, "14"]);
  assert.equal(await state(), before);
});

Deno.test("what adds no bytes is written to a full storage all the same", async () => {
  await put("/storage/col/x", QUOTA);
  assert.equal((await put("/storage/col/x", QUOTA - 1)).status, 200);
  assert.equal((await put("/storage/col/x", QUOTA)).status, 200);
  assert.equal(
    (await post("", [{ id: "y", sortindex: 1 }, { id: "x", payload: payload(QUOTA) }])).status,
    200,
  );
  assert.equal((await send(ann, "PUT", "/storage/col/x", { body: { ttl: 100 } })).status, 200);
  assert.equal((await send(ann, "DELETE", "/storage/col/x")).status, 200);
  assert.equal((await put("/storage/other/x", QUOTA)).status, 200);
});

Deno.test("bytes are counted, not characters", async () => {
  assert.equal(
    (await send(ann, "PUT", "/storage/col/x", { body: { payload: "é".repeat(QUOTA / 2) } })).status,
    200,
  );
  assert.equal((await put("/storage/col/y", 1)).status, 403);
});

Deno.test("expired records make room before anything is refused", async () => {
  await post("", [{ id: "gone", payload: payload(QUOTA), ttl: 0 }]);
  assert.equal((await put("/storage/col/x", QUOTA)).status, 200);
  await put("/storage/col/x", QUOTA, { ttl: 0 });
  assert.equal((await post("?batch=true", [{ id: "y", payload: payload(QUOTA) }])).status, 202);
});

Deno.test("the views show the limit in units of 1024 bytes", async () => {
  await put("/storage/col/x", 1024);
  assert.equal((await send(ann, "GET", "/info/quota")).text, "[1,4]");
  assert.equal(JSON.parse((await send(ann, "GET", "/info/configuration")).text).max_quota_limit, QUOTA);
});

Deno.test("a write tells how much room it leaves, in whole units of 1024 bytes", async () => {
  const remaining = ({ headers }: { headers: Headers }) => headers.get("x-weave-quota-remaining");
  assert.equal(remaining(await put("/storage/col/x", 1024)), "3");
  assert.equal(remaining(await post("", [{ id: "y", payload: payload(1) }])), "2");
  assert.equal(remaining(await post("?batch=true", [{ id: "z", payload: payload(1023) }])), "2");
  assert.equal(remaining(await send(ann, "GET", "/storage/col/x")), null);
});

Deno.test("a batch is refused at the request that would not fit, and goes on with less", async () => {
  const started = await post("?batch=true", [{ id: "a", payload: payload(3000) }]);
  const batch = `?batch=${encodeURIComponent(JSON.parse(started.text).batch)}`;
  const over = await post(batch, [{ id: "b", payload: payload(2000) }]);
  assert.deepEqual([over.status, over.text], [403, "14"]);
  const overAtCommit = await post(`${batch}&commit=true`, [{ id: "b", payload: payload(2000) }]);
  assert.deepEqual([overAtCommit.status, overAtCommit.text], [403, "14"]);
  assert.equal((await send(ann, "GET", "/storage/col")).text, "[]");
  assert.equal((await post(batch, [{ id: "c", payload: payload(1096) }])).status, 202);
  assert.equal((await post(`${batch}&commit=true`, [])).status, 200);
  assert.equal((await send(ann, "GET", "/info/quota")).text, "[4,4]");
});

Deno.test("a batch that replaces what is there needs room for the difference only", async () => {
  await post("", [{ id: "a", payload: payload(3000) }, { id: "b", payload: payload(1000) }]);
  const started = await post("?batch=true", [{ id: "a", payload: payload(3000) }]);
  assert.equal(started.status, 202);
  const batch = `?batch=${encodeURIComponent(JSON.parse(started.text).batch)}`;
  assert.equal((await post(batch, [{ id: "b", payload: payload(1097) }])).status, 403);
  assert.equal((await post(batch, [{ id: "b", payload: payload(1096) }])).status, 202);
  assert.equal((await post(`${batch}&commit=true`, [])).status, 200);
});

Deno.test("what others wrote meanwhile counts at the commit", async () => {
  const started = await post("?batch=true", [{ id: "a", payload: payload(3000) }]);
  const batch = `?batch=${encodeURIComponent(JSON.parse(started.text).batch)}`;
  await put("/storage/other/x", 2000);
  const before = await state();
  assert.deepEqual((await post(`${batch}&commit=true`, [])).status, 403);
  assert.equal(await state(), before);
  await send(ann, "DELETE", "/storage/other");
  assert.equal((await post(`${batch}&commit=true`, [])).status, 200);
});

Deno.test("one person's records take nothing from another's room", async () => {
  await put("/storage/col/x", QUOTA);
  const bob = await open(BOB);
  const body = { payload: payload(QUOTA) };
  assert.equal((await send(bob, "PUT", "/storage/col/x", { body })).status, 200);
});

Deno.test("a storage that was above the limit before there was one may shrink and not grow", () =>
  withDir(async (dataDir) => {
    const first = await makeWorld([ANN], { dataDir });
    const body = [{ id: "a", payload: payload(6000) }, { id: "b", payload: payload(6000) }];
    const wide = await openStorage(first.url, await signIn(first.url, ANN, PASSWORD));
    await send(wide, "POST", "/storage/col", { body });
    await first.server.close();
    await using again = await makeWorld([], { dataDir, quotaBytes: QUOTA });
    const narrow = await openStorage(again.url, await signIn(again.url, ANN, PASSWORD));
    const write = async (id: string, bytes: number) =>
      (await send(narrow, "PUT", `/storage/col/${id}`, { body: { payload: payload(bytes) } })).status;
    assert.deepEqual([await write("c", 1), await write("a", 6001), await write("a", 5000)], [403, 403, 200]);
    assert.equal((await send(narrow, "DELETE", "/storage/col?ids=a,b")).status, 200);
    assert.equal(await write("c", 1), 200);
  }));

import assert from "node:assert/strict";
import { serve } from "../../server/serve.ts";
import { call, hawkSigner, openStorage, signIn } from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { sign } from "./support/hawk.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const ANN = "ann@example.org";

/** Does something on a server, and the rest later, as the same server's clock has it. */
async function later<T>(
  seconds: number,
  before: (url: string) => Promise<T>,
  after: (url: string, kept: T) => Promise<void>,
): Promise<void> {
  await withDir(async (dataDir) => {
    const first = await makeWorld([ANN], { dataDir });
    const kept = await before(first.url);
    const { port } = new URL(first.url);
    await first.server.close();
    await using again = await serve({ dataDir, port: Number(port), clockOffsetSeconds: seconds });
    await after(again.url, kept);
  });
}

Deno.test("a storage token ends after an hour, but info/collections may still be looked at", async () => {
  await later(
    3601,
    async (url) => await openStorage(url, await signIn(url, ANN, PASSWORD)),
    async (_url, storage) => {
      assert.equal((await send(storage, "GET", "/info/collections")).status, 200);
      assert.equal((await send(storage, "GET", "/info/quota")).status, 401);
      assert.equal((await send(storage, "GET", "/storage/info/collections")).status, 401);
    },
  );
});

Deno.test("records and batches end by the server's clock, and what is cleaned away is really gone", async () => {
  await withDir(async (dataDir) => {
    const first = await makeWorld([ANN], { dataDir });
    const storage = await openStorage(first.url, await signIn(first.url, ANN, PASSWORD));
    const bsos = [{ id: "short", ttl: 3600 }, { id: "long", ttl: 36_000 }, { id: "ever" }];
    await send(storage, "POST", "/storage/col", { body: bsos });
    const batch =
      JSON.parse((await send(storage, "POST", "/storage/col?batch=true", { body: bsos })).text).batch;
    await first.server.close();

    await using again = await serve({ dataDir, clockOffsetSeconds: 2 * 3600 + 1 });
    const reopened = await openStorage(again.url, await signIn(again.url, ANN, PASSWORD));
    assert.deepEqual(JSON.parse((await send(reopened, "GET", "/storage/col?sort=oldest")).text), [
      "ever",
      "long",
    ]);
    const commit = `/storage/col?batch=${encodeURIComponent(batch)}&commit=true`;
    assert.equal((await send(reopened, "POST", commit, { body: [] })).status, 400);
    const count = (table: string) =>
      again.database.row((row) => JSON.stringify(row), `SELECT count(*) AS n FROM ${table}`);
    assert.deepEqual([count("bso"), count("batch")], ['{"n":2}', '{"n":0}']);
  });
});

Deno.test("times go on rising when the clock is set back", async () => {
  await later(
    -7 * 24 * 3600,
    async (url) => {
      const me = await signIn(url, ANN, PASSWORD);
      const storage = await openStorage(url, me);
      return { storage, time: (await send(storage, "PUT", "/storage/col/x", { body: {} })).text };
    },
    async (_url, { storage, time }) => {
      const first = await send(storage, "PUT", "/storage/col/y", { body: {} });
      const second = await send(storage, "PUT", "/storage/col/z", { body: {} });
      assert.ok(Number(first.text) > Number(time));
      assert.ok(Number(second.text) > Number(first.text));
      assert.ok(Number(second.headers.get("x-weave-timestamp")) >= Number(second.text));
    },
  );
});

Deno.test("every answer is dated by the server's clock", async () => {
  const hour = 3600;
  await using world = await makeWorld([ANN], { clockOffsetSeconds: hour });
  for (const path of ["/", "/v1/account/status?uid=x", "/1.5/1/info/collections", "/nothing"]) {
    const response = await fetch(world.url + path);
    await response.body?.cancel();
    const ahead = Date.parse(response.headers.get("date") ?? "") - Date.now();
    assert.ok(Math.abs(ahead - hour * 1000) < 60_000, path);
  }
});

Deno.test("a signature too far from the server's clock is refused, with the right time", async () => {
  await using world = await makeWorld([ANN], { maxSkewSeconds: 60 });
  const me = await signIn(world.url, ANN, PASSWORD);
  const target = `${world.url}/v1/session/status`;
  const signer = await hawkSigner(me.sessionToken);
  const now = Math.floor(Date.now() / 1000);
  const at = async (ts: number) =>
    await call("GET", target, undefined, { authorization: await sign("GET", target, signer, { ts }) });
  assert.equal((await at(now + 30)).status, 200);
  const refused = await at(now + 600);
  assert.deepEqual([refused.status, refused.body.errno], [401, 111]);
  assert.ok(Math.abs(refused.body.serverTime - now) < 60);
  const storage = await openStorage(world.url, me);
  assert.equal((await send(storage, "GET", "/info/collections", { ts: now - 600 })).status, 401);
  assert.equal((await send(storage, "GET", "/info/collections", { ts: now - 30 })).status, 200);
});

import assert from "node:assert/strict";
import { deriveTokenKeys } from "../../core/crypto/token_keys.ts";
import { anyObject } from "../../core/json.ts";
import { accessToken, openStorage, signIn, type StorageUser } from "./support/accounts.ts";
import { sign } from "./support/hawk.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

let world: World;
let ann: StorageUser;
let bob: StorageUser;

Deno.test.beforeAll(async () => {
  world = await makeWorld(["ann@example.org", "bob@example.org"]);
  const open = async (email: string) =>
    await openStorage(world.url, await signIn(world.url, email, PASSWORD));
  [ann, bob] = [await open("ann@example.org"), await open("bob@example.org")];
});

Deno.test.afterAll(() => world.server.close());

const requests = [
  ["GET", "/info/collections"],
  ["GET", "/info/quota"],
  ["GET", "/storage/col?full=1"],
  ["GET", "/storage/col/x"],
  ["PUT", "/storage/col/x"],
  ["POST", "/storage/col"],
  ["DELETE", "/storage/col/x"],
  ["DELETE", "/storage/col"],
  ["DELETE", "/storage"],
  ["DELETE", ""],
] as const;
for (const [method, path] of requests) {
  Deno.test(`${method} ${path || "/"} of another's storage is refused with one's own signature`, async () => {
    await send(ann, "PUT", "/storage/col/x", { body: { payload: "ann's" } });
    const url = ann.endpoint + path;
    const body = method === "PUT" ? "{}" : method === "POST" ? "[]" : undefined;
    for (const signer of [bob.signer, { id: ann.signer.id, key: bob.signer.key }]) {
      const authorization = await sign(method, url, signer);
      const response = await fetch(url, { method, headers: { authorization }, ...(body ? { body } : {}) });
      assert.ok([400, 401].includes(response.status));
      assert.equal(await response.text(), "0");
    }
    assert.match((await send(ann, "GET", "/storage/col/x")).text, /ann's/);
  });
}

Deno.test("storages of the same names know nothing of each other", async () => {
  await send(ann, "PUT", "/storage/col/x", { body: { payload: "ann's" } });
  await send(bob, "DELETE", "/storage");
  assert.equal((await send(bob, "GET", "/storage/col/x")).status, 404);
  await send(bob, "PUT", "/storage/col/x", { body: { payload: "bob's" } });
  assert.match((await send(ann, "GET", "/storage/col/x")).text, /ann's/);
  assert.equal((await send(bob, "GET", "/info/collection_counts")).text, '{"col":1}');
});

Deno.test("another's batch cannot be added to, committed or seen", async () => {
  const started = await send(ann, "POST", "/storage/col?batch=true", { body: [{ id: "secret" }] });
  const batch = encodeURIComponent(JSON.parse(started.text).batch);
  for (const query of [`batch=${batch}`, `batch=${batch}&commit=true`]) {
    assert.equal((await send(bob, "POST", `/storage/col?${query}`, { body: [] })).status, 400);
  }
  assert.equal((await send(bob, "GET", "/storage/col/secret")).status, 404);
  assert.equal(
    (await send(ann, "POST", `/storage/col?batch=${batch}&commit=true`, { body: [] })).status,
    200,
  );
});

Deno.test("the database alone signs nobody in: it holds neither tokens nor their keys", async () => {
  const me = await signIn(world.url, "ann@example.org", PASSWORD);
  const keys = await deriveTokenKeys(Uint8Array.fromHex(me.sessionToken), "sessionToken");
  const access = await accessToken(world.url, me.session);
  const { database } = world.server;
  const rows = ["session", "access_token", "key_fetch_token", "credential", "account"]
    .flatMap((table) => database.rows(anyObject, `SELECT * FROM ${table}`));
  const cells = rows.flatMap((row) => Object.values(row))
    .map((cell) => cell instanceof Uint8Array ? cell.toHex() : String(cell));
  assert.ok(cells.length > 20);
  for (const secret of [me.sessionToken, keys.id, keys.hmacKey.toHex(), access, me.kB.toHex()]) {
    assert.equal(cells.includes(secret), false);
  }
});

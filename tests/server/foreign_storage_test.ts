/** Storages of a token server elsewhere that shares the master secret, beside the accounts of this one. */
import assert from "node:assert/strict";
import { utf8 } from "../../core/bytes.ts";
import { signToken, tokenKey } from "../../core/crypto/tokenlib.ts";
import { unknownValue } from "../../core/json.ts";
import { mintToken } from "./contract/rows.ts";
import { openStorage, signIn, type StorageUser } from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const SECRET = "a secret that two token servers share";
const ANN = "ann@example.org";

let world: World;
let ann: StorageUser;

Deno.test.beforeEach(async () => {
  world = await makeWorld([ANN], { masterSecret: SECRET });
  ann = await openStorage(world.url, await signIn(world.url, ANN, PASSWORD));
  await send(ann, "PUT", "/storage/col/x", { body: { payload: "ann's" } });
});

Deno.test.afterEach(() => world.server.close());

/** A token as another token server makes it. */
async function foreign(uid: number, more: Readonly<Record<string, unknown>> = {}): Promise<StorageUser> {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const payload = { uid, node: "http://elsewhere", expires, salt: "a1b2c3", ...more };
  const id = await signToken(JSON.stringify(payload), SECRET);
  return {
    endpoint: `${world.url}/1.5/${uid}`,
    signer: { id, key: utf8(await tokenKey(id, "a1b2c3", SECRET)) },
  };
}

const uidOf = ({ endpoint }: StorageUser): number => Number(/\d+$/.exec(endpoint)?.[0]);

const rowsOf = (uid: number) =>
  world.server.database.rows(unknownValue, "SELECT uid FROM storage_user WHERE storage_uid = ?", uid);

Deno.test("a storage nobody has written to is empty, of time zero, and takes no room", async () => {
  const eve = await foreign(4_111_222_333, { fxa_uid: "e".repeat(32) });
  const answers = [
    ["/info/collections", 200, "{}"],
    ["/info/collection_counts", 200, "{}"],
    ["/info/collection_usage", 200, "{}"],
    ["/info/quota", 200, "[0,null]"],
    ["/storage/col", 200, "[]"],
    ["/storage/col?full=1", 200, "[]"],
    ["/storage/col/x", 404, "0"],
  ] as const;
  for (const [path, status, text] of answers) {
    const answer = await send(eve, "GET", path);
    assert.deepEqual([answer.status, answer.text], [status, text], path);
    if (status === 200) assert.equal(answer.headers.get("x-last-modified"), "0.00");
  }
  for (const path of ["/storage/col", "/storage/col?ids=x"]) {
    const deleted = await send(eve, "DELETE", path);
    assert.deepEqual([deleted.status, deleted.text], [200, "0.00"]);
  }
  assert.equal((await send(eve, "DELETE", "/storage/col/x")).status, 404);
  assert.deepEqual(rowsOf(4_111_222_333), []);
});

const firstWrites = [
  ["PUT", "/storage/col/x", { payload: "1" }, 200],
  ["POST", "/storage/col", [{ id: "x", payload: "1" }], 200],
  ["POST", "/storage/col?batch=true", [{ id: "x", payload: "1" }], 202],
  ["DELETE", "/storage", undefined, 200],
] as const;
for (const [method, path, body, status] of firstWrites) {
  Deno.test(`${method} ${path} may be the first write to a storage`, async () => {
    const eve = await foreign(77);
    const headers = { "x-if-unmodified-since": "0" };
    const answer = await send(eve, method, path, body === undefined ? { headers } : { headers, body });
    assert.equal(answer.status, status, answer.text);
    assert.deepEqual(rowsOf(77).length, 1);
    if (status === 202) {
      const batch = encodeURIComponent(JSON.parse(answer.text).batch);
      assert.equal(
        (await send(eve, "POST", `/storage/col?batch=${batch}&commit=true`, { body: [] })).status,
        200,
      );
    }
    if (body !== undefined) {
      assert.match((await send(await foreign(77), "GET", "/storage/col/x")).text, /"payload":"1"/);
    }
    assert.equal((await send(await foreign(78), "GET", "/info/collections")).text, "{}");
    assert.match((await send(ann, "GET", "/storage/col/x")).text, /ann's/);
  });
}

Deno.test("a refused first write leaves no storage behind", async () => {
  const eve = await foreign(77);
  assert.equal((await send(eve, "PUT", "/storage/col/x", { body: "{" })).status, 400);
  assert.equal((await send(eve, "POST", "/storage/col?batch=OTk5", { body: [] })).status, 400);
  assert.deepEqual(rowsOf(77), []);
});

Deno.test("an account's storage opens for nobody else's token", async () => {
  const uid = uidOf(ann);
  const other = await foreign(uid, { fxa_uid: "e".repeat(32) });
  for (
    const [method, path] of [["GET", "/info/collections"], ["GET", "/storage/col/x"], [
      "DELETE",
      "/storage",
    ]] as const
  ) {
    assert.deepEqual([(await send(other, method, path)).status, (await send(other, method, path)).text], [
      401,
      "0",
    ]);
  }
  for (const path of ["/storage/col/x", "/storage/col/y"]) {
    assert.equal((await send(other, "PUT", path, { body: { payload: "eve's" } })).status, 401);
  }
  assert.match((await send(ann, "GET", "/storage/col?full=1")).text, /^\[\{[^}]*ann's"\}\]$/);
});

Deno.test("an account's storage opens for no token that names nobody, whatever its number", async () => {
  const nobody = await foreign(uidOf(ann));
  assert.equal((await send(nobody, "GET", "/storage/col/x")).status, 401);
  assert.equal((await send(nobody, "PUT", "/storage/col/x", { body: { payload: "eve's" } })).status, 401);
  assert.match((await send(ann, "GET", "/storage/col/x")).text, /ann's/);
});

Deno.test("an account that is here elsewhere too keeps to its own storage", async () => {
  const fxaUid = world.server.database.row(unknownValue, "SELECT uid FROM account");
  const own = await foreign(uidOf(ann), fxaUid === undefined ? {} : { fxa_uid: Object(fxaUid).uid });
  assert.match((await send(own, "GET", "/storage/col/x")).text, /ann's/);
});

Deno.test("a token for the storage of an account that is removed is 401, whatever takes its number later", async () => {
  const uid = uidOf(ann);
  const { database } = world.server;
  database.run("DELETE FROM account");
  const refused = async () => {
    for (
      const [method, path] of [["GET", "/info/collections"], ["GET", "/storage/col"], [
        "DELETE",
        "/storage",
      ]] as const
    ) {
      assert.equal((await send(ann, method, path)).status, 401, `${method} ${path}`);
    }
    assert.equal((await send(ann, "PUT", "/storage/col/x", { body: {} })).status, 401);
  };
  await refused();
  assert.deepEqual(rowsOf(uid), []);
  // The token server elsewhere has handed out the same number.
  const eve = await foreign(uid);
  assert.equal((await send(eve, "PUT", "/storage/col/x", { body: { payload: "eve's" } })).status, 200);
  await refused();
  assert.match((await send(eve, "GET", "/storage/col/x")).text, /eve's/);
});

Deno.test("which server a token comes from outlasts a restart", () =>
  withDir(async (dataDir) => {
    const first = await makeWorld([ANN], { dataDir });
    const storage = await openStorage(first.url, await signIn(first.url, ANN, PASSWORD));
    const { port } = new URL(first.url);
    await first.server.close();
    await using again = await makeWorld([], { dataDir, port: Number(port) });
    assert.equal((await send(storage, "GET", "/info/collections")).status, 200);
    again.server.database.run("DELETE FROM account");
    assert.equal((await send(storage, "GET", "/info/collections")).status, 401);
  }));

Deno.test("a token without a word about its server, or from another one, counts as from elsewhere", async () => {
  world.server.database.run("DELETE FROM account");
  for (const issuer of [undefined, "another"]) {
    const signer = await mintToken(ann.signer, SECRET, { issuer });
    assert.equal((await send({ ...ann, signer }, "GET", "/info/collections")).text, "{}");
  }
});

import assert from "node:assert/strict";
import { base64url, xor } from "../../core/bytes.ts";
import { keyFingerprint } from "../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { Uid } from "../../core/ids.ts";
import { addDevice, addUser, load, type LoadedAccount, openDatabase, storeBsos } from "../../server/admin.ts";
import { serve } from "../../server/serve.ts";
import { call, type Json, openStorage, signIn } from "./support/accounts.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const usage = (error: unknown) => isFoxdenError(error) && error.kind === "usage";

const ACCOUNT: LoadedAccount = {
  email: "Loaded@example.org",
  password: PASSWORD,
  uid: "0123456789abcdef0123456789abcdef",
  kA: "0a".repeat(32),
  wrapKB: "0b".repeat(32),
  keysChangedAtMs: 1_600_000_000_123,
  collections: {
    bookmarks: {
      modified: 1_700_000_002.5,
      bsos: [
        { id: "a", payload: "one", modified: 1_700_000_000.29, sortindex: 3 },
        { id: "b", payload: "two", modified: 1_700_000_001.1 },
      ],
    },
    forms: { bsos: [{ id: "gone", payload: "x", ttl: 0 }, { id: "stays", payload: "y", ttl: 1000 }] },
    empty: { modified: 1_650_000_000, bsos: [] },
  },
};

Deno.test("a loaded account signs in and finds its keys, its storage and every time as they were given", async () => {
  await using world = await makeWorld([]);
  const { uid, storageUid } = await load(world.server.database, ACCOUNT);
  assert.equal(uid, ACCOUNT.uid);
  const me = await signIn(world.url, ACCOUNT.email, PASSWORD);
  const { unwrapBKey } = await stretchV1(PASSWORD, ACCOUNT.email);
  const kB = xor(new Uint8Array(32).fill(0x0b), unwrapBKey);
  assert.deepEqual(me.kB, kB);
  assert.equal(me.kid, `1600000000123-${base64url(await keyFingerprint(kB))}`);

  const storage = await openStorage(world.url, me);
  assert.equal(storage.endpoint, `${world.url}/1.5/${storageUid}`);
  const info = await send(storage, "GET", "/info/collections");
  assert.match(info.text, /"bookmarks":1700000002\.50,"empty":1650000000\.00,"forms":\d+\.\d\d\}/);
  const listed = await send(storage, "GET", "/storage/bookmarks?full=1&sort=oldest");
  assert.equal(
    listed.text,
    '[{"id":"a","modified":1700000000.29,"sortindex":3,"payload":"one"},' +
      '{"id":"b","modified":1700000001.10,"payload":"two"}]',
  );
  assert.equal((await send(storage, "GET", "/storage/forms")).text, '["stays"]');
  const written = await send(storage, "PUT", "/storage/bookmarks/c", { body: {} });
  assert.ok(Number(written.text) > 1_700_000_002.5);
});

Deno.test("an account that a real Firefox left behind comes back byte for byte", async () => {
  const path = new URL("../fixtures/firefox-esr-153.json", import.meta.url);
  const { account, collections } = JSON.parse(await Deno.readTextFile(path));
  const { email, password, uid, kA, wrapKB, keysChangedAtMs } = account;
  await using world = await makeWorld([]);
  await load(world.server.database, { email, password, uid, kA, wrapKB, keysChangedAtMs, collections });
  const me = await signIn(world.url, email, password);
  assert.deepEqual([me.uid, me.kB.toHex()], [uid, account.kB]);
  const storage = await openStorage(world.url, me);
  const byId = (bsos: Json[]) => bsos.toSorted((left, right) => left.id < right.id ? -1 : 1);
  for (const [name, { modified, bsos }] of Object.entries(collections as LoadedAccount["collections"])) {
    const answer = await send(storage, "GET", `/storage/${name}?full=1`);
    assert.equal(Number(answer.headers.get("x-last-modified")), modified, name);
    assert.deepEqual(byId(JSON.parse(answer.text)), byId(bsos.map(({ ttl: _, ...bso }) => bso)), name);
  }
});

Deno.test("keys and uid that are not given are drawn at random, and no two accounts share any", async () => {
  await using world = await makeWorld([]);
  const loaded = (email: string) =>
    load(world.server.database, { email, password: PASSWORD, collections: {} });
  const [one, two] = [await loaded("one@example.org"), await loaded("two@example.org")];
  assert.notEqual(one.uid, two.uid);
  assert.notEqual(one.storageUid, two.storageUid);
  const [first, second] = [
    await signIn(world.url, "one@example.org", PASSWORD),
    await signIn(world.url, "two@example.org", PASSWORD),
  ];
  assert.notDeepEqual(first.kB, second.kB);
});

const unusable: readonly (readonly [string, Partial<LoadedAccount>])[] = [
  ["an address that is none", { email: "nobody" }],
  ["an address with a space", { email: "a b@example.org" }],
  ["a uid that is none", { uid: "XYZ" }],
  ["a key of the wrong length", { wrapKB: "00" }],
  ["a collection name that is none", { collections: { "bad name": { bsos: [] } } }],
  ["an id that is none", { collections: { col: { bsos: [{ id: "", payload: "" }] } } }],
  ["an id twice", { collections: { col: { bsos: [{ id: "a", payload: "" }, { id: "a", payload: "" }] } } }],
];

Deno.test("what cannot be loaded is refused, and nothing of it stays", async () => {
  using database = openDatabase(undefined);
  for (const [name, change] of unusable) {
    await assert.rejects(load(database, { ...ACCOUNT, ...change }), usage, name);
  }
  await load(database, ACCOUNT);
  await assert.rejects(load(database, ACCOUNT), usage, "an account that exists");
  await assert.rejects(
    load(database, { ...ACCOUNT, email: "other@example.org" }),
    usage,
    "a uid that exists",
  );
});

Deno.test("an address can be added once, whatever its letters", async () => {
  using database = openDatabase(undefined);
  await addUser(database, { email: "ann@example.org", password: PASSWORD });
  await assert.rejects(addUser(database, { email: "ANN@example.org", password: "x" }), usage);
  await assert.rejects(addUser(database, { email: "ann", password: "x" }), usage);
});

Deno.test("records stored into an account that has synced are later than all that was there", async () => {
  await using world = await makeWorld([]);
  const { database } = world.server;
  const { uid } = await addUser(database, { email: "ann@example.org", password: PASSWORD });
  assert.throws(() => storeBsos(database, uid, "col", []), usage);
  const storage = await openStorage(world.url, await signIn(world.url, "ann@example.org", PASSWORD));
  const { text: before } = await send(storage, "PUT", "/storage/col/x", { body: {} });
  storeBsos(database, uid, "col", [{ id: "a", payload: "1" }]);
  storeBsos(database, uid, "col", [{ id: "b", payload: "2" }]);
  const listed = await send(storage, "GET", `/storage/col?newer=${before}&sort=oldest`);
  assert.equal(listed.text, '["a","b"]');
  const info = await send(storage, "GET", "/info/collections");
  assert.equal(info.text, `{"col":${info.headers.get("x-last-modified")}}`);
});

Deno.test("a user added beside a running server can sign in at once", async () => {
  const dataDir = await Deno.makeTempDir();
  try {
    await using server = await serve({ dataDir });
    using beside = openDatabase(dataDir);
    const { uid } = await addUser(beside, { email: "late@example.org", password: PASSWORD });
    assert.equal((await signIn(server.url, "late@example.org", PASSWORD)).uid, uid);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("an added device is listed with the time it was last used, and is none of the caller's", async () => {
  await using world = await makeWorld(["ann@example.org"]);
  const { uid, session } = await signIn(world.url, "ann@example.org", PASSWORD);
  const device = { id: "ab".repeat(16), name: "Pixel 9", type: "mobile" } as const;
  const before = Date.now() - 1000;
  await addDevice(world.server.database, uid as Uid, { ...device, lastUsedAtMs: before });
  const { body } = await call("GET", `${world.url}/v1/account/devices`, undefined, session);
  const [listed, ...others] = body;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [listed.id, listed.name, listed.type, listed.isCurrentDevice, listed.lastAccessTime],
    [device.id, "Pixel 9", "mobile", false, before],
  );
});

Deno.test("twenty thousand records load as one, and come back page by page", async () => {
  await using world = await makeWorld([]);
  const bsos = Array.from({ length: 20_000 }, (_, i) => ({ id: `id${i}`, payload: `{"n":${i}}`, ttl: 1000 }));
  const email = "many@example.org";
  await load(world.server.database, { email, password: PASSWORD, collections: { history: { bsos } } });
  const storage = await openStorage(world.url, await signIn(world.url, email, PASSWORD));
  assert.equal((await send(storage, "GET", "/info/collection_counts")).text, '{"history":20000}');
  const seen = new Set<string>();
  for (let offset = "";;) {
    const page = await send(storage, "GET", `/storage/history?limit=5000${offset}`);
    for (const id of JSON.parse(page.text)) seen.add(id);
    const next = page.headers.get("x-weave-next-offset");
    if (next === null) break;
    offset = `&offset=${encodeURIComponent(next)}`;
  }
  assert.equal(seen.size, 20_000);
  const unlimited = await send(storage, "GET", "/storage/history");
  assert.equal(unlimited.headers.get("x-weave-records"), "10000");
  assert.notEqual(unlimited.headers.get("x-weave-next-offset"), null);
});

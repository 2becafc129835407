import assert from "node:assert/strict";
import { anyObject, isObject, parseJson } from "../../../core/json.ts";
import {
  type AccountContents,
  createCryptoKeys,
  createMetaGlobal,
  newMetaGlobal,
  readContents,
  setupStep,
} from "../../../core/sync/setup.ts";
import { putBso, readBso } from "../../../core/sync/storage.ts";
import { seededRandom } from "../../support/context.ts";
import { failsWith } from "../../support/vectors.ts";
import { id, named, openAccount, scriptedStorage } from "./storage_support.ts";

const contents = (names: string, hasMetaGlobal = false, hasCryptoKeys = false): AccountContents => ({
  collections: names.split(" ").filter(Boolean).map(named),
  hasMetaGlobal,
  hasCryptoKeys,
});

Deno.test("only an account without anything is set up, and only one that lacks nothing but keys is finished", () => {
  const steps: [AccountContents, string][] = [
    [contents(""), "everything"],
    [contents("meta", true), "keys"],
    [contents("crypto meta", true), "keys"],
    [contents("", true), "keys"],
    [contents("crypto meta", true, true), "nothing"],
    [contents("bookmarks crypto meta", true, true), "nothing"],
    [contents("bookmarks meta", true), "nothing"],
    [contents("bookmarks"), "nothing"],
    [contents("meta"), "nothing"],
    [contents("crypto"), "nothing"],
    [contents("crypto", false, true), "nothing"],
    [contents("", false, true), "nothing"],
  ];
  for (const [held, step] of steps) assert.equal(setupStep(held), step, JSON.stringify(held));
});

Deno.test("a new meta/global has all engines of a desktop Firefox, each with its version and an id of its own", () => {
  const meta = anyObject(parseJson(newMetaGlobal(seededRandom(3)), "meta"), "meta");
  assert.deepEqual([meta["storageVersion"], meta["declined"]], [5, []]);
  const engines = anyObject(meta["engines"], "engines");
  const versions = Object.entries(engines).map((
    [name, engine],
  ) => [name, isObject(engine) && engine["version"]]);
  assert.deepEqual(Object.fromEntries(versions), {
    passwords: 1,
    clients: 1,
    addons: 1,
    addresses: 1,
    bookmarks: 2,
    creditcards: 1,
    "extension-storage": 1,
    forms: 1,
    history: 1,
    prefs: 2,
    tabs: 1,
  });
  const ids = [meta, ...Object.values(engines)].map((each) => isObject(each) && each["syncID"]);
  for (const each of ids) assert.match(String(each), /^[A-Za-z0-9_-]{12}$/);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("what an empty account holds is nothing, and after the two records it is set up", async () => {
  await using account = await openAccount();
  const { storage, syncKey, session } = account;
  assert.deepEqual(await readContents(storage), contents(""));
  await createMetaGlobal(storage);
  assert.deepEqual(await readContents(storage), contents("meta", true));
  await createCryptoKeys(storage, syncKey.k);
  assert.deepEqual(await readContents(storage), contents("crypto meta", true, true));
  const { meta } = await session.setup();
  assert.equal(meta.engines?.get("bookmarks")?.version, 2);
});

Deno.test("neither record is written over one that is there", async () => {
  await using account = await openAccount();
  const { storage, syncKey } = account;
  for (const [collection, name] of [["meta", "global"], ["crypto", "keys"]] as const) {
    await putBso(storage, named(collection), { id: id(name), payload: "theirs" }, {});
  }
  await failsWith("conflict.changed", () => createMetaGlobal(storage));
  await failsWith("conflict.changed", () => createCryptoKeys(storage, syncKey.k));
  assert.equal((await readBso(storage, named("meta"), id("global")))?.payload, "theirs");
  assert.equal((await readBso(storage, named("crypto"), id("keys")))?.payload, "theirs");
});

Deno.test("a 404 that no storage server sent does not make an account empty", async () => {
  const stamp = { "x-weave-timestamp": "1700000000.00" };
  await using proxied = scriptedStorage((request) =>
    request.target.endsWith("/info/collections")
      ? { body: {}, headers: stamp }
      : { status: 404, body: "<h1>Not found</h1>" }
  );
  await failsWith("server.shape", () => readContents(proxied.storage));
  await using failing = scriptedStorage((request) =>
    request.target.endsWith("/info/collections") ? { body: {} } : { status: 403, body: "0", headers: stamp }
  );
  await failsWith("server.status", () => readContents(failing.storage));
});

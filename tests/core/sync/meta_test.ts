import assert from "node:assert/strict";
import type { ErrorCode } from "../../../core/errors.ts";
import {
  type Ciphertext,
  decryptPayload,
  encryptPayload,
  importKeyBundle,
  type KeyBundle,
} from "../../../core/crypto/payload.ts";
import {
  importCryptoKeys,
  judgeMetaGlobal,
  keyTextFor,
  newCryptoKeys,
  readCryptoKeys,
  readMetaGlobal,
} from "../../../core/sync/meta.ts";
import { sealedPayload } from "../../../core/sync/payload.ts";
import { readBso } from "../../../core/sync/storage.ts";
import { testContext } from "../../support/context.ts";
import type { ScriptedReply } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import {
  bsoReply,
  bytes,
  clear,
  id,
  keyPair,
  META_GLOBAL,
  named,
  openAccount,
  scriptedStorage,
  seal,
  seconds,
  setUp,
  SYNC_KEY,
} from "./storage_support.ts";

const syncKey = await importKeyBundle(SYNC_KEY.k);

async function metaFrom(reply: ScriptedReply) {
  await using storage = scriptedStorage([reply]);
  const meta = await readMetaGlobal(storage.storage);
  assert.deepEqual(storage.scripted.lines(), ["GET /1.5/42/storage/meta/global"]);
  return meta;
}

const metaOf = (meta: object) => metaFrom(bsoReply("global", JSON.stringify(meta)));

async function keysFrom(reply: ScriptedReply) {
  await using storage = scriptedStorage([reply]);
  const keys = await readCryptoKeys(storage.storage, syncKey);
  assert.deepEqual(storage.scripted.lines(), ["GET /1.5/42/storage/crypto/keys"]);
  return keys;
}

const keysOf = async (record: object | string) =>
  keysFrom(bsoReply("keys", await seal(record, SYNC_KEY.k), 17.29));

/** Whether `bundle` is made of these 64 bytes. */
async function isKey(bundle: KeyBundle | undefined, key: ReturnType<typeof bytes>): Promise<boolean> {
  assert.ok(bundle);
  const payload: Ciphertext = await encryptPayload(clear({ x: 1 }), bundle, bytes(16, 0));
  const opened = decryptPayload(sealedPayload(payload, "x"), await importKeyBundle(key));
  return await opened.then(() => true, () => false);
}

Deno.test("meta/global says which collections are in use, in which version, and which are declined", async () => {
  const engines = { bookmarks: { version: 2, syncID: "bbbbbbbbbbbb" }, future: { version: 9 } };
  const meta = await metaOf({
    syncID: "aaaaaaaaaaaa",
    storageVersion: 5,
    engines,
    declined: ["forms"],
    other: {},
  });
  assert.equal(meta.syncID, "aaaaaaaaaaaa");
  assert.deepEqual(
    meta.engines,
    new Map([
      ["bookmarks", { version: 2, syncID: "bbbbbbbbbbbb" }],
      ["future", { version: 9, syncID: undefined }],
    ]),
  );
  assert.deepEqual(meta.declined, ["forms"]);
});

Deno.test("meta/global without engines is that of a first sync under way", async () => {
  const meta = await metaOf({ syncID: "aaaaaaaaaaaa", storageVersion: 5 });
  assert.deepEqual([meta.syncID, meta.engines, meta.declined], ["aaaaaaaaaaaa", undefined, undefined]);
});

Deno.test("a storage version written as text counts as the number it is", async () => {
  assert.equal((await metaOf({ storageVersion: "5", syncID: "aaaaaaaaaaaa" })).syncID, "aaaaaaaaaaaa");
});

Deno.test("an account of another storage version is left alone", async () => {
  for (const storageVersion of [4, 6, "6", 0, "five", 5.5]) {
    const error = await failsWith("failed.storage-version", () => metaOf({ storageVersion }));
    assert.deepEqual(error.details, { version: String(storageVersion) });
  }
});

Deno.test("an account that names no storage version is left alone too", async () => {
  assert.deepEqual((await failsWith("failed.storage-version", () => metaOf({}))).details, {
    version: "none",
  });
});

Deno.test("an engine's entry that cannot be used is passed over, and the others stand", async () => {
  const odd = { none: null, text: "1", bare: {}, half: { version: 1.5 }, named: { version: 1, syncID: 5 } };
  const meta = await metaOf({
    storageVersion: 5,
    engines: { ...odd, tabs: { version: 1, syncID: "tttttttttttt" } },
  });
  assert.deepEqual([...meta.engines ?? []], [["tabs", { version: 1, syncID: "tttttttttttt" }]]);
});

Deno.test("meta/global of another shape is refused by its place", async () => {
  const cases: [object | string, string][] = [
    [{ storageVersion: 5, engines: [] }, "meta/global.engines"],
    [{ storageVersion: 5, declined: "forms" }, "meta/global.declined"],
    ["[]", "meta/global"],
    ["not JSON", "meta/global"],
  ];
  for (const [meta, at] of cases) {
    const payload = typeof meta === "string" ? meta : JSON.stringify(meta);
    const error = await failsWith("server.shape", () => metaFrom(bsoReply("global", payload)));
    assert.deepEqual(error.details, { at });
  }
});

Deno.test("only a record that is not there means an account that was never set up", async () => {
  const cases: [ScriptedReply, ErrorCode, unknown?][] = [
    [{ status: 404, body: "0" }, "not-found.setup"],
    [{ status: 503, body: "0" }, "server.busy"],
    [{ status: 403, body: "0" }, "server.status"],
    [{ status: 406, body: "<html>" }, "server.challenge"],
  ];
  for (const [reply, code] of cases) {
    const [meta, keys] = [
      await failsWith(code, () => metaFrom(reply)),
      await failsWith(code, () => keysFrom(reply)),
    ];
    if (code !== "not-found.setup") continue;
    assert.deepEqual([meta.details, keys.details], [{ missing: "meta/global" }, { missing: "crypto/keys" }]);
  }
});

Deno.test("crypto/keys gives the key of every record, and those that some collections have of their own", async () => {
  const [common, own] = [bytes(64, 10), bytes(64, 90)];
  const collections = { bookmarks: keyPair(own), "no/name": keyPair(own) };
  const keys = await keysOf({ id: "keys", collection: "crypto", default: keyPair(common), collections });
  assert.ok(await isKey(keys.default, common));
  assert.deepEqual([...keys.collections.keys()], ["bookmarks"]);
  assert.ok(await isKey(keys.collections.get(named("bookmarks")), own));
  assert.ok(!await isKey(keys.default, own));
  assert.equal(keys.modified, 17_290);
});

Deno.test("crypto/keys without collections of their own has none", async () => {
  assert.equal((await keysOf({ default: keyPair(bytes(64, 10)) })).collections.size, 0);
});

Deno.test("crypto/keys that does not open tells that the sign-in's key is not the account's", async () => {
  const payload = await seal({ default: keyPair(bytes(64, 10)) }, bytes(64, 2));
  await failsWith("crypto.wrong-keys", () => keysFrom(bsoReply("keys", payload)));
});

Deno.test("crypto/keys of another shape is refused by its place, and never taken for a wrong key", async () => {
  const [encryption = "", hmac = ""] = keyPair(bytes(64, 10));
  const cases: [object | string, string][] = [
    [{ collections: {} }, "crypto/keys.default"],
    [{ default: [encryption] }, "crypto/keys.default"],
    [{ default: [encryption, hmac, hmac] }, "crypto/keys.default"],
    [{ default: [encryption, bytes(31, 0).toBase64()] }, "crypto/keys.default"],
    [{ default: [encryption, "not base64!"] }, "crypto/keys.default"],
    [{ default: [encryption, hmac], collections: { tabs: [] } }, "crypto/keys.collections.tabs"],
    [{ id: "other", default: [encryption, hmac] }, "crypto/keys.id"],
    [{ collection: "tabs", default: [encryption, hmac] }, "crypto/keys.collection"],
    ["not JSON", "crypto/keys"],
    ["[]", "crypto/keys"],
  ];
  for (const [record, at] of cases) {
    assert.deepEqual((await failsWith("server.shape", () => keysOf(record))).details, { at });
  }
  for (const payload of ["not JSON", "{}", '{"ciphertext":"","IV":1,"hmac":""}']) {
    await failsWith("server.shape", () => keysFrom(bsoReply("keys", payload)));
  }
});

Deno.test("new keys are fresh, two apart, and open with the account's own key alone", async () => {
  const { random } = testContext();
  const [first, second] = [await newCryptoKeys(syncKey, random), await newCryptoKeys(syncKey, random)];
  const open = async (payload: Ciphertext) =>
    JSON.parse(await decryptPayload(sealedPayload(payload, "x"), syncKey));
  const [one, other] = [await open(first), await open(second)];
  assert.deepEqual([one.id, one.collection, one.collections], ["keys", "crypto", {}]);
  assert.equal(new Set([...one.default, ...other.default]).size, 4);
  assert.deepEqual((await keysFrom(bsoReply("keys", first))).collections, new Map());
});

Deno.test("reading an account's setup leaves both records as they are, unknown members included", async () => {
  await using account = await openAccount();
  const meta = { ...META_GLOBAL, engines: { future: { version: 7, extra: [1] } }, unknown: { kept: true } };
  await setUp(account, meta);
  const read = async () => [
    await readBso(account.storage, named("meta"), id("global")),
    await readBso(account.storage, named("crypto"), id("keys")),
  ];
  const before = await read();
  await account.session.setup();
  const after = await read();
  assert.deepEqual(after, before);
  assert.deepEqual(JSON.parse(after[0]?.payload ?? ""), meta);
});

Deno.test("the storage version is judged before anything else is read, since another may hold anything", async () => {
  const other = { storageVersion: 6, syncID: 5, engines: ["bookmarks"], declined: "none" };
  const error = await failsWith("failed.storage-version", () => metaOf(other));
  assert.deepEqual(error.details, { version: "6" });
});

Deno.test("bootstrap records that were read elsewhere are judged in the same way", async () => {
  await failsWith("not-found.setup", () => judgeMetaGlobal(undefined));
  await failsWith("failed.storage-version", () => judgeMetaGlobal({ ...META_GLOBAL, storageVersion: 6 }));
  assert.equal(judgeMetaGlobal(META_GLOBAL).syncID, META_GLOBAL.syncID);
  await failsWith("not-found.setup", () => importCryptoKeys(undefined));
  await failsWith("crypto.wrong-keys", () => importCryptoKeys({ modified: seconds("1.00"), clear: null }));
  const record = { default: keyPair(bytes(64, 1)), collections: { bookmarks: keyPair(bytes(64, 2)) } };
  const keys = await importCryptoKeys({ modified: seconds("17.29"), clear: record });
  assert.equal(keys.modified, seconds("17.29"));
  assert.ok(await isKey(keys.default, bytes(64, 1)));
  assert.ok(await isKey(keys.collections.get(named("bookmarks")), bytes(64, 2)));
});

Deno.test("the text of a collection's keys changes when its own keys do, or the common ones it uses", () => {
  const record = { default: ["a", "b"], collections: { bookmarks: ["c", "d"] } };
  const text = (clear: object, name = "tabs") => keyTextFor(named(name), clear);
  assert.equal(text(record), text({ default: ["a", "b"] }));
  assert.notEqual(text(record), text({ ...record, default: ["a", "x"] }));
  assert.equal(text(record, "bookmarks"), text({ ...record, default: ["a", "x"] }, "bookmarks"));
  assert.notEqual(text(record, "bookmarks"), text(record));
  assert.equal(text({ default: ["a", "b"], collections: null }), text({ default: ["a", "b"] }));
});

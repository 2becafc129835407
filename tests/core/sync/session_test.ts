import assert from "node:assert/strict";
import { decryptPayload, type KeyBundle } from "../../../core/crypto/payload.ts";
import { readMetaGlobal } from "../../../core/sync/meta.ts";
import { sealedPayload } from "../../../core/sync/payload.ts";
import { type CollectionKey, SyncSession } from "../../../core/sync/session.ts";
import type { ScriptedReply } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import {
  bsoReply,
  bytes,
  DEFAULT_KEY,
  keyPair,
  keysReply,
  metaReply,
  named,
  scriptedStorage,
  seal,
  SYNC_KEY,
  tokenFor,
} from "./storage_support.ts";

const META = "GET /1.5/42/storage/meta/global";
const KEYS = "GET /1.5/42/storage/crypto/keys";

/** A session whose server answers with these replies in turn. */
function sessionWith(...replies: readonly ScriptedReply[]) {
  const storage = scriptedStorage(replies);
  const renew = () => Promise.resolve(tokenFor(storage.scripted.url));
  return { ...storage, session: new SyncSession(storage.ctx, SYNC_KEY.k, renew) };
}

const keysAt = async (modified: number, key: ReturnType<typeof bytes>, collections: object = {}) =>
  bsoReply("keys", await seal({ default: keyPair(key), collections }, SYNC_KEY.k), modified);

/** Fails unless `key` opens what was sealed with these 64 bytes. */
async function opens(key: CollectionKey, sealedWith: ReturnType<typeof bytes>): Promise<void> {
  assert.ok(key !== "clear");
  const bundle: KeyBundle = key;
  const payload = sealedPayload(await seal({ word: "yes" }, sealedWith), "payload");
  assert.equal(await decryptPayload(payload, bundle), '{"word":"yes"}');
}

Deno.test("the setup of an account is read once, meta/global before crypto/keys", async () => {
  await using account = sessionWith(metaReply, keysReply);
  const [first, second] = await Promise.all([account.session.setup(), account.session.setup()]);
  assert.equal(first, second);
  assert.equal(await account.session.setup(), first);
  assert.equal(first.meta.syncID, "abcdefghijkl");
  assert.deepEqual(account.scripted.lines(), [META, KEYS]);
});

Deno.test("an account without meta/global says so, and its keys are not even asked for", async () => {
  await using account = sessionWith({ status: 404, body: "0" });
  const error = await failsWith("not-found.setup", () => account.session.keyFor(named("tabs")));
  assert.deepEqual(error.details, { missing: "meta/global" });
  assert.deepEqual(account.scripted.lines(), [META]);
});

Deno.test("a collection has its own key where crypto/keys gives it one, else the common key", async () => {
  const own = bytes(64, 40);
  await using account = sessionWith(metaReply, await keysAt(1, DEFAULT_KEY, { bookmarks: keyPair(own) }));
  await opens(await account.session.keyFor(named("bookmarks")), own);
  await opens(await account.session.keyFor(named("tabs")), DEFAULT_KEY);
});

Deno.test("meta is not encrypted, and crypto is with the account's own key; neither needs the setup", async () => {
  await using account = sessionWith();
  assert.equal(await account.session.keyFor(named("meta")), "clear");
  await opens(await account.session.keyFor(named("crypto")), SYNC_KEY.k);
  assert.deepEqual(account.scripted.lines(), []);
});

Deno.test("keys that another device changed are taken from then on", async () => {
  const changed = bytes(64, 150);
  await using account = sessionWith(metaReply, keysReply, await keysAt(2, changed));
  await opens(await account.session.keyFor(named("tabs")), DEFAULT_KEY);
  assert.equal(await account.session.rereadKeys(), true);
  await opens(await account.session.keyFor(named("tabs")), changed);
  assert.deepEqual(account.scripted.lines(), [META, KEYS, KEYS]);
});

Deno.test("keys are read again once in a session, and everyone who asks gets that one answer", async () => {
  for (const [again, changed] of [[keysReply, false], [await keysAt(2, DEFAULT_KEY), true]] as const) {
    await using account = sessionWith(metaReply, keysReply, again);
    const together = await Promise.all([account.session.rereadKeys(), account.session.rereadKeys()]);
    assert.deepEqual([...together, await account.session.rereadKeys()], Array(3).fill(changed));
    assert.deepEqual(account.scripted.lines(), [META, KEYS, KEYS]);
  }
});

Deno.test("a setup that could not be read is read anew by the next who needs it", async () => {
  await using account = sessionWith(
    { status: 503, body: "0" },
    metaReply,
    { status: 503, body: "0" },
    metaReply,
    keysReply,
  );
  await failsWith("server.busy", () => account.session.setup());
  await failsWith("server.busy", () => account.session.setup());
  assert.equal((await account.session.setup()).meta.syncID, "abcdefghijkl");
  assert.deepEqual(account.scripted.lines(), [META, META, KEYS, META, KEYS]);
});

Deno.test("keys that no longer open with this sign-in are told as such", async () => {
  const foreign = bsoReply("keys", await seal({ default: keyPair(DEFAULT_KEY) }, bytes(64, 9)), 2);
  await using account = sessionWith(metaReply, keysReply, foreign);
  await account.session.setup();
  await failsWith("crypto.wrong-keys", () => account.session.rereadKeys());
});

Deno.test("a key that is none fails where it is used, and troubles nobody before", async () => {
  for (const length of [0, 63, 65]) {
    await using account = scriptedStorage([metaReply, keysReply]);
    const renew = () => Promise.resolve(tokenFor(account.scripted.url));
    const session = new SyncSession(account.ctx, bytes(length, 1), renew);
    // A rejection that nobody asked for would end the run by now.
    assert.equal((await readMetaGlobal(session.server)).syncID, "abcdefghijkl");
    await assert.rejects(session.keyFor(named("crypto")), RangeError);
  }
});

Deno.test("a setup that was read elsewhere is taken as it is, and keys that moved before it are forgotten", async () => {
  const changed = bytes(64, 150);
  await using account = sessionWith(metaReply, keysReply, await keysAt(2, changed), await keysAt(3, changed));
  const { session } = account;
  const read = await session.setup();
  assert.equal(session.keysMoved, false);
  assert.equal(await session.rereadKeys(), true);
  assert.equal(session.keysMoved, true);
  session.adopt(read);
  assert.equal(session.keysMoved, false);
  assert.equal(await session.setup(), read);
  assert.equal(await session.rereadKeys(), true, "the keys may be read again");
  assert.deepEqual(account.scripted.lines(), [META, KEYS, KEYS, KEYS]);
});

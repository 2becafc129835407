import assert from "node:assert/strict";
import {
  infoCollectionCounts,
  infoCollections,
  infoCollectionUsage,
  infoConfiguration,
  infoQuota,
} from "../../../core/sync/info.ts";
import { postBsos } from "../../../core/sync/storage.ts";
import type { ScriptedReply } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { id, named, openAccount, scriptedStorage } from "./storage_support.ts";

Deno.test("an account's contents are told by collection: when, how many, how much", async () => {
  await using account = await openAccount();
  const { storage } = account;
  const bsos = [{ id: id("a"), payload: "x".repeat(1024) }, { id: id("b"), payload: "x".repeat(512) }];
  const { modified } = await postBsos(storage, named("bookmarks"), bsos);
  const empty = await postBsos(storage, named("tabs"), []);
  assert.deepEqual(
    await infoCollections(storage),
    new Map([["bookmarks", modified], ["tabs", empty.modified]]),
  );
  assert.deepEqual(await infoCollectionCounts(storage), new Map([["bookmarks", 2]]));
  assert.equal((await infoCollectionUsage(storage)).get(named("bookmarks")), 1.5);
  assert.deepEqual(await infoQuota(storage), { usedKB: 1.5, limitKB: null });
});

Deno.test("the limits of the embedded server are those it says", async () => {
  await using account = await openAccount({ limits: { max_post_records: 7, max_total_bytes: 99 } });
  const limits = await infoConfiguration(account.storage);
  assert.deepEqual([limits.max_post_records, limits.max_total_bytes], [7, 99]);
});

Deno.test("each view has an address of its own", async () => {
  await using storage = scriptedStorage(({ target }) => ({
    body: target.endsWith("quota") ? [0, null] : {},
  }));
  await infoCollections(storage.storage);
  await infoCollectionCounts(storage.storage);
  await infoCollectionUsage(storage.storage);
  await infoQuota(storage.storage);
  await infoConfiguration(storage.storage);
  const paths = ["collections", "collection_counts", "collection_usage", "quota", "configuration"];
  assert.deepEqual(storage.scripted.lines(), paths.map((path) => `GET /1.5/42/info/${path}`));
});

Deno.test("times of collections are exact, and a name that cannot be one is left out", async () => {
  const body = '{"tabs":1700000000.29,"no/name":1,"":2,"x-1.y_Z":0.00}';
  await using storage = scriptedStorage([{ body }]);
  const times = new Map([["tabs", 1_700_000_000_290], ["x-1.y_Z", 0]]);
  assert.deepEqual(await infoCollections(storage.storage), times);
});

Deno.test("a quota may be limited, unlimited, or not told", async () => {
  const cases: [unknown, unknown][] = [
    [[12.5, 100], { usedKB: 12.5, limitKB: 100 }],
    [[0, null], { usedKB: 0, limitKB: null }],
    [[3], { usedKB: 3, limitKB: null }],
    [[null, null], { usedKB: 0, limitKB: null }],
  ];
  for (const [body, quota] of cases) {
    await using storage = scriptedStorage([{ body }]);
    assert.deepEqual(await infoQuota(storage.storage), quota);
  }
});

const UNLIMITED = {
  max_post_bytes: undefined,
  max_post_records: undefined,
  max_record_payload_bytes: undefined,
  max_request_bytes: undefined,
  max_total_bytes: undefined,
  max_total_records: undefined,
};

Deno.test("a limit that is not told is none, and what is no limit is passed over", async () => {
  const body = { max_post_records: 100, max_quota_limit: 5, collections: { tabs: {} } };
  await using storage = scriptedStorage([{ body }]);
  assert.deepEqual(await infoConfiguration(storage.storage), { ...UNLIMITED, max_post_records: 100 });
});

Deno.test("a server that tells no limits has those Firefox assumes then", async () => {
  await using storage = scriptedStorage([{ status: 404, body: "<html>" }]);
  assert.deepEqual(await infoConfiguration(storage.storage), {
    ...UNLIMITED,
    max_request_bytes: 266_240,
    max_record_payload_bytes: 262_144,
  });
});

Deno.test("a view of another shape is refused by its place", async () => {
  const cases: [
    ScriptedReply,
    typeof infoCollections | typeof infoQuota | typeof infoConfiguration,
    string,
  ][] = [
    [{ body: [] }, infoCollections, "/info/collections"],
    [{ body: { tabs: "1" } }, infoCollections, "/info/collections.tabs"],
    [{ body: {} }, infoQuota, "/info/quota"],
    [{ body: { max_post_records: 1.5 } }, infoConfiguration, "info/configuration.max_post_records"],
  ];
  for (const [reply, read, at] of cases) {
    await using storage = scriptedStorage([reply]);
    assert.deepEqual((await failsWith("server.shape", () => read(storage.storage))).details, { at });
  }
});

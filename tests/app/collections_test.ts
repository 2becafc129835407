import assert from "node:assert/strict";
import { collections, listCollections, quota } from "../../app/collections.ts";
import { deleteFromCollection } from "../../core/sync/storage.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { cellsOf, openSignedIn, openSynced, put } from "./app_support.ts";

Deno.test("every collection is told by name, with how many records it has, how large, and when it changed", async () => {
  await using account = await openSynced();
  const { app } = account;
  const forms = await put(app, "forms", { id: "a" }, { id: "b" });
  const future = await put(app, "a.future_one", { id: "a" });
  const listing = await listCollections(app);
  assert.equal(listing.kind, "collections");
  const rows = await cellsOf(listing, "name", "count", "modified");
  assert.deepEqual(rows.map(({ name }) => name), ["a.future_one", "crypto", "forms", "meta"]);
  assert.deepEqual(rows[0], { name: "a.future_one", count: 1, modified: new Date(future) });
  assert.deepEqual(rows[2], { name: "forms", count: 2, modified: new Date(forms) });
  const bytes = (await collections(app)).map(({ bytes }) => bytes);
  assert.ok(bytes.every((each) => Number.isInteger(each) && each > 50));
});

Deno.test("collections are told in the order of their names, whatever the server's", async () => {
  const times = { tabs: 3, addons: 1, "extension-storage": 2 };
  await using account = await openSynced({
    fault: ({ url }) => url.endsWith("/info/collections") ? Response.json(times) : undefined,
  });
  assert.deepEqual((await collections(account.app)).map(({ name }) => name), [
    "addons",
    "extension-storage",
    "tabs",
  ]);
});

Deno.test("a collection that was emptied is still there, with nothing in it", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a" });
  await deleteFromCollection((await account.app.sync()).server, named("forms"), { ids: [id("a")] });
  const [row] = (await collections(account.app)).filter(({ name }) => name === "forms");
  assert.deepEqual([row?.count, row?.bytes], [0, 0]);
});

Deno.test("how full the account is comes in bytes, with what the server takes at once", async () => {
  const limits = { max_post_records: 7, max_post_bytes: 50_000, max_record_payload_bytes: 40_000 };
  await using account = await openSynced({
    limits: { ...limits, max_total_records: 70, max_total_bytes: 500_000 },
  });
  await put(account.app, "forms", { id: "a" });
  const row = await quota(account.app);
  const sum = (await collections(account.app)).reduce((total, { bytes }) => total + bytes, 0);
  assert.deepEqual(row, {
    usedBytes: sum,
    limitBytes: null,
    maxPostRecords: 7,
    maxPostBytes: 50_000,
    maxRecordBytes: 40_000,
    maxBatchRecords: 70,
    maxBatchBytes: 500_000,
  });
});

Deno.test("a quota and the lack of limits are told as they are", async () => {
  await using account = await openSynced({
    fault: ({ url }) => {
      if (url.endsWith("/info/quota")) return Response.json([1.5, 2048]);
      return url.endsWith("/info/configuration") ? Response.json({}) : undefined;
    },
  });
  const none = {
    maxPostRecords: null,
    maxPostBytes: null,
    maxRecordBytes: null,
    maxBatchRecords: null,
    maxBatchBytes: null,
  };
  assert.deepEqual(await quota(account.app), { usedBytes: 1536, limitBytes: 2_097_152, ...none });
});

Deno.test("an account that was never set up holds nothing yet, and that can be told", async () => {
  await using account = await openSignedIn();
  assert.deepEqual(await collections(account.app), []);
  assert.equal((await quota(account.app)).usedBytes, 0);
});

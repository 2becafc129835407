import assert from "node:assert/strict";
import type { SyncSession } from "../../../core/sync/session.ts";
import { type OutgoingRecord, prepareUpload, sendUpload } from "../../../core/sync/upload.ts";
import { failsWith } from "../../support/vectors.ts";
import { done, namesIn, open, posts, recordsOf, serverWith, SINCE, stepOf, TABS } from "./upload_support.ts";

/** All at once or not at all. */
async function uploadWhole(session: SyncSession, records: readonly OutgoingRecord[]): Promise<void> {
  const prepared = await prepareUpload(session, TABS, records, { whole: true });
  for await (const _ of sendUpload(session, TABS, prepared, SINCE));
}

/** What servers say that know batches. */
const BATCHES = { max_total_records: 100 };

Deno.test("all at once, a batch is begun with the first records and committed with the last ones", async () => {
  const batch = open("b1");
  await using account = serverWith({ ...BATCHES, max_post_records: 2 }, batch, batch, done(60));
  await uploadWhole(account.session, recordsOf("abcde"));
  const sent = posts(account.scripted);
  assert.deepEqual(sent.map(stepOf), ["batch=true", "batch=b1", "batch=b1&commit=true"]);
  assert.deepEqual(sent.map(namesIn), ["ab", "cd", "e"]);
});

Deno.test("all at once, a batch of which the server refuses any record is never committed", async () => {
  const partly = { status: 202, body: { batch: "b1", success: ["c"], failed: { d: "invalid bso" } } };
  await using account = serverWith({ ...BATCHES, max_post_records: 2 }, open("b1"), partly, done(60));
  await failsWith("server.refused-records", () => uploadWhole(account.session, recordsOf("abcdef")));
  await using small = serverWith({}, partly, done(60));
  await failsWith("server.refused-records", () => uploadWhole(small.session, recordsOf("cd")));
  for (const { scripted } of [account, small]) {
    assert.deepEqual(posts(scripted).filter((post) => stepOf(post).includes("commit")), []);
  }
});

Deno.test("all at once, a server that says nothing of batches, and knows none, gets not one record", async () => {
  await using account = serverWith({ max_post_records: 2 }, done(60));
  await failsWith("server.too-large", () => uploadWhole(account.session, recordsOf("abc")));
  assert.deepEqual(posts(account.scripted).map(namesIn), [""]);
});

Deno.test("all at once, what fits one request goes to any server, and one record without a batch", async () => {
  await using account = serverWith({ max_post_records: 3 }, open("b1"), done(60));
  await uploadWhole(account.session, recordsOf("abc"));
  assert.deepEqual(posts(account.scripted).map(stepOf), ["batch=true", "batch=b1&commit=true"]);
  await using old = serverWith({ max_post_records: 3 }, done(60));
  await uploadWhole(old.session, recordsOf("abc"));
  assert.deepEqual(posts(old.scripted).map(stepOf), ["batch=true"]);
  await using single = serverWith({}, done(60));
  await uploadWhole(single.session, recordsOf("a"));
  assert.deepEqual(posts(single.scripted).map(stepOf), ["alone"]);
});

Deno.test("all at once, more than one batch is refused before anything is sent", async () => {
  await using account = serverWith({ max_total_records: 2 });
  const error = await failsWith("server.too-large", () => uploadWhole(account.session, recordsOf("abc")));
  assert.match(error.message, /3 records/);
  assert.deepEqual(posts(account.scripted), []);
});

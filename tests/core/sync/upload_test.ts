import assert from "node:assert/strict";
import { decryptPayload, importKeyBundle } from "../../../core/crypto/payload.ts";
import { isFoxdenError } from "../../../core/errors.ts";
import type { ServerTime } from "../../../core/ids.ts";
import { parseJson } from "../../../core/json.ts";
import { downloadCollection } from "../../../core/sync/collection.ts";
import { sealedPayload } from "../../../core/sync/payload.ts";
import type { SyncSession } from "../../../core/sync/session.ts";
import { putBso } from "../../../core/sync/storage.ts";
import {
  type CommittedBatch,
  type OutgoingRecord,
  prepareUpload,
  sealRecords,
  uploadRecords,
} from "../../../core/sync/upload.ts";
import { failsWith } from "../../support/vectors.ts";
import { clear, DEFAULT_KEY, id, named, openSyncedAccount, seconds } from "./storage_support.ts";
import {
  done,
  namesIn,
  open,
  posts,
  recordsOf,
  refused,
  sentRecords,
  serverWith,
  SINCE,
  stepOf,
  TABS,
} from "./upload_support.ts";

interface Outcome {
  /** Ids and time of each batch that was reported. */
  readonly batches: readonly [string, ServerTime][];
  /** The code of the failure that ended the upload. */
  readonly code: string | undefined;
}

async function upload(session: SyncSession, records: readonly OutgoingRecord[]): Promise<Outcome> {
  const batches: [string, ServerTime][] = [];
  const add = ({ ids, modified }: CommittedBatch) => batches.push([ids.join(""), modified]);
  try {
    for await (const batch of uploadRecords(session, TABS, records, SINCE)) add(batch);
    return { batches, code: undefined };
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    return { batches, code: error.code };
  }
}

Deno.test("records that fit go in one POST, sealed, on condition that nothing changed since", async () => {
  await using account = serverWith({}, done(60.5));
  assert.deepEqual(await upload(account.session, recordsOf("ab")), {
    batches: [["ab", 60_500]],
    code: undefined,
  });
  const [post] = posts(account.scripted);
  assert.equal(post?.target, "/1.5/42/storage/tabs");
  assert.equal(post?.headers.get("x-if-unmodified-since"), "50.25");
  const [first] = sentRecords(parseJson(post?.body ?? "", "body"), "body");
  const opened = decryptPayload(
    sealedPayload(first?.payload ?? "", "payload"),
    await importKeyBundle(DEFAULT_KEY),
  );
  assert.equal(await opened, '{"id":"a","word":"stäple"}');
});

Deno.test("a batch of several POSTs is begun, added to and committed, and reported once", async () => {
  await using account = serverWith({ max_post_records: 2 }, open("b1"), open("b1"), done(60));
  assert.deepEqual(await upload(account.session, recordsOf("abcde")), {
    batches: [["abcde", 60_000]],
    code: undefined,
  });
  const sent = posts(account.scripted);
  assert.deepEqual(sent.map(namesIn), ["ab", "cd", "e"]);
  assert.deepEqual(sent.map(stepOf), ["batch=true", "batch=b1", "batch=b1&commit=true"]);
  assert.deepEqual(sent.map(({ headers }) => headers.get("x-if-unmodified-since")), Array(3).fill("50.25"));
});

Deno.test("what does not fit in one batch goes in several, each on condition of the one before", async () => {
  const limits = { max_post_records: 2, max_total_records: 3 };
  await using account = serverWith(limits, open("b1"), done(60.1), open("b2"), done(60.2), done(60.3));
  assert.deepEqual((await upload(account.session, recordsOf("abcdefg"))).batches, [
    ["abc", 60_100],
    ["def", 60_200],
    ["g", 60_300],
  ]);
  const sent = posts(account.scripted);
  assert.deepEqual(sent.map(stepOf), [
    "batch=true",
    "batch=b1&commit=true",
    "batch=true",
    "batch=b2&commit=true",
    "alone",
  ]);
  const conditions = sent.map(({ headers }) => headers.get("x-if-unmodified-since"));
  assert.deepEqual(conditions, ["50.25", "50.25", "60.10", "60.10", "60.20"]);
});

Deno.test("a name that a server gives its batch anew is used from then on", async () => {
  await using account = serverWith({ max_post_records: 1 }, open("b1"), open("b2"), done(60));
  await upload(account.session, recordsOf("abc"));
  assert.deepEqual(posts(account.scripted).map(stepOf), ["batch=true", "batch=b1", "batch=b2&commit=true"]);
});

Deno.test("a server without batches gets plain POSTs, each on condition of the one before", async () => {
  await using account = serverWith({ max_post_records: 2 }, done(60.1), done(60.2), done(60.3));
  const { batches, code } = await upload(account.session, recordsOf("abcde"));
  assert.equal(code, undefined);
  assert.equal(batches.map(([ids]) => ids).join(""), "abcde");
  assert.equal(batches.at(-1)?.[1], 60_300);
  const sent = posts(account.scripted);
  assert.deepEqual(sent.map(namesIn), ["ab", "cd", "e"]);
  assert.deepEqual(sent.map(stepOf), ["batch=true", "alone", "alone"]);
  const conditions = sent.map(({ headers }) => headers.get("x-if-unmodified-since"));
  assert.deepEqual(conditions, ["50.25", "60.10", "60.20"]);
});

Deno.test("a failure after a batch was committed does not make anyone forget that batch", async () => {
  await using account = serverWith({ max_total_records: 2 }, done(60), refused);
  assert.deepEqual(await upload(account.session, recordsOf("abcde")), {
    batches: [["ab", 60_000]],
    code: "conflict.changed",
  });
  assert.equal(posts(account.scripted).length, 2, "the third batch is not tried");
});

Deno.test("without batches, a failure does not make anyone forget the POSTs that are visible already", async () => {
  await using account = serverWith({ max_post_records: 2 }, done(60), refused);
  assert.deepEqual(await upload(account.session, recordsOf("abcde")), {
    batches: [["ab", 60_000]],
    code: "conflict.changed",
  });
});

Deno.test("a batch with a record that the server refuses is never committed", async () => {
  const partly = { status: 202, body: { batch: "b1", success: ["a"], failed: { b: "invalid bso" } } };
  await using account = serverWith({ max_post_records: 2 }, partly);
  assert.deepEqual(await upload(account.session, recordsOf("abc")), {
    batches: [],
    code: "server.refused-records",
  });
  assert.deepEqual(posts(account.scripted).map(stepOf), ["batch=true"]);
});

Deno.test("a record in neither list counts as refused", async () => {
  await using account = serverWith({}, { status: 202, body: { batch: "b1", success: ["a"] } });
  assert.equal((await upload(account.session, recordsOf("ab"))).code, "server.refused-records");
});

Deno.test("records taken by a POST that refused others are reported before the refusal is", async () => {
  const partly = done(60, { success: ["a", "c"], failed: { b: "invalid bso" } });
  await using account = serverWith({}, partly);
  assert.deepEqual(await upload(account.session, recordsOf("abc")), {
    batches: [["ac", 60_000]],
    code: "server.refused-records",
  });
});

Deno.test("which records a server refuses is told, and its reason for the first", async () => {
  await using account = serverWith(
    {},
    done(60, { success: ["b"], failed: { a: "invalid bso", c: "retry bytes" } }),
  );
  const drain = async () => {
    for await (const _ of uploadRecords(account.session, TABS, recordsOf("abc"), SINCE));
  };
  const error = await failsWith("server.refused-records", drain);
  assert.deepEqual(error.details, { collection: "tabs", ids: ["a", "c"] });
  assert.match(error.message, /2 records \(invalid bso\)/);
});

Deno.test("a batch that a server does not name again is added to and committed all the same", async () => {
  await using account = serverWith({ max_post_records: 1 }, open("b1"), { status: 202 }, done(60));
  assert.deepEqual(await upload(account.session, recordsOf("abc")), {
    batches: [["abc", 60_000]],
    code: undefined,
  });
  assert.deepEqual(posts(account.scripted).map(stepOf), ["batch=true", "batch=b1", "batch=b1&commit=true"]);
});

Deno.test("a commit that does not tell its time is no success that anyone could build on", async () => {
  await using account = serverWith({ max_post_records: 1 }, open("b1"), { status: 200 });
  assert.deepEqual(await upload(account.session, recordsOf("ab")), { batches: [], code: "server.shape" });
});

Deno.test("a record too large for the server is told before anything is sent", async () => {
  await using account = serverWith({ max_record_payload_bytes: 300 });
  const big = { id: id("z"), clear: clear({ id: "z", word: "x".repeat(300) }) };
  assert.deepEqual(await upload(account.session, [...recordsOf("ab"), big]), {
    batches: [],
    code: "server.too-large",
  });
  assert.deepEqual(posts(account.scripted), []);
});

Deno.test("a server that asks to be left alone gets no further batch", async () => {
  const tired = { ...done(60), headers: { "x-weave-backoff": "30" } };
  await using account = serverWith({ max_total_records: 2 }, tired, done(61));
  assert.deepEqual(await upload(account.session, recordsOf("abc")), {
    batches: [["ab", 60_000]],
    code: "server.busy",
  });
  assert.equal(posts(account.scripted).length, 1);
});

Deno.test("a server that asks to be left alone within a batch still gets the rest of that batch", async () => {
  const tired = { ...open("b1"), headers: { "x-weave-backoff": "30" } };
  await using account = serverWith({ max_post_records: 2 }, tired, done(60));
  assert.deepEqual(await upload(account.session, recordsOf("abc")), {
    batches: [["abc", 60_000]],
    code: undefined,
  });
});

Deno.test("without records nothing is sent", async () => {
  await using account = serverWith({});
  assert.deepEqual(await upload(account.session, []), { batches: [], code: undefined });
  assert.deepEqual(posts(account.scripted), []);
});

Deno.test("a sealed record keeps its envelope, and one of meta is not sealed at all", async () => {
  await using account = serverWith({});
  const [record] = recordsOf("a");
  assert.ok(record);
  const [inMeta] = await sealRecords(account.session, named("meta"), [{ ...record, sortindex: 5, ttl: 60 }]);
  assert.deepEqual(inMeta, { id: "a", sortindex: 5, ttl: 60, payload: record.clear });
  const [inTabs] = await sealRecords(account.session, TABS, [{ ...record, sortindex: 5, ttl: 60 }]);
  assert.deepEqual(Object.keys(inTabs ?? {}).sort(), ["id", "payload", "sortindex", "ttl"]);
  assert.notEqual(inTabs?.payload, record.clear);
});

Deno.test("what goes up in several batches comes down whole", async () => {
  const limits = { max_post_records: 20, max_total_records: 45 };
  await using account = await openSyncedAccount({ limits });
  const records = Array.from({ length: 100 }, (_, i) => ({
    id: id(`{record-${i}}`),
    clear: clear({ id: `{record-${i}}`, i }),
    sortindex: i,
  }));
  const sizes: number[] = [];
  for await (const { ids } of uploadRecords(account.session, TABS, records, seconds("0"))) {
    sizes.push(ids.length);
  }
  assert.deepEqual(sizes, [45, 45, 10]);
  const found: OutgoingRecord[] = [];
  for await (const page of downloadCollection(account.session, TABS, { sort: "index", pageSize: 30 })) {
    for (const { bso, clear } of page) {
      found.push({ id: bso.id, clear: clear as OutgoingRecord["clear"], sortindex: bso.sortindex ?? -1 });
    }
  }
  assert.deepEqual(found.reverse(), records);
});

Deno.test("an upload onto what another device wrote first is a conflict, and nothing is overwritten", async () => {
  await using account = await openSyncedAccount();
  await putBso(account.otherSession().server, TABS, { id: id("a"), payload: "theirs" }, {});
  assert.deepEqual(await upload(account.session, recordsOf("a")), { batches: [], code: "conflict.changed" });
});

Deno.test("records too large for the server are named", async () => {
  await using account = serverWith({ max_record_payload_bytes: 10 });
  const error = await failsWith(
    "server.too-large",
    () => prepareUpload(account.session, TABS, recordsOf("abcdefg")),
  );
  assert.match(error.message, /7 records are larger than the server takes: a, b, c, d, e, …$/);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Guid } from "../../../core/ids.ts";
import {
  deleteBso,
  deleteFromCollection,
  type NewBso,
  postBsos,
  putBso,
  readBso,
  readCollection,
  readCollectionIds,
} from "../../../core/sync/storage.ts";
import { failsWith } from "../../support/vectors.ts";
import { id, named, openAccount, seconds, type TestAccount } from "./storage_support.ts";

const BOOKMARKS = named("bookmarks");
const bso = (name: string, more: Partial<NewBso> = {}): NewBso => ({ id: id(name), payload: name, ...more });

/** Writes records one by one, so that each has a time of its own, and gives their times. */
async function putAll({ storage }: TestAccount, ...bsos: readonly NewBso[]) {
  const times = [];
  for (const each of bsos) times.push(await putBso(storage, BOOKMARKS, each, {}));
  return times;
}

async function idsOf({ storage }: TestAccount, query: Parameters<typeof readCollectionIds>[2] = {}) {
  return (await readCollectionIds(storage, BOOKMARKS, query))?.items ?? [];
}

Deno.test("any id and any payload come back as they were written", async () => {
  await using account = await openAccount();
  const { storage } = account;
  const printable = fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  });
  const ids = printable.filter((text) =>
    text.length >= 1 && text.length <= 64 && text !== "." && text !== ".."
  );
  const braced = "{c0ffee00-0000-4000-8000-000000000001}";
  const write = async (text: string, payload: string, sortindex: number) => {
    const name = id(text);
    const modified = await putBso(storage, BOOKMARKS, { id: name, payload, sortindex }, {});
    assert.deepEqual(await readBso(storage, BOOKMARKS, name), { id: name, modified, payload, sortindex });
    assert.equal(await deleteBso(storage, BOOKMARKS, name), true);
    assert.equal(await readBso(storage, BOOKMARKS, name), undefined);
  };
  const payloads = fc.string({ unit: "binary" }).filter((text) => text.isWellFormed());
  const sortindexes = fc.integer({ min: -999_999_999, max: 999_999_999 });
  await fc.assert(fc.asyncProperty(ids, payloads, sortindexes, write), {
    numRuns: 40,
    examples: [[braced, "", 0], ["a/b+c==", "ü\u0000\n", -1], ["100%", '"', 1]],
  });
});

Deno.test("members left out of a write keep what the server has", async () => {
  await using account = await openAccount();
  const { storage } = account;
  await putAll(account, bso("a", { sortindex: 7 }));
  const modified = await putBso(storage, BOOKMARKS, { id: id("a"), payload: "new" }, {});
  assert.deepEqual(await readBso(storage, BOOKMARKS, id("a")), {
    id: "a",
    modified,
    payload: "new",
    sortindex: 7,
  });
});

Deno.test("a listing is narrowed by time, strictly, and by id", async () => {
  await using account = await openAccount();
  const [first, second, third] = await putAll(account, bso("a"), bso("{b}"), bso("c"));
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  assert.deepEqual(await idsOf(account, { newer: first, sort: "oldest" }), ["{b}", "c"]);
  assert.deepEqual(await idsOf(account, { older: third, sort: "oldest" }), ["a", "{b}"]);
  assert.deepEqual(await idsOf(account, { newer: first, older: third }), ["{b}"]);
  assert.deepEqual(await idsOf(account, { ids: [id("{b}"), id("zz"), id("c")], sort: "oldest" }), [
    "{b}",
    "c",
  ]);
});

Deno.test("a listing is sorted as asked", async () => {
  await using account = await openAccount();
  const of = (name: string, sortindex: number) => bso(name, { sortindex });
  await putAll(account, of("a", 2), of("b", 3), of("c", 1));
  assert.deepEqual(await idsOf(account, { sort: "newest" }), ["c", "b", "a"]);
  assert.deepEqual(await idsOf(account, { sort: "oldest" }), ["a", "b", "c"]);
  assert.deepEqual(await idsOf(account, { sort: "index" }), ["b", "a", "c"]);
});

Deno.test("pages joined by their offsets are the whole listing", async () => {
  await using account = await openAccount();
  const { storage } = account;
  const names = ["a", "b", "c", "d", "e"];
  await postBsos(storage, BOOKMARKS, names.map((name) => bso(name)));
  const found: Guid[] = [];
  const sizes: number[] = [];
  let offset: string | undefined;
  do {
    const page = await readCollectionIds(storage, BOOKMARKS, {
      limit: 2,
      ...(offset === undefined ? {} : { offset }),
    });
    sizes.push(page?.items.length ?? 0);
    found.push(...page?.items ?? []);
    offset = page?.nextOffset;
  } while (offset !== undefined);
  assert.deepEqual(found.sort(), names);
  assert.deepEqual(sizes, [2, 2, 1]);
});

Deno.test("a read for what is newer ends with the time it was told", async () => {
  await using account = await openAccount();
  const { storage } = account;
  const [modified = seconds("0")] = await putAll(account, bso("a"));
  const page = await readCollection(storage, BOOKMARKS);
  assert.equal(page?.lastModified, modified);
  assert.equal(await readCollection(storage, BOOKMARKS, { ifModifiedSince: modified }), undefined);
  assert.equal(await readBso(storage, BOOKMARKS, id("a"), { ifModifiedSince: modified }), undefined);
  await putAll(account, bso("b"));
  assert.equal((await readCollection(storage, BOOKMARKS, { ifModifiedSince: modified }))?.items.length, 2);
});

Deno.test("a write on what another device has changed meanwhile is a conflict and changes nothing", async () => {
  await using account = await openAccount();
  const { storage } = account;
  const [before = seconds("0"), after = seconds("0")] = await putAll(
    account,
    bso("a"),
    bso("a", { payload: "theirs" }),
  );
  const stale = { ifUnmodifiedSince: before };
  const writes = [
    () => putBso(storage, BOOKMARKS, bso("a", { payload: "ours" }), stale),
    () => postBsos(storage, BOOKMARKS, [bso("a", { payload: "ours" })], stale),
    () => deleteBso(storage, BOOKMARKS, id("a"), stale),
    () => deleteFromCollection(storage, BOOKMARKS, { ids: [id("a")] }, stale),
    () => deleteFromCollection(storage, BOOKMARKS, "everything", stale),
  ];
  for (const write of writes) await failsWith("conflict.changed", write);
  assert.equal((await readBso(storage, BOOKMARKS, id("a")))?.payload, "theirs");
  await putBso(storage, BOOKMARKS, bso("a", { payload: "ours" }), { ifUnmodifiedSince: after });
  assert.equal((await readBso(storage, BOOKMARKS, id("a")))?.payload, "ours");
});

Deno.test("a write that asks for nothing to be there yet meets what is there", async () => {
  await using account = await openAccount();
  const { storage } = account;
  const first = { ifUnmodifiedSince: seconds("0") };
  await putBso(storage, BOOKMARKS, bso("a"), first);
  await failsWith("conflict.changed", () => putBso(storage, BOOKMARKS, bso("a"), first));
  await putBso(storage, BOOKMARKS, bso("b"), first);
  await failsWith("conflict.changed", () => postBsos(storage, BOOKMARKS, [bso("c")], first));
});

Deno.test("what a batch collects is seen by nobody until it is committed, and then all at once", async () => {
  await using account = await openAccount();
  const { storage } = account;
  const { batch = "" } = await postBsos(storage, BOOKMARKS, [bso("a")], { step: "begin" });
  assert.deepEqual((await postBsos(storage, BOOKMARKS, [bso("b")], { step: { append: batch } })).success, [
    "b",
  ]);
  assert.deepEqual(await idsOf(account), []);
  const { modified } = await postBsos(storage, BOOKMARKS, [bso("c")], { step: { commit: batch } });
  const page = await readCollection(storage, BOOKMARKS);
  assert.deepEqual(page?.items.map((each) => [each.id, each.modified]).sort(), [
    ["a", modified],
    ["b", modified],
    ["c", modified],
  ]);
  await failsWith(
    "server.status",
    () => postBsos(storage, BOOKMARKS, [bso("d")], { step: { append: batch } }),
  );
});

Deno.test("records are removed by id, and the others stay", async () => {
  await using account = await openAccount();
  const { storage } = account;
  await putAll(account, bso("a"), bso("{b}"), bso("c"));
  await deleteFromCollection(storage, BOOKMARKS, { ids: [id("a"), id("{b}"), id("nobody")] });
  assert.deepEqual(await idsOf(account), ["c"]);
  await deleteFromCollection(storage, BOOKMARKS, "everything");
  assert.deepEqual(await idsOf(account), []);
  await deleteFromCollection(storage, named("never"), "everything");
});

Deno.test("a body larger than the server takes is told as too large", async () => {
  await using account = await openAccount({ limits: { max_request_bytes: 500 } });
  await failsWith(
    "server.too-large",
    () => postBsos(account.storage, BOOKMARKS, [bso("a", { payload: "x".repeat(500) })]),
  );
});

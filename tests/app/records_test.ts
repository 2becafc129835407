import assert from "node:assert/strict";
import {
  getRecords,
  listRecords,
  recordColumns,
  type RecordListInput,
  type RecordRow,
} from "../../app/records.ts";
import { isObject } from "../../core/json.ts";
import { failsWith } from "../support/vectors.ts";
import {
  cellsOf,
  cellsOfRow,
  openSynced,
  put,
  putPayloads,
  rowsOf,
  type TestAccount,
} from "./app_support.ts";

/** What JSON shows of each record of a collection. */
async function shown({ app }: TestAccount, input: RecordListInput) {
  return (await cellsOf(listRecords(app, input), "record")).map(({ record }) => record);
}

const objectOf = (collection: string, row: RecordRow, reveal = false) =>
  cellsOfRow(recordColumns(collection, { reveal }), row).record;

const login = { id: "l1", hostname: "https://a.example", username: "ann", password: "hunter2", unknown: [1] };
const card = { id: "c1", entry: { version: 3, "cc-number": "4111111111111111", "cc-name": "Ann" } };

Deno.test("records of a collection that foxden knows nothing of are shown as they are", async () => {
  await using account = await openSynced();
  const record = { id: "x1", any: { thing: [1, null] } };
  const modified = await put(account.app, "future.things", record);
  const listing = listRecords(account.app, { collection: "future.things" });
  assert.equal(listing.kind, "records");
  const [row] = await cellsOf(listing);
  assert.ok(row);
  const { bytes, ...rest } = row;
  assert.deepEqual(rest, { id: "x1", modified: new Date(modified), state: "live", sortindex: null, record });
  assert.ok(Number(bytes) > 100, "the size is that of the sealed payload");
});

Deno.test("passwords and card numbers are left out unless asked for, and what was left out is named", async () => {
  await using account = await openSynced();
  await put(account.app, "passwords", login);
  await put(account.app, "creditcards", card);
  const { password: _, ...withoutPassword } = login;
  assert.deepEqual(await shown(account, { collection: "passwords" }), [{
    ...withoutPassword,
    masked: ["password"],
  }]);
  assert.deepEqual(await shown(account, { collection: "passwords", reveal: true }), [login]);
  assert.deepEqual(await shown(account, { collection: "creditcards" }), [
    { id: "c1", entry: { version: 3, "cc-name": "Ann" }, masked: ["entry.cc-number"] },
  ]);
  assert.deepEqual(await shown(account, { collection: "creditcards", reveal: true }), [card]);
});

Deno.test("the account's own keys are left out too, and meta/global is shown", async () => {
  await using account = await openSynced();
  const [keys] = await shown(account, { collection: "crypto" });
  assert.deepEqual(keys, { id: "keys", collection: "crypto", masked: ["default", "collections"] });
  const [revealed] = await shown(account, { collection: "crypto", reveal: true });
  assert.ok(isObject(revealed) && Array.isArray(revealed.default) && revealed.default.length === 2);
  const [meta] = await shown(account, { collection: "meta" });
  assert.ok(isObject(meta));
  assert.deepEqual([meta.id, meta.storageVersion, meta.masked], ["global", 5, undefined]);
});

Deno.test("live records are listed, or tombstones in their place; bad ones are counted", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "live", name: "n", value: "v" }, {
    id: "gone",
    deleted: true,
    was: "x",
  });
  await putPayloads(account.app, "forms", { bad: "not JSON" });
  assert.deepEqual(await shown(account, { collection: "forms" }), [{ id: "live", name: "n", value: "v" }]);
  const tombstones = listRecords(account.app, { collection: "forms", deleted: true });
  assert.deepEqual(await cellsOf(tombstones, "state", "record"), [
    { state: "tombstone", record: { id: "gone", deleted: true } },
  ]);
  assert.deepEqual(tombstones.malformed(), { count: 1, ids: ["bad"] });
});

Deno.test("raw, every record is its envelope as the server stores it, whatever is inside", async () => {
  await using account = await openSynced();
  const modified = await put(account.app, "passwords", login, { id: "gone", deleted: true });
  await putPayloads(account.app, "passwords", { bad: "not JSON" });
  const listing = listRecords(account.app, { collection: "passwords", raw: true });
  const rows = await cellsOf(listing, "id", "state", "record");
  assert.deepEqual(rows.map(({ id, state }) => [id, state]).sort(), [
    ["bad", "malformed"],
    ["gone", "tombstone"],
    ["l1", "live"],
  ]);
  const record = rows.find(({ id }) => id === "l1")?.record;
  assert.ok(isObject(record));
  assert.deepEqual(Object.keys(record), ["id", "modified", "payload"]);
  assert.equal(record.modified, modified / 1000);
  assert.match(String(record.payload), /^\{"ciphertext":/);
  assert.doesNotMatch(JSON.stringify(rows), /hunter2/);
  assert.equal(listing.malformed().count, 0);
});

Deno.test("raw tombstones are the tombstones alone", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "live", name: "n", value: "v" }, { id: "gone", deleted: true });
  const listing = listRecords(account.app, { collection: "forms", raw: true, deleted: true });
  assert.deepEqual((await cellsOf(listing, "id")).map(({ id }) => id), ["gone"]);
});

Deno.test("only what changed since is listed when asked so", async () => {
  await using account = await openSynced();
  const first = await put(account.app, "forms", { id: "a", name: "n", value: "v" });
  await put(account.app, "forms", { id: "b", name: "n", value: "v" });
  const ids = async (since: string) =>
    (await cellsOf(listRecords(account.app, { collection: "forms", since }), "id")).map(({ id }) => id);
  assert.deepEqual(await ids(new Date(first).toISOString()), ["b"]);
  assert.deepEqual((await ids("1h")).sort(), ["a", "b"]);
  assert.deepEqual(await ids("2099"), []);
});

Deno.test("a name or time that cannot be one is refused before anything is read", async () => {
  await using account = await openSynced();
  account.traces.length = 0;
  const name = await failsWith("usage.value", () => listRecords(account.app, { collection: "a/b" }));
  assert.deepEqual(name.details, { name: "COLLECTION" });
  const since = await failsWith(
    "usage.value",
    () => listRecords(account.app, { collection: "forms", since: "soon" }),
  );
  assert.deepEqual(since.details, { name: "--since" });
  await failsWith("usage.value", () => getRecords(account.app, "forms", ["ä"]));
  assert.deepEqual(account.traces, []);
});

Deno.test("a collection that neither the account nor foxden knows is told; one that is only empty is not", async () => {
  await using account = await openSynced();
  const list = (collection: string) => rowsOf(listRecords(account.app, { collection }));
  await failsWith("not-found.match", () => list("bookmark"));
  assert.deepEqual(await list("bookmarks"), []);
  await put(account.app, "bookmark", { id: "a" });
  assert.equal((await list("bookmark")).length, 1);
});

Deno.test("records are found by id in the order asked for, and those that are not there are named", async () => {
  await using account = await openSynced();
  await put(account.app, "passwords", login, { ...login, id: "{c0ffee00-0000-4000-8000-000000000001}" });
  await put(account.app, "passwords", { id: "gone", deleted: true });
  const ids = ["{c0ffee00-0000-4000-8000-000000000001}", "nobody", "gone", "l1", "l1"];
  const { rows, missing } = await getRecords(account.app, "passwords", ids);
  assert.deepEqual(rows.map(({ id }) => id), [
    "{c0ffee00-0000-4000-8000-000000000001}",
    "gone",
    "l1",
    "l1",
  ]);
  assert.deepEqual(rows.map(({ incoming }) => incoming.kind), ["live", "tombstone", "live", "live"]);
  assert.deepEqual(missing, ["nobody"]);
  const record = rows[2] && objectOf("passwords", rows[2]);
  assert.ok(isObject(record) && record.password === undefined);
});

Deno.test("six characters or more stand for the id that begins so", async () => {
  await using account = await openSynced();
  const ids = ["abcdef111111", "abcdef222222", "{c0ffee00-0000-4000-8000-000000000001}"];
  await put(account.app, "future", ...ids.map((id) => ({ id })));
  const find = (...wanted: string[]) => getRecords(account.app, "future", wanted);
  assert.deepEqual((await find("{c0ffe", "abcdef1")).rows.map(({ id }) => id), [ids[2], ids[0]]);
  assert.deepEqual(await find("{c0ff"), { rows: [], missing: ["{c0ff"] });
  assert.deepEqual((await find("zzzzzz")).missing, ["zzzzzz"]);
  const error = await failsWith("ambiguous.match", () => find("abcdef"));
  assert.ok(error.code === "ambiguous.match");
  assert.deepEqual([...error.details.candidates].sort(), ids.slice(0, 2));
});

Deno.test("many ids are found at once, and payloads of many ids are asked for in several requests", async () => {
  await using account = await openSynced();
  const ids = Array.from({ length: 230 }, (_, i) => `record-${i}`);
  for (let start = 0; start < ids.length; start += 100) {
    await put(account.app, "future", ...ids.slice(start, start + 100).map((id) => ({ id })));
  }
  account.traces.length = 0;
  const found = await getRecords(account.app, "future", ids);
  assert.deepEqual([found.rows.map(({ id }) => id), found.missing], [ids, []]);
  account.traces.length = 0;
  const { rows, missing } = await getRecords(account.app, "future", ids, { raw: true });
  assert.deepEqual([rows.map(({ id }) => id), missing], [ids, []]);
  // The name of a collection of one's own is told to nobody.
  assert.equal(account.traces.filter((line) => line.includes("/storage/… ")).length, 3);
});

Deno.test("a record that does not open is shown as such, without a word of it", async () => {
  await using account = await openSynced();
  await putPayloads(account.app, "passwords", { bad: '{"ciphertext":"hunter2"}' });
  const { rows: [row] } = await getRecords(account.app, "passwords", ["bad"]);
  assert.ok(row);
  assert.deepEqual(objectOf("passwords", row, true), {
    id: "bad",
    malformed: "does not open with the account's keys",
  });
  assert.deepEqual(await rowsOf(listRecords(account.app, { collection: "passwords" })), []);
});

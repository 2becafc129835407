import assert from "node:assert/strict";
import { prepareRemoval, type RemoveInput } from "../../app/remove.ts";
import { deleteBso } from "../../core/sync/storage.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { loseAnswer, meanwhile, openWriting, stored, type WritingAccount } from "./writing_support.ts";

const form = (name: string) => ({ id: name, name: "field", value: "v" });

const find = (
  { app }: WritingAccount,
  collection: string,
  ids: readonly string[],
  over: Partial<RemoveInput> = {},
) => prepareRemoval(app, { collection, ids, hard: false, inParts: false, ...over });

async function remove(
  account: WritingAccount,
  collection: string,
  ids: readonly string[],
  over: Partial<RemoveInput> = {},
) {
  const pending = await find(account, collection, ids, over);
  await pending.commit();
  return pending;
}

Deno.test("records are found by id or its beginning, and a tombstone is left of each", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("abcdefgh"), form("bcdefghi"), form("cdefghij"));
  account.writes.length = 0;
  const pending = await find(account, "forms", ["abcdef", "bcdefghi", "bcdefg", "nosuch"]);
  assert.deepEqual(pending.missing, ["nosuch"]);
  assert.deepEqual(pending.changes.map(({ id, action }) => [id, action]), [["abcdefgh", "remove"], [
    "bcdefghi",
    "remove",
  ]]);
  assert.equal(account.writes.length, 0);
  await pending.commit();
  assert.deepEqual(account.writes.flatMap(({ bsos }) => bsos.map(({ ttl }) => ttl)), [
    94_608_000,
    94_608_000,
  ]);
  assert.deepEqual(await stored(account.app, "forms", "abcdefgh", "bcdefghi", "cdefghij"), {
    abcdefgh: "deleted",
    bcdefghi: "deleted",
    cdefghij: form("cdefghij"),
  });
});

Deno.test("a whole id that is gone does not stand for another that begins so", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("record-10"), form("other"));
  const { changes, missing } = await remove(account, "forms", [], { wholeIds: ["record-1", "other"] });
  assert.deepEqual([changes.map(({ id }) => id), missing], [["other"], ["record-1"]]);
  await failsWith("not-found.record", () => find(account, "forms", [], { wholeIds: ["record-1"] }));
  assert.deepEqual(await stored(account.app, "forms", "record-10"), { "record-10": form("record-10") });
});

Deno.test("an answer lost on its way does not make a removal fail that was done", async () => {
  await using account = await openWriting();
  for (const hard of [false, true]) {
    await put(account.app, "forms", form("a"));
    using trap = loseAnswer(account, hard ? "DELETE" : "POST");
    await remove(account, "forms", ["a"], { hard });
    assert.deepEqual([trap.hits, (await stored(account.app, "forms", "a"))["a"]], [
      1,
      hard ? undefined : "deleted",
    ]);
  }
});

Deno.test("an add-on's tombstone keeps its application; what is deleted is left alone", async () => {
  await using account = await openWriting();
  await put(account.app, "addons", { id: "addon1", applicationID: "{app}", addonID: "x" }, {
    id: "gone",
    deleted: true,
  });
  const { changes } = await remove(account, "addons", ["addon1", "gone"]);
  assert.deepEqual(changes.map(({ action, after }) => [action, after]), [
    ["remove", { id: "addon1", applicationID: "{app}", deleted: true }],
    ["skip", undefined],
  ]);
});

Deno.test("ids of which none is there, and a beginning of several, remove nothing", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("abcdefgh"), form("abcdefgi"));
  account.writes.length = 0;
  await failsWith("not-found.record", () => find(account, "forms", ["nosuch", "abc"]));
  await failsWith("ambiguous.match", () => find(account, "forms", ["abcdefgh", "abcdef"]));
  await failsWith("usage.value", () => find(account, "forms", ["a,b"]));
  assert.equal(account.writes.length, 0);
});

Deno.test("what has no tombstones, and what makes Sync work, is refused", async () => {
  await using account = await openWriting();
  for (const name of ["meta", "crypto", "tabs", "prefs", "clients"]) {
    await failsWith("usage.value", () => find(account, name, ["x"]));
  }
  await failsWith("usage.value", () => find(account, "meta", ["global"], { hard: true }));
  await put(account.app, "clients", { id: "theirs", name: "Pixel" });
  await failsWith("usage.value", () => find(account, "clients", ["theirs"], { hard: true }));
  await put(account.app, "bookmarks", { id: "toolbar", type: "folder", children: [] });
  await failsWith("usage.value", () => find(account, "bookmarks", ["toolbar"]));
  await failsWith("usage.records", () => find(account, "bookmarks", ["toolbar"], { hard: true }));
});

Deno.test("off the server altogether, nothing is left, on condition of the collection's time", async () => {
  await using account = await openWriting();
  const ids = Array.from({ length: 150 }, (_, i) => `record-${i}`);
  const time = await put(account.app, "tabs", ...ids.map((name) => ({ id: name })).slice(0, 100));
  const later = await put(account.app, "tabs", ...ids.slice(100).map((name) => ({ id: name })));
  assert.ok(later > time);
  account.writes.length = 0;
  const { changes } = await remove(account, "tabs", ids, { hard: true });
  assert.equal(changes.length, 150);
  assert.deepEqual(await stored(account.app, "tabs", ...ids), {});
  const [first, second, more] = account.writes;
  assert.deepEqual([first?.method, second?.method, more], ["DELETE", "DELETE", undefined]);
  assert.equal(first?.condition, (later / 1000).toFixed(2));
  assert.ok(Number(second?.condition) > Number(first?.condition), "on condition of the one before");
});

Deno.test("someone else's change to other records is no hindrance, to the same ones it is a conflict", async () => {
  for (const hard of [false, true]) {
    await using account = await openWriting();
    await put(account.app, "forms", form("a"), form("b"));
    {
      using _ = meanwhile(account, () => put(account.app, "forms", form("theirs")));
      await remove(account, "forms", ["a"], { hard });
    }
    assert.equal((await stored(account.app, "forms", "a"))["a"], hard ? undefined : "deleted");
    using _ = meanwhile(account, () => put(account.app, "forms", { ...form("b"), value: "theirs" }));
    await failsWith("conflict.fields", () => remove(account, "forms", ["b"], { hard }));
    assert.deepEqual(await stored(account.app, "forms", "b"), { b: { ...form("b"), value: "theirs" } });
  }
});

Deno.test("what another device took off the server meanwhile is gone, and that is no conflict", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"), form("b"));
  const { server } = await account.app.sync();
  using _ = meanwhile(account, () => deleteBso(server, named("forms"), id("a")));
  await remove(account, "forms", ["a", "b"], { hard: true });
  assert.deepEqual(await stored(account.app, "forms", "a", "b"), {});
});

Deno.test("a collection that is never left alone is given up after three attempts", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  let count = 0;
  using _ = meanwhile(account, () => put(account.app, "forms", form(`theirs${count++}`)), Infinity);
  await failsWith("conflict.changed", () => remove(account, "forms", ["a"], { hard: true }));
  assert.equal(count, 3);
});

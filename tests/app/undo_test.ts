/** Taking back what foxden has changed, whoever has written since. */
import assert from "node:assert/strict";
import { prepareBookmarkEdit } from "../../app/bookmarks/edits.ts";
import { KEPT_OPERATIONS } from "../../app/journal/journal.ts";
import { prepareRemoval } from "../../app/remove.ts";
import { listUndo, prepareUndo } from "../../app/undo/undo.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { model } from "../core/bookmarks/model_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put, putPayloads, rowsOf } from "./app_support.ts";
import {
  download,
  elsewhere,
  filled,
  live,
  openTree,
  soundTree,
  titlesIn,
  undo,
  undoList,
} from "./tree_support.ts";
import { carryOut } from "./writing_child.ts";
import { openWriting, write, type WritingAccount } from "./writing_support.ts";

const form = (name: string, value = "v") => ({ id: name, name: "field", value });

const edit = async ({ open }: WritingAccount, title: string) =>
  await (await prepareBookmarkEdit(open(), { item: "one_________", title })).commit();

Deno.test("a folder of 37 that was deleted is back as it was, record for record", async () => {
  await using account = await openTree(
    model({ menu: [filled("before", 1), filled("large", 37), filled("after", 1)] }),
  );
  const before = await live(account.app);
  await carryOut(account.open(), { kind: "remove", items: ["large_______"] });
  assert.equal((await live(account.app)).size, before.size - 38);
  const { undone } = await undo(account.open());
  assert.deepEqual(undone.map(({ title, records }) => [title, records]), [["bookmarks rm", 39]]);
  assert.deepEqual(await live(account.app), before);
  await soundTree(account.app);
});

Deno.test("several commands are taken back at once, those too that changed the same record", async () => {
  await using account = await openTree();
  const states = [await live(account.app)];
  for (const title of ["first", "second"]) {
    await edit(account, title);
    states.push(await live(account.app));
  }
  await carryOut(account.open(), { kind: "move", items: ["one_________"], folder: "menu" });
  states.push(await live(account.app));
  await carryOut(account.open(), { kind: "remove", items: ["one_________"] });
  assert.deepEqual(await undoList(account.open()), [
    "1 bookmarks rm 2 done",
    "2 bookmarks mv 3 done",
    "3 bookmarks edit 1 done",
    "4 bookmarks edit 1 done",
  ]);
  await undo(account.open(), 1);
  assert.deepEqual(await live(account.app), states[3]);
  await undo(account.open(), 3);
  assert.deepEqual(await live(account.app), states[0]);
  await failsWith("not-found.change", () => undo(account.open()));
});

Deno.test("undo goes further back each time, and never takes itself back", async () => {
  await using account = await openTree();
  const states = [await live(account.app)];
  for (const title of ["first", "second"]) {
    await edit(account, title);
    states.push(await live(account.app));
  }
  await undo(account.open());
  assert.deepEqual(await live(account.app), states[1]);
  assert.deepEqual(await undoList(account.open()), [
    "- undo bookmarks edit 1 done",
    "- bookmarks edit 1 undone",
    "1 bookmarks edit 1 done",
  ]);
  await undo(account.open());
  assert.deepEqual(await live(account.app), states[0]);
  await failsWith("not-found.change", () => undo(account.open()));
});

Deno.test("what was only looked at is still to be taken back", async () => {
  await using account = await openTree();
  await edit(account, "first");
  account.writes.length = 0;
  const { changes, undone } = await prepareUndo(account.open(), { count: 1, force: false });
  assert.deepEqual(changes.map(({ action, members }) => [action, members]), [["change", ["title"]]]);
  assert.equal(undone.length, 1);
  assert.deepEqual([account.writes, await undoList(account.open())], [[], ["1 bookmarks edit 1 done"]]);
  const offline = account.open({ offline: true });
  await failsWith("network.offline", () => undo(offline));
  assert.deepEqual(await undoList(offline), ["1 bookmarks edit 1 done"]);
});

Deno.test("what others have changed since in the same field is not taken back without force", async () => {
  await using account = await openTree();
  await edit(account, "mine");
  const one = (await live(account.app)).get("one_________");
  await put(account.app, "bookmarks", { ...one, id: "one_________", title: "theirs", keyword: "k" });
  account.writes.length = 0;
  const error = await failsWith("conflict.fields", () => undo(account.open()));
  assert.deepEqual(error.details, {
    collection: "bookmarks",
    fields: [{ id: "one_________", field: "title", before: "mine", mine: "one", theirs: "theirs" }],
  });
  assert.deepEqual(account.writes, []);
  await undo(account.open(), 1, true);
  const { title, keyword } = (await live(account.app)).get("one_________") ?? {};
  assert.deepEqual([title, keyword], ["one", "k"]);
});

Deno.test("a change elsewhere between the plan and the write is seen, too", async () => {
  await using account = await openTree();
  await edit(account, "mine");
  const pending = await prepareUndo(account.open(), { count: 1, force: false });
  const one = (await live(account.app)).get("one_________");
  await put(account.app, "bookmarks", { ...one, id: "one_________", title: "theirs" });
  await failsWith("conflict.fields", pending.commit);
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks edit 1 done"]);
});

Deno.test("a folder that others have filled since goes for having been added only by force, and what they put into it stays", async () => {
  await using account = await openTree();
  await carryOut(account.open(), { kind: "move", items: ["two_________"], folder: "menu/New" });
  const state = await soundTree(account.app);
  const [made] = [...state.items.values()].filter((item) => item.type === "folder" && item.title === "New");
  await carryOut(account.open({ env: elsewhere(account) }), {
    kind: "move",
    items: ["one_________"],
    folder: made?.id ?? "",
  });
  await failsWith("conflict.fields", () => undo(account.open()));
  assert.deepEqual(titlesIn(await soundTree(account.app), made?.id ?? ""), ["two", "one"]);
  await undo(account.open(), 1, true);
  const after = await soundTree(account.app);
  assert.ok(!after.items.has(made?.id ?? ""));
  assert.ok(after.items.has("one_________"), "what they have put into it is elsewhere");
  assert.deepEqual(titlesIn(after, "toolbar"), ["two"]);
});

Deno.test("what was taken off the server altogether is back", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"), form("b"));
  await put(account.app, "tabs", { id: "device", clientName: "x", tabs: [] });
  const before = [await live(account.app, "forms"), await live(account.app, "tabs")];
  for (const [collection, ids] of [["forms", ["a", "b"]], ["tabs", ["device"]]] as const) {
    const pending = await prepareRemoval(account.open(), { collection, ids, hard: true, inParts: false });
    await pending.commit();
    assert.equal((await download(account.app, collection)).size, 0);
  }
  await undo(account.open(), 2);
  assert.deepEqual([await live(account.app, "forms"), await live(account.app, "tabs")], before);
});

Deno.test("what was merged into an object goes back, and what others have set in it stays", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", { ...form("p"), more: { x: 1, deep: { y: 1 } } });
  await write(account.open(), "forms", [{ id: "p", more: { x: 5, deep: { new: 1 } } }], { merge: true });
  await put(account.app, "forms", {
    ...form("p"),
    more: { x: 5, theirs: 2, deep: { y: 3, new: 1 } },
    top: 1,
  });
  await undo(account.open());
  assert.deepEqual((await live(account.app, "forms")).get("p"), {
    ...form("p"),
    more: { x: 1, theirs: 2, deep: { y: 3 } },
    top: 1,
  });
});

Deno.test("a write in parts is one command", async () => {
  await using account = await openWriting({ limits: { max_total_records: 2 } });
  await put(account.app, "forms", form("a", "was"));
  const before = await live(account.app, "forms");
  await write(account.open(), "forms", [..."abcde"].map((name) => form(name)), { inParts: true });
  assert.deepEqual(await undoList(account.open()), ["1 records put 5 done"]);
  const written = await live(account.app, "forms");
  account.writes.length = 0;
  await failsWith("server.too-large", () => prepareUndo(account.open(), { count: 1, force: false }));
  assert.deepEqual(account.writes, [], "nothing goes back in parts that nobody has asked for");
  assert.deepEqual(await live(account.app, "forms"), written);
  await (await prepareUndo(account.open(), { count: 1, force: false, inParts: true })).commit();
  assert.deepEqual(await live(account.app, "forms"), before);
});

Deno.test("where somebody else has put it back, there is nothing to write, and undo goes on from there", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a", "was"), form("b", "was"));
  await write(account.open(), "forms", [form("b", "mine")]);
  await write(account.open(), "forms", [form("a", "mine")]);
  await put(account.app, "forms", form("a", "was"));
  account.writes.length = 0;
  await undo(account.open());
  assert.deepEqual(account.writes, []);
  assert.deepEqual(await undoList(account.open()), ["- records put 1 undone", "1 records put 1 done"]);
  await undo(account.open());
  assert.deepEqual((await live(account.app, "forms")).get("b"), form("b", "was"));
});

Deno.test("records that other clients could not use go back, whether they were written or written over", async () => {
  await using account = await openWriting();
  const odd = { id: "old", password: "x" };
  await put(account.app, "passwords", odd);
  const good = { id: "old", hostname: "https://a.example", password: "y" };
  await write(account.open(), "passwords", [good, { id: "new", password: "z" }], { forceShape: true });
  assert.equal((await live(account.app, "passwords")).size, 2);
  await undo(account.open());
  assert.deepEqual([...await live(account.app, "passwords")], [["old", odd]]);
});

Deno.test("a record that did not open before is left as it is now, and in the way of no other", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a", "was"));
  await putPayloads(account.app, "forms", { bad: "{}" });
  await write(account.open(), "forms", [form("a", "mine"), form("bad", "mine")]);
  const { changes } = await undo(account.open());
  assert.deepEqual(changes.map(({ id, action, reason }) => [id, action, reason]), [
    ["a", "change", ""],
    ["bad", "skip", "could not be read before, and stays as it is"],
  ]);
  assert.deepEqual([...await live(account.app, "forms")], [["a", form("a", "was")], [
    "bad",
    form("bad", "mine"),
  ]]);
  assert.deepEqual(await undoList(account.open()), [
    "- undo records put 1 done",
    "- records put 2 undone",
  ]);
});

Deno.test("what was added where nobody reads tombstones is told how to be taken off", async () => {
  await using account = await openWriting();
  await write(account.open(), "prefs", [{ id: "p", value: { x: 1 } }]);
  const error = await failsWith("usage.value", () => undo(account.open()));
  assert.match(error.message, /records rm prefs p --hard/);
});

Deno.test("a write of which nobody knows what became is listed as such, and is taken back only by force", async () => {
  await using account = await openTree();
  const before = await live(account.app);
  await edit(account, "mine");
  const journal = await account.app.journal();
  const [entry] = journal.entries();
  await journal.finish(entry?.seq ?? 0, { state: "unknown" });
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks edit 1 unknown"]);
  await failsWith("conflict.unknown", () => undo(account.open()));
  await undo(account.open(), 1, true);
  assert.deepEqual(await live(account.app), before);
  assert.deepEqual(await undoList(account.open()), [
    "- undo bookmarks edit 1 done",
    "- bookmarks edit 1 undone",
  ]);
});

Deno.test("a write whose records are neither as before nor as after it is not told as done, nor forgotten", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a", "was"));
  const journal = await account.app.journal();
  const change = { id: id("a"), before: form("a", "was"), after: form("a", "mine") };
  await journal.begin({ atMs: 1, title: "records put", collection: named("forms") }, [change]);
  await put(account.app, "forms", form("a", "theirs"));
  const rows = await rowsOf(await listUndo(account.open()));
  assert.deepEqual(rows, [
    {
      n: 1,
      atMs: 1,
      title: "records put",
      recordTitle: "field",
      collections: ["forms"],
      records: 1,
      state: "unknown",
    },
  ]);
  await failsWith("conflict.unknown", () => undo(account.open()));
  await undo(account.open(), 1, true);
  assert.deepEqual((await live(account.app, "forms")).get("a"), form("a", "was"));
});

Deno.test("the oldest command that is kept can be taken back, though that makes room for undo's own entry", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a", "was"));
  await write(account.open(), "forms", [form("a", "mine")]);
  const journal = await account.app.journal();
  for (let n = 1; n < KEPT_OPERATIONS; n++) {
    const change = { id: id(`x${n}`), before: null, after: form(`x${n}`) };
    const { seq } = await journal.begin({ atMs: n, title: "other", collection: named("forms") }, [change]);
    await journal.finish(seq, { state: "undone" });
  }
  await undo(account.open());
  assert.deepEqual((await live(account.app, "forms")).get("a"), form("a", "was"));
  await failsWith("not-found.change", () => undo(account.open()));
});

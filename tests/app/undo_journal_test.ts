/** Undo and a journal that is not as it mostly is: damaged, with writes that are pending, or alternating. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { JournalChange } from "../../app/journal/journal.ts";
import { isJournalFault } from "../../app/journal/open.ts";
import { deleteFromCollection } from "../../core/sync/storage.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { live, openTree, undo, undoList } from "./tree_support.ts";
import { carryOut } from "./writing_child.ts";
import { openWriting, write, type WritingAccount } from "./writing_support.ts";

const form = (name: string, value = "v") => ({ id: name, name: "field", value });

/** The record `name` from one value to another; null for none. */
const step = (name: string, was: string | null, value: string): JournalChange => ({
  id: id(name),
  before: was === null ? null : form(name, was),
  after: form(name, value),
});

/** Spoils the newest box as a disk may do. */
function spoilNewest({ home }: WritingAccount): void {
  using sqlite = new DatabaseSync(`${home}/default/journal.db`);
  sqlite.exec("UPDATE box SET box = zeroblob(length(box)) WHERE place = (SELECT max(place) FROM box)");
}

/** A write to forms of which nobody knows how it ended, as a process that was killed leaves it. */
async function leavePending({ app }: WritingAccount, ...changes: readonly JournalChange[]): Promise<void> {
  const journal = await app.journal();
  await journal.begin({ atMs: 1, title: "records put", collection: named("forms") }, changes);
}

const failsAsDamaged = (act: () => Promise<unknown>) =>
  assert.rejects(act, (error) => isJournalFault(error, "damaged"));

const SET_ASIDE = /^warning: the journal was damaged .*can no longer be undone$/;

Deno.test("a pending write that cannot be read stops one write, and no other", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a", "was"));
  await leavePending(account, step("a", "was", "mine"));
  spoilNewest(account);
  account.app[Symbol.dispose]();
  account.writes.length = 0;
  await failsAsDamaged(() => write(account.open(), "forms", [form("b")]));
  assert.deepEqual([account.writes, account.warnings], [[], []]);
  await write(account.open(), "forms", [form("b")]);
  assert.match(account.warnings.join(), SET_ASIDE);
  assert.deepEqual(await undoList(account.open()), ["1 records put 1 done"]);
});

Deno.test("a write that cannot be read stops one undo, and the same process goes on with another journal", async () => {
  await using account = await openWriting();
  const app = account.open();
  for (const name of ["a", "b"]) await write(app, "forms", [form(name)]);
  spoilNewest(account);
  await failsAsDamaged(() => undo(app));
  assert.deepEqual(account.warnings, []);
  await write(app, "forms", [form("c")]);
  assert.match(account.warnings.join(), SET_ASIDE);
  assert.deepEqual(await undoList(account.open()), ["1 records put 1 done"]);
  await undo(app);
  assert.deepEqual([...(await live(account.app, "forms")).keys()], ["a", "b"]);
});

Deno.test("a list of what was changed that meets a damaged entry costs one list", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a", "was"));
  await leavePending(account, step("a", "was", "mine"));
  spoilNewest(account);
  const app = account.open();
  await failsAsDamaged(() => undoList(app));
  assert.deepEqual(await undoList(app), []);
  assert.match(account.warnings.join(), SET_ASIDE);
});

Deno.test("what is pending has no number, nor has what is older: nobody knows yet which one is the newest", async () => {
  await using account = await openWriting();
  for (const value of ["1", "2"]) await write(account.open(), "forms", [form("a", value)]);
  await leavePending(account, step("a", "2", "3"));
  const offline = account.open({ offline: true });
  assert.deepEqual(await undoList(offline), [
    "- records put 1 pending",
    "- records put 1 done",
    "- records put 1 done",
  ]);
  const { undone } = await undo(account.open());
  assert.deepEqual(undone.map(({ atMs }) => atMs === 1), [false], "it never arrived, and is not taken back");
  assert.deepEqual([...await live(account.app, "forms")], [["a", form("a", "1")]]);
});

Deno.test("writes of two commands that alternate go back in the order in which they were made", async () => {
  await using account = await openWriting();
  const journal = await account.app.journal();
  const begin = async (operation: number | undefined, change: JournalChange) => {
    const about = { atMs: 1, title: "records put", collection: named("forms"), operation };
    const { seq } = await journal.begin(about, [change]);
    await journal.finish(seq, { state: "done" });
    return seq;
  };
  const first = await begin(undefined, step("a", null, "1"));
  await begin(undefined, step("a", "1", "2"));
  await begin(first, step("a", "2", "3"));
  await put(account.app, "forms", form("a", "3"), form("b"));
  await undo(account.open(), 2);
  assert.deepEqual([...await live(account.app, "forms")], [["b", form("b")]]);
  await failsWith("not-found.change", () => undo(account.open()));
});

Deno.test("as many are taken back as there are, and it is said how many", async () => {
  await using account = await openWriting();
  for (const name of ["a", "b"]) await write(account.open(), "forms", [form(name)]);
  const { undone } = await undo(account.open(), 5);
  assert.equal(undone.length, 2);
  assert.equal((await live(account.app, "forms")).size, 0);
});

Deno.test("a root folder that foxden had to make stays when what it was made for goes", async () => {
  await using account = await openTree();
  const { server } = await account.open().sync();
  await deleteFromCollection(server, named("bookmarks"), { ids: [id("mobile")] }, {});
  const before = await live(account.app);
  assert.ok(!before.has("mobile"));
  await carryOut(account.open(), { kind: "add", title: "mine", folder: "mobile" });
  assert.ok((await live(account.app)).has("mobile"));
  await undo(account.open());
  const after = await live(account.app);
  assert.deepEqual(after.get("mobile")?.["children"], []);
  assert.deepEqual([...after.keys()].filter((name) => !before.has(name)), ["mobile"]);
});

Deno.test("a damaged journal is set aside and told, and undo says that there is nothing", async () => {
  await using account = await openTree();
  await carryOut(account.open(), { kind: "add", title: "mine", folder: "menu" });
  const path = `${account.home}/default/journal.db`;
  for (const suffix of ["-wal", "-shm"]) await Deno.remove(path + suffix).catch(() => {});
  await Deno.writeFile(path, new Uint8Array(70_000).fill(42));
  account.warnings.length = 0;
  await failsWith("not-found.change", () => undo(account.open()));
  assert.match(account.warnings.join(), /^warning: the journal was damaged .*can no longer be undone$/);
  await carryOut(account.open(), { kind: "add", title: "again", folder: "menu" });
  assert.deepEqual(await undoList(account.open()), ["1 bookmarks add 2 done"]);
});

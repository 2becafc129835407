/** Bringing records back from a backup, through the ordinary way of writing. */
import assert from "node:assert/strict";
import { createBackup } from "../../app/backup/create.ts";
import { prepareRestore, type RestoreInput } from "../../app/backup/restore.ts";
import type { App } from "../../app/open.ts";
import { deleteFromCollection, readBso } from "../../core/sync/storage.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { download, elsewhere, live, openTree, soundTree, titlesIn, undo, undoList } from "./tree_support.ts";
import { carryOut } from "./writing_child.ts";
import { meanwhile, type WritingAccount } from "./writing_support.ts";

const form = (name: string, value = "v") => ({ id: name, name: "field", value });

const pathOf = ({ home }: WritingAccount): string => `${home}/test.fxbackup`;

/** An account with bookmarks, forms and what is never restored, and a backup of all that. */
async function openBackedUp(): Promise<WritingAccount> {
  const account = await openTree();
  const { app } = account;
  await put(app, "forms", form("same"), form("changed"), form("deleted"), form("gone"));
  await put(app, "clients", { id: "theirs", name: "Pixel", type: "mobile" });
  await put(app, "tabs", { id: "theirs", clientName: "Pixel", tabs: [] });
  await createBackup(app, { path: pathOf(account), key: { kind: "profile" } });
  account.writes.length = 0;
  return account;
}

/** What happens to the account after its backup. */
async function spoil(account: WritingAccount): Promise<void> {
  const { app } = account;
  await put(app, "forms", form("changed", "spoilt"), { id: "deleted", deleted: true }, form("new"));
  await deleteFromCollection((await app.sync()).server, named("forms"), { ids: [id("gone")] });
  const other = account.open({ env: elsewhere(account) });
  await carryOut(other, { kind: "remove", items: ["work________"] });
  await carryOut(other, { kind: "add", title: "New", folder: "menu" });
  await put(app, "clients", { id: "theirs", name: "Renamed", type: "mobile" });
  account.writes.length = 0;
}

const plan = (app: App, account: WritingAccount, over: Partial<RestoreInput> = {}) =>
  prepareRestore(app, {
    path: pathOf(account),
    passphrase: () => Promise.reject(new Error("nobody is asked")),
    missingOnly: false,
    inParts: false,
    force: false,
    ...over,
  });

const statesOf = (app: App) => Promise.all(["bookmarks", "forms", "clients"].map((name) => live(app, name)));

Deno.test("an account is what its backup says, but for what is each device's own", async () => {
  await using account = await openBackedUp();
  const [bookmarks, forms] = await statesOf(account.app);
  await spoil(account);
  const spoilt = await statesOf(account.app);
  const pending = await plan(account.open(), account);
  assert.deepEqual([pending.collections, pending.leftOut], [["bookmarks", "forms"], ["clients", "tabs"]]);
  assert.deepEqual(account.writes, [], "a plan writes nothing");
  account.warnings.length = 0;
  const changes = await pending.commit();
  assert.deepEqual(await statesOf(account.app), [bookmarks, forms, spoilt[2]]);
  await soundTree(account.app);
  assert.deepEqual((await download(account.app, "forms")).get("new"), { id: "new", deleted: true });
  const told = changes.filter(({ collection }) => collection === "forms").map((
    { id, action },
  ) => [id, action]);
  assert.deepEqual(told.toSorted(), [["changed", "change"], ["deleted", "add"], ["gone", "add"], [
    "new",
    "remove",
  ]]);
  assert.ok(
    account.writes.every(({ target }) => /^(bookmarks|forms)/.test(target)),
    "meta/global is left alone",
  );
  assert.match(account.warnings.join(), /^backup: .*-restore\.fxbackup$/);
});

Deno.test("a restore is taken back as one command", async () => {
  await using account = await openBackedUp();
  await spoil(account);
  const spoilt = await statesOf(account.app);
  await (await plan(account.open(), account)).commit();
  assert.deepEqual(await undoList(account.open()), ["1 backup restore 12 done"]);
  await undo(account.open());
  assert.deepEqual(await statesOf(account.app), spoilt);
});

Deno.test("the backup made before a restore holds what was there, so that a restore of it takes it back, too", async () => {
  await using account = await openBackedUp();
  await spoil(account);
  const spoilt = await statesOf(account.app);
  account.warnings.length = 0;
  await (await plan(account.open(), account)).commit();
  const [warning = ""] = account.warnings;
  await (await plan(account.open(), account, { path: warning.replace("backup: ", "") })).commit();
  assert.deepEqual(await statesOf(account.app), spoilt);
});

Deno.test("what is so already is not sent, and then nothing is backed up either", async () => {
  await using account = await openBackedUp();
  account.warnings.length = 0;
  const pending = await plan(account.open(), account);
  assert.deepEqual(pending.changes, []);
  await pending.commit();
  assert.deepEqual([account.writes, account.warnings], [[], []]);
  assert.deepEqual(await undoList(account.open()), []);
});

Deno.test("on demand only what is gone comes back, and nothing is changed or removed", async () => {
  await using account = await openBackedUp();
  await spoil(account);
  await (await plan(account.open(), account, { missingOnly: true })).commit();
  const forms = await live(account.app, "forms");
  assert.deepEqual([...forms.keys()], ["changed", "deleted", "gone", "new", "same"]);
  assert.deepEqual(forms.get("changed"), form("changed", "spoilt"));
  const tree = await soundTree(account.app);
  assert.deepEqual(new Set(titlesIn(tree, "menu")), new Set(["Home", "New", "Work"]));
  assert.deepEqual(titlesIn(tree, "work________"), ["inner", "three"]);
});

Deno.test("single records come back, and a bookmark whose folder is gone gets a place", async () => {
  await using account = await openBackedUp();
  await spoil(account);
  await (await plan(account.open(), account, { ids: ["gone", "three_______"] })).commit();
  const tree = await soundTree(account.app);
  assert.ok(tree.items.has("three_______"));
  assert.ok(!tree.items.has("work________"));
  const forms = await live(account.app, "forms");
  assert.deepEqual([forms.has("gone"), forms.has("deleted")], [true, false]);
  account.writes.length = 0;
  await failsWith("not-found.match", () => plan(account.open(), account, { ids: ["gone", "nosuch"] }));
  assert.deepEqual(account.writes, []);
});

Deno.test("only the collections that are wanted come back, and one that the backup lacks is told", async () => {
  await using account = await openBackedUp();
  await spoil(account);
  const [bookmarks] = await statesOf(account.app);
  await (await plan(account.open(), account, { only: ["forms"] })).commit();
  const [after, forms] = await statesOf(account.app);
  assert.deepEqual(after, bookmarks);
  assert.equal(forms?.has("gone"), true);
  await failsWith("not-found.match", () => plan(account.open(), account, { only: ["history"] }));
});

Deno.test("what another device changes between the plan and the write is a conflict, unless by force", async () => {
  await using account = await openBackedUp();
  await spoil(account);
  for (const force of [false, true]) {
    const pending = await plan(account.open(), account, { only: ["forms"], force });
    using _ = meanwhile(account, () => put(account.open(), "forms", form("changed", `theirs ${force}`)));
    if (force) await pending.commit();
    else await failsWith("conflict.fields", pending.commit);
  }
  assert.deepEqual((await live(account.app, "forms")).get("changed"), form("changed"));
});

Deno.test("a backup that is damaged anywhere restores nothing at all", async () => {
  await using account = await openBackedUp();
  await spoil(account);
  const bytes = await Deno.readFile(pathOf(account));
  for (const at of [bytes.length - 1, Math.floor(bytes.length / 2)]) {
    const damaged = Uint8Array.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    await Deno.writeFile(pathOf(account), damaged);
    await failsWith("findings.backup", () => plan(account.open(), account));
  }
  await Deno.writeFile(pathOf(account), bytes.slice(0, -20));
  await failsWith("findings.backup", () => plan(account.open(), account));
  assert.deepEqual(account.writes, []);
});

Deno.test("nothing is restored offline", async () => {
  await using account = await openBackedUp();
  await failsWith("network.offline", () => plan(account.open({ offline: true }), account));
});

Deno.test("a restore leaves meta/global and crypto/keys as they are", async () => {
  await using account = await openBackedUp();
  const { server } = await account.app.sync();
  const bootstrap = async () => [
    await readBso(server, named("meta"), id("global")),
    await readBso(server, named("crypto"), id("keys")),
  ];
  const before = await bootstrap();
  await spoil(account);
  await (await plan(account.open(), account)).commit();
  assert.deepEqual(await bootstrap(), before);
});

Deno.test("what is not in the backup stays where nobody reads tombstones", async () => {
  await using account = await openBackedUp();
  await put(account.app, "prefs", { id: "app1", value: { a: 1 } });
  await createBackup(account.app, { path: pathOf(account), key: { kind: "profile" }, overwrite: true });
  await put(account.app, "prefs", { id: "app1", value: { a: 2 } }, { id: "app2", value: {} });
  await (await plan(account.open(), account, { only: ["prefs"] })).commit();
  const prefs = await live(account.open(), "prefs");
  assert.deepEqual([...prefs.keys()], ["app1", "app2"]);
  assert.deepEqual(prefs.get("app1")?.["value"], { a: 1 });
});

/** What a restore must leave alone, or tell: what a backup could not hold, what is never synced, and whose it is. */
import assert from "node:assert/strict";
import { createBackup } from "../../app/backup/create.ts";
import { prepareRestore, type RestoreInput } from "../../app/backup/restore.ts";
import type { App } from "../../app/open.ts";
import { prepareRemoval } from "../../app/remove.ts";
import type { Cleartext } from "../../core/crypto/payload.ts";
import { deleteFromCollection, postBsos } from "../../core/sync/storage.ts";
import { sealRecords } from "../../core/sync/upload.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { put, putPayloads } from "./app_support.ts";
import { live, openTree } from "./tree_support.ts";
import { openWriting, type WritingAccount } from "./writing_support.ts";

const form = (name: string, value = "v") => ({ id: name, name: "field", value });

const pathOf = ({ home }: WritingAccount): string => `${home}/test.fxbackup`;

const plan = (app: App, account: WritingAccount, over: Partial<RestoreInput> = {}) =>
  prepareRestore(app, {
    path: pathOf(account),
    passphrase: () => Promise.reject(new Error("nobody is asked")),
    missingOnly: false,
    inParts: false,
    force: false,
    ...over,
  });

/** What no key of the account opens. */
const SEALED_ELSEWHERE = '{"ciphertext":"AAAA","IV":"AAAAAAAAAAAAAAAAAAAAAA==","hmac":"00"}';

/** Makes the backup of what is there now. */
const backUpNow = ({ app }: WritingAccount, path: string, kind: "profile" | "plaintext" = "profile") =>
  createBackup(app, { path, key: { kind }, overwrite: true });

const told = (
  { changes }: { readonly changes: readonly { readonly action: string; readonly id: string }[] },
) => changes.map(({ action, id }) => `${action} ${id}`).toSorted();

Deno.test("nothing is removed where the backup lacks records that did not open, and that is told", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  await putPayloads(account.app, "forms", { u: SEALED_ELSEWHERE });
  await backUpNow(account, pathOf(account));
  await put(account.app, "forms", form("u", "written again by its device"), form("a", "spoilt"), form("new"));
  const pending = await plan(account.open(), account);
  assert.deepEqual(told(pending), ["change a"]);
  assert.deepEqual(pending.warnings.filter((each) => each.includes("forms could")), [
    "warning: 1 record of forms could not be read when the backup was made, so nothing is removed there",
  ]);
  await pending.commit();
  assert.deepEqual([...(await live(account.open(), "forms")).keys()], ["a", "new", "u"]);
  for (const over of [{ missingOnly: true }, { ids: ["a"] }]) {
    const some = await plan(account.open(), account, over);
    assert.deepEqual(some.warnings.filter((each) => each.includes("forms could")), []);
  }
});

Deno.test("a record that the backup holds as text stays, whatever it is by now", async () => {
  await using account = await openWriting();
  const session = await account.app.sync();
  const text = { id: id("text"), clear: "no JSON" as Cleartext };
  await postBsos(session.server, named("forms"), await sealRecords(session, named("forms"), [text]));
  await put(account.app, "forms", form("a"));
  await backUpNow(account, pathOf(account));
  assert.deepEqual((await plan(account.open(), account)).changes, []);
  await put(account.app, "forms", form("text", "mended by its device"), form("new"));
  assert.deepEqual(told(await plan(account.open(), account)), ["remove new"]);
});

/** A folder that each Firefox has for itself, as some old client wrote it. */
const PLACES = { id: "places", type: "folder", title: "", children: ["menu"], parentid: "", dateAdded: 1 };

Deno.test("a folder that is never synced keeps no backup from being restored, and is left alone", async () => {
  await using account = await openTree();
  const { app } = account;
  const before = await live(app);
  await backUpNow(account, pathOf(account));
  await put(app, "bookmarks", PLACES, { ...PLACES, id: "tags" });
  const newer = await plan(account.open(), account);
  assert.deepEqual(newer.changes, []);
  const sentence = "of bookmarks left alone: each Firefox has these folders for itself";
  assert.deepEqual(newer.warnings.filter((each) => each.includes("alone")), [
    `warning: 2 records ${sentence}`,
  ]);
  await backUpNow(account, pathOf(account));
  await deleteFromCollection((await app.sync()).server, named("bookmarks"), "everything");
  await put(app, "bookmarks", { ...PLACES, id: "pinned" });
  const older = await plan(account.open(), account);
  assert.deepEqual(older.warnings.filter((each) => each.includes("alone")), [
    `warning: 3 records ${sentence}`,
  ]);
  await older.commit();
  const after = await live(account.open());
  assert.ok(after.delete("pinned"), "it is as it was");
  assert.deepEqual(after, before);
  const one = await plan(account.open(), account, { ids: ["tags"] });
  assert.deepEqual([one.changes, one.warnings.filter((each) => each.includes("alone"))], [[], [
    `warning: 1 record ${sentence}`,
  ]]);
});

Deno.test("a root that the backup does not have is emptied, also where nobody can make sense of it", async () => {
  await using account = await openTree();
  const { app } = account;
  await deleteFromCollection((await app.sync()).server, named("bookmarks"), { ids: [id("mobile")] });
  await backUpNow(account, pathOf(account));
  const lost = {
    id: "lost________",
    type: "bookmark",
    title: "l",
    bmkUri: "https://l.example/",
    parentid: "mobile",
  };
  const mobile = { id: "mobile", type: "folder", title: "mobile", parentid: "places", children: [lost.id] };
  for (const root of [mobile, { ...mobile, type: 7 }, { id: "mobile", children: "odd" }]) {
    await put(app, "bookmarks", { ...root, more: "kept" }, lost);
    const pending = await plan(account.open(), account);
    assert.deepEqual(told(pending), ["change mobile", "remove lost________"]);
    await pending.commit();
    const now = (await live(account.open())).get("mobile");
    assert.deepEqual([now?.["type"], now?.["children"], now?.["more"]], ["folder", [], "kept"]);
  }
});

Deno.test("a backup of another account is told as such, with that account's address", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("mine"));
  await backUpNow(account, pathOf(account));
  assert.equal((await plan(account.open(), account)).foreign, undefined);
  await using other = await openWriting();
  await put(other.app, "forms", form("theirs"));
  await backUpNow(other, pathOf(other), "plaintext");
  const { email } = await other.app.secrets();
  const pending = await plan(account.open(), account, { path: pathOf(other) });
  assert.equal(pending.foreign, email);
  assert.equal(pending.warnings[0], `warning: this backup is of another account, ${email}`);
  await backUpNow(account, pathOf(account), "plaintext");
  const own = await plan(account.open(), account);
  assert.deepEqual([own.foreign, own.warnings.filter((each) => each.includes("account,"))], [undefined, []]);
});

Deno.test("what is written over or taken off that no backup holds is told, before it goes", async () => {
  const sentence = "warning: 1 record does not open with the account's keys, and is in no backup";
  await using account = await openWriting();
  const { app } = account;
  await put(app, "forms", form("a"), form("b"), { id: "t", deleted: true });
  await backUpNow(account, pathOf(account));
  await putPayloads(app, "forms", { a: SEALED_ELSEWHERE });
  account.warnings.length = 0;
  await (await plan(account.open(), account)).commit();
  assert.match(account.warnings[0] ?? "", /^backup: /);
  assert.deepEqual(account.warnings.slice(1), [sentence]);
  await putPayloads(app, "forms", { x: SEALED_ELSEWHERE });
  account.warnings.length = 0;
  const input = { collection: "forms", ids: ["b", "t", "x"], hard: true, inParts: false };
  await (await prepareRemoval(account.open(), input)).commit();
  assert.deepEqual(account.warnings.slice(1), [sentence]);
});

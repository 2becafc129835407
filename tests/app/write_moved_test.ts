/** What happens to an account between the plan of a write and the write itself: nothing nobody agreed to is written. */
import assert from "node:assert/strict";
import { createBackup } from "../../app/backup/create.ts";
import { prepareRestore } from "../../app/backup/restore.ts";
import { prepareBookmarkEdit } from "../../app/bookmarks/edits.ts";
import { importKeyBundle } from "../../core/crypto/payload.ts";
import { newCryptoKeys } from "../../core/sync/meta.ts";
import { deleteFromCollection, putBso } from "../../core/sync/storage.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { assertMirrored, download, openTree } from "./tree_support.ts";
import { openWriting, plan, stored } from "./writing_support.ts";

const form = (name: string, value = "v") => ({ id: name, name: "field", value });

Deno.test("nothing is written into a collection that was emptied meanwhile, and the mirror knows of it", async () => {
  await using account = await openTree();
  const pending = await prepareBookmarkEdit(account.app, { item: "one_________", title: "mine" });
  await deleteFromCollection((await account.open().sync()).server, named("bookmarks"), "everything", {});
  await failsWith("conflict.fields", pending.commit);
  assert.equal((await download(account.open())).size, 0);
  await assertMirrored(account, account.app, "bookmarks", { mode: "pull" });
});

Deno.test("what is written opens with the keys that were put in place meanwhile", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a", "old"));
  const pending = await plan(account.open(), "forms", [form("a", "new")]);
  const other = account.open();
  const { server } = await other.syncBeforeSetup();
  const { syncKey } = await other.secrets();
  const payload = await newCryptoKeys(await importKeyBundle(syncKey.k), server.ctx.random);
  await putBso(server, named("crypto"), { id: id("keys"), payload }, {});
  // What was sealed with the former keys nobody reads any more.
  await put(account.open(), "forms", form("a", "old"));
  await pending.commit();
  assert.deepEqual(await stored(account.open(), "forms", "a"), { a: form("a", "new") });
});

Deno.test("a restore does not remove what came to be after it was agreed on", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  const path = `${account.home}/x.fxbackup`;
  await createBackup(account.app, { path, key: { kind: "profile" }, only: ["forms"] });
  await put(account.app, "forms", form("gone"));
  const passphrase = () => Promise.reject(new Error("nobody is asked"));
  const input = { path, passphrase, missingOnly: false, inParts: false };
  const pending = await prepareRestore(account.open(), { ...input, force: false });
  await put(account.open(), "forms", form("precious"));
  const error = await failsWith("conflict.fields", pending.commit);
  assert.ok(error.code === "conflict.fields");
  const [field] = error.details.fields;
  assert.deepEqual([field?.id, field?.field, field?.record], ["precious", null, "changed"]);
  const kept = await stored(account.open(), "forms", "gone", "precious");
  assert.deepEqual([kept["gone"], kept["precious"]], [form("gone"), form("precious")]);
  const forced = await prepareRestore(account.open(), { ...input, force: true });
  await put(account.open(), "forms", form("late"));
  await assert.rejects(
    forced.commit((changes) => {
      assert.ok(changes.some((change) => String(change.id) === "late"), "the new plan is shown");
      throw new Error("not agreed");
    }),
    /not agreed/,
  );
  assert.deepEqual((await stored(account.open(), "forms", "late"))["late"], form("late"));
});

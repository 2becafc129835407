/** Taking changes to bookmarks back in a tree that others have changed since leaves it sound, or is refused. */
import assert from "node:assert/strict";
import { prepareRepair } from "../../app/bookmarks/check.ts";
import { prepareBookmarkAdd, prepareBookmarkEdit } from "../../app/bookmarks/edits.ts";
import { createBackup } from "../../app/backup/create.ts";
import { prepareRestore } from "../../app/backup/restore.ts";
import { prepareUndo } from "../../app/undo/undo.ts";
import { checkBookmarks } from "../../core/bookmarks/check.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { addElsewhere, live, openTree, soundTree, titlesIn, treeOf, undo } from "./tree_support.ts";

Deno.test("a folder that others have filled since is taken back only by force, and what they put there gets a place", async () => {
  await using account = await openTree();
  const items = [{ type: "folder" as const, title: "Mine" }];
  const pending = await prepareBookmarkAdd(account.app, { items, folder: "toolbar", makeFolders: false });
  await pending.commit();
  await addElsewhere(account, "theirs", pending.ids[0]);
  await failsWith("conflict.fields", () => prepareUndo(account.app, { count: 1, force: false }));
  await undo(account.app, 1, true);
  const state = await soundTree(account.open());
  assert.ok(titlesIn(state, "unfiled").includes("theirs"));
  assert.ok(!titlesIn(state, "toolbar").includes("Mine"));
});

Deno.test("a tag that another device has given the same page since stays with the page", async () => {
  await using account = await openTree();
  await (await prepareBookmarkEdit(account.app, { item: "one_________", addTags: ["kept"] })).commit();
  const app = account.open();
  const menu = (await live(app)).get("menu");
  const children = Array.isArray(menu?.["children"]) ? menu["children"] : [];
  await put(
    app,
    "bookmarks",
    {
      ...{ id: "again_______", type: "bookmark", title: "again", bmkUri: "https://one.example/" },
      ...{ parentid: "menu", parentName: "menu", tags: ["kept"] },
    },
    { ...menu, id: "menu", children: [...children, "again_______"] },
  );
  await undo(account.app);
  await soundTree(account.open());
});

Deno.test("a repair is taken back with a warning, and one among several does not hide what else would break", async () => {
  await using account = await openTree();
  const app = account.open();
  const two = (await live(app)).get("two_________");
  await put(app, "bookmarks", { ...two, id: "two_________", parentid: "nowhere_____" });
  const broken = checkBookmarks(await treeOf(account.open())).map(({ kind, id }) => [kind, id]);
  const items = [{ type: "folder" as const, title: "Mine" }];
  const added = await prepareBookmarkAdd(account.app, { items, folder: "menu", makeFolders: false });
  await added.commit();
  await (await prepareRepair(account.app, () => Promise.resolve())).commit();
  await soundTree(account.open());
  await addElsewhere(account, "theirs", added.ids[0]);
  await failsWith("conflict.fields", () => prepareUndo(account.app, { count: 2, force: false }));
  const one = await prepareUndo(account.app, { count: 1, force: false });
  assert.match(one.warnings.join("\n"), /takes a repair back/);
  await one.commit();
  assert.deepEqual(checkBookmarks(await treeOf(account.open())).map(({ kind, id }) => [kind, id]), broken);
});

Deno.test("what is restored gets a place, and what was out of order elsewhere is left alone", async () => {
  await using account = await openTree();
  const path = `${account.home}/backup`;
  await createBackup(account.app, { path, key: { kind: "profile" } });
  const app = account.open();
  const before = await live(app);
  await put(app, "bookmarks", {
    ...before.get("two_________"),
    id: "two_________",
    parentid: "nowhere_____",
  });
  const toolbar = before.get("toolbar");
  await put(
    app,
    "bookmarks",
    { id: "one_________", deleted: true },
    { ...toolbar, id: "toolbar", children: ["two_________"] },
  );
  const input = { path, passphrase: () => Promise.reject(new Error("nobody is asked")), missingOnly: true };
  const pending = await prepareRestore(account.app, {
    ...input,
    ids: ["one_________"],
    inParts: false,
    force: false,
  });
  const written = pending.changes.filter(({ after }) => after).map(({ id }) => String(id));
  assert.deepEqual(written.toSorted(), ["one_________", "toolbar"]);
  await pending.commit();
  const left = checkBookmarks(await treeOf(account.open())).map(({ id }) => id);
  assert.deepEqual(left, ["two_________"]);
});

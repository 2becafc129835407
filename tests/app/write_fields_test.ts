/** Fields that two sides change: one is told of the other, and all the rest is put together. */
import assert from "node:assert/strict";
import { prepareBookmarkEdit, prepareBookmarkMove } from "../../app/bookmarks/edits.ts";
import { listBookmarks } from "../../app/bookmarks/list.ts";
import type { App } from "../../app/open.ts";
import { failsWith } from "../support/vectors.ts";
import { put, rowsOf } from "./app_support.ts";
import { addElsewhere, live, openTree, SEEN, soundTree, titlesIn, undoList } from "./tree_support.ts";
import { meanwhile, type WritingAccount } from "./writing_support.ts";

/** An application that has listed the bookmarks, and then another device changes one. */
async function afterLook(account: WritingAccount, change: Readonly<Record<string, unknown>>): Promise<App> {
  const app = account.open(SEEN);
  await rowsOf(await listBookmarks(app, {}));
  const one = (await live(account.open())).get("one_________");
  await put(account.open(), "bookmarks", { ...one, id: "one_________", ...change });
  return app;
}

Deno.test("a field that somebody else has changed since it was listed is not overwritten", async () => {
  await using account = await openTree();
  const app = await afterLook(account, { title: "theirs" });
  const edit = (force = false) => prepareBookmarkEdit(app, { item: "one_________", title: "mine", force });
  const error = await failsWith("conflict.fields", edit);
  assert.deepEqual(error.details, {
    collection: "bookmarks",
    fields: [{ id: "one_________", field: "title", before: "one", mine: "mine", theirs: "theirs" }],
  });
  assert.deepEqual(account.writes.filter(({ condition }) => condition !== null), [], "nothing was sent");
  assert.deepEqual(await undoList(app), []);
  await (await edit(true)).commit();
  assert.equal((await live(app)).get("one_________")?.["title"], "mine");
});

Deno.test("other fields that somebody else has changed since are kept, and so are those that are wanted alike", async () => {
  await using account = await openTree();
  const app = await afterLook(account, { tags: ["theirs"], title: "mine", new: 1 });
  const pending = await prepareBookmarkEdit(app, { item: "one_________", title: "mine", keyword: "k" });
  await pending.commit();
  const { title, tags, keyword, new: other } = (await live(app)).get("one_________") ?? {};
  assert.deepEqual({ title, tags, keyword, other }, {
    title: "mine",
    tags: ["theirs"],
    keyword: "k",
    other: 1,
  });
  await soundTree(app);
});

Deno.test("a folder that both sides have put something into since holds all of it", async () => {
  await using account = await openTree();
  const app = account.open(SEEN);
  await rowsOf(await listBookmarks(app, {}));
  await addElsewhere(account, "Theirs");
  const move = { items: ["one_________"], folder: "menu", makeFolders: false };
  await (await prepareBookmarkMove(app, move)).commit();
  assert.deepEqual(titlesIn(await soundTree(app), "menu"), ["Work", "Home", "Theirs", "one"]);
});

Deno.test("what is given up for a conflict only after it was sent is in no journal, and told just as well", async () => {
  await using account = await openTree();
  const one = (await live(account.app)).get("one_________");
  {
    using _ = meanwhile(
      account,
      () => put(account.open(), "bookmarks", { ...one, id: "one_________", title: "theirs" }),
    );
    const pending = await prepareBookmarkEdit(account.app, { item: "one_________", title: "mine" });
    const error = await failsWith("conflict.fields", pending.commit);
    assert.match(JSON.stringify(error.details), /"before":"one","mine":"mine","theirs":"theirs"/);
  }
  assert.deepEqual(await undoList(account.open()), []);
});

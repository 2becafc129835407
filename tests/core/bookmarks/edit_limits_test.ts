/** Edits of collections as large as they come: whatever is not linear takes minutes here. */
import assert from "node:assert/strict";
import { checkBookmarks } from "../../../core/bookmarks/check.ts";
import { editItem } from "../../../core/bookmarks/edit.ts";
import { ensureFolders, insertItems } from "../../../core/bookmarks/insert.ts";
import { moveItems } from "../../../core/bookmarks/move.ts";
import type { NewItem } from "../../../core/bookmarks/new_item.ts";
import { removeItems } from "../../../core/bookmarks/remove.ts";
import { applyChanges, type BookmarkState } from "../../../core/bookmarks/state.ts";
import { inTurn } from "../../../core/bookmarks/turn.ts";
import {
  applied,
  assertRefused,
  bookmark,
  folder,
  id,
  model,
  type ModelNode,
  stateOf,
  written,
} from "./model_support.ts";

const MANY = 5000;
const DEEP = 200;

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

const link = (i: number, url = `https://${i}.example/`, given: Partial<ModelNode> = {}) =>
  bookmark(`b${i}`, url, { tags: ["t"], ...given });

/** Ten folders with as many bookmarks each. */
const large = () =>
  stateOf(model({
    menu: numbers(10).map((f) => folder(`f${f}`, numbers(MANY).map((i) => link(f * MANY + i)))),
  }));

const newItem = (i: number, given: Partial<NewItem> = {}): NewItem => (
  { id: id(`n${i}`), type: "bookmark", url: `https://${i}.example/`, ...given }
);

const inserting = (items: readonly NewItem[], folderId: string, at?: number) => (state: BookmarkState) =>
  insertItems(state, { items, folderId, at, addedMs: 1_700_000_000_000 });

const childrenOf = (state: BookmarkState, of: string): readonly string[] => {
  const item = state.items.get(of);
  return item?.type === "folder" ? item.children : [];
};

Deno.test("thousands of bookmarks are added to one folder of a large tree", () => {
  const items = numbers(MANY).map((i) => newItem(i, { keyword: `k${i}`, tags: ["u"] }));
  const next = applied(large(), inserting(items, id("f3"), 7));
  const children = childrenOf(next, id("f3"));
  assert.equal(children.length, 2 * MANY);
  assert.deepEqual([children[6], children[7], children[7 + MANY]], [id("b15006"), id("n0"), id("b15007")]);
  const twin = next.items.get(id("b42"));
  assert.deepEqual(twin?.type === "bookmark" && [twin.tags, twin.keyword], [["t", "u"], "k42"]);
  assert.deepEqual(checkBookmarks(next), []);
});

Deno.test("thousands of bookmarks of one URL, or with one keyword, are added at once", () => {
  const sameUrl = numbers(MANY).map((i) => newItem(i, { url: "https://same.example/", keyword: `k${i}` }));
  const next = applied(large(), inserting(sameUrl, "toolbar"));
  const keywords = childrenOf(next, "toolbar").map((each) => next.items.get(each)?.source["keyword"]);
  assert.deepEqual(new Set(keywords), new Set(["k4999"]));
  const sameKeyword = numbers(MANY).map((i) => newItem(i, { keyword: "k" }));
  const last = applied(large(), inserting(sameKeyword, "toolbar"));
  const owners = [...last.items.values()].filter((item) => item.source["keyword"] === "k").map((item) =>
    item.id
  );
  assert.deepEqual(owners.sort(), [id("b4999"), id("n4999")].sort());
});

Deno.test("a whole folder is emptied into another, and removed with all that is in it", () => {
  const start = large();
  const ids = childrenOf(start, id("f1")).toReversed();
  const moved = applied(start, (state) => moveItems(state, { ids, folderId: id("f0"), at: 3 }));
  assert.deepEqual(childrenOf(moved, id("f0")).slice(3, 3 + MANY), ids);
  assert.deepEqual(childrenOf(moved, id("f1")), []);
  const removed = applied(moved, (state) => removeItems(state, { ids: [id("f0")], recursive: true }));
  assert.equal(removed.deleted.size, 2 * MANY + 1);
  assert.deepEqual(checkBookmarks(removed), []);
});

Deno.test("hundreds of edits in turn on a large tree", () => {
  const edits = numbers(500).map((i) => (state: BookmarkState) =>
    editItem(state, id(`b${i}`), { addTags: ["u"], url: `https://${i + 1}.example/` })
  );
  const start = large();
  const changes = inTurn(start, edits);
  assert.equal(changes.length, 501);
  assert.deepEqual(checkBookmarks(applyChanges(start, changes)), []);
});

/** Folders in folders, the innermost last. */
function nested(depth: number): ModelNode {
  let at = folder(`d${depth - 1}`);
  for (let i = depth - 2; i >= 0; i--) at = folder(`d${i}`, [at]);
  return at;
}

Deno.test("folders may be very deep, and still not go into themselves", () => {
  const state = stateOf(model({ menu: [nested(DEEP)] }));
  const folders = numbers(DEEP).map((i) => ({ id: id(`e${i}`), title: `e${i}` }));
  const deeper = applied(
    state,
    (of) => ensureFolders(of, { baseId: id(`d${DEEP - 1}`), folders, addedMs: 1 }).changes,
  );
  const last = id(`e${DEEP - 1}`);
  assertRefused(
    () => moveItems(deeper, { ids: [id("d0")], folderId: last }),
    "FOLDER",
    /"d0_+" cannot be moved into itself/,
  );
  const moved = applied(deeper, (of) => moveItems(of, { ids: [id("e0")], folderId: "toolbar" }));
  assert.deepEqual(checkBookmarks(moved), []);
  const removed = applied(moved, (of) => removeItems(of, { ids: [id("d0"), id("e0")], recursive: true }));
  assert.deepEqual([...removed.items.keys()], ["menu", "toolbar", "unfiled", "mobile"]);
});

Deno.test("an address as long as Firefox takes is kept whole", () => {
  const url = "https://long.example/".padEnd(65_536, "a");
  const changes = editItem(stateOf(model({ menu: [link(1)] })), id("b1"), { url });
  const record = written(changes)[id("b1")];
  assert.equal(typeof record === "object" && record["bmkUri"], url);
});

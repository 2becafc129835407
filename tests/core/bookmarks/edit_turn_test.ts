import assert from "node:assert/strict";
import { editItem } from "../../../core/bookmarks/edit.ts";
import { ensureFolders, insertItems } from "../../../core/bookmarks/insert.ts";
import { moveItems } from "../../../core/bookmarks/move.ts";
import { removeItems } from "../../../core/bookmarks/remove.ts";
import { applyChanges, type BookmarkState } from "../../../core/bookmarks/state.ts";
import { type BookmarkEdit, inTurn } from "../../../core/bookmarks/turn.ts";
import { applied, bookmark, folder, guarded, id, model, outline, stateOf, written } from "./model_support.ts";

const state = () =>
  stateOf(
    model({
      menu: [
        bookmark("a", "https://a.example/", { more: { odd: 1 } }),
        folder("f", [bookmark("b", "https://b.example/")]),
      ],
    }),
    [],
    [id("bad")],
  );

const titled = (short: string, title: string): BookmarkEdit => (of) => editItem(of, id(short), { title });
const moved = (short: string, folderId: string): BookmarkEdit => (of) =>
  moveItems(of, { ids: [id(short)], folderId });
const removed = (short: string): BookmarkEdit => (of) =>
  removeItems(of, { ids: [id(short)], recursive: true });
const added = (short: string, folderId: string, tags: string[] = []): BookmarkEdit => (of) =>
  insertItems(of, {
    items: [{ id: id(short), type: "bookmark", url: `https://${short}.example/`, tags }],
    folderId,
    addedMs: 1_700_000_000_000,
  });

const turn = (...edits: BookmarkEdit[]) => (of: BookmarkState) => inTurn(of, edits);

Deno.test("each edit works on what the former ones made, and each item is written once", () => {
  const changes = turn(titled("a", "New"), moved("a", id("f")), titled("b", "Newer"), moved("b", "toolbar"))(
    state(),
  );
  assert.deepEqual(guarded(changes), {
    [id("a")]: ["title", "parentid"],
    menu: [],
    [id("f")]: [],
    [id("b")]: ["title", "parentid"],
    toolbar: [],
  });
  const record = written(changes)[id("a")];
  const before = state().items.get(id("a"))?.source;
  assert.deepEqual(record, { ...before, title: "New", parentid: id("f"), parentName: "f" });
  assert.equal(outline(applyChanges(state(), changes)), "menu(f(a)) toolbar(b)");
});

Deno.test("folders can be made and filled in one go", () => {
  const fill: BookmarkEdit = (of) => {
    const { changes, folderId } = ensureFolders(of, {
      baseId: "toolbar",
      folders: [{ id: id("g"), title: "G" }, { id: id("h"), title: "H" }],
      addedMs: 1,
    });
    return inTurn(of, [() => changes, added("n", folderId), added("m", folderId)]);
  };
  assert.equal(outline(applied(state(), fill)), "menu(a f(b)) toolbar(g(h(n m)))");
});

Deno.test("bookmarks that came earlier in turn share their tags with those that come later", () => {
  const next = applied(
    state(),
    turn(added("n", "menu", ["x"]), (of) => editItem(of, id("a"), { url: "https://n.example" })),
  );
  const item = next.items.get(id("a"));
  assert.deepEqual(item?.type === "bookmark" && item.tags, ["x"]);
  const again = turn(
    (of) => editItem(of, id("b"), { url: "https://a.example/", keyword: "k" }),
    (of) => editItem(of, id("a"), { addTags: ["y"] }),
  );
  const both = applied(state(), again);
  for (const short of ["a", "b"]) {
    const each = both.items.get(id(short));
    assert.deepEqual(each?.type === "bookmark" && [each.tags, each.keyword], [["y"], "k"]);
  }
});

Deno.test("what is undone in turn is not written", () => {
  assert.deepEqual(turn()(state()), []);
  assert.deepEqual(turn(titled("a", "New"), titled("a", "a"))(state()), []);
  assert.deepEqual(turn(added("n", "menu"), removed("n"))(state()), []);
  assert.deepEqual(written(turn(titled("a", "New"), removed("a"))(state())), {
    [id("a")]: "deleted",
    menu: { ...state().items.get("menu")?.source, children: [id("f")] },
  });
  const record = (of: BookmarkState) => removeItems(of, { ids: [id("bad")], recursive: false });
  assert.deepEqual(written(turn(record)(state())), { [id("bad")]: "deleted" });
});

Deno.test("nothing is guarded of an item that is made in turn", () => {
  const changes = turn(added("n", "menu"), titled("n", "New"), moved("n", "toolbar"))(state());
  assert.deepEqual(guarded(changes)[id("n")], []);
  assert.deepEqual(Object.keys(guarded(changes)).sort(), [id("n"), "toolbar"].sort());
});

Deno.test("reasons are kept, the latest where there are several", () => {
  const because = (edit: BookmarkEdit, reason: string): BookmarkEdit => (of) =>
    edit(of).map((change) => ({ ...change, reason }));
  const reasons = (...edits: BookmarkEdit[]) => inTurn(state(), edits).map((change) => change.reason);
  assert.deepEqual(reasons(because(titled("a", "1"), "first"), titled("a", "2")), ["first"]);
  assert.deepEqual(reasons(because(titled("a", "1"), "first"), because(titled("a", "2"), "second")), [
    "second",
  ]);
});

Deno.test("the collection that edits start from is left as it was", () => {
  const start = state();
  const before = new Map(start.items);
  turn(titled("a", "New"), removed("f"), added("n", "menu"))(start);
  assert.deepEqual(start.items, before);
  assert.deepEqual([start.deleted.size, start.unreadable.size], [0, 1]);
});

import assert from "node:assert/strict";
import { checkBookmarks } from "../../../core/bookmarks/check.ts";
import { removeItems } from "../../../core/bookmarks/remove.ts";
import { type BookmarkState, readState } from "../../../core/bookmarks/state.ts";
import type { JsonObject } from "../../../core/json.ts";
import {
  applied,
  assertNotFound,
  assertRefused,
  bookmark,
  folder,
  guarded,
  id,
  model,
  outline,
  stateOf,
  unreadable,
  written,
} from "./model_support.ts";

const removing = (shorts: readonly string[], recursive = false) => (state: BookmarkState) =>
  removeItems(state, { ids: shorts.map(id), recursive });

const link = (short: string) => bookmark(short, `https://${short}.example/`);

const state = () =>
  stateOf(
    model({
      menu: [link("a"), link("b"), folder("f", [link("c"), folder("g", [link("d")])]), folder("empty")],
    }),
    [id("gone")],
  );

Deno.test("removed items become tombstones, and their folder is written without them", () => {
  const changes = removing(["a", "empty", "a"])(state());
  assert.deepEqual(written(changes), {
    [id("a")]: "deleted",
    [id("empty")]: "deleted",
    menu: { ...state().items.get("menu")?.source, children: [id("b"), id("f")] },
  });
  assert.deepEqual(guarded(changes), { menu: [] });
  assert.equal(outline(applied(state(), removing(["a", "empty"]))), "menu(b f(c g(d)))");
});

Deno.test("a folder goes with everything below it, and no folder that goes is written", () => {
  for (const shorts of [["f"], ["f", "c"], ["d", "g", "f"]]) {
    const changes = removing(shorts, true)(state());
    const gone = Object.fromEntries(["c", "d", "f", "g"].map((short) => [id(short), "deleted"]));
    assert.deepEqual(written(changes), {
      ...gone,
      menu: { ...state().items.get("menu")?.source, children: ["a", "b", "empty"].map(id) },
    });
    assert.equal(outline(applied(state(), removing(shorts, true))), "menu(a b empty())");
  }
});

Deno.test("a folder that is not empty goes only when that is asked for", () => {
  assertRefused(() => removing(["a", "f"])(state()), "ID", /"f_+" is not empty/);
  assertRefused(() => removing(["c", "g"])(state()), "ID", /"g_+" is not empty/);
});

Deno.test("what was removed before is passed over, what never was is not found", () => {
  assert.deepEqual(removing(["gone"])(state()), []);
  assert.deepEqual(removing([])(state()), []);
  assertNotFound(() => removing(["a", "nowhere"])(state()), id("nowhere"));
});

Deno.test("roots and folders of Firefox's own cannot be removed", () => {
  for (const root of ["menu", "toolbar", "unfiled", "mobile", "places", "tags", "pinned", "readinglist"]) {
    assertRefused(() => removeItems(state(), { ids: [root], recursive: true }), "ID", /Cannot change/);
  }
});

const records = (...clears: JsonObject[]): BookmarkState =>
  readState(clears.map((clear) => ({ id: String(clear["id"]), clear })));

const folderRecord = (at: string, parentid: string, children: readonly string[]): JsonObject => (
  { id: at, type: "folder", parentid, title: at, children }
);

Deno.test("records that cannot be read can be removed, and go with the folder that lists them", () => {
  const odd = () =>
    records(
      folderRecord("menu", "places", ["f", "bad2", "lost"]),
      folderRecord("f", "menu", ["bad1", "lost2"]),
      { id: "bad1", type: "nonsense" },
      { id: "bad2" },
    );
  const edit = (ids: string[], recursive = true) => (state: BookmarkState) =>
    removeItems(state, { ids, recursive });
  assertRefused(() => edit(["f"], false)(odd()), "ID", /not empty/);
  const next = applied(odd(), edit(["f"]));
  assert.deepEqual([...next.deleted], ["f", "bad1"]);
  assert.deepEqual(next.items.get("menu")?.source["children"], ["bad2", "lost"]);
  assert.deepEqual([...applied(odd(), edit(["bad2"])).deleted], ["bad2"]);
  assert.deepEqual([...applied(odd(), edit(["f", "bad1"])).unreadable], ["bad2"]);
});

Deno.test("the removal of a record that cannot be read says so", () => {
  const of = stateOf(model({ menu: [folder("f", [unreadable("u"), link("a")])] }));
  const reasons = removing(["f"], true)(of).flatMap((change) =>
    change.kind === "remove" ? [[change.id, change.reason]] : []
  );
  const expected = { [id("a")]: undefined, [id("f")]: undefined, [id("u")]: "cannot be read" };
  assert.deepEqual(Object.fromEntries(reasons), expected);
});

Deno.test("a record that cannot be read stays while something that stays names it as its folder", () => {
  const of = stateOf(
    model({ menu: [folder("f", [unreadable("u", [link("x"), folder("g", [link("y")])])])] }),
  );
  for (const shorts of [["f"], ["u"], ["f", "x"], ["u", "g"]]) {
    assertRefused(() => removing(shorts, true)(of), "ID", /"u_+" cannot be read, .* nothing was removed/);
  }
  const next = applied(of, removing(["f", "x", "g"], true));
  assert.deepEqual([...next.deleted].sort(), ["f", "g", "u", "x", "y"].map(id));
  assert.deepEqual(checkBookmarks(next), []);
  // One that is listed elsewhere, and names it all the same, would lose that folder.
  const listed = records(
    folderRecord("menu", "places", ["f", "x"]),
    folderRecord("f", "menu", ["u"]),
    { id: "u", type: "nonsense" },
    { id: "x", type: "separator", parentid: "u" },
  );
  assertRefused(() => removeItems(listed, { ids: ["f"], recursive: true }), "ID", /cannot be read/);
});

Deno.test("a folder whose list names nothing that is there is empty", () => {
  const hollow = records(folderRecord("menu", "places", ["f"]), folderRecord("f", "menu", ["lost", "gone"]), {
    id: "gone",
    deleted: true,
  });
  const next = applied(hollow, (state) => removeItems(state, { ids: ["f"], recursive: false }));
  assert.deepEqual([...next.deleted], ["gone", "f"]);
});

Deno.test("of a tree that disagrees, what is shown in the folder goes and what is shown elsewhere stays", () => {
  const torn = records(
    folderRecord("menu", "places", ["f", "stays"]),
    folderRecord("f", "menu", ["goes", "stays"]),
    folderRecord("toolbar", "places", ["goes"]),
    { id: "goes", type: "separator", parentid: "f" },
    { id: "unlisted", type: "separator", parentid: "f" },
    { id: "stays", type: "separator", parentid: "menu" },
  );
  const next = applied(torn, (state) => removeItems(state, { ids: ["f"], recursive: true }));
  assert.deepEqual([...next.deleted].sort(), ["f", "goes", "unlisted"]);
  assert.equal(outline(next), "menu(stays)");
});

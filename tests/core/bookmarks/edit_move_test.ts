import assert from "node:assert/strict";
import { moveItems } from "../../../core/bookmarks/move.ts";
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
  recordsOf,
  separator,
  stateOf,
  unreadable,
  written,
} from "./model_support.ts";

const moving = (shorts: readonly string[], folderId: string, at?: number) => (state: BookmarkState) =>
  moveItems(state, { ids: shorts.map(id), folderId, at });

const link = (short: string) => bookmark(short, `https://${short}.example/`, { more: { odd: short } });

const state = () =>
  stateOf(
    model({
      menu: [link("a"), separator("s"), link("b"), folder("f", [link("c"), folder("g", [link("d")])])],
      toolbar: [link("e")],
    }),
    [id("gone")],
    [id("bad")],
  );

Deno.test("a move writes the item, the folder it leaves and the folder it goes to", () => {
  const changes = moving(["c"], "toolbar", 0)(state());
  const before = (of: string) => state().items.get(of)?.source;
  assert.deepEqual(written(changes), {
    [id("c")]: { ...before(id("c")), parentid: "toolbar", parentName: "toolbar" },
    [id("f")]: { ...before(id("f")), children: [id("g")] },
    toolbar: { ...before("toolbar"), children: [id("c"), id("e")] },
  });
  assert.deepEqual(guarded(changes), { [id("c")]: ["parentid"], [id("f")]: [], toolbar: [] });
});

Deno.test("moved items stand in the order given, at a place that is counted without them", () => {
  const cases: [string[], string, number | undefined, string][] = [
    [["c", "a"], "toolbar", undefined, "menu(s b f(g(d))) toolbar(e c a)"],
    [["c", "a"], "toolbar", 0, "menu(s b f(g(d))) toolbar(c a e)"],
    [["c", "a"], "toolbar", 9, "menu(s b f(g(d))) toolbar(e c a)"],
    [["b", "a"], "menu", 0, "menu(b a s f(c g(d))) toolbar(e)"],
    [["a"], "menu", 2, "menu(s b a f(c g(d))) toolbar(e)"],
    [["a", "e", "c"], "menu", 1, "menu(s a e c b f(g(d)))"],
    [["f"], "toolbar", 1, "menu(a s b) toolbar(e f(c g(d)))"],
    [["g", "f"], "toolbar", undefined, "menu(a s b) toolbar(e g(d) f(c))"],
    [["a", "a"], id("g"), undefined, "menu(s b f(c g(d a))) toolbar(e)"],
  ];
  for (const [shorts, target, at, expected] of cases) {
    assert.equal(outline(applied(state(), moving(shorts, target, at))), expected);
  }
});

Deno.test("without a place, what is in the folder stays where it is", () => {
  const next = applied(state(), moving(["a", "e", "b"], "menu"));
  assert.equal(outline(next), "menu(a s b f(c g(d)) e)");
  assert.deepEqual(moving(["a", "b"], "menu")(state()), []);
  assert.deepEqual(moving([], "toolbar")(state()), []);
  assert.deepEqual(moving(["a", "s"], "menu", 0)(state()), []);
});

Deno.test("another order in the same folder writes the folder only", () => {
  assert.deepEqual(Object.keys(written(moving(["s"], "menu", 0)(state()))), ["menu"]);
});

Deno.test("a separator that changes folders tells its place there", () => {
  const record = written(moving(["s"], "toolbar")(state()))[id("s")];
  assert.equal(typeof record === "object" && record["pos"], 1);
});

Deno.test("a root that is not on the server is made for what moves there", () => {
  const without = readState(recordsOf(model({ menu: [link("a")] }), false));
  const record = written(moving(["a"], "mobile")(without))["mobile"];
  assert.deepEqual(typeof record === "object" && [record["title"], record["parentid"], record["children"]], [
    ...["mobile", "places", [id("a")]],
  ]);
  assert.equal(outline(applied(without, moving(["a"], "mobile"))), "mobile(a)");
});

Deno.test("a folder cannot be moved into what is in a record in it that cannot be read", () => {
  const inner = folder("g", [folder("h")]);
  const hidden = () => stateOf(model({ menu: [folder("f", [unreadable("u", [inner])]), folder("k")] }));
  for (const into of ["g", "h"]) {
    assertRefused(() => moving(["f"], id(into))(hidden()), "FOLDER", /"f_+" cannot be moved into itself/);
  }
  const out = applied(hidden(), moving(["g"], id("k")));
  assert.deepEqual(Object.keys(written(moving(["f"], id("g"))(out))).sort(), [id("f"), id("g"), "menu"]);
  const ring = readState([
    { id: "f", clear: { id: "f", type: "folder", parentid: "g", title: "", children: ["u"] } },
    { id: "u", clear: { id: "u" } },
    { id: "g", clear: { id: "g", type: "folder", parentid: "u", title: "", children: ["f"] } },
    { id: "k", clear: { id: "k", type: "folder", parentid: "menu", title: "", children: [] } },
  ]);
  assert.ok(
    moveItems(ring, { ids: ["k"], folderId: "f" }).length > 0,
    "a ring that is there already has an end",
  );
});

Deno.test("a folder cannot be moved into itself or anything below it", () => {
  for (const target of ["f", "g"]) {
    assertRefused(
      () => moving(["a", "f"], id(target))(state()),
      "FOLDER",
      /"f_+" cannot be moved into itself/,
    );
  }
  assert.equal(outline(applied(state(), moving(["g"], id("f"), 0))), "menu(a s b f(g(d) c)) toolbar(e)");
});

Deno.test("roots, unknown items and places that are none are refused", () => {
  for (const root of ["menu", "unfiled", "places", "tags"]) {
    const move = () => moveItems(state(), { ids: [root], folderId: "toolbar" });
    assertRefused(move, "ID", /Cannot change/);
  }
  assertRefused(() => moving(["bad"], "menu")(state()), "ID", /cannot be read/);
  assertNotFound(() => moving(["gone"], "menu")(state()), id("gone"));
  assertNotFound(() => moving(["a", "nowhere"], "menu")(state()), id("nowhere"));
  assertNotFound(() => moving(["a"], id("nowhere"))(state()), id("nowhere"));
  assertRefused(() => moving(["a"], id("b"))(state()), "FOLDER", /is a bookmark, no folder/);
  assertRefused(() => moving(["a"], id("bad"))(state()), "FOLDER", /cannot be read/);
  assertRefused(() => moving(["a"], "places")(state()), "FOLDER", /never synced/);
  assertRefused(() => moving(["a"], "menu", -1)(state()), "--at", /no place/);
});

const records = (...clears: JsonObject[]): BookmarkState =>
  readState(clears.map((clear) => ({ id: String(clear["id"]), clear })));

const folderRecord = (at: string, parentid: string, children: readonly string[]): JsonObject => (
  { id: at, type: "folder", parentid, title: at, children }
);

Deno.test("an item that several folders list ends in one, and lists of Firefox's own folders are left alone", () => {
  const torn = records(
    folderRecord("places", "", ["menu", "x"]),
    folderRecord("menu", "places", ["x", "f"]),
    folderRecord("f", "menu", ["x", "lost", "x"]),
    folderRecord("toolbar", "places", []),
    { id: "x", type: "separator", parentid: "gone" },
  );
  const edit = (state: BookmarkState) => moveItems(state, { ids: ["x"], folderId: "toolbar" });
  const next = applied(torn, edit);
  const listOf = (of: string) => next.items.get(of)?.source["children"];
  assert.deepEqual([listOf("menu"), listOf("f"), listOf("toolbar")], [["f"], ["lost"], ["x"]]);
  assert.equal(next.items.get("places"), torn.items.get("places"));
  assert.equal(next.items.get("x")?.parentId, "toolbar");
});

Deno.test("an item that its folder does not list is listed once it is moved there", () => {
  const torn = records(folderRecord("menu", "places", ["unread"]), {
    id: "x",
    type: "separator",
    parentid: "menu",
  });
  const edit = (state: BookmarkState) => moveItems(state, { ids: ["x"], folderId: "menu", at: 0 });
  assert.deepEqual(applied(torn, edit).items.get("menu")?.source["children"], ["x", "unread"]);
});

Deno.test("a livemark can be moved", () => {
  const old = records(
    folderRecord("menu", "places", ["l"]),
    { id: "l", type: "livemark", parentid: "menu", title: "L", feedUri: "https://feed.example/" },
  );
  const edit = (state: BookmarkState) => moveItems(state, { ids: ["l"], folderId: "toolbar" });
  assert.equal(applied(old, edit).items.get("l")?.parentId, "toolbar");
});

import assert from "node:assert/strict";
import { planRepair } from "../../../core/bookmarks/repair.ts";
import { applyChanges, clearOf } from "../../../core/bookmarks/state.ts";
import { folder, kindsLeft, link, repairs, stateOf, stateWith, tombstone } from "./check_support.ts";

const inUnfiled = { parentid: "unfiled", parentName: "unfiled" };

Deno.test("a collection without faults is left as it is", () => {
  const state = stateWith(
    folder("menu", "places", ["f", "b"]),
    folder("f", "menu", ["a"]),
    link("a", "f"),
    link("b", "menu"),
  );
  assert.deepEqual(planRepair(state), { changes: [], left: [] });
  assert.deepEqual(planRepair(stateOf(new Map())), { changes: [], left: [] });
});

Deno.test("a record without its id is written again with it", () => {
  const { id: _, ...nameless } = link("a", "menu", { own: 1 });
  const records = new Map([["menu", folder("menu", "places", ["a"])], ["a", nameless]]);
  assert.deepEqual(repairs(stateOf(records)), { a: { id: "a", reason: "missingIDs" } });
  const named = planRepair(stateOf(records)).changes[0]?.item;
  assert.deepEqual(named && clearOf(named), { ...nameless, id: "a" });
});

Deno.test("ids that came twice are left, and told", () => {
  const state = stateWith(folder("menu", "places", ["a"]), link("a", "menu"));
  assert.deepEqual(repairs(state, { duplicates: ["a"] }), {});
  assert.deepEqual(kindsLeft(state, { duplicates: ["a"] }), ["duplicates a"]);
});

Deno.test("folders that live in each Firefox are never written, and hold nothing", () => {
  const state = stateWith(
    folder("places", "", ["menu", "gone", "a"]),
    folder("tags", "places", ["b"]),
    folder("menu", "places", ["places"]),
    link("a", "places"),
    link("b", "tags"),
  );
  assert.deepEqual(repairs(state), {
    a: { ...inUnfiled, reason: "orphans" },
    b: { ...inUnfiled, reason: "orphans" },
    menu: { children: [], reason: "multipleParents" },
    unfiled: { children: ["a", "b"], reason: "orphans" },
  });
  assert.deepEqual(kindsLeft(state), ["rootOnServer places", "rootOnServer tags"]);
});

Deno.test("an item that another folder lists than it names belongs to that one", () => {
  const state = stateWith(
    folder("menu", "places", ["a"]),
    folder("toolbar", "places", [], { title: "Bar" }),
    link("a", "toolbar"),
  );
  assert.deepEqual(repairs(state), {
    a: { parentid: "menu", parentName: "the menu", reason: "parentChildMismatches" },
  });
  assert.deepEqual(planRepair(state).changes[0]?.guarded, ["parentid"]);
});

Deno.test("items that no folder lists come to the end of the one they name, oldest first", () => {
  const state = stateWith(
    folder("menu", "places", ["a"]),
    link("a", "menu"),
    link("b", "menu", { dateAdded: 9 }),
    link("c", "menu", { dateAdded: 8 }),
  );
  assert.deepEqual(repairs(state), { menu: { children: ["a", "c", "b"], reason: "parentChildMismatches" } });
});

Deno.test("items of no folder that is there go to the end of unfiled", () => {
  const { parentid: _, ...homeless } = link("b", "");
  const state = stateWith(
    folder("unfiled", "places", ["a"]),
    link("a", "unfiled"),
    homeless,
    link("c", "gone"),
  );
  const moved = { parentid: "unfiled", parentName: "the unfiled", reason: "orphans" };
  assert.deepEqual(repairs(state), {
    b: moved,
    c: moved,
    unfiled: { children: ["a", "b", "c"], reason: "orphans" },
  });
});

Deno.test("unfiled is made where it is not on the server", () => {
  const state = stateOf(new Map([["a", link("a", "gone")]]));
  assert.deepEqual(repairs(state), {
    a: { ...inUnfiled, reason: "orphans" },
    unfiled: {
      id: "unfiled",
      type: "folder",
      parentid: "places",
      parentName: "",
      hasDupe: true,
      title: "unfiled",
      children: ["a"],
      reason: "orphans",
    },
  });
});

Deno.test("a root that items name is made with them in it, even over a tombstone", () => {
  const records = [link("a", "toolbar"), link("b", "mobile"), tombstone("mobile")];
  const state = stateOf(new Map(records.map((each) => [String(each["id"]), each])));
  const changes = repairs(state);
  assert.deepEqual(Object.keys(changes), ["mobile", "toolbar"]);
  assert.deepEqual([changes["mobile"]?.["children"], changes["mobile"]?.["reason"]], [
    ["b"],
    "deletedParents",
  ]);
  assert.deepEqual([changes["toolbar"]?.["children"], changes["toolbar"]?.["reason"]], [["a"], "orphans"]);
});

Deno.test("a folder that lists an item keeps it, whatever is wrong with the folder it names", () => {
  const state = stateWith(
    folder("menu", "places", ["a", "b", "c"]),
    link("a", "gone"),
    link("b", "was"),
    link("c", "a"),
    tombstone("was"),
  );
  const kept = { parentid: "menu", parentName: "the menu" };
  assert.deepEqual(repairs(state), {
    a: { ...kept, reason: "orphans" },
    b: { ...kept, reason: "deletedParents" },
    c: { ...kept, reason: "parentNotFolder" },
  });
});

Deno.test("ids that are not on the server or were deleted are taken from the list", () => {
  const state = stateWith(
    folder("menu", "places", ["gone", "a", "was", "gone"]),
    link("a", "menu"),
    tombstone("was"),
  );
  assert.deepEqual(repairs(state), { menu: { children: ["a"], reason: "missingChildren, deletedChildren" } });
});

Deno.test("of several folders that list an item, the one it names keeps it", () => {
  const state = stateWith(
    folder("menu", "places", ["a"]),
    folder("toolbar", "places", ["a"]),
    link("a", "toolbar"),
  );
  assert.deepEqual(repairs(state), { menu: { children: [], reason: "multipleParents" } });
});

Deno.test("where it names none of them the newest keeps it, else the one with the smallest id", () => {
  const state = stateWith(
    folder("menu", "places", ["a"]),
    folder("toolbar", "places", ["a"]),
    link("a", "mobile"),
  );
  const reason = "multipleParents";
  assert.deepEqual(repairs(state, { modifiedOf: (id) => id === "toolbar" ? 2 : 1 }), {
    a: { parentid: "toolbar", parentName: "the toolbar", reason },
    menu: { children: [], reason },
  });
  assert.deepEqual(repairs(state), {
    a: { parentid: "menu", parentName: "the menu", reason },
    toolbar: { children: [], reason },
  });
});

Deno.test("a root is taken out of every list, and names the top again", () => {
  const state = stateWith(
    folder("menu", "toolbar", []),
    folder("toolbar", "places", ["menu", "a"]),
    link("a", "toolbar"),
  );
  assert.deepEqual(repairs(state), {
    menu: { parentid: "places", reason: "parentChildMismatches" },
    toolbar: { children: ["a"], reason: "multipleParents" },
  });
});

Deno.test("items of a deleted folder go to unfiled", () => {
  const state = stateWith(tombstone("was"), folder("f", "was", ["a"]), link("a", "f"));
  assert.deepEqual(repairs(state), {
    f: { ...inUnfiled, reason: "deletedParents" },
    unfiled: { children: ["f"], reason: "deletedParents" },
  });
});

Deno.test("the children of what is no folder are dropped with everything else kept", () => {
  const before = link("a", "menu", { children: ["b"], own: { x: 1 } });
  const state = stateWith(folder("menu", "places", ["a"]), before);
  assert.deepEqual(repairs(state), { a: { children: undefined, reason: "childrenOnNonFolder" } });
  const written = applyChanges(state, planRepair(state).changes).items.get("a");
  const { children: _, ...others } = before;
  assert.deepEqual(written && clearOf(written), others);
});

Deno.test("an id that a folder lists twice stays where it is listed first", () => {
  const state = stateWith(
    folder("menu", "places", ["a", "b", "a", "a"]),
    link("a", "menu"),
    link("b", "menu"),
  );
  assert.deepEqual(repairs(state), { menu: { children: ["a", "b"], reason: "duplicateChildren" } });
});

Deno.test("items that name a bookmark as their folder go to unfiled", () => {
  const state = stateWith(folder("menu", "places", ["a"]), link("a", "menu"), link("b", "a"));
  assert.deepEqual(repairs(state), {
    b: { ...inUnfiled, reason: "parentNotFolder" },
    unfiled: { children: ["b"], reason: "parentNotFolder" },
  });
});

Deno.test("a folder in itself goes to unfiled with what it holds, unless another lists it", () => {
  const alone = stateWith(folder("f", "f", ["a", "f"]), link("a", "f"));
  assert.deepEqual(repairs(alone), {
    f: { ...inUnfiled, children: ["a"], reason: "cycles" },
    unfiled: { children: ["f"], reason: "cycles" },
  });
  const listed = stateWith(folder("menu", "places", ["f"]), folder("f", "f"));
  assert.deepEqual(repairs(listed), { f: { parentid: "menu", parentName: "the menu", reason: "cycles" } });
});

Deno.test("of folders in a ring the newest goes to unfiled, else the oldest by the day it was added", () => {
  const ring = [
    folder("f", "h", ["g"], { dateAdded: 7 }),
    folder("g", "f", ["h"], { dateAdded: 5 }),
    folder("h", "g", ["f"], { dateAdded: 6 }),
  ];
  const cut = (id: string, from: string) => ({
    [id]: { ...inUnfiled, reason: "cycles" },
    [from]: { children: [], reason: "cycles" },
    unfiled: { children: [id], reason: "cycles" },
  });
  assert.deepEqual(repairs(stateWith(...ring), { modifiedOf: (id) => id === "h" ? 2 : 1 }), cut("h", "g"));
  assert.deepEqual(repairs(stateWith(...ring)), cut("g", "f"));
  const pair = stateWith(folder("f", "g", ["g"]), folder("g", "f", ["f"]));
  assert.deepEqual(repairs(pair), cut("f", "g"));
});

Deno.test("a root whose record is no folder is written as the folder it is, with what names it in it", () => {
  const stray = link("mobile", "menu", { title: "M", tags: ["t"], own: 1, children: ["gone"] });
  const state = stateWith(folder("menu", "places", ["mobile"]), stray, link("a", "mobile"));
  assert.deepEqual(repairs(state), {
    menu: { children: [], reason: "multipleParents" },
    mobile: {
      type: "folder",
      title: "mobile",
      parentid: "places",
      parentName: "",
      children: ["a"],
      reason: "parentChildMismatches, rootNotFolder",
    },
  });
  assert.deepEqual(kindsLeft(state), []);
  const livemark = stateWith({ id: "unfiled", type: "livemark", parentid: "places" }, link("a", "gone"));
  assert.deepEqual(repairs(livemark)["unfiled"]?.["children"], ["a"]);
  assert.deepEqual(kindsLeft(livemark), []);
});

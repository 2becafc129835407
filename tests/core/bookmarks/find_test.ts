import assert from "node:assert/strict";
import fc from "fast-check";
import { findItems, pathParts, pathText } from "../../../core/bookmarks/find.ts";
import { ensureFolders } from "../../../core/bookmarks/insert.ts";
import { readState } from "../../../core/bookmarks/state.ts";
import { buildTree } from "../../../core/bookmarks/tree.ts";
import { bookmark, folder, id, model, recordsOf, separator, stateOf } from "./model_support.ts";

const state = stateOf(model({
  menu: [
    folder("clash1", [], { title: "Same" }),
    folder("clash2", [bookmark("in2", "https://a.example/", { title: "x" })], { title: "Same" }),
  ],
  toolbar: [
    folder("work", [
      bookmark("run", "https://run.example/", { title: "Runbook" }),
      bookmark("ab", "https://ab.example/", { title: "a/b" }),
      bookmark("twin", "https://twin.example/", { title: "Twin" }),
      folder("twinf", [bookmark("deep", "https://deep.example/", { title: "Deep" })], { title: "Twin" }),
      bookmark("same1", "https://same.example/", { title: "Double" }),
      bookmark("same2", "https://same.example/", { title: "Double" }),
      separator("sep"),
      folder("blank", [bookmark("inblank", "https://b.example/", { title: "y" })], { title: "" }),
    ], { title: "Work" }),
    bookmark("windows", "https://w.example/", { title: "\\\\host\\share" }),
    folder("drive", [bookmark("hosts", "https://h.example/", { title: "etc" })], { title: "C:\\" }),
    bookmark("escaped", "https://e.example/", { title: "a\\/b" }),
    bookmark("odd", "https://odd.example/", { title: "prefix1" }),
    bookmark("prefix1aaaaa", "https://p.example/", { title: "one" }),
    bookmark("prefix1bbbbb", "https://p.example/", { title: "two" }),
    bookmark("toolbarx", "https://p.example/", { title: "three" }),
  ],
}));
const tree = buildTree(state.items.values());

const found = (text: string) => findItems(state, tree, text).map((item) => item.id.replace(/_+$/, ""));

Deno.test("an exact id wins over everything it also begins or names", () => {
  assert.deepEqual(found(id("run")), ["run"]);
  assert.deepEqual(found("toolbar"), ["toolbar"]);
  assert.deepEqual(found("prefix1aaaaa"), ["prefix1aaaaa"]);
});

Deno.test("the start of an id finds all that begin with it, from six characters on", () => {
  assert.deepEqual(found("prefix"), ["prefix1aaaaa", "prefix1bbbbb"]);
  assert.deepEqual(found("prefix1b"), ["prefix1bbbbb"]);
  assert.deepEqual(found("prefi"), []);
  assert.deepEqual(found("PREFIX"), [], "case counts in ids");
});

Deno.test("a path goes from a root, by its id or what Firefox calls it, down the titles", () => {
  const cases: [string, string[]][] = [
    ["toolbar/Work", ["work"]],
    ["toolbar/Work/Runbook", ["run"]],
    ["Toolbar/Work/Runbook", ["run"]],
    ["Bookmarks Toolbar/Work/Runbook", ["run"]],
    ["bookmarks menu", ["menu"]],
    ["OTHER BOOKMARKS", ["unfiled"]],
    ["Mobile Bookmarks", ["mobile"]],
    ["/toolbar/Work/", ["work"]],
    ["toolbar/Work/a\\/b", ["ab"]],
    ["toolbar/\\\\\\\\host\\share", ["windows"]],
    ["toolbar/C:\\\\", ["drive"]],
    ["toolbar/C:\\\\/etc", ["hosts"]],
    ["toolbar/C:\\/etc", []],
    ["toolbar/a\\\\\\/b", ["escaped"]],
    ["toolbar/Work//y", ["inblank"]],
    ["toolbar/work", []],
    ["toolbar/Work/Nothing", []],
    ["toolbar/Work/Runbook/Below", []],
    ["Work/Runbook", []],
    ["", []],
    ["/", []],
    ["nothing at all", []],
  ];
  for (const [path, ids] of cases) assert.deepEqual(found(path), ids, path);
});

Deno.test("of several items with one title all are told, and folders are meant where a slash follows", () => {
  assert.deepEqual(found("toolbar/Work/Twin"), ["twin", "twinf"]);
  assert.deepEqual(found("toolbar/Work/Twin/"), ["twinf"]);
  assert.deepEqual(found("toolbar/Work/Runbook/"), ["run"]);
  assert.deepEqual(found("toolbar/Work/Twin/Deep"), ["deep"]);
  assert.deepEqual(found("toolbar/Work/Double"), ["same1", "same2"]);
  assert.deepEqual(found("menu/Same"), ["clash1", "clash2"]);
  assert.deepEqual(found("menu/Same/x"), ["in2"]);
});

Deno.test("a root is found by the title its record has, and where it has no record", () => {
  const localized = stateOf(
    model().map((root) => root.id === "menu" ? { ...root, title: "Lesezeichen-Menü" } : root),
  );
  const find = (text: string) =>
    findItems(localized, buildTree(localized.items.values()), text).map((item) => item.id);
  assert.deepEqual(find("lesezeichen-menü"), ["menu"]);
  const empty = stateOf([]);
  for (const text of ["mobile", "Mobile bookmarks"]) {
    assert.deepEqual(findItems(empty, buildTree([]), text).map((item) => item.id), ["mobile"]);
  }
});

Deno.test("a record that the tree leaves out is found by its id", () => {
  const places = { id: "places", clear: { id: "places", type: "folder", children: ["menu"] } };
  const odd = readState([...recordsOf(model()), places]);
  const found = findItems(odd, buildTree(odd.items.values()), "places");
  assert.deepEqual(found, [odd.items.get("places")]);
});

Deno.test("a path that is shown is one that can be typed, whatever the titles hold", () => {
  const part = fc.string({ minLength: 1, unit: fc.constantFrom("a", "/", "\\", "é", " ") });
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
    assert.deepEqual(pathParts(pathText(parts)), parts);
  }));
});

Deno.test("a title is found in whichever of Unicode's spellings it is typed", () => {
  const state = stateOf(model({ menu: [folder("cafe", [], { title: "Caf\u00e9" })] }));
  const found = findItems(state, buildTree(state.items.values()), "menu/Cafe\u0301");
  assert.deepEqual(found.map((item) => item.id), [id("cafe")]);
  const folders = [{ id: "new_________", title: "Cafe\u0301" }];
  assert.deepEqual(ensureFolders(state, { baseId: "menu", folders, addedMs: 1 }).changes, []);
});

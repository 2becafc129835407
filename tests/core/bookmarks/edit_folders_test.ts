import assert from "node:assert/strict";
import { ensureFolders } from "../../../core/bookmarks/insert.ts";
import type { BookmarkState } from "../../../core/bookmarks/state.ts";
import { FoxdenError } from "../../../core/errors.ts";
import {
  applied,
  assertNotFound,
  assertRefused,
  bookmark,
  folder,
  id,
  model,
  modelOf,
  outline,
  separator,
  stateOf,
  written,
} from "./model_support.ts";

const ADDED = 1_700_000_000_123;

const work = () =>
  stateOf(model({
    toolbar: [
      folder("work", [
        bookmark("a", "https://a.example/"),
        separator("s"),
        bookmark("b", "https://b.example/"),
      ]),
    ],
  }));
const ensuring = (baseId: string, titles: readonly string[]) => (state: BookmarkState) =>
  ensureFolders(state, {
    baseId,
    folders: titles.map((title, i) => ({ id: id(`new${i}`), title })),
    addedMs: ADDED,
  });

Deno.test("folders of a path that are there are found by their titles", () => {
  const state = stateOf(model({
    menu: [
      bookmark("b", "https://a.example/", { title: "Work" }),
      folder("f", [folder("g", [], { title: "2025" })], { title: "Work" }),
      folder("h", [folder("i", [], { title: "2026" })], { title: "Home" }),
    ],
  }));
  const cases: [string, string[], string][] = [
    ["menu", [], "menu"],
    ["menu", ["Work"], id("f")],
    ["menu", ["Work", "2025"], id("g")],
    [id("h"), ["2026"], id("i")],
  ];
  for (const [base, titles, folderId] of cases) {
    assert.deepEqual(ensuring(base, titles)(state), { changes: [], folderId });
  }
  assert.deepEqual(Object.keys(written(ensuring("menu", ["work"])(state).changes)), ["menu", id("new0")]);
});

Deno.test("where several folders have a title of the path nothing is made, and all are told", () => {
  const twins = Array.from({ length: 12 }, (_, i) => folder(`t${i}`, [], { title: "Work" }));
  const state = stateOf(model({ menu: twins, toolbar: [folder("w", twins.slice(0, 2), { title: "W" })] }));
  const cases: [string, string[], number][] = [["menu", ["Work", "New"], 12], ["toolbar", ["W", "Work"], 2]];
  for (const [base, titles, count] of cases) {
    assert.throws(() => ensuring(base, titles)(state), (error) => {
      assert(error instanceof FoxdenError && error.code === "ambiguous.match", String(error));
      const candidates = twins.slice(0, Math.min(count, 10)).map((twin) => twin.id);
      assert.deepEqual(error.details, { collection: "bookmarks", candidates });
      assert.equal(error.message, `${count} folders are meant by "Work"`);
      return true;
    });
  }
  const made = stateOf(model({ menu: [folder("new0", [], { title: "Work" }), ...twins] }));
  assert.equal(ensuring("menu", ["Work"])(made).folderId, id("new0"), "one that an earlier run made");
});

Deno.test("the folders made are inside each other, at the end, and a second run finds them", () => {
  const edit = (state: BookmarkState) => ensuring("toolbar", ["work", "New", "Newer"])(state).changes;
  const next = applied(work(), edit);
  assert.equal(outline(next), "toolbar(work(a s b new1(new2())))");
  assert.deepEqual(modelOf(next)[1]?.children[0]?.children[3]?.title, "New");
  assert.equal(ensuring("toolbar", ["work", "New", "Newer"])(work()).folderId, id("new2"));
  assert.equal(ensuring("toolbar", ["work", "New", "Newer"])(next).folderId, id("new2"));
});

Deno.test("a folder that an earlier run made is found even where somebody renamed it since", () => {
  const state = stateOf(model({ menu: [folder("new0", [folder("x")], { title: "Renamed" })] }));
  assert.deepEqual(ensuring("menu", ["Was"])(state), { changes: [], folderId: id("new0") });
  assert.deepEqual(ensuring("menu", ["Was", "x"])(state), { changes: [], folderId: id("x") });
});

Deno.test("a path that cannot be made is refused", () => {
  assertRefused(() => ensuring("menu", ["a", ""])(work()), "--folder", /part of the path is empty/);
  assertRefused(() => ensuring("menu", ["t".repeat(4097)])(work()), "--folder", /more than 4096/);
  assertRefused(() => ensuring(id("a"), ["x"])(work()), "--folder", /no folder/);
  assertNotFound(() => ensuring(id("nowhere"), ["x"])(work()), id("nowhere"));
});

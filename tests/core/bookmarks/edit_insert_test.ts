import assert from "node:assert/strict";
import { insertItems } from "../../../core/bookmarks/insert.ts";
import type { NewItem } from "../../../core/bookmarks/new_item.ts";
import { applyChanges, type BookmarkState } from "../../../core/bookmarks/state.ts";
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
  query,
  separator,
  stateOf,
  written,
} from "./model_support.ts";

const ADDED = 1_700_000_000_123;

const link = (short: string, given: Partial<NewItem> = {}): NewItem => (
  { id: id(short), type: "bookmark", url: "https://new.example/", ...given }
);

const inserting = (items: readonly NewItem[], folderId: string, at?: number) => (state: BookmarkState) =>
  insertItems(state, { items, folderId, at, addedMs: ADDED });

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

Deno.test("a new bookmark is written with its folder, with all that Firefox writes of one", () => {
  const changes = inserting([link("n", { title: "New", tags: ["x"], keyword: "k" })], id("work"), 1)(work());
  assert.deepEqual(written(changes), {
    [id("n")]: {
      id: id("n"),
      type: "bookmark",
      parentid: id("work"),
      parentName: "work",
      hasDupe: true,
      dateAdded: ADDED,
      bmkUri: "https://new.example/",
      title: "New",
      tags: ["x"],
      keyword: "k",
    },
    [id("work")]: {
      id: id("work"),
      type: "folder",
      parentid: "toolbar",
      parentName: "toolbar",
      hasDupe: true,
      dateAdded: 1_600_000_000_000,
      title: "work",
      children: [id("a"), id("n"), id("s"), id("b")],
    },
  });
  assert.deepEqual(guarded(changes), { [id("n")]: [], [id("work")]: [] });
});

Deno.test("an untitled bookmark without tags and keyword is written as Firefox writes one", () => {
  const record = written(inserting([link("n")], "toolbar")(work()))[id("n")];
  assert(record !== undefined && record !== "deleted");
  assert.deepEqual(Object.keys(record).sort(), [
    ...["bmkUri", "dateAdded", "hasDupe", "id", "parentName", "parentid", "title", "type"],
  ]);
  assert.equal(record["title"], "");
});

Deno.test("new items stand in the order given, from the place asked for, which is cut at the end", () => {
  const items = [link("x"), link("y")];
  const cases: [number | undefined, string][] = [
    [undefined, "toolbar(work(a s b x y))"],
    [0, "toolbar(work(x y a s b))"],
    [2, "toolbar(work(a s x y b))"],
    [3, "toolbar(work(a s b x y))"],
    [99, "toolbar(work(a s b x y))"],
  ];
  for (const [at, expected] of cases) {
    assert.equal(outline(applied(work(), inserting(items, id("work"), at))), expected, `at ${at}`);
  }
});

Deno.test("folders, separators and saved searches can be added, and a separator tells its place", () => {
  const items: NewItem[] = [
    { id: id("f"), type: "folder", title: "F" },
    { id: id("s"), type: "separator" },
    link("q", { type: "query", url: "place:tag=r%C3%A9cent&sort=8", title: "Q" }),
    link("p", { url: "place:sort=8" }),
    link("w", { type: "query", url: "https://w.example" }),
  ];
  const records = written(inserting(items, "menu")(stateOf(model())));
  const typed = (short: string, member: string) => {
    const record = records[id(short)];
    return typeof record === "object" ? [record["type"], record[member]] : undefined;
  };
  assert.deepEqual(typed("f", "children"), ["folder", []]);
  assert.deepEqual(typed("s", "pos"), ["separator", 1]);
  assert.deepEqual(typed("s", "title"), ["separator", undefined]);
  assert.deepEqual(typed("q", "folderName"), ["query", "récent"]);
  assert.deepEqual(typed("p", "folderName"), ["query", undefined], "an address makes a saved search");
  assert.deepEqual(typed("w", "bmkUri"), ["bookmark", "https://w.example/"], "and unmakes one");
});

Deno.test("a root that is not on the server is made for its first child, and only then", () => {
  const state: BookmarkState = { items: new Map(), deleted: new Set(["unfiled"]), unreadable: new Set() };
  const changes = inserting([link("n")], "unfiled")(state);
  assert.deepEqual(written(changes)["unfiled"], {
    id: "unfiled",
    type: "folder",
    parentid: "places",
    parentName: "",
    hasDupe: true,
    title: "unfiled",
    children: [id("n")],
  });
  assert.equal(outline(applied(state, inserting([link("n")], "unfiled"))), "unfiled(n)");
  assert.deepEqual(inserting([], "unfiled")(state), []);
});

Deno.test("an item that is there already is passed over, the others are added", () => {
  const state = applied(work(), inserting([link("x"), link("y")], id("work"), 0));
  const changes = inserting([link("x"), link("z"), link("y")], id("work"), 1)(state);
  assert.deepEqual(Object.keys(written(changes)).sort(), [id("work"), id("z")]);
  assert.equal(outline(applyChanges(state, changes)), "toolbar(work(x z y a s b))");
  assert.deepEqual(inserting([link("x")], "a folder that is gone")(state), []);
});

const shared = () =>
  stateOf(model({
    menu: [
      bookmark("one", "https://shared.example", { tags: ["Work", "x"], keyword: "w" }),
      folder("f", [bookmark("two", "https://SHARED.example/", { tags: ["Work", "x"], keyword: "w" })]),
      bookmark("other", "https://other.example/", { tags: ["Work"], keyword: "o" }),
      query("q", "place:tag=Work"),
    ],
  }));

/** What bookmarks share, by short id. */
const sharing = (state: BookmarkState) =>
  Object.fromEntries(
    [...state.items.values()].flatMap((item) =>
      item.type === "bookmark"
        ? [[item.id.replace(/_+$/, ""), [item.tags.toSorted().join(), item.keyword]]]
        : []
    ),
  );

Deno.test("a bookmark of a URL that is there takes its tags and keyword, and gives its tags to all of that URL", () => {
  const state = shared();
  const plain = inserting([link("n", { url: "https://shared.example/#" })], "toolbar");
  assert.deepEqual(sharing(applied(state, plain))["n"], ["", null], "a fragment makes another URL");
  const same = [link("n", { url: " https://shared.EXAMPLE:443/ ", tags: ["work"] })];
  assert.deepEqual(Object.keys(written(inserting(same, "toolbar")(state))).sort(), [id("n"), "toolbar"]);
  assert.deepEqual(sharing(applied(state, inserting(same, "toolbar")))["n"], ["Work,x", "w"]);
  const tagged = [link("n", { url: "https://shared.example/", tags: ["y", "X"], keyword: " N " })];
  assert.deepEqual(sharing(applied(state, inserting(tagged, "toolbar"))), {
    one: ["Work,x,y", "n"],
    two: ["Work,x,y", "n"],
    n: ["Work,x,y", "n"],
    other: ["Work", "o"],
  });
});

Deno.test("a keyword that is given is taken from the bookmarks of any other URL", () => {
  const changes = inserting([link("n", { keyword: "W" })], "toolbar")(shared());
  assert.deepEqual(guarded(changes), {
    [id("n")]: [],
    toolbar: [],
    [id("one")]: ["keyword"],
    [id("two")]: ["keyword"],
  });
  const next = sharing(applyChanges(shared(), changes));
  assert.deepEqual([next["n"], next["one"], next["two"]], [["", "w"], ["Work,x", null], ["Work,x", null]]);
});

Deno.test("new bookmarks of one edit agree as if each had come after the one before", () => {
  const items = [
    link("u1", { url: "https://u.example/", keyword: "w", tags: ["1"] }),
    link("v1", { url: "https://v.example/", keyword: "w" }),
    link("u2", { url: "https://u.example/", tags: ["2"] }),
    link("x1", { url: "https://x.example/", keyword: "o" }),
    link("x2", { url: "https://x.example/", keyword: "x" }),
  ];
  assert.deepEqual(sharing(applied(shared(), inserting(items, "toolbar"))), {
    one: ["Work,x", null],
    two: ["Work,x", null],
    other: ["Work", null],
    u1: ["1,2", null],
    u2: ["1,2", null],
    v1: ["", "w"],
    x1: ["", "x"],
    x2: ["", "x"],
  });
});

Deno.test("what Firefox would not take is refused, by the name of the value", () => {
  const long = "https://long.example/" + "a".repeat(65_536);
  const cases: [Partial<NewItem>, string, RegExp][] = [
    [{ id: "short" }, "ID", /"short" is not twelve/],
    [{ id: "a b/c'd\"efgh" }, "ID", /is not twelve/],
    [{ url: undefined }, "--url", /needs one/],
    [{ url: "no url" }, "--url", /"no url" is no URL/],
    [{ url: long }, "--url", /more than 65536 characters/],
    [{ url: "https://a.example/" + "é".repeat(20_000) }, "--url", /more than 65536/],
    [{ title: "t".repeat(4097) }, "--title", /more than 4096/],
    [{ tags: ["x", "  "] }, "--tag", /1 to 100/],
    [{ tags: ["t".repeat(101)] }, "--tag", /1 to 100/],
    [{ url: "place:a", tags: ["x"] }, "--tag", /saved search/],
    [{ url: "place:a", keyword: "x" }, "--keyword", /saved search/],
    [{ type: "separator" }, "--url", /a separator has no URL/],
    [{ type: "separator", url: undefined, title: "x" }, "--title", /no title/],
    [{ type: "folder", url: undefined, tags: ["x"] }, "--tag", /a folder has no tags/],
    [{ type: "folder", url: undefined, keyword: "x" }, "--keyword", /a folder has no keyword/],
  ];
  for (const [given, name, reason] of cases) {
    assertRefused(() => inserting([link("n", given)], "toolbar")(work()), name, reason);
  }
  const exact = link("n", {
    url: "https://a.example/".padEnd(65_536, "a"),
    title: "t".repeat(4096),
    tags: [` ${"t".repeat(100)} `],
  });
  assert.equal(outline(applied(work(), inserting([exact], "toolbar"))), "toolbar(work(a s b) n)");
});

Deno.test("an id that belongs to something else, was deleted, cannot be read or comes twice is refused", () => {
  const state = stateOf(model({ menu: [folder("f")] }), [id("gone")], [id("bad")]);
  for (const short of ["f", "gone", "bad"]) {
    assertRefused(() => inserting([link(short)], "menu")(state), "ID", /is taken/);
  }
  assertRefused(() => inserting([link("n"), link("n")], "menu")(state), "ID", /Two new items/);
});

Deno.test("only a folder that is there, or a root, takes items", () => {
  const state = stateOf(model({ menu: [bookmark("a", "https://a.example/")] }), [id("gone")], [id("bad")]);
  const into = (folderId: string, at?: number) => () => inserting([link("n")], folderId, at)(state);
  assertNotFound(into(id("nowhere")), id("nowhere"));
  assertNotFound(into(id("gone")), id("gone"));
  assertRefused(into(id("a")), "--folder", /is a bookmark, no folder/);
  assertRefused(into(id("bad")), "--folder", /cannot be read/);
  for (const local of ["places", "tags", "pinned", "readinglist"]) {
    assertRefused(into(local), "--folder", /never synced/);
  }
  for (const at of [-1, 1.5, NaN]) assertRefused(into("menu", at), "--at", /no place/);
});

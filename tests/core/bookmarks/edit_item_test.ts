import assert from "node:assert/strict";
import { editItem, type ItemEdit } from "../../../core/bookmarks/edit.ts";
import { type BookmarkState, readState } from "../../../core/bookmarks/state.ts";
import {
  applied,
  assertNotFound,
  assertRefused,
  bookmark,
  folder,
  guarded,
  id,
  model,
  query,
  recordsOf,
  separator,
  stateOf,
  written,
} from "./model_support.ts";

const editing = (short: string, edit: ItemEdit) => (state: BookmarkState) => editItem(state, id(short), edit);

/** Two bookmarks of one URL, one of another with a keyword, one with neither tags nor keyword, and the rest. */
const state = () =>
  stateOf(
    model({
      menu: [
        bookmark("a1", "https://a.example/", { tags: ["Read", "x"], keyword: "ak" }),
        bookmark("a2", "https://A.example", { tags: ["x", "Read"], keyword: "ak", more: { odd: [1] } }),
        bookmark("b", "https://b.example/", { tags: ["y"], keyword: "bk" }),
        bookmark("c", "https://c.example/"),
        folder("f", [separator("s")]),
        query("q", "place:tag=Read", { more: { folderName: "Read" } }),
      ],
    }),
    [id("gone")],
    [id("bad")],
  );

/** Tags, keyword and address of every bookmark, by short id. */
const shared = (of: BookmarkState) =>
  Object.fromEntries(
    [...of.items.values()].flatMap((item) =>
      item.type === "bookmark"
        ? [[item.id.replace(/_+$/, ""), `${item.url} ${item.tags.toSorted()} ${item.keyword}`]]
        : []
    ),
  );

Deno.test("a title changes nothing but the one record, and what is unknown in it survives", () => {
  const changes = editing("a2", { title: "New" })(state());
  const before = state().items.get(id("a2"))?.source;
  assert.deepEqual(written(changes), { [id("a2")]: { ...before, title: "New" } });
  assert.deepEqual(guarded(changes), { [id("a2")]: ["title"] });
  applied(state(), editing("a2", { title: "New" }));
  for (const short of ["f", "q"]) {
    assert.deepEqual(Object.keys(written(editing(short, { title: "New" })(state()))), [id(short)]);
  }
});

Deno.test("what is so already is not written", () => {
  const same: [string, ItemEdit][] = [
    ["a1", {}],
    ["a1", {
      title: "a1",
      url: "https://A.EXAMPLE:443",
      keyword: " AK ",
      addTags: ["READ"],
      removeTags: ["z"],
    }],
    ["a1", { setTags: ["x", "Read", "READ"] }],
    ["c", { keyword: null, setTags: [] }],
    ["f", { title: "f", addTags: [], removeTags: [] }],
    ["q", { url: "place:tag=Read" }],
  ];
  for (const [short, edit] of same) assert.deepEqual(editing(short, edit)(state()), [], short);
});

Deno.test("tags change on every bookmark of the URL, kept as they are typed", () => {
  const cases: [ItemEdit, string][] = [
    [{ addTags: [" New ", "read"] }, "New,Read,x"],
    [{ removeTags: ["READ", "nothing"] }, "x"],
    [{ setTags: ["only", "Only"] }, "only"],
    [{ setTags: ["READ"] }, "READ"],
    [{ setTags: [] }, ""],
    [{ setTags: ["p", "q"], removeTags: ["q"], addTags: ["r"] }, "p,r"],
    [{ addTags: ["x"], removeTags: ["x"] }, "Read,x"],
  ];
  for (const [edit, tags] of cases) {
    const next = shared(applied(state(), editing("a2", edit)));
    assert.deepEqual([next["a1"], next["a2"]], [
      `https://a.example/ ${tags} ak`,
      `https://A.example ${tags} ak`,
    ]);
  }
  const cleared = written(editing("b", { setTags: [] })(state()))[id("b")];
  assert(cleared !== undefined && !("tags" in Object(cleared)), "Firefox writes no empty list");
});

Deno.test("tags that are set are guarded wherever they change, those that come and go are not", () => {
  const both = (members: string[]) => ({ [id("a1")]: members, [id("a2")]: members });
  assert.deepEqual(guarded(editing("a1", { setTags: [] })(state())), both(["tags"]));
  assert.deepEqual(guarded(editing("a1", { setTags: ["p"], addTags: ["q"] })(state())), both(["tags"]));
  assert.deepEqual(
    guarded(editing("a1", { setTags: ["x", "Read"], keyword: "n" })(state())),
    both(["keyword"]),
  );
  assert.deepEqual(guarded(editing("a1", { addTags: ["q"], removeTags: ["x"] })(state())), both([]));
  const moved = editing("c", { url: "https://b.example/", setTags: ["p"] })(state());
  assert.deepEqual(guarded(moved), { [id("c")]: ["bmkUri", "keyword", "tags"], [id("b")]: ["tags"] });
  // What is set may be just what both addresses had together: it is set all the same.
  const joined = editing("a1", { url: "https://b.example/", setTags: ["Read", "x", "y"] })(state());
  assert.deepEqual(guarded(joined), { [id("a1")]: ["bmkUri", "keyword", "tags"], [id("b")]: ["tags"] });
});

Deno.test("a keyword changes on every bookmark of the URL and is taken from those of any other", () => {
  const given = editing("a1", { keyword: " BK" });
  assert.deepEqual(guarded(given(state())), {
    [id("a1")]: ["keyword"],
    [id("a2")]: ["keyword"],
    [id("b")]: ["keyword"],
  });
  const next = shared(applied(state(), given));
  assert.deepEqual([next["a1"]?.slice(-2), next["a2"]?.slice(-2), next["b"]?.slice(-4)], [
    "bk",
    "bk",
    "null",
  ]);
  for (const none of [null, "", "  "]) {
    const without = shared(applied(state(), editing("a1", { keyword: none })));
    assert.deepEqual([without["a1"]?.slice(-4), without["a2"]?.slice(-4)], ["null", "null"]);
  }
  const cleared = written(editing("b", { keyword: null })(state()))[id("b")];
  assert(cleared !== undefined && !("keyword" in Object(cleared)));
});

Deno.test("a keyword of old clients in capitals counts as the one Firefox makes of it", () => {
  const old = stateOf(model({
    menu: [bookmark("o", "https://o.example/", { keyword: "OLD" }), bookmark("n", "https://n.example/")],
  }));
  assert.equal(shared(applied(old, editing("n", { keyword: "old" })))["o"], "https://o.example/  null");
});

Deno.test("a bookmark that gets a new URL takes its own tags along, and its keyword if nobody stays with it", () => {
  const alone = editing("b", { url: "https://new.example" });
  assert.equal(shared(applied(state(), alone))["b"], "https://new.example/ y bk");
  assert.deepEqual(guarded(alone(state())), { [id("b")]: ["bmkUri"] });
  const next = shared(applied(state(), editing("a1", { url: "https://new.example" })));
  assert.equal(next["a1"], "https://new.example/ Read,x null");
  assert.equal(next["a2"], "https://A.example Read,x ak");
});

Deno.test("a bookmark that gets a URL which is there joins its tags, and takes its keyword or brings its own", () => {
  const both = applied(state(), editing("a1", { url: "https://b.example/" }));
  assert.equal(shared(both)["a1"], "https://b.example/ Read,x,y bk");
  assert.equal(shared(both)["b"], "https://b.example/ Read,x,y bk");
  assert.equal(shared(both)["a2"], "https://A.example Read,x ak");
  const brought = applied(state(), editing("b", { url: "https://c.example/" }));
  assert.equal(shared(brought)["b"], "https://c.example/ y bk");
  assert.equal(shared(brought)["c"], "https://c.example/ y bk");
  const joined = applied(state(), editing("c", { url: "https://a.example/" }));
  assert.equal(shared(joined)["c"], "https://a.example/ Read,x ak");
  const stayed = applied(state(), editing("a1", { url: "https://c.example/" }));
  assert.equal(shared(stayed)["c"], "https://c.example/ Read,x null");
});

Deno.test("tags and keyword of the same edit are those of the new URL", () => {
  const edit = { url: "https://b.example/", addTags: ["z"], removeTags: ["y"], keyword: "new" };
  const next = shared(applied(state(), editing("a1", edit)));
  assert.equal(next["a1"], "https://b.example/ Read,x,z new");
  assert.equal(next["b"], "https://b.example/ Read,x,z new");
  assert.equal(next["a2"], "https://A.example Read,x ak");
});

Deno.test("a bookmark with the address of a search becomes one and shares nothing any more, and the reverse", () => {
  const search = written(editing("b", { url: "place:tag=y" })(state()))[id("b")];
  assert(typeof search === "object");
  const { type, bmkUri, folderName, tags, keyword } = search;
  assert.deepEqual([type, bmkUri, folderName, tags, keyword], [
    "query",
    "place:tag=y",
    "y",
    undefined,
    undefined,
  ]);
  const page = written(editing("q", { url: "https://b.example/" })(state()))[id("q")];
  assert(typeof page === "object");
  assert.deepEqual([page["type"], page["tags"], page["keyword"], "folderName" in page], [
    ...["bookmark", ["y"], "bk", false],
  ]);
  applied(state(), editing("b", { url: "place:tag=y" }));
  applied(state(), editing("q", { url: "https://b.example/" }));
  const other = written(editing("q", { url: "place:tag=a&tag=b" })(state()))[id("q")];
  assert(typeof other === "object" && !("folderName" in other), "two tags are not one");
});

Deno.test("a saved search that gets another address keeps its own tags and keyword", () => {
  const more = { tags: ["t"], keyword: "recent", folderName: "Read" };
  const searches = stateOf(model({ menu: [query("q", "place:tag=Read", { more })] }));
  const change = editing("q", { url: "place:tag=x&sort=8" });
  const before = searches.items.get(id("q"))?.source;
  assert.deepEqual(written(change(searches)), {
    [id("q")]: { ...before, tags: ["t"], keyword: "recent", bmkUri: "place:tag=x&sort=8", folderName: "x" },
  });
  applied(searches, change);
});

Deno.test("a bookmark whose address is no URL can be mended, and is alone until then", () => {
  const broken = stateOf(model({
    menu: [bookmark("o", "no url", { tags: ["x"] }), bookmark("c", "https://c.example/", { tags: ["y"] })],
  }));
  assert.equal(shared(applied(broken, editing("o", { addTags: ["z"] })))["o"], "no url x,z null");
  const mended = shared(applied(broken, editing("o", { url: "https://c.example" })));
  assert.equal(mended["c"], "https://c.example/ x,y null");
});

Deno.test("what an item cannot have is refused, by the name of the value", () => {
  const cases: [string, ItemEdit, string, RegExp][] = [
    ["s", { title: "x" }, "--title", /a separator has no title/],
    ["s", { url: "https://x.example/" }, "--url", /a separator has no URL/],
    ["f", { url: "https://x.example/" }, "--url", /a folder has no URL/],
    ["f", { addTags: ["x"] }, "--tag", /a folder has no tag/],
    ["f", { keyword: null }, "--keyword", /a folder has no keyword/],
    ["q", { setTags: [] }, "--tag", /a saved search has no tag/],
    ["q", { keyword: "x" }, "--keyword", /a saved search has no keyword/],
    ["a1", { url: "place:a", addTags: ["x"] }, "--tag", /a saved search/],
    ["a1", { url: "no url" }, "--url", /is no URL/],
    ["a1", { url: "no".repeat(32_000) }, "--url", /is no URL/],
    ["a1", { url: "https://a.example/" + "a".repeat(65_536) }, "--url", /more than 65536/],
    ["a1", { title: "t".repeat(4097) }, "--title", /more than 4096/],
    ["a1", { addTags: [" "] }, "--tag", /1 to 100/],
    ["a1", { setTags: ["t".repeat(101)] }, "--tag", /1 to 100/],
    ["bad", { title: "x" }, "ID", /cannot be read/],
  ];
  for (const [short, edit, name, reason] of cases) {
    assertRefused(() => editing(short, edit)(state()), name, reason);
  }
  for (const root of ["menu", "mobile", "places", "tags"]) {
    assertRefused(() => editItem(state(), root, { title: "x" }), "ID", /Cannot change/);
  }
  for (const missing of ["gone", "nowhere"]) {
    assertNotFound(() => editing(missing, { title: "x" })(state()), id(missing));
  }
});

Deno.test("a livemark cannot be edited, since Firefox deletes what is written of one", () => {
  const records = [
    ...recordsOf(model({})),
    { id: id("l"), clear: { id: id("l"), type: "livemark", parentid: "menu", title: "L" } },
  ];
  assertRefused(() => editItem(readState(records), id("l"), { title: "x" }), "--title", /livemarks/);
});

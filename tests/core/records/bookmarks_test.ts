import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/json.ts";
import { bookmarkCodec } from "../../../core/records/bookmarks.ts";
import { decodeRecord } from "../../../core/records/registry.ts";

const decode = (cleartext: JsonObject) => bookmarkCodec.decode(cleartext, "abc");
const kindOf = (cleartext: JsonObject) => decodeRecord("bookmarks", JSON.stringify(cleartext), "abc").kind;

Deno.test("each type of item decodes to its own shape", () => {
  const common = { parentid: "toolbar", parentName: "toolbar", hasDupe: true, dateAdded: 1_700_000_000_000 };
  const bookmark = decode({
    ...common,
    type: "bookmark",
    bmkUri: "https://a.example/",
    tags: ["x"],
    keyword: "k",
  });
  assert(bookmark.type === "bookmark");
  assert.deepEqual([bookmark.parentId, bookmark.url, bookmark.tags, bookmark.keyword], [
    "toolbar",
    "https://a.example/",
    ["x"],
    "k",
  ]);
  const query = decode({ ...common, type: "query", bmkUri: "place:tag=x", folderName: "x" });
  assert(query.type === "query");
  assert.equal(query.tagName, "x");
  const folder = decode({ ...common, type: "folder", title: "F", children: ["b", "a"] });
  assert(folder.type === "folder");
  assert.deepEqual(folder.children, ["b", "a"]);
  const separator = decode({ ...common, type: "separator", pos: 3 });
  assert(separator.type === "separator");
  assert.equal(separator.position, 3);
  const livemark = decode({ ...common, type: "livemark", feedUri: "https://a.example/rss" });
  assert(livemark.type === "livemark");
  assert.equal(livemark.feedUrl, "https://a.example/rss");
});

Deno.test("the time a bookmark was added is read from a number or text, and zero or nonsense is none", () => {
  const dateOf = (dateAdded: unknown) => decode({ type: "separator", dateAdded }).dateAddedMs;
  assert.equal(dateOf(1_700_000_000_123), 1_700_000_000_123);
  assert.equal(dateOf("1700000000123"), 1_700_000_000_123);
  assert.equal(dateOf(1_700_000_000_123.9), 1_700_000_000_123);
  for (const none of [undefined, null, 0, -5, "", "yesterday", 9e15, "9".repeat(400), {}]) {
    assert.equal(dateOf(none), null);
  }
});

Deno.test("a title or list that is missing or of the wrong type reads as empty", () => {
  for (const wrong of [undefined, null, 5, { a: 1 }]) {
    const bookmark = decode({ type: "bookmark", bmkUri: "x:y", title: wrong, tags: wrong, keyword: wrong });
    assert(bookmark.type === "bookmark");
    assert.deepEqual([bookmark.title, bookmark.tags, bookmark.keyword], ["", [], null]);
    const folder = decode({ type: "folder", title: wrong, children: wrong });
    assert(folder.type === "folder");
    assert.deepEqual(folder.children, []);
  }
  const folder = decode({ type: "folder", children: ["a", 5, null, "b"] });
  assert(folder.type === "folder");
  assert.deepEqual(folder.children, ["a", "b"]);
});

Deno.test("a bookmark without an address and an item of a foreign type are malformed", () => {
  assert.equal(kindOf({ type: "bookmark", title: "no address" }), "malformed");
  assert.equal(kindOf({ type: "query", bmkUri: "" }), "malformed");
  for (const type of ["microsummary", "item", "toString", null, undefined]) {
    assert.equal(kindOf({ type, bmkUri: "https://a.example/" }), "malformed");
  }
});

Deno.test("a bookmark whose address is no URL stays visible, so that it can be mended", () => {
  assert.equal(kindOf({ type: "bookmark", bmkUri: "http://" }), "live");
});

Deno.test("moving a bookmark writes its parent and nothing else", () => {
  const source = {
    id: "abc",
    type: "bookmark",
    parentid: "menu",
    bmkUri: "https://a.example/",
    dateAdded: "1700000000123",
    description: "from an old client",
    x_future: { a: 1 },
  };
  const moved = { ...decode(source), parentId: "toolbar", parentName: "toolbar" };
  assert.deepEqual(bookmarkCodec.encode(moved), { ...source, parentid: "toolbar", parentName: "toolbar" });
});

Deno.test("a folder made here is written with its list, a bookmark without tags writes none", () => {
  const made = {
    id: "abc",
    parentId: "menu",
    parentName: "menu",
    hasDupe: true,
    dateAddedMs: 7,
    title: "",
    source: {},
  };
  const common = { id: "abc", parentid: "menu", parentName: "menu", hasDupe: true, dateAdded: 7, title: "" };
  assert.deepEqual(bookmarkCodec.encode({ ...made, type: "folder", children: [] }), {
    ...common,
    type: "folder",
    children: [],
  });
  const bookmark = { ...made, type: "bookmark", url: "x:y", tags: [], keyword: null } as const;
  assert.deepEqual(bookmarkCodec.encode(bookmark), { ...common, type: "bookmark", bmkUri: "x:y" });
});

import assert from "node:assert/strict";
import type { BookmarkState } from "../../../core/bookmarks/state.ts";
import { isTagBorne, removeTag, renameTag, tagCounts } from "../../../core/bookmarks/tags.ts";
import {
  applied,
  assertRefused,
  bookmark,
  guarded,
  id,
  model,
  query,
  stateOf,
  written,
} from "./model_support.ts";

const state = () =>
  stateOf(model({
    menu: [
      bookmark("a1", "https://a.example/", { tags: ["Read", "later"] }),
      bookmark("b", "https://b.example/", { tags: ["read"], more: { odd: 1 } }),
      bookmark("c", "https://c.example/", { tags: ["Later"] }),
      bookmark("d", "https://d.example/"),
      query("q", "place:tag=read", { more: { tags: ["read"] } }),
    ],
    toolbar: [bookmark("a2", "https://A.example", { tags: ["later", "Read"] })],
  }));

/** Tags by short id, of those that have any. */
const tags = (of: BookmarkState) =>
  Object.fromEntries(
    [...of.items.values()].flatMap((item) =>
      item.type === "bookmark" && item.tags.length > 0
        ? [[item.id.replace(/_+$/, ""), item.tags.toSorted().join()]]
        : []
    ),
  );

const renaming = (from: string, to: string) => (of: BookmarkState) => renameTag(of, from, to);

Deno.test("a tag is renamed wherever it is borne, however it is written there", () => {
  assert.deepEqual(tags(applied(state(), renaming(" READ ", " Seen "))), {
    a1: "Seen,later",
    a2: "Seen,later",
    b: "Seen",
    c: "Later",
  });
});

Deno.test("where both tags are borne the one that was there stays", () => {
  assert.deepEqual(tags(applied(state(), renaming("read", "Later"))), {
    a1: "later",
    a2: "later",
    b: "Later",
    c: "Later",
  });
});

Deno.test("a tag can be given another case", () => {
  assert.deepEqual(tags(applied(state(), renaming("read", "READ"))), {
    a1: "READ,later",
    a2: "READ,later",
    b: "READ",
    c: "Later",
  });
  assert.deepEqual(Object.keys(written(renaming("read", "read")(state()))).sort(), [id("a1"), id("a2")]);
});

Deno.test("a saved search lists a tag by its new name, whatever else it asks for", () => {
  const searches: [string, string, string | undefined, string, string | undefined][] = [
    ["q1", "place:tag=a%20b", "a b", "place:tag=c%2B%26%20%C3%BC", "c+& ü"],
    [
      "q2",
      "place:sort=8&tag=A%20B&maxResults=1",
      undefined,
      "place:sort=8&tag=c%2B%26%20%C3%BC&maxResults=1",
      undefined,
    ],
    ["q3", "place:tag=a%20b&tag=x%2", undefined, "place:tag=c%2B%26%20%C3%BC&tag=x%2", undefined],
    ["q4", "place:type=7&folder=5", "a b", "place:type=7&folder=5", "c+& ü"],
    ["q5", "place:tag=a%20b%20c&terms=a%20b", "a b c", "place:tag=a%20b%20c&terms=a%20b", "a b c"],
    ["q6", "https://a.example/?&tag=a%20b", undefined, "https://a.example/?&tag=a%20b", undefined],
  ];
  const of = stateOf(model({
    menu: [
      bookmark("a", "https://a.example/", { tags: ["a b"] }),
      ...searches.map(([short, url, folderName]) =>
        query(short, url, { more: folderName === undefined ? {} : { folderName } })
      ),
    ],
  }));
  const next = applied(of, renaming("A b", "c+& ü"));
  const after = searches.map(([short]) => next.items.get(id(short))?.source);
  assert.deepEqual(
    after.map((source) => [source?.["bmkUri"], source?.["folderName"]]),
    searches.map(([, , , url, folderName]) => [url, folderName]),
  );
  const changes = renameTag(of, "a b", "c+& ü");
  assert.deepEqual(guarded(changes), {
    [id("a")]: [],
    [id("q1")]: ["bmkUri"],
    [id("q2")]: ["bmkUri"],
    [id("q3")]: ["bmkUri"],
    [id("q4")]: [],
  });
  assert.deepEqual(Object.keys(written(removeTag(of, "a b"))), [id("a")], "where a tag ends, searches stay");
});

Deno.test("a tag is borne by a bookmark that has it in any case, not by a search for it", () => {
  for (const tag of ["read", " READ ", "Later"]) assert.equal(isTagBorne(state(), tag), true, tag);
  for (const tag of ["rea", ""]) assert.equal(isTagBorne(state(), tag), false, tag);
  const searched = stateOf(model({ menu: [query("q", "place:tag=read", { more: { tags: ["read"] } })] }));
  assert.equal(isTagBorne(searched, "read"), false);
});

Deno.test("a tag is removed from every bookmark, and a list that is empty is not written", () => {
  const changes = removeTag(state(), "Read");
  assert.deepEqual(Object.keys(written(changes)).sort(), [id("a1"), id("a2"), id("b")]);
  const { tags: _, ...rest } = state().items.get(id("b"))?.source ?? {};
  assert.deepEqual(written(changes)[id("b")], rest);
  assert.deepEqual(guarded(changes), { [id("a1")]: [], [id("a2")]: [], [id("b")]: [] });
  assert.deepEqual(tags(applied(state(), (of) => removeTag(of, "Read"))), {
    a1: "later",
    a2: "later",
    c: "Later",
  });
});

Deno.test("a tag that nobody bears changes nothing", () => {
  assert.deepEqual(renameTag(state(), "none", "x"), []);
  assert.deepEqual(removeTag(state(), "none"), []);
});

Deno.test("each tag counts the different URLs that bear it, whatever its case", () => {
  assert.deepEqual(tagCounts(state()), new Map([["Read", 2], ["later", 2]]));
  assert.deepEqual(tagCounts(stateOf(model())), new Map());
  const blank = stateOf(model({ menu: [bookmark("a", "no url", { tags: ["", " x "] })] }));
  assert.deepEqual(tagCounts(blank), new Map([["x", 1]]));
});

Deno.test("a tag that is empty or too long is refused, but an old one may be long", () => {
  assertRefused(() => renameTag(state(), " ", "x"), "--tag", /empty/);
  assertRefused(() => removeTag(state(), ""), "--tag", /empty/);
  assertRefused(() => renameTag(state(), "read", ""), "--tag", /1 to 100/);
  assertRefused(() => renameTag(state(), "read", "t".repeat(101)), "--tag", /1 to 100/);
  const long = "t".repeat(101);
  const old = stateOf(model({ menu: [bookmark("a", "https://a.example/", { tags: [long] })] }));
  assert.deepEqual(tags(applied(old, renaming(long, "short"))), { a: "short" });
});

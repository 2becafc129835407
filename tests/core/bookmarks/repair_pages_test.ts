import assert from "node:assert/strict";
import { planRepair } from "../../../core/bookmarks/repair.ts";
import { folder, kindsLeft, link, repairs, stateWith } from "./check_support.ts";

Deno.test("a keyword of several addresses stays with the newest bookmark that has it, else the smallest id", () => {
  const at = (id: string, keyword?: string, page = id) =>
    link(id, "menu", { bmkUri: `https://${page}.example/`, ...(keyword === undefined ? {} : { keyword }) });
  const menu = folder("menu", "places", ["a", "b", "c", "d"]);
  const gone = { keyword: undefined, reason: "sharedKeyword" };
  const state = stateWith(menu, at("a", "k"), at("b", "K"), at("c", "k", "a"), at("d", "l"));
  assert.deepEqual(repairs(state), { b: gone });
  const modifiedOf = (id: string) => id === "b" ? 2 : 1;
  assert.deepEqual(repairs(state, { modifiedOf }), { a: gone, c: gone });
  assert.deepEqual(planRepair(state).changes[0]?.guarded, ["keyword"]);
  const other = stateWith(menu, at("a", "k"), at("b", "k"), at("c", "m", "b"), at("d"));
  const instead = { keyword: "m", reason: "differentKeywords, sharedKeyword" };
  assert.deepEqual(repairs(other), { b: instead }, "what the address has besides is its keyword then");
  assert.deepEqual(kindsLeft(other), []);
});

Deno.test("bookmarks of one address all get the tags of all", () => {
  const state = stateWith(
    folder("menu", "places", ["a", "b", "c", "q"]),
    link("a", "menu", { bmkUri: "https://x.example/", tags: ["one", "two"] }),
    link("b", "menu", { bmkUri: "https://x.example", tags: ["Two", "three"] }),
    link("c", "menu", { bmkUri: "https://X.example/" }),
    link("q", "menu", { bmkUri: "https://x.example/", type: "query" }),
  );
  const reason = "differentTags";
  assert.deepEqual(repairs(state), {
    a: { tags: ["one", "two", "three"], reason },
    b: { tags: ["Two", "three", "one"], reason },
    c: { tags: ["one", "two", "three"], reason },
  });
});

Deno.test("bookmarks of one address all get the newest keyword, else that of the smallest id", () => {
  const bmkUri = "https://x.example/";
  const state = stateWith(
    folder("menu", "places", ["a", "b", "c"]),
    link("a", "menu", { bmkUri, keyword: "old" }),
    link("b", "menu", { bmkUri, keyword: "New" }),
    link("c", "menu", { bmkUri }),
  );
  const given = (keyword: string) => ({ keyword, reason: "differentKeywords" });
  assert.deepEqual(repairs(state), { b: given("old"), c: given("old") });
  const modifiedOf = (id: string) => id === "a" ? 1 : id === "b" ? 2 : 3;
  assert.deepEqual(repairs(state, { modifiedOf }), { a: given("new"), c: given("new") });
  assert.deepEqual(planRepair(state).changes[0]?.guarded, ["keyword"]);
});

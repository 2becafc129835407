import assert from "node:assert/strict";
import fc from "fast-check";
import { find } from "../../../tui/palette/find.ts";

const items = [
  "Go to History",
  "History: export",
  "History: sort by title",
  "Bookmarks: export",
  "Settings: list",
].map(
  (title) => ({ title, also: title === "Settings: list" ? "config values" : "" }),
);
const titles = (text: string) => find(items, text).map(({ item }) => item.title);
const marked = (text: string) =>
  find(items, text).slice(0, 1).map(({ item, at }) => at.map((place) => item.title[place]).join(""))[0];

Deno.test("words find an act in any order, and all of them have to", () => {
  assert.equal(titles("exp hist")[0], "History: export");
  assert.equal(titles("hist exp")[0], "History: export");
  assert.deepEqual(titles("EXPORT").toSorted(), ["Bookmarks: export", "History: export"]);
  assert.deepEqual(titles("hist zebra"), []);
});

Deno.test("nothing asked for is everything as it stands", () => {
  assert.deepEqual(titles("  "), items.map(({ title }) => title));
});

Deno.test("letters with gaps find an act, after those that have them together", () => {
  assert.deepEqual(titles("hex"), ["History: export"]);
  assert.equal(titles("sort")[0], "History: sort by title");
  assert.equal(titles("hist")[0], "History: export", "what begins so comes first");
});

Deno.test("an act is found by other words for it, without marks in its title", () => {
  assert.deepEqual(titles("config"), ["Settings: list"]);
  assert.equal(marked("config"), "");
});

Deno.test("the letters that were found are known by their places", () => {
  assert.equal(marked("exp hist"), "Histexp");
  assert.equal(marked("hex"), "Hex");
  const places = find(items, "exp hist")[0]?.at ?? [];
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
});

Deno.test("whatever is typed, the marks are in the title, and each word of a title finds it", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    for (const { item, at } of find(items, text)) {
      assert.ok(at.every((place) => place >= 0 && place < item.title.length));
    }
  }));
  for (const { title } of items) {
    for (const word of title.split(/\W+/)) assert.ok(titles(word).includes(title), word);
  }
});

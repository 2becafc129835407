import assert from "node:assert/strict";
import { placeOf, PLACES } from "../../tui/places.ts";
import { copied } from "../../tui/reduce/record.ts";
import { listOfRows, NOW_MS, stateOf } from "./views/list_tables.ts";

Deno.test("what is copied first of a card is its number, as the secret it is", () => {
  const list = listOfRows("cards", [{ cells: { name: "Ann Lee", lastFour: "1111" } }]);
  const state = stateOf({ columns: 100, rows: 30 }, { place: "cards", lists: new Map([["cards", list]]) });
  const { effects } = copied(state, "main", NOW_MS);
  assert.deepEqual(effects.map((effect) => [effect.type, "field" in effect && effect.field]), [
    ["copy-secret", "number"],
  ]);
});

Deno.test("a place is a tree where it says what its branches are", () => {
  for (const { name, isTree, branch } of PLACES) assert.equal(branch !== undefined, isTree, name);
});

Deno.test("a heading fits into the fewest cells of its column, and one time has one name", () => {
  for (const { name, columns } of PLACES) {
    for (const { label, least } of columns) assert.ok(label.length <= least, `${name} ${label}`);
  }
  const used = (name: "passwords" | "tabs") =>
    placeOf(name).columns.find((column) => column.name === "lastUsed")?.label;
  assert.equal(used("passwords"), used("tabs"));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { helpLines } from "../../../tui/keys/help.ts";
import { makeKeymap } from "../../../tui/keys/remap.ts";
import { actsIn } from "../../../tui/keys/resolve.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { anyTables, pressed, tablesOf, WHERES } from "./pressing.ts";

const shown = (search: string, keymap = SHIPPED) =>
  helpLines(keymap, "list", search).flatMap(({ lines }) =>
    lines.map(({ shown, help }) => `${shown} | ${help}`)
  );

Deno.test("the help has its groups in their order, with every key of an act", () => {
  const groups = helpLines(SHIPPED, "list", "");
  assert.deepEqual(groups.map(({ title }) => title), ["MOVE", "FIND", "VIEW", "ACT", "PROGRAM"]);
  assert.equal(groups[0]?.lines[0]?.shown, "j  down");
  assert.ok(shown("").includes("g g  <  home | to the top"));
  assert.ok(shown("").includes("1..9 | go to that place"));
});

Deno.test("only what applies to the place is there", () => {
  const titles = helpLines(SHIPPED, "welcome", "").map(({ title }) => title);
  assert.deepEqual(titles, ["MOVE", "VIEW", "PROGRAM"]);
  const inSidebar = helpLines(SHIPPED, "sidebar", "").flatMap(({ lines }) => lines.map(({ shown }) => shown));
  assert.ok(!inSidebar.includes("y"));
});

Deno.test("a search for copy leaves only lines about copying, each with a key that works", () => {
  assert.deepEqual(shown("copy"), [
    "y | copy menu",
    "Y | copy the password, the address or what else matters most",
  ]);
  assert.deepEqual(shown(" COPY menu "), ["y | copy menu"]);
});

Deno.test("a search finds keys, names of acts and words of the text", () => {
  assert.deepEqual(shown("ctrl-u"), ["ctrl-u | half a page up"]);
  assert.deepEqual(shown("record.raw"), ["i | the record as it is stored"]);
  assert.deepEqual(shown("x"), ["x | reveal or hide the secret"]);
  assert.deepEqual(shown("X"), ["X | export what is shown"]);
  assert.deepEqual(shown("7"), ["1..9 | go to that place"]);
  assert.deepEqual(shown("no such thing"), []);
});

Deno.test("a digit that was given away leaves the others their own lines", () => {
  const { keymap } = makeKeymap(tablesOf({ "": [["1", "place.9"]] }));
  const places = shown("", keymap).filter((line) => line.includes("| go to "));
  assert.ok(places.includes("2 | go to Passwords"));
  assert.ok(places.includes("1  9 | go to Prefs"));
  assert.equal(places.length, 8);
});

Deno.test("whatever a file says, every key of the help does what it says, and no key is left out", () => {
  fc.assert(fc.property(anyTables, fc.constantFrom(...WHERES), (tables, where) => {
    const { keymap } = makeKeymap(tables);
    const keys = helpLines(keymap, where, "").flatMap(({ lines }) => lines.flatMap((line) => line.keys));
    for (const { act, key } of keys) assert.equal(pressed(keymap, where, key), act);
    assert.deepEqual(keys.map(({ key }) => key).sort(), [...actsIn(keymap, where).keys()].sort());
  }));
});

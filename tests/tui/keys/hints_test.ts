import assert from "node:assert/strict";
import fc from "fast-check";
import { cellWidth } from "../../../app/display/text.ts";
import type { ActName } from "../../../tui/keys/acts.ts";
import { hintLine, hintsFor } from "../../../tui/keys/hints.ts";
import { makeKeymap } from "../../../tui/keys/remap.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { anyTables, pressed, tablesOf, WHERES } from "./pressing.ts";

const NOT_NOW = new Set<ActName>(["hit.next", "sync.stop", "filter.clear", "branch.fold", "branch.unfold"]);
const usual = (act: ActName) => !NOT_NOW.has(act);

Deno.test("the hints of a list begin with what is done most and end with the help", () => {
  const { text } = hintLine(hintsFor(SHIPPED, "list", usual), 100);
  assert.equal(
    text,
    "enter details  / filter  y copy  x reveal  o browser  space mark  s sort  f facets  ? help",
  );
});

Deno.test("at the least width there is the help, and what fits before it", () => {
  assert.equal(
    hintLine(hintsFor(SHIPPED, "list", usual), 40).text,
    "enter details  / filter  y copy  ? help",
  );
  assert.equal(hintLine(hintsFor(SHIPPED, "detail", usual), 40).text, "esc back  y copy  x reveal  ? help");
  assert.equal(hintLine(hintsFor(SHIPPED, "list", usual), 6).text, "? help");
  assert.equal(hintLine(hintsFor(SHIPPED, "list", usual), 5).text, "");
});

Deno.test("what cannot be done here is not hinted at, and some acts are called by what they come to", () => {
  const labels = new Map<ActName, string>([["back", "clear filter"], ["cursor.down", "move"]]);
  const hints = hintsFor(SHIPPED, "detail", (act) => act !== "secret.toggle", labels);
  assert.deepEqual(hints[0], { act: "back", key: "esc", label: "clear filter" });
  assert.ok(!hints.some(({ act }) => act === "secret.toggle"));
  assert.ok(hints.some(({ key, label }) => key === "j" && label === "move"));
});

Deno.test("hints show the keys of the config file, and none for an act that has lost its key", () => {
  const { keymap } = makeKeymap(tablesOf({ list: [["ctrl-x", "copy.open"], ["/", ""], ["?", ""]] }));
  assert.equal(hintLine(hintsFor(keymap, "list", usual), 40).text, "enter details  ctrl-x copy  x reveal");
  assert.equal(hintLine(hintsFor(keymap, "detail", usual), 20).text, "esc back  ? help");
});

Deno.test("each hint tells the cells it stands in", () => {
  fc.assert(fc.property(anyTables, fc.constantFrom(...WHERES), fc.nat(220), (tables, where, cells) => {
    const line = hintLine(hintsFor(makeKeymap(tables).keymap, where, () => true), cells);
    assert.ok(cellWidth(line.text) <= cells);
    // All keys and labels here are of one cell a letter.
    for (const { from, to, key, label } of line.hints) {
      assert.equal(line.text.slice(from, to), `${key} ${label}`);
    }
    assert.equal(line.text.length, line.hints.at(-1)?.to ?? 0);
  }));
});

Deno.test("whatever a file says, the key of each hint does what the hint says", () => {
  fc.assert(fc.property(anyTables, fc.constantFrom(...WHERES), (tables, where) => {
    const { keymap } = makeKeymap(tables);
    const hints = hintsFor(keymap, where, () => true);
    for (const { act, key } of hints) assert.equal(pressed(keymap, where, key), act);
    assert.equal(new Set(hints.map(({ act }) => act)).size, hints.length);
    const help = hints.findIndex(({ act }) => act === "help.open");
    assert.ok(help === -1 || help === hints.length - 1);
  }));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { readSettings } from "../../../app/config/file.ts";
import { begins, bindingsIn } from "../../../tui/keys/keymap.ts";
import { keyTables } from "../../../tui/keys/lines.ts";
import { makeKeymap } from "../../../tui/keys/remap.ts";
import { actsIn } from "../../../tui/keys/resolve.ts";
import { BINDINGS, FIXED, SHIPPED } from "../../../tui/keys/table.ts";
import { anyTables, pressed, tablesOf, WHERES } from "./pressing.ts";

const warned = (sections: Parameters<typeof tablesOf>[0]) =>
  makeKeymap(tablesOf(sections)).warnings.map(({ line, message }) => `${line}: ${message}`);

const clean = (sections: Parameters<typeof tablesOf>[0]) => {
  const { keymap, warnings } = makeKeymap(tablesOf(sections));
  assert.deepEqual(warnings, []);
  return keymap;
};

Deno.test("without lines the keymap is the one that comes with foxden", () => {
  assert.equal(makeKeymap(new Map()).keymap, SHIPPED);
  assert.equal(makeKeymap(tablesOf({ "": [] })).keymap, SHIPPED);
});

Deno.test("a key of one place does its act there, and what it did before elsewhere", () => {
  const keymap = clean({ list: [["i", "record.browse"], ["ctrl-x", "record.raw"]] });
  assert.equal(pressed(keymap, "list", "i"), "record.browse");
  assert.equal(pressed(keymap, "detail", "i"), "record.raw");
  assert.equal(pressed(keymap, "list", "ctrl-x"), "record.raw");
  assert.equal(pressed(keymap, "list", "o"), "record.browse");
  assert.deepEqual(keymap.changed, ["i record.browse (list)", "ctrl-x record.raw (list)"]);
});

Deno.test("a key of all places does its act wherever that is of use, and nowhere else", () => {
  const keymap = clean({ "": [["ctrl-x", "copy.main"], ["Q", "record.raw"]] });
  assert.deepEqual(WHERES.filter((where) => pressed(keymap, where, "ctrl-x") === "copy.main"), [
    "list",
    "detail",
  ]);
  assert.equal(pressed(keymap, "list", "Q"), "record.raw");
  assert.equal(pressed(keymap, "sidebar", "Q"), "program.quit");
  assert.equal(pressed(keymap, "welcome", "Q"), "program.quit");
});

Deno.test("a key of one place stands over the same one of all places", () => {
  const keymap = clean({ "": [["z", "copy.main"]], detail: [["z", "record.raw"]], list: [["z", ""]] });
  assert.equal(pressed(keymap, "detail", "z"), "record.raw");
  assert.equal(pressed(keymap, "list", "z"), null);
});

Deno.test("an empty act takes a key away, in one place or in all of them", () => {
  const keymap = clean({ "": [["q", ""]], list: [["?", ""], ["ctrl-d", ""]] });
  assert.deepEqual(WHERES.filter((where) => pressed(keymap, where, "q") !== null), []);
  assert.deepEqual(WHERES.filter((where) => pressed(keymap, where, "?") !== null), [
    "sidebar",
    "detail",
    "welcome",
  ]);
  assert.equal(pressed(keymap, "list", "ctrl-d"), null);
  assert.equal(pressed(keymap, "detail", "ctrl-d"), "cursor.half-page-down");
  assert.deepEqual(keymap.changed, ["q does nothing", "? does nothing (list)", "ctrl-d does nothing (list)"]);
});

Deno.test("sequences are bound beside those there are, and in place of one key that was taken away", () => {
  const keymap = clean({ "": [["g t", "place.4"], ["y", ""], ["y p", "copy.main"]] });
  assert.equal(pressed(keymap, "list", "g t"), "place.4");
  assert.equal(pressed(keymap, "list", "g g"), "cursor.top");
  assert.equal(pressed(keymap, "list", "y p"), "copy.main");
  assert.equal(pressed(keymap, "list", "y"), null);
});

Deno.test("an act of no key can be given one", () => {
  const keymap = clean({ "": [["ctrl-x", "sync.stop"]] });
  assert.equal(pressed(keymap, "list", "ctrl-x"), "sync.stop");
});

Deno.test("lines that cannot be used are told, and change nothing", () => {
  const sections = {
    "": [
      ["ctrl-x", "record.brows"],
      ["ctrl-i", "record.browse"],
      ["g", "record.browse"],
      ["y p", "copy.main"],
      ["ctrl-c", ""],
      ["copy.main", "c"],
      ["ctrl-y", ""],
      ["c", "fly"],
    ],
    sidebar: [["c", "record.browse"]],
    lists: [["c", "record.browse"], ["C", "record.browse"]],
  } as const;
  assert.deepEqual(warned(sections), [
    '1: unknown act "record.brows"; did you mean "record.browse"?',
    '2: "ctrl-i" can never come: a terminal sends tab',
    '3: "g" begins "g g", and "g g" is cursor.top: the line is not used; "g g" = "" makes room for it',
    '4: "y" begins "y p", and "y" is copy.open: the line is not used; "y" = "" makes room for it',
    '5: "ctrl-c" is always program.abort; the line is not used',
    '6: the key comes first: "c" = "copy.main"',
    '7: nothing is bound to "ctrl-y"',
    '8: unknown act "fly"',
    '9: "record.browse" does nothing in the sidebar; the line is not used',
    "10: there is no [keys.lists]; there are [keys], [keys.list], [keys.sidebar], [keys.detail], [keys.page]",
  ]);
  const { keymap } = makeKeymap(tablesOf(sections));
  for (const where of WHERES) {
    assert.deepEqual([...actsIn(keymap, where)].sort(), [...actsIn(SHIPPED, where)].sort());
  }
});

Deno.test("of lines that exclude each other neither is used, and both are named", () => {
  const sections = {
    "": [["y", "copy.main"], ["y p", "record.raw"], ["g  t", "place.4"], ["g t", "place.5"]],
  } as const;
  assert.deepEqual(warned(sections), [
    '1: "y" begins "y p", so lines 1 and 2 exclude each other; neither is used',
    '3: "g t" stands again in line 4; neither is used',
  ]);
  const { keymap } = makeKeymap(tablesOf(sections));
  assert.equal(keymap, SHIPPED);
  assert.deepEqual(warned({ "": [["z a", "place.4"]], list: [["z", "place.5"]] }), [
    '1: "z" begins "z a", so lines 1 and 2 exclude each other; neither is used',
  ]);
});

Deno.test("whatever a file says, no key excludes another, and a line that is not used is told", () => {
  fc.assert(fc.property(anyTables, (tables) => {
    const { keymap, warnings } = makeKeymap(tables);
    for (const where of WHERES) {
      const all = bindingsIn(keymap, where).flatMap(({ act, keys }) => keys.map((key) => ({ act, key })));
      for (const one of all) {
        assert.deepEqual(all.filter((other) => begins(one.key, other.key)), [one]);
        assert.equal(pressed(keymap, where, one.key), one.act);
      }
    }
    const written = [...tables].flatMap(([, table]) => [...table.values()]);
    const known = new Set(["", "list", "sidebar", "detail", "page"]);
    const inKnown = [...tables].flatMap(([name, table]) => known.has(name) ? [...table.values()] : []);
    // A line is used, or a warning speaks of it by its number.
    const told = inKnown.filter(({ line }) =>
      warnings.some((each) =>
        each.line === line || new RegExp(`\\blines?\\b.*\\b${line}\\b`).test(each.message)
      )
    );
    assert.ok(keymap.changed.length + told.length >= inKnown.length);
    assert.ok(warnings.every(({ line }) => written.some((each) => each.line === line)));
  }));
});

Deno.test("whatever a file says, the keys that end and suspend foxden do so", () => {
  fc.assert(fc.property(anyTables, fc.constantFrom(...WHERES), (tables, where) => {
    const { keymap } = makeKeymap(tables);
    for (const [key, act] of FIXED) assert.equal(pressed(keymap, where, key), act);
  }));
});

Deno.test("every act stays in the table with its words, whatever a file says of its keys", () => {
  fc.assert(fc.property(anyTables, fc.constantFrom(...WHERES), (tables, where) => {
    const words = (keymap: typeof SHIPPED) =>
      bindingsIn(keymap, where).map(({ act, help }) => `${act} ${help}`).sort();
    assert.deepEqual(words(makeKeymap(tables).keymap), words({ bindings: BINDINGS, changed: [] }));
  }));
});

Deno.test("the sections of a config file are read with their lines", async () => {
  const { sections, faults } = await readSettings(
    '[theme]\nwarn = "red"\n[keys]\n"ctrl-x" = "record.browse"\n\n[keys.list]\n"g t" = "place.44"\nq = ""\n',
  );
  assert.deepEqual(faults, []);
  const { keymap, warnings } = makeKeymap(keyTables(sections));
  assert.deepEqual(warnings, [{ line: 7, message: 'unknown act "place.44"; did you mean "place.4"?' }]);
  assert.equal(pressed(keymap, "detail", "ctrl-x"), "record.browse");
  assert.equal(pressed(keymap, "list", "q"), null);
});

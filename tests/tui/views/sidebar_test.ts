import assert from "node:assert/strict";
import fc from "fast-check";
import { layoutOf } from "../../../tui/layout.ts";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import { type PlaceName, PLACES } from "../../../tui/places.ts";
import type { Size, State } from "../../../tui/state.ts";
import { sidebarLines, sidebarRoom } from "../../../tui/views/sidebar.ts";
import { anyState, LOOKS, PLAIN, sampleState } from "./samples.ts";

const SIZE: Size = { columns: 24, rows: 27 };

const drawn = (state: State, size = SIZE, isBoxed = true): readonly string[] =>
  sidebarLines({ ...state, size, isBoxed, isFocused: false, look: PLAIN }).map(withoutStyles);

Deno.test("every line of the sidebar is as wide as its pane, and there are as many as it has rows", () => {
  fc.assert(fc.property(anyState, fc.boolean(), fc.constantFrom(...LOOKS), (state, isFocused, look) => {
    const layout = layoutOf({ ...state, focus: "sidebar" });
    const size = layout.sidebar;
    assert.ok(size);
    const lines = sidebarLines({ ...state, size, isBoxed: layout.isBoxed, isFocused, look });
    assert.equal(lines.length, size.rows);
    assert.ok(lines.every((line) => lineWidth(line) === size.columns));
  }));
});

Deno.test("the sidebar lists the places with their digits and counts, and points at the one that is open", () => {
  const lines = drawn(sampleState());
  assert.deepEqual(lines.slice(0, 5), [
    "+- Collections --------+",
    "| 1 Bookmarks    1,284 |",
    "|>2 Passwords      412 |",
    "| 3 History    500,113 |",
    "| 4 Tabs            87 |",
  ]);
  assert.deepEqual(lines.slice(10, 15), [
    "|   Ext storage     14 |",
    "|   Devices          5 |",
    "|   Raw        511,145 |",
    "|                      |",
    "|                      |",
  ]);
});

Deno.test("a count that nobody knows yet is dots, one of what was never downloaded is a dash", () => {
  const lines = drawn({ ...sampleState(), counts: new Map([["history", null]]) });
  assert.equal(lines[1], "| 1 Bookmarks      ... |");
  assert.equal(lines[3], "| 3 History          - |");
});

Deno.test("a count that is growing says so", () => {
  const lines = drawn({ ...sampleState(), link: { state: "syncing", collection: "history" } });
  assert.equal(lines[3], "| 3 History 500,113... |");
  assert.equal(lines[4], "| 4 Tabs            87 |");
});

Deno.test("where the places go on above or below, a sign says so", () => {
  const at = (place: PlaceName, rows: number) =>
    drawn({ ...sampleState(), place }, { columns: 60, rows }, false);
  assert.match(at("bookmarks", 11)[10] ?? "", /^ {3}Devices .* 5v$/);
  assert.match(at("bookmarks", 11)[0] ?? "", / 1,284 $/);
  assert.match(at("records", 11)[0] ?? "", /^ 2 Passwords .* 412\^$/);
  assert.match(at("records", 11)[10] ?? "", /^> {2}Raw .* 511,145 $/);
  assert.ok(at("records", 12).every((line) => line.endsWith(" ")));
});

Deno.test("how old the copy is, is for the header alone", () => {
  assert.ok(!drawn(sampleState()).some((line) => /synced|ago/i.test(line)));
});

Deno.test("where not all places have room, the open one is seen", () => {
  fc.assert(
    fc.property(fc.constantFrom(...PLACES), fc.integer({ min: 1, max: 20 }), ({ name, title }, rows) => {
      const size = { columns: 60, rows };
      const lines = drawn({ ...sampleState(), place: name }, size, false);
      const { firstLine, top } = sidebarRoom(size, name, false);
      const at = PLACES.findIndex((place) => place.name === name);
      assert.match(lines[firstLine + at - top] ?? "", new RegExp(`^>[\\d ] ${title} `));
    }),
  );
});

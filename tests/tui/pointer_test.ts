import assert from "node:assert/strict";
import fc from "fast-check";
import { hintsOf } from "../../tui/available.ts";
import { layoutOf, type Rect } from "../../tui/layout.ts";
import { withoutStyles } from "../../tui/lines/text.ts";
import { type Target, targetAt } from "../../tui/pointer.ts";
import type { State } from "../../tui/state.ts";
import { laidColumns, LEAD } from "../../tui/views/list_room.ts";
import { detailLines } from "../../tui/views/detail.ts";
import { hintsLine } from "../../tui/views/footer.ts";
import { sidebarLines } from "../../tui/views/sidebar.ts";
import { placeOf } from "../../tui/places.ts";
import { anyState, PLAIN, sampleState } from "./views/samples.ts";

const at = (state: State, column: number, row: number): Target | null =>
  targetAt(state, layoutOf(state), column, row);

/** Blocks of lines as they are drawn, each with its place in the window. */
function blocksOf(state: State): readonly (readonly [Rect, readonly string[]])[] {
  const { sidebar, detail, hints, isBoxed } = layoutOf(state);
  const common = { ...state, isBoxed, isFocused: false, look: PLAIN };
  const { columns } = hints;
  const { pendingKeys } = state;
  const blocks: (readonly [Rect, readonly string[]])[] = [
    [hints, hintsLine({ hints: hintsOf(state), columns, pendingKeys, isTyping: false, look: PLAIN })],
  ];
  if (sidebar) blocks.push([sidebar, sidebarLines({ ...common, size: sidebar })]);
  if (detail) blocks.push([detail, detailLines({ ...common, size: detail })]);
  return blocks;
}

/** What is under the first cell of a text on the screen. */
function under(state: State, text: string): Target | null {
  for (const [rect, lines] of blocksOf(state)) {
    const plain = lines.map(withoutStyles);
    const line = plain.findIndex((each) => each.includes(text));
    if (line >= 0) return at(state, rect.column + (plain[line]?.indexOf(text) ?? 0), rect.row + line);
  }
  assert.fail(`${text} is not on the screen`);
}

Deno.test("a place of the sidebar is under the mouse all along its line", () => {
  const state = sampleState();
  assert.deepEqual(under(state, "History"), { kind: "place", pane: "sidebar", name: "history" });
  assert.deepEqual(at(state, 1, 4), { kind: "place", pane: "sidebar", name: "history" });
  assert.deepEqual(at(state, 0, 4), { kind: "pane", pane: "sidebar" });
  assert.deepEqual(at(state, 5, 1), { kind: "pane", pane: "sidebar" });
  assert.deepEqual(at(state, 5, 20), { kind: "pane", pane: "sidebar" });
});

Deno.test("rows of the list are counted from its first one, wherever it is scrolled to", () => {
  const state = sampleState();
  const list = state.lists.get("passwords");
  assert.ok(list);
  const scrolled: State = { ...state, lists: new Map([["passwords", { ...list, top: 100 }]]) };
  const first = layoutOf(state).list;
  assert.ok(first);
  assert.deepEqual(at(state, first.column + 5, first.row + 2), { kind: "row", pane: "list", place: 0 });
  assert.deepEqual(at(scrolled, first.column + 5, first.row + 4), { kind: "row", pane: "list", place: 102 });
  const short: State = {
    ...state,
    lists: new Map([["passwords", { ...list, shown: { kind: "all", count: 2 } }]]),
  };
  assert.deepEqual(at(short, first.column + 5, first.row + 4), { kind: "pane", pane: "list" });
});

Deno.test("a heading is under the mouse by the name of its column", () => {
  const state = sampleState();
  const { list } = layoutOf(state);
  assert.ok(list);
  for (const { column, start } of laidColumns(placeOf("passwords"), list, true)) {
    const target = at(state, list.column + 1 + LEAD + start, list.row + 1);
    assert.deepEqual(target, { kind: "heading", pane: "list", column: column.name });
  }
  assert.deepEqual(at(state, list.column, list.row + 1), { kind: "pane", pane: "list" });
});

Deno.test("the tabs of a record are under the mouse where they are drawn, with a border and without", () => {
  for (
    const state of [sampleState(), sampleState(200, 40), { ...sampleState(60, 15), focus: "detail" as const }]
  ) {
    assert.deepEqual(under(state, "[Details]"), { kind: "tab", pane: "detail", tab: 0 });
    assert.deepEqual(under(state, "Raw  Visits"), { kind: "tab", pane: "detail", tab: 1 });
    assert.deepEqual(under(state, "Visits"), { kind: "tab", pane: "detail", tab: 2 });
    assert.deepEqual(under(state, "annl"), { kind: "pane", pane: "detail" });
  }
});

Deno.test("hints are under the mouse by what they do, also while letters are typed", () => {
  const state = sampleState();
  assert.deepEqual(under(state, "/ filter"), { kind: "hint", pane: null, act: "filter.open" });
  assert.deepEqual(under(state, "? help"), { kind: "hint", pane: null, act: "help.open" });
  const pending = { ...state, pendingKeys: "g" };
  assert.deepEqual(under(pending, "/ filter"), { kind: "hint", pane: null, act: "filter.open" });
  assert.equal(under(pending, "g ..."), null);
});

Deno.test("any cell of the window has a target of the pane that is drawn there, or none", () => {
  const anyCell = fc.record({ column: fc.nat(299), row: fc.nat(59) });
  fc.assert(fc.property(anyState, anyCell, (state, { column, row }) => {
    const layout = layoutOf(state);
    const target = targetAt(state, layout, column, row);
    const isOutside = column >= state.size.columns || row >= state.size.rows;
    if (isOutside) assert.equal(target, null);
    if (!target?.pane) return;
    const rect = layout[target.pane];
    assert.ok(rect && column >= rect.column && column < rect.column + rect.columns);
    assert.ok(row >= rect.row && row < rect.row + rect.rows);
  }));
});

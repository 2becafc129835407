import assert from "node:assert/strict";
import fc from "fast-check";
import { type Layout, layoutOf, type Rect } from "../../tui/layout.ts";
import type { Pane } from "../../tui/state.ts";

const PANES: readonly Pane[] = ["sidebar", "list", "detail"];

const anyWindow = fc.record({
  size: fc.record({ columns: fc.integer({ min: 40, max: 300 }), rows: fc.integer({ min: 10, max: 120 }) }),
  focus: fc.constantFrom(...PANES),
  zoom: fc.constantFrom(0 as const, 1 as const, 2 as const),
  isDetailShown: fc.boolean(),
});

const rects = (layout: Layout): readonly Rect[] =>
  [layout.header, layout.sidebar, layout.list, layout.detail, layout.message, layout.hints]
    .filter((each) => each !== null);

const at = (columns: number, rows: number, more: Partial<Parameters<typeof layoutOf>[0]> = {}) =>
  layoutOf({ size: { columns, rows }, focus: "list", zoom: 0, isDetailShown: true, ...more });

Deno.test("the parts of a window cover every cell of it exactly once", () => {
  fc.assert(fc.property(anyWindow, (window) => {
    const { columns, rows } = window.size;
    const cells = new Uint8Array(columns * rows);
    for (const each of rects(layoutOf(window))) {
      for (let row = each.row; row < each.row + each.rows; row++) {
        for (let column = each.column; column < each.column + each.columns; column++) {
          assert.ok(column >= 0 && column < columns && row >= 0 && row < rows, "inside of the window");
          cells[row * columns + column] = (cells[row * columns + column] ?? 0) + 1;
        }
      }
    }
    assert.ok(cells.every((count) => count === 1));
  }));
});

Deno.test("the pane with the focus is always there, and a list never has fewer than 40 cells", () => {
  fc.assert(fc.property(anyWindow, (window) => {
    const layout = layoutOf(window);
    assert.ok(layout[window.focus]);
    if (layout.list) assert.ok(layout.list.columns >= 40);
    for (const pane of PANES) assert.ok((layout[pane]?.rows ?? 9) >= 5);
  }));
});

Deno.test("a pane that is zoomed never gets smaller, and takes the whole body in the end", () => {
  fc.assert(fc.property(anyWindow, (window) => {
    const areas = ([0, 1, 2] as const).map((zoom) => {
      const own = layoutOf({ ...window, zoom })[window.focus];
      return (own?.columns ?? 0) * (own?.rows ?? 0);
    });
    const [normal = 0, half = 0, full = 0] = areas;
    assert.ok(normal <= half && half <= full);
    const { columns, rows } = window.size;
    if (columns >= 80 && rows >= 20) assert.equal(full, columns * (rows - 3));
  }));
});

Deno.test("each size of window has the layout of its class", () => {
  assert.equal(at(39, 50).kind, "too-small");
  assert.equal(at(200, 9).kind, "too-small");
  assert.equal(at(40, 10).kind, "narrow");
  assert.equal(at(79, 60).kind, "narrow");
  assert.equal(at(200, 19).kind, "narrow");
  assert.equal(at(80, 20).kind, "stacked");
  assert.equal(at(139, 60).kind, "stacked");
  assert.equal(at(140, 20).kind, "columns");
});

Deno.test("a window of 100 by 30 has the sidebar at the left and the details in 9 rows below the list", () => {
  assert.deepEqual(at(100, 30), {
    kind: "stacked",
    header: { column: 0, row: 0, columns: 100, rows: 1 },
    sidebar: { column: 0, row: 1, columns: 24, rows: 27 },
    list: { column: 24, row: 1, columns: 76, rows: 18 },
    detail: { column: 24, row: 19, columns: 76, rows: 9 },
    message: { column: 0, row: 28, columns: 100, rows: 1 },
    hints: { column: 0, row: 29, columns: 100, rows: 1 },
    isBoxed: true,
  });
});

Deno.test("a window of 200 by 60 has three columns", () => {
  const { sidebar, list, detail } = at(200, 60);
  assert.deepEqual([sidebar?.columns, list?.columns, detail?.columns], [26, 106, 68]);
  assert.deepEqual([sidebar?.rows, list?.rows, detail?.rows], [57, 57, 57]);
});

Deno.test("a narrow window has the pane with the focus alone, and a rule below its list", () => {
  const list = at(60, 15);
  assert.deepEqual([list.sidebar, list.detail, list.isBoxed], [null, null, false]);
  assert.deepEqual([list.list?.rows, list.message.rows], [11, 2]);
  const detail = at(60, 15, { focus: "detail", isDetailShown: false });
  assert.deepEqual([detail.list, detail.detail?.rows, detail.message.rows], [null, 12, 1]);
});

Deno.test("a list takes the room of details that are put away, unless they have the focus", () => {
  assert.equal(at(100, 30, { isDetailShown: false }).list?.rows, 27);
  assert.equal(at(100, 30, { isDetailShown: false }).detail, null);
  assert.ok(at(100, 30, { isDetailShown: false, focus: "detail" }).detail);
});

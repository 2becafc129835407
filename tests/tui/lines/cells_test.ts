import assert from "node:assert/strict";
import fc from "fast-check";
import { columnAt, GAP, layColumns } from "../../../tui/lines/cells.ts";
import { placeOf, PLACES } from "../../../tui/places.ts";

const names = (place: Parameters<typeof placeOf>[0], room: number) =>
  layColumns(placeOf(place).columns, room).map(({ column }) => column.name);
const history = placeOf("history").columns;

Deno.test("columns that may go, go where texts would have hardly any room", () => {
  assert.deepEqual(names("history", 69), ["lastVisit", "title", "url", "visits"]);
  assert.deepEqual(names("history", 52), ["lastVisit", "title", "visits"]);
  assert.deepEqual(names("history", 35), ["lastVisit", "title"]);
});

Deno.test("a time is in full where there is ample room", () => {
  assert.equal(layColumns(history, 69)[0]?.cells, 10);
  assert.equal(layColumns(history, 110)[0]?.cells, 16);
});

Deno.test("times are in one form on all places of a window", () => {
  const TIMES = ["changed", "lastUsed", "lastVisit", "lastSeen", "modified"];
  for (const room of [69, 75, 93, 94, 99, 200]) {
    const widths = PLACES.flatMap(({ columns }) => layColumns(columns, room))
      .flatMap(({ column, cells }) => TIMES.includes(column.name) ? [cells] : []);
    assert.deepEqual(new Set(widths), new Set([room < 94 ? 10 : 16]), String(room));
  }
});

Deno.test("columns fill the room they share, with gaps between, and none goes beyond it", () => {
  fc.assert(fc.property(fc.constantFrom(...PLACES), fc.integer({ min: 1, max: 300 }), ({ columns }, room) => {
    const laid = layColumns(columns, room);
    assert.ok(laid.length > 0);
    for (const [at, { start, cells }] of laid.entries()) {
      const before = laid[at - 1];
      assert.equal(start, before ? before.start + before.cells + GAP : 0);
      assert.ok(start + cells <= room, `${start} + ${cells} in ${room}`);
    }
    const last = laid.at(-1);
    const grows = laid.some(({ column }) => column.grow > 0);
    if (grows && room >= 35) assert.equal((last?.start ?? 0) + (last?.cells ?? 0), room);
  }));
});

Deno.test("the blanks behind a column belong to it", () => {
  const laid = layColumns(history, 69);
  assert.equal(columnAt(laid, 0)?.column.name, "lastVisit");
  assert.equal(columnAt(laid, 11)?.column.name, "lastVisit");
  assert.equal(columnAt(laid, 12)?.column.name, "title");
  assert.equal(columnAt(laid, 500)?.column.name, "visits");
  assert.equal(columnAt(laid, -1), undefined);
});

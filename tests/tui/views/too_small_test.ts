import assert from "node:assert/strict";
import fc from "fast-check";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import type { Size } from "../../../tui/state.ts";
import { startingLines } from "../../../tui/views/starting.ts";
import { tooSmallLines } from "../../../tui/views/too_small.ts";
import { LOOKS, PLAIN } from "./samples.ts";

const drawn = (columns: number, rows: number): readonly string[] =>
  tooSmallLines({ size: { columns, rows }, keymap: SHIPPED, look: PLAIN }).map(withoutStyles);

Deno.test("a window too small is filled exactly, down to a single cell", () => {
  const anySize = fc.record({
    columns: fc.integer({ min: 1, max: 60 }),
    rows: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(fc.property(anySize, fc.constantFrom(...LOOKS), (size: Size, look) => {
    const common = { size, keymap: SHIPPED, look };
    const bodies = (["starting", "locked"] as const).map((screen) => startingLines({ ...common, screen }));
    for (const lines of [tooSmallLines(common), ...bodies]) {
      assert.deepEqual(lines.map(lineWidth), new Array(size.rows).fill(size.columns));
    }
  }));
});

Deno.test("a window too small says which size is needed and which one it has", () => {
  const lines = drawn(38, 9).map((line) => line.trimEnd());
  assert.deepEqual(lines.slice(0, 4), ["", "  foxden needs 40 x 10.", "  This window is 38 x 9.", ""]);
  assert.ok(lines.includes("  Q quit"));
  assert.ok(drawn(30, 8).some((line) => line.includes("needs 40 x 10")));
  assert.ok(drawn(200, 3).some((line) => line.includes("needs 40 x 10")));
});

Deno.test("a program that is opening its profile says so", () => {
  assert.match(
    startingLines({ screen: "starting", keymap: SHIPPED, size: { columns: 80, rows: 24 }, look: PLAIN })
      .join("\n"),
    /Opening the profile/,
  );
});

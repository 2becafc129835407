import assert from "node:assert/strict";
import fc from "fast-check";
import { box } from "../../../tui/lines/box.ts";
import { blank, lineWidth } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { syncedText } from "./texts.ts";

const { look: ascii } = makeLook({ isAscii: true, colors: "none", theme: new Map(PLAIN()) });
const { look } = makeLook({ isAscii: false, colors: "16" });

function PLAIN() {
  return ["title", "border", "border-focus"].map((role, line) => [role, { text: "plain", line }] as const);
}

Deno.test("a box has its title, the sign of the focus and its footer in the border", () => {
  const size = { columns: 24, rows: 4 };
  const lines = box({
    title: "Passwords 412",
    lines: ["x".repeat(22)],
    size,
    isFocused: true,
    footer: "5/412",
    look: ascii,
  });
  assert.deepEqual(lines, [
    "+- Passwords 412 * ----+",
    `|${"x".repeat(22)}|`,
    `|${blank(22)}|`,
    "+-------------- 5/412 -+",
  ]);
});

Deno.test("a title too long for the border is cut, and the sign of the focus stays", () => {
  const lines = box({
    title: "Passwords 412",
    lines: [],
    size: { columns: 16, rows: 2 },
    isFocused: true,
    look: ascii,
  });
  assert.deepEqual(
    lines,
    ["+- Password~ * -+", "+--------------+"].map((line, at) => at === 0 ? "+- Passwor~ * -+" : line),
  );
});

Deno.test("a dialog has no sign of the focus, which would look like that of a change", () => {
  const size = { columns: 24, rows: 2 };
  const lines = box({ title: "Sort by", lines: [], size, isFocused: true, isDialog: true, look: ascii });
  assert.equal(lines[0], "+- Sort by ------------+");
});

Deno.test("a title of wide signs leaves the border as it is, where it fits and where it does not", () => {
  for (const columns of [6, 7, 8, 9, 10, 11, 12, 13, 14]) {
    const size = { columns, rows: 2 };
    const [top = ""] = box({ title: "漢字表示", lines: [], size, isFocused: true, look: ascii });
    assert.equal(lineWidth(top), columns, top);
    assert.match(top, /^\+-.*-\+$/);
  }
});

Deno.test("a box is exactly as large as it is to be, whatever its title", () => {
  const size = fc.record({
    columns: fc.integer({ min: 2, max: 120 }),
    rows: fc.integer({ min: 2, max: 12 }),
  });
  fc.assert(
    fc.property(syncedText, syncedText, size, fc.boolean(), (title, footer, size, isFocused) => {
      const lines = box({ title, footer, lines: [], size, isFocused, look });
      assert.equal(lines.length, size.rows);
      for (const line of lines) assert.equal(lineWidth(line), size.columns);
    }),
    { numRuns: 300 },
  );
});

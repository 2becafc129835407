/** What Ink makes of the lines of a frame: nothing is cut, broken or added. */
import assert from "node:assert/strict";
import { cellWidth } from "../../../app/display/text.ts";
import { frameLines } from "../../../tui/frame.ts";
import { withoutStyles } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import type { Size } from "../../../tui/state.ts";
import { runsOf } from "./captured.ts";
import { openAccounts } from "./demo.ts";
import { SCREENS, sizeText, stateOn } from "./screens.ts";

// As the program does it: React reads it when it is loaded.
Deno.env.set("NODE_ENV", "production");
const [{ renderToString }, { createElement }, { Screen }] = await Promise.all([
  import("ink"),
  import("react"),
  import("../../../tui/app.tsx"),
]);

const WINDOWS: readonly Size[] = [
  { columns: 40, rows: 10 },
  { columns: 80, rows: 24 },
  { columns: 100, rows: 30 },
  { columns: 200, rows: 60 },
];

/** What Ink draws, line by line; it leaves out blanks at the ends. */
function drawn(size: Size, lines: readonly string[]): readonly string[] {
  const text = renderToString(createElement(Screen, { size, lines }), { columns: size.columns });
  return text.split("\n").map((line) => line + " ".repeat(size.columns - cellWidth(withoutStyles(line))));
}

Deno.test("Ink draws every screen as it is, line by line, with its styles", async (t) => {
  await using accounts = await openAccounts();
  for (const screen of SCREENS) {
    const { look } = makeLook({ isAscii: screen.isAscii ?? false, colors: "16" });
    await t.step(screen.name, async () => {
      for (const size of WINDOWS) {
        const lines = frameLines(await stateOn(screen, size, accounts), look);
        const ink = drawn(size, lines);
        assert.deepEqual(ink.map(withoutStyles), lines.map(withoutStyles), sizeText(size));
        assert.deepEqual(ink.map(runsOf), lines.map(runsOf), sizeText(size));
      }
    });
  }
});

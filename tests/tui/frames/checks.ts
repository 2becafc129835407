/** What holds for every frame. */
import assert from "node:assert/strict";
import { cellWidth } from "../../../app/display/text.ts";
import { frameLines } from "../../../tui/frame.ts";
import type { Look } from "../../../tui/look/look.ts";
import type { Size, State } from "../../../tui/state.ts";
import { withoutStyles } from "../../../tui/lines/text.ts";
import { runsOf, withoutColors } from "./captured.ts";

/** The same look in colour and without. */
export interface Looks {
  readonly colored: Look;
  readonly plain: Look;
}

export function checkFrame(state: State, { colored, plain }: Looks, _screen: unknown, size: Size): void {
  const frame = frameLines(state, colored);
  checkCells(frame, size);
  checkColors(frame, frameLines(state, plain));
}

/** As many lines as the window has, each as wide as it is, of signs that only take cells. */
function checkCells(frame: readonly string[], { columns, rows }: Size): void {
  assert.equal(frame.length, rows);
  for (const line of frame) {
    const text = withoutStyles(line);
    assert.equal(cellWidth(text), columns, text);
    // deno-lint-ignore no-control-regex
    assert.ok(!/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text), JSON.stringify(text));
  }
}

/** Without colours the text is the same, and whatever is bold, dim, underlined or reversed is so, too. */
function checkColors(colored: readonly string[], plain: readonly string[]): void {
  assert.deepEqual(plain.map(withoutStyles), colored.map(withoutStyles));
  assert.deepEqual(plain.map(runsOf), colored.map((line) => withoutColors(runsOf(line))));
}

/** What holds for every frame. */
import assert from "node:assert/strict";
import { cellWidth } from "../../../app/display/text.ts";
import { frameLines } from "../../../tui/frame.ts";
import { bindingsIn } from "../../../tui/keys/keymap.ts";
import { type Layout, layoutOf, type Rect } from "../../../tui/layout.ts";
import { withoutStyles } from "../../../tui/lines/text.ts";
import type { Look } from "../../../tui/look/look.ts";
import { overlayLines } from "../../../tui/overlays/all.ts";
import { overlayCorner, overlayRoom } from "../../../tui/overlays/room.ts";
import { reduce } from "../../../tui/reduce/reduce.ts";
import { listOf, type Pane, type State } from "../../../tui/state.ts";
import { runsOf, withoutColors } from "./captured.ts";

/** The same look in colour and without. */
export interface Looks {
  readonly colored: Look;
  readonly plain: Look;
}

/** Everything that is to be seen on a frame of this state, whatever it is about. */
export function checkFrame(state: State, { colored, plain }: Looks): void {
  const frame = frameLines(state, colored);
  checkCells(frame, state);
  checkColors(frame, frameLines(state, plain));
  if (layoutOf(state).kind === "too-small") return;
  if (state.overlay) checkOverlay(frame, state, colored);
  if (state.screen !== "main") return;
  const base = frameLines({ ...state, overlay: null }, colored);
  checkPanes(base, state, colored);
  checkCursor(base, state, colored);
  checkHints(base, state);
}

/** As many lines as the window has, each as wide as it is, of signs that only take cells. */
function checkCells(frame: readonly string[], { size: { columns, rows } }: State): void {
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

const segments = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The cells of a line; the second one of a wide sign is empty. */
function cellsOf(line: string): readonly string[] {
  return [...segments.segment(withoutStyles(line))].flatMap(({ segment }) =>
    cellWidth(segment) > 1 ? [segment, ""] : [segment]
  );
}

/** The cells of a part of the frame. */
const partOf = (frame: readonly string[], { column, row, columns, rows }: Rect): readonly string[][] =>
  frame.slice(row, row + rows).map((line) => cellsOf(line).slice(column, column + columns));

/** A box is closed: a corner at each end, and a border in the first and in the last column of each line between. */
function checkBox(cells: readonly (readonly string[])[], { signs }: Look): void {
  const [first = [], last = []] = [cells.at(0), cells.at(-1)];
  assert.equal(first.at(0), signs.topLeft, first.join(""));
  assert.equal(first.at(-1), signs.topRight, first.join(""));
  assert.equal(last.at(0), signs.bottomLeft, last.join(""));
  assert.equal(last.at(-1), signs.bottomRight, last.join(""));
  for (const line of cells.slice(1, -1)) {
    // A list says at its border that there is more of it.
    assert.equal(line.at(0), signs.vertical, line.join(""));
    assert.equal(line.at(-1), signs.vertical, line.join(""));
  }
}

const PANES: readonly Pane[] = ["sidebar", "list", "detail"];

/** Each pane has its box, and the one with the focus its sign. */
function checkPanes(frame: readonly string[], state: State, look: Look): void {
  const layout = layoutOf(state);
  if (!layout.isBoxed) return assert.equal(PANES.filter((pane) => layout[pane]).join(), state.focus);
  const focused = PANES.filter((pane) => {
    const rect = layout[pane];
    if (!rect) return false;
    const cells = partOf(frame, rect);
    checkBox(cells, look);
    return cells[0]?.join("").includes(` ${look.signs.focus} `);
  });
  assert.deepEqual(focused, [state.focus]);
}

/** The row of the cursor has its sign, alone, and is shown in reverse where its list has the focus. */
function checkCursor(frame: readonly string[], state: State, { signs }: Look): void {
  const layout: Layout = layoutOf(state);
  const { list: rect } = layout;
  const list = listOf(state, state.place);
  if (!rect || list.shown.count === 0) return;
  const border = layout.isBoxed ? 1 : 0;
  const signed = partOf(frame, rect).map((cells, at) => ({ sign: cells[border], row: rect.row + at })).filter(
    ({ sign, row }) => sign === signs.cursor && row > rect.row + border - 1,
  );
  assert.equal(signed.length, 1, "one row is that of the cursor");
  const runs = runsOf(frame[signed[0]?.row ?? 0] ?? "");
  const inside = runs.filter(({ from, to }) => from >= rect.column && to <= rect.column + rect.columns);
  assert.equal(
    inside.some(({ style }) => style.includes("reverse")),
    state.focus === "list",
    "reverse where keys move the cursor",
  );
}

/** Each hint is one of the key table, with its words, and its key does something here. */
function checkHints(frame: readonly string[], state: State): void {
  const line = withoutStyles(frame.at(-1) ?? "").trimEnd();
  const hints = line.replace(/^(?:INSERT|.+ \.\.\.) {2}/, "").split(/ {2}/);
  if (listOf(state, state.place).filter.isTyping) {
    // Letters are text now, and the keys of the table do nothing.
    assert.deepEqual(
      hints,
      ["enter keep", "esc clear", "up down choose", "ctrl-u empty"].slice(0, hints.length),
    );
    assert.ok(line.startsWith("INSERT  "), line);
    if (!state.overlay) checkKey("esc", state);
    return;
  }
  const bindings = bindingsIn(state.keymap, state.focus);
  for (const hint of hints) {
    const binding = bindings.find(({ keys }) => keys.some((key) => hint.startsWith(`${key} `)));
    assert.ok(binding, `no key of the table: ${hint}`);
    const [key = ""] = binding.keys.filter((each) => hint.startsWith(`${each} `));
    const words = hint.slice(key.length + 1);
    assert.ok(words === binding.hint || SAID.has(words), `not the words of the table: ${hint}`);
    if (!state.overlay && state.pendingKeys === "") checkKey(key, state);
  }
}

/** What some acts come to at times. */
const SAID: ReadonlySet<string> = new Set([
  "hide",
  "fold",
  "unfold",
  "back",
  "clear filter",
  "clear marks",
  "stop syncing",
]);

function checkKey(key: string, state: State): void {
  const next = reduce(state, { type: "input", event: { type: "key", key }, nowMs: state.nowMs });
  const isDone = next.effects.length > 0 ||
    JSON.stringify(plainly(next.state)) !== JSON.stringify(plainly(state));
  assert.ok(isDone, `${key} does nothing`);
  assert.notEqual(next.state.message?.kind, "error", next.state.message?.text);
}

/** As much of a state as a key may change, without the rows themselves. */
const plainly = (
  { place, focus, zoom, isDetailShown, lists, detail, overlay, message, revealed }: State,
) => ({
  ...{ place, focus, zoom, isDetailShown, overlay, message, revealed },
  detail: { ...detail, record: null },
  lists: [...lists].map((
    [name, list],
  ) => [name, { ...list, table: null, folded: [...list.folded], marked: [...list.marked] }]),
});

/** What lies over the screen is a closed box there where it is drawn, and the line of hints stays in view. */
function checkOverlay(frame: readonly string[], state: State, look: Look): void {
  const { overlay, size } = state;
  if (!overlay) return;
  const block = overlayLines(overlay, overlayRoom(size), look, state);
  const rect = {
    ...overlayCorner(size, block),
    columns: cellWidth(withoutStyles(block[0] ?? "")),
    rows: block.length,
  };
  const cells = partOf(frame, rect);
  checkBox(cells, look);
  assert.deepEqual(cells.map((line) => line.join("")), block.map((line) => cellsOf(line).join("")));
  assert.ok(rect.row + rect.rows < size.rows, "the line of hints is not covered");
}

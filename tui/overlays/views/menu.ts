/** A menu as lines. */
import { cellWidth, clip, visible } from "../../../app/display/text.ts";
import type { Look } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import { menuLayout } from "../menu.ts";
import type { MenuItem, MenuOverlay } from "../overlay.ts";
import { fieldPieces } from "./field.ts";
import { BLANK, boxLines, fitted, innerCells, type Line, line, plain } from "./lines.ts";

const MOST_CELLS = 78;
const LEAST_CELLS = 30;
const FRAME_CELLS = 4;
/** The mark of the cursor, a key, and what is between. */
const KEY_CELLS = 6;

export function menuLines(overlay: MenuOverlay, room: Size, look: Look, _view: State): readonly string[] {
  const { items, cursor, window } = menuLayout(overlay, room);
  const width = widthOf(overlay, room);
  const cells = innerCells(width);
  const rows = Array.from({ length: window.rows }, (_, i): Line => {
    const item = items[window.top + i];
    return item ? itemLine(item, window.top + i === cursor, overlay, cells, look) : BLANK;
  });
  const [, ...more] = rows;
  const listed = items.length === 0 ? [line(plain("  Nothing is called so.", "muted")), ...more] : rows;
  const field = overlay.field
    ? [
      line(plain("> ", "key"), ...fieldPieces(overlay.field, Math.max(1, cells - 3))),
      line(plain(look.signs.horizontal.repeat(cells), "border")),
    ]
    : [];
  const foot = overlay.field ? "type to narrow  enter take  esc" : "enter take  esc close";
  return boxLines({ title: overlay.title, body: [...field, ...listed], foot }, width, room, look);
}

/** Wide enough for all items, so that the box does not jump while they are narrowed. */
function widthOf({ items, title }: MenuOverlay, room: Size): number {
  const cellsOf = (text = "") => cellWidth(visible(clip(text, MOST_CELLS)));
  const longest = items.reduce((most, { label, aside }) => {
    const cells = KEY_CELLS + cellsOf(label) + (aside === undefined ? 0 : 2 + cellsOf(aside));
    return Math.max(most, cells);
  }, cellsOf(title));
  return Math.min(room.columns, MOST_CELLS, Math.max(LEAST_CELLS, longest + FRAME_CELLS));
}

function itemLine(item: MenuItem, isCurrent: boolean, overlay: MenuOverlay, cells: number, look: Look): Line {
  const { key, label, aside } = item;
  const mark = isCurrent ? `${look.signs.cursor} ` : "  ";
  const keyed = overlay.field ? [] : [plain((key ?? "").padEnd(3), "key")];
  // What is named comes before what is said of it.
  const room = Math.max(0, cells - KEY_CELLS - 2 - cellWidth(visible(clip(label, cells))));
  const right = aside === undefined ? [] : [plain(cutTo(aside, room, look), "muted")];
  return {
    left: [plain(mark), ...keyed, plain(label)],
    right,
    ...isCurrent ? { role: "cursor" as const } : {},
  };
}

const cutTo = (text: string, cells: number, look: Look): string => cells < 4 ? "" : fitted(text, cells, look);

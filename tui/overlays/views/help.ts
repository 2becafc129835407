/** The help as lines. */
import { cellWidth } from "../../../app/display/text.ts";
import type { Look } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import { type HelpEntry, type HelpLayout, helpLayout } from "../help.ts";
import type { HelpOverlay } from "../overlay.ts";
import { fieldPieces } from "./field.ts";
import { BLANK, boxLines, exact, innerCells, type Line, line, plain } from "./lines.ts";

const TITLES: Readonly<Record<string, string>> = {
  sidebar: "the sidebar",
  list: "the list",
  detail: "the details",
};
const MOST_KEY_CELLS = 14;
const SEARCH = "Search: ";

export function helpOverlayLines(
  overlay: HelpOverlay,
  room: Size,
  look: Look,
  view: State,
): readonly string[] {
  const layout = helpLayout(overlay, room, view);
  const { width, top, rows, total } = layout;
  const cells = innerCells(width);
  const body = [
    line(plain(SEARCH, "label"), ...fieldPieces(overlay.field, Math.max(1, cells - SEARCH.length - 1))),
    BLANK,
    ...Array.from({ length: rows }, (_, i) => rowLine(layout, top + i, cells, look)),
  ];
  if (layout.entries.length === 0) body[2] = line(plain("No key is about that.", "muted"));
  const where = view.screen === "welcome" ? "" : `: ${TITLES[view.focus] ?? ""}`;
  const more = total > rows ? "up/down scroll  " : "";
  return boxLines(
    { title: `Keys${where}`, body, foot: `type to search  ${more}esc close` },
    width,
    room,
    look,
  );
}

function rowLine(layout: HelpLayout, row: number, cells: number, look: Look): Line {
  const { entries, entryRows, columns, below } = layout;
  if (row >= entryRows) return line(plain(below[row - entryRows] ?? "", "muted"));
  const gap = 2;
  const each = Math.floor((cells - gap * (columns - 1)) / columns);
  const parts = Array.from({ length: columns }, (_, column) => {
    const own = entries.slice(column * entryRows, (column + 1) * entryRows);
    return entryText(
      own[row],
      keyCellsOf(own),
      column === columns - 1 ? cells - (each + gap) * column : each,
      look,
    );
  });
  return { left: [], drawn: parts.join(" ".repeat(gap)) };
}

const keyCellsOf = (entries: readonly HelpEntry[]): number =>
  Math.min(
    MOST_KEY_CELLS,
    Math.max(0, ...entries.map((each) => each.kind === "key" ? cellWidth(each.keys) : 0)),
  );

function entryText(entry: HelpEntry | undefined, keyCells: number, cells: number, look: Look): string {
  if (!entry || entry.kind === "blank") return " ".repeat(cells);
  if (entry.kind === "heading") return exact([plain(entry.text, "heading")], cells, look);
  const room = Math.min(cells, Math.max(keyCells, Math.min(cellWidth(entry.keys), Math.floor(cells / 2))));
  const keys = exact([plain(entry.keys, "key")], room, look);
  return room >= cells ? keys : keys + exact([plain(` ${entry.help}`)], cells - room, look);
}

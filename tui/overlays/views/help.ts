/** The help as lines. */
import { cellWidth } from "../../../app/display/text.ts";
import { fieldText } from "../../lines/field.ts";
import { blank, lineOf } from "../../lines/text.ts";
import type { Look } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import { type HelpEntry, type HelpLayout, helpLayout } from "../help.ts";
import type { HelpOverlay } from "../overlay.ts";
import { boxed, innerCells } from "./lines.ts";

const OF: Readonly<Record<State["focus"], string>> = {
  sidebar: " in the sidebar",
  list: " in the list",
  detail: " in the details",
};
const MOST_KEY_CELLS = 14;
const SEARCH = "Search: ";
const GAP = 2;

export function helpOverlayLines(
  overlay: HelpOverlay,
  room: Size,
  look: Look,
  view: State,
): readonly string[] {
  const layout = helpLayout(overlay, room, view);
  const { width, top, rows, total, entries } = layout;
  const cells = innerCells(width);
  const seen = Array.from({ length: rows }, (_, i) => rowLine(layout, top + i, cells, look));
  if (entries.length === 0) seen[0] = lineOf([{ text: "No key is about that.", role: "muted" }], cells, look);
  const typed = fieldText({ field: overlay.field, cells: cells - SEARCH.length, isTyping: true, look });
  const body = [look.paint("label", SEARCH) + typed, blank(cells), ...seen];
  const title = `Keys${view.screen === "welcome" ? "" : OF[view.focus]}`;
  const more = total > rows ? "up down scroll  " : "";
  return boxed({ title, body, foot: `type to search  ${more}esc close` }, width, room, look);
}

function rowLine(layout: HelpLayout, row: number, cells: number, look: Look): string {
  const { entries, entryRows, columns, below } = layout;
  if (row >= entryRows) return lineOf([{ text: below[row - entryRows] ?? "", role: "muted" }], cells, look);
  const each = Math.floor((cells - GAP * (columns - 1)) / columns);
  const parts = Array.from({ length: columns }, (_, column) => {
    const own = entries.slice(column * entryRows, (column + 1) * entryRows);
    const room = column === columns - 1 ? cells - (each + GAP) * column : each;
    return entryText(own[row], keyCellsOf(own), room, look);
  });
  return parts.join(blank(GAP));
}

const keyCellsOf = (entries: readonly HelpEntry[]): number =>
  Math.min(
    MOST_KEY_CELLS,
    Math.max(0, ...entries.map((each) => each.kind === "key" ? cellWidth(each.keys) : 0)),
  );

function entryText(entry: HelpEntry | undefined, keyCells: number, cells: number, look: Look): string {
  if (!entry || entry.kind === "blank") return blank(cells);
  if (entry.kind === "heading") return lineOf([{ text: entry.text, role: "heading" }], cells, look);
  const wanted = Math.max(keyCells, cellWidth(entry.keys));
  const room = Math.min(wanted, Math.floor(cells / 2));
  const keys = lineOf([{ text: entry.keys, role: "key" }], room, look);
  return keys + blank(GAP) + lineOf([entry.help], Math.max(0, cells - room - GAP), look);
}

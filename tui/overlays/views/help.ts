/** The help as lines. */
import { fieldText } from "../../lines/field.ts";
import { blank, lineOf } from "../../lines/text.ts";
import type { Look } from "../../look/look.ts";
import type { Size, State } from "../../state.ts";
import { GAP, type HelpEntry, type HelpLayout, helpLayout } from "../help.ts";
import type { HelpOverlay } from "../overlay.ts";
import { boxed, innerCells } from "./lines.ts";

const OF: Readonly<Record<State["focus"], string>> = {
  sidebar: " in the sidebar",
  list: " in the list",
  detail: " in the details",
};
const SEARCH = "Search: ";

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
  const { entries, entryRows, columns, columnCells, keyCells, below } = layout;
  if (row >= entryRows) return lineOf([{ text: below[row - entryRows] ?? "", role: "muted" }], cells, look);
  const parts = Array.from({ length: columns }, (_, column) => {
    const isLast = column === columns - 1;
    const room = isLast ? cells - (columnCells + GAP) * column : columnCells;
    return entryText(entries[column * entryRows + row], keyCells, room, look);
  });
  return parts.join(blank(GAP));
}

function entryText(entry: HelpEntry | undefined, keyCells: number, cells: number, look: Look): string {
  if (!entry || entry.kind === "blank") return blank(cells);
  if (entry.kind === "heading") return lineOf([{ text: entry.text, role: "heading" }], cells, look);
  const keys = lineOf([{ text: entry.keys, role: "key" }], keyCells, look);
  return keys + blank(GAP) + lineOf([entry.help], Math.max(0, cells - keyCells - GAP), look);
}

/** The help as lines. */
import { fieldText } from "../../lines/field.ts";
import { blank, lineOf } from "../../lines/text.ts";
import type { Look } from "../../look/look.ts";
import { placeOf } from "../../places.ts";
import type { Size, State } from "../../state.ts";
import { GAP, type HelpEntry, type HelpLayout, helpLayout } from "../help.ts";
import type { HelpOverlay } from "../overlay.ts";
import { boxed, footFor, innerCells, moreText } from "./lines.ts";

/** What the keys are of. */
function titleOf({ screen, focus, place }: State): string {
  if (screen !== "main") return "Help: first screen";
  const { title } = placeOf(place);
  return `Help: ${focus === "sidebar" ? "Collections" : `${title} ${focus === "list" ? "list" : "details"}`}`;
}

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
  const more = moreText({ top, rows }, total, look);
  const feet = [
    "type to search  up down scroll  esc close",
    "type  up down scroll  esc close",
    "up down  esc close",
  ];
  const short = ["type to search  esc close", "esc close"];
  const foot = footFor(width, total > rows ? [...feet.map((each) => `${each}  ${more}`), ...short] : short);
  return boxed({ title: titleOf(view), body, foot }, width, room, look);
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

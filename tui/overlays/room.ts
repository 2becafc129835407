/** How much room overlays have, and which of their items are on the screen: the same for drawing and for the mouse. */
import { topFor } from "../list/scroll.ts";
import { lineWidth } from "../lines/text.ts";
import type { Corner } from "../lines/overlaid.ts";
import type { MouseEvent } from "../input/events.ts";
import type { Size } from "../state.ts";

/**
 * The room that overlays are drawn in, of a window of this size: the hints stay in view, and where there is room for it
 * something of the screen.
 */
export const overlayRoom = ({ columns, rows }: Size): Size => ({
  columns: columns < 80 ? columns : columns - 8,
  rows: rows < 20 ? Math.max(0, rows - 1) : rows - 4,
});

/** Items in a box that are seen. */
export interface Window {
  /** The first one. */
  readonly top: number;
  readonly rows: number;
  /** The line of the overlay that the first one is on. */
  readonly firstLine: number;
}

/** Which of `count` items are seen, with the one at the cursor among them. */
export const windowOf = (
  { cursor, top }: { readonly cursor: number; readonly top: number },
  count: number,
  rows: number,
  firstLine: number,
): Window => ({ top: topFor(top, cursor, count, Math.max(1, rows)), rows: Math.max(1, rows), firstLine });

function itemOnLine({ top, rows, firstLine }: Window, count: number, line: number): number {
  const at = line - firstLine;
  return at < 0 || at >= rows || top + at >= count ? -1 : top + at;
}

/** What a click is on: an item by its number; -1 for the frame, a place without an item, and everything else. */
export function itemClicked(
  { act, button, column, row }: MouseEvent,
  window: Window,
  count: number,
  width: number,
): number {
  const isInside = act === "press" && button === 0 && column > 0 && column < width - 1;
  return isInside ? itemOnLine(window, count, row) : -1;
}

/** Whether a press is beside an overlay of this size: whoever does that is done with it. */
export const isBeside = ({ act, column, row }: MouseEvent, { columns, rows }: Size): boolean =>
  act === "press" && (column < 0 || row < 0 || column >= columns || row >= rows);

/** Rows that the wheel goes; undefined for anything else of the mouse. */
export const wheelRows = ({ act }: MouseEvent): number | undefined =>
  act === "wheel-down" ? WHEEL_ROWS : act === "wheel-up" ? -WHEEL_ROWS : undefined;

/** Where a cursor goes by so many items: it stays among them. */
export const moved = (cursor: number, by: number, count: number): number =>
  Math.max(0, Math.min(count - 1, cursor + by));

/** How far the wheel goes at once. */
const WHEEL_ROWS = 3;

/** How many rows a key goes; undefined for one that does not move. @param page rows of what is seen */
export function keyRows(key: string, page: number): number | undefined {
  switch (key) {
    case "down":
    case "ctrl-n":
      return 1;
    case "up":
    case "ctrl-p":
      return -1;
    case "pagedown":
      return page;
    case "pageup":
      return -page;
    default:
      return undefined;
  }
}

/** The same for overlays in which letters are keys. */
export function letterRows(key: string, page: number): number | undefined {
  const half = Math.max(1, Math.floor(page / 2));
  const known: Readonly<Record<string, number>> = {
    "j": 1,
    "k": -1,
    "ctrl-d": half,
    "ctrl-u": -half,
    ".": page,
    ",": -page,
    "home": -Infinity,
    "g": -Infinity,
    "<": -Infinity,
    "end": Infinity,
    "G": Infinity,
    ">": Infinity,
  };
  return keyRows(key, page) ?? known[key];
}

/** Where an overlay begins in a window: in the middle, a little above. @param lines as it was drawn */
export function overlayCorner({ columns, rows }: Size, lines: readonly string[]): Corner {
  return {
    column: Math.max(0, Math.floor((columns - lineWidth(lines[0] ?? "")) / 2)),
    row: Math.max(0, Math.min(rows - 1 - lines.length, Math.floor((rows - lines.length) / 2.5))),
  };
}

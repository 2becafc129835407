/** Columns of a list: which of them there is room for, and where each of them stands. */
import { cellWidth } from "../../app/display/text.ts";
import type { PlaceColumn } from "../places.ts";
import { blank } from "./text.ts";

/** Blanks between two columns. */
export const GAP = 2;

/** A column that is drawn. */
export interface LaidColumn {
  readonly column: PlaceColumn;
  /** Its first cell, counted from that of the first column. */
  readonly start: number;
  readonly cells: number;
}

/** What a time takes in full, `2026-11-20 16:28`; columns that hold one take ten otherwise. */
const WIDE_TIME = 16;
const SHORT_TIME = 10;
/** From this room on: it is that of all places of a window, so that times are in one form on all of them. */
const WIDE_ROOM = 94;

/**
 * The columns that there is room for, and their widths. They depend on the room alone, so that nothing moves while a list
 * scrolls. In a wide room columns of times are wide enough for one in full, where the others grow well all the same.
 */
export function layColumns(columns: readonly PlaceColumn[], room: number): readonly LaidColumn[] {
  let kept = columns;
  while (kept.length > 1 && (leastOf(kept) > room || (mayGo(kept) && comfortOf(kept) > room))) {
    const gone = firstToGo(kept);
    kept = kept.filter((column) => column !== gone);
  }
  const wide = room < WIDE_ROOM ? kept : kept.map(widened);
  return placed(leastOf(wide) + growingOf(kept) <= room ? wide : kept, room);
}

const growingOf = (columns: readonly PlaceColumn[]): number =>
  sum(columns.filter(({ grow }) => grow > 0).map(({ least }) => least));

/** Texts want a little more than the least, and get it from columns that may go. */
const comfortOf = (columns: readonly PlaceColumn[]): number =>
  leastOf(columns) + Math.floor(growingOf(columns) / 4);

const mayGo = (columns: readonly PlaceColumn[]): boolean => columns.some(({ spare }) => spare > 0);

const widened = (column: PlaceColumn): PlaceColumn =>
  column.grow === 0 && column.least === SHORT_TIME ? { ...column, least: WIDE_TIME } : column;

/** One that may go before one that may not, then the last one. */
function firstToGo(columns: readonly PlaceColumn[]): PlaceColumn | undefined {
  const most = Math.max(...columns.map(({ spare }) => spare));
  return columns.findLast(({ spare }) => spare === most);
}

const leastOf = (columns: readonly PlaceColumn[]): number =>
  sum(columns.map(({ least }) => least)) + GAP * (columns.length - 1);

/** What is left goes to the columns that grow, by their parts; the first of them takes what cannot be shared. */
function placed(columns: readonly PlaceColumn[], room: number): readonly LaidColumn[] {
  const left = room - leastOf(columns);
  const parts = sum(columns.map(({ grow }) => grow));
  const more = columns.map(({ grow }) => left > 0 && parts > 0 ? Math.floor((left * grow) / parts) : 0);
  const first = columns.findIndex(({ grow }) => grow > 0);
  if (left > 0 && first >= 0) more[first] = (more[first] ?? 0) + left - sum(more);
  let start = 0;
  return columns.map((column, at) => {
    const cells = Math.max(0, Math.min(column.least + (more[at] ?? 0), room - start));
    const laid = { column, start, cells };
    start += cells + GAP;
    return laid;
  });
}

/** The column at a cell, the blanks behind it counted to it. */
export const columnAt = (laid: readonly LaidColumn[], cell: number): LaidColumn | undefined =>
  cell < 0 ? undefined : laid.findLast(({ start }) => start <= cell);

/** A text that was cut already, in exactly so many cells. @param painted the same text with its styles */
export function cellOf(text: string, cells: number, side: "end" | "start" = "end", painted = text): string {
  const space = blank(cells - cellWidth(text));
  return side === "start" ? space + painted : painted + space;
}

/** Cells of one row beside each other. */
export const joinCells = (cells: readonly string[]): string => cells.join(blank(GAP));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

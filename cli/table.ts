/** The table for a terminal: columns cut to the window, widths settled by the first page. */
import type { Cell } from "../app/columns.ts";
import { tableText } from "./cells.ts";
import type { RowWriter, View } from "./formats.ts";
import type { ColumnHead } from "./spec.ts";
import { cellWidth, cutEnd, cutUrl, pad } from "./text.ts";

const GAP = "  ";
/** Below this a text column says nothing any more. */
const LEAST_CELLS = 14;

/** Draws rows as a table; later rows are cut to the widths of the first page and never move a column. */
export function tableWriter(columns: readonly ColumnHead[], view: View): RowWriter {
  let widths: readonly number[] = [];
  const texts = (cells: readonly Cell[]) =>
    columns.map(({ kind }, i) => tableText(cells[i] ?? null, kind, view.time));
  const line = (cells: readonly string[]) => drawLine(columns, widths, cells, view.width);
  return {
    begin(firstPage) {
      if (firstPage.length === 0) return "";
      const titles = view.header
        ? columns.map(({ name }) => titleOf(name).toUpperCase())
        : columns.map(() => "");
      widths = columnWidths(columns, naturalWidths(titles, firstPage.map(texts)), view.width);
      return view.header ? `${view.paint("bold", line(titles))}\n` : "";
    },
    row: (cells) => `${line(texts(cells))}\n`,
    end: () => "",
  };
}

/** A column's name as people read it: `lastVisit` → `last visit`. */
export function titleOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function naturalWidths(titles: readonly string[], rows: readonly (readonly string[])[]): number[] {
  return titles.map((title, i) =>
    rows.reduce((most, row) => Math.max(most, cellWidth(row[i] ?? "")), title.length)
  );
}

/**
 * Shares the window among the columns: times and numbers get what they need, and texts are cut to one common
 * length, so that a short column is whole before a long one gets more. Columns at the end for which there is no
 * room even so are left out.
 *
 * @returns widths in cells, of fewer columns than given where the window is too narrow for all
 */
export function columnWidths(
  columns: readonly ColumnHead[],
  natural: readonly number[],
  window: number,
): readonly number[] {
  const isText = (i: number) => !isFixed(columns[i]);
  const least = natural.map((width, i) => isText(i) ? Math.min(width, LEAST_CELLS) : width);
  const gaps = GAP.length * (columns.length - 1);
  if (columns.length > 1 && sum(least) + gaps > window) {
    return columnWidths(columns.slice(0, -1), natural.slice(0, -1), window);
  }
  const fixed = sum(natural.filter((_, i) => !isText(i)));
  const level = Math.max(
    LEAST_CELLS,
    commonLength(natural.filter((_, i) => isText(i)), window - gaps - fixed),
  );
  return natural.map((width, i) => isText(i) ? Math.min(width, level) : width);
}

/** Whether a column's texts mean nothing when they are cut. */
const isFixed = (column: ColumnHead | undefined): boolean =>
  column?.kind === "time" || column?.kind === "count" || column?.kind === "bytes";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The greatest length to which all may be cut so that together they take no more than `room`. */
function commonLength(wanted: readonly number[], room: number): number {
  let left = room;
  const ascending = [...wanted].sort((a, b) => a - b);
  for (const [i, width] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - i));
    if (width > share) return share;
    left -= width;
  }
  return Infinity;
}

function drawLine(
  columns: readonly ColumnHead[],
  widths: readonly number[],
  cells: readonly string[],
  window: number,
): string {
  let used = 0;
  const parts = widths.map((settled, i) => {
    const kind = columns[i]?.kind;
    const isNumber = kind === "count" || kind === "bytes";
    const isLast = i === widths.length - 1;
    const width = isLast && !isNumber ? Math.max(settled, window - used) : settled;
    used += width + GAP.length;
    const cut = (kind === "url" ? cutUrl : cutEnd)(cells[i] ?? "", width);
    return pad(cut, width, isNumber ? "start" : "end");
  });
  return cutEnd(parts.join(GAP).trimEnd(), window);
}

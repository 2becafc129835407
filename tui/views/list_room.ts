/** Where the parts of the list stand inside of its pane: the reducer, the mouse and the drawing all go by this. */
import { BORDER } from "../lines/box.ts";
import { columnAt, type LaidColumn, layColumns } from "../lines/cells.ts";
import type { Place } from "../places.ts";
import type { ListState, Size } from "../state.ts";

/** Cells before the first column: the cursor's sign, that of a mark, a blank; and behind the last: more rows. */
export const LEAD = 3;
export const TAIL = 2;

/** Which lines stand above the rows. */
export interface Above {
  readonly filter: boolean;
  readonly counter: boolean;
  readonly rule: boolean;
  readonly headings: boolean;
}

/** Whether the line of the filter is there: while it is typed, and as long as it is kept. */
export const hasFilterLine = ({ filter }: Pick<ListState, "filter">): boolean =>
  filter.isTyping || filter.field.text !== "";

/** @param lines of the pane without its border; where there are few, rows matter more than what is above them */
export function linesAbove(lines: number, list: Pick<ListState, "filter">, isBoxed: boolean): Above {
  const filter = hasFilterLine(list);
  return {
    filter: filter && lines >= 2,
    counter: filter && lines >= 4,
    rule: filter && lines >= 6,
    headings: !filter && isBoxed && lines >= 3,
  };
}

/** Where the rows stand: their first line counted from the pane's own first, and how many there is room for. */
export function listRoom(
  size: Size,
  list: Pick<ListState, "filter">,
  isBoxed: boolean,
): { readonly firstLine: number; readonly rows: number } {
  const border = isBoxed ? BORDER / 2 : 0;
  const lines = Math.max(0, size.rows - 2 * border);
  const above = Object.values(linesAbove(lines, list, isBoxed)).filter(Boolean).length;
  return { firstLine: border + above, rows: Math.max(0, lines - above) };
}

/** Cells of a line of the list, without the border. */
export const insideWidth = (size: Size, isBoxed: boolean): number =>
  Math.max(0, size.columns - (isBoxed ? BORDER : 0));

/** The columns that are drawn in a pane of that width. */
export const laidColumns = (place: Place, size: Size, isBoxed: boolean): readonly LaidColumn[] =>
  layColumns(place.columns, Math.max(1, insideWidth(size, isBoxed) - LEAD - TAIL));

/** The column whose heading stands at a cell of the pane, by its name; undefined where there is none. */
export function headingAt(place: Place, size: Size, isBoxed: boolean, column: number): string | undefined {
  const inside = column - (isBoxed ? BORDER / 2 : 0);
  if (!isBoxed || inside < 0 || inside >= insideWidth(size, isBoxed)) return undefined;
  return columnAt(laidColumns(place, size, isBoxed), Math.max(0, inside - LEAD))?.column.name;
}

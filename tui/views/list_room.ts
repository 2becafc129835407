/** Where the parts of the list stand inside of its pane: the reducer, the mouse and the drawing all go by this. */
import { clip } from "../../app/display/text.ts";
import { BORDER } from "../lines/box.ts";
import { shown } from "../lines/text.ts";
import { columnAt, type LaidColumn, layColumns } from "../lines/cells.ts";
import type { Place } from "../places.ts";
import type { ListState, Size } from "../state.ts";
import { wrapped } from "./detail_text.ts";

/** Cells before the first column: the cursor's sign, that of a mark, a blank; and behind the last: more rows. */
export const LEAD = 3;
export const TAIL = 2;

/** Which lines stand above the rows. */
export interface Above {
  readonly filter: boolean;
  /** Lines of what came of the filter: one, and as many as it takes to say why it cannot be used. */
  readonly counter: number;
  readonly rule: boolean;
  readonly headings: boolean;
}

/** Whether the line of the filter is there: while it is typed, and as long as it is kept. */
const hasFilterLine = ({ filter }: Pick<ListState, "filter">): boolean =>
  filter.isTyping || filter.field.text !== "";

/** From so many lines on the headings stay above what a filter found. */
const ROOMY = 12;
/** Of a fault nobody reads more. */
const MOST_FAULT_LINES = 3;
/** Cells before what came of the filter. */
export const COUNTER_LEAD = 3;

/** What of a list decides what stands above its rows. */
type Filtered = Pick<ListState, "filter" | "shown">;

/** Why the filter cannot be used, in lines, however many. @param width of a line of the pane */
export function faultLines(list: Filtered, width: number): readonly string[] {
  const { filter: { fault }, shown: { count } } = list;
  if (fault === null) return [];
  const cells = Math.max(1, width - COUNTER_LEAD - 1);
  const behind = count > 0 ? " (what is shown is from before)" : "";
  return wrapped(shown(clip(`! ${fault}${behind}`, MOST_FAULT_LINES * cells)), cells);
}

/**
 * Where there are few lines, rows matter more than what is above them.
 *
 * @param lines of the pane without its border
 * @param width of each; without it a fault takes one
 */
export function linesAbove(
  lines: number,
  list: Filtered,
  isBoxed: boolean,
  width = Infinity,
): Above {
  const filter = hasFilterLine(list);
  const counter = Math.max(1, Math.min(faultLines(list, width).length, MOST_FAULT_LINES, lines - 3));
  return {
    filter: filter && lines >= 2,
    counter: filter && lines >= 4 ? counter : 0,
    rule: filter && lines >= 5 + counter,
    headings: isBoxed && lines >= (filter ? ROOMY : 3),
  };
}

/** Where the rows stand: their first line counted from the pane's own first, and how many there is room for. */
export function listRoom(
  size: Size,
  list: Filtered,
  isBoxed: boolean,
): { readonly firstLine: number; readonly rows: number } {
  const border = isBoxed ? BORDER / 2 : 0;
  const lines = Math.max(0, size.rows - 2 * border);
  const { filter, counter, rule, headings } = linesAbove(lines, list, isBoxed, insideWidth(size, isBoxed));
  const above = Number(filter) + counter + Number(rule) + Number(headings);
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

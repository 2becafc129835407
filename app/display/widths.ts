/** Which columns of a table a window has room for, and how wide each of them is. */
import type { ColumnHead } from "../columns.ts";

/** What stands between two columns. */
export const GAP = "  ";
/** Below this a text says too little: where a column would have less, another one is left out. */
const LEAST_CELLS = 10;
/** Below this a text says nothing any more. */
const FEWEST_CELLS = 6;

/** A column that is drawn. */
export interface Placed {
  /** Its place among the columns. */
  readonly at: number;
  readonly cells: number;
}

/** Whether a column holds numbers, which stand below each other by their ends. */
export const isNumber = ({ kind, shape }: ColumnHead): boolean =>
  kind === "count" || kind === "bytes" || kind === "percent" || shape === "integer" || shape === "number";

/** Whether other commands know a row by what is in the column. */
const isHandle = ({ name, narrow }: ColumnHead): boolean =>
  narrow === "whole" || (name === "id" && narrow === undefined);

/**
 * Shares the window among the columns: handles, times and numbers get what they need, and texts are cut to one common
 * length, so that a short column is whole before a long one gets more. Where that leaves too little for texts, columns are
 * left out: spare ones first, then those at the end, and never the first one or a handle.
 *
 * @param natural cells that each column would take, uncut
 * @param isNamed whether somebody named the columns: none is left out then, and a line may be longer than the window
 */
export function fitColumns(
  columns: readonly ColumnHead[],
  natural: readonly number[],
  window: number,
  isNamed = false,
): readonly Placed[] {
  let kept = columns.map((_, at) => at);
  const shared = (least: number) => share(columns, natural, kept, window, least);
  for (let placed = shared(LEAST_CELLS); !isNamed; placed = shared(LEAST_CELLS)) {
    if (lineCells(placed) <= window) return placed;
    const gone = firstToGo(columns, kept);
    if (gone === undefined) break;
    kept = kept.filter((at) => at !== gone);
  }
  const placed = shared(FEWEST_CELLS);
  if (isNamed || lineCells(placed) <= window) return placed;
  const most = Math.max(1, commonLength(kept.map((at) => natural[at] ?? 0), roomFor(kept, window)));
  return kept.map((at) => ({ at, cells: Math.min(natural[at] ?? 0, most) }));
}

/** @param kept places of the columns to draw @param least cells that a text has even where there is no room for them */
function share(
  columns: readonly ColumnHead[],
  natural: readonly number[],
  kept: readonly number[],
  window: number,
  least: number,
): readonly Placed[] {
  const sized = kept.map((at) => {
    const cells = natural[at] ?? 0;
    return { at, cells, isFixed: isFixed(columns[at], cells, window) };
  });
  const texts = sized.filter(({ isFixed }) => !isFixed).map(({ cells }) => cells);
  const fixed = sum(sized.filter(({ isFixed }) => isFixed).map(({ cells }) => cells));
  const most = Math.max(least, commonLength(texts, roomFor(kept, window) - fixed));
  return sized.map(({ at, cells, isFixed }) => ({ at, cells: isFixed ? cells : Math.min(cells, most) }));
}

/** Whether a column's texts mean nothing when they are cut. A handle that leaves no room for anything else is cut. */
function isFixed(column: ColumnHead | undefined, cells: number, window: number): boolean {
  if (!column) return false;
  if (isHandle(column)) return cells + GAP.length + LEAST_CELLS <= window;
  return column.kind === "time" || isNumber(column);
}

function firstToGo(columns: readonly ColumnHead[], kept: readonly number[]): number | undefined {
  const others = kept.slice(1).filter((at) => !columns[at] || !isHandle(columns[at]));
  return others.findLast((at) => columns[at]?.narrow === "spare") ?? others.at(-1);
}

const roomFor = (kept: readonly number[], window: number): number => window - GAP.length * (kept.length - 1);

const lineCells = (placed: readonly Placed[]): number =>
  sum(placed.map(({ cells }) => cells)) + GAP.length * (placed.length - 1);

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

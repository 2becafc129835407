/** The order of rows by what they hold in a column. */
import type { Cell } from "../columns.ts";
import { fold } from "../query/text.ts";
import { compareTexts } from "../text_order.ts";

/** What a cell is compared by: a number or a text; null where it says nothing. */
type SortKey = number | string | null;

/** Times and truth count as numbers, lists and objects as their JSON. */
export function sortKeyOf(cell: Cell): SortKey {
  if (cell === null || typeof cell === "number") return Number.isNaN(cell) ? null : cell;
  if (typeof cell === "boolean") return Number(cell);
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell.getTime();
  return fold(typeof cell === "string" ? cell : JSON.stringify(cell));
}

/** Ascending, numbers before texts; what says nothing comes last. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === "number" ? -1 : 1;
}

/** Rows from 0 on in the order of their cells; ties keep their order. */
export function orderOfCells(size: number, cellOf: (row: number) => Cell): Uint32Array {
  const keys = Array.from({ length: size }, (_, row) => sortKeyOf(cellOf(row)));
  const rows = Uint32Array.from(keys.keys());
  return rows.sort((a, b) => compareKeys(keys[a] ?? null, keys[b] ?? null) || a - b);
}

/** Which rows of a table a list shows, in which order: the outcome of filter, order and folding. */

/** All rows as they are, or these. */
export type Shown =
  | { readonly kind: "all"; readonly count: number }
  | { readonly kind: "some"; readonly count: number; readonly rows: ArrayLike<number> };

export const NOTHING_SHOWN: Shown = { kind: "all", count: 0 };

export const allRows = (count: number): Shown => ({ kind: "all", count });
export const someRows = (rows: ArrayLike<number>): Shown => ({ kind: "some", count: rows.length, rows });

/** The row at a place of the list; -1 where there is none. */
export function rowAt(shown: Shown, place: number): number {
  if (place < 0 || place >= shown.count) return -1;
  return shown.kind === "all" ? place : shown.rows[place] ?? -1;
}

/** The place of a row in the list; -1 where it is not shown. */
export function placeOfRow(shown: Shown, row: number): number {
  if (row < 0) return -1;
  if (shown.kind === "all") return row < shown.count ? row : -1;
  for (let place = 0; place < shown.count; place++) if (shown.rows[place] === row) return place;
  return -1;
}

/** Counting what rows have in common. */
import { compareTexts } from "../text_order.ts";
import type { Facet } from "./table.ts";

/** How many rows hold each value. */
export type FacetCounts = Map<string, number>;

/** The most frequent first, in the order of their texts where that does not tell. To hold nothing is no value. */
export function facetsOf(counts: ReadonlyMap<string, number>): readonly Facet[] {
  const facets = [...counts].filter(([value, count]) => value !== "" && count > 0);
  facets.sort(([a, many], [b, more]) => more - many || compareTexts(a, b));
  return facets.map(([value, count]) => ({ value, count }));
}

/** The month of an instant in UTC, as a query writes it; nothing for one that no calendar has. */
export function monthOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, -17);
}

/** How many rows hold each number. */
export function countNumbers(rows: Iterable<number>, numberOf: (row: number) => number): FacetCounts {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const number = numberOf(row);
    if (!Number.isNaN(number)) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return new Map([...counts].map(([number, count]) => [String(number), count]));
}

const DAY_MS = 86_400_000;

/** How many rows there are in each month. */
export function monthsOf(rows: Iterable<number>, atMs: (row: number) => number): FacetCounts {
  const counts: FacetCounts = new Map();
  for (const [day, count] of countNumbers(rows, (row) => Math.floor(atMs(row) / DAY_MS))) {
    const month = monthOf(Number(day) * DAY_MS);
    counts.set(month, (counts.get(month) ?? 0) + count);
  }
  return counts;
}

/** Finding out which rows of a table are shown, in slices, so that no key has to wait. */
import type { RowTable } from "../app/browse/table.ts";
import type { Arranged, ArrangeEffect } from "./actions.ts";
import { isOpen } from "./list/folding.ts";

/** What arranging rests on. */
export interface ArrangeTools {
  /** Whether somebody has asked for something else meanwhile. */
  readonly isStale: () => boolean;
  /** Lets everything else have its turn. */
  readonly pause: () => Promise<void>;
  readonly now: () => number;
  readonly tell: (arranged: Arranged) => void;
}

/** Rows that are looked at before the clock is: a millisecond or less. */
const SLICE = 2000;
/** So many rows are looked through before a key could be noticed to wait. */
const AT_ONCE = 10_000;
/** After so long keys have their turn. */
const BUSY_MS = 5;
/** So many hits are put in the order in which they fit: with more of them nobody looks for the best one yet. */
const MOST_RANKED = 50_000;
/** After so long the rows found so far are shown. */
const PATIENCE_MS = 60;

/** Arranges a list; tells nothing any more once somebody has asked for something else. */
export async function arrange(effect: ArrangeEffect, tools: ArrangeTools): Promise<void> {
  const { place, table, seq, query, sort, folded } = effect;
  const startedMs = tools.now();
  const told = (rows: ArrayLike<number> | null, examined: number, isComplete: boolean): Arranged => (
    { type: "arranged", place, seq, rows, examined, isComplete, tookMs: tools.now() - startedMs }
  );
  const size = table.size;
  if (!query) {
    if (sort) return tools.tell(told(inOrder(table, sort.column, sort.isDescending, null), size, true));
    const rows = folded === null ? null : unfolded(effect, folded);
    return tools.tell(told(rows, size, true));
  }
  // The letter that was typed is drawn before anything is looked for.
  if (size > AT_ONCE) await tools.pause();
  if (tools.isStale()) return;
  // A plain array of so many numbers would be copied again and again while it grows.
  const found = new Uint32Array(size);
  let [count, isTold, resumedMs] = [0, false, tools.now()];
  for (let from = 0; from < size; from += SLICE) {
    const hits = table.scan(query, from, Math.min(size, from + SLICE));
    found.set(hits, count);
    count += hits.length;
    const nowMs = tools.now();
    if (from + SLICE >= size || nowMs - resumedMs < BUSY_MS) continue;
    if (!isTold && count > 0 && nowMs - startedMs > PATIENCE_MS) {
      isTold = true;
      tools.tell(told(found.slice(0, count), from + SLICE, false));
    }
    await tools.pause();
    if (tools.isStale()) return;
    resumedMs = tools.now();
  }
  tools.tell(told(ordered(effect, found.slice(0, count)), size, true));
}

/** The hits in the order that was asked for; else those that fit the words best first. */
function ordered({ table, query, sort }: ArrangeEffect, found: Uint32Array): Uint32Array {
  if (sort) return inOrder(table, sort.column, sort.isDescending, found);
  if (query) found.set(table.ranked(query, Array.from(found.subarray(0, MOST_RANKED))));
  return found;
}

/** All rows, or those of `among`, by a column. */
function inOrder(
  table: RowTable,
  column: string,
  isDescending: boolean,
  among: Uint32Array | null,
): Uint32Array {
  const at = table.columns.findIndex(({ name }) => name === column);
  const order = table.order(Math.max(0, at));
  const kept = among ? keeping(order, new Uint8Array(order.length), among) : order;
  return isDescending ? kept.slice().reverse() : kept;
}

function keeping(order: Uint32Array, isKept: Uint8Array, among: Uint32Array): Uint32Array {
  for (const row of among) isKept[row] = 1;
  return order.filter((row) => isKept[row] === 1);
}

/** The rows of a tree whose branches are all open. */
function unfolded({ place, table }: ArrangeEffect, folded: ReadonlySet<string>): readonly number[] {
  const rows: number[] = [];
  let closed = Infinity;
  for (let row = 0; row < table.size; row++) {
    const depth = table.depth(row);
    if (depth > closed) continue;
    closed = table.isBranch(row) && !isOpen(place, { folded }, table, row) ? depth : Infinity;
    rows.push(row);
  }
  return rows;
}

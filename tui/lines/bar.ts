/** How far something is. */
import type { Look } from "../look/look.ts";
import { countText } from "./text.ts";

/** `########........`, in so many cells. @param part from 0 to 1 */
export function bar(part: number, cells: number, look: Look): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * cells);
  return look.signs.barFull.repeat(full) + look.signs.barEmpty.repeat(Math.max(0, cells - full));
}

/** `[########........] 262,144 / 500,113   52%`; only the count where the end is not known. */
export function progressText(done: number, total: number | null, cells: number, look: Look): string {
  if (total === null || total < 1) return countText(done);
  const part = Math.min(1, done / total);
  const counts = `${countText(done)} / ${countText(total)}   ${Math.floor(part * 100)}%`;
  return cells < counts.length + 8
    ? counts
    : `[${bar(part, Math.min(16, cells - counts.length - 3), look)}] ${counts}`;
}

/** Times in lists, where there is little room for them. */
import { localTime } from "../../app/display/cells.ts";

const DAY_MS = 86_400_000;

/** Units of an age with their length in days, longest first. */
const AGES: readonly (readonly [unit: string, days: number])[] = [["y", 365], ["mo", 30], ["w", 7], ["d", 1]];

/** What a time in full takes: `2026-11-20 16:28`. */
const FULL_CELLS = 16;

/**
 * An instant in a column: in full where there is room, else its day or its age.
 *
 * @param form what is shown where there is too little room for all of it
 */
export function columnTime(date: Date, nowMs: number, cells: number, form: "day" | "age"): string {
  if (Number.isNaN(date.getTime())) return "";
  if (cells >= FULL_CELLS) return localTime(date);
  return form === "day" && cells >= 10 ? localTime(date).slice(0, 10) : shortAge(date, nowMs);
}

/** How long ago in whole days or longer units: `today`, `3 d`, `2 w`; `in 3 d` for what is to come. */
export function shortAge(date: Date, nowMs: number): string {
  const days = dayNumber(nowMs) - dayNumber(date.getTime());
  if (Number.isNaN(days)) return "";
  if (days === 0) return "today";
  const age = AGES.find(([, length]) => Math.abs(days) >= length);
  if (!age) return "today";
  const text = `${Math.floor(Math.abs(days) / age[1])} ${age[0]}`;
  return days > 0 ? text : `in ${text}`;
}

/** Days by the clock on the wall of whoever reads it. */
function dayNumber(ms: number): number {
  const date = new Date(ms);
  return Math.floor((ms - date.getTimezoneOffset() * 60_000) / DAY_MS);
}

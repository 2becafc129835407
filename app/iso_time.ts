/** Instants as text: what a machine reads, and most of the text of a long list of visits. */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Days that were written before: the calendar is the slow part of a time, and a list names the same days often. */
const days = new Map<number, string>();
const MOST_DAYS = 10_000;

const numbers = (count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(digits, "0"));

const SIXTY = numbers(60, 2);
/** The minutes of a day, such as `T09:14:`. */
const MINUTES = numbers(24, 2).flatMap((hour) => SIXTY.map((minute) => `T${hour}:${minute}:`));
/** Milliseconds only where they say something. */
const ENDS = numbers(1000, 3).map((fraction) => fraction === "000" ? "Z" : `.${fraction}Z`);

/** An instant in ISO 8601, UTC; milliseconds only where they say something. @param ms whole, and within the calendar */
export function isoText(ms: number): string {
  const [day, minute, second, end] = isoParts(ms);
  return day + minute + second + end;
}

/** The same in pieces, for whoever joins them in another way. */
export function isoParts(ms: number): readonly [day: string, minute: string, second: string, end: string] {
  const day = Math.floor(ms / DAY_MS);
  const ofDay = ms - day * DAY_MS;
  const minute = Math.floor(ofDay / MINUTE_MS);
  const ofMinute = ofDay - minute * MINUTE_MS;
  const second = Math.floor(ofMinute / 1000);
  const end = ENDS[ofMinute - 1000 * second] ?? "";
  return [dayText(day), MINUTES[minute] ?? "", SIXTY[second] ?? "", end];
}

function dayText(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  if (days.size === MOST_DAYS) days.clear();
  const [text = ""] = new Date(day * DAY_MS).toISOString().split("T");
  days.set(day, text);
  return text;
}

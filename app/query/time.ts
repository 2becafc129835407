/** Times as people write them in queries and flags, all in UTC. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The first instant that a `Date` can hold: whatever is older is as old as this. */
const FIRST_MS = -8.64e15;

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["s", 1000],
  ["m", 60_000],
  ["min", 60_000],
  ["h", HOUR_MS],
  ["d", DAY_MS],
  ["w", 7 * DAY_MS],
  ["mo", 30 * DAY_MS],
  ["y", 365 * DAY_MS],
]);

/** What a written time covers, half open: a month, a day, or a single millisecond. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What {@link parseTimeSpan} reads, for error messages and help. */
export const TIME_EXAMPLES = "2026-01, 2026-01-05, 7d, yesterday or 2026-01-05T10:00Z";

/**
 * Reads `2026`, `2026-01`, `2026-01-05`, an ISO 8601 date and time (UTC unless it says otherwise), `today`,
 * `yesterday`, or an age such as `45s`, `90m`, `12h`, `7d`, `2w`, `6mo`, `1y`, which is the instant so long ago. A month
 * is 30 days and a year 365; `min` is a minute, too.
 *
 * @returns `undefined` when `text` is none of these
 */
export function parseTimeSpan(text: string, nowMs: number): TimeSpan | undefined {
  const word = text.trim().toLowerCase();
  const span = parseDayWord(word, nowMs) ?? parseAge(word, nowMs) ?? parseDate(word) ?? parseInstant(word);
  return span && Number.isFinite(span.fromMs) && Number.isFinite(span.toMs) ? span : undefined;
}

/** The UTC day in which `atMs` lies. */
export function dayAround(atMs: number): TimeSpan {
  const fromMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  return { fromMs, toMs: fromMs + DAY_MS };
}

function parseDayWord(word: string, nowMs: number): TimeSpan | undefined {
  if (word === "today") return dayAround(nowMs);
  if (word === "yesterday") return dayAround(nowMs - DAY_MS);
  return undefined;
}

function parseAge(word: string, nowMs: number): TimeSpan | undefined {
  const [, count, unit] = /^(\d{1,6})(s|min|mo|m|h|d|w|y)$/.exec(word) ?? [];
  const unitMs = UNIT_MS.get(unit ?? "");
  if (unitMs === undefined) return undefined;
  const fromMs = Math.max(FIRST_MS, nowMs - Number(count) * unitMs);
  return { fromMs, toMs: fromMs + 1 };
}

function parseDate(word: string): TimeSpan | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(word) ?? [];
  if (year === undefined) return undefined;
  const fromMs = utcDay(year, month ?? "01", day ?? "01");
  if (fromMs === undefined) return undefined;
  if (day !== undefined) return { fromMs, toMs: fromMs + DAY_MS };
  const next = new Date(fromMs);
  if (month === undefined) next.setUTCFullYear(next.getUTCFullYear() + 1);
  else next.setUTCMonth(next.getUTCMonth() + 1);
  return { fromMs, toMs: next.getTime() };
}

/** `Date` takes 31 February for 3 March; here it is no day at all. */
function utcDay(year: string, month: string, day: string): number | undefined {
  const iso = `${year}-${month}-${day}`;
  const date = new Date(`${iso}T00:00:00.000Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? undefined : date.getTime();
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(z|[+-][01]\d:?[0-5]\d)?$/;

function parseInstant(word: string): TimeSpan | undefined {
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "",
    minute = "",
    second = "00",
    fraction = "",
    zone = "z",
  ] = INSTANT.exec(word) ?? [];
  const dayMs = year === "" ? undefined : utcDay(year, month, day);
  if (dayMs === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return undefined;
  }
  const [, sign, zoneHours = "00", zoneMinutes = "00"] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const offsetMs = (sign === "-" ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  const partMs = Math.floor(Number(`0${fraction}`) * 1000);
  const timeMs = Number(hour) * HOUR_MS + Number(minute) * 60_000 + Number(second) * 1000 + partMs;
  const fromMs = dayMs + timeMs - offsetMs;
  return { fromMs, toMs: fromMs + 1 };
}

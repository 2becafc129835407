/** What numbers and times are compared with: `5`, `>5`, `5..9`, `2026-01`, `>=7d`, `2026-01..2026-03`. */
import type { Bound, Comparison, TimeCondition } from "./terms.ts";
import { dayAround, parseTimeSpan, type TimeSpan } from "./time.ts";

/** Why a value cannot be used. */
export type ComparisonFault = "unreadable" | "reversed";

/** What may stand before a value; those of two signs first. */
const COMPARISONS: readonly Comparison[] = ["<=", ">=", "<", ">", "="];

/** Two values with two dots between, of which one may be missing. */
const RANGE = /^(.*?)\.\.(.*)$/su;

/** Reads what a whole number is compared with: `5`, `=5`, `>5`, `>=5`, `<5`, `<=5`, `5..9`, `5..`, `..9`. */
export function parseBounds(text: string): readonly Bound[] | ComparisonFault {
  const [, low = "", high = ""] = RANGE.exec(text) ?? [];
  if (low === "" && high === "") return parseBound(text);
  const from = low === "" ? -Infinity : wholeNumber(low);
  const to = high === "" ? Infinity : wholeNumber(high);
  if (from === undefined || to === undefined) return "unreadable";
  if (from > to) return "reversed";
  return [{ compare: ">=", value: from }, { compare: "<=", value: to }];
}

function parseBound(text: string): readonly Bound[] | ComparisonFault {
  const { compare, rest } = withoutSign(text);
  const value = wholeNumber(rest);
  return value === undefined ? "unreadable" : [{ compare, value }];
}

/** More digits than a number can hold would be another number. */
const wholeNumber = (text: string): number | undefined => /^\d{1,15}$/.test(text) ? Number(text) : undefined;

function withoutSign(text: string): { readonly compare: Comparison; readonly rest: string } {
  const sign = COMPARISONS.find((each) => text.startsWith(each));
  return { compare: sign ?? "=", rest: text.slice(sign?.length ?? 0) };
}

type Times = Pick<TimeCondition, "fromMs" | "toMs">;

/** Reads what `before:` or `after:` is followed by: a time, whose beginning counts. */
export function parseSide(side: "before" | "after", text: string, nowMs: number): Times | ComparisonFault {
  const span = parseTimeSpan(text, nowMs);
  if (!span) return "unreadable";
  return side === "before"
    ? { fromMs: -Infinity, toMs: span.fromMs }
    : { fromMs: span.fromMs, toMs: Infinity };
}

/**
 * Reads what an instant is compared with: a time, which it must lie in, a comparison or a range. An instant such as `7d`
 * means its day, unless it is compared.
 */
export function parseTimes(text: string, nowMs: number): Times | ComparisonFault {
  const [, low = "", high = ""] = RANGE.exec(text) ?? [];
  if (low === "" && high === "") return parseTime(text, nowMs);
  const from = low === "" ? EVER : parseTimeSpan(low, nowMs);
  const to = high === "" ? EVER : parseTimeSpan(high, nowMs);
  if (!from || !to) return "unreadable";
  return from.fromMs < to.toMs ? { fromMs: from.fromMs, toMs: to.toMs } : "reversed";
}

const EVER: TimeSpan = { fromMs: -Infinity, toMs: Infinity };

function parseTime(text: string, nowMs: number): Times | ComparisonFault {
  const { compare, rest } = withoutSign(text);
  const span = parseTimeSpan(rest, nowMs);
  if (!span) return "unreadable";
  switch (compare) {
    case "<":
      return { ...EVER, toMs: span.fromMs };
    case "<=":
      return { ...EVER, toMs: span.toMs };
    case "=":
      return span.toMs - span.fromMs > 1 ? span : dayAround(span.fromMs);
    case ">=":
      return { ...EVER, fromMs: span.fromMs };
    case ">":
      return { ...EVER, fromMs: span.toMs };
  }
}

/** The time that `--since` and `--until` name. */
import type { VisitSpan } from "../../core/edits/history.ts";
import { FoxdenError } from "../../core/errors.ts";
import { parseTimeSpan, TIME_EXAMPLES } from "../query/time.ts";
import type { HistoryFlags } from "./search.ts";

/** Undefined where neither is given. @throws {FoxdenError} `usage.value` for what is no time, and an end before the start */
export function spanOf(
  { since, until }: Pick<HistoryFlags, "since" | "until">,
  nowMs: number,
): VisitSpan | undefined {
  if (since === undefined && until === undefined) return undefined;
  const fromMs = boundMs("--since", since, nowMs) ?? -Infinity;
  const toMs = boundMs("--until", until, nowMs) ?? Infinity;
  if (fromMs <= toMs) return { fromMs, toMs };
  const message = `--until: "${until}" is before --since "${since}"`;
  throw new FoxdenError("usage.value", message, { name: "--until" });
}

function boundMs(flag: string, text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const span = parseTimeSpan(text, nowMs);
  if (span) return span.fromMs;
  const message = `${flag}: "${text}" is no time such as ${TIME_EXAMPLES}`;
  throw new FoxdenError("usage.value", message, { name: flag });
}

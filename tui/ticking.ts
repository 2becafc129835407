/** When the clock of the screen has to move on. */
import type { State } from "./state.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** The next moment at which something on the screen changes by itself, by the local clock. */
export function nextTickMs(state: State, nowMs: number): number {
  const { message, revealed, clipboardUntilMs, link, welcome } = state;
  const ends = [message?.untilMs, revealed?.untilMs, clipboardUntilMs].filter((ms) => typeof ms === "number");
  const isCounting = revealed !== null || clipboardUntilMs !== null || Boolean(welcome?.busy);
  const nextSecond = isCounting ? [nextMultiple(nowMs, SECOND_MS)] : [];
  const retry = "nextTryMs" in link && link.nextTryMs > nowMs ? [link.nextTryMs] : [];
  const next = Math.min(
    nextMultiple(nowMs, MINUTE_MS),
    ...nextSecond,
    ...ends.filter((ms) => ms > nowMs),
    ...retry,
  );
  return Math.max(nowMs + 1, next);
}

const nextMultiple = (ms: number, step: number): number => (Math.floor(ms / step) + 1) * step;

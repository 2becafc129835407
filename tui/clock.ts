/** Waiting: the only place of the browser that names the platform's timer. */
import { setImmediate } from "node:timers";

/** Calls `act` after so many milliseconds. @returns takes it back */
export function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, Math.max(0, ms));
  return () => clearTimeout(timer);
}

/** Lets everything else have its turn, at once: a timer of no time would take some milliseconds. */
export const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits for so many milliseconds. */
export const wait = (ms: number): Promise<void> => new Promise((resolve) => void after(ms, resolve));

/** The server's clock: the only place that reads the machine's, and that waits. */

/** Tells the server's time. */
export interface Clock {
  /** Whole milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Resolves `ms` milliseconds from now. */
  readonly wait: (ms: number) => Promise<void>;
}

/** @param offsetSeconds how far this clock is ahead of the machine's; negative when it is behind */
export function clockWithOffset(offsetSeconds: number): Clock {
  return {
    nowMs: () => Date.now() + Math.round(offsetSeconds * 1000),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

/** Work that waits for its time. */
export interface Later {
  readonly cancel: () => void;
}

/** Runs `act` after `ms` milliseconds, unless nothing else keeps the program running until then. */
export function after(ms: number, act: () => void): Later {
  const timer = setTimeout(act, ms);
  Deno.unrefTimer(timer);
  return { cancel: () => clearTimeout(timer) };
}

/** Runs `act` again and again, for as long as something else keeps the program running. @returns what ends it */
export function every(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}

/** The value of `work`, or after `ms` milliseconds that of `late`, whatever `work` is still at. */
export async function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  const expired = Promise.withResolvers<void>();
  const timer = after(ms, expired.resolve);
  try {
    return await Promise.race([work, expired.promise.then(late)]);
  } finally {
    timer.cancel();
  }
}

/** Storage times have a grain of ten milliseconds, since they travel with two decimals. */
export const TICK_MS = 10;

/** Cuts a time down to the grain of storage times. */
export const floorToTick = (timeMs: number): number => Math.floor(timeMs / TICK_MS) * TICK_MS;

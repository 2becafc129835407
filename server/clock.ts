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

/** Storage times have a grain of ten milliseconds, since they travel with two decimals. */
export const TICK_MS = 10;

/** Cuts a time down to the grain of storage times. */
export const floorToTick = (timeMs: number): number => Math.floor(timeMs / TICK_MS) * TICK_MS;

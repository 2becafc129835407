/** Waiting: the only place of the browser that names the platform's timer. */

/** Calls `act` after so many milliseconds. @returns takes it back */
export function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, Math.max(0, ms));
  return () => clearTimeout(timer);
}

/** Lets everything else have its turn, or for so many milliseconds. */
export const pause = (ms = 0): Promise<void> => new Promise((resolve) => after(ms, resolve));

/** How the process ends: what has to be put back first, and for whom ctrl-c is meanwhile. */
import type { Screen } from "./io.ts";

/** What is known of a terminal that somebody has taken as a whole. */
export class Ending implements Screen {
  readonly #restores = new Set<() => void>();
  #take: ((error: unknown) => void) | undefined;
  #lent = 0;

  /** Whether another program is at work in the terminal. */
  get isLent(): boolean {
    return this.#lent > 0;
  }

  readonly onExit = (restore: () => void): () => void => {
    this.#restores.add(restore);
    return () => void this.#restores.delete(restore);
  };

  readonly lend = async <T>(work: () => Promise<T>): Promise<T> => {
    this.#lent++;
    try {
      return await work();
    } finally {
      this.#lent--;
    }
  };

  readonly takeCrashes = (take: (error: unknown) => void): () => void => {
    this.#take = take;
    return () => void (this.#take = undefined);
  };

  /** Hands a defect on. @returns whether somebody has taken it */
  crashed(error: unknown): boolean {
    this.#take?.(error);
    return this.#take !== undefined;
  }

  /** Puts everything back, what was taken last first. */
  restore(): void {
    const restores = [...this.#restores].reverse();
    this.#restores.clear();
    for (const restore of restores) {
      try {
        restore();
      } catch {
        // A terminal that is gone needs nothing; and nothing may keep the process from ending.
      }
    }
  }
}

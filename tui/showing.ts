/** Details of records, read from the mirror while the cursor moves on. */
import { showRecord } from "../app/browse/record.ts";
import type { App } from "../app/open.ts";
import type { Action, Effect } from "./actions.ts";
import { wait } from "./clock.ts";
import { toldOf } from "./told.ts";

type ShowEffect = Extract<Effect, { type: "show" }>;

/** While a key is held, the details wait for so long a rest: each of them would be one more frame to draw. */
const REST_MS = 50;

/** A record that is to be shown, and where it is read. */
interface Wish {
  readonly app: App;
  readonly effect: ShowEffect;
}

/** One reading at a time, and of those that wait only the last: the cursor has moved on from the others. */
export class Showing {
  #next: Wish | undefined;
  #askedMs = -Infinity;
  #isHurried = false;
  #isReading = false;

  constructor(private readonly dispatch: (action: Action) => void) {}

  async show(app: App, effect: ShowEffect): Promise<void> {
    const nowMs = performance.now();
    this.#isHurried = nowMs - this.#askedMs < REST_MS;
    this.#askedMs = nowMs;
    this.#next = { app, effect };
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      // Nothing may come between the last look at what waits and the end.
      while (this.#next) await this.#showNext();
    } finally {
      this.#isReading = false;
    }
  }

  async #showNext(): Promise<void> {
    const restMs = this.#askedMs + REST_MS - performance.now();
    if (this.#isHurried && restMs > 0) return await wait(restMs);
    const next = this.#next;
    this.#next = undefined;
    if (next) await this.#read(next);
  }

  async #read({ app, effect: { place, table, row, seq } }: Wish): Promise<void> {
    try {
      this.dispatch({ type: "shown", seq, record: await showRecord(app, place, table, row), failed: null });
    } catch (error) {
      this.dispatch({ type: "shown", seq, record: null, failed: toldOf(error) });
    }
  }
}

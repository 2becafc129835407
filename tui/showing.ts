/** Details of records, read from the mirror while the cursor moves on. */
import { showRecord } from "../app/browse/record.ts";
import type { App } from "../app/open.ts";
import type { Action, Effect } from "./actions.ts";
import { toldOf } from "./told.ts";

type ShowEffect = Extract<Effect, { type: "show" }>;

/** One reading at a time, and of those that wait only the last: the cursor has moved on from the others. */
export class Showing {
  #next: ShowEffect | undefined;
  #isReading = false;

  constructor(private readonly dispatch: (action: Action) => void) {}

  async show(app: App, effect: ShowEffect): Promise<void> {
    this.#next = effect;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      for (let next = this.#take(); next; next = this.#take()) await this.#read(app, next);
    } finally {
      this.#isReading = false;
    }
  }

  #take(): ShowEffect | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next;
  }

  async #read(app: App, { place, table, row, seq }: ShowEffect): Promise<void> {
    try {
      this.dispatch({ type: "shown", seq, record: await showRecord(app, place, table, row), failed: null });
    } catch (error) {
      this.dispatch({ type: "shown", seq, record: null, failed: toldOf(error) });
    }
  }
}

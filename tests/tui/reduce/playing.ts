/** A browser without a terminal and without an account: states, the effects they ask for, and rows that answer them. */
import type { Action, Effect } from "../../../tui/actions.ts";
import { arrange } from "../../../tui/arrange.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { type PlaceName, placeOf } from "../../../tui/places.ts";
import { reduce } from "../../../tui/reduce/reduce.ts";
import { initialState, listOf, type ListState, type Size, type State } from "../../../tui/state.ts";
import { type Row, tableOf } from "../views/list_tables.ts";

export const NOW_MS = Date.UTC(2026, 10, 22, 12);

/** What a person does at the keyboard, step by step. */
export class Play {
  state: State;
  nowMs = NOW_MS;
  /** All effects so far but those that are answered here. */
  readonly asked: Effect[] = [];

  constructor(size: Size = { columns: 100, rows: 30 }) {
    this.state = initialState(size, SHIPPED, NOW_MS);
    const account = {
      email: "ann@example.org",
      profile: "default",
      marks: [],
      host: "127.0.0.1",
      isReadOnly: false,
    };
    this.act({ type: "opened", account });
  }

  get list(): ListState {
    return listOf(this.state, this.state.place);
  }

  /** The key of the record under the cursor. */
  get at(): string | null {
    return this.list.cursorKey;
  }

  act(action: Action): void {
    const { state, effects } = reduce(this.state, action);
    this.state = state;
    this.asked.push(...effects);
  }

  /** Gives a place its rows. */
  fill(place: PlaceName, rows: readonly Row[]): void {
    this.act({ type: "loaded", place, load: { state: "ready" }, table: tableOf(placeOf(place), rows) });
    this.answer();
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) {
      this.act({ type: "input", event: { type: "key", key }, nowMs: this.nowMs });
      this.answer();
    }
  }

  type(text: string): void {
    this.press(...[...text].map((letter) => letter === " " ? "space" : letter));
  }

  /** Arranges what was asked to be arranged; small lists are arranged at once. */
  answer(): void {
    for (const effect of this.take("arrange")) {
      void arrange(effect, {
        isStale: () => false,
        pause: () => Promise.reject(new Error("a small list is arranged in one go")),
        now: () => this.nowMs,
        tell: (arranged) => this.act(arranged),
      });
    }
  }

  /** Effects of a type, which are then answered for. */
  take<Type extends Effect["type"]>(type: Type): Extract<Effect, { type: Type }>[] {
    const taken = this.asked.filter((effect): effect is Extract<Effect, { type: Type }> =>
      effect.type === type
    );
    const others = this.asked.filter((effect) => effect.type !== type);
    this.asked.splice(0, this.asked.length, ...others);
    return taken;
  }
}

/** Pages titled `page 0` and so on, of hosts in turn. */
export const pages = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, at) => ({
    cells: {
      title: `page ${at}`,
      url: `https://host${at % 7}.example/${at}`,
      visits: at % 5,
      lastVisit: new Date(NOW_MS - at),
    },
  }));

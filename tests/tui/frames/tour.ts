/** A browser without a terminal on the demo account: keys and outcomes go in, and each effect is answered by the real use-case. */
import { shelfCounts } from "../../../app/browse/counts.ts";
import { loadTable } from "../../../app/browse/load.ts";
import { revealSecret, showRecord } from "../../../app/browse/record.ts";
import type { RowTable } from "../../../app/browse/table.ts";
import type { App } from "../../../app/open.ts";
import { isFoxdenError } from "../../../core/errors.ts";
import type { Action, Effect } from "../../../tui/actions.ts";
import { arrange } from "../../../tui/arrange.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import type { PlaceName } from "../../../tui/places.ts";
import { reduce } from "../../../tui/reduce/reduce.ts";
import { initialState, type Size, type State } from "../../../tui/state.ts";
import { toldOf } from "../../../tui/told.ts";
import type { WelcomeEvent } from "../../../tui/welcome/model.ts";
import { ANN, NOW_MS } from "./demo.ts";

const PATHS = {
  config: "~/.config/foxden/config.toml",
  data: "~/.local/share/foxden",
  log: "~/.local/state/foxden/foxden.log",
  server: "~/.local/share/foxden-server",
};
const SYNCED_MS = NOW_MS - 120_000;

/** What a welcome event says, without the number of what it answers. */
type Outcome = WelcomeEvent extends infer Event ? Event extends WelcomeEvent ? Omit<Event, "seq"> : never
  : never;

const tables = new WeakMap<App, Map<PlaceName, Promise<RowTable>>>();

/** The rows of a place, which are loaded once for all tours. */
function tableOf(app: App, place: PlaceName): Promise<RowTable> {
  const known = tables.get(app) ?? new Map<PlaceName, Promise<RowTable>>();
  tables.set(app, known);
  const { signal } = new AbortController();
  const table = known.get(place) ?? loadTable(app, place, { signal, onRows: () => {} });
  known.set(place, table);
  return table;
}

/** One browser in one window. */
export class Tour {
  state: State;
  /** Effects that are left alone, as if the world took its time. */
  readonly held = new Set<Effect["type"]>();

  constructor(readonly app: App, size: Size) {
    this.state = initialState(size, SHIPPED, NOW_MS);
  }

  /** Opens the main screen of whoever is signed in. */
  async open(over: Partial<typeof ANN> = {}): Promise<void> {
    await this.act({ type: "opened", account: { ...ANN, ...over } });
    await this.act({ type: "counted", counts: await shelfCounts(this.app), syncedAtMs: SYNCED_MS });
    await this.act({ type: "link", link: { state: "online" } });
    await this.act({ type: "refreshed", changed: [], nowMs: SYNCED_MS });
    await this.act({ type: "tick", nowMs: NOW_MS });
  }

  /** Opens the first-run screen. */
  async greet(): Promise<void> {
    await this.act({ type: "signed-out", facts: { paths: PATHS, profile: "default" } });
  }

  /** Opens a sign-in over the main screen. */
  async askToSignIn(): Promise<void> {
    await this.act({ type: "sign-in", facts: { paths: PATHS, profile: "default" } });
  }

  async act(action: Action): Promise<void> {
    const { state, effects } = reduce(this.state, action);
    this.state = state;
    for (const effect of effects) if (!this.held.has(effect.type)) await this.#answer(effect);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.act({ type: "input", event: { type: "key", key }, nowMs: NOW_MS });
  }

  async type(text: string): Promise<void> {
    await this.press(...[...text].map((letter) => letter === " " ? "space" : letter));
  }

  /** The world answers the last thing that a sign-in has asked of it. */
  async answer(outcome: Outcome): Promise<void> {
    const event = { seq: this.state.welcome?.seq ?? 0, ...outcome } as WelcomeEvent;
    await this.act({ type: "welcome", event, nowMs: NOW_MS });
  }

  /** Loads the first rows of a place, and no more. */
  async begin(place: PlaceName): Promise<void> {
    const ending = new AbortController();
    let first: RowTable | undefined;
    const onRows = (table: RowTable) => {
      first = table;
      ending.abort(new Error("these are enough"));
    };
    await loadTable(this.app, place, { signal: ending.signal, onRows }).catch((error) => {
      if (!ending.signal.aborted) throw error;
    });
    await this.act({ type: "loaded", place, load: { state: "loading" }, table: first ?? null });
  }

  async #answer(effect: Effect): Promise<void> {
    switch (effect.type) {
      case "load":
        return await this.#load(effect.place);
      case "arrange": {
        const told: Promise<void>[] = [];
        await arrange(effect, {
          isStale: () => false,
          pause: () => Promise.resolve(),
          now: () => NOW_MS,
          tell: (arranged) => told.push(this.act(arranged)),
        });
        return void await Promise.all(told);
      }
      case "show": {
        const { place, table, row, seq } = effect;
        const record = await showRecord(this.app, place, table, row);
        return await this.act({ type: "shown", seq, record, failed: null });
      }
      case "reveal": {
        const { place, table, row, field, seq } = effect;
        const value = await revealSecret(this.app, place, table, row, field);
        return await this.act({ type: "revealed", seq, key: table.key(row), field, value, nowMs: NOW_MS });
      }
    }
  }

  async #load(place: PlaceName): Promise<void> {
    try {
      const table = await tableOf(this.app, place);
      await this.act({ type: "loaded", place, load: { state: "ready" }, table });
    } catch (error) {
      const isAbsent = isFoxdenError(error) && error.code === "network.offline";
      const load = isAbsent
        ? { state: "absent" } as const
        : { state: "failed", told: toldOf(error) } as const;
      await this.act({ type: "loaded", place, load, table: null });
    }
  }
}

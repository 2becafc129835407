/** Rows of places, loaded from the mirror while somebody looks on. */
import { loadTable } from "../app/browse/load.ts";
import type { RowTable } from "../app/browse/table.ts";
import type { App } from "../app/open.ts";
import { isFoxdenError } from "../core/errors.ts";
import type { Action } from "./actions.ts";
import type { PlaceName } from "./places.ts";
import type { Load, State } from "./state.ts";
import { toldOf } from "./told.ts";

/** What loading needs of whoever wants rows. */
export interface LoadingTools {
  readonly state: () => Pick<State, "lists">;
  readonly dispatch: (action: Action) => void;
  /** Ends all of it. */
  readonly signal: AbortSignal;
}

/** The loading of all places: of each one, the last that was begun. */
export class Loading {
  readonly #running = new Map<PlaceName, AbortController>();

  constructor(private readonly tools: LoadingTools) {}

  /** Loads a place, in place of whatever is being loaded for it. */
  async load(app: App, place: PlaceName): Promise<void> {
    this.#running.get(place)?.abort(new Error("loaded anew"));
    const running = new AbortController();
    this.#running.set(place, running);
    const signal = AbortSignal.any([running.signal, this.tools.signal]);
    const tell = (load: Load, table: RowTable | null) => {
      if (!signal.aborted) this.tools.dispatch({ type: "loaded", place, load, table });
    };
    // Rows that are on the screen stay until all of the new ones are there.
    const isFirst = !this.tools.state().lists.get(place)?.table;
    const onRows = (table: RowTable) => isFirst ? tell({ state: "loading" }, table) : undefined;
    try {
      const table = await loadTable(app, place, { signal, onRows });
      tell({ state: table.isComplete ? "ready" : "partial" }, table);
    } catch (error) {
      if (!signal.aborted) tell(loadAfter(error), null);
    }
  }
}

/** What a failure means for a place. */
function loadAfter(error: unknown): Load {
  const isAbsent = isFoxdenError(error) && error.code === "network.offline";
  return isAbsent ? { state: "absent" } : { state: "failed", told: toldOf(error) };
}

/** The mirror brought up to date while somebody looks on: started, told, stopped. */
import type { Progress } from "../app/progress.ts";
import { refresh } from "../app/refresh.ts";
import type { Action } from "./actions.ts";
import { type PlaceName, placesOf } from "./places.ts";
import type { Link } from "./state.ts";
import { linkAfter } from "./told.ts";
import type { AppHooks, BrowserWorld } from "./world.ts";

/** What a refresh needs of whoever starts it. */
export interface RefreshTools {
  readonly world: Pick<BrowserWorld, "openApp" | "now">;
  /** How the application asks and tells. */
  readonly hooks: AppHooks;
  readonly dispatch: (action: Action) => void;
  /** Since when no server could be reached, in ms by the local clock; null where one could. */
  readonly offlineSinceMs: () => number | null;
}

/** So many records of a long collection are shown before the others have come; then twice as many, and so on. */
const FIRST_PART = 10_000;
/** How often it is told how far it is. */
const TELL_MS = 100;

/** Refreshes one after the other: a wish during one of them is that one. */
export class Refreshing {
  #running: AbortController | undefined;

  constructor(private readonly tools: RefreshTools) {}

  /** Asks the server for what has moved. */
  async start(): Promise<void> {
    if (this.#running) return;
    const running = this.#running = new AbortController();
    const { world, dispatch } = this.tools;
    const sinceMs = this.tools.offlineSinceMs();
    dispatch({ type: "link", link: { state: "syncing" } });
    try {
      const changed = await this.#refresh(running.signal);
      dispatch({ type: "link", link: { state: "online" } });
      dispatch({ type: "refreshed", changed, nowMs: world.now() });
    } catch (error) {
      dispatch({ type: "link", link: this.#linkAfter(error, running.signal, sinceMs) });
      // What was stored until then is shown.
      dispatch({ type: "stopped", nowMs: world.now() });
    } finally {
      this.#running = undefined;
    }
  }

  /** Stops where it is; what has come so far stays. */
  stop(): void {
    this.#running?.abort(new Error("stopped"));
  }

  #linkAfter(error: unknown, signal: AbortSignal, sinceMs: number | null): Link {
    if (signal.aborted) return { state: "idle" };
    const nowMs = this.tools.world.now();
    return linkAfter(error, nowMs, sinceMs ?? nowMs);
  }

  /** An application of its own, so that stopping it stops nothing else. */
  async #refresh(signal: AbortSignal): Promise<readonly PlaceName[]> {
    const { hooks, world } = this.tools;
    const onProgress = this.#teller();
    using app = world.openApp({ ...hooks, onProgress, signal });
    const refreshed = await refresh(app, { collections: "all" });
    const moved = new Set<string>();
    for (const { collection, state } of refreshed) if (state !== "unchanged") moved.add(collection);
    return placesOf(moved);
  }

  #teller(): (progress: Progress) => void {
    const { dispatch, world } = this.tools;
    let nextMs = 0;
    let last: string | undefined;
    let nextPart = FIRST_PART;
    return ({ collection, act = "download", done, total }) => {
      const nowMs = world.now();
      if (last !== undefined && last !== collection) dispatch({ type: "arrived", collection: last });
      if (last !== collection) nextPart = FIRST_PART;
      last = collection;
      if (done >= nextPart) {
        nextPart = 2 * done;
        dispatch({ type: "arrived", collection });
      }
      if (act !== "download" || (nowMs < nextMs && done !== total)) return;
      nextMs = nowMs + TELL_MS;
      dispatch({ type: "link", link: { state: "syncing", collection, done, total } });
    };
  }
}

/** The mirror brought up to date while somebody looks on: started, told, stopped. */
import type { Copy } from "../app/mirror/copies.ts";
import type { Progress } from "../app/progress.ts";
import { refresh } from "../app/refresh.ts";
import { isFoxdenError } from "../core/errors.ts";
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

/** A refresh under way. */
interface Running {
  readonly stop: AbortController;
  readonly ended: PromiseWithResolvers<void>;
}

/** Refreshes one after the other: a wish during one of them is that one, unless it is being stopped. */
export class Refreshing {
  #running: Running | undefined;
  /** What each collection was like when somebody last asked what has moved. */
  #known: ReadonlyMap<string, string> = new Map();

  constructor(private readonly tools: RefreshTools) {}

  /** Asks the server for what has moved. */
  async start(): Promise<void> {
    while (this.#running) {
      if (!this.#running.stop.signal.aborted) return;
      await this.#running.ended.promise;
    }
    const { world, dispatch, hooks } = this.tools;
    if (hooks.signal?.aborted) return;
    const running = this.#running = { stop: new AbortController(), ended: Promise.withResolvers<void>() };
    const sinceMs = this.tools.offlineSinceMs();
    dispatch({ type: "link", link: { state: "syncing" } });
    try {
      const changed = await this.#refresh(running.stop.signal);
      dispatch({ type: "link", link: { state: "online" } });
      dispatch({ type: "refreshed", changed, nowMs: world.now() });
    } catch (error) {
      dispatch({ type: "link", link: this.#linkAfter(error, running.stop.signal, sinceMs) });
      // What was stored until then is shown.
      dispatch({ type: "stopped", changed: await this.#changedHere(), nowMs: world.now() });
    } finally {
      this.#running = undefined;
      running.ended.resolve();
    }
  }

  /** Stops where it is; what has come so far stays. */
  stop(): void {
    this.#running?.stop.abort(new Error("stopped"));
  }

  /** The places of which something is another than when this was last asked, whoever has brought it here. */
  moved(copies: readonly Copy[]): readonly PlaceName[] {
    const known = this.#known;
    this.#known = new Map(copies.map((copy) => [copy.name, versionOf(copy)]));
    const names = new Set([...known.keys(), ...this.#known.keys()]);
    return placesOf(new Set([...names].filter((name) => known.get(name) !== this.#known.get(name))));
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
    await app.mending(() => refresh(app, { collections: "all" }));
    return this.moved((await app.mirror()).copies());
  }

  async #changedHere(): Promise<readonly PlaceName[]> {
    const { hooks, world } = this.tools;
    using app = world.openApp(hooks);
    try {
      return this.moved((await app.mirror()).copies());
    } catch (error) {
      // Why it cannot be read is told by whoever shows something of it.
      if (isFoxdenError(error)) return [];
      throw error;
    }
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

/** Another text for another set of records. */
const versionOf = ({ generation, cursor, records, timeSum }: Copy): string =>
  [generation, cursor, records, timeSum].join(" ");

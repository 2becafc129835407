/** How the full screen ends: why, with which exit code, and what is said of a defect. */
import type { InputEvent } from "../input/events.ts";
import { after } from "../clock.ts";
import { writeAllSync } from "./output.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/** Why the full screen ends. */
export type Leaving =
  | { readonly type: "quit" }
  /** ctrl-c was pressed. */
  | { readonly type: "interrupted" }
  /** The window is closed, or the connection to it. */
  | { readonly type: "gone" }
  /** The run was ended from outside; a number `exitCode` in the reason says which code that is. */
  | { readonly type: "stopped"; readonly reason: unknown }
  | { readonly type: "crash"; readonly error: unknown };

/** What the full screen needs of the process it runs in. */
export interface ScreenOptions {
  /** Ends the screen when it is aborted. */
  readonly signal: AbortSignal;
  readonly mouse: boolean;
  /** The value of `TERM`. */
  readonly term?: string | undefined;
  /** Writes down a defect. @returns where that stands; undefined where it could not be written */
  readonly reportCrash: (error: unknown) => string | undefined;
  /**
   * Sends errors that nothing caught to `take` until the returned function is called. When left out, the events of this
   * process are listened to; where others listen too, they have to be left out of it.
   */
  readonly takeCrashes?: (take: (error: unknown) => void) => () => void;
  /** Has the terminal put back when the process is about to end by itself. @returns takes it back */
  readonly onExit?: (restore: () => void) => () => void;
}

/** The terminal, and the way out, for what is shown. */
export interface Screen {
  readonly terminal: Terminal;
  /** Ends the screen; what is said first counts. Being interrupted once more ends what the end is waiting for. */
  readonly leave: (leaving: Leaving) => void;
}

/** What is shown on the screen. */
export interface Mounted {
  readonly onInput: (events: readonly InputEvent[]) => void;
  /** Draws everything anew on an empty screen; after a resize too, when `screen.terminal.output` has the new size. */
  readonly redraw: () => void;
  /** Another program gets the terminal now, or has had it: what must not be seen has to be gone. */
  readonly onAway?: () => void;
  /** Waits for what must not be broken off. Called before the end, but not after a crash; must end by itself. */
  readonly settle?: (leaving: Leaving) => Promise<void>;
  /** Takes back what must not stay behind, where nothing else is waited for: after a crash, and when somebody hurries. */
  readonly afterCrash?: () => Promise<void>;
  /** Takes everything down. Whatever it draws is gone before anybody sees it. */
  readonly unmount: () => void;
  /** Rejects when what is shown fails by itself. */
  readonly failed?: Promise<unknown>;
}

const CRASH_EXIT = 70;
const QUIT_EXIT = 131;
/** How long what must not stay behind is waited for. */
const CRASH_PATIENCE_MS = 3000;
const HURRY_PATIENCE_MS = 500;

/** The exit code of each way to end. */
function exitCodeOf(leaving: Leaving): number {
  switch (leaving.type) {
    case "quit":
      return 0;
    case "interrupted":
      return 130;
    case "gone":
      return 129;
    case "stopped":
      return toldCode(leaving.reason) ?? 130;
    case "crash":
      return CRASH_EXIT;
  }
}

function toldCode(reason: unknown): number | undefined {
  if (typeof reason !== "object" || reason === null || !("exitCode" in reason)) return undefined;
  return typeof reason.exitCode === "number" ? reason.exitCode : undefined;
}

/** What a crash says on stderr: what happened, where the report is, what to do. Quotes nothing of the error's text. */
function crashText(error: unknown, report: string | undefined): string {
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  const place = report === undefined ? "No report of it could be written." : `The report is in ${report}`;
  return [
    `foxden: a defect in foxden ended the full screen (${kind})`,
    `  ${place}`,
    "  Start it again; if it ends again, pass the report on to those who make foxden.",
    "",
  ].join("\n");
}

/**
 * Shows a full screen until somebody leaves it, and gives the terminal back as it was, whatever happens.
 *
 * @returns the exit code
 * @throws {Error} when stdin or stdout is no terminal
 */
export async function showScreen(
  options: ScreenOptions,
  mount: (screen: Screen) => Mounted,
): Promise<number> {
  return await new Shown(options).run(mount);
}

/** One full screen, until its end. */
class Shown implements Screen {
  readonly terminal: Terminal;
  readonly #options: ScreenOptions;
  readonly #left = Promise.withResolvers<Leaving>();
  readonly #crashed = Promise.withResolvers<Leaving & { type: "crash" }>();
  readonly #hurried = Promise.withResolvers<Leaving & { type: "interrupted" }>();
  #isLeaving = false;
  #mounted: Mounted | undefined;

  constructor(options: ScreenOptions) {
    this.#options = options;
    const redraw = () => this.#guard(() => this.#mounted?.redraw());
    this.terminal = openTerminal({
      ...options,
      onInput: (events) => this.#guard(() => this.#mounted?.onInput(events)),
      onResize: redraw,
      onAway: () => this.#guard(() => this.#mounted?.onAway?.()),
      onRedraw: redraw,
      onGone: () => this.leave({ type: "gone" }),
      onQuit: () => this.leave({ type: "stopped", reason: { exitCode: QUIT_EXIT } }),
    });
  }

  readonly leave = (leaving: Leaving): void => {
    if (leaving.type === "crash") return this.#crash(leaving.error);
    if (this.#isLeaving && leaving.type === "interrupted") this.#hurried.resolve(leaving);
    this.#isLeaving = true;
    this.terminal.quiet();
    this.#left.resolve(leaving);
  };

  async run(mount: (screen: Screen) => Mounted): Promise<number> {
    const { signal, takeCrashes = takeEvents, onExit } = this.#options;
    using ending = new DisposableStack();
    ending.defer(takeCrashes((error) => this.#crash(error)));
    ending.defer(() => this.terminal.restore());
    ending.defer(onExit?.(() => this.#takeDown()) ?? (() => {}));
    const stop = () => this.leave({ type: "stopped", reason: signal.reason });
    signal.addEventListener("abort", stop);
    ending.defer(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
    this.#guard(() => {
      this.#mounted = mount(this);
      this.#mounted.failed?.catch((error) => this.#crash(error));
    });
    const leaving = await Promise.race([this.#crashed.promise, this.#hurried.promise, this.#settled()]);
    await this.#takenBack(leaving);
    await this.terminal.whenCalm();
    // It would be left without its terminal, and what is said now would be lost in what it shows.
    await this.terminal.whenOurs();
    return this.#end(leaving);
  }

  /** Lets the end wait for what must not be broken off. */
  async #settled(): Promise<Leaving> {
    const leaving = await this.#left.promise;
    try {
      await this.#mounted?.settle?.(leaving);
      return leaving;
    } catch (error) {
      return this.#isStop(error) ? leaving : { type: "crash", error };
    }
  }

  /** After an end that has waited for nothing. */
  async #takenBack(leaving: Leaving): Promise<void> {
    const patienceMs = leaving.type === "crash" ? CRASH_PATIENCE_MS : HURRY_PATIENCE_MS;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = after(patienceMs, resolve);
    try {
      await Promise.race([this.#mounted?.afterCrash?.(), promise]);
    } catch {
      // What is told is what came first.
    } finally {
      cancel();
    }
  }

  #end(leaving: Leaving): number {
    const failure = this.#takeDown();
    const defect = leaving.type === "crash" ? leaving : failure;
    if (defect === undefined) return exitCodeOf(leaving);
    writeAllSync(Deno.stderr, crashText(defect.error, reported(defect.error, this.#options)));
    return exitCodeOf(defect);
  }

  /** What is shown goes first: later it would draw its last frame over the shell's screen. */
  #takeDown(): Leaving & { type: "crash" } | undefined {
    try {
      this.#mounted?.unmount();
    } catch (error) {
      return { type: "crash", error };
    } finally {
      this.#mounted = undefined;
      this.terminal.restore();
    }
    return undefined;
  }

  #crash(error: unknown): void {
    if (this.#isStop(error)) this.leave({ type: "stopped", reason: error });
    else this.#crashed.resolve({ type: "crash", error });
  }

  /** What was under way when the run was ended may fail for that reason. */
  #isStop(error: unknown): boolean {
    const { signal } = this.#options;
    return signal.aborted && error === signal.reason;
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#crash(error);
    }
  }
}

function reported(error: unknown, { reportCrash }: ScreenOptions): string | undefined {
  try {
    return reportCrash(error);
  } catch {
    return undefined;
  }
}

function takeEvents(take: (error: unknown) => void): () => void {
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    take(event.error);
  };
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    take(event.reason);
  };
  globalThis.addEventListener("error", onError);
  globalThis.addEventListener("unhandledrejection", onRejection);
  return () => {
    globalThis.removeEventListener("error", onError);
    globalThis.removeEventListener("unhandledrejection", onRejection);
  };
}

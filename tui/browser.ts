/** The loop of the browser: what happens becomes a state, a state becomes a frame and effects. */
import { createElement } from "react";
import type { Action, Effect } from "./actions.ts";
import { Screen } from "./app.tsx";
import { Clipboard } from "./clipboard.ts";
import { after } from "./clock.ts";
import { Effects } from "./effects.ts";
import { frameLines } from "./frame.ts";
import type { InputEvent } from "./input/events.ts";
import { StrayGuard } from "./input/stray.ts";
import { FIXED } from "./keys/table.ts";
import type { Look } from "./look/look.ts";
import { commandOf } from "./reduce/input.ts";
import { reduce } from "./reduce/reduce.ts";
import type { State } from "./state.ts";
import { type Drawing, drawOn } from "./terminal/ink.ts";
import type { Mounted, Screen as Place } from "./terminal/leaving.ts";
import { nextTickMs } from "./ticking.ts";
import type { BrowserWorld } from "./world.ts";

/** The most frames in a second; fewer over ssh, where each of them travels. */
const FRAMES = 120;
const FRAMES_OVER_SSH = 30;
/** An end that takes longer is told. */
const NOTICED_MS = 150;
const WAITING = "Waiting for what is under way; ctrl-c again leaves at once.";

export interface BrowserOptions {
  readonly world: BrowserWorld;
  readonly place: Place;
  readonly look: Look;
  readonly state: State;
  /** What is wrong with the sections of the config file that are the browser's. */
  readonly warnings: readonly string[];
}

/** One browser on one screen. */
export class Browser {
  readonly #place: Place;
  readonly #look: Look;
  readonly #drawing: Drawing;
  readonly #frameMs: number;
  readonly #clipboard: Clipboard;
  #world: BrowserWorld;
  #state: State;
  #effects: Effects;
  /** Which of its worlds this is: another one has nothing to say here. */
  #turn = 0;
  /** `ending`: only ctrl-c is heard; `closed`: nothing is. */
  #phase: "open" | "ending" | "closed" = "open";
  #drawnMs = -Infinity;
  #cancelDraw: (() => void) | undefined;
  #cancelTick: (() => void) | undefined;
  #cancelNotice: (() => void) | undefined;
  #isDrawing = false;
  readonly #guard = new StrayGuard();
  #isDropping = false;
  readonly #waiting: Effect[] = [];

  constructor({ world, place, look, state, warnings }: BrowserOptions) {
    this.#world = world;
    this.#place = place;
    this.#look = look;
    this.#state = state;
    const frames = world.env("SSH_TTY") === undefined ? FRAMES : FRAMES_OVER_SSH;
    this.#frameMs = 1000 / frames;
    this.#drawing = drawOn(place.terminal, this.#frame(), 2 * FRAMES);
    this.#clipboard = new Clipboard({
      env: world.env,
      os: world.os,
      now: world.now,
      keymap: state.keymap,
      write: (sequence) => void place.terminal.output.write(sequence),
      dispatch: (action) => this.#dispatch(action),
    });
    this.#effects = this.#newEffects(world);
    this.#effects.run({ type: "open" });
    this.#warn(warnings);
  }

  #warn([first, ...others]: BrowserOptions["warnings"]): void {
    if (!first) return;
    const more = others.length === 0 ? "" : ` (and ${others.length} more; foxden config list)`;
    const text = `${this.#world.paths.config}, ${first}${more}`;
    this.#dispatch({ type: "told", kind: "error", text, nowMs: this.#world.now() });
  }

  /** What the screen is told and asked. */
  mounted(): Mounted {
    return {
      onInput: (events) => this.#input(events),
      redraw: () => this.#redraw(),
      onAway: () => this.#hide(),
      settle: () => this.#settle(),
      afterCrash: () => this.#clipboard.settle(),
      unmount: () => this.#close(),
      failed: this.#drawing.failed,
    };
  }

  #newEffects(world: BrowserWorld): Effects {
    const turn = ++this.#turn;
    const ifHere = <T>(act: (it: T) => void) => (it: T) => {
      if (turn === this.#turn) act(it);
    };
    return new Effects({
      world,
      terminal: this.#place.terminal,
      state: () => this.#state,
      dispatch: ifHere((action) => this.#dispatch(action)),
      crash: ifHere((error) => this.#place.leave({ type: "crash", error })),
      leave: ifHere(this.#place.leave),
      clipboard: this.#clipboard,
      enter: ifHere((next) => this.#enter(next)),
    });
  }

  /** The same screen in another world. */
  #enter(world: BrowserWorld): void {
    this.#effects[Symbol.dispose]();
    this.#world = world;
    this.#effects = this.#newEffects(world);
    this.#effects.run({ type: "open" });
  }

  /** Whoever has the terminal next, and whoever sees it until then, sees no secret. */
  #hide(): void {
    const event: InputEvent = { type: "focus", has: false };
    this.#dispatch({ type: "input", event, nowMs: this.#world.now() });
  }

  async #settle(): Promise<void> {
    this.#phase = "ending";
    this.#cancelNotice = after(NOTICED_MS, () => {
      this.#dispatch({ type: "told", kind: "note", text: WAITING, nowMs: this.#world.now() });
    });
    try {
      await this.#effects.settle();
    } finally {
      this.#cancelNotice();
    }
  }

  #input(events: readonly InputEvent[]): void {
    if (this.#phase !== "open") return this.#hurry(events);
    const nowMs = this.#world.now();
    const startedMs = performance.now();
    for (const event of events) {
      if (event.type === "key" && event.key === "f12") this.#breakDown();
      if (this.#isStray(event, nowMs)) continue;
      this.#dispatch({ type: "input", event, nowMs });
    }
    if (this.#world.log) this.#logKey(events.length, startedMs);
  }

  /** What is pressed on the way out begins nothing new. */
  #hurry(events: readonly InputEvent[]): void {
    const isAbort = (event: InputEvent) => event.type === "key" && FIXED.get(event.key) === "program.abort";
    if (events.some(isAbort)) this.#place.leave({ type: "interrupted" });
  }

  #dispatch(action: Action): void {
    if (this.#phase === "closed") return;
    const { state, effects } = reduce(this.#state, action);
    const isSame = state === this.#state;
    this.#state = state;
    this.#run(effects);
    if (isSame) return;
    this.#drawSoon();
    this.#tickLater();
  }

  /** Whether a key is one of those that were meant for another window; the first of them is asked about. */
  #isStray(event: InputEvent, nowMs: number): boolean {
    const command = event.type === "key" ? commandOf(this.#state, event.key) : null;
    if (!command && !this.#isDropping) return false;
    const isStray = this.#guard.accept(event, nowMs, command?.type !== "none") === "stray";
    if (isStray && !this.#isDropping) this.#dispatch({ type: "stray", nowMs });
    this.#isDropping = isStray;
    return isStray;
  }

  /** TEST: a defect, of the kind that was asked for. */
  #breakDown(): void {
    const { breaks } = this.#world;
    if (breaks === "throw") throw new Error("F12 was pressed");
    if (breaks === "reject") void Promise.reject(new Error("F12 was pressed"));
  }

  /** One after the other: what an effect dispatches at once asks for its own effects after those that wait already. */
  #run(effects: readonly Effect[]): void {
    const isRunning = this.#waiting.length > 0;
    this.#waiting.push(...effects);
    if (isRunning) return;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      this.#effects.run(next);
      this.#waiting.shift();
    }
  }

  /** At once, but no more often than frames are drawn; several events that came at once make one frame. */
  #drawSoon(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    const waitMs = this.#frameMs - (performance.now() - this.#drawnMs);
    if (waitMs <= 0) queueMicrotask(() => this.#draw());
    else this.#cancelDraw = after(waitMs, () => this.#draw());
  }

  #draw(): void {
    if (!this.#isDrawing) return;
    this.#isDrawing = false;
    this.#drawnMs = performance.now();
    this.#drawing.show(this.#frame());
  }

  #frame() {
    return createElement(Screen, { size: this.#state.size, lines: frameLines(this.#state, this.#look) });
  }

  #redraw(): void {
    const { columns, rows } = this.#place.terminal.output;
    const { size } = this.#state;
    if (size.columns !== columns || size.rows !== rows) {
      this.#dispatch({ type: "resized", size: { columns, rows } });
    }
    this.#isDrawing = false;
    this.#cancelDraw?.();
    this.#drawing.show(this.#frame());
    this.#drawing.redraw();
  }

  #tickLater(): void {
    this.#cancelTick?.();
    const nowMs = this.#world.now();
    const atMs = nextTickMs(this.#state, nowMs);
    this.#cancelTick = after(atMs - nowMs, () => this.#dispatch({ type: "tick", nowMs: this.#world.now() }));
  }

  /** For `--debug`: how long it takes from a key to the frame that shows it. */
  #logKey(keys: number, startedMs: number): void {
    void this.#drawing.flushed().then(() => {
      this.#world.log?.("keys", `${keys} in ${(performance.now() - startedMs).toFixed(1)} ms`);
    });
  }

  #close(): void {
    this.#phase = "closed";
    this.#turn++;
    this.#cancelDraw?.();
    this.#cancelTick?.();
    this.#cancelNotice?.();
    this.#isDrawing = true;
    this.#effects[Symbol.dispose]();
    this.#drawing.unmount();
  }
}

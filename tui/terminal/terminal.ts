/** The terminal this process runs in, while it shows a full screen: its modes, its input, its size, and its way back. */
import process from "node:process";
import { after, wait } from "../clock.ts";
import { InputDecoder } from "../input/decode.ts";
import type { InputEvent } from "../input/events.ts";
import { isJob } from "./job.ts";
import { enterText, leaveText, type ModeOptions, mouseText, quietText } from "./modes.ts";
import { ScreenOutput, type WindowSize, writeAllSync } from "./output.ts";

/** Who hears what comes from the terminal. None of these may throw. */
export interface TerminalListener {
  /** What was typed, pasted or clicked, in order; never empty. */
  readonly onInput: (events: readonly InputEvent[]) => void;
  /** The window has another size; everything has to be drawn anew. */
  readonly onResize: (size: WindowSize) => void;
  /** Another program gets the terminal now, or has had it: what must not be seen has to be gone. */
  readonly onAway: () => void;
  /** The screen is ours again and empty. */
  readonly onRedraw: () => void;
  /** Nobody is there any more: the window was closed, or the connection to it. */
  readonly onGone: () => void;
  /** The process is to end, by SIGQUIT. */
  readonly onQuit: () => void;
}

export interface TerminalOptions extends TerminalListener, ModeOptions {
  readonly mouse: boolean;
}

/** After ESC, nothing for so long means that the key was ESC itself. */
const ESC_MS = 25;
/** The window's size is looked at no more often. */
const RESIZE_MS = 30;
/** After so long nothing follows of a wheel that was turned, however far away the terminal is. */
const CALM_MS = 50;
const LONGEST_CALM_MS = 250;
/** Their default would end the process with the terminal as it is, or let Ink's own listeners end it twice. */
const HEARD: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

type State = "ours" | "released" | "restored";

/**
 * Makes the terminal ours. Nothing is asked of it that it would have to answer.
 *
 * @throws {Error} when stdin or stdout is no terminal
 */
export const openTerminal = (options: TerminalOptions): Terminal => new Terminal(options);

/** One terminal, from {@link openTerminal} until {@link Terminal.restore}. */
export class Terminal implements Disposable {
  /** For Ink. */
  readonly output: ScreenOutput;
  readonly #options: TerminalOptions;
  readonly #decoder = new InputDecoder();
  readonly #undo: (() => void)[] = [];
  #state: State = "restored";
  #hasMouse: boolean;
  #lent: Promise<void> = Promise.resolve();
  /** Takes back what is to happen when nothing follows ESC. */
  #forgetEsc = () => {};
  #forgetResize: (() => void) | undefined;
  /** When the mouse was heard last. */
  #pointedMs = -Infinity;

  constructor(options: TerminalOptions) {
    if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) throw new Error("this needs a terminal");
    this.#options = options;
    this.#hasMouse = options.mouse;
    this.output = new ScreenOutput(Deno.stdout, windowSize());
    this.#listen();
    this.#take();
  }

  /** Whether another program has the terminal right now. */
  get isReleased(): boolean {
    return this.#state === "released";
  }

  /** Switches the mouse; while another program has the terminal, for afterwards. */
  setMouse(isOn: boolean): void {
    if (isOn === this.#hasMouse) return;
    this.#hasMouse = isOn;
    if (this.#state === "ours") writeAllSync(Deno.stdout, mouseText(isOn));
  }

  /** Empties the screen and has everything drawn anew. */
  redraw(): void {
    if (this.#state !== "ours") return;
    this.output.clear();
    this.#options.onRedraw();
  }

  /** Stops this job as ctrl-z does, with all that runs in it; goes on when the shell says so. */
  suspend(): void {
    if (this.#state !== "ours" || Deno.build.os === "windows" || !isJob()) return;
    this.#options.onAway();
    this.#give("released");
    // Whoever started this program waits in the same group, and task runners would pass any other signal on instead of
    // stopping. It stops here, inside the call.
    Deno.kill(0, "SIGSTOP");
    this.#take();
    this.#options.onRedraw();
  }

  /** Gives the terminal to another program for as long as the work takes. */
  async withReleased<T>(work: () => Promise<T>): Promise<T> {
    if (this.#state !== "ours") return await work();
    this.#options.onAway();
    this.#give("released");
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lent = promise;
    try {
      return await work();
    } finally {
      resolve();
      if (this.isReleased) {
        this.#take();
        this.#options.onRedraw();
      }
    }
  }

  /** Resolves when no other program has the terminal. */
  async whenOurs(): Promise<void> {
    await this.#lent;
  }

  /** Has the terminal send nothing more by itself: a shell would take it for typed. */
  quiet(): void {
    if (this.#state === "ours") writeAllSync(Deno.stdout, quietText(this.#hasMouse));
  }

  /** Resolves when nothing of the mouse is on its way any more, which is at once where it was not in use. */
  async whenCalm(): Promise<void> {
    const longestMs = performance.now() + LONGEST_CALM_MS;
    for (;;) {
      const nowMs = performance.now();
      const untilMs = Math.min(longestMs, this.#pointedMs + CALM_MS);
      if (this.#state !== "ours" || untilMs <= nowMs) return;
      await wait(untilMs - nowMs);
    }
  }

  /** Gives the terminal back for good, as it was; any further call does nothing. */
  restore(): void {
    if (this.#state === "ours") this.#give("restored");
    this.#state = "restored";
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  [Symbol.dispose](): void {
    this.restore();
  }

  #take(): void {
    const isKept = this.#state === "ours";
    this.#state = "ours";
    process.stdin.setRawMode(true);
    process.stdin.resume();
    this.output.open();
    writeAllSync(Deno.stdout, enterText(this.#hasMouse, this.#options, isKept));
    this.output.clear();
    this.output.setSize(windowSize());
  }

  #give(state: State): void {
    this.#state = state;
    this.output.close();
    this.#forgetEsc();
    this.#forgetResize?.();
    this.#forgetResize = undefined;
    this.#decoder.flush();
    writeAllSync(Deno.stdout, leaveText(this.#hasMouse, this.#options));
    // Without a terminal there are no modes to set either.
    quietly(() => process.stdin.pause());
    quietly(() => process.stdin.setRawMode(false));
  }

  #listen(): void {
    const { stdin } = process;
    const gone = () => this.#options.onGone();
    this.#hear("data", (bytes: Uint8Array) => this.#read(bytes));
    for (const name of ["end", "error", "close"]) this.#hear(name, gone);
    this.#undo.push(() => stdin.unref());
    for (const signal of HEARD) {
      const heard = () => {};
      process.on(signal, heard);
      this.#undo.push(() => process.off(signal, heard));
    }
    if (Deno.build.os !== "windows") {
      this.#onSignal("SIGCONT", () => this.#goOn());
      this.#onSignal("SIGTSTP", () => this.#stop());
      this.#onSignal("SIGQUIT", () => this.#options.onQuit());
    }
    this.#onSignal("SIGWINCH", () => this.#resizeSoon());
    const unload = () => this.restore();
    globalThis.addEventListener("unload", unload);
    this.#undo.push(() => globalThis.removeEventListener("unload", unload));
  }

  #hear<T>(name: string, hear: (value: T) => void): void {
    process.stdin.on(name, hear);
    this.#undo.push(() => process.stdin.off(name, hear));
  }

  #onSignal(signal: Deno.Signal, hear: () => void): void {
    Deno.addSignalListener(signal, hear);
    this.#undo.push(() => Deno.removeSignalListener(signal, hear));
  }

  #read(bytes: Uint8Array): void {
    this.#forgetEsc();
    this.#tell(this.#decoder.feed(bytes));
    if (this.#decoder.isWaiting) {
      this.#forgetEsc = after(ESC_MS, () => this.#tell(this.#decoder.flush()));
    }
  }

  #tell(events: readonly InputEvent[]): void {
    if (events.some(({ type }) => type === "mouse")) this.#pointedMs = performance.now();
    if (events.length > 0 && this.#state === "ours") this.#options.onInput(events);
  }

  /** Somebody wants the process to stop. */
  #stop(): void {
    if (this.#state !== "released") return this.suspend();
    // The program that has the terminal stops the whole job.
    if (isJob()) Deno.kill(Deno.pid, "SIGSTOP");
  }

  /** Somebody stopped the process and let it go on, and the shell used the terminal in between. */
  #goOn(): void {
    if (this.#state !== "ours") return;
    this.#options.onAway();
    this.#take();
    this.#options.onRedraw();
  }

  #resizeSoon(): void {
    this.#forgetResize ??= after(RESIZE_MS, () => {
      this.#forgetResize = undefined;
      if (this.#state !== "ours") return;
      const size = windowSize();
      const isSame = size.columns === this.output.columns && size.rows === this.output.rows;
      if (isSame) return;
      this.output.setSize(size);
      this.output.clear();
      this.#options.onResize(size);
    });
  }
}

/** Where nobody tells the size, the one that terminals start with. */
function windowSize(): WindowSize {
  try {
    const { columns, rows } = Deno.consoleSize();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // No terminal any more.
  }
  return { columns: 80, rows: 24 };
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // The terminal is gone.
  }
}

/** The browser without a terminal: reducer and effects together, on a real profile and a real server. */
import assert from "node:assert/strict";
import { App, type AppOptions } from "../../../app/open.ts";
import { runWithin } from "../../../cli/full_screen/commands.ts";
import { cellWidth } from "../../../app/display/text.ts";
import type { Action, Effect } from "../../../tui/actions.ts";
import { Clipboard } from "../../../tui/clipboard.ts";
import { Effects, type StageTerminal } from "../../../tui/effects.ts";
import { frameLines } from "../../../tui/frame.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import type { PlaceName } from "../../../tui/places.ts";
import { reduce } from "../../../tui/reduce/reduce.ts";
import { initialState, type Link, listOf, type ListState, type State } from "../../../tui/state.ts";
import type { Leaving } from "../../../tui/terminal/leaving.ts";
import { rowAt } from "../../../tui/list/shown.ts";
import { nextTickMs } from "../../../tui/ticking.ts";
import type { BrowserFlags, BrowserWorld, CommandEnd } from "../../../tui/world.ts";
import type { TestProfile } from "../../app/app_support.ts";
import { plainIo } from "../../cli/screen.ts";

const SIZE = { columns: 120, rows: 30 };
const { look } = makeLook({ isAscii: true, colors: "none" });
/** Far more than any of these waits takes. */
const LONGEST_WAIT_MS = 30_000;

/** What the world is, besides its profile. */
export interface LoopOptions extends Partial<Pick<BrowserWorld, "startDemo" | "isDemo">> {
  readonly flags?: Partial<BrowserFlags>;
  readonly env?: Readonly<Record<string, string>>;
  readonly place?: PlaceName;
  /** What applications of this world are told in place of what the browser would say. */
  readonly fixed?: Partial<Pick<AppOptions, "passphrase">>;
}

/** An application that says when it is closed. */
class WatchedApp extends App {
  isClosed = false;
  override [Symbol.dispose](): void {
    this.isClosed = true;
    super[Symbol.dispose]();
  }
}

/** A world on a profile, and the applications it has opened. */
export interface LoopWorld extends BrowserWorld {
  readonly apps: readonly WatchedApp[];
  /** How the commands have ended that were run in it. */
  readonly ends: readonly CommandEnd[];
}

export function loopWorld(profile: TestProfile, options: LoopOptions, now: () => number): LoopWorld {
  const { flags = {}, env = {}, fixed = {}, isDemo = false } = options;
  const never = () => Promise.reject(new Error("nobody should ask for this"));
  const all: BrowserFlags = {
    ascii: true,
    mouse: true,
    color: "never",
    readOnly: false,
    offline: false,
    debug: false,
    maxAgeMs: 0,
    ...flags,
  };
  const variables = { FOXDEN_DATA_DIR: profile.home, FOXDEN_CLIPBOARD: "none", ...env } as Readonly<
    Record<string, string>
  >;
  const apps: WatchedApp[] = [];
  const ends: CommandEnd[] = [];
  const io = { ...plainIo({ now: Date.now }), env: (name: string) => variables[name] };
  const signal = new AbortController().signal;
  return {
    version: "0",
    build: "source",
    os: "linux",
    env: (name) => variables[name],
    signal,
    now,
    profile: "default",
    isDemo,
    flags: all,
    sections: new Map(),
    paths: { config: "~/c/config.toml", data: "~/d", log: "~/l", server: "~/d/foxden-server" },
    openApp: ({ signal: ending, passphrase, warn, onProgress, profile: _, ...others }) => {
      const plain = profile.open({
        ...others,
        passphrase,
        warn,
        offline: all.offline,
        readOnly: all.readOnly,
        ...(onProgress ? { onProgress } : {}),
        ...(ending ? { signal: ending } : {}),
        ...fixed,
      });
      const watched = new WatchedApp(plain.options);
      apps.push(watched);
      return watched;
    },
    profiles: () => Promise.resolve([]),
    startDemo: options.startDemo ?? never,
    startServer: never,
    run: async (words, wish = {}) => {
      const end = await runWithin({ io, signal, flags: all, profile: undefined }, words, wish);
      ends.push(end);
      return end;
    },
    openUrls: never,
    editConfig: () => Promise.resolve("The file is as it was."),
    onExit: () => () => {},
    takeCrashes: () => () => {},
    reportCrash: () => undefined,
    apps,
    ends,
  };
}

interface Waiter {
  readonly isThere: (loop: Loop) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Somebody at the browser. Each state is drawn as it comes. */
export class Loop implements AsyncDisposable {
  state: State;
  world: LoopWorld;
  /** How far this browser's clock is ahead of the machine's. */
  aheadMs = 0;
  /** How much further it is ahead after each look at it: with more than none, work takes long. */
  slownessMs = 0;
  readonly actions: Action[] = [];
  readonly effects: Effect[] = [];
  readonly links: Link["state"][] = [];
  readonly left: Leaving[] = [];
  /** What was written to the terminal past the frames. */
  readonly written: string[] = [];
  /** What the terminal was asked. */
  readonly asked: string[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #queue: Effect[] = [];
  readonly #crashes: unknown[] = [];
  readonly #clipboard: Clipboard;
  #running: Effects;
  #settled: Promise<void> | undefined;

  constructor(profile: TestProfile, options: LoopOptions = {}) {
    const now = () => Date.now() + (this.aheadMs += this.slownessMs);
    this.world = loopWorld(profile, options, now);
    const state = initialState(SIZE, SHIPPED, now());
    const { place = state.place } = options;
    this.state = { ...state, place, maxAgeMs: 3_600_000 };
    this.#clipboard = new Clipboard({
      env: this.world.env,
      os: this.world.os,
      now,
      keymap: SHIPPED,
      write: (text) => this.written.push(text),
      dispatch: (action) => this.dispatch(action),
    });
    this.#running = this.#effectsOf(this.world);
    this.#running.run({ type: "open" });
  }

  /** Ends it as `q` does: what is under way is waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#settled ??= this.#running.settle());
    for (const error of this.#crashes) throw error;
  }

  get list(): ListState {
    return listOf(this.state, this.state.place);
  }

  /** What lies over the screen. */
  get overlay(): NonNullable<State["overlay"]>["kind"] | undefined {
    return this.state.overlay?.kind;
  }

  get link(): Link["state"] {
    return this.state.link.state;
  }

  get nowMs(): number {
    return this.world.now();
  }

  listAt(place: PlaceName): ListState {
    return listOf(this.state, place);
  }

  /** What the screen shows. */
  get screen(): string {
    return frameLines(this.state, look).join("\n");
  }

  /** The title of the record under the cursor, as the details have it; null until they are its own. */
  get detailKey(): string | null {
    return this.state.detail.record?.key ?? null;
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) this.dispatch({ type: "input", event: { type: "key", key }, nowMs: this.nowMs });
  }

  type(text: string): void {
    this.press(...[...text].map((letter) => letter === " " ? "space" : letter));
  }

  /** Moves the cursor down to a record, and waits for its details. */
  async goTo(key: string): Promise<void> {
    this.press("g", "g");
    for (let row = 1; row < this.list.shown.count && this.list.cursorKey !== key; row++) this.press("j");
    assert.equal(this.list.cursorKey, key);
    await this.until("the details", ({ isCalm }) => isCalm);
  }

  /** The clock goes on by so much, as far as this browser is concerned. */
  pass(ms: number): void {
    this.aheadMs += ms;
    this.dispatch({ type: "tick", nowMs: this.nowMs });
  }

  /** The clock goes on to where something happens by itself, again and again, until `isThere`. */
  async tickUntil(isThere: () => boolean): Promise<void> {
    for (let ticks = 0; ticks < 100 && !isThere(); ticks++) {
      this.pass(nextTickMs(this.state, this.nowMs) - this.nowMs);
      await Promise.resolve();
    }
    assert.ok(isThere(), "it does not happen by itself");
  }

  /** Waits for a state. */
  async until(what: string, isThere: (loop: Loop) => boolean): Promise<void> {
    if (this.#crashes.length > 0) throw this.#crashes[0];
    if (isThere(this)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: Waiter = { isThere, resolve, reject };
    this.#waiters.add(waiter);
    const timer = setTimeout(
      () => reject(new Error(`waited for: ${what}\n${this.screen}\n${JSON.stringify(this.state.link)}`)),
      LONGEST_WAIT_MS,
    );
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  /** Waits until the server was asked and all that followed from it is on the screen. */
  async untilOnline(): Promise<void> {
    await this.until("being online", ({ link }) => link === "online" && this.isCounted && this.isCalm);
  }

  /** Waits until a sync has ended, however, and all that followed from it is on the screen. */
  async untilIdle(): Promise<void> {
    await this.until(
      "the end of the sync",
      ({ link }) => link !== "syncing" && this.isCounted && this.isCalm,
    );
  }

  /** Whether all was counted after the last sync. */
  get isCounted(): boolean {
    const begun = this.actions.findLastIndex((action) =>
      action.type === "link" && action.link.state === "syncing"
    );
    const ended = this.actions.findLastIndex(({ type }) => type === "refreshed" || type === "stopped");
    return ended >= 0 && ended > begun &&
      this.actions.findLastIndex(({ type }) => type === "counted") > ended;
  }

  /** Presses the key of a sync, and waits until that has ended. */
  async sync(): Promise<void> {
    this.press("R");
    assert.equal(this.link, "syncing");
    await this.untilIdle();
  }

  /** Whether rows and details are those of the moment. */
  get isCalm(): boolean {
    const { load, arranging, cursorKey } = this.list;
    const isLoaded = [...this.state.lists.values()].every((list) => list.load.state !== "loading");
    const isShown = cursorKey === null || this.detailKey === cursorKey;
    return isLoaded && load.state !== "waiting" && arranging.isComplete && isShown;
  }

  /** How often a place was loaded. */
  loadsOf(place: PlaceName): number {
    return this.effects.filter((effect) => effect.type === "load" && effect.place === place).length;
  }

  dispatch(action: Action): void {
    this.actions.push(action);
    const former = this.state;
    const { state, effects } = reduce(former, action);
    this.state = state;
    if (this.links.at(-1) !== state.link.state) this.links.push(state.link.state);
    this.#hold(former);
    this.#run(effects);
    this.#draw();
    for (const waiter of this.#waiters) if (waiter.isThere(this)) waiter.resolve();
  }

  /** What holds of every state. */
  #hold(former: State): void {
    const { list, state: { detail, revealed, overlay } } = this;
    assert.ok(list.cursor >= 0 && list.cursor < Math.max(1, list.shown.count), "the cursor is on a row");
    if (detail.record && detail.record !== former.detail.record) {
      const row = rowAt(list.shown, list.cursor);
      assert.equal(detail.record.key, list.table?.key(row), "new details are those of the cursor");
    }
    assert.ok(!revealed || (!overlay && revealed.key === list.cursorKey), "a secret is that of the cursor");
  }

  /** As the browser runs them: one after the other. */
  #run(effects: readonly Effect[]): void {
    const isRunning = this.#queue.length > 0;
    this.#queue.push(...effects);
    if (isRunning) return;
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      this.effects.push(next);
      this.#running.run(next);
      this.#queue.shift();
    }
  }

  #draw(): void {
    const lines = frameLines(this.state, look);
    assert.equal(lines.length, this.state.size.rows);
    for (const line of lines) assert.equal(cellWidth(line), this.state.size.columns, line);
  }

  /** Goes on in another world. */
  enter(world: LoopWorld): void {
    this.#running[Symbol.dispose]();
    this.world = world;
    this.#running = this.#effectsOf(world);
    this.#running.run({ type: "open" });
  }

  #effectsOf(world: BrowserWorld): Effects {
    return new Effects({
      world,
      terminal: this.#terminal(),
      state: () => this.state,
      dispatch: (action) => {
        try {
          this.dispatch(action);
        } catch (error) {
          this.#crash(error);
        }
      },
      crash: (error) => this.#crash(error),
      leave: (leaving) => this.left.push(leaving),
      clipboard: this.#clipboard,
      enter: (next) => this.enter(next as LoopWorld),
    });
  }

  #terminal(): StageTerminal {
    return {
      output: { write: (text) => this.written.push(text) },
      setMouse: (isOn) => void this.asked.push(`mouse ${isOn}`),
      suspend: () => void this.asked.push("suspend"),
      redraw: () => void this.asked.push("redraw"),
      withReleased: (work) => {
        this.asked.push("released");
        return work();
      },
    };
  }

  #crash(error: unknown): void {
    this.#crashes.push(error);
    for (const { reject } of this.#waiters) reject(error);
  }
}

/** Effects: what the state asks of the world, done by use-cases of `app/`, whose outcomes come back as actions. */
import { shelfCounts } from "../app/browse/counts.ts";
import { revealSecret } from "../app/browse/record.ts";
import { signInOf } from "../app/status.ts";
import { marksOf } from "../app/marks.ts";
import { REBUILT } from "../app/mirror/open.ts";
import type { App } from "../app/open.ts";
import { isFoxdenError } from "../core/errors.ts";
import type { Action, ArrangeEffect, Effect } from "./actions.ts";
import { arrange } from "./arrange.ts";
import { after, pause } from "./clock.ts";
import type { Clipboard } from "./clipboard.ts";
import { examination } from "./examination.ts";
import { Loading } from "./loading.ts";
import { Passphrase } from "./passphrase.ts";
import { Refreshing } from "./refreshing.ts";
import { runCommand } from "./running.ts";
import { Showing } from "./showing.ts";
import type { State } from "./state.ts";
import type { Leaving } from "./terminal/leaving.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { toldOf } from "./told.ts";
import { adviceText } from "./views/key_words.ts";
import { WelcomeDesk } from "./welcome/effects.ts";
import type { AppHooks, BrowserWorld } from "./world.ts";

/** What effects ask of the terminal. */
export interface StageTerminal extends Pick<Terminal, "setMouse" | "suspend" | "redraw" | "withReleased"> {
  /** Takes what is for the terminal itself, such as a text for its clipboard. */
  readonly output: { readonly write: (text: string) => unknown };
}

/** Where effects take place, and who hears of their outcomes. */
export interface Stage {
  readonly world: BrowserWorld;
  readonly terminal: StageTerminal;
  readonly state: () => State;
  readonly dispatch: (action: Action) => void;
  /** Something went wrong that is no failure of foxden's own. */
  readonly crash: (error: unknown) => void;
  readonly leave: (leaving: Leaving) => void;
  /** Of the terminal, whatever world it shows. */
  readonly clipboard: Clipboard;
  /** Goes on in another world, such as that of a demo. */
  readonly enter: (world: BrowserWorld) => void;
}

/** How long the end waits for what is still under way. */
const PATIENCE_MS = 5000;

/** The effects of one world. Disposing ends whatever is under way. */
export class Effects implements Disposable {
  readonly #ending = new AbortController();
  readonly #passphrase: Passphrase;
  readonly #refreshing: Refreshing;
  readonly #desk: WelcomeDesk;
  readonly #loading: Loading;
  readonly #showing: Showing;
  readonly #hooks: AppHooks;
  #app: App;
  #isRebuilt = false;
  readonly #running = new Set<Promise<void>>();

  private readonly stage: Stage;

  constructor(stage: Stage) {
    const { world } = stage;
    // What comes to an end later is of no interest to whoever is on the stage then.
    const dispatch = (action: Action) => this.#ending.signal.aborted ? undefined : stage.dispatch(action);
    this.stage = { ...stage, dispatch };
    this.#passphrase = new Passphrase((isWrong) => dispatch({ type: "sealed", isWrong }));
    this.#hooks = {
      passphrase: () => this.#passphrase.ask(),
      warn: (sentence) => done(() => this.#warned(sentence)),
      signal: this.#ending.signal,
    };
    this.#app = world.openApp(this.#hooks);
    this.#refreshing = new Refreshing({
      world,
      hooks: this.#hooks,
      dispatch,
      offlineSinceMs: () => {
        const { link } = stage.state();
        return link.state === "offline" ? link.sinceMs : null;
      },
    });
    this.#loading = new Loading({ state: stage.state, dispatch, signal: this.#ending.signal });
    this.#showing = new Showing(dispatch);
    this.#desk = new WelcomeDesk({
      world,
      passphrase: this.#hooks.passphrase,
      wrongPassphrase: () => void this.#passphrase.wasWrong(),
      dispatch: (event) => dispatch({ type: "welcome", event, nowMs: world.now() }),
      enter: stage.enter,
    });
  }

  [Symbol.dispose](): void {
    this.#ending.abort(new Error("the browser is closed"));
    this.#passphrase.leave();
    this.#refreshing.stop();
    this.#desk[Symbol.dispose]();
    this.#app[Symbol.dispose]();
  }

  /** Takes back what must not stay behind, such as a password in the clipboard, and waits for what is ending. */
  async settle(): Promise<void> {
    await this.stage.clipboard.settle();
    this[Symbol.dispose]();
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = after(PATIENCE_MS, resolve);
    await Promise.race([Promise.allSettled(this.#running), promise]);
    cancel();
  }

  /** Begins an effect. What it fails with is told, or ends the browser. */
  run(effect: Effect): void {
    const app = this.#app;
    const running = this.#do(effect).catch((error) => this.#failed(error, app)).finally(() =>
      this.#running.delete(running)
    );
    this.#running.add(running);
  }

  #do(effect: Effect): Promise<void> {
    const { world, terminal, leave, dispatch } = this.stage;
    switch (effect.type) {
      case "open":
        return this.#open();
      case "load":
        return this.#loading.load(this.#app, effect.place);
      case "arrange":
        return this.#arrange(effect);
      case "show":
        return this.#showing.show(this.#app, effect);
      case "reveal":
        return this.#reveal(effect);
      case "sync":
        return this.#sync();
      case "stop-sync":
        return done(() => this.#refreshing.stop());
      case "copy":
        return this.stage.clipboard.copy(effect.what, effect.text);
      case "copy-secret":
        return this.#copySecret(effect);
      case "open-urls":
        return world.openUrls(effect.urls.map((url) => new URL(url)));
      case "run":
        return runCommand(this.stage, effect, {
          signal: this.#ending.signal,
          passphrase: this.#hooks.passphrase,
        });
      case "examine":
        return examination(this.stage, this.#app, effect.title);
      case "edit-config":
        return this.#editConfig();
      case "unlock":
        return done(() => this.#passphrase.give(effect.passphrase));
      case "mouse":
        return done(() => terminal.setMouse(effect.isOn));
      case "suspend":
        return done(() => terminal.suspend());
      case "redraw":
        return done(() => terminal.redraw());
      case "quit":
        return done(() => leave(effect.exit === 0 ? { type: "quit" } : { type: "interrupted" }));
      case "set-up":
        return done(() =>
          dispatch({
            type: "set-up",
            facts: { paths: world.paths, profile: world.profile },
            nowMs: world.now(),
          })
        );
      case "sign-in":
        return done(() =>
          dispatch({ type: "sign-in", facts: { paths: world.paths, profile: world.profile } })
        );
      case "welcome":
        return this.#desk.run(effect.effect);
    }
  }

  async #open(): Promise<void> {
    const { world, dispatch } = this.stage;
    const isSignedIn = await this.#app.secretsIfAny() !== undefined;
    if (!isSignedIn) {
      return dispatch({ type: "signed-out", facts: { paths: world.paths, profile: world.profile } });
    }
    const { email, server, profile } = await signInOf(this.#app);
    const account = {
      email,
      profile,
      marks: marksOf(this.#app.config.folder, server),
      host: new URL(server).host,
      isReadOnly: world.flags.readOnly,
    };
    dispatch({ type: "opened", account });
    // From now on it is of interest what moves.
    this.#refreshing.moved((await this.#app.mirror()).copies());
    await this.#count();
    if (!world.flags.offline) return await this.#sync();
    dispatch({ type: "link", link: { state: "offline-wanted" } });
    dispatch({ type: "stopped", changed: [], nowMs: world.now() });
  }

  async #count(): Promise<void> {
    const counts = await shelfCounts(this.#app);
    const mirror = await this.#app.mirror();
    // What was only begun says when somebody was about to ask, and not that anybody has.
    const begun = mirror.copies().filter(({ generation }) => generation !== "");
    const checked = begun.map(({ checkedAtMs }) => Math.abs(checkedAtMs)).filter((ms) => ms > 0);
    const syncedAtMs = checked.length === 0 ? null : Math.min(...checked);
    this.stage.dispatch({ type: "counted", counts, syncedAtMs });
  }

  async #sync(): Promise<void> {
    await this.#refreshing.start();
    await this.#count();
  }

  async #arrange(effect: ArrangeEffect): Promise<void> {
    const { world, state, dispatch } = this.stage;
    await arrange(effect, {
      isStale: () =>
        this.#ending.signal.aborted || state().lists.get(effect.place)?.arranging.seq !== effect.seq,
      pause,
      now: world.now,
      tell: dispatch,
    });
  }

  async #reveal({ place, table, row, field, seq }: Extract<Effect, { type: "reveal" }>): Promise<void> {
    const { dispatch, world } = this.stage;
    const value = await revealSecret(this.#app, place, table, row, field);
    dispatch({ type: "revealed", seq, key: table.key(row), field, value, nowMs: world.now() });
  }

  async #copySecret(
    { place, table, row, field, what }: Extract<Effect, { type: "copy-secret" }>,
  ): Promise<void> {
    const value = await revealSecret(this.#app, place, table, row, field);
    await this.stage.clipboard.copy(what, value, "secret");
  }

  async #editConfig(): Promise<void> {
    const { terminal, world } = this.stage;
    this.#tell("note", await terminal.withReleased(() => world.editConfig()));
  }

  #warned(sentence: string): void {
    this.#tell("note", sentence.replace(/^(note|warning): /, ""));
    if (sentence !== REBUILT || this.#isRebuilt || this.stage.world.flags.offline) return;
    // What is not here any more is fetched at once; on a disk that damages everything, R does it.
    this.#isRebuilt = true;
    this.run({ type: "sync" });
  }

  #tell(kind: "note" | "error", text: string): void {
    this.stage.dispatch({ type: "told", kind, text, nowMs: this.stage.world.now() });
  }

  /** @param app with which the effect was begun; what used one that was closed since may fail for that reason */
  #failed(error: unknown, app: App): void {
    if (this.#ending.signal.aborted || app !== this.#app) return;
    if (!isFoxdenError(error)) return this.stage.crash(error);
    if (error.code === "crypto.wrong-passphrase" && this.#passphrase.wasWrong()) return this.#reopen();
    const told = toldOf(error);
    const advice = adviceText(told, this.stage.state().keymap, "list");
    this.#tell("error", advice === "" ? told.message : `${told.message}. ${advice}`);
  }

  /** An application remembers what it was told: after a wrong passphrase it is another one. */
  #reopen(): void {
    this.#app[Symbol.dispose]();
    this.#app = this.stage.world.openApp(this.#hooks);
    this.run({ type: "open" });
  }
}

async function done(act: () => void): Promise<void> {
  await Promise.resolve(act());
}

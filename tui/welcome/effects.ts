/** The desk behind the first-run screen: the only file here that asks servers and the world for anything. */
import {
  beginBrowserSignIn,
  beginSignIn,
  defaultDeviceName,
  finishBrowserAnswer,
  finishPasswordSignIn,
  type PendingBrowserSignIn,
  resendSignInCode,
  type SignedIn,
  type SignInAttempt,
  type SignInStep,
  signInWithPassword,
  submitSignInCode,
} from "../../app/account.ts";
import { App } from "../../app/open.ts";
import { type PendingSetup, prepareSetup } from "../../app/setup.ts";
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";
import type { AppHooks, BrowserWorld, OwnServer } from "../world.ts";
import { hasDesktop } from "./desktop.ts";
import { failureOf } from "./failures.ts";
import type { CodeKind, Place, WelcomeEffect, WelcomeEvent } from "./model.ts";
import { foundAt, signInPlace } from "./sites.ts";

/** What the desk needs from whoever runs the browser. */
export interface DeskOptions {
  readonly world: BrowserWorld;
  /** Asks for the passphrase of a profile that is sealed. */
  readonly passphrase: AppHooks["passphrase"];
  /** The passphrase that was given does not open it: the next time it is asked for anew. */
  readonly wrongPassphrase?: () => void;
  readonly dispatch: (event: WelcomeEvent) => void;
  /** Opens the main screen of a world: the one the desk is of, or that of a demo it has made. */
  readonly enter: (world: BrowserWorld) => void;
}

/** What the desk does; copying is for whoever has the clipboard. */
export type DeskEffect = Exclude<WelcomeEffect, { type: "copy" }>;

type Effect<T extends DeskEffect["type"]> = Extract<DeskEffect, { type: T }>;
type WantsCode = Exclude<SignInStep, { step: "signed-in" }>;

/** One way through the screen, up to where it ends or somebody leaves it. Everything secret of it is in here. */
interface Trip {
  readonly app: App;
  readonly stop: AbortController;
  attempt?: { readonly place: string; readonly made: SignInAttempt };
  page?: PendingBrowserSignIn;
  /** A sign-in that waits for a code; the password is there only where it is wanted once more, with that code. */
  waiting?: { readonly step: WantsCode; readonly input?: PasswordInput };
  setup?: PendingSetup;
}

interface PasswordInput {
  readonly email: string;
  readonly password: string;
}

/** Carries out what the screen asks for. A server of one's own that it has started goes on until the run ends. */
export class WelcomeDesk implements Disposable {
  #trip: Trip | undefined;
  #demo: BrowserWorld | undefined;
  #own: { readonly server: OwnServer; readonly email: string } | undefined;

  constructor(readonly options: DeskOptions) {}

  [Symbol.dispose](): void {
    this.#leave();
  }

  /** Does what an effect says; its outcomes are dispatched. Rejects with a defect, and with nothing else. */
  async run(effect: DeskEffect): Promise<void> {
    if (effect.type === "cancel") return this.#leave();
    if (effect.type === "enter") {
      this.#leave();
      const { world, enter } = this.options;
      return enter(effect.what === "demo" && this.#demo ? this.#demo : world);
    }
    const trip = this.#trip ??= this.#setOut();
    try {
      await this.#act(trip, effect);
    } catch (error) {
      // Who has left does not want to hear of it.
      if (trip.stop.signal.aborted) return;
      if (!isFoxdenError(error)) throw error;
      this.#failed(trip, effect, error);
      if (error.code === "crypto.wrong-passphrase") this.#forgetPassphrase();
    }
  }

  /** An application remembers what it was told: after a wrong passphrase it is another one. */
  #forgetPassphrase(): void {
    this.options.wrongPassphrase?.();
    this.#leave();
  }

  #failed(trip: Trip, effect: Exclude<DeskEffect, { type: "cancel" | "enter" }>, error: FoxdenError): void {
    const failure = failureOf(error, trip.attempt?.made.server.learned.clockOffsetMs);
    const event: WelcomeEvent = effect.type === "open-page"
      ? { type: "page-opened", url: effect.url, failure }
      : { type: "failed", seq: effect.seq, failure };
    this.#tell(trip, event);
  }

  #tell(trip: Trip, event: WelcomeEvent): void {
    if (!trip.stop.signal.aborted) this.options.dispatch(event);
  }

  #leave(): void {
    const trip = this.#trip;
    this.#trip = undefined;
    trip?.stop.abort(new FoxdenError("not-confirmed.declined", "Left", { answer: "no" }));
    trip?.app[Symbol.dispose]();
  }

  #setOut(): Trip {
    const { world, passphrase, dispatch } = this.options;
    const stop = new AbortController();
    const warn = (sentence: string) => {
      if (!stop.signal.aborted) dispatch({ type: "noted", text: sentence.replace(/^note: /, "") });
      return Promise.resolve();
    };
    const app = world.openApp({ passphrase, warn, signal: stop.signal });
    // A sign-in changes nothing of what an account holds: it goes on where nothing of that may be changed.
    const signingIn = app.options.readOnly ? new App({ ...app.options, readOnly: false }) : app;
    return { app: signingIn, stop };
  }

  #act(trip: Trip, effect: Exclude<DeskEffect, { type: "cancel" | "enter" }>): Promise<void> {
    switch (effect.type) {
      case "demo":
        return this.#makeDemo(trip, effect);
      case "discover":
        return this.#discover(trip, effect);
      case "begin-browser":
        return this.#beginBrowser(trip, effect);
      case "open-page":
        return this.#openPage(trip, effect.url);
      case "finish-browser":
        return this.#finishBrowser(trip, effect);
      case "password":
        return this.#signIn(trip, effect);
      case "code":
        return this.#submitCode(trip, effect);
      case "resend":
        return this.#resend(trip, effect);
      case "run":
        return this.#runServer(trip, effect);
      case "look":
        return this.#look(trip, effect);
      case "set-up":
        return this.#setUp(trip, effect);
    }
  }

  async #makeDemo(trip: Trip, { seq }: Effect<"demo">): Promise<void> {
    const tell = (line: string) => this.#tell(trip, { type: "told", seq, line });
    const demo = await this.options.world.startDemo({}, tell, trip.stop.signal);
    if (trip.stop.signal.aborted) return;
    this.#demo = demo;
    this.#tell(trip, { type: "demo-made", seq });
  }

  async #attempt(trip: Trip, place: Place): Promise<SignInAttempt> {
    const key = JSON.stringify(place);
    if (trip.attempt?.place === key) return trip.attempt.made;
    const where = await signInPlace(trip.app, place);
    const made = await beginSignIn(trip.app, where, { deviceName: defaultDeviceName() });
    trip.attempt = { place: key, made };
    return made;
  }

  async #discover(trip: Trip, { seq, place }: Effect<"discover">): Promise<void> {
    const { server } = await this.#attempt(trip, place);
    this.#tell(trip, { type: "found", seq, ...foundAt(server.servers) });
  }

  async #beginBrowser(trip: Trip, { seq, place, email }: Effect<"begin-browser">): Promise<void> {
    const attempt = await this.#attempt(trip, place);
    trip.page = await beginBrowserSignIn(trip.app, attempt, email === "" ? undefined : email);
    const url = trip.page.url.href;
    this.#tell(trip, { type: "page", seq, url });
    if (!hasDesktop(this.options.world.env) || trip.stop.signal.aborted) return;
    await this.run({ type: "open-page", url });
  }

  async #openPage(trip: Trip, url: string): Promise<void> {
    await this.options.world.openUrls([new URL(url)]);
    this.#tell(trip, { type: "page-opened", url, failure: null });
  }

  async #finishBrowser(trip: Trip, { answer }: Effect<"finish-browser">): Promise<void> {
    const { page, attempt } = trip;
    if (!page || !attempt) throw begunAnew();
    this.#signedIn(await finishBrowserAnswer(trip.app, attempt.made, page, answer));
  }

  async #signIn(trip: Trip, { seq, place, email, password }: Effect<"password">): Promise<void> {
    const attempt = await this.#attempt(trip, place);
    await this.#goOn(trip, seq, await signInWithPassword(attempt, { email, password }), { email, password });
  }

  /** From a step that the server has answered with: to the next question, or to the end. */
  async #goOn(trip: Trip, seq: number, step: SignInStep, input?: PasswordInput): Promise<void> {
    const attempt = trip.attempt?.made;
    if (!attempt) throw begunAnew();
    delete trip.waiting;
    if (step.step === "signed-in") {
      return this.#signedIn(await finishPasswordSignIn(trip.app, attempt, step.session));
    }
    const isBlocked = step.step === "blocked";
    trip.waiting = { step, ...(isBlocked && input ? { input: { ...input, email: step.email } } : {}) };
    const email = isBlocked ? step.email : step.session.email;
    this.#tell(trip, { type: "code-wanted", seq, kind: KINDS[step.step], email });
  }

  async #submitCode(trip: Trip, { seq, code }: Effect<"code">): Promise<void> {
    const { waiting, attempt } = trip;
    if (!waiting || !attempt) throw begunAnew();
    const { step, input } = waiting;
    if (step.step !== "blocked") {
      return await this.#goOn(trip, seq, await submitSignInCode(attempt.made, step, code));
    }
    if (!input) throw begunAnew();
    const next = await signInWithPassword(attempt.made, { ...input, unblockCode: code });
    await this.#goOn(trip, seq, next, input);
  }

  async #resend(trip: Trip, { seq }: Effect<"resend">): Promise<void> {
    const { waiting, attempt } = trip;
    if (!waiting || !attempt) throw begunAnew();
    const { step, input } = waiting;
    if (step.step === "needs-code") await resendSignInCode(attempt.made, step);
    else if (step.step === "blocked" && input) {
      const next = await signInWithPassword(attempt.made, input);
      // The block may be gone by now.
      if (next.step !== "blocked") return await this.#goOn(trip, seq, next, input);
    }
    this.#tell(trip, { type: "resent", seq });
  }

  async #runServer(trip: Trip, { seq, email, password }: Effect<"run">): Promise<void> {
    const { url, note } = await this.#ownServer(trip, seq, { email, password });
    if (trip.stop.signal.aborted) return;
    if (note !== undefined) this.#tell(trip, { type: "noted", text: note });
    const attempt = await this.#attempt(trip, { kind: "own", accounts: url, token: "" });
    const step = await signInWithPassword(attempt, { email, password });
    if (step.step !== "signed-in") {
      throw new FoxdenError("auth.unverified", "This server wants more than a password", {});
    }
    await this.#goOn(trip, seq, step);
  }

  /** The server with that account; one that was started before is gone on with. */
  async #ownServer(trip: Trip, seq: number, account: PasswordInput): Promise<OwnServer> {
    const own = this.#own;
    if (own?.email === account.email) return own.server;
    this.#own = undefined;
    await own?.server[Symbol.asyncDispose]();
    const tell = (line: string) => this.#tell(trip, { type: "told", seq, line });
    const server = await this.options.world.startServer(account, tell);
    this.#own = { server, email: account.email };
    return server;
  }

  /** Told also to who has left: it holds from now on. */
  #signedIn({ email, server }: SignedIn): void {
    this.options.dispatch({ type: "signed-in", email, host: new URL(server).host });
  }

  async #look(trip: Trip, { seq }: Effect<"look">): Promise<void> {
    this.#tell(trip, { type: "looked", seq, missing: await this.#missing(trip) });
  }

  async #missing(trip: Trip): Promise<PendingSetup["step"] | null> {
    if (this.options.world.flags.readOnly) return null;
    try {
      trip.setup = await prepareSetup(trip.app);
      return trip.setup.step;
    } catch (error) {
      if (!isFoxdenError(error) || error.code !== "not-found.empty-account") throw error;
      return null;
    }
  }

  async #setUp(trip: Trip, { seq }: Effect<"set-up">): Promise<void> {
    await trip.setup?.commit();
    this.#tell(trip, { type: "was-set-up", seq });
  }
}

const KINDS: Readonly<Record<WantsCode["step"], CodeKind>> = {
  "needs-code": "mail",
  "needs-totp": "authenticator",
  "blocked": "unblock",
};

/** What was begun is gone, such as after it was left. */
const begunAnew = () => new FoxdenError("auth.revoked", "This sign-in has to be begun anew", {});

/**
 * The first-run screen and the ways to sign in: a state, and a pure function of what happens to it.
 *
 * What it asks of the world is data, which the desk of `effects.ts` carries out. A password or a code is in the state
 * only while the step that asks for it is open and nothing was sent.
 */
import type { InputEvent } from "../input/events.ts";
import type { Told } from "../state.ts";
import type { ShownPaths } from "../world.ts";
import { reduceInput } from "./keys.ts";
import type { Site, Welcome, WelcomeEvent, WelcomeNext, WelcomeStep } from "./model.ts";
import { ask, MOZILLA } from "./moves.ts";
import { LOOKING, reduceOutcome } from "./outcomes.ts";

export type { Failure, Fault, Welcome, WelcomeEffect, WelcomeEvent, WelcomeNext } from "./model.ts";

/** What the screen says of this machine; a `BrowserWorld` has it. */
export interface WelcomeFacts {
  /** Where things are kept. */
  readonly paths: ShownPaths;
  readonly profile: string;
}

/** The screen of the first run. @param reason why nobody is signed in, where there is more to say than that */
export function openWelcome(facts: WelcomeFacts, reason?: Told): Welcome {
  return opened(facts, { name: "menu", cursor: 0 }, false, reason);
}

/** The account whose sign-in has ended. */
export interface KnownAccount {
  readonly email: string;
  /** Of the accounts server. */
  readonly host: string;
}

/** A sign-in over the main screen, where that of a known account does not hold any more. */
export function openSignIn(facts: WelcomeFacts, { email, host }: KnownAccount, reason?: Told): Welcome {
  const site: Site = {
    place: { kind: "known" },
    host,
    isMozilla: host === MOZILLA.host,
    unencrypted: [],
    email,
  };
  return opened(facts, { name: "way", site, cursor: site.isMozilla ? 0 : 1 }, true, reason);
}

/** The question whether a known account shall be set up for Sync, as soon as it is known what the account holds. */
export function openSetUp(facts: WelcomeFacts, { email, host }: KnownAccount, nowMs: number): WelcomeNext {
  const step: WelcomeStep = { name: "account", email, host };
  return ask(opened(facts, step, true, undefined), step, LOOKING, nowMs, (seq) => ({ type: "look", seq }));
}

function opened(
  { paths, profile }: WelcomeFacts,
  step: WelcomeStep,
  canLeave: boolean,
  reason: Told | undefined,
): Welcome {
  const quiet = { busy: null, fault: null, note: null, seq: 0, scroll: 0 };
  return { step, canLeave, paths, profile, reason: reason ?? null, ...quiet };
}

/** What an event makes of the screen. @param nowMs by the local clock */
export function reduceWelcome(
  welcome: Welcome,
  event: InputEvent | WelcomeEvent,
  nowMs: number,
): WelcomeNext {
  return isInput(event) ? reduceInput(welcome, event, nowMs) : reduceOutcome(welcome, event, nowMs);
}

const INPUTS: ReadonlySet<string> = new Set<InputEvent["type"]>(["key", "paste", "mouse", "focus"]);

const isInput = (event: InputEvent | WelcomeEvent): event is InputEvent => INPUTS.has(event.type);

/** Whether letters are typed into a field now, so that they are no keys of the program. */
export function takesText({ step, busy }: Pick<Welcome, "step" | "busy">): boolean {
  if (busy !== null || !TYPED.has(step.name)) return false;
  return step.name !== "browser" || step.url !== null;
}

const TYPED: ReadonlySet<WelcomeStep["name"]> = new Set([
  "server",
  "browser",
  "password",
  "code",
  "run",
]);

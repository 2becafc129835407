/** Ways from one step to another. */
import { MOZILLA_ROOT } from "../../app/config/places.ts";
import { EMPTY_FIELD, fieldOf, type TextField } from "../text_field.ts";
import type {
  BrowserStep,
  PasswordStep,
  Place,
  RunStep,
  ServerStep,
  Site,
  Welcome,
  WelcomeEffect,
  WelcomeNext,
  WelcomeStep,
} from "./model.ts";

/** A person may mistype a code this often before the sign-in begins anew. */
export const MAX_TRIES = 3;

/** Nothing is asked of the world. */
export const still = (welcome: Welcome): WelcomeNext => ({ welcome, effects: [] });

/** Another step, with nothing said about the one before. */
export const atStep = (welcome: Welcome, step: WelcomeStep): Welcome => (
  { ...welcome, step, busy: null, fault: null, note: null, scroll: 0 }
);

/** The same with a fault in what was given, which is told at once. */
export const faulty = (welcome: Welcome, step: WelcomeStep, what: string, advice?: string): WelcomeNext => (
  still({ ...atStep(welcome, step), fault: advice === undefined ? { what } : { what, advice } })
);

/** Asks something of the world, and shows the step until that is answered. @param what goes on, such as `Asking …` */
export function ask(
  welcome: Welcome,
  step: WelcomeStep,
  what: string,
  nowMs: number,
  effect: (seq: number) => WelcomeEffect,
): WelcomeNext {
  const seq = welcome.seq + 1;
  const asking = { ...atStep(welcome, step), seq, busy: { what, sinceMs: nowMs } };
  return { welcome: asking, effects: [effect(seq)] };
}

/** Leaves what is under way, and whatever the desk holds of it. */
export const left = (welcome: Welcome, step: WelcomeStep): WelcomeNext => (
  { welcome: { ...atStep(welcome, step), seq: welcome.seq + 1 }, effects: [{ type: "cancel" }] }
);

/** On to the main screen. */
export const entered = (what: "demo" | "account"): WelcomeNext => (
  { welcome: null, effects: [{ type: "enter", what }] }
);

/** Mozilla's own servers, as nobody has to ask for them. */
export const MOZILLA: Site = {
  place: { kind: "mozilla" },
  host: new URL(MOZILLA_ROOT).host,
  isMozilla: true,
  unencrypted: [],
  email: "",
};

/** Where esc leads from a sign-in at this site. */
export function wayTo(site: Site, cursor: 0 | 1): WelcomeStep {
  return site.place.kind === "mozilla" ? { name: "menu", cursor: cursor + 1 } : { name: "way", site, cursor };
}

/** A page is asked for, to sign in on. */
export function toBrowser(welcome: Welcome, site: Site, email: string, nowMs: number): WelcomeNext {
  const step: BrowserStep = { name: "browser", site, url: null, opening: "not-tried", answer: EMPTY_FIELD };
  const effect = (seq: number): WelcomeEffect => ({ type: "begin-browser", seq, place: site.place, email });
  return ask(welcome, step, `Asking ${site.host}`, nowMs, effect);
}

/** E-mail and password are asked for. */
export function passwordStep(site: Site, email: string): PasswordStep {
  const secret = { password: EMPTY_FIELD, isShown: false };
  return { name: "password", site, email: fieldOf(email), ...secret, cursor: email === "" ? 0 : 1 };
}

/** The addresses of a server of one's own are asked for. */
export function serverStep(place?: Place): ServerStep {
  const [accounts, token] = place?.kind === "own" ? [place.accounts, place.token] : ["", ""];
  return { name: "server", accounts: fieldOf(accounts), token: fieldOf(token), cursor: 0 };
}

/** The first account of a server that is to be started here is asked for. */
export function runStep(email: TextField = EMPTY_FIELD): RunStep {
  const secrets = { password: EMPTY_FIELD, again: EMPTY_FIELD, isShown: false };
  return { name: "run", email, ...secrets, cursor: email.text === "" ? 0 : 1, lines: [] };
}

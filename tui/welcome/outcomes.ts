/** What the answers of the world make of the screen. */
import { EMPTY_FIELD } from "../text_field.ts";
import { faultOf } from "./faults.ts";
import type { CodeStep, Failure, Site, Welcome, WelcomeEvent, WelcomeNext, WelcomeStep } from "./model.ts";
import { ask, atStep, entered, MAX_TRIES, passwordStep, still } from "./moves.ts";

/** What goes on while it is found out whether an account was ever set up. */
export const LOOKING = "Looking at what the account holds";

/** Lines about something that takes a while; older ones are gone. */
const MOST_LINES = 50;

/** What an outcome does; one of what was asked for before the last is passed over. */
export function reduceOutcome(welcome: Welcome, event: WelcomeEvent, nowMs: number): WelcomeNext {
  if ("seq" in event && event.seq !== welcome.seq) return still(welcome);
  const { step } = welcome;
  switch (event.type) {
    case "told":
      return still(withLine(welcome, event.line));
    case "noted":
      return still({ ...welcome, note: event.text });
    case "demo-made":
      return entered("demo");
    case "was-set-up":
      return entered("account");
    case "found":
      return still(found(welcome, event));
    case "page":
      return still(step.name === "browser" ? atStep(welcome, { ...step, url: event.url }) : welcome);
    case "page-opened":
      return still(opened(welcome, event));
    case "code-wanted":
      return still(codeWanted(welcome, event));
    case "resent":
      return still({
        ...atStep(welcome, step),
        note: "Another mail is on its way; only its code holds now.",
      });
    case "signed-in":
      return signedIn(welcome, event, nowMs);
    case "looked":
      return looked(welcome, event);
    case "failed":
      return failed(welcome, event.failure);
  }
}

type Of<T extends WelcomeEvent["type"]> = Extract<WelcomeEvent, { type: T }>;

function withLine(welcome: Welcome, line: string): Welcome {
  const { step } = welcome;
  if (step.name !== "demo" && step.name !== "run") return welcome;
  return { ...welcome, step: { ...step, lines: [...step.lines, line].slice(-MOST_LINES) } };
}

function found(welcome: Welcome, { host, isMozilla, unencrypted }: Of<"found">): Welcome {
  const { step } = welcome;
  if (step.name !== "server") return welcome;
  const place = { kind: "own", accounts: step.accounts.text.trim(), token: step.token.text.trim() } as const;
  const site: Site = { place, host, isMozilla, unencrypted, email: "" };
  return atStep(welcome, { name: "way", site, cursor: isMozilla ? 0 : 1 });
}

function opened(welcome: Welcome, { url, failure }: Of<"page-opened">): Welcome {
  const { step } = welcome;
  if (step.name !== "browser" || step.url !== url) return welcome;
  return { ...welcome, step: { ...step, opening: failure ? "failed" : "opened" } };
}

function codeWanted(welcome: Welcome, { kind, email }: Of<"code-wanted">): Welcome {
  const { step } = welcome;
  if (step.name !== "password" && step.name !== "code") return welcome;
  const next: CodeStep = { name: "code", site: step.site, kind, email, code: EMPTY_FIELD, wrong: 0 };
  return atStep(welcome, next);
}

function signedIn(welcome: Welcome, { email, host }: Of<"signed-in">, nowMs: number): WelcomeNext {
  const { note } = welcome;
  const looking = ask(
    welcome,
    { name: "account", email, host },
    LOOKING,
    nowMs,
    (seq) => ({ type: "look", seq }),
  );
  return { ...looking, welcome: looking.welcome && { ...looking.welcome, note } };
}

function looked(welcome: Welcome, { missing }: Of<"looked">): WelcomeNext {
  const { step } = welcome;
  if (step.name !== "account" || missing === null) return entered("account");
  const { note } = welcome;
  const asking = atStep(welcome, { name: "set-up", email: step.email, host: step.host, missing });
  return still({ ...asking, note });
}

function failed(welcome: Welcome, failure: Failure): WelcomeNext {
  // Who is signed in goes on to the main screen, which tells what is wrong with the account or the way to it.
  if (welcome.step.name === "account") return entered("account");
  const fault = faultOf(failure, welcome.step);
  const step = withoutLines(welcome.step);
  return still({ ...atStep(welcome, afterFailure(step, failure)), fault });
}

/** What was told on the way to a failure is over. */
const withoutLines = (step: WelcomeStep): WelcomeStep => step.name === "run" ? { ...step, lines: [] } : step;

/** Where a failure leads: where the same can be tried again, or the last step before it that can. */
function afterFailure(step: WelcomeStep, failure: Failure): WelcomeStep {
  const kind = failure.code.split(".")[0];
  switch (step.name) {
    case "demo":
      return { name: "menu", cursor: 0 };
    case "browser":
      // A code that a server has seen is spent: only a new page goes on.
      return failure.code === "auth.wrong-answer" || kind === "network" ? step : { ...step, url: null };
    case "password":
      return { ...step, cursor: failure.code === "auth.unknown-account" ? 0 : 1 };
    case "code": {
      const wrong = step.wrong + (failure.code === "auth.wrong-code" ? 1 : 0);
      const canGoOn = failure.code === "auth.wrong-code" || kind === "network" ||
        failure.code === "server.busy";
      return canGoOn && wrong < MAX_TRIES
        ? { ...step, code: EMPTY_FIELD, wrong }
        : passwordStep(step.site, step.email);
    }
    default:
      return step;
  }
}

/** What keys and pasted text do at each step. */
import type { InputEvent } from "../input/events.ts";
import { editField, type TextField } from "../text_field.ts";
import type {
  BrowserStep,
  CodeStep,
  MenuStep,
  PasswordStep,
  RunStep,
  ServerStep,
  SetUpStep,
  WayStep,
  Welcome,
  WelcomeNext,
  WelcomeStep,
} from "./model.ts";
import {
  ask,
  atStep,
  entered,
  faulty,
  left,
  MOZILLA,
  passwordStep,
  runStep,
  serverStep,
  still,
  toBrowser,
  wayTo,
} from "./moves.ts";
import { addressFault, codeFault, emailFault, newPasswordFault } from "./typed.ts";

/** How far page keys scroll a window that is too small. */
const SCROLL_LINES = 4;

/** What a person's event does. */
export function reduceInput(welcome: Welcome, event: InputEvent, nowMs: number): WelcomeNext {
  if (event.type === "focus") return still(welcome);
  if (event.type === "mouse") return reduceWheel(welcome, event.act);
  if (event.type === "key" && event.key === "esc") return goBack(welcome);
  if (event.type === "key" && (event.key === "pagedown" || event.key === "pageup")) {
    const lines = event.key === "pagedown" ? SCROLL_LINES : -SCROLL_LINES;
    return still({ ...welcome, scroll: welcome.scroll + lines });
  }
  // What is under way is only left with esc.
  if (welcome.busy) return still(welcome);
  return atKeys({ ...welcome, scroll: 0 }, event, nowMs);
}

function reduceWheel(welcome: Welcome, act: string): WelcomeNext {
  if (act !== "wheel-down" && act !== "wheel-up") return still(welcome);
  return still({ ...welcome, scroll: welcome.scroll + (act === "wheel-down" ? 1 : -1) });
}

type Typed = Exclude<InputEvent, { type: "mouse" | "focus" }>;

function atKeys(welcome: Welcome, event: Typed, nowMs: number): WelcomeNext {
  const { step } = welcome;
  switch (step.name) {
    case "menu":
      return atMenu(welcome, step, event, nowMs);
    case "server":
      return atServer(welcome, step, event, nowMs);
    case "way":
      return atWay(welcome, step, event, nowMs);
    case "browser":
      return atBrowser(welcome, step, event, nowMs);
    case "password":
      return atPassword(welcome, step, event, nowMs);
    case "code":
      return atCode(welcome, step, event, nowMs);
    case "run":
      return atRun(welcome, step, event, nowMs);
    case "set-up":
      return atSetUp(welcome, step, event, nowMs);
    case "demo":
    case "account":
      return still(welcome);
  }
}

/** One step back; what is under way is left, and fields stay but for what is secret. */
function goBack(welcome: Welcome): WelcomeNext {
  const { step, busy, canLeave } = welcome;
  switch (step.name) {
    case "menu":
      return canLeave ? { welcome: null, effects: [{ type: "cancel" }] } : still(welcome);
    case "demo":
      return left(welcome, { name: "menu", cursor: 0 });
    case "server":
      return left(welcome, busy ? step : { name: "menu", cursor: 3 });
    case "way":
      if (step.site.place.kind === "own") return left(welcome, serverStep(step.site.place));
      return { welcome: null, effects: [{ type: "cancel" }] };
    case "browser":
      return left(welcome, wayTo(step.site, 0));
    case "password":
      return left(welcome, busy ? step : wayTo(step.site, 1));
    case "code":
      return left(welcome, passwordStep(step.site, step.email));
    case "run":
      return left(welcome, busy ? { ...runStep(step.email) } : { name: "menu", cursor: 4 });
    case "account":
    case "set-up":
      return entered("account");
  }
}

const keyOf = (event: Typed): string => event.type === "key" ? event.key : "";

const MOVES: Readonly<Record<string, number>> = { j: 1, down: 1, k: -1, up: -1, home: -9, end: 9 };

/** The line that a key of a list of choices means: where the cursor goes, and whether it is taken. */
function chosen(key: string, cursor: number, count: number): { cursor: number; isTaken: boolean } {
  const digit = /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
  if (digit >= 0 && digit < count) return { cursor: digit, isTaken: true };
  const moved = Math.min(count - 1, Math.max(0, cursor + (MOVES[key] ?? 0)));
  return { cursor: moved, isTaken: key === "enter" };
}

function atMenu(welcome: Welcome, step: MenuStep, event: Typed, nowMs: number): WelcomeNext {
  const { cursor, isTaken } = chosen(keyOf(event), step.cursor, 5);
  if (!isTaken) return still({ ...welcome, step: { name: "menu", cursor } });
  switch (cursor) {
    case 0:
      return ask(welcome, { name: "demo", lines: [] }, "Making the demo", nowMs, (seq) => ({
        type: "demo",
        seq,
      }));
    case 1:
      return toBrowser(welcome, MOZILLA, "", nowMs);
    case 2:
      return still(atStep(welcome, passwordStep(MOZILLA, "")));
    case 3:
      return still(atStep(welcome, serverStep()));
    default:
      return still(atStep(welcome, runStep()));
  }
}

function atWay(welcome: Welcome, step: WayStep, event: Typed, nowMs: number): WelcomeNext {
  const { site } = step;
  const { cursor, isTaken } = chosen(keyOf(event), step.cursor, 2);
  if (!isTaken) return still({ ...welcome, step: { ...step, cursor } });
  if (cursor === 0) return toBrowser(welcome, site, site.email, nowMs);
  return still(atStep(welcome, passwordStep(site, site.email)));
}

/** Which field the keys go to after one that moves between them; undefined for any other key. */
function movedField(key: string, cursor: number, count: number): number | undefined {
  if (key === "tab") return (cursor + 1) % count;
  if (key === "shift-tab") return (cursor + count - 1) % count;
  if (key === "down") return Math.min(count - 1, cursor + 1);
  return key === "up" ? Math.max(0, cursor - 1) : undefined;
}

function atServer(welcome: Welcome, step: ServerStep, event: Typed, nowMs: number): WelcomeNext {
  const moved = movedField(keyOf(event), step.cursor, 2);
  if (moved !== undefined) return still({ ...welcome, step: { ...step, cursor: moved === 0 ? 0 : 1 } });
  if (keyOf(event) === "enter") return findServer(welcome, step, nowMs);
  const name = step.cursor === 0 ? "accounts" : "token";
  return edited(welcome, editField(step[name], event), (field) => ({ ...step, [name]: field }));
}

function findServer(welcome: Welcome, step: ServerStep, nowMs: number): WelcomeNext {
  const [accounts, token] = [step.accounts.text.trim(), step.token.text.trim()];
  if (accounts === "" && token === "") {
    return faulty(welcome, step, "No address is given", "Give at least one of the two.");
  }
  const faults = [accounts, token].map((text) => text === "" ? undefined : addressFault(text));
  const cursor = faults[0] ? 0 : 1;
  const fault = faults[cursor];
  if (fault) return faulty(welcome, { ...step, cursor }, fault.what, fault.advice);
  const place = { kind: "own", accounts, token } as const;
  const what = `Asking ${accounts === "" ? MOZILLA.host : URL.parse(accounts)?.host}`;
  return ask(welcome, step, what, nowMs, (seq) => ({ type: "discover", seq, place }));
}

function edited(
  welcome: Welcome,
  field: TextField | undefined,
  put: (field: TextField) => WelcomeStep,
): WelcomeNext {
  return still(field ? { ...welcome, step: put(field) } : welcome);
}

/** Letters that neither an address nor a code begins with. */
function atBrowser(welcome: Welcome, step: BrowserStep, event: Typed, nowMs: number): WelcomeNext {
  const { url, answer, site } = step;
  const key = keyOf(event);
  if (url === null || (answer.text === "" && key === "r")) {
    return key === "enter" || key === "r" ? toBrowser(welcome, site, site.email, nowMs) : still(welcome);
  }
  if (answer.text === "" && key === "y") {
    return { welcome, effects: [{ type: "copy", what: "Address", text: url }] };
  }
  if (answer.text === "" && key === "o") return { welcome, effects: [{ type: "open-page", url }] };
  if (key !== "enter") {
    return edited(welcome, editField(answer, event), (field) => ({ ...step, answer: field }));
  }
  // A long address comes in several lines from some terminals.
  const text = answer.text.replace(/\s+/g, "");
  if (text === "") {
    return faulty(welcome, step, "Nothing was pasted yet", "Paste the address of the last page, then enter.");
  }
  const sent: BrowserStep = { ...step, answer: { text: "", at: 0 } };
  return ask(welcome, sent, `Signing in at ${site.host}`, nowMs, (seq) => (
    { type: "finish-browser", seq, answer: text }
  ));
}

function atPassword(welcome: Welcome, step: PasswordStep, event: Typed, nowMs: number): WelcomeNext {
  const key = keyOf(event);
  const moved = movedField(key, step.cursor, 2);
  if (moved !== undefined) return still({ ...welcome, step: { ...step, cursor: moved === 0 ? 0 : 1 } });
  if (key === "ctrl-t") return still({ ...welcome, step: { ...step, isShown: !step.isShown } });
  if (key === "enter") return sendPassword(welcome, step, nowMs);
  const name = step.cursor === 0 ? "email" : "password";
  return edited(welcome, editField(step[name], event), (field) => ({ ...step, [name]: field }));
}

function sendPassword(welcome: Welcome, step: PasswordStep, nowMs: number): WelcomeNext {
  const email = step.email.text.trim();
  const fault = emailFault(email);
  if (fault) return faulty(welcome, { ...step, cursor: 0 }, fault.what, fault.advice);
  const password = step.password.text;
  if (password === "") {
    const next: PasswordStep = { ...step, cursor: 1 };
    // Enter goes on from the first field to the second.
    return step.cursor === 0
      ? still({ ...welcome, step: next })
      : faulty(welcome, next, "No password is given");
  }
  const { site } = step;
  return ask(welcome, passwordStep(site, email), `Signing in at ${site.host}`, nowMs, (seq) => (
    { type: "password", seq, place: site.place, email, password }
  ));
}

function atCode(welcome: Welcome, step: CodeStep, event: Typed, nowMs: number): WelcomeNext {
  const { site, kind, email } = step;
  const key = keyOf(event);
  const isDigits = kind !== "unblock";
  if (key === "ctrl-r" || (isDigits && key === "r")) {
    if (kind === "authenticator") return still(welcome);
    return ask(welcome, step, "Asking for another mail", nowMs, (seq) => ({ type: "resend", seq }));
  }
  if (isDigits && key === "b") return toBrowser(welcome, site, email, nowMs);
  if (key === "enter") return sendCode(welcome, step, nowMs);
  const typed = isDigits ? digitsOf(event) : event;
  return edited(welcome, typed && editField(step.code, typed), (code) => ({ ...step, code }));
}

/** What of an event belongs into a field of digits. */
function digitsOf(event: Typed): Typed | undefined {
  if (event.type === "paste") return { type: "paste", text: event.text.replace(/\D/g, "") };
  return [...event.key].length > 1 || /^\d$/.test(event.key) ? event : undefined;
}

function sendCode(welcome: Welcome, step: CodeStep, nowMs: number): WelcomeNext {
  const code = step.code.text.trim();
  const fault = codeFault(code, step.kind);
  if (fault) return faulty(welcome, step, fault.what, fault.advice);
  const sent: CodeStep = { ...step, code: { text: "", at: 0 } };
  return ask(welcome, sent, "Sending the code", nowMs, (seq) => ({ type: "code", seq, code }));
}

function atRun(welcome: Welcome, step: RunStep, event: Typed, nowMs: number): WelcomeNext {
  const key = keyOf(event);
  const moved = movedField(key, step.cursor, 3);
  if (moved !== undefined) return still({ ...welcome, step: { ...step, cursor: runField(moved) } });
  if (key === "ctrl-t") return still({ ...welcome, step: { ...step, isShown: !step.isShown } });
  if (key === "enter") return startServer(welcome, step, nowMs);
  const name = RUN_FIELDS[step.cursor];
  return edited(welcome, editField(step[name], event), (field) => ({ ...step, [name]: field }));
}

const RUN_FIELDS = ["email", "password", "again"] as const;

const runField = (place: number): 0 | 1 | 2 => place === 0 ? 0 : place === 1 ? 1 : 2;

function startServer(welcome: Welcome, step: RunStep, nowMs: number): WelcomeNext {
  const email = step.email.text.trim();
  const wrong = emailFault(email);
  if (wrong) return faulty(welcome, { ...step, cursor: 0 }, wrong.what, wrong.advice);
  // Enter goes on to the next field that is empty.
  if (step.cursor < 2 && step[RUN_FIELDS[step.cursor === 0 ? 1 : 2]].text === "") {
    return still({ ...welcome, step: { ...step, cursor: runField(step.cursor + 1) } });
  }
  const password = step.password.text;
  const fault = newPasswordFault(password, step.again.text);
  if (fault) return faulty(welcome, { ...step, cursor: fault.field }, fault.what, fault.advice);
  const sent = { ...runStep(step.email) };
  return ask(welcome, sent, "Starting the server", nowMs, (seq) => ({ type: "run", seq, email, password }));
}

function atSetUp(welcome: Welcome, step: SetUpStep, event: Typed, nowMs: number): WelcomeNext {
  const key = keyOf(event);
  if (key === "n" || key === "N") return entered("account");
  if (key !== "y" && key !== "Y") return still(welcome);
  return ask(welcome, step, "Setting the account up", nowMs, (seq) => ({ type: "set-up", seq }));
}

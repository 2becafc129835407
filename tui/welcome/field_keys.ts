/** What keys and pasted text do where there are fields. */
import { editField, fieldOf, type TextField } from "../text_field.ts";
import { keyOf, type Typed } from "./events.ts";
import type {
  BrowserStep,
  CodeStep,
  PasswordStep,
  RunStep,
  ServerStep,
  Welcome,
  WelcomeNext,
  WelcomeStep,
} from "./model.ts";
import { ask, faulty, MOZILLA, passwordStep, runStep, still, toBrowser } from "./moves.ts";
import { addressFault, codeFault, emailFault, newPasswordFault, withScheme } from "./typed.ts";

/** Which field the keys go to after one that moves between them; undefined for any other key. */
function movedField(key: string, cursor: number, count: number): number | undefined {
  if (key === "tab") return (cursor + 1) % count;
  if (key === "shift-tab") return (cursor + count - 1) % count;
  if (key === "down") return Math.min(count - 1, cursor + 1);
  return key === "up" ? Math.max(0, cursor - 1) : undefined;
}

/** Addresses of a server of one's own. */
export function atServer(welcome: Welcome, step: ServerStep, event: Typed, nowMs: number): WelcomeNext {
  const moved = movedField(keyOf(event), step.cursor, 2);
  if (moved !== undefined) return still({ ...welcome, step: { ...step, cursor: moved === 0 ? 0 : 1 } });
  if (keyOf(event) === "enter") return findServer(welcome, step, nowMs);
  const name = step.cursor === 0 ? "accounts" : "token";
  return edited(welcome, editField(step[name], event), (field) => ({ ...step, [name]: field }));
}

function findServer(welcome: Welcome, given: ServerStep, nowMs: number): WelcomeNext {
  const [accounts, token] = [withScheme(given.accounts.text.trim()), withScheme(given.token.text.trim())];
  const step = { ...given, accounts: fieldOf(accounts), token: fieldOf(token) };
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

/** The page and its answer. While nothing was typed, letters that neither an address nor a code begins with are keys. */
export function atBrowser(welcome: Welcome, step: BrowserStep, event: Typed, nowMs: number): WelcomeNext {
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

/** E-mail and password. */
export function atPassword(welcome: Welcome, step: PasswordStep, event: Typed, nowMs: number): WelcomeNext {
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

/** A code: where it is of digits alone, letters are keys. */
export function atCode(welcome: Welcome, step: CodeStep, event: Typed, nowMs: number): WelcomeNext {
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

/** The first account of a server that is started here. */
export function atRun(welcome: Welcome, step: RunStep, event: Typed, nowMs: number): WelcomeNext {
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

/** What keys and pasted text do at each step. */
import type { InputEvent } from "../input/events.ts";
import { keyOf, type Typed } from "./events.ts";
import { atBrowser, atCode, atPassword, atRun, atServer } from "./field_keys.ts";
import type { MenuStep, SetUpStep, WayStep, Welcome, WelcomeNext } from "./model.ts";
import {
  ask,
  atStep,
  entered,
  left,
  MOZILLA,
  passwordStep,
  runStep,
  serverStep,
  still,
  toBrowser,
  wayTo,
} from "./moves.ts";

/** How far page keys scroll a window that is too small. */
const SCROLL_LINES = 4;

/** What a person's event does. */
export function reduceInput(welcome: Welcome, event: InputEvent, nowMs: number): WelcomeNext {
  if (event.type === "focus") return still(welcome);
  if (event.type === "mouse") return reduceWheel(welcome, event.act);
  if (event.type === "key" && event.key === "esc") return goBack(welcome);
  if (event.type === "key" && (event.key === "pagedown" || event.key === "pageup")) {
    return still(scrolled(welcome, event.key === "pagedown" ? SCROLL_LINES : -SCROLL_LINES));
  }
  // What is under way is only left with esc.
  if (welcome.busy) return still(welcome);
  return atKeys({ ...welcome, scroll: 0 }, event, nowMs);
}

function reduceWheel(welcome: Welcome, act: string): WelcomeNext {
  if (act !== "wheel-down" && act !== "wheel-up") return still(welcome);
  return still(scrolled(welcome, act === "wheel-down" ? 1 : -1));
}

/** No page is longer than so many lines. */
const MOST_SCROLL = 40;

const scrolled = (welcome: Welcome, lines: number): Welcome => (
  { ...welcome, scroll: Math.max(-MOST_SCROLL, Math.min(MOST_SCROLL, welcome.scroll + lines)) }
);

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

function atSetUp(welcome: Welcome, step: SetUpStep, event: Typed, nowMs: number): WelcomeNext {
  const key = keyOf(event);
  if (key === "n" || key === "N") return entered("account");
  if (key !== "y" && key !== "Y") return still(welcome);
  return ask(welcome, step, "Setting the account up", nowMs, (seq) => ({ type: "set-up", seq }));
}

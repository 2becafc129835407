/** The first-run screen and the sign-ins: their events, and what comes of them. */
import { type Action, type Effect, type Step, still } from "../actions.ts";
import type { InputEvent } from "../input/events.ts";
import { actsIn, asShipped, resolve } from "../keys/resolve.ts";
import { openHelp, openUnlock } from "../overlays/open.ts";
import type { State } from "../state.ts";
import type { WelcomeEvent, WelcomeNext } from "../welcome/model.ts";
import { openSetUp, openSignIn, reduceWelcome, takesText } from "../welcome/welcome.ts";

/** An event of the terminal while nobody is signed in. */
export function greeted(state: State, event: InputEvent): Step {
  if (state.screen === "locked") return locked(state, event);
  const { welcome } = state;
  if (event.type !== "key" || (welcome && (takesText(welcome) || welcome.busy))) {
    return welcome ? next(state, reduceWelcome(welcome, event, state.nowMs)) : still(state);
  }
  const resolved = resolve(state.keymap, "welcome", "", event.key);
  const name = resolved.type === "act" ? resolved.act : undefined;
  const isTop = !welcome || (welcome.step.name === "menu" && !welcome.canLeave);
  if (name === "program.quit" || (isTop && name === "program.back-or-quit")) {
    return { state, effects: [{ type: "quit", exit: 0 }] };
  }
  if (!welcome) return still(state);
  if (name === "help.open") return still({ ...state, overlay: openHelp() });
  const key = asShipped(state.keymap, "welcome", event.key);
  return next(state, reduceWelcome(welcome, { ...event, key }, state.nowMs));
}

/** A profile that stays closed: its passphrase can be given after all. */
function locked(state: State, event: InputEvent): Step {
  if (event.type !== "key") return still(state);
  switch (actsIn(state.keymap, "welcome").get(event.key)) {
    case "record.open":
      return still({ ...state, overlay: openUnlock(false) });
    case "program.quit":
    case "program.back-or-quit":
      return { state, effects: [{ type: "quit", exit: 0 }] };
    default:
      return still(state);
  }
}

/** What the world has to say to the sign-in. */
export function welcomed(state: State, event: WelcomeEvent): Step {
  return state.welcome ? next(state, reduceWelcome(state.welcome, event, state.nowMs)) : still(state);
}

function next(state: State, { welcome, effects }: WelcomeNext): Step {
  const asked = effects.map((effect): Effect =>
    effect.type === "copy"
      ? { type: "copy", what: effect.what, text: effect.text }
      : { type: "welcome", effect }
  );
  if (welcome) return { state: { ...state, welcome }, effects: asked };
  const screen = state.account ? "main" : "starting";
  return { state: { ...state, welcome: null, screen }, effects: asked };
}

/** A sign-in over the main screen. */
export function openedSignIn(state: State, { facts }: Extract<Action, { type: "sign-in" }>): State {
  const { account, link } = state;
  if (!account) return state;
  const reason = link.state === "sign-in-needed" ? link.told : undefined;
  return { ...state, screen: "welcome", welcome: openSignIn(facts, account, reason) };
}

/** The question whether the account shall be set up for Sync, over the main screen. */
export function openedSetUp(state: State, { facts }: Extract<Action, { type: "set-up" }>): Step {
  if (!state.account) return still(state);
  return next({ ...state, screen: "welcome" }, openSetUp(facts, state.account, state.nowMs));
}

/** The next state, and what is asked of the world: pure. */
import { type Action, type Step, still } from "../actions.ts";
import { openWelcome } from "../welcome/welcome.ts";
import { chosen } from "./choices.ts";
import { input } from "./input.ts";
import { arranged, type ListStep, loaded, withList } from "./lists.ts";
import { messageOf } from "./messages.ts";
import { type PlaceName, placesOf } from "../places.ts";
import { concealed, listOf, type State } from "../state.ts";
import { openQuestion } from "../overlays/open.ts";
import { pageFilled, pageOpened, sealed, uncovered } from "./overlaid.ts";
import { settled } from "./settled.ts";
import { openedSetUp, openedSignIn, welcomed } from "./welcomed.ts";
import { counted, moved, opened, warmed, withCounts } from "./moved.ts";

/** How long a secret is seen. */
const REVEAL_MS = 15_000;

const STRAY = {
  title: "Was that typed for another window?",
  lines: ["Keys came faster than anybody presses them on purpose.", "The rest of them was dropped."],
  answers: [{ key: "g", label: "go on", choice: null }],
};

/** What follows from an action, and from the state that it leads to. */
export function reduce(state: State, action: Action): Step {
  const now = "nowMs" in action && action.nowMs !== state.nowMs ? { ...state, nowMs: action.nowMs } : state;
  return settled(state, uncovered(follow(now, action)));
}

function follow(state: State, action: Action): Step {
  switch (action.type) {
    case "input":
      return input(state, action.event);
    case "stray":
      return still({ ...state, pendingKeys: "", overlay: openQuestion(STRAY, action.nowMs) });
    case "resized":
      return still({ ...concealed(state), size: action.size });
    case "tick":
      return ticked(expired(state));
    case "opened":
      return still(opened(state, action.account));
    case "signed-out":
      return still({ ...state, screen: "welcome", welcome: openWelcome(action.facts) });
    case "counted":
      return still({
        ...state,
        counts: withCounts(state, action.counts),
        syncedAtMs: action.syncedAtMs ?? state.syncedAtMs,
      });
    case "loaded":
      return ofList(
        missed(counted(state, action), action),
        action.place,
        loaded(state, action.place, action.load, action.table),
      );
    case "arranged":
      return still(withList(state, action.place, arranged(state, action)));
    case "shown":
      return still(
        action.seq === state.detail.seq ? { ...state, detail: { ...state.detail, ...action } } : state,
      );
    case "revealed":
      return still(revealed(state, action));
    case "link":
      return still({ ...state, link: action.link });
    case "refreshed":
      return warmed(moved({ ...state, syncedAtMs: action.nowMs }, action.changed));
    case "arrived":
      return warmed(moved(state, placesOf(new Set([action.collection])), "only-lacking"));
    case "stopped":
      return warmed(moved(state, action.changed));
    case "page-opened":
      return still(pageOpened(state, action));
    case "copied":
      return still({ ...told(state, action), clipboardUntilMs: action.clearsAtMs });
    case "told":
      return still(told(state, action));
    case "page-filled":
      return still(pageFilled(state, action));
    case "sealed":
      return still(sealed(state, action));
    case "chosen":
      return chosen(state, action.choice, action.nowMs);
    case "welcome":
      return welcomed(state, action.event);
    case "set-up":
      return openedSetUp(state, action);
    case "sign-in":
      return still(openedSignIn(state, action));
  }
}

const ofList = (state: State, place: PlaceName, { list, effects }: ListStep): Step => (
  { state: withList(state, place, list), effects }
);

/** Says that the record under the cursor is no more, where somebody looks at it. */
function missed(state: State, { place, load, table }: Extract<Action, { type: "loaded" }>): State {
  const { cursorKey, table: former } = listOf(state, place);
  if (place !== state.place || load.state !== "ready" || !table || !former?.isComplete) return state;
  if (cursorKey === null || former === table || table.rowOf(cursorKey) >= 0) return state;
  return {
    ...state,
    message: messageOf("note", "The record that was under the cursor is no longer here.", state.nowMs),
  };
}

const told = (
  state: State,
  { kind = "note", text, nowMs }: {
    readonly kind?: "note" | "error";
    readonly text: string;
    readonly nowMs: number;
  },
): State => ({ ...state, message: messageOf(kind, text, nowMs) });

/** What was there for a time only is gone when that is over. */
function expired(state: State): State {
  const { nowMs, message, revealed, clipboardUntilMs } = state;
  return {
    ...state,
    message: message && message.untilMs <= nowMs ? null : message,
    revealed: revealed && revealed.untilMs <= nowMs ? null : revealed,
    clipboardUntilMs: clipboardUntilMs !== null && clipboardUntilMs <= nowMs ? null : clipboardUntilMs,
  };
}

/** The server is asked again when it is time for that. */
function ticked(state: State): Step {
  const { link, nowMs, syncedAtMs, maxAgeMs } = state;
  const isDue = "nextTryMs" in link
    ? link.nextTryMs <= nowMs
    : link.state === "online" && syncedAtMs !== null && syncedAtMs + maxAgeMs <= nowMs;
  return { state, effects: isDue ? [{ type: "sync" }] : [] };
}

/** A secret comes into view, where it is still wanted. */
function revealed(state: State, action: Extract<Action, { type: "revealed" }>): State {
  if (action.seq !== state.revealing) return state;
  const { key, field, value, nowMs } = action;
  return { ...state, revealing: null, revealed: { key, field, value, untilMs: nowMs + REVEAL_MS } };
}

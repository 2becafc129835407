/** What the overlay that is open makes of things. */
import type { Action, Step } from "../actions.ts";
import { still } from "../actions.ts";
import type { InputEvent } from "../input/events.ts";
import { overlayLines, reduceOverlay } from "../overlays/all.ts";
import { overlayCorner, overlayRoom } from "../overlays/room.ts";
import { makeLook } from "../look/theme.ts";
import { openPage, openUnlock } from "../overlays/open.ts";
import type { Overlay, PageLine } from "../overlays/overlay.ts";
import type { State } from "../state.ts";
import { chosen } from "./choices.ts";
import { messageOf } from "./messages.ts";

/** An event for the overlay; what is chosen in it comes after it is gone. */
export function overlaid(state: State, overlay: Overlay, event: InputEvent): Step {
  const step = reduceOverlay(overlay, relative(state, overlay, event), state);
  const next = { ...state, overlay: step.overlay };
  if (step.choice) return chosen(next, step.choice, state.nowMs);
  return still(!next.overlay && isUnlock(overlay) ? { ...next, screen: "locked" } : next);
}

const isUnlock = (overlay: Overlay): boolean => overlay.kind === "form" && overlay.then.type === "unlock";

/** Brings up what has waited until the overlay before it was closed. */
export function uncovered({ state, effects }: Step): Step {
  const [next, ...waiting] = state.waiting;
  return { state: state.overlay || !next ? state : { ...state, overlay: next, waiting }, effects };
}

/** How large an overlay is does not depend on the look. */
const { look: PLAIN } = makeLook({ isAscii: true, colors: "none" });

/** The mouse counts from the first cell of the overlay. */
function relative(state: State, overlay: Overlay, event: InputEvent): InputEvent {
  if (event.type !== "mouse") return event;
  const { column, row } = overlayCorner(
    state.size,
    overlayLines(overlay, overlayRoom(state.size), PLAIN, state),
  );
  return { ...event, column: event.column - column, row: event.row - row };
}

/** More of a page has come; a page that was closed meanwhile stays closed. */
export function pageFilled(state: State, { title, page }: Extract<Action, { type: "page-filled" }>): State {
  const { overlay } = state;
  if (overlay?.kind !== "page" || overlay.title !== title) return state;
  const failed: readonly PageLine[] = page.failed
    ? [{ sign: "error", text: page.failed.message }, { text: page.failed.advice ?? "" }]
    : [];
  return { ...state, overlay: { ...overlay, lines: [...page.lines, ...failed], isLoading: page.isLoading } };
}

/** A page has come. It never takes the place of what somebody is reading or typing. */
export function pageOpened(state: State, { title, lines }: Extract<Action, { type: "page-opened" }>): State {
  const overlay = openPage(title, lines);
  if (!state.overlay) return { ...state, overlay };
  const text = `${title} has ended; what it says comes up when this is closed.`;
  return {
    ...state,
    waiting: [...state.waiting, overlay],
    message: messageOf("note", text, state.nowMs),
  };
}

/** The profile is sealed: its passphrase is asked for, before anything else that waits. */
export function sealed(state: State, { isWrong }: Extract<Action, { type: "sealed" }>): State {
  const overlay = openUnlock(isWrong);
  return state.overlay ? { ...state, waiting: [overlay, ...state.waiting] } : { ...state, overlay };
}

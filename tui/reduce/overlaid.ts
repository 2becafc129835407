/** What the overlay that is open makes of things. */
import type { Action, Step } from "../actions.ts";
import { still } from "../actions.ts";
import type { InputEvent } from "../input/events.ts";
import { overlayLines, reduceOverlay } from "../overlays/all.ts";
import { overlayCorner, overlayRoom } from "../overlays/room.ts";
import { makeLook } from "../look/theme.ts";
import { openUnlock } from "../overlays/open.ts";
import type { Overlay, PageLine } from "../overlays/overlay.ts";
import type { State } from "../state.ts";
import { chosen } from "./choices.ts";

/** An event for the overlay; what is chosen in it comes after it is gone. */
export function overlaid(state: State, overlay: Overlay, event: InputEvent): Step {
  const step = reduceOverlay(overlay, relative(state, overlay, event), state);
  const next = { ...state, overlay: step.overlay };
  return step.choice ? chosen(next, step.choice, state.nowMs) : still(next);
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

/** The profile is sealed: its passphrase is asked for. */
export const sealed = (state: State, { isWrong }: Extract<Action, { type: "sealed" }>): State => (
  { ...state, overlay: openUnlock(isWrong) }
);

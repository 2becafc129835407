/** What the mouse does. It selects and scrolls, and never confirms a loss. */
import { type Step, still } from "../actions.ts";
import type { InputEvent } from "../input/events.ts";
import { layoutOf } from "../layout.ts";
import { moveTo, scrollBy } from "../list/scroll.ts";
import { type Target, targetAt } from "../pointer.ts";
import { listOf, type Pane, type State } from "../state.ts";
import { act, goTo, scrollDetail } from "./acts.ts";
import { roomOf, sorted, withList } from "./lists.ts";

type MouseEvent = Extract<InputEvent, { type: "mouse" }>;

/** Rows that one notch of the wheel moves. */
const NOTCH = 3;

export function pointed(state: State, event: MouseEvent): Step {
  const target = targetAt(state, layoutOf(state), event.column, event.row);
  if (!target || event.act === "release") return still(state);
  if (event.act === "press") return event.button === 0 ? pressed(state, target) : still(state);
  return target.pane === null
    ? still(state)
    : wheeled(state, target.pane, event.act === "wheel-down" ? NOTCH : -NOTCH);
}

function wheeled(state: State, pane: Pane, by: number): Step {
  if (pane === "detail") return still(scrollDetail(state, by));
  if (pane === "sidebar") {
    return act({ ...state, focus: "sidebar" }, by > 0 ? "cursor.down" : "cursor.up", state.nowMs);
  }
  const list = listOf(state, state.place);
  return still(withList(state, state.place, scrollBy(list, by, roomOf(state, list))));
}

/** A click selects; a click on what is selected opens it. */
function pressed(state: State, target: Target): Step {
  const focused = target.pane === null ? state : { ...state, focus: target.pane };
  switch (target.kind) {
    case "row": {
      const list = listOf(state, state.place);
      if (list.cursor === target.place && state.focus === "list") {
        return act(focused, "record.open", state.nowMs);
      }
      return still(withList(focused, state.place, moveTo(list, target.place, roomOf(state, list))));
    }
    case "heading":
      return onHeading(focused, target.column);
    case "place":
      return still({ ...goTo(focused, target.name), focus: "list" });
    case "tab":
      return still({ ...focused, detail: { ...state.detail, tab: target.tab, top: 0 } });
    case "hint":
      return act(state, target.act, state.nowMs);
    case "message":
      return still({ ...state, message: null });
    case "pane":
      return still(focused);
  }
}

/** Up, then down, then as the list is by itself. */
function onHeading(state: State, column: string): Step {
  const list = listOf(state, state.place);
  const isThis = list.sort?.column === column;
  const sort = isThis && list.sort?.isDescending ? null : { column, isDescending: isThis };
  const { list: next, effects } = sorted(state, state.place, list, sort);
  return { state: withList(state, state.place, next), effects };
}

/** Keys, mouse and pasted text, by what takes them: an overlay, a field, the key table. */
import { type Step, still } from "../actions.ts";
import type { InputEvent } from "../input/events.ts";
import type { Where } from "../keys/acts.ts";
import type { Resolved } from "../keys/keymap.ts";
import { resolve } from "../keys/resolve.ts";
import { FIXED } from "../keys/table.ts";
import { moveTo } from "../list/scroll.ts";
import { concealed, listOf, type State } from "../state.ts";
import { editField } from "../text_field.ts";
import { act } from "./acts.ts";
import { clearFilter, keepFilter, type ListStep, roomOf, typed, withList } from "./lists.ts";
import { advise } from "./messages.ts";
import { overlaid } from "./overlaid.ts";
import { pointed } from "./pointed.ts";
import { greeted } from "./welcomed.ts";

export function input(state: State, event: InputEvent): Step {
  if (event.type === "focus") return still(event.has ? state : concealed(state));
  if (event.type === "key") {
    const always = FIXED.get(event.key);
    if (always) return act(state, always, state.nowMs);
  }
  const heard = event.type === "key" ? read(state) : state;
  if (heard.overlay) return overlaid(heard, heard.overlay, event);
  if (heard.screen !== "main") return greeted(heard, event);
  if (event.type === "mouse") return pointed(heard, event);
  if (listOf(heard, heard.place).filter.isTyping) return typing(heard, event);
  if (event.type === "paste") {
    return advise(heard, "Pasted text is no command.", "filter.open", "filter by it", heard.nowMs);
  }
  return pressed(heard, event.key);
}

/** Whether a key would run as a command now, and which it is: null where keys are text or answers. */
export function commandOf(state: State, key: string): Resolved | null {
  if (state.screen !== "main" || state.overlay || listOf(state, state.place).filter.isTyping) return null;
  return resolve(state.keymap, whereOf(state), state.pendingKeys, key);
}

/** Whoever presses a key has read what was said. */
const read = (state: State): State => state.message ? { ...state, message: null } : state;

function pressed(state: State, key: string): Step {
  // Esc takes back the sequence that has begun, and nothing more.
  if (state.pendingKeys !== "" && key === "esc") return still({ ...state, pendingKeys: "" });
  const resolved = resolve(state.keymap, whereOf(state), state.pendingKeys, key);
  if (resolved.type === "pending") return still({ ...state, pendingKeys: resolved.keys });
  const idle = state.pendingKeys === "" ? state : { ...state, pendingKeys: "" };
  return resolved.type === "act" ? act(idle, resolved.act, state.nowMs) : still(idle);
}

/** The part of the key table that holds. */
export const whereOf = ({ focus }: Pick<State, "focus">): Where => focus;

/** Keys of the filter while it is typed: those that move the cursor go to the list. */
function typing(state: State, event: InputEvent): Step {
  const list = listOf(state, state.place);
  const by = event.type === "key" ? STEPS[event.key] : undefined;
  if (by) {
    const room = roomOf(state, list);
    return still(withList(state, state.place, moveTo(list, list.cursor + by(room), room)));
  }
  if (event.type === "key" && event.key === "esc") return of(state, clearFilter(state, state.place, list));
  if (event.type === "key" && event.key === "enter") return of(state, keepFilter(state, state.place, list));
  const field = editField(list.filter.field, event);
  return field ? of(state, typed(state, state.place, list, field)) : still(state);
}

const STEPS: Readonly<Record<string, ((room: number) => number) | undefined>> = {
  "down": () => 1,
  "up": () => -1,
  "ctrl-n": () => 1,
  "ctrl-p": () => -1,
  "pagedown": (room) => room,
  "pageup": (room) => -room,
};

const of = (state: State, { list, effects }: ListStep): Step => (
  { state: withList(state, state.place, list), effects }
);

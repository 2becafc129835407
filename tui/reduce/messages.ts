/** The line of messages. */
import type { ActName } from "../keys/acts.ts";
import type { Message, State } from "../state.ts";
import { adviceText } from "../views/key_words.ts";
import type { Step } from "../actions.ts";

/** How long a note stays. An error stays until a key. */
const NOTE_MS = 6000;

export const messageOf = (kind: Message["kind"], text: string, nowMs: number): Message => (
  { kind, text, untilMs: kind === "error" ? Infinity : nowMs + NOTE_MS }
);

export const note = (state: State, kind: Message["kind"], text: string, nowMs: number): Step => (
  { state: { ...state, message: messageOf(kind, text, nowMs) }, effects: [] }
);

/** A word on what does not make sense here, and the key of what does. */
export function advise(state: State, text: string, act: ActName, label: string, nowMs: number): Step {
  const advice = adviceText({ message: text, acts: [{ act, label }] }, state.keymap, "list");
  return note(state, "note", `${text} ${advice}`.trim(), nowMs);
}

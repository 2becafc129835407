/** The line of messages. */
import type { Message, State } from "../state.ts";
import type { Step } from "../actions.ts";

/** How long a note stays. An error stays until a key. */
const NOTE_MS = 6000;

export const messageOf = (kind: Message["kind"], text: string, nowMs: number): Message => (
  { kind, text, untilMs: kind === "error" ? Infinity : nowMs + NOTE_MS }
);

export const note = (state: State, kind: Message["kind"], text: string, nowMs: number): Step => (
  { state: { ...state, message: messageOf(kind, text, nowMs) }, effects: [] }
);

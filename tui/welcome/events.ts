/** Events that type something or press a key. */
import type { InputEvent } from "../input/events.ts";

/** A key, or text that was pasted. */
export type Typed = Exclude<InputEvent, { type: "mouse" | "focus" }>;

/** The name of the key; empty for pasted text. */
export const keyOf = (event: Typed): string => event.type === "key" ? event.key : "";

/** A question with a key for each answer. */
import type { InputEvent } from "../input/events.ts";
import type { State } from "../state.ts";
import type { OverlayStep, QuestionOverlay } from "./overlay.ts";

/**
 * What a key answers. Nothing is answered at first, since a key may be held; enter and esc leave everything as it is; the
 * mouse answers nothing.
 */
export function reduceQuestion(
  overlay: QuestionOverlay,
  event: InputEvent,
  view: Pick<State, "nowMs">,
): OverlayStep {
  if (event.type !== "key" || view.nowMs < overlay.fromMs) return { overlay };
  const answer = overlay.answers.find(({ key }) => key === event.key);
  if (event.key === "esc" || event.key === "enter") return { overlay: null };
  if (!answer) return { overlay };
  return answer.choice === null ? { overlay: null } : { overlay: null, choice: answer.choice };
}

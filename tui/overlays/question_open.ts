/** A question as it is when it comes up. */
import type { QuestionOverlay } from "./overlay.ts";

/** A key that is held must not answer: so long none is taken. */
export const QUESTION_REST_MS = 300;

/** @param nowMs by the local clock */
export const openQuestion = (
  { title, lines, answers }: Pick<QuestionOverlay, "title" | "lines" | "answers">,
  nowMs: number,
): QuestionOverlay => ({ kind: "question", title, lines, answers, fromMs: nowMs + QUESTION_REST_MS });

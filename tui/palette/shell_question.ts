/** What cannot be done on the screen is given as a command for a shell. */
import type { Choice } from "../overlays/overlay.ts";
import { openQuestion } from "../overlays/question_open.ts";
import type { State } from "../state.ts";
import { commandLine } from "./shell.ts";

/** A question that shows the command and copies it. @param why a sentence or two before it */
export function askInShell(view: State, title: string, why: string, words: readonly string[]): Choice {
  const text = commandLine(words, view.account?.profile);
  const overlay = openQuestion({
    title,
    lines: [why, "", text],
    answers: [
      { key: "y", label: "copy the command", choice: { type: "copy-text", what: "Command", text } },
      { key: "n", label: "close", choice: null },
    ],
  }, view.nowMs);
  return { type: "open", overlay };
}

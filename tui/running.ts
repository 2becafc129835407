/** Commands of foxden that are run from the palette, their output shown as a page. */
import type { Effect } from "./actions.ts";
import type { Stage } from "./effects.ts";
import type { FormOverlay, PageLine, QuestionOverlay } from "./overlays/overlay.ts";
import { pageCells } from "./overlays/page.ts";
import { openQuestion } from "./overlays/question_open.ts";
import { exportWords, fileOf } from "./palette/exports.ts";
import { commandLine, withHome } from "./palette/shell.ts";
import type { CommandEnd, CommandWish } from "./world.ts";

/** Narrower tables say nothing. */
const LEAST_CELLS = 40;

type RunEffect = Extract<Effect, { type: "run" }>;

/**
 * Runs a command in this process; what prints nothing is told in the line of messages.
 *
 * @param wish what ends it, and the passphrase of a sealed profile
 */
export async function runCommand(
  { world, dispatch, state }: Stage,
  { title, words, form }: RunEffect,
  { signal, passphrase }: Required<Pick<CommandWish, "signal" | "passphrase">>,
): Promise<void> {
  const line = commandLine(words, state().account?.profile);
  dispatch({ type: "told", kind: "note", text: `${line} …`, nowMs: world.now() });
  const columns = Math.max(LEAST_CELLS, pageCells(state().size));
  const keepsFile = form !== undefined && !mayReplace(form);
  const end = await world.run(withHome(words, world.env("HOME")), { columns, signal, passphrase, keepsFile });
  const { exit, out, err } = end;
  if (form && exit !== 0 && state().overlay === null) return refilled(form, end, dispatch, world.now());
  const said = linesOf(err).map((text, at): PageLine =>
    exit !== 0 && at === 0 ? { sign: "error", text } : { text }
  );
  const printed = linesOf(out).map((text): PageLine => ({ text }));
  if (printed.length === 0 && said.length <= 1) {
    const text = said[0]?.text ?? wroteText(end, form);
    return dispatch({ type: "told", kind: exit === 0 ? "note" : "error", text, nowMs: world.now() });
  }
  dispatch({ type: "page-opened", title, lines: [...printed, ...said] });
}

/** Whether somebody has been told of the file that the form names. */
const mayReplace = ({ then, fields }: FormOverlay): boolean =>
  then.type === "export" && then.replaces !== undefined && then.replaces === fileOf(fields);

/** The form comes up again, with what was filled in and with what is wrong; or it is asked whether a file may go. */
function refilled(form: FormOverlay, end: CommandEnd, dispatch: Stage["dispatch"], nowMs: number): void {
  const { file = "", err, isKept = false } = end;
  const overlay = isKept ? askToReplace(form, file, nowMs) : { ...form, cursor: 0, fault: faultText(err) };
  dispatch({ type: "told", kind: "note", text: "Nothing was written.", nowMs });
  dispatch({ type: "chosen", choice: { type: "open", overlay }, nowMs });
}

/** A key that is held in the form must not answer this: it is a question of its own. */
function askToReplace(form: FormOverlay, file: string, nowMs: number): QuestionOverlay {
  const then = form.then.type === "export" ? { ...form.then, replaces: fileOf(form.fields) } : form.then;
  const words = then.type === "export" ? exportWords(then.words, form.fields) : [];
  return openQuestion({
    title: form.title,
    lines: ["There is a file of that name already:", file],
    answers: [
      {
        key: "y",
        label: "replace it",
        choice: { type: "run", title: form.title, words, form: { ...form, then } },
      },
      { key: "n", label: "give another name", choice: { type: "open", overlay: { ...form, cursor: 0 } } },
    ],
  }, nowMs);
}

/** What a failure says, as one text: what, why, and what to try; its code is for scripts. */
const faultText = (err: string): string =>
  linesOf(err).map((text) => text.trim()).filter((text) => text !== "" && !/^code\s/.test(text))
    .map((text) => text.replace(/^foxden: |^why\s+/, "").replace(/^try\s+/, "Try: "))
    .join(". ");

/** What is told of a command that has printed nothing: how much is where. */
function wroteText({ exit, file, isKept }: CommandEnd, form: FormOverlay | undefined): string {
  if (isKept) return `There is a file of that name already: ${file}. Nothing was written.`;
  if (exit !== 0 || file === undefined) return exit === 0 ? "Done." : "It has failed and does not say why.";
  const count = form?.then.type === "export" ? form.then.count : null;
  return count === null ? `Written to ${file}` : `Wrote ${count} to ${file}`;
}

const linesOf = (text: string): string[] =>
  text.split("\n").filter((line, i, all) => line !== "" || i < all.length - 1);

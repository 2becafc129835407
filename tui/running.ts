/** Commands of foxden that are run from the palette, their output shown as a page. */
import type { Effect } from "./actions.ts";
import type { Stage } from "./effects.ts";
import type { PageLine } from "./overlays/overlay.ts";
import { pageCells } from "./overlays/page.ts";
import { commandLine, withHome } from "./palette/shell.ts";

/** Narrower tables say nothing. */
const LEAST_CELLS = 40;

type RunEffect = Extract<Effect, { type: "run" }>;

/**
 * Runs a command in this process; what prints nothing is told in the line of messages.
 *
 * @param signal ends the command
 */
export async function runCommand(
  { world, dispatch, state }: Stage,
  { title, words }: RunEffect,
  signal: AbortSignal,
): Promise<void> {
  const line = commandLine(words, state().account?.profile);
  dispatch({ type: "told", kind: "note", text: `${line} …`, nowMs: world.now() });
  const columns = Math.max(LEAST_CELLS, pageCells(state().size));
  const { exit, out, err } = await world.run(withHome(words, world.env("HOME")), { columns, signal });
  const said = linesOf(err).map((text, at): PageLine =>
    exit !== 0 && at === 0 ? { sign: "error", text } : { text }
  );
  const printed = linesOf(out).map((text): PageLine => ({ text }));
  if (printed.length === 0 && said.length <= 1) {
    const text = said[0]?.text ?? "Done.";
    return dispatch({ type: "told", kind: exit === 0 ? "note" : "error", text, nowMs: world.now() });
  }
  dispatch({ type: "page-opened", title, lines: [...printed, ...said] });
}

const linesOf = (text: string): string[] =>
  text.split("\n").filter((line, i, all) => line !== "" || i < all.length - 1);

/** The first-run screen and the sign-ins as lines. */
import { cellWidth } from "../../app/display/text.ts";
import type { ActName } from "../keys/acts.ts";
import type { Look } from "../look/look.ts";
import type { Size } from "../state.ts";
import { boxLines } from "./box.ts";
import type { Welcome } from "./model.ts";
import { enterWords, pageOf } from "./pages.ts";
import { takesText } from "./welcome.ts";

/** The key of an act in the table in use; undefined or empty where it has none. */
export type KeyOf = (act: ActName) => string | undefined;

/**
 * The body of the screen, between header and hint line.
 *
 * @param size of the body: as many lines come back as it has rows, each exactly as wide as it has columns
 * @param nowMs by the local clock; while something is under way it is drawn anew each second
 */
export function welcomeLines(
  welcome: Welcome,
  size: Size,
  look: Look,
  nowMs: number,
): readonly string[] {
  return boxLines(pageOf(welcome, nowMs), welcome.scroll, size, look);
}

/**
 * What the line of hints says: keys with a word each, three spaces between them; where there is less room, two, and then
 * without those that are known best.
 */
export function welcomeHint(welcome: Welcome, keyOf: KeyOf, columns = Infinity): string {
  const hints = hintsOf(welcome, keyOf);
  for (let lost = 0; lost < hints.length; lost++) {
    const kept = hints.slice().sort((a, b) => b.worth - a.worth).slice(0, hints.length - lost);
    const words = hints.filter((hint) => kept.includes(hint)).map(({ words }) => words);
    const line = [words.join("   "), words.join("  ")].find((each) => cellWidth(each) <= columns);
    if (line !== undefined) return line;
  }
  return "";
}

/** A hint, and how much it is missed where there is no room for it. */
interface Hint {
  readonly words: string;
  readonly worth: number;
}

const hint = (words: string, worth: number): Hint => ({ words, worth });
const ABORT = hint("ctrl-c quit", 6);

function hintsOf(welcome: Welcome, keyOf: KeyOf): readonly Hint[] {
  const { step, busy, canLeave } = welcome;
  const isTop = step.name === "menu" && !canLeave;
  const named = (act: ActName, words: string, worth: number): readonly Hint[] => {
    const key = keyOf(act);
    return key ? [hint(`${key} ${words}`, worth)] : [];
  };
  const help = named("help.open", "help", 4);
  if (busy) return [hint("esc leaves it", 8), ABORT];
  if (takesText(welcome)) {
    return [hint("INSERT", 7), hint(`enter ${enterWords(step)}`, 9), hint("esc back", 8), ABORT];
  }
  const choosing = (digits: string): readonly Hint[] => [
    hint("j/k or arrows move", 2),
    hint("enter choose", 9),
    hint(`${digits} pick`, 1),
  ];
  if (isTop) return [...choosing("1-5"), ...help, ...named("program.back-or-quit", "quit", 8)];
  const last = [...help, ABORT];
  switch (step.name) {
    case "menu":
      return [...choosing("1-5"), hint("esc back", 8), ...last];
    case "way":
      return [...choosing("1-2"), hint("esc back", 8), ...last];
    case "set-up":
      return [hint("y set it up", 9), hint("n not now", 8), ...last];
    case "browser":
      return [hint(`enter ${enterWords(step)}`, 9), hint("esc back", 8), ...last];
    default:
      return [hint("esc back", 8), ...last];
  }
}

/** The first-run screen and the sign-ins as lines. */
import type { ActName } from "../keys/acts.ts";
import type { Look } from "../look/look.ts";
import type { Size } from "../state.ts";
import { boxLines } from "./box.ts";
import type { Welcome } from "./model.ts";
import { pageOf } from "./pages.ts";
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

/** What the line of hints says: keys with a word each, three spaces between them. */
export function welcomeHint(welcome: Welcome, keyOf: KeyOf): string {
  const isTop = welcome.step.name === "menu" && !welcome.canLeave;
  const quit: ActName = isTop ? "program.back-or-quit" : "program.quit";
  const program: readonly (readonly [ActName, string])[] = [["help.open", "help"], [quit, "quit"]];
  const named = program.flatMap(([act, word]) => keyOf(act) ? [`${keyOf(act)} ${word}`] : []);
  if (welcome.busy) return "esc leaves it   ctrl-c quit";
  if (takesText(welcome)) return "INSERT   enter go on   esc back   ctrl-c quit";
  switch (welcome.step.name) {
    case "menu":
      return ["j/k or arrows move", "enter choose", "1-5 pick", ...named].join("   ");
    case "way":
      return ["j/k or arrows move", "enter choose", "1-2 pick", "esc back", ...named].join("   ");
    case "set-up":
      return ["y set it up", "n not now", ...named].join("   ");
    default:
      return ["esc back", ...named].join("   ");
  }
}

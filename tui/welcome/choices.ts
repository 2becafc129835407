/** Lists of things to choose from, by number or by cursor. */
import { lineOf } from "../lines/text.ts";
import { type Block, line } from "./blocks.ts";

const NAME_CELLS = 22;

/** A line for each choice: its number, its name, and what it means. */
export function choiceBlocks(
  choices: readonly (readonly [name: string, about: string])[],
  cursor: number,
): readonly Block[] {
  return choices.map(([name, about], at) => {
    const isHere = at === cursor;
    const words = name.padEnd(NAME_CELLS);
    return line((width, look) =>
      lineOf(
        [
          { text: isHere ? `${look.signs.cursor} ` : "  ", role: "accent" },
          { text: `${at + 1}  `, role: "key" },
          isHere ? { text: words, role: "cursor" } : words,
          { text: `  ${about}`, role: "muted" },
        ],
        width,
        look,
      ), { isFocus: isHere });
  });
}

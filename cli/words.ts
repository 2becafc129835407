/** A command line in a variable, taken apart into words without a shell. */
import { FoxdenError } from "../core/errors.ts";

/**
 * Words are parted by blanks; quotes of either kind hold one together, and a backslash takes the next blank, quote or
 * backslash as it is, but for what stands in single quotes. Nothing else means anything: no variable, no pattern, no
 * pipe.
 *
 * @param from the flag or variable that brought the text
 * @throws {FoxdenError} `usage.value` for a quote without its other half, and where there is no word
 */
export function splitWords(from: string, text: string): [string, ...string[]] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\\" && quote !== "'" && /[\s"'\\]/.test(text.charAt(i + 1))) {
      word = (word ?? "") + text.charAt(++i);
    } else if (quote !== "") {
      if (character === quote) quote = "";
      else word = (word ?? "") + character;
    } else if (character === '"' || character === "'") {
      [quote, word] = [character, word ?? ""];
    } else if (!/\s/.test(character)) {
      word = (word ?? "") + character;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  const [program, ...args] = words;
  if (quote !== "") throw new FoxdenError("usage.value", `${from}: a quote is not closed`, { name: from });
  if (!program) throw new FoxdenError("usage.value", `${from}: expected a program to run`, { name: from });
  return [program, ...args];
}

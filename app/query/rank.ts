/**
 * How well a row fits the words of a query.
 *
 * For each free word the best place counts where it is found; less is better:
 *
 *     0  the first text, which is the title or name, begins with it, and it ends there with a word
 *     1  the first text begins with it
 *     2  it is a whole word of the first text
 *     3  a word of the first text begins with it
 *     4  it is within a word of the first text
 *     5  only its letters are in the first text, in their order (`fuzzy~`)
 *     6 to 9  the same as 2 to 5, of the other texts
 *
 * The rank of a row is the sum of these. Fields and negated words do not count.
 */
import type { Query } from "./terms.ts";
import { endsWord, type Finder, finder, foldedTest, startsWord } from "./text.ts";

const ONLY_LETTERS = 5;
const ELSEWHERE = 4;
const AT_START = -2;

/** The rank of a text: the folded texts of a row in one, of which the first ends at `firstEnd`. */
export type TextRank = (line: string, firstEnd: number) => number;

/** Compiles the rank of rows that a query holds for. */
export function compileRank({ terms }: Query): TextRank {
  const ranks = terms.flatMap(({ word, condition }) =>
    condition.kind === "text" && condition.pattern.text !== "" && !word.negated
      ? [wordRank(condition.pattern.text)]
      : []
  );
  return (line, firstEnd) => {
    let sum = 0;
    for (const rank of ranks) sum += rank(line, firstEnd);
    return sum;
  };
}

function wordRank(word: string): TextRank {
  const find = finder(word);
  const hasLetters = foldedTest({ mode: "subsequence", text: word });
  return (line, firstEnd) => {
    const rank = bestPlace(find, word.length, line, firstEnd);
    if (rank !== undefined) return rank;
    return hasLetters(line.slice(0, firstEnd)) ? ONLY_LETTERS : ONLY_LETTERS + ELSEWHERE;
  };
}

/** The best of the places where a word stands, in the first text if it is there; undefined where it stands nowhere. */
function bestPlace(find: Finder, length: number, line: string, firstEnd: number): number | undefined {
  let best: number | undefined;
  find(line, (_, at) => {
    const isFirst = at + length <= firstEnd;
    // What comes later is in other texts, which is worse than any place in the first one.
    if (!isFirst && best !== undefined && best < ONLY_LETTERS) return true;
    const rank = placeRank(line, at, at + length) + (isFirst ? at === 0 ? AT_START : 0 : ELSEWHERE);
    if (best === undefined || rank < best) best = rank;
    return best === 0 || best === 2 + ELSEWHERE;
  });
  return best;
}

/** Of any place but the start of a row. */
function placeRank(line: string, at: number, end: number): number {
  if (!startsWord(line, at)) return 4;
  return endsWord(line, end) ? 2 : 3;
}

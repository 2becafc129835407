/** One guess at what a mistyped word was meant to be. */
import { nearest } from "../app/nearest.ts";

export { editDistance, nearest as suggest } from "../app/nearest.ts";

/** A guess as a sentence to append, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? "" : `. Did you mean "${guess}"?`;
}

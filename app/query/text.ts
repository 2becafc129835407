/** Finding text the way people type it: without regard to case, accents or width. */

/** How a folded pattern is looked for in folded text. */
export interface Pattern {
  /** `prefix` begins at the start of a word, `label` after a dot; `subsequence` allows gaps between the letters. */
  readonly mode: "substring" | "prefix" | "label" | "subsequence" | "equal";
  /** Already folded. */
  readonly text: string;
}

// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/**
 * Makes texts comparable that differ only in case, accents or width: NFKD without marks, in lower case.
 *
 * Folding twice changes nothing, and the fold of a part of a text is a part of its fold.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  // Lower-casing knows a second sigma for the end of a word, so one spelling would depend on what follows.
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replaceAll("ς", "σ");
}

/** @param text folded, as the pattern is */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  switch (pattern.mode) {
    case "substring":
      return text.includes(pattern.text);
    case "equal":
      return text === pattern.text;
    case "prefix":
      return startsWord(text, pattern.text);
    case "label":
      return text.startsWith(pattern.text) || text.includes(`.${pattern.text}`);
    case "subsequence":
      return isSubsequence(pattern.text, text);
  }
}

function startsWord(text: string, prefix: string): boolean {
  for (let at = text.indexOf(prefix); at !== -1; at = text.indexOf(prefix, at + 1)) {
    if (!/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at))) return true;
  }
  return false;
}

function isSubsequence(letters: string, text: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at);
    if (at === -1) return false;
    at += letter.length;
  }
  return true;
}

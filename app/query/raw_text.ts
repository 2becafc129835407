/** The same tests on text as it is, which need not fold most of what they are given. */
import { fold, foldedTest, type Pattern, type TextTest } from "./text.ts";

/**
 * Characters beyond ASCII whose fold is something, and nothing of it ASCII: what stands beside them is found as if they
 * were not there. Chosen for what titles and addresses are full of: signs, Greek, Cyrillic, Hebrew, Arabic, kana,
 * Chinese, Hangul, faces.
 */
const INERT =
  "\\u00a1-\\u00a7\\u00a9\\u00ab-\\u00ae\\u00b0\\u00b1\\u00b5-\\u00b7\\u00bb\\u00bf\\u00d7\\u00f7" +
  "\\u0386-\\u038a\\u038c\\u038e-\\u03a1\\u03a3-\\u0482\\u048a-\\u052f\\u05d0-\\u05ea\\u0620-\\u064a\\u0671-\\u06d3" +
  "\\u2010-\\u2016\\u2018-\\u2023\\u3041-\\u3096\\u30a1-\\u30fc\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff66-\\uff9d" +
  "\\ud83d\\ud83e\\udc00-\\udfef";

/** Latin letters with accents, most of which fold to one letter of ASCII: from, to. */
const LATIN = [[0xc0, 0x24f], [0x1e00, 0x1eff]] as const;

// deno-lint-ignore no-control-regex
const BEYOND_ASCII = /[^\x00-\x7f]/;

/** Expressions have to be compiled, and this is about as much as a person types. */
const LONGEST = 64;

/** Compiles a pattern into a test that says of any text what {@link foldedTest} says of its fold. */
export function rawTest(pattern: Pattern): TextTest {
  const test = foldedTest(pattern);
  const mayHold = preTest(pattern);
  return (text) => mayHold.test(text) && test(fold(text));
}

/** Finds something in every text that the pattern may be in, and little else. @param within texts of ASCII alone, or all */
export function preTest({ mode, text }: Pattern, within: "ascii" | "all" = "all"): RegExp {
  if (BEYOND_ASCII.test(text)) return BEYOND_ASCII;
  if (text.length > LONGEST || text === "") return /^/;
  const { forms, foldable } = letters ??= readLetters();
  const units = Array.from(
    text,
    (letter) => formsOf(letter, within === "all" ? forms.get(letter) ?? "" : ""),
  );
  const sought = mode === "subsequence"
    ? `^${units.map((unit) => `[^${unit}]*[${unit}]`).join("")}`
    : units.map((unit) => `[${unit}]`).join("");
  return new RegExp(within === "all" ? `${sought}|${foldable}` : sought);
}

interface Letters {
  /** The letters with accents that fold to a letter of ASCII. */
  readonly forms: ReadonlyMap<string, string>;
  /** Finds what may become a letter of ASCII in other ways, as ﬁ does, or vanish between two of them, as an accent does. */
  readonly foldable: string;
}

let letters: Letters | undefined;

function readLetters(): Letters {
  const forms = new Map<string, string>();
  let known = "";
  for (const [from, to] of LATIN) {
    for (let point = from; point <= to; point++) {
      const letter = String.fromCharCode(point);
      const folded = fold(letter);
      if (folded.length !== 1) continue;
      known += letter;
      forms.set(folded, (forms.get(folded) ?? "") + letter);
    }
  }
  return { forms, foldable: `[^\\x00-\\x7f${INERT}${known}]` };
}

/** What one letter of a folded text may have been, for use between brackets: as numbers where it might mean something there. */
function formsOf(letter: string, withAccents: string): string {
  const capital = letter.toUpperCase();
  return escaped(letter) + (capital === letter ? "" : escaped(capital)) + withAccents;
}

const escaped = (letter: string): string => `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;

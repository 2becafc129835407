/** The same tests on text as it is, which need not fold most of what they are given. */
import { fold, foldedTest, type Pattern, type TextTest } from "./text.ts";

/**
 * Letters and signs that mostly fold to one character each, from and to: what titles and addresses are full of. Signs and
 * Latin, Greek, Cyrillic, Hebrew, Arabic, more Latin, dashes and quotation marks, kana, narrow kana.
 */
const RANGES: readonly (readonly [number, number])[] = [
  [0xa1, 0x24f],
  [0x386, 0x3ff],
  [0x400, 0x52f],
  [0x5d0, 0x5ea],
  [0x620, 0x6d3],
  [0x1e00, 0x1eff],
  [0x2010, 0x2023],
  [0x3041, 0x30fc],
  [0xff66, 0xff9d],
];

const IDEOGRAPH = /^[\u4e00-\u9fff]$/;

/** Ideographs fold to themselves, Hangul and faces to nothing that a part of {@link RANGES} folds to. */
const OTHERS = "\\u4e00-\\u9fff\\uac00-\\ud7a3\\ud83d\\ud83e\\udc00-\\udfef";

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
  if (text.length > LONGEST || text === "") return /^/;
  const { forms, foldable } = letters ??= readLetters();
  const units = text.split("").map((unit) => formsOf(unit, within === "all" ? forms : undefined));
  if (units.includes(undefined)) return BEYOND_ASCII;
  const sought = mode === "subsequence"
    ? `^${units.map((unit) => `[^${unit}]*[${unit}]`).join("")}`
    : units.map((unit) => `[${unit}]`).join("");
  return new RegExp(within === "all" ? `${sought}|${foldable}` : sought);
}

interface Letters {
  /** What folds to a character, beside itself in the other case. */
  readonly forms: ReadonlyMap<string, string>;
  /** Finds what may become such a character in other ways, as ﬁ does, or vanish between two of them, as an accent does. */
  readonly foldable: string;
}

let letters: Letters | undefined;

function readLetters(): Letters {
  const forms = new Map<string, string>();
  let known = "";
  for (const [from, to] of RANGES) {
    for (let point = from; point <= to; point++) {
      const letter = String.fromCharCode(point);
      const folded = fold(letter);
      if (folded.length !== 1) continue;
      known += letter;
      forms.set(folded, (forms.get(folded) ?? "") + letter);
    }
  }
  return { forms, foldable: `[^\\x00-\\x7f${known}${OTHERS}]` };
}

/** What one character of a folded text may have been, for use between brackets; undefined where that is not known. */
function formsOf(unit: string, forms: Letters["forms"] | undefined): string | undefined {
  if (BEYOND_ASCII.test(unit)) return IDEOGRAPH.test(unit) ? unit : forms?.get(unit);
  const capital = unit.toUpperCase();
  return escaped(unit) + (capital === unit ? "" : escaped(capital)) + (forms?.get(unit) ?? "");
}

/** As a number, so that it means nothing else between brackets. */
const escaped = (unit: string): string => `\\x${unit.charCodeAt(0).toString(16).padStart(2, "0")}`;

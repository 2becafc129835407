/** Texts as they may come from a server, for lines that must keep their width whatever they hold. */
import fc from "fast-check";
import { cellWidth } from "../../../app/display/text.ts";

const PIECES = [
  ..."aZ09 /.:?&=%#*-_",
  ...["日", "本", "語", "が", "ﾊﾞ", "한", "글", "Ａ", "é", "ß", "ﬁ", "…", "İ", "ς"],
  ...["👨‍👩‍👧", "⚠️", "⚠", "🇩🇪", "🇩", "👍🏿", "🏿", "1️⃣", "☺︎"],
  ...[
    "e\u0301",
    "\u0301",
    "\u20e3",
    "\ufe0f",
    "\u200d",
    "\u0e33",
    "\u0903",
    "\u0600",
    "\u070f",
    "\u1100",
    "\u1161",
  ],
  ...[
    "\x1b[31m",
    "\x1b",
    "\n",
    "\t",
    "\r",
    "\0",
    "\x9b",
    "\x07",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ud83d",
    "\udc00",
  ],
];

/** Hostile and harmless: CJK, emoji, combining marks, controls, direction changes, halves of characters. */
export const syncedText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("", "日本語 👨‍👩‍👧 ⚠️ e\u0301 \u202e x \x1b[31m", "x".repeat(20_000)),
);

/** Addresses, and what is none. */
export const syncedUrl: fc.Arbitrary<string> = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  syncedText.map((text) => `https://a.example/${text}`),
  syncedText,
);

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Cells that a screen made of graphemes gives a line: parts of one style stand for themselves, and none takes no cell. */
export function screenCells(line: string): number {
  // deno-lint-ignore no-control-regex
  const parts = line.split(/\x1b\[[\d;]*m/).filter((part) => part !== "");
  const whole = parts.flatMap((part) => Array.from(graphemes.segment(part), ({ segment }) => segment));
  return whole.reduce((sum, each) => sum + Math.max(1, cellWidth(each)), 0);
}

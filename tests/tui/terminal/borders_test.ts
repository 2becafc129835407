/** Rows on terminals that disagree about widths: whatever a terminal makes of a title, the borders stay where they are. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { cellWidth, pad, takeStart } from "../../../app/display/text.ts";
import { FrameFilter } from "../../../tui/terminal/frames.ts";
import { enterText } from "../../../tui/terminal/modes.ts";

const COLUMNS = 20;

/** How many cells a terminal gives one code point. */
type Widths = (character: string) => number;

const isMark = (character: string) => /^[\p{M}\u200d\ufe0f]$/u.test(character);
const isPicture = (character: string) =>
  /^[\p{Extended_Pictographic}\p{RI}\p{Emoji_Modifier}]$/u.test(character);

/** What real ones do: some join nothing, some know no pictures, some give everything unknown two cells or one. */
const TERMINALS: Readonly<Record<string, Widths>> = {
  "joins nothing": (character) => isMark(character) ? 0 : isPicture(character) ? 2 : cellWidth(character),
  "knows no pictures": (character) => isMark(character) ? 0 : isPicture(character) ? 1 : cellWidth(character),
  "shows every mark": (character) => isMark(character) ? 1 : cellWidth(character),
  "shows nothing that is new": (character) =>
    isMark(character) || isPicture(character) ? 0 : cellWidth(character),
};

/** A screen as such a terminal shows it, as rows of cells. */
function shown(text: string, widthOf: Widths): string[][] {
  const rows: string[][] = [[]];
  let column = 0;
  let wraps = true;
  const put = (character: string, cells: number) => {
    if (column + cells > COLUMNS && wraps) {
      rows.push([]);
      column = 0;
    }
    column = Math.min(column, COLUMNS - Math.max(1, cells));
    const row = rows.at(-1) ?? [];
    for (let at = 0; at < cells; at++) row[column + at] = at === 0 ? character : "";
    column += cells;
  };
  for (const [token, move, mode] of text.matchAll(TOKENS)) {
    if (mode !== undefined) wraps = mode === "h";
    else if (move !== undefined) column = Math.min(Number(move), COLUMNS) - 1;
    else if (token === "\n") column = rows.push([]) * 0;
    else if (!token.startsWith("\x1b")) put(token, widthOf(token));
  }
  return rows;
}

const TOKENS = new RegExp(
  String.raw`\x1b\[(\d+)G|\x1b\[\?7([hl])|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\n|[^\x00-\x1f]`,
  "gu",
);

const titles = fc.array(
  fc.oneof(
    fc.constantFrom(
      "👨‍👩‍👧",
      "⚠️",
      "1️⃣",
      "🇩🇪",
      "👩🏽‍🚀",
      "\u{1fae8}",
      "a\u0300\u0301\u0302",
      "नि",
      "क्षत्रिय",
      "日本",
      "é",
      "e\u0301",
    ),
    fc.stringMatching(/^[ -~]{1,6}$/),
  ),
  { maxLength: 12 },
).map((parts) => parts.join(""));

const inner = COLUMNS - 2;
const rowOf = (title: string) => `|${pad(takeStart(title, inner), inner)}|`;

for (const [name, widthOf] of Object.entries(TERMINALS)) {
  Deno.test(`borders stay in their column on a terminal that ${name}`, () => {
    fc.assert(fc.property(fc.array(titles, { minLength: 1, maxLength: 5 }), (all) => {
      const frame = new FrameFilter().feed(all.map(rowOf).join("\n"));
      const rows = shown(enterText(true, { term: "xterm" }) + frame, widthOf);
      assert.equal(rows.length, all.length);
      for (const row of rows) {
        assert.equal(row[0], "|");
        assert.equal(row[COLUMNS - 1], "|");
        assert.equal(row.length, COLUMNS);
      }
    }));
  });
}

Deno.test("without any of it, the same borders would move", () => {
  const widthOf = TERMINALS["joins nothing"] ?? cellWidth;
  assert.notEqual(shown(rowOf("👨‍👩‍👧"), widthOf)[0]?.[COLUMNS - 1], "|");
});

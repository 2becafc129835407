import assert from "node:assert/strict";
import fc from "fast-check";
import { cellWidth } from "../../../app/display/text.ts";
import {
  blank,
  filled,
  fit,
  fitted,
  inOneLine,
  lineOf,
  lineWidth,
  type Piece,
  piecesWidth,
  shown,
  spread,
  withoutStyles,
} from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { syncedText, syncedUrl } from "./texts.ts";

const { look } = makeLook({ isAscii: false, colors: "256" });
const { look: ascii } = makeLook({ isAscii: true, colors: "none" });
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const piece: fc.Arbitrary<Piece> = fc.oneof(
  syncedText,
  syncedText.map((text) => ({ role: "match" as const, text })),
);

Deno.test("a text that is shown has no control character, and no grapheme that takes no cell", () => {
  fc.assert(
    fc.property(syncedText, (text) => {
      const safe = shown(text);
      assert.doesNotMatch(safe, /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      for (const { segment } of graphemes.segment(safe)) {
        assert.ok(cellWidth(segment) > 0, JSON.stringify(safe));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("a mark that would join the border before it is written out", () => {
  assert.equal(shown("\u0301x"), "\\u0301x");
  assert.equal(shown("e\u0301x"), "e\u0301x");
});

Deno.test("a text that is fitted takes exactly its cells, whatever it is", () => {
  fc.assert(
    fc.property(
      syncedUrl,
      fc.nat(120),
      fc.constantFrom("end", "url" as const),
      fc.constantFrom("end", "start" as const),
      (text, cells, cut, side) => {
        assert.equal(cellWidth(fitted(text, cells, look, cut, side)), cells);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("titles are cut at the end, addresses in the middle, with a sign that the terminal has", () => {
  assert.equal(fit("A title of some length", 10, look), "A title o…");
  assert.equal(fit("A title of some length", 10, ascii), "A title o~");
  assert.equal(fit("https://a.example/one/two/three/last", 28, ascii, "url"), "https://a.example/one/~/last");
});

Deno.test("pieces with blanks between make a line of exactly its width, painted or not", () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 5 }),
      fc.array(piece, { maxLength: 3 }),
      fc.nat(200),
      (start, end, width) => {
        assert.equal(lineWidth(lineOf(start.flatMap((each) => [each, " "]), width, look)), width);
        assert.equal(lineWidth(spread(start.slice(0, 1), end.slice(0, 1), width, look)), width);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("what stands at the end of a line keeps its room", () => {
  assert.equal(spread(["a long beginning"], ["end"], 12, look), "a long … end");
  assert.equal(withoutStyles(spread(["ab"], [{ role: "warn", text: "end" }], 8, look)), "ab   end");
});

Deno.test("lines are filled up with blank ones, and cut where there are too many", () => {
  assert.deepEqual(filled(["abc"], 3, 3), ["abc", blank(3), blank(3)]);
  assert.deepEqual(filled(["abc", "def"], 1, 3), ["abc"]);
});

Deno.test("of pieces that are far too long no more is looked at than it takes to know so", () => {
  const width = piecesWidth(["日".repeat(100_000), { role: "match", text: "x".repeat(100_000) }], 60);
  assert.ok(width > 60 && width < 5000, String(width));
  assert.equal(piecesWidth(["日本", " ab"], 60), 7);
});

Deno.test("a text of several lines is one line, joined as it is wanted", () => {
  assert.equal(inOneLine("1 Road \r\n  Floor 2\n", ", "), "1 Road, Floor 2");
  assert.equal(inOneLine(" as it is ", ", "), " as it is ");
});

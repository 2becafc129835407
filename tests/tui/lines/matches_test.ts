import assert from "node:assert/strict";
import fc from "fast-check";
import { cellWidth } from "../../../app/display/text.ts";
import { parseQuery } from "../../../app/query/query.ts";
import { fold } from "../../../app/query/text.ts";
import { aroundHit, highlighter, spansIn } from "../../../tui/lines/matches.ts";
import { shown, withoutStyles } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { syncedText } from "./texts.ts";

const { look } = makeLook({
  isAscii: false,
  colors: "none",
  theme: new Map([["match", { text: "underline", line: 1 }]]),
});
const found = (words: string, text: string, column = "title"): string => {
  const query = parseQuery(words, { fields: ["host", "title", "tag"], nowMs: 0 });
  return highlighter(query).paint(column, text, look).replaceAll("\x1b[4m", "[").replaceAll("\x1b[24m", "]");
};

Deno.test("hits are underlined without regard to case, accents and width", () => {
  assert.equal(found("deno", "Deno and DENO"), "[Deno] and [DENO]");
  assert.equal(found("cafe", "Café au lait"), "[Café] au lait");
  assert.equal(found("office", "ＯＦＦＩＣＥ oﬃce"), "[ＯＦＦＩＣＥ] [oﬃce]");
  assert.equal(found("日本", "東京は日本です"), "東京は[日本]です");
});

Deno.test("part of a letter is never underlined", () => {
  assert.equal(found("f", "oﬃce"), "o[ﬃ]ce");
  assert.equal(found("e", "e\u0301a"), "[e\u0301]a");
});

Deno.test("words with signs of their own are found as the query finds them", () => {
  assert.equal(found("'no", "deno notes"), "deno [no]tes");
  assert.equal(found("dn~", "deno"), "[d]e[n]o");
  assert.equal(found("ab bc", "xabcx"), "x[abc]x");
  assert.equal(found("-deno rest", "deno rest"), "deno [rest]");
});

Deno.test("what is sought in one field is underlined in its column alone", () => {
  assert.equal(found("title:deno", "deno", "title"), "[deno]");
  assert.equal(found("title:deno", "deno", "url"), "deno");
  assert.equal(found("host:a.example", "https://a.example/x", "url"), "https://[a.example]/x");
  assert.equal(found("tag:dev", "dev,deno", "tags"), "[dev],deno");
});

Deno.test("underlining changes nothing of a text, and finds a word in every text that has it", () => {
  fc.assert(
    fc.property(syncedText, syncedText, fc.constantFrom("deno", "a", "日", "e"), (before, after, word) => {
      const text = shown(`${before.slice(0, 100)} ${word} ${after.slice(0, 100)}`);
      const query = parseQuery(word, { fields: [], nowMs: 0 });
      assert.equal(withoutStyles(highlighter(query).paint("title", text, look)), text);
      const spans = spansIn(text, [{ mode: "substring", text: fold(word) }]);
      assert.ok(spans.length > 0);
      for (const { from, to } of spans) assert.ok(fold(text.slice(from, to)).includes(fold(word)));
    }),
    { numRuns: 200 },
  );
});

Deno.test("of a long text the part around a hit is shown, whole and with signs for what is cut", () => {
  const around = (text: string, from: number, cells: number) =>
    aroundHit(text, { from, to: from + 4 }, cells, look);
  assert.equal(around("https://github.com/denoland/x/1361", 19, 14), "…com/denoland…");
  assert.equal(around("a deno page of some length", 2, 14), "a deno page o…");
  assert.equal(around("at the very end is deno", 19, 14), "…y end is deno");
});

Deno.test("the part around a hit fits into its cells, and the hit is in it where it can be", () => {
  fc.assert(
    fc.property(syncedText, syncedText, fc.integer({ min: 8, max: 60 }), (before, after, cells) => {
      const text = shown(`${before.slice(0, 80)} deno ${after.slice(0, 80)}`);
      const [span] = spansIn(text, [{ mode: "substring", text: "deno" }]);
      assert.ok(span);
      const part = aroundHit(text, span, cells, look);
      assert.ok(cellWidth(part) <= cells);
      assert.match(part, /deno/);
    }),
    { numRuns: 300 },
  );
});

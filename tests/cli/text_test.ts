import assert from "node:assert/strict";
import fc from "fast-check";
import stringWidth from "string-width";
import { cellWidth, cutEnd, cutUrl, pad, takeEnd, takeStart, visible, wrap } from "../../cli/text.ts";

const graphemesOf = (text: string) =>
  [...new Intl.Segmenter("en").segment(text)].map(({ segment }) => segment);

/** Any UTF-16 at all, with lone surrogates, controls, marks and emoji well represented. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(
      "a",
      " ",
      "日",
      "👨‍👩‍👧",
      "⚠️",
      "\u0301",
      "\x1b[31m",
      "\u202e",
      "🇩🇪",
      "/",
      "?",
      "…",
      "\u{1f3fd}",
    ),
  ),
});

Deno.test("what moves a cursor, ends a line or turns the direction is written out", () => {
  assert.equal(visible("\x1b[31mred\n\x7f\x9b"), "\\x1b[31mred\\x0a\\x7f\\x9b");
  assert.equal(
    visible("\u202egnp.exe\u2066\u200f\u061c\u2028"),
    "\\u202egnp.exe\\u2066\\u200f\\u061c\\u2028",
  );
  assert.equal(visible("\ud83d half"), "\\ud83d half");
  assert.equal(visible("日本語 👨‍👩‍👧 ⚠️ é e\u0301"), "日本語 👨‍👩‍👧 ⚠️ é e\u0301");
});

Deno.test("no text keeps a control character, a bidi control or a lone surrogate", () => {
  fc.assert(fc.property(anyText, (text) => {
    const shown = visible(text);
    assert.doesNotMatch(shown, /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
    assert.equal(visible(shown), shown);
  }));
});

Deno.test("characters taken for narrow without a look are one cell wide each", () => {
  for (let code = 0x20; code < 0x483; code++) {
    const character = String.fromCharCode(code);
    const isTaken = code < 0x7f || (code > 0xa0 && code < 0x300 && code !== 0xad) || code >= 0x400;
    if (isTaken) assert.equal(stringWidth(character), 1, code.toString(16));
    if (visible(character) === character) {
      assert.equal(cellWidth(character), stringWidth(character), code.toString(16));
    }
  }
});

Deno.test("wide characters take two cells and padding counts them so", () => {
  assert.equal(cellWidth("日本"), 4);
  assert.equal(pad("日本", 6), "日本  ");
  assert.equal(pad("12", 4, "start"), "  12");
});

Deno.test("a cut text is never wider than asked, and is made of whole graphemes", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 40 }), (raw, cells) => {
      const text = visible(raw);
      for (
        const cut of [cutEnd(text, cells), cutUrl(text, cells), takeStart(text, cells), takeEnd(text, cells)]
      ) {
        assert.ok(cellWidth(cut) <= cells, `${JSON.stringify(cut)} in ${cells}`);
      }
      const whole = graphemesOf(text);
      const start = takeStart(text, cells);
      assert.equal(start, whole.slice(0, graphemesOf(start).length).join(""));
      const end = takeEnd(text, cells);
      assert.equal(end, whole.slice(whole.length - graphemesOf(end).length).join(""));
    }),
    { numRuns: 300 },
  );
});

Deno.test("a text that fits is not cut", () => {
  fc.assert(fc.property(anyText.map(visible), (text) => {
    assert.equal(cutEnd(text, cellWidth(text)), text);
    assert.equal(cutUrl(text, cellWidth(text)), text);
  }));
});

Deno.test("a title is cut at its end", () => {
  assert.equal(cutEnd("Release notes of Deno", 14), "Release notes…");
  assert.equal(cutEnd("日本語のページ", 6), "日本…");
  assert.equal(cutEnd("anything", 0), "");
});

Deno.test("an address is cut in the middle: host and last part of the path stay", () => {
  const url = "https://github.com/denoland/deno/issues/26512";
  assert.equal(cutUrl(url, 45), url);
  assert.equal(cutUrl(url, 40), "github.com/denoland/deno/issues/26512");
  assert.equal(cutUrl(url, 30), "github.com/denoland/den…/26512");
  assert.equal(cutUrl(url, 17), "github.com…/26512");
  assert.equal(cutUrl(url, 14), "github.com…512");
});

Deno.test("of an address cut short the query goes before the path", () => {
  assert.equal(cutUrl("https://e.example/watch?v=dQw4w9WgXcQ&list=1", 24), "e.example/watch?v=dQw4w…");
  assert.equal(cutUrl("https://e.example/a/long/path/page?q=1", 18), "e.example/a…/page…");
});

Deno.test("of a host that is too long the end stays, which says whose it is", () => {
  assert.equal(cutUrl("https://www.bank.example.evil.example/x", 14), "….evil.example");
  assert.equal(cutUrl("https://wiki.example.org/run", 17), "wiki.example.org…");
  assert.equal(cutUrl("https://wiki.example.org/run", 16), "wiki.example.org");
  assert.equal(cutUrl("http://grafana.lan:3000/", 16), "grafana.lan:3000");
});

Deno.test("text wraps at spaces and keeps every word", () => {
  assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
  assert.deepEqual(wrap("immeasurable x", 4), ["immeasurable", "x"]);
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }), (words) => {
    const lines = wrap(words.join(" "), 12);
    assert.equal(lines.join(" "), words.join(" "));
    for (const line of lines) assert.ok(line.length <= 12);
  }));
});

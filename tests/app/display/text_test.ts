import assert from "node:assert/strict";
import fc from "fast-check";
import stringWidth from "string-width";
import {
  cellWidth,
  clip,
  cutEnd,
  cutUrl,
  pad,
  screenLines,
  takeEnd,
  takeStart,
  visible,
  wrap,
} from "../../../app/display/text.ts";

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

Deno.test("what shows nothing is written out, since terminals do not agree on how wide it is", () => {
  assert.equal(visible("soft\xadhyphen\u200b\u2060\ufeff"), "soft\\xadhyphen\\u200b\\u2060\\ufeff");
  assert.equal(visible("\u115f\u3164\uffa0\ufff9"), "\\u115f\\u3164\\uffa0\\ufff9");
  assert.equal(visible("\u{e0041}\u{e0001}"), "\\u{e0041}\\u{e0001}", "tags, in which a text can hide");
});

Deno.test("a joiner stays where it joins emoji, or letters of scripts that need it, and is written out elsewhere", () => {
  for (const joined of ["👨‍👩‍👧", "👩🏽‍🚀", "❤️‍🔥", "क्‍ष", "م‍ن", "می‌خواهم"]) assert.equal(visible(joined), joined);
  assert.equal(visible("a\u200db"), "a\\u200db");
  assert.equal(visible("\u200d\u200d"), "\\u200d\\u200d");
  assert.equal(visible("👨\u200d\u200d👧"), "👨\\u200d\\u200d👧");
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

/** Texts of ten million characters, of kinds that are slow to look at or take no room. */
const ENDLESS: Readonly<Record<string, string>> = {
  plain: "a".repeat(1e7),
  wide: "日".repeat(1e7),
  marks: `e${"\u0301".repeat(1e7)}`,
  nothing: "\u200c".repeat(1e7),
  joined: "👩\u200d".repeat(3e6),
  escapes: "\x1b]8;;https://evil.example\x07".repeat(3e5),
};

for (const [kind, endless] of Object.entries(ENDLESS)) {
  Deno.test(`a text of ten million characters is cut before anybody looks at all of it: ${kind}`, () => {
    for (const cells of [0, 1, 20, 200]) {
      for (const text of [endless, `https://e.example/${endless}`, `https://${endless}/x?y`]) {
        for (const cut of [cutEnd, cutUrl, takeStart, takeEnd].map((each) => each(text, cells))) {
          assert.ok(cut.length <= 16 * (cells + 8) && cellWidth(cut) <= cells, kind);
        }
        for (const kind of [undefined, "url"] as const) {
          const shown = visible(clip(text, cells, kind));
          assert.ok(cellWidth(cutEnd(shown, cells)) <= cells);
          assert.ok(shown.length <= 40 * (16 * cells + 64));
        }
      }
      assert.equal(screenLines(endless, 80, 24), 24);
      assert.equal(wrap(`${endless} b`, 80).length, 2);
    }
  });
}

Deno.test("no part is shown of a character that goes on for ever", () => {
  const endless = `e${"\u0301".repeat(1e6)}`;
  assert.deepEqual([takeStart(`ab${endless}`, 20), takeEnd(`${endless}ab`, 20)], ["ab", "ab"]);
  assert.deepEqual([takeStart(endless, 20), takeEnd(endless, 20), cutEnd(endless, 20)], ["", "", "…"]);
});

Deno.test("of a host too long for a screen its start stays where that is asked for, and nothing of the path", () => {
  const url = "http://grafana.ana.lan:3000/d/abc";
  assert.equal(cutUrl(url, 20, "start"), "http://grafana.ana.…");
  assert.equal(cutUrl("grafana.ana.lan:3000/d/abc", 20, "start"), "grafana.ana.lan:300…");
  assert.equal(cutUrl("grafana.ana.lan:3000/d/abc", 24, "start"), "grafana.ana.lan:3000…abc");
  assert.equal(cutUrl("grafana.ana.lan:3000", 20, "start"), "grafana.ana.lan:3000");
});

Deno.test("what is clipped is shown as what is not, where it is cut to a window all the same", () => {
  fc.assert(fc.property(anyText, fc.integer({ min: 3, max: 30 }), (text, cells) => {
    const long = visible(text) + "x".repeat(16 * cells + 64);
    assert.equal(cutEnd(clip(long, cells), cells), cutEnd(long, cells));
    const url = `https://e.example/${visible(text).replaceAll(/[/?#]/g, "")}${
      "x".repeat(40 * cells + 200)
    }/end`;
    assert.equal(cutUrl(clip(url, cells, "url"), cells), cutUrl(url, cells));
  }));
});

Deno.test("lines of a window are counted as it breaks them, up to as many as matter", () => {
  assert.equal(screenLines("", 10, 5), 0);
  assert.equal(screenLines("a\nb\n", 10, 5), 2);
  assert.equal(screenLines("a\n\nb", 10, 5), 3);
  assert.equal(screenLines("x".repeat(10), 10, 5), 1);
  assert.equal(screenLines("x".repeat(11), 10, 5), 2);
  assert.equal(screenLines("日".repeat(6), 10, 5), 2);
  assert.equal(screenLines("\x1b[1mbold text\x1b[22m\n", 10, 5), 1);
  assert.equal(screenLines("a\n".repeat(100), 10, 5), 5);
});

Deno.test("a title is cut at its end", () => {
  assert.equal(cutEnd("Release notes of Deno", 14), "Release notes…");
  assert.equal(cutEnd("日本語のページ", 6), "日本…");
  assert.equal(cutEnd("anything", 0), "");
});

Deno.test("an address is cut in the middle: host and last part of the path stay", () => {
  const url = "https://github.com/denoland/deno/issues/26512";
  assert.equal(cutUrl(url, 45), url);
  assert.equal(cutUrl(url, 40), "https://github.com/denoland/deno/…/26512");
  const bare = "github.com/denoland/deno/issues/26512";
  assert.equal(cutUrl(bare, 30), "github.com/denoland/den…/26512");
  assert.equal(cutUrl(bare, 17), "github.com…/26512");
  assert.equal(cutUrl(bare, 14), "github.com…512");
  assert.equal(cutUrl(bare, 11), "github.com…");
});

Deno.test("of an address cut short the query goes before the path", () => {
  assert.equal(cutUrl("e.example/watch?v=dQw4w9WgXcQ&list=1", 24), "e.example/watch?v=dQw4w…");
  assert.equal(cutUrl("e.example/a/long/path/page?q=1", 18), "e.example/a…/page…");
});

Deno.test("of a host that is too long the end stays, which says whose it is", () => {
  assert.equal(cutUrl("www.bank.example.evil.example/x", 14), "….evil.example");
  assert.equal(cutUrl("wiki.example.org/run", 17), "wiki.example.org…");
  assert.equal(cutUrl("wiki.example.org/run", 16), "…iki.example.org");
  assert.equal(cutUrl("wiki.example.org/", 16), "…iki.example.org", "what is cut never looks whole");
});

Deno.test("an address that is cut keeps its scheme, or one of http would look like one of https", () => {
  assert.equal(cutUrl("http://www.bank.example.evil.example/x", 21), "http://….evil.example");
  assert.equal(cutUrl("http://a.example/long/path/to/page", 24), "http://a.example/l…/page");
  assert.equal(cutUrl("moz-extension://0123456789/page.html", 24), "moz-extension://…3456789");
  assert.equal(cutUrl("http://a.example/x", 10), "http://a.…", "also where there is no room for a host");
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

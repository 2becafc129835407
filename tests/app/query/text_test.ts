import assert from "node:assert/strict";
import fc from "fast-check";
import { preTest, rawTest } from "../../../app/query/raw_text.ts";
import { endsWord, fold, foldedTest, type Pattern, startsWord } from "../../../app/query/text.ts";
import { naiveFold } from "./naive.ts";
import { anyText } from "./support.ts";

const MODES = ["substring", "prefix", "label", "subsequence", "equal"] as const;

const anyPattern: fc.Arbitrary<Pattern> = fc.record({
  mode: fc.constantFrom(...MODES),
  text: anyText.map(fold),
});

Deno.test("folding a folded text changes nothing, nor does the form in which accents are written", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(fold(fold(text)), fold(text));
      assert.equal(fold(text.normalize("NFD")), fold(text.normalize("NFC")));
      assert.equal(fold(text), naiveFold(text));
    }),
    { numRuns: 1000 },
  );
  assert.equal(fold("ÀÉÎÕÜ ﬁ ＦＯＸ ΣΑΣ"), fold("aeiou fi fox σας"));
  assert.equal(fold("ｶﾞ ㍿ ①½ İ ẞ"), "カ 株式会社 11⁄2 i ß");
});

Deno.test("every character folds as the documentation says, and its fold to itself", () => {
  for (let point = 0; point <= 0x10ffff; point++) {
    const letter = String.fromCodePoint(point);
    const folded = fold(letter);
    if (folded !== naiveFold(letter) || fold(folded) !== folded) assert.fail(`U+${point.toString(16)}`);
  }
});

Deno.test("every letter and digit is part of a word, on both sides, and nothing else is", () => {
  for (let point = 0; point <= 0x10ffff; point++) {
    const letter = String.fromCodePoint(point);
    // Folded text has no capital letters of ASCII.
    if (/^[A-Z]$/.test(letter)) continue;
    const isOfWords = /^\p{L}$/u.test(letter) || /^\p{N}$/u.test(letter);
    const [starts, ends] = [startsWord(`${letter}x`, letter.length), endsWord(`x${letter}`, 1)];
    if (starts === isOfWords || ends === isOfWords) assert.fail(`U+${point.toString(16)}`);
  }
});

Deno.test("the fold of a part is a part of the fold", () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (before, part, after) => {
      // A text that ends within a character has no such parts.
      fc.pre([before, part, after].every((text) => text.isWellFormed()));
      assert.equal(fold(before + part + after), fold(before) + fold(part) + fold(after));
    }),
  );
});

Deno.test("a test on text as it is says what the test on its fold says", () => {
  fc.assert(
    fc.property(anyPattern, anyText, (pattern, text) => {
      assert.equal(rawTest(pattern)(text), foldedTest(pattern)(fold(text)));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("a part of a text finds the text, in every mode that looks for parts", () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (before, part, after) => {
      fc.pre([before, part, after].every((text) => text.isWellFormed()));
      const text = before + part + after;
      for (const mode of ["substring", "subsequence"] as const) {
        assert.equal(rawTest({ mode, text: fold(part) })(text), true);
      }
      assert.equal(rawTest({ mode: "prefix", text: fold(part) })(`${before} ${part}${after}`), true);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("what need not be folded is looked for as what it folds to, and as nothing else", () => {
  // A pattern of letters that are nowhere: what the pre-test finds is what has to be folded.
  const mustFold = preTest({ mode: "substring", text: "\x01\x02" });
  const tests = new Map<string, RegExp>();
  for (let point = 0; point <= 0x10ffff; point++) {
    const letter = String.fromCodePoint(point);
    if (mustFold.test(letter)) continue;
    const folded = fold(letter);
    assert.notEqual(folded, "", `U+${point.toString(16)}`);
    for (const unit of folded.split("")) {
      const test = tests.get(unit) ?? preTest({ mode: "substring", text: unit });
      tests.set(unit, test);
      if (!test.test(letter)) assert.fail(`U+${point.toString(16)} becomes "${folded}"`);
    }
  }
  // Not for the reason that it looks for anything.
  const cases = { a: "bЖ京", ж: "зa京", "京": "東Жa", カ: "キa", "=": "aЖ" };
  for (const [letter, others] of Object.entries(cases)) {
    assert.equal(tests.get(letter)?.test(others), false, letter);
  }
});

Deno.test("most of what titles are made of need not be folded", () => {
  const mustFold = preTest({ mode: "substring", text: "\x01\x02" });
  for (
    const text of [
      "Grüße · Café — „Øl“",
      "Все новости",
      "東京の図書館レシピ",
      "مرحبا",
      "Ελληνικά",
      "한국어 🦊",
      "Tiếng Việt",
    ]
  ) {
    assert.equal(mustFold.test(text.normalize("NFC")), false, text);
  }
  for (const text of ["cafe\u0301", "ﬁ", "ＦＯＸ", "½"]) assert.equal(mustFold.test(text), true, text);
});

Deno.test("a prefix stands at the start of a word, whatever the script", () => {
  const starts = (word: string, text: string) => rawTest({ mode: "prefix", text: fold(word) })(text);
  assert.equal(starts("нов", "Все новости"), true);
  assert.equal(starts("нов", "обновление"), false);
  assert.equal(starts("den", "Sweden, den"), true);
  assert.equal(starts("den", "Sweden1den"), false);
  assert.equal(starts("x", "𐐨x"), false);
  assert.equal(starts("x", "🦊x"), true);
  assert.equal(starts("", "any"), true);
  assert.equal(starts("", ""), true);
});

Deno.test("signs that mean something in expressions mean themselves", () => {
  for (const sign of "\\^$.*+?()[]{}|/-&~!#%,:;<=>@`'\"_ \n\r\t\0") {
    for (const mode of MODES) {
      const test = rawTest({ mode, text: sign });
      assert.equal(test(sign), true, `${mode} ${sign}`);
      assert.equal(test("x"), false, `${mode} ${sign}`);
    }
    assert.equal(rawTest({ mode: "substring", text: `a${sign}b` })(`xA${sign}Bx`), true);
    assert.equal(rawTest({ mode: "subsequence", text: `a${sign}b` })(`xA-${sign}-Bx`), true);
  }
});

Deno.test("every mode takes its time in proportion to the text, however its letters repeat", () => {
  const text = "a".repeat(1_000_000);
  const patterns = [
    `${"a".repeat(50_000)}b${"a".repeat(50_000)}`,
    `${"a".repeat(30)}b${"a".repeat(30)}`,
    "a".repeat(100_000) + "b",
    "b" + "a".repeat(100_000),
    "ab".repeat(40_000),
  ];
  for (const pattern of patterns) {
    for (const mode of MODES) {
      assert.equal(foldedTest({ mode, text: pattern })(text), false);
      assert.equal(rawTest({ mode, text: pattern })(text), false);
    }
    assert.equal(foldedTest({ mode: "prefix", text: pattern })(`${text} ${pattern}`), true);
    assert.equal(foldedTest({ mode: "substring", text: pattern })(`${text}${pattern}`), true);
  }
  // Were marks sorted first, this would take minutes.
  assert.equal(fold("a" + "\u0301".repeat(500_000) + "\u0316".repeat(500_000)), "a");
  assert.equal(fold(`${"ｶﾞ".repeat(100_000)}`), "カ".repeat(100_000));
});

Deno.test("long texts are found where they are, as short ones are", () => {
  const unit = fc.constantFrom("a", "b", "ab", "aab");
  const long = fc.array(unit, { minLength: 40, maxLength: 120 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(long, fc.array(unit, { maxLength: 400 }), (sought, parts) => {
      for (const text of [parts.join(""), parts.join("") + sought + parts.join("")]) {
        assert.equal(foldedTest({ mode: "substring", text: sought })(text), text.includes(sought));
      }
    }),
  );
});

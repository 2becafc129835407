/** What Ink writes as the terminal gets it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FrameFilter } from "../../../tui/terminal/frames.ts";
import { isUncertain } from "../../../tui/terminal/uncertain.ts";

const ERASE = "\x1b[3J";

/** What is sent of writes, to the end. */
function sent(...writes: readonly string[]): string {
  const filter = new FrameFilter();
  return writes.map((text) => filter.feed(text)).join("") + filter.end();
}

Deno.test("the sequence that erases the scrollback never comes through", () => {
  assert.equal(sent(`a${ERASE}b\x1b[2J\x1b[H${ERASE}`), "ab\x1b[2J\x1b[H");
  assert.equal(sent("a\x1b", "[3", "Jb"), "ab");
  assert.equal(sent("a\x1b[03Jb\n\x1b[3Jc"), "ab\nc");
  assert.equal(sent("a\x1b[\x1b[3J3Jb"), "a3Jb");
  assert.equal(sent("a\x1b\x1b[3J[3Jb"), "a[3Jb");
});

Deno.test("the other ways to erase, and the same letters as text, come through", () => {
  const text = "\x1b[J\x1b[2J\x1b[13J\x1b[3K 3J [3J";
  assert.equal(sent(text), text);
});

Deno.test("ASCII, wide letters and letters with a mark go through untouched", () => {
  const frame =
    "\x1b[?2026h\x1b[?25l| plain \x1b[31m日本語\x1b[39m ｱｲｳ é e\u0301 ñ и\u0306 한국어 ไทย → … │\n|\x1b[2K";
  assert.equal(sent(frame), frame);
});

Deno.test("terminals are taken not to agree on pictures, flags, keycaps, joined and stacked characters", () => {
  const agreed = ["a", "é", "e\u0301", "日", "ｱ", "한", "…", "│", "ế".normalize("NFD")];
  const doubtful = [
    "⚠️",
    "⚠",
    "1️⃣",
    "🇩🇪",
    "👨‍👩‍👧",
    "👩🏽",
    "🙂",
    "\u{1fae8}",
    "a\u0300\u0301\u0302",
    "क्ष",
    "नि",
    "각".normalize("NFD"),
    "\u200d",
  ];
  assert.deepEqual(agreed.filter(isUncertain), []);
  assert.deepEqual(doubtful.filter((grapheme) => !isUncertain(grapheme)), []);
});

Deno.test("after a doubtful character the cursor is put where it is meant to be", () => {
  assert.equal(sent("| ⚠️ x"), "|   \x1b[3G⚠️\x1b[5G x");
  assert.equal(sent("日👨‍👩‍👧|"), "日  \x1b[3G👨‍👩‍👧\x1b[5G|");
});

Deno.test("the column is known after every way in which Ink moves the cursor", () => {
  const placed = "  \x1b[3G🙂\x1b[5G|";
  const moves = [
    "ab",
    "xyz\nab",
    "xyz\rab",
    "\x1b[3G",
    "xyz\x1b[5;3H",
    "\x1b[4C\x1b[2D",
    "xyz\x1b[Eab",
    "xyz\x1b[2Fab",
    "\x1b[9G\x1b[Gab",
    "ab\x1b[2A\x1b[K\x1b[31m\x1b[?25l",
    "ab\x1b]8;;https://example.org/\x07",
    "\tab\b\b\b\b\b\b\b\b",
    "\x1b[Hab",
  ];
  for (const move of moves) assert.equal(sent(`${move}🙂|`), `${move}${placed}`, JSON.stringify(move));
  for (const move of moves) assert.equal(sent(move, "🙂|"), `${move}${placed}`, JSON.stringify(move));
  assert.equal(sent("ab\x1b7\x1b8🙂|"), "ab\x1b7\x1b8🙂|");
});

Deno.test("a mark without a letter moves nothing", () => {
  assert.equal(sent("a\x1b[1m\u0301b"), "a\x1b[1m\x1b[2G\u0301\x1b[2Gb");
});

const sequences = fc.constantFrom(
  ...[
    "\x1b[1m",
    "\x1b[38;2;1;2;3m",
    "\x1b[0m",
    "\x1b[K",
    "\x1b[2A",
    "\x1b[1G",
    "\x1b[7G",
    "\x1b[E",
    "\n",
    "\r",
  ],
  ...["\x1b[?2026h", "\x1b[?25l", "\x1b[J", "\x1b]8;;x\x07", "\x1b[2C", "\t", "\x1b7", "\x1b8"],
);
const plain = fc.stringMatching(/^[ -~äß日本ｱ│…]{0,12}$/);
const hostile = fc.constantFrom(
  "⚠️",
  "👨‍👩‍👧",
  "🇩🇪",
  "1️⃣",
  "a\u0300\u0301\u0302",
  "नि",
  "\u200d",
  "🙂",
  "क्षत्रिय",
);

/** What is left when what places doubtful characters is taken out again: each is blank cells, a move, itself, a move. */
const withoutPlacing = (text: string): string =>
  text.replace(new RegExp(String.raw` *\x1b\[\d+G([^\x00-\x1f]+?)\x1b\[\d+G`, "gu"), "$1");

Deno.test("nothing but that is added, and nothing is lost", () => {
  const parts = fc.array(fc.oneof(sequences, plain), { maxLength: 30 });
  fc.assert(fc.property(parts, (all) => assert.equal(sent(all.join("")), all.join(""))));
  const rows = fc.array(fc.oneof(hostile, fc.stringMatching(/^[a-z日]{1,5}$/)), { maxLength: 12 });
  fc.assert(fc.property(rows, (row) => {
    // Joined, two of them may be one character.
    const text = row.join("|");
    assert.equal(withoutPlacing(sent(text)), text);
  }));
});

Deno.test("where writes end within a sequence makes no difference", () => {
  const parts = fc.array(fc.oneof(sequences, plain, fc.constant(ERASE)), { maxLength: 30 });
  fc.assert(fc.property(parts, fc.array(fc.nat(300)), (all, cuts) => {
    const text = all.join("");
    const ends = [...new Set([...cuts.filter((cut) => cut < text.length), text.length])].sort((a, b) =>
      a - b
    );
    assert.equal(sent(...ends.map((end, at) => text.slice(ends[at - 1] ?? 0, end))), sent(text));
  }));
});

Deno.test("whatever is written, the scrollback is never erased", () => {
  const shards = fc.constantFrom(
    "\x1b",
    "[",
    "3",
    "J",
    "3J",
    "[3J",
    ERASE,
    "\x1b[",
    "0",
    ";",
    "é",
    "🙂",
    "\n",
    " ",
  );
  fc.assert(
    fc.property(fc.array(fc.array(shards, { maxLength: 8 })), (writes) => {
      assert.ok(!sent(...writes.map((write) => write.join(""))).includes(ERASE));
    }),
    { numRuns: 2000 },
  );
});

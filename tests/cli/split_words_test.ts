import assert from "node:assert/strict";
import fc from "fast-check";
import { splitWords } from "../../cli/words.ts";
import { failsWith } from "../support/vectors.ts";

const split = (text: string) => splitWords("--password-cmd", text);

Deno.test("words are parted by blanks, and quotes hold one together", () => {
  const cases: [string, string[]][] = [
    ["pass show sync", ["pass", "show", "sync"]],
    ["  pass\t show\n", ["pass", "show"]],
    [`op read "op://my vault/x"`, ["op", "read", "op://my vault/x"]],
    [`a 'b "c" d' "e 'f' g"`, ["a", 'b "c" d', "e 'f' g"]],
    [`a"b c"d`, ["ab cd"]],
    [`a "" ''`, ["a", "", ""]],
    [String.raw`a\ b \"c\" "d\"e" \\`, ["a b", '"c"', 'd"e', "\\"]],
    [String.raw`'a\'`, ["a\\"]],
    [String.raw`C:\tools\pw.exe get`, [String.raw`C:\tools\pw.exe`, "get"]],
  ];
  for (const [text, words] of cases) assert.deepEqual(split(text), words, text);
});

Deno.test("nothing else means anything", () => {
  const text = "a $HOME `b` $(c) | d > e ; f && g * ~ #h";
  assert.deepEqual(split(text), text.split(" "));
});

Deno.test("a quote that is not closed and a line without a word are refused", async () => {
  for (const text of ["a 'b", 'a "b', `"a\\"`, "", "  ", "''"]) {
    await failsWith("usage.value", () => split(text));
  }
});

Deno.test("words in single quotes come back as they were", () => {
  const word = fc.string().filter((text) => !text.includes("'"));
  fc.assert(fc.property(fc.array(word, { minLength: 1 }), (words) => {
    const [first = ""] = words;
    fc.pre(first !== "");
    assert.deepEqual(split(words.map((each) => `'${each}'`).join(" ")), words);
  }));
});

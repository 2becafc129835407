import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance, suggest } from "../../cli/suggest.ts";

const WORDS = ["bookmarks", "passwords", "history", "tabs", "status", "serve"];

Deno.test("one slip in a word is guessed", () => {
  assert.equal(suggest("bookmrks", WORDS), "bookmarks");
  assert.equal(suggest("hitsory", WORDS), "history");
  assert.equal(suggest("TABS", WORDS), "tabs");
  assert.equal(suggest("statuss", WORDS), "status");
});

Deno.test("a word far from all is not guessed at", () => {
  assert.equal(suggest("xyzzy", WORDS), undefined);
  assert.equal(suggest("q", ["a", "b"]), undefined);
});

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });

Deno.test("a distance is 0 between equals, the same both ways, and 1 for one swap", () => {
  fc.assert(fc.property(word, word, (a, b) => {
    assert.equal(editDistance(a, a), 0);
    assert.equal(editDistance(a, b), editDistance(b, a));
    assert.ok(editDistance(a, b) >= Math.abs(a.length - b.length));
    assert.ok(editDistance(a, b) <= Math.max(a.length, b.length));
  }));
  assert.equal(editDistance("abcd", "abdc"), 1);
  assert.equal(editDistance("kitten", "sitting"), 3);
});

import assert from "node:assert/strict";
import { parseTagEdit, parseTagNames } from "../../cli/tag_words.ts";
import { failsWith } from "../support/vectors.ts";

Deno.test("tags are set by their names alone, and with signs are added and taken away", () => {
  assert.deepEqual(parseTagEdit([]), {});
  assert.deepEqual(parseTagEdit([""]), { setTags: [] });
  assert.deepEqual(parseTagEdit(["a, b", "c"]), { setTags: ["a", "b", "c"] });
  assert.deepEqual(parseTagEdit(["+a,-b", "+c++"]), { addTags: ["a", "c++"], removeTags: ["b"] });
  assert.deepEqual(parseTagEdit(["+ 漢字"]), { addTags: ["漢字"], removeTags: [] });
});

Deno.test("a mixture of both could mean two things, and is refused", async () => {
  for (const texts of [["a", "+b"], ["a,-b"]]) await failsWith("usage.value", () => parseTagEdit(texts));
});

Deno.test("what holds no tag does not take all of them away, and a sign has a tag after it", async () => {
  for (const texts of [[","], [" "], [" , ,"], ["", "a"], ["", ""], ["+a", ","]]) {
    await failsWith("usage.value", () => parseTagEdit(texts));
  }
  for (const texts of [["-"], ["+"], ["+ "], ["+a,-"]]) {
    assert.match((await failsWith("usage.value", () => parseTagEdit(texts))).message, /after the sign/);
  }
});

Deno.test("the tags of something new are plain names", async () => {
  assert.deepEqual(parseTagNames(["a, c++", "b"]), ["a", "c++", "b"]);
  assert.deepEqual(parseTagNames([]), []);
  for (const texts of [["+ops"], ["a,-b"]]) {
    assert.match((await failsWith("usage.value", () => parseTagNames(texts))).message, /plain names here/);
  }
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { markdownWriter } from "../../../app/formats/markdown.ts";
import type { OutlineLink } from "../../../app/formats/outline.ts";

const link = (title: string, url = "https://e.example/", tags: readonly string[] = []): OutlineLink => ({
  title,
  url,
  tags,
  keyword: null,
  addedMs: null,
  modifiedMs: null,
});
const lineOf = (...of: Parameters<typeof link>) => markdownWriter.link(link(...of), 0);
const folder = (title: string) => ({ title, addedMs: null, modifiedMs: null });

Deno.test("folders and what is in them are lists in lists", () => {
  assert.equal(markdownWriter.openFolder(folder("Work"), 0), "- **Work**\n");
  assert.equal(markdownWriter.link(link("Wiki"), 1), "  - [Wiki](<https://e.example/>)\n");
  assert.equal(markdownWriter.separator(2), "    - * * *\n");
  assert.equal(markdownWriter.closeFolder(1), "");
});

Deno.test("tags are behind a link, an untitled one shows its address, and an untitled folder says so", () => {
  assert.equal(
    lineOf("Wiki", "https://e.example/", ["ops", "a`b"]),
    "- [Wiki](<https://e.example/>) `ops` ``a`b``\n",
  );
  assert.equal(lineOf("", "https://e.example/"), "- [https\\://e.example/](<https://e.example/>)\n");
  assert.equal(markdownWriter.openFolder(folder(" "), 0), "- **(untitled)**\n");
});

Deno.test("a title is only ever text", () => {
  assert.equal(
    lineOf("[x](javascript:y) *b* _i_ `c` <b> & #1 ~s~ | !"),
    "- [\\[x\\](javascript\\:y) \\*b\\* \\_i\\_ \\`c\\` \\<b\\> \\& \\#1 \\~s\\~ \\| \\!](<https://e.example/>)\n",
  );
  assert.equal(lineOf("a\n# b\r\n\u202ec\x1b[1m"), "- [a \\# b c \\[1m](<https://e.example/>)\n");
  assert.equal(markdownWriter.openFolder(folder("www.evil.example"), 0), "- **www\\.evil.example**\n");
});

Deno.test("an address cannot leave its brackets, and what is no page is not linked", () => {
  assert.equal(
    lineOf("x", "https://e.example/a b<c>\\d?e=1&amp;f=2&g\n"),
    "- [x](<https://e.example/a%20b%3Cc%3E%5Cd?e=1&amp;amp;f=2&g%0A>)\n",
  );
  assert.equal(lineOf("x", "javascript:alert(`1`)"), "- x ``javascript:alert(`1`)``\n");
  assert.equal(lineOf("x", "place:tag=ops"), "- x `place:tag=ops`\n");
});

Deno.test("whatever a title and an address hold, a link is one line, and nothing in it is unescaped", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, path) => {
    const line = lineOf(title, `https://e.example/${path}`);
    assert.match(line, /^- \[.*\]\(<https:\/\/e\.example\/[^<>\p{Cc}]*>\)\n$/u);
    const [, text = ""] = /^- \[(.*)\]\(<https:/u.exec(line) ?? [];
    assert.doesNotMatch(text.replaceAll(/\\./gu, ""), /[\\`*_[\]<>&~|!#@$:]/);
  }));
});

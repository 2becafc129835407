import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeHtml } from "../../../app/formats/html.ts";
import { netscapeWriter } from "../../../app/formats/netscape.ts";
import type { OutlineLink } from "../../../app/formats/outline.ts";

const link: OutlineLink = {
  title: "Wiki & more",
  url: 'https://e.example/?a=1&b="2"',
  tags: ["ops", "dev"],
  keyword: "w",
  addedMs: 1_700_000_000_999,
  modifiedMs: 1_800_000_000_000,
};

Deno.test("a bookmark is a line with its address, times in seconds, keyword and tags", () => {
  assert.equal(
    netscapeWriter.link(link, 1),
    '        <DT><A HREF="https://e.example/?a=1&amp;b=&quot;2&quot;" ADD_DATE="1700000000" ' +
      'LAST_MODIFIED="1800000000" SHORTCUTURL="w" TAGS="ops,dev">Wiki &amp; more</A>\n',
  );
});

Deno.test("what there is not is left out", () => {
  const bare = { ...link, tags: [], keyword: null, addedMs: null, modifiedMs: null };
  assert.equal(
    netscapeWriter.link({ ...bare, url: "https://e.example/", title: "" }, 0),
    '    <DT><A HREF="https://e.example/"></A>\n',
  );
  assert.equal(
    netscapeWriter.link({ ...bare, url: "https://e.example/", feedUrl: "https://e.example/rss" }, 0),
    '    <DT><A HREF="https://e.example/" FEEDURL="https://e.example/rss">Wiki &amp; more</A>\n',
  );
});

Deno.test("folders say which of the browser's own they are, and separators are rules", () => {
  const folder = { title: "Tools", addedMs: 1000, modifiedMs: null };
  assert.equal(
    netscapeWriter.openFolder(folder, 0),
    '    <DT><H3 ADD_DATE="1">Tools</H3>\n    <DL><p>\n',
  );
  assert.match(
    netscapeWriter.openFolder({ ...folder, place: "toolbar" }, 0),
    / PERSONAL_TOOLBAR_FOLDER="true">/,
  );
  assert.match(
    netscapeWriter.openFolder({ ...folder, place: "unfiled" }, 0),
    / UNFILED_BOOKMARKS_FOLDER="true">/,
  );
  assert.equal(netscapeWriter.closeFolder(0), "    </DL><p>\n");
  assert.equal(netscapeWriter.separator(0), "    <HR>\n");
});

Deno.test("the first line is what browsers know the file by, and scripts in it do not run", () => {
  const text = netscapeWriter.begin();
  assert.match(text, /^<!DOCTYPE NETSCAPE-Bookmark-file-1>\n/);
  assert.match(text, /Content-Security-Policy" CONTENT="default-src 'none'"/);
  assert.match(text + netscapeWriter.end(), /<DL><p>\n<\/DL>\n$/);
});

Deno.test("whatever a title holds, a bookmark is one line with one element", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (title, url) => {
    const line = netscapeWriter.link({ ...link, title, url, tags: [title] }, 0);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(line.slice(0, -1), /[\0-\x1f\x7f]/);
    assert.equal(line.match(/</g)?.length, 3);
    assert.equal(line.match(/"/g)?.length, 10);
  }));
});

Deno.test("text for HTML is what it was once a browser has read it", () => {
  const decoded = (html: string) =>
    html.replace(
      /&(?:#(\d+)|(\w+));/g,
      (_, code, name) =>
        code
          ? String.fromCharCode(Number(code))
          : { amp: "&", lt: "<", gt: ">", quot: '"' }[String(name)] ?? "?",
    );
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.equal(decoded(escapeHtml(text)), text.replaceAll("\0", "\ufffd"));
  }));
});

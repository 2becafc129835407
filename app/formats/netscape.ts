/**
 * Bookmarks → the file `bookmarks.html` that browsers export and import, known by its first line as
 * `NETSCAPE-Bookmark-file-1`. A line an item: Chrome reads it line by line, and Firefox as HTML.
 */
import { escapeHtml } from "./html.ts";
import type { OutlineFolder, OutlineLink, OutlineWriter } from "./outline.ts";

// Whoever opens the file as a page is safe from bookmarks that are scripts.
const HEAD = `<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file.
     It will be read and overwritten.
     DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<META HTTP-EQUIV="Content-Security-Policy" CONTENT="default-src 'none'">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>

<DL><p>
`;

/** What is open at the top is the menu. */
export const netscapeWriter: OutlineWriter = {
  begin: () => HEAD,
  openFolder: (folder, depth) =>
    `${indent(depth)}<DT><H3${folderAttributes(folder)}>${escapeHtml(folder.title)}</H3>\n${
      indent(depth)
    }<DL><p>\n`,
  closeFolder: (depth) => `${indent(depth)}</DL><p>\n`,
  link: (link, depth) => `${indent(depth)}<DT><A${linkAttributes(link)}>${escapeHtml(link.title)}</A>\n`,
  separator: (depth) => `${indent(depth)}<HR>\n`,
  end: () => "</DL>\n",
};

const indent = (depth: number): string => "    ".repeat(depth + 1);

const folderAttributes = ({ addedMs, modifiedMs, place }: OutlineFolder): string =>
  attributes({
    ADD_DATE: seconds(addedMs),
    LAST_MODIFIED: seconds(modifiedMs),
    PERSONAL_TOOLBAR_FOLDER: place === "toolbar" ? "true" : undefined,
    UNFILED_BOOKMARKS_FOLDER: place === "unfiled" ? "true" : undefined,
  });

const linkAttributes = ({ url, feedUrl, addedMs, modifiedMs, keyword, tags }: OutlineLink): string =>
  attributes({
    HREF: url,
    FEEDURL: feedUrl,
    ADD_DATE: seconds(addedMs),
    LAST_MODIFIED: seconds(modifiedMs),
    SHORTCUTURL: keyword ?? undefined,
    TAGS: tags.length === 0 ? undefined : tags.join(","),
  });

const attributes = (values: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(values).map(([name, value]) => value === undefined ? "" : ` ${name}="${escapeHtml(value)}"`)
    .join("");

const seconds = (ms: number | null): string | undefined =>
  ms === null ? undefined : String(Math.floor(ms / 1000));

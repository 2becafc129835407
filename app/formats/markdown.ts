/** Bookmarks → Markdown: lists inside lists, with links. Titles are only ever text, whatever they hold. */
import type { OutlineLink, OutlineWriter } from "./outline.ts";

export const markdownWriter: OutlineWriter = {
  begin: () => "# Bookmarks\n\n",
  openFolder: ({ title }, depth) => `${item(depth)}**${titleText(title)}**\n`,
  closeFolder: () => "",
  link: (link, depth) => `${item(depth)}${linkText(link)}\n`,
  separator: (depth) => `${item(depth)}* * *\n`,
  end: () => "",
};

const item = (depth: number): string => `${"  ".repeat(depth)}- `;

function linkText({ title, url, tags }: OutlineLink): string {
  const text = titleText(title || url);
  const link = LINKED.test(url) ? `[${text}](<${destination(url)}>)` : `${text} ${code(url)}`;
  return [link, ...tags.map(code)].join(" ");
}

/** What is not a page, such as a script, is shown and not linked: some readers would run it. */
const LINKED = /^(https?|ftp|file|mailto|about):/i;

const titleText = (title: string): string => escapeText(oneLine(title)) || "(untitled)";

/** Everything that Markdown, or a dialect of it, acts on inside a line; the last two make addresses. */
const escapeText = (text: string): string => text.replace(/[\\`*_{}[\]<>#!|~&@$^:]|\.(?<=www\.)/gi, "\\$&");

/** Controls, line ends and turns of direction have no place in a title on paper. */
const oneLine = (text: string): string =>
  text.toWellFormed().replace(/[\s\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, " ").trim();

/** Between angle brackets everything but these stands for itself. */
const destination = (url: string): string =>
  url.toWellFormed().replace(/[\p{Cc}\p{Z}<>\\]/gu, encodeURIComponent).replace(/&(?=#?\w+;)/g, "&amp;");

/** Between more backticks than it holds. */
function code(text: string): string {
  const shown = oneLine(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  // A space at both ends is not shown, and parts the text from the fence.
  const pad = /^`|`$|^ .* $/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

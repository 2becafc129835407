/** `foxden bookmarks`: bookmarks and their folders. */
import {
  BOOKMARK_TYPES,
  bookmarkColumns,
  bookmarkTree,
  listBookmarks,
  type TreeLine,
} from "../../app/bookmarks.ts";
import { FoxdenError } from "../../core/errors.ts";
import { openApp } from "../open.ts";
import { rows, text } from "../outcome.ts";
import { windowCells } from "../render.ts";
import { type Call, command } from "../spec.ts";
import { cutEnd, visible } from "../text.ts";

export const list = command({
  path: ["bookmarks", "list"],
  summary: "Show bookmarks",
  output: "list",
  source: "mirror",
  columns: bookmarkColumns,
  args: {
    query: {
      optional: true,
      many: true,
      label: "Q",
      help: "Words, and fields such as title: host: tag: folder: after:",
    },
  },
  options: {
    tree: { type: "flag", help: "Draw folders and what is in them" },
    folder: { type: "string", label: "PATH", help: "Only below this folder, such as toolbar/Work" },
    type: { type: "choice", choices: BOOKMARK_TYPES, help: "Bookmarks and saved searches when left out" },
    tag: { type: "list", label: "T", help: "Only with this tag" },
  },
  examples: [
    { line: "bookmarks list deno", note: 'with "deno" in title, address or tags' },
    { line: "bookmarks list --tree" },
    { line: "bookmarks list --tree deno", note: "what matches, in its folders" },
    { line: "bookmarks list tag:dev -f ids" },
    { line: "bookmarks list --folder toolbar/Work --json" },
  ],
  async run(call) {
    const { options, args } = call;
    const app = openApp(call);
    const { folder, type, tag: tags } = options;
    const query = args.query.join(" ");
    if (!options.tree) return rows(await listBookmarks(app, { query, folder, type, tags }));
    refuseListFlags(call.globals);
    const { lines, malformed } = await bookmarkTree(app, { query, folder, type, tags });
    const width = call.globals.onTerminal ? windowCells(call.io) : Infinity;
    return text(lines.map((line) => cutEnd(visible(drawLine(line)), width)).join("\n"), () => malformed);
  },
});

/** A tree has its own order and no columns. @throws {FoxdenError} `usage.value` */
function refuseListFlags({ limit, offset, sort, reverse, fields }: Call["globals"]): void {
  if (limit === undefined && offset === 0 && sort === undefined && !reverse && !fields) return;
  const message = "--tree cannot be joined with --limit, --offset, --sort, --reverse or --fields";
  throw new FoxdenError("usage.value", message, { name: "--tree" });
}

/** Two cells a level; what kind of thing a line is shows without colour. */
function drawLine({ depth, type, title, url, tags, size }: TreeLine): string {
  const indent = "  ".repeat(depth);
  if (type === "folder") return `${indent}${title || "(untitled)"}/  ${size}`;
  if (type === "separator") return `${indent}--------`;
  const tagged = tags.length > 0 ? `  #${tags.join(" #")}` : "";
  const address = url === null ? "" : `  ${url}`;
  return `${indent}${title || "(untitled)"}${address}${tagged}`;
}

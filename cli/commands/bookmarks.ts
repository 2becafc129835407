/** `foxden bookmarks list` and `get`: bookmarks and their folders. */
import { BookmarkOutline } from "../../app/bookmarks/export.ts";
import {
  BOOKMARK_TYPES,
  bookmarkColumns,
  bookmarkTree,
  getBookmarks,
  listBookmarks,
  type TreeLine,
} from "../../app/bookmarks/list.ts";
import { netscapeWriter } from "../../app/formats/netscape.ts";
import { noSuchRecord } from "../../app/raw_rows.ts";
import { FoxdenError } from "../../core/errors.ts";
import { FIELD, fieldOf } from "../asked.ts";
import { readLines } from "../input.ts";
import { openApp } from "../open.ts";
import { failing, one, rows, text } from "../outcome.ts";
import { windowCells } from "../render.ts";
import { type Call, command } from "../spec.ts";
import { cutEnd, visible } from "../../app/display/text.ts";

/** A paragraph of help. */
export const PATHS =
  "A path begins with menu, toolbar, unfiled or mobile and goes on with titles: toolbar/Work/Runbook. A slash in a " +
  "title is written \\/, a backslash \\\\. Where a folder and a bookmark have the same title, a slash at the end means " +
  "the folder: menu/News/.";

export const list = command({
  path: ["bookmarks", "list"],
  summary: "Show bookmarks",
  output: "list",
  source: "mirror",
  formats: ["netscape"],
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
    folder: {
      type: "string",
      label: "PATH",
      help: "Only below this folder: a path such as toolbar/Work, or an id",
    },
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
    if (!options.tree) {
      const listing = await listBookmarks(app, { query, folder, type, tags });
      return rows(listing, undefined, {
        netscape: () => new BookmarkOutline(netscapeWriter, { hoisted: "menu" }),
      });
    }
    refuseListFlags(call.globals, "--tree");
    const { lines, malformed } = await bookmarkTree(app, { query, folder, type, tags });
    const width = call.globals.onTerminal ? windowCells(call.io) : Infinity;
    return text(lines.map((line) => cutEnd(visible(drawLine(line)), width)).join("\n"), () => malformed);
  },
});

export const get = command({
  path: ["bookmarks", "get"],
  summary: "Show one bookmark or folder, or several",
  about: PATHS,
  output: "list",
  source: "mirror",
  columns: bookmarkColumns,
  args: {
    id: {
      label: "ID",
      many: true,
      help: "An id, its first 6 characters or more, or a path; - reads ids from stdin",
    },
  },
  options: { field: FIELD },
  examples: [
    { line: "bookmarks get toolbar/Work/Runbook" },
    { line: "bookmarks get 6qU3bPz0hXy1 --json", note: "one object" },
    { line: "bookmarks list tag:read -f ids | foxden bookmarks get - --json", note: "a list of them" },
  ],
  async run(call) {
    const words = call.args.id;
    const fromStdin = words.includes("-");
    const read = fromStdin ? await readLines(call, "ids") : [];
    const asked = words.flatMap((word) => word === "-" ? read : [word]);
    const found = await getBookmarks(openApp(call), asked);
    const { field } = call.options;
    if (field !== undefined) {
      return await fieldOf(call, found, { isOne: !fromStdin && asked.length === 1 }, field);
    }
    const { rows: [first], missing } = found;
    if (missing[0] !== undefined && !first) throw noSuchRecord("bookmarks", missing[0]);
    if (!fromStdin && asked.length === 1 && first) return one("bookmarks", bookmarkColumns, first);
    if (missing.length === 0) return rows(found);
    await call.say(`not there: ${missing.join(", ")}`);
    return failing(rows(found), "not-found");
  },
});

/**
 * Refuses the flags of a list where none is printed.
 *
 * @param flag what prints something else
 * @throws {FoxdenError} `usage.value`
 */
export function refuseListFlags(
  { limit, offset, sort, reverse, fields }: Call["globals"],
  flag: string,
): void {
  if (limit === undefined && offset === 0 && sort === undefined && !reverse && !fields) return;
  const message =
    `${flag} cannot be joined with --limit, --offset, --sort, --reverse, --fields or --template`;
  throw new FoxdenError("usage.value", message, { name: flag });
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

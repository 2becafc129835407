/** `foxden bookmarks export`: bookmarks as a file that browsers and other programs read. */
import { BookmarkOutline, exportBookmarks } from "../../app/bookmarks/export.ts";
import { mixedColumns } from "../../app/bookmarks/list.ts";
import { markdownWriter } from "../../app/formats/markdown.ts";
import { netscapeWriter } from "../../app/formats/netscape.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";
import { PATHS } from "./bookmarks.ts";

export const exportFile = command({
  path: ["bookmarks", "export"],
  summary: "Write bookmarks for browsers and other programs",
  about:
    "Without -f it is the file that every browser imports: folders, separators, tags, keywords and times. With " +
    "-f md it is a list for people to read; every other format has a record for each bookmark, folder and separator.\n" +
    PATHS,
  output: "list",
  source: "mirror",
  formats: ["netscape", "md"],
  exportFormat: "netscape",
  columns: mixedColumns,
  options: {
    folder: {
      type: "string",
      label: "PATH",
      help: "Only what is in this folder: a path such as toolbar/Work, or an id",
    },
  },
  examples: [
    { line: "bookmarks export -o bookmarks.html" },
    { line: "bookmarks export --folder toolbar/Work -f md -o work.md" },
    { line: "bookmarks export -f csv -o bookmarks.csv" },
  ],
  async run(call) {
    const exported = await exportBookmarks(openApp(call), { folder: call.options.folder });
    const { top } = exported;
    return rows(exported, undefined, {
      netscape: () => new BookmarkOutline(netscapeWriter, { top, hoisted: "menu" }),
      md: () => new BookmarkOutline(markdownWriter, { top }),
    });
  },
});

/** The words of `foxden bookmarks`. */
import { noun } from "./noun.ts";

export const bookmarks = noun("bookmarks", {
  aliases: ["bm"],
  section: "Records",
  summary: "Bookmarks and their folders",
  refused: {
    import:
      "foxden reads no files of other browsers yet; bookmarks add - takes addresses, one a line, from stdin",
  },
  examples: [
    { line: "bookmarks list 'tag:dev after:30d'" },
    { line: "bookmarks list --tree" },
    { line: "bookmarks add https://docs.deno.com --folder toolbar --tag deno" },
    { line: "bookmarks export -o bookmarks.html" },
    { line: "bookmarks check --fix --dry-run" },
  ],
  commands: {
    list: ["Show bookmarks", async () => (await import("../commands/bookmarks.ts")).list],
    get: [
      "Show one bookmark or folder, or several",
      async () => (await import("../commands/bookmarks.ts")).get,
    ],
    add: [
      "Add a bookmark, folder or separator",
      async () => (await import("../commands/bookmarks_add.ts")).add,
    ],
    edit: [
      "Change a bookmark or a folder",
      async () => (await import("../commands/bookmarks_write.ts")).edit,
    ],
    mv: [
      "Move bookmarks and folders to a folder",
      async () => (await import("../commands/bookmarks_write.ts")).mv,
    ],
    rm: ["Delete bookmarks and folders", async () => (await import("../commands/bookmarks_write.ts")).rm],
    tags: [
      "Show all tags with how often they are used",
      async () => (await import("../commands/bookmarks_tags.ts")).tags,
    ],
    "tags rename": [
      "Give a tag another name, on all bookmarks",
      async () => (await import("../commands/bookmarks_tags.ts")).rename,
    ],
    "tags rm": [
      "Take a tag off all bookmarks",
      async () => (await import("../commands/bookmarks_tags.ts")).rm,
    ],
    export: [
      "Write bookmarks for browsers and other programs",
      async () => (await import("../commands/bookmarks_export.ts")).exportFile,
    ],
    check: [
      "Look whether the tree of bookmarks is in order",
      async () => (await import("../commands/bookmarks_check.ts")).check,
    ],
  },
});

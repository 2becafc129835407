/** `foxden bookmarks tags`: all tags, another name for one, the end of one. */
import { prepareTagRemoval, prepareTagRename } from "../../app/bookmarks/edits.ts";
import { listTags, tagColumns } from "../../app/bookmarks/tags.ts";
import { changeColumns } from "../../app/write/plan.ts";
import { YES } from "../confirm.ts";
import { openApp } from "../open.ts";
import { rows } from "../outcome.ts";
import { command } from "../spec.ts";
import { parseTagName } from "../tag_words.ts";
import { changeTree } from "../tree_writing.ts";
import { DRY_RUN } from "../writing.ts";

export const tags = command({
  path: ["bookmarks", "tags"],
  summary: "Show all tags with how often they are used",
  about:
    "Several bookmarks of one address count once: tags belong to the address. Their case does not matter.",
  output: "list",
  source: "mirror",
  columns: tagColumns,
  examples: [
    { line: "bookmarks tags" },
    { line: "bookmarks tags --sort count --reverse --limit 10", note: "those used most" },
  ],
  async run(call) {
    return rows(await listTags(openApp(call)));
  },
});

export const rename = command({
  path: ["bookmarks", "tags", "rename"],
  summary: "Give a tag another name, on all bookmarks",
  about:
    "Where a bookmark has both, one is left: that is how two tags are made one.\nfoxden undo takes it back.",
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: { old: { help: "As it is called now, in whatever case" }, new: { help: "As it is to be called" } },
  options: { dryRun: DRY_RUN },
  examples: [
    { line: "bookmarks tags rename js javascript" },
    { line: "bookmarks tags rename js javascript --dry-run", note: "which bookmarks that would change" },
  ],
  async run(call) {
    const { old } = call.args;
    const name = parseTagName(call.args.new, "NEW");
    return await changeTree(call, await prepareTagRename(openApp(call), old, name));
  },
});

export const rm = command({
  path: ["bookmarks", "tags", "rm"],
  summary: "Take a tag off all bookmarks",
  about: "The bookmarks themselves stay.\nfoxden undo takes it back.",
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: { tag: { help: "In whatever case" } },
  options: { dryRun: DRY_RUN, yes: YES },
  examples: [{ line: "bookmarks tags rm later" }, { line: "bookmarks tags rm later --yes" }],
  async run(call) {
    const { tag } = call.args;
    const pending = await prepareTagRemoval(openApp(call), tag);
    return await changeTree(call, pending, ({ length: count }) => {
      const bookmarks = count === 1 ? "1 bookmark" : `${count.toLocaleString("en")} bookmarks`;
      return { act: `Take the tag "${tag}" off ${bookmarks}`, count };
    });
  },
});

/** `foxden bookmarks edit`, `mv` and `rm`: changing what is in the tree. */
import {
  prepareBookmarkEdit,
  prepareBookmarkMove,
  prepareBookmarkRemoval,
} from "../../app/bookmarks/edits.ts";
import { openSheet } from "../../app/bookmarks/sheet.ts";
import { changeColumns } from "../../app/write/plan.ts";
import { askedToChange, refusal } from "../asked.ts";
import { YES } from "../confirm.ts";
import { canEdit, withEdited } from "../editor.ts";
import { openApp } from "../open.ts";
import { done } from "../outcome.ts";
import { command } from "../spec.ts";
import { parseTagEdit } from "../tag_words.ts";
import {
  addressOf,
  AT,
  changeTree,
  MKDIR,
  MKDIR_HELPS,
  NOTHING_TO_CHANGE,
  removalLoss,
  SHARED,
} from "../tree_writing.ts";
import { DRY_RUN, FORCE, orAdvise, UNDO } from "../writing.ts";
import { PATHS } from "./bookmarks.ts";

export const edit = command({
  path: ["bookmarks", "edit"],
  summary: "Change a bookmark or a folder",
  about:
    `Without flags it opens in $VISUAL or $EDITOR. What is not named stays as it is.\n${SHARED} A bookmark that gets ` +
    "an address which is there already shares the tags of both.\nIf another device changed the same fields " +
    `meanwhile, nothing is written, unless with --force.\n${PATHS}\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: { id: { label: "ID", help: "An id, its first 6 characters or more, or a path" } },
  options: {
    title: { type: "string", label: "T", help: "Another title" },
    url: { type: "string", label: "URL", help: "Another address" },
    tag: {
      type: "list",
      label: "T",
      help: "+a,-b adds one and takes one away; a,b in place of all there are; '' takes all away",
    },
    keyword: { type: "string", label: "K", help: "Another keyword; '' takes it away" },
    force: FORCE,
    dryRun: DRY_RUN,
  },
  examples: [
    { line: "bookmarks edit toolbar/Work/Runbook --title 'Run book' --tag +ops,-draft" },
    { line: "bookmarks edit 6qU3bPz0hXy1", note: "in your editor" },
    { line: "bookmarks edit toolbar/Work --title Office", note: "another name for a folder" },
  ],
  async run(call) {
    const { title, url, keyword, force, tag } = call.options;
    const wanted = {
      ...(title === undefined ? {} : { title }),
      ...(url === undefined ? {} : { url: addressOf(url) }),
      ...(keyword === undefined ? {} : { keyword }),
      ...parseTagEdit(tag),
    };
    const app = openApp(call);
    if (Object.keys(wanted).length > 0) {
      return await changeTree(call, await prepareBookmarkEdit(app, { item: call.args.id, ...wanted, force }));
    }
    if (!canEdit(call)) {
      throw refusal("--title", "nothing to change: give --title, --url, --tag or --keyword");
    }
    const sheet = await openSheet(app, call.args.id);
    return await withEdited(call, { text: sheet.text, name: "bookmark.txt" }, async (text) => {
      const pending = await sheet.prepare(text, force);
      return pending ? await changeTree(call, pending) : done(NOTHING_TO_CHANGE);
    });
  },
});

export const mv = command({
  path: ["bookmarks", "mv"],
  summary: "Move bookmarks and folders to a folder",
  about: `They come to stand in the order given. Folders move with all that is in them.\n${PATHS}\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    item: {
      label: "ID... FOLDER",
      many: true,
      help:
        "Ids, their first 6 characters or more, or paths, and last the folder; - reads whole ids from stdin",
    },
  },
  options: { at: AT, mkdir: MKDIR, force: FORCE, dryRun: DRY_RUN },
  examples: [
    { line: "bookmarks mv 6qU3bPz0hXy1 toolbar/Work" },
    { line: "bookmarks mv toolbar/Work/Wiki toolbar/Work --at 0", note: "to the front of its folder" },
    {
      line: "bookmarks list tag:read -f ids | foxden bookmarks mv - menu/Read --mkdir",
      note: "ids from a pipe",
    },
  ],
  async run(call) {
    const { at, mkdir, force } = call.options;
    const words = call.args.item;
    const folder = words.at(-1);
    if (folder === undefined || words.length < 2) throw refusal("FOLDER", "missing argument FOLDER");
    const { words: items, whole: wholeIds } = await askedToChange(call, words.slice(0, -1));
    const app = openApp(call);
    const plan = (makeFolders: boolean) =>
      prepareBookmarkMove(app, { items, wholeIds, folder, makeFolders, at, force });
    return await changeTree(call, await orAdvise(plan, mkdir, MKDIR_HELPS));
  },
});

export const rm = command({
  path: ["bookmarks", "rm"],
  summary: "Delete bookmarks and folders",
  about:
    "They are deleted on all devices. Nothing is, if one of them is not there.\nOne is deleted without a question, " +
    "several after a yes, 25 or more after their number is typed, what is in folders included. --yes answers that " +
    `beforehand, --yes=37 only if exactly 37 are deleted.\n${PATHS}\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    id: {
      label: "ID",
      many: true,
      help: "An id, its first 6 characters or more, or a path; - reads whole ids from stdin",
    },
  },
  options: {
    recursive: { type: "flag", short: "r", help: "Folders too, with all that is in them" },
    force: FORCE,
    dryRun: DRY_RUN,
    yes: YES,
  },
  examples: [
    { line: "bookmarks rm 6qU3bPz0hXy1" },
    { line: "bookmarks rm -r toolbar/Old --dry-run", note: "what would go with the folder" },
    {
      line: "bookmarks list host:gone.example -f ids | foxden bookmarks rm - --yes",
      note: "ids from a pipe",
    },
  ],
  async run(call) {
    const { recursive, force } = call.options;
    const { words: items, whole: wholeIds } = await askedToChange(call, call.args.id);
    const app = openApp(call);
    const plan = (withContents: boolean) =>
      prepareBookmarkRemoval(app, { items, wholeIds, recursive: withContents, force });
    const helps = { line: "-r", note: "for a folder with all that is in it" };
    return await changeTree(call, await orAdvise(plan, recursive, helps), removalLoss);
  },
});

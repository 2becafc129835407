/** `foxden bookmarks add`: new bookmarks, folders and separators. */
import { type AddedItem, type PendingAdd, prepareBookmarkAdd } from "../../app/bookmarks/edits.ts";
import { readLinks } from "../../app/bookmarks/lines.ts";
import { changeColumns, type PlannedChange } from "../../app/write/plan.ts";
import { nothingOnStdin, refusal } from "../asked.ts";
import { readText } from "../input.ts";
import { openApp } from "../open.ts";
import { command } from "../spec.ts";
import { parseTagNames } from "../tag_words.ts";
import { addressOf, AT, changeTree, MKDIR, MKDIR_HELPS, SHARED } from "../tree_writing.ts";
import { DRY_RUN, orAdvise, UNDO } from "../writing.ts";
import { PATHS } from "./bookmarks.ts";

const FOLDER = {
  type: "string",
  label: "P",
  help: 'Into this folder: a path such as toolbar/Work, or an id; "Other bookmarks" when left out',
} as const;

export const add = command({
  path: ["bookmarks", "add"],
  summary: "Add a bookmark, folder or separator",
  about:
    `${SHARED} A new bookmark of an address that is there already gets its tags and keyword, and gives it its own.\n` +
    `With - one bookmark is added for each line of stdin, an address with a tab and a title after it; if one line ` +
    `cannot be used, nothing is added.\n${PATHS}\n${UNDO}`,
  output: "changes",
  source: "server",
  columns: changeColumns,
  args: {
    url: {
      label: "URL",
      optional: true,
      help: "An address, or the title of a folder; - reads lines URL<TAB>TITLE from stdin",
    },
  },
  options: {
    title: { type: "string", label: "T", help: "Its title" },
    folder: FOLDER,
    mkdir: MKDIR,
    tag: { type: "list", label: "T", help: "A tag, or several with commas between them" },
    keyword: { type: "string", label: "K", help: "A word that opens it from the address bar" },
    at: AT,
    type: {
      type: "choice",
      choices: ["bookmark", "folder", "separator"],
      default: "bookmark",
      help: "What is added",
    },
    dryRun: DRY_RUN,
  },
  examples: [
    { line: "bookmarks add https://docs.deno.com --title Deno --folder toolbar --tag deno,docs" },
    { line: "bookmarks add https://example.org --folder menu/Read/Later --mkdir" },
    { line: "bookmarks add Work --type folder --folder toolbar --at 0", note: "a folder, as the first item" },
    {
      line: "history list deno -f plain --fields url,title | foxden bookmarks add -",
      note: "one for each line",
    },
  ],
  async run(call) {
    const { folder, mkdir, at } = call.options;
    const items = await itemsOf(call);
    const app = openApp(call);
    const plan = (makeFolders: boolean) => prepareBookmarkAdd(app, { items, folder, makeFolders, at });
    const pending = await orAdvise(plan, mkdir, MKDIR_HELPS);
    const asked = call.globals.format === "ids" ? onlyAdded(pending) : pending;
    return await changeTree(call, asked);
  },
});

type AddCall = Parameters<typeof readText>[0] & {
  readonly args: { readonly url: string | undefined };
  readonly options: {
    readonly title: string | undefined;
    readonly tag: readonly string[];
    readonly keyword: string | undefined;
    readonly type: "bookmark" | "folder" | "separator";
  };
};

/** @throws {FoxdenError} `usage.value`, `usage.records` for lines that cannot be used */
async function itemsOf(call: AddCall): Promise<readonly AddedItem[]> {
  const { args: { url: word }, options: { title, keyword, type } } = call;
  const tags = parseTagNames(call.options.tag);
  if (type === "separator") {
    if (word !== undefined) throw refusal("URL", "a separator has neither an address nor a title");
    return [{ type, title, tags, keyword }];
  }
  if (type === "folder") {
    if (word === "-") throw refusal("--type", "- reads bookmarks from stdin, and no folders");
    if (word !== undefined && title !== undefined) {
      throw refusal("--title", "the word after add is the title of the folder already; leave --title out");
    }
    const name = word ?? title;
    if (!name) throw refusal("TITLE", "missing argument TITLE: what the folder is called");
    return [{ type, title: name, tags, keyword }];
  }
  if (word === undefined) throw refusal("URL", "missing argument URL");
  if (word !== "-") return [{ type, url: addressOf(word), title, tags, keyword }];
  for (const [name, value] of Object.entries({ "--title": title, "--keyword": keyword })) {
    if (value !== undefined) throw refusal(name, `${name} is for one bookmark, and - reads several`);
  }
  const links = readLinks(await readText(call, word, "bookmarks"));
  if (links.length === 0) throw nothingOnStdin("bookmarks");
  return links.map((link) => ({ ...link, type, tags }));
}

/** Ids alone do not tell what was made from what was changed with it: a script wants those of the first. */
function onlyAdded({ ids, ...pending }: PendingAdd): PendingAdd {
  const narrow = (changes: readonly PlannedChange[]) =>
    ids.flatMap((id) => changes.find((change) => change.id === id) ?? []);
  return {
    ...pending,
    ids,
    changes: narrow(pending.changes),
    commit: async (agree) => narrow(await pending.commit(agree)),
  };
}

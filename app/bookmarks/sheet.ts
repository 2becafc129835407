/** One bookmark or folder as lines of text to be changed in an editor, and what was made of them as an edit. */
import { editItem, type ItemEdit } from "../../core/bookmarks/edit.ts";
import { FoxdenError } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import type { BookmarkItem } from "../../core/records/bookmarks.ts";
import { findOne } from "./find.ts";
import { BOOKMARKS, prepareBookmarkWrite, stateOf, toPlanned } from "./write.ts";
import type { App } from "../open.ts";
import { type PendingWrite, refuseWriting } from "../write/write.ts";
import { readView } from "../write/view.ts";

/** An item that waits for its text to come back. */
export interface OpenSheet {
  readonly text: string;
  /**
   * Plans what the changed text asks for; what others changed since the text was made is a conflict.
   *
   * @returns undefined when it asks for nothing
   * @throws {FoxdenError} `usage.value` for text that cannot be read, and as `app/write/write.ts` says
   */
  readonly prepare: (text: string, force: boolean) => Promise<PendingWrite> | undefined;
}

/** Finds an item and writes it down. @throws {FoxdenError} `not-found.record`, `ambiguous.match`, `usage.value` */
export async function openSheet(app: App, text: string): Promise<OpenSheet> {
  refuseWriting(app);
  const { view } = await readView(app, BOOKMARKS, "all");
  const state = stateOf(view);
  const item = findOne(state, text);
  // Refuses what nobody may change before anybody takes the trouble.
  editItem(state, item.id, {});
  const fields = fieldsOf(item);
  return {
    text: sheetText(fields),
    prepare: (changed, force) => {
      const edit = editOf(fields, readSheet(changed, fields));
      if (Object.keys(edit).length === 0) return undefined;
      const claims = editItem(state, item.id, edit).map((change) => toPlanned(change, view));
      const begin = () => (now: typeof state) => editItem(now, item.id, edit);
      return prepareBookmarkWrite(app, { title: "bookmarks edit", force, claims, begin });
    },
  };
}

const NAMES = ["title", "url", "tags", "keyword"] as const;
type Name = typeof NAMES[number];

/** What stands after the colon of each line. An item has only some of them. */
type Fields = ReadonlyMap<Name, string>;

/** @throws {FoxdenError} `usage.value` for what has nothing to be changed */
function fieldsOf(item: BookmarkItem): Fields {
  switch (item.type) {
    case "folder":
      return new Map([["title", item.title]]);
    case "query":
      return new Map([["title", item.title], ["url", item.url]]);
    case "bookmark":
      return new Map([
        ["title", item.title],
        ["url", item.url],
        ["tags", item.tags.join(", ")],
        ["keyword", item.keyword ?? ""],
      ]);
    default: {
      const message = `A ${item.type} has nothing to be changed; it can be moved or removed`;
      throw new FoxdenError("usage.value", message, { name: "ID" });
    }
  }
}

const HEAD = `# Change what follows the colons, save, and quit.
# What is left as it is stays so. Lines with # do not count.
`;
const SHARED = `# Tags, such as: a, b, and keyword belong to the address:
# all bookmarks of it share them.
`;

const sheetText = (fields: Fields): string =>
  HEAD + (fields.has("tags") ? SHARED : "") +
  [...fields].map(([name, value]) => `${name}: ${lineText(value)}`.trimEnd() + "\n").join("");

/** Control characters and the like, which no line can hold as they are. */
const SPECIAL = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A value on a line: as it is, or in quotes where it would be read as something else. */
function lineText(value: string): string {
  if (value.trim() === value && !value.startsWith('"') && value.search(SPECIAL) < 0) return value;
  return JSON.stringify(value).replace(SPECIAL, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** @throws {FoxdenError} `usage.value` with the number of the line that cannot be read */
function readSheet(text: string, fields: Fields): Fields {
  const read = new Map<Name, string>();
  for (const [i, line] of text.replace(/^\ufeff/, "").split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const refuse = (why: string) => unreadable(`line ${i + 1} ${why}`);
    const [, word = "", value = ""] = /^\s*([a-z]+)\s*:(.*)$/isu.exec(line) ?? [];
    const name = NAMES.find((each) => each === word.toLowerCase() && fields.has(each));
    if (name === undefined) throw refuse(`begins with none of ${[...fields.keys()].join(", ")} and a colon`);
    if (read.has(name)) throw refuse(`gives ${name} once more`);
    const content = valueOf(value.trim());
    if (content === undefined) {
      throw refuse("begins with a quote, and is no text in quotes as JSON writes it");
    }
    read.set(name, content);
  }
  const missing = [...fields.keys()].filter((name) => !read.has(name));
  if (missing.length > 0) throw unreadable(`there is no line for ${missing.join(" and ")}`);
  return read;
}

const unreadable = (why: string) =>
  new FoxdenError("usage.value", `What was edited cannot be read: ${why}. Nothing was changed`, {
    name: "text",
  });

function valueOf(text: string): string | undefined {
  if (!text.startsWith('"')) return text;
  try {
    const value = parseJson(text, "line");
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only what differs: the rest may change elsewhere meanwhile. */
function editOf(before: Fields, after: Fields): ItemEdit {
  const changed = (name: Name) => {
    const value = after.get(name);
    return value === before.get(name) ? undefined : value;
  };
  const [title, url, tags, keyword] = NAMES.map(changed);
  return {
    ...(title === undefined ? {} : { title }),
    ...(url === undefined ? {} : { url }),
    ...(tags === undefined ? {} : tagsEdit(before.get("tags") ?? "", tags)),
    ...(keyword === undefined ? {} : { keyword }),
  };
}

/** Tags that came and went, so that those which somebody else adds meanwhile stay. */
function tagsEdit(before: string, after: string): Pick<ItemEdit, "addTags" | "removeTags"> {
  const [was, is] = [tagWords([before]), tagWords([after])];
  const addTags = is.filter((tag) => !was.includes(tag));
  const removeTags = was.filter((tag) => !is.includes(tag));
  return {
    ...(addTags.length === 0 ? {} : { addTags }),
    ...(removeTags.length === 0 ? {} : { removeTags }),
  };
}

/** Tags as they are typed: with commas between them. */
export function tagWords(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(",")).map((tag) => tag.trim()).filter((tag) => tag !== "");
}

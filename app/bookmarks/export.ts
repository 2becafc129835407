/** Use-case: bookmarks as files that other programs read. */
import type { BookmarkItem } from "../../core/records/bookmarks.ts";
import { type BookmarkNode, walk } from "../../core/bookmarks/tree.ts";
import type { Listing } from "../columns.ts";
import type { OutlineFolder, OutlineLink, OutlineWriter } from "../formats/outline.ts";
import type { App } from "../open.ts";
import { onePage, type ReadOptions } from "../read.ts";
import { type BookmarkRow, folderAt, mixedColumns, readTree, rowOf } from "./list.ts";

export interface ExportInput extends Pick<ReadOptions, "fresh"> {
  /** An id, its beginning, or a path such as `toolbar/Work`; everything when left out. */
  readonly folder?: string | undefined;
}

/** What is exported. */
export interface BookmarkExport extends Listing<BookmarkRow> {
  /** The folder it is what is in; null for all of them. */
  readonly top: BookmarkNode | null;
}

/**
 * Every item in the order of the tree, folders before what is in them; the roots themselves are left out.
 *
 * @throws {FoxdenError} `not-found.match` when there is no such folder
 */
export async function exportBookmarks(app: App, { folder, fresh }: ExportInput): Promise<BookmarkExport> {
  const read = await readTree(app, { fresh });
  const top = folder === undefined ? null : folderAt(read, folder);
  const start = top ? top.children : read.tree.roots.flatMap(({ children }) => children);
  const rows = [...walk(read.tree, start)].map(({ node }) => rowOf(node, read));
  const { malformed, syncedAt } = read;
  const listing = { kind: "bookmarks", columns: mixedColumns, pages: onePage(rows) };
  return { ...listing, malformed: () => malformed, syncedAt, top };
}

export interface OutlineOptions {
  /** Folders above this one are left out; it is shown itself. */
  readonly top?: BookmarkNode | null;
  /** The root whose items are at the top of the document, beside the other roots. */
  readonly hoisted?: string;
}

/** Rows of a tree, in its order, as a document of nested folders: those around each row are opened before it. */
export class BookmarkOutline {
  /** Folders that are open, from the top. */
  readonly #open: BookmarkNode[] = [];

  constructor(private readonly writer: OutlineWriter, private readonly options: OutlineOptions = {}) {}

  begin = (): string => this.writer.begin();

  row = ({ node, modified }: BookmarkRow): string => {
    const { record } = node;
    const folders = this.#foldersOf(node);
    const moved = this.#goTo(folders);
    if (record.type === "folder") return moved + this.#enter(node, modified);
    if (record.type === "separator") return moved + this.writer.separator(this.#open.length);
    const link = linkOf(record, modified);
    return link ? moved + this.writer.link(link, this.#open.length) : moved;
  };

  end = (): string => this.#goTo([]) + this.writer.end();

  /** The folders around an item that the document shows, from the top. */
  #foldersOf({ parent }: BookmarkNode): BookmarkNode[] {
    const folders: BookmarkNode[] = [];
    for (let at = parent; at && !this.#isHoisted(at); at = at.parent) {
      folders.push(at);
      if (at === this.options.top) break;
    }
    return folders.reverse();
  }

  #isHoisted = ({ record }: BookmarkNode): boolean => record.id === this.options.hoisted;

  /** Closes and opens folders until just these are open. */
  #goTo(folders: readonly BookmarkNode[]): string {
    let text = "";
    const isOpen = (folder: BookmarkNode, i: number) => this.#open[i] === folder;
    const kept = folders.findIndex((folder, i) => !isOpen(folder, i));
    const common = kept < 0 ? folders.length : kept;
    while (this.#open.length > common) {
      this.#open.pop();
      text += this.writer.closeFolder(this.#open.length);
    }
    for (const folder of folders.slice(common)) text += this.#enter(folder, null);
    return text;
  }

  #enter(node: BookmarkNode, modifiedMs: number | null): string {
    if (this.#isHoisted(node)) return "";
    const text = this.writer.openFolder(folderOf(node, modifiedMs), this.#open.length);
    this.#open.push(node);
    return text;
  }
}

/** What browsers call the roots. */
const ROOTS: Readonly<Record<string, Pick<OutlineFolder, "title" | "place">>> = {
  menu: { title: "Bookmarks Menu" },
  toolbar: { title: "Bookmarks Toolbar", place: "toolbar" },
  unfiled: { title: "Other Bookmarks", place: "unfiled" },
  mobile: { title: "Mobile Bookmarks" },
};

function folderOf({ record, parent }: BookmarkNode, modifiedMs: number | null): OutlineFolder {
  const times = { addedMs: record.dateAddedMs, modifiedMs };
  const root = parent === null ? ROOTS[record.id] : undefined;
  return { title: "title" in record ? record.title : "", ...times, ...root };
}

/** @returns undefined for a feed that has no address */
function linkOf(record: BookmarkItem, modifiedMs: number | null): OutlineLink | undefined {
  const times = { addedMs: record.dateAddedMs, modifiedMs };
  if (record.type === "bookmark" || record.type === "query") {
    const { title, url, tags, keyword } = record;
    return { title, url, tags, keyword, ...times };
  }
  if (record.type !== "livemark") return undefined;
  const { title, feedUrl, siteUrl } = record;
  const url = siteUrl ?? feedUrl;
  if (url === null) return undefined;
  return { title, url, ...(feedUrl === null ? {} : { feedUrl }), tags: [], keyword: null, ...times };
}

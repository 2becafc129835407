/** Use-cases on bookmarks: list them flat or as the tree they are, and find some of them. */
import { findItems, pathText } from "../../core/bookmarks/find.ts";
import type { BookmarkState } from "../../core/bookmarks/state.ts";
import { type BookmarkNode, type BookmarkTree, buildTree, pathOf, walk } from "../../core/bookmarks/tree.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { ServerTime } from "../../core/ids.ts";
import { bookmarkCodec, type BookmarkItem } from "../../core/records/bookmarks.ts";
import { findFolder, findOne } from "./find.ts";
import { BOOKMARKS } from "./write.ts";
import {
  type Cell,
  type Column,
  instant,
  type Listing,
  type MalformedCount,
  NONE_MALFORMED,
  type SyncedAt,
} from "../columns.ts";
import type { App } from "../open.ts";
import { onePage, readAll, readLive, type ReadOptions } from "../read.ts";
import { hostOf } from "../query/host.ts";
import { type ListInput, type Narrowing, narrowing, type SearchSpec } from "../query/search.ts";

/** What `--type` takes; `all` is every item of the tree. */
export const BOOKMARK_TYPES = ["bookmark", "query", "folder", "separator", "livemark", "all"] as const;
export type BookmarkType = typeof BOOKMARK_TYPES[number];

/** One item in its place. `modified` is null for a root the server does not have. */
export interface BookmarkRow {
  readonly node: BookmarkNode;
  readonly modified: ServerTime | null;
}

const linkOf = (record: BookmarkItem) =>
  record.type === "bookmark" || record.type === "query" ? record : null;
const titleOf = (record: BookmarkItem): string => "title" in record ? record.title : "";

export const bookmarkColumns: readonly Column<BookmarkRow>[] = [
  { name: "title", value: ({ node }) => titleOf(node.record) },
  { name: "url", value: ({ node }) => linkOf(node.record)?.url ?? null, kind: "url" },
  { name: "tags", value: ({ node }) => linkOf(node.record)?.tags ?? [], shape: "texts" },
  { name: "folder", value: ({ node }) => pathText(pathOf(node)) },
  { name: "id", value: ({ node }) => node.record.id, detail: true },
  { name: "type", value: ({ node }) => node.record.type, detail: true },
  { name: "keyword", value: ({ node }) => linkOf(node.record)?.keyword ?? null, detail: true },
  { name: "parentId", value: ({ node }) => node.parent?.record.id ?? null, detail: true },
  { name: "position", value: ({ node }) => positionOf(node), kind: "count", detail: true },
  { name: "added", value: ({ node }) => instant(node.record.dateAddedMs), kind: "time", detail: true },
  { name: "modified", value: ({ modified }) => instant(modified), kind: "time", detail: true },
];

function positionOf(node: BookmarkNode): Cell {
  const position = node.parent?.children.indexOf(node) ?? -1;
  return position < 0 ? null : position;
}

/** How items of the tree are searched. */
export const bookmarkSearch: SearchSpec<BookmarkRow> = {
  fields: ["host", "url", "title", "tag", "folder", "type", "id", "before", "after", "on"],
  choices: { type: BOOKMARK_TYPES.filter((type) => type !== "all") },
  searchable: ({ node }) => {
    const { record } = node;
    const link = linkOf(record);
    const folder = pathOf(node).join("/");
    const url = link?.url ?? "";
    return {
      text: [titleOf(record), url, ...(link?.tags ?? []), link?.keyword ?? ""],
      fields: {
        host: hostOf(url),
        url,
        title: titleOf(record),
        tag: link?.tags ?? [],
        folder,
        type: record.type,
        id: record.id,
      },
      ...(record.dateAddedMs === null ? {} : { atMs: record.dateAddedMs }),
    };
  },
};

export interface BookmarkListInput extends ListInput {
  /** An id, its beginning, or a path such as `toolbar/Work`. */
  readonly folder?: string | undefined;
  readonly type?: BookmarkType | undefined;
  /** Every one of these. */
  readonly tags?: readonly string[];
}

/** Columns where the kinds are mixed: what kind of thing a row is comes first. */
export const mixedColumns: readonly Column<BookmarkRow>[] = [
  { name: "type", value: ({ node }) => node.record.type },
  ...bookmarkColumns.filter(({ name }) => name !== "type"),
];

/** Bookmarks in the order of the tree. Without a type: bookmarks and saved searches. */
export async function listBookmarks(app: App, input: BookmarkListInput): Promise<Listing<BookmarkRow>> {
  const narrow = narrowing(app, bookmarkSearch, input);
  const read = await readTree(app, input);
  const { tree, malformed, syncedAt } = read;
  const start = input.folder === undefined ? tree.roots : folderAt(read, input.folder).children;
  const listed = [...walk(tree, start)].filter(({ node }) => isAskedFor(node.record, input))
    .map(({ node }) => rowOf(node, read));
  const reading = { pages: onePage(listed), malformed: () => malformed, syncedAt };
  const columns = input.type === "all" ? mixedColumns : bookmarkColumns;
  return { kind: "bookmarks", columns, ...narrow(reading) };
}

function isAskedFor(record: BookmarkItem, { type, tags = [] }: BookmarkListInput): boolean {
  const has = linkOf(record)?.tags.map((tag) => tag.toLowerCase()) ?? [];
  return isWanted(record, type) && tags.every((tag) => has.includes(tag.toLowerCase()));
}

function isWanted({ type }: BookmarkItem, wanted: BookmarkType | undefined): boolean {
  if (wanted === undefined) return type === "bookmark" || type === "query";
  return wanted === "all" || wanted === type;
}

/** One line of the drawn tree. */
export interface TreeLine {
  readonly depth: number;
  readonly type: BookmarkItem["type"];
  readonly title: string;
  readonly url: string | null;
  readonly tags: readonly string[];
  /** Items directly below, for a folder. */
  readonly size: number;
}

/**
 * The tree line by line: all of it, or what is asked for together with the folders it is in.
 *
 * @throws {FoxdenError} `not-found.match` when there is no such folder
 */
export async function bookmarkTree(
  app: App,
  input: BookmarkListInput = {},
): Promise<{ readonly lines: readonly TreeLine[]; readonly malformed: MalformedCount }> {
  const narrow = narrowing(app, bookmarkSearch, input);
  const read = await readTree(app, input);
  const { tree, malformed } = read;
  const start = input.folder === undefined ? tree.roots : [folderAt(read, input.folder)];
  const isShown = await shownNodes(narrow, tree, start, input);
  const steps = [...walk(tree, start)].filter(({ node }) => isShown(node));
  return { lines: steps.map(({ node, depth }) => treeLine(node, depth)), malformed };
}

async function shownNodes(
  narrow: Narrowing<BookmarkRow>,
  tree: BookmarkTree,
  start: readonly BookmarkNode[],
  input: BookmarkListInput,
): Promise<(node: BookmarkNode) => boolean> {
  if (!input.query && !input.type && !input.tags?.length) return () => true;
  const asked = [...walk(tree, start)].filter(({ node }) =>
    isAskedFor(node.record, { type: "all", ...input })
  )
    .map(({ node }) => ({ node, modified: null }));
  const reading = { pages: onePage(asked), malformed: () => NONE_MALFORMED };
  const shown = new Set<BookmarkNode>();
  for (const { node } of await readAll(narrow(reading))) {
    for (let at: BookmarkNode | null = node; at !== null; at = at.parent) shown.add(at);
  }
  return (node) => shown.has(node);
}

function treeLine(node: BookmarkNode, depth: number): TreeLine {
  const { record } = node;
  return {
    depth,
    type: record.type,
    title: node.parent === null ? record.id : titleOf(record),
    url: linkOf(record)?.url ?? null,
    tags: linkOf(record)?.tags ?? [],
    size: node.children.length,
  };
}

/** Items that were asked for, in that order, and what nothing was found by. */
export interface FoundBookmarks extends Listing<BookmarkRow> {
  readonly rows: readonly BookmarkRow[];
  readonly missing: readonly string[];
}

/**
 * Items by what a person types: an id, its beginning of six characters or more, or a path.
 *
 * @throws {FoxdenError} `ambiguous.match`
 */
export async function getBookmarks(app: App, texts: readonly string[]): Promise<FoundBookmarks> {
  const read = await readTree(app, {});
  const missing: string[] = [];
  const rows = texts.flatMap((text) => {
    const [first, other] = findItems(read.state, read.tree, text);
    const item = other ? findOne(read.state, text) : first;
    const node = item && read.tree.nodes.get(item.id);
    if (!node) missing.push(text);
    return node ? [rowOf(node, read)] : [];
  });
  const listing = { kind: "bookmarks", columns: mixedColumns, pages: onePage(rows) };
  return { ...listing, malformed: () => NONE_MALFORMED, syncedAt: read.syncedAt, rows, missing };
}

/** The collection as it was read, in its two forms. */
export interface ReadTree {
  readonly state: BookmarkState;
  readonly tree: BookmarkTree;
  readonly modified: ReadonlyMap<string, ServerTime>;
  readonly malformed: MalformedCount;
  readonly syncedAt: SyncedAt;
}

/** Reads the collection. */
export async function readTree(app: App, { fresh }: ReadOptions): Promise<ReadTree> {
  const reading = readLive(app, BOOKMARKS, bookmarkCodec, { fresh });
  const stored = await readAll(reading);
  const items = new Map(stored.map(({ record }) => [record.id, record]));
  return {
    state: { items, deleted: new Set(), unreadable: new Set() },
    tree: buildTree(items.values()),
    modified: new Map(stored.map(({ id, modified }) => [id, modified])),
    malformed: reading.malformed(),
    syncedAt: reading.syncedAt ?? (() => null),
  };
}

/** An item of the collection as a row. */
export const rowOf = (node: BookmarkNode, { modified }: ReadTree): BookmarkRow => (
  { node, modified: modified.get(node.record.id) ?? null }
);

/**
 * The folder that is meant by an id, the beginning of one or a path.
 *
 * @throws {FoxdenError} `not-found.match` when nothing is there, `usage.value` for no folder, `ambiguous.match`
 */
export function folderAt({ state, tree }: ReadTree, text: string): BookmarkNode {
  if (findItems(state, tree, text).length > 0) {
    const node = tree.nodes.get(findFolder(state, text));
    if (node) return node;
  }
  throw new FoxdenError("not-found.match", `No bookmark folder "${text}"`, { collection: BOOKMARKS });
}

/** The demo's bookmarks: the outline turned into records, each item's parent and its parent's children agreeing. */
import { guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { BOOKMARK_OUTLINE } from "./bookmark_outline.ts";
import { type Dice, diceFor, idsFor } from "./dice.ts";
import { DAY_MS, type DemoRecord, type DemoSource, HOUR_MS } from "./account.ts";

const FOLDER_SORTINDEX = 1_000_000;
const TOOLBAR_BONUS = 150;
const TOMBSTONES = 5;

interface OutlineItem {
  /** A root's name, or a made-up id. */
  readonly id: string;
  readonly line: string;
  readonly index: number;
  readonly children: OutlineItem[];
}

/** Every bookmark record, folders before what they hold, then some tombstones. */
export function demoBookmarks(source: DemoSource): DemoRecord[] {
  const ids = idsFor(source.seed, "bookmarks");
  const dice = diceFor(source.seed, "bookmarks");
  const { roots, count } = readOutline(ids.guid);
  const places: OutlineItem = { id: "places", line: "", index: 0, children: roots };
  const records = roots.flatMap((root) => folderRecords(root, places, dice, source));
  const gone = Array.from({ length: TOMBSTONES }, (_, i) => ids.guid(count + i));
  return [
    ...records,
    ...gone.map((id) => ({ id: guid(id), sortindex: 0, cleartext: { id, deleted: true } })),
  ];
}

/** @returns the roots, and how many lines there are */
function readOutline(newId: (index: number) => string): { roots: OutlineItem[]; count: number } {
  const roots: OutlineItem[] = [];
  const path: OutlineItem[] = [];
  const lines = BOOKMARK_OUTLINE.split("\n").filter((line) => line.trim() !== "");
  lines.forEach((text, index) => {
    const line = text.trimStart();
    const depth = (text.length - line.length) / 2;
    const id = depth === 0 ? titleOfFolder(line) : newId(index);
    const item: OutlineItem = { id, line, index, children: [] };
    (path[depth - 1]?.children ?? roots).push(item);
    path.splice(depth, Infinity, item);
  });
  return { roots, count: lines.length };
}

function folderRecords(
  folder: OutlineItem,
  parent: OutlineItem,
  dice: (index: number) => Dice,
  source: DemoSource,
): DemoRecord[] {
  const inside = folder.children.flatMap((item, pos) =>
    isFolder(item) ? folderRecords(item, folder, dice, source) : leafRecord(item, folder, pos, dice, source)
  );
  const cleartext = {
    ...commonFields(folder, parent, "folder", dice(folder.index), source),
    title: titleOfFolder(folder.line),
    children: folder.children.map((child) => child.id),
  };
  return [{ id: guid(folder.id), sortindex: FOLDER_SORTINDEX, cleartext }, ...inside];
}

function leafRecord(
  item: OutlineItem,
  parent: OutlineItem,
  pos: number,
  dice: (index: number) => Dice,
  source: DemoSource,
): DemoRecord {
  const throws = dice(item.index);
  const common = (type: string) => commonFields(item, parent, type, throws, source);
  if (item.line === "---") {
    return { id: guid(item.id), sortindex: 0, cleartext: { ...common("separator"), pos } };
  }
  const [title = "", bmkUri = "", third = "", keyword = ""] = item.line.split("|").map((cell) => cell.trim());
  if (title.startsWith("? ")) {
    const query = { ...common("query"), bmkUri, title: title.slice(2), ...(third && { folderName: third }) };
    return { id: guid(item.id), sortindex: 0, cleartext: query };
  }
  const tags = third === "" ? {} : { tags: third.split(",").sort() };
  const cleartext = { ...common("bookmark"), bmkUri, title, ...(keyword && { keyword }), ...tags };
  const bonus = parent.id === "toolbar" ? TOOLBAR_BONUS : 0;
  return { id: guid(item.id), sortindex: frecencyOf(bmkUri, source.seed) + bonus, cleartext };
}

/** Frecency belongs to the page, so two bookmarks of one page have the same. */
function frecencyOf(url: string, seed: number): number {
  const dice = diceFor(seed, url)(0);
  return dice.below(3) === 0 ? 1 : 10 + dice.below(4000);
}

/** In the order in which Firefox writes them. */
function commonFields(
  item: OutlineItem,
  parent: OutlineItem,
  type: string,
  dice: Dice,
  source: DemoSource,
): JsonObject {
  const isRoot = parent.id === "places";
  const ageMs = isRoot
    ? 2200 * DAY_MS + item.index
    : HOUR_MS + dice.below(2000) * DAY_MS + dice.below(DAY_MS);
  return {
    id: item.id,
    type,
    parentid: parent.id,
    hasDupe: true,
    parentName: titleOfFolder(parent.line),
    dateAdded: source.hourMs - ageMs,
  };
}

function isFolder(item: OutlineItem): boolean {
  return item.line.endsWith("/") && !item.line.includes("|");
}

function titleOfFolder(line: string): string {
  return line.replace(/\/$/, "");
}

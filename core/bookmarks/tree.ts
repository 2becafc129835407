/**
 * Bookmarks as a tree, built from flat records that may disagree.
 *
 * Membership is stored twice: in a folder's `children` and in each item's `parentid`. As in Firefox 153, the
 * folder's word counts more, nothing is lost, and what has no place goes to `unfiled`.
 */
import type { BookmarkItem, Folder } from "../records/bookmarks.ts";
import { isRoot, ROOT_IDS } from "../records/writing.ts";
import { byText } from "./faults.ts";
import { ringsOf } from "./placing.ts";

export { ROOT_IDS };

/** One item in its place. */
export interface BookmarkNode {
  readonly record: BookmarkItem;
  /** The folder it is in by the tree, which may differ from `record.parentId`; `null` for a root. */
  readonly parent: BookmarkNode | null;
  readonly children: readonly BookmarkNode[];
}

/** The four roots with everything under them, and each item by its id. */
export interface BookmarkTree {
  readonly roots: readonly BookmarkNode[];
  readonly nodes: ReadonlyMap<string, BookmarkNode>;
}

/** One step of a walk. */
export interface Step {
  readonly node: BookmarkNode;
  /** 0 where the walk starts. */
  readonly depth: number;
  /** As {@link pathOf} gives it, made when asked for. */
  readonly path: readonly string[];
}

interface MutableNode extends BookmarkNode {
  /** While the tree is built, the folder that the item is settled in. */
  parent: MutableNode | null;
  readonly children: MutableNode[];
}

/** The tree while it is built. */
interface Building {
  readonly nodes: ReadonlyMap<string, MutableNode>;
  /** Folders that list something else than just the items that name them. */
  readonly mixed: Set<MutableNode>;
  /** Items that are put at the end of the folder they are settled in. */
  readonly appended: Set<MutableNode>;
}

/**
 * Builds the tree in linear time, but for the sorting of items that no folder lists.
 *
 * - A root that is not among the records is there all the same, empty, made with an empty `source`.
 * - An item that several folders list is in the one it names itself, else in the one with the smallest id.
 * - An item that no folder lists is at the end of the folder it names, oldest first.
 * - An item that names no folder of the tree is at the end of `unfiled`; so is the oldest folder of a cycle.
 * - `places` and a record that has a root's id but is no folder are left out; Firefox never syncs them.
 *
 * The order of the records does not matter; of two with one id, the later counts.
 *
 * @param records the live ones only
 */
export function buildTree(records: Iterable<BookmarkItem>): BookmarkTree {
  const nodes = makeNodes(records);
  const building: Building = { nodes, mixed: new Set(), appended: new Set() };
  placeListed(building);
  placeUnlisted(building);
  cutCycles(building);
  fillChildren(building);
  return { nodes, roots: ROOT_IDS.flatMap((id) => nodes.get(id) ?? []) };
}

/** Goes through the tree from the top, each folder before what is in it, in order. */
export function* walk(
  tree: BookmarkTree,
  from: readonly BookmarkNode[] = tree.roots,
): Generator<Step, void, undefined> {
  const waiting = from.map((node) => ({ node, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    yield step(node, depth);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i];
      if (child) waiting.push({ node: child, depth: depth + 1 });
    }
  }
}

/**
 * The folders above an item: the root's id, then the titles of the folders below it.
 *
 * The id stands for the root because its title differs between clients. A root has an empty path.
 */
export function pathOf(node: BookmarkNode): readonly string[] {
  const path: string[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    path.push(at.parent === null ? at.record.id : folderTitle(at.record));
  }
  return path.reverse();
}

function step(node: BookmarkNode, depth: number): Step {
  return {
    node,
    depth,
    // Paths of a deep tree are long: whoever does not look at them should not pay for them.
    get path() {
      return pathOf(node);
    },
  };
}

function folderTitle(record: BookmarkItem): string {
  return record.type === "folder" ? record.title : "";
}

function makeNodes(records: Iterable<BookmarkItem>): Map<string, MutableNode> {
  const nodes = new Map<string, MutableNode>();
  for (const id of ROOT_IDS) nodes.set(id, makeNode(emptyRoot(id)));
  for (const record of records) {
    if (record.id === "places" || (isRoot(record.id) && record.type !== "folder")) continue;
    nodes.set(record.id, makeNode(record));
  }
  return nodes;
}

/** Most items are leaves, which share their empty list. */
const NO_CHILDREN: MutableNode[] = [];

const makeNode = (record: BookmarkItem): MutableNode => (
  { record, parent: null, children: record.type === "folder" ? [] : NO_CHILDREN }
);

/** A root as it is made where the server has none. */
export function emptyRoot(id: string): Folder {
  const titled = { id, title: id, type: "folder", parentId: "places", parentName: "" } as const;
  return { ...titled, hasDupe: true, dateAddedMs: null, children: [], source: {} };
}

function placeListed({ nodes, mixed }: Building): void {
  for (const folder of nodes.values()) {
    if (folder.record.type !== "folder") continue;
    for (const id of folder.record.children) {
      const child = nodes.get(id);
      if (!child || child === folder || isRoot(id)) mixed.add(folder);
      else enter(child, folder, mixed);
    }
  }
}

/** Settles an item in a folder that lists it, if there is no better one. The folder it names is never given up. */
function enter(child: MutableNode, folder: MutableNode, mixed: Set<MutableNode>): void {
  const { parent: rival, record: { parentId } } = child;
  const isNamed = parentId === folder.record.id;
  if (isNamed && rival !== folder) folder.children.push(child);
  else mixed.add(folder);
  if (isNamed || !rival || (rival.record.id !== parentId && folder.record.id < rival.record.id)) {
    child.parent = folder;
  }
}

function placeUnlisted({ nodes, appended }: Building): void {
  for (const node of nodes.values()) {
    if (node.parent !== null || isRoot(node.record.id)) continue;
    const named = nodes.get(node.record.parentId ?? "");
    const fits = named !== undefined && named !== node && named.record.type === "folder";
    node.parent = fits ? named : nodes.get("unfiled") ?? null;
    appended.add(node);
  }
}

/** Of folders that are inside each other the oldest is moved out. */
function cutCycles(building: Building): void {
  const folders = building.nodes.values().filter(({ record }) => record.type === "folder");
  for (const ring of ringsOf(folders, ({ parent }) => parent ?? undefined)) {
    const [oldest] = ring.toSorted(nodesByAge);
    if (oldest) moveOut(building, oldest);
  }
}

function moveOut({ nodes, mixed, appended }: Building, node: MutableNode): void {
  if (node.parent) mixed.add(node.parent);
  node.parent = nodes.get("unfiled") ?? null;
  appended.add(node);
}

/** Puts the items of mixed folders in the order of the list, and those that no list has at the end. */
function fillChildren({ nodes, mixed, appended }: Building): void {
  for (const folder of mixed) {
    const { record, children } = folder;
    const listed = new Set(record.type === "folder" ? record.children : []);
    children.length = 0;
    for (const id of listed) {
      const child = nodes.get(id);
      if (child?.parent === folder && !appended.has(child)) children.push(child);
    }
  }
  for (const node of [...appended].sort(nodesByAge)) node.parent?.children.push(node);
}

const nodesByAge = (left: BookmarkNode, right: BookmarkNode): number => byAge(left.record, right.record);

/** Orders items oldest first, by id where that does not tell; undated ones last. */
export const byAge = (left: BookmarkItem, right: BookmarkItem): number =>
  ageOf(left) - ageOf(right) || byText(left.id, right.id);

const ageOf = ({ dateAddedMs }: BookmarkItem): number => dateAddedMs ?? Number.MAX_SAFE_INTEGER;

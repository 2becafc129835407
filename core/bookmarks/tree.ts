/**
 * Bookmarks as a tree, built from flat records that may disagree.
 *
 * Membership is stored twice: in a folder's `children` and in each item's `parentid`. As in Firefox 153, the
 * folder's word counts more, nothing is lost, and what has no place goes to `unfiled`.
 */
import type { BookmarkItem, Folder } from "../records/bookmarks.ts";

/** The ids of the four roots, in the order Firefox shows them. */
export const ROOT_IDS = ["menu", "toolbar", "unfiled", "mobile"] as const;

const rootIds: ReadonlySet<string> = new Set(ROOT_IDS);

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
  parent: MutableNode | null;
  readonly children: MutableNode[];
}

/** Who is in which folder, while that is being settled. */
interface Places {
  readonly nodes: ReadonlyMap<string, MutableNode>;
  /** The folder whose `children` an item is placed by. */
  readonly listed: Map<MutableNode, MutableNode>;
  /** The folder at whose end an item is put that no folder lists. */
  readonly appended: Map<MutableNode, MutableNode>;
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
  const places: Places = { nodes, listed: new Map(), appended: new Map() };
  placeListed(places);
  placeUnlisted(places);
  cutCycles(places);
  fillChildren(places);
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
  for (const id of ROOT_IDS) nodes.set(id, { record: emptyRoot(id), parent: null, children: [] });
  for (const record of records) {
    if (record.id === "places" || (rootIds.has(record.id) && record.type !== "folder")) continue;
    nodes.set(record.id, { record, parent: null, children: [] });
  }
  return nodes;
}

function emptyRoot(id: string): Folder {
  const titled = { id, title: id, type: "folder", parentId: "places", parentName: "" } as const;
  return { ...titled, hasDupe: true, dateAddedMs: null, children: [], source: {} };
}

function placeListed({ nodes, listed }: Places): void {
  for (const folder of nodes.values()) {
    if (folder.record.type !== "folder") continue;
    for (const id of folder.record.children) {
      const child = nodes.get(id);
      if (!child || child === folder || rootIds.has(id)) continue;
      const rival = listed.get(child);
      if (!rival || isBetterPlace(child, folder, rival)) listed.set(child, folder);
    }
  }
}

function isBetterPlace(child: MutableNode, folder: MutableNode, rival: MutableNode): boolean {
  const named = child.record.parentId;
  if (rival.record.id === named) return false;
  return folder.record.id === named || folder.record.id < rival.record.id;
}

function placeUnlisted({ nodes, listed, appended }: Places): void {
  for (const node of nodes.values()) {
    if (listed.has(node) || rootIds.has(node.record.id)) continue;
    const named = nodes.get(node.record.parentId ?? "");
    const fits = named !== undefined && named !== node && named.record.type === "folder";
    const folder = fits ? named : nodes.get("unfiled");
    if (folder) appended.set(node, folder);
  }
}

/** Follows every item up to a root; where that leads back to the item itself, the oldest folder is moved out. */
function cutCycles(places: Places): void {
  const above = (node: MutableNode) => places.listed.get(node) ?? places.appended.get(node);
  const settled = new Set<MutableNode>();
  for (const start of places.nodes.values()) {
    const climbed = new Set<MutableNode>();
    let at: MutableNode | undefined = start;
    while (at && !settled.has(at) && !climbed.has(at)) {
      climbed.add(at);
      at = above(at);
    }
    if (at && climbed.has(at)) moveOut(places, oldestOfCycle(at, above));
    for (const node of climbed) settled.add(node);
  }
}

function oldestOfCycle(
  start: MutableNode,
  above: (node: MutableNode) => MutableNode | undefined,
): MutableNode {
  let oldest = start;
  for (let at = above(start); at && at !== start; at = above(at)) {
    if (byAge(at, oldest) < 0) oldest = at;
  }
  return oldest;
}

function moveOut({ nodes, listed, appended }: Places, node: MutableNode): void {
  const unfiled = nodes.get("unfiled");
  listed.delete(node);
  if (unfiled) appended.set(node, unfiled);
}

function fillChildren({ nodes, listed, appended }: Places): void {
  for (const folder of nodes.values()) {
    if (folder.record.type !== "folder") continue;
    for (const id of folder.record.children) {
      const child = nodes.get(id);
      if (child && child.parent === null && listed.get(child) === folder) attach(child, folder);
    }
  }
  for (const node of [...appended.keys()].sort(byAge)) {
    const folder = appended.get(node);
    if (folder) attach(node, folder);
  }
}

function attach(child: MutableNode, folder: MutableNode): void {
  child.parent = folder;
  folder.children.push(child);
}

/** Oldest first, by id where that does not tell; undated ones last. */
function byAge(left: MutableNode, right: MutableNode): number {
  const difference = ageOf(left) - ageOf(right);
  return difference || (left.record.id < right.record.id ? -1 : 1);
}

const ageOf = (node: MutableNode): number => node.record.dateAddedMs ?? Number.MAX_SAFE_INTEGER;

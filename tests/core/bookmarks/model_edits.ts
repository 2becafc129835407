/** What edits of bookmarks mean, written the plainest way there is, to hold the real ones against. */
import type { ItemEdit } from "../../../core/bookmarks/edit.ts";
import type { NewItem } from "../../../core/bookmarks/new_item.ts";
import { type Model, type ModelNode, ROOTS } from "./model_support.ts";

/** Thrown where the real edit has to refuse. */
export class Refused extends Error {}

const refuseIf = (fault: boolean): void => {
  if (fault) throw new Refused();
};

/** Every node, roots first and each folder before what is in it. */
export const everyNode = (nodes: Model): ModelNode[] =>
  nodes.flatMap((node) => [node, ...everyNode(node.children)]);

const nodeOf = (model: Model, id: string): ModelNode => {
  const node = everyNode(model).find((each) => each.id === id);
  if (!node) throw new Refused();
  return node;
};

const isRoot = (id: string): boolean => ROOTS.some((root) => root === id);

const siblingsOf = (model: Model, id: string): ModelNode[] =>
  everyNode(model).find((each) => each.children.some((child) => child.id === id))?.children ?? [];

const folderOf = (model: Model, id: string): ModelNode => {
  const node = nodeOf(model, id);
  refuseIf(node.type !== "folder");
  return node;
};

const href = (url: string): string => new URL(url).href;

const bookmarksAt = (model: Model, url: string): ModelNode[] =>
  everyNode(model).filter((each) => each.type === "bookmark" && href(each.url) === href(url));

const joined = (...lists: readonly (readonly string[])[]): string[] => {
  const all: string[] = [];
  for (const tag of lists.flat()) {
    if (!all.some((each) => each.toLowerCase() === tag.toLowerCase())) all.push(tag);
  }
  return all;
};

function setKeyword(model: Model, url: string, keyword: string | null): void {
  for (const each of everyNode(model)) {
    if (each.type !== "bookmark") continue;
    if (href(each.url) === href(url)) each.keyword = keyword;
    else if (keyword !== null && each.keyword === keyword) each.keyword = null;
  }
}

function setTags(model: Model, url: string, tags: string[]): void {
  for (const each of bookmarksAt(model, url)) each.tags = tags;
}

/** As `insertItems`. */
export function insert(model: Model, items: readonly NewItem[], folderId: string, at?: number): void {
  let next = at;
  for (const given of items) {
    if (everyNode(model).some(({ id }) => id === given.id)) continue;
    const { children } = folderOf(model, folderId);
    const url = given.url === undefined ? "" : href(given.url);
    const isQuery = url.startsWith("place:");
    const node: ModelNode = {
      id: given.id,
      type: isQuery ? "query" : given.type,
      title: given.title ?? "",
      url,
      tags: [],
      keyword: null,
      children: [],
      more: {},
    };
    children.splice(next ?? children.length, 0, node);
    if (next !== undefined) next++;
    if (node.type !== "bookmark") continue;
    const others = bookmarksAt(model, url).filter((each) => each !== node);
    setTags(model, url, joined(others[0]?.tags ?? [], given.tags ?? []));
    setKeyword(model, url, given.keyword || (others[0]?.keyword ?? null));
  }
}

/** As `ensureFolders`. */
export function ensure(
  model: Model,
  baseId: string,
  folders: readonly { id: string; title: string }[],
): string {
  let at = folderOf(model, baseId);
  for (const { id, title } of folders) {
    const there = at.children.filter((each) => each.type === "folder" && each.title === title);
    refuseIf(there.length > 1);
    let [next] = there;
    if (!next) {
      insert(model, [{ id, type: "folder", title }], at.id);
      next = nodeOf(model, id);
    }
    at = next;
  }
  return at.id;
}

/** As `editItem`. */
export function edit(model: Model, id: string, change: ItemEdit): void {
  refuseIf(isRoot(id));
  const node = nodeOf(model, id);
  refuseIf(node.type === "unreadable");
  if (change.title !== undefined) {
    refuseIf(node.type === "separator");
    node.title = change.title;
  }
  if (change.url !== undefined) editUrl(model, node, href(change.url));
  if (change.setTags || change.addTags || change.removeTags) {
    refuseIf(node.type !== "bookmark");
    const gone = change.removeTags?.map((tag) => tag.toLowerCase()) ?? [];
    const kept = (change.setTags ?? node.tags).filter((tag) => !gone.includes(tag.toLowerCase()));
    setTags(model, node.url, joined(kept, change.addTags ?? []));
  }
  if (change.keyword !== undefined) {
    refuseIf(node.type !== "bookmark");
    setKeyword(model, node.url, change.keyword || null);
  }
}

function editUrl(model: Model, node: ModelNode, url: string): void {
  refuseIf(node.type !== "bookmark" && node.type !== "query");
  if (href(node.url) === url) return;
  const staying = bookmarksAt(model, node.url).filter((each) => each !== node);
  const there = bookmarksAt(model, url);
  const own = staying.length > 0 ? null : node.keyword;
  node.url = url;
  if (url.startsWith("place:")) {
    if (node.type === "bookmark") Object.assign(node, { type: "query", tags: [], keyword: null });
    return;
  }
  Object.assign(node, { type: "bookmark" });
  setTags(model, url, joined(there[0]?.tags ?? [], node.tags));
  setKeyword(model, url, there[0]?.keyword ?? own);
}

/** As `moveItems`. */
export function move(model: Model, ids: readonly string[], folderId: string, at?: number): void {
  refuseIf(ids.some(isRoot));
  const nodes = [...new Set(ids)].map((id) => nodeOf(model, id));
  refuseIf(nodes.some(({ type }) => type === "unreadable"));
  const folder = folderOf(model, folderId);
  refuseIf(everyNode(nodes).includes(folder));
  const moving = at === undefined ? nodes.filter((each) => !folder.children.includes(each)) : nodes;
  // Found before any is taken out, since one may be inside another.
  const places = moving.map(({ id }) => siblingsOf(model, id));
  for (const [i, node] of moving.entries()) take(places[i] ?? [], node);
  folder.children.splice(at ?? folder.children.length, 0, ...moving);
}

function take(siblings: ModelNode[], node: ModelNode): void {
  siblings.splice(siblings.indexOf(node), 1);
}

/** As `removeItems`. */
export function remove(model: Model, ids: readonly string[], recursive: boolean): void {
  refuseIf(ids.some(isRoot));
  const nodes = ids.map((id) => nodeOf(model, id));
  refuseIf(!recursive && nodes.some(({ type, children }) => type === "folder" && children.length > 0));
  const gone = everyNodeShown(nodes);
  refuseIf(
    gone.some(({ type, children }) =>
      type === "unreadable" && !children.every((each) => gone.includes(each))
    ),
  );
  for (const node of nodes) {
    if (everyNode(model).includes(node)) take(siblingsOf(model, node.id), node);
  }
}

/** Every node but what is in unreadable records, which no tree can show. */
const everyNodeShown = (nodes: Model): ModelNode[] =>
  nodes.flatMap((node) => [node, ...(node.type === "unreadable" ? [] : everyNodeShown(node.children))]);

/** As `renameTag`, or as `removeTag` where `to` is `null`. */
export function retag(model: Model, from: string, to: string | null): void {
  const isOld = (tag: string) => tag.toLowerCase() === from.toLowerCase();
  for (const each of everyNode(model)) {
    if (each.type === "query") {
      const [, listed] = /^place:tag=([^&]*)$/.exec(each.url) ?? [];
      if (to !== null && listed !== undefined && isOld(decodeURIComponent(listed))) {
        each.url = `place:tag=${encodeURIComponent(to)}`;
      }
      continue;
    }
    const kept = each.tags.filter((tag) => !isOld(tag));
    if (kept.length < each.tags.length) each.tags = joined(kept, to === null ? [] : [to]);
  }
}

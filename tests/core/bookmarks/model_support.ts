/** Bookmarks as people draw them: folders in folders, told as state and read from it. */
import assert from "node:assert/strict";
import {
  applyChanges,
  type BookmarkChange,
  type BookmarkState,
  clearOf,
  readState,
  type StoredItem,
} from "../../../core/bookmarks/state.ts";
import { FoxdenError } from "../../../core/errors.ts";
import type { JsonObject } from "../../../core/json.ts";

/** An item with what is in it. */
export interface ModelNode {
  readonly id: string;
  /** What is in an unreadable record is what names it. */
  readonly type: "bookmark" | "query" | "folder" | "separator" | "unreadable";
  title: string;
  url: string;
  tags: string[];
  keyword: string | null;
  children: ModelNode[];
  /** Other members of its record. */
  readonly more: JsonObject;
}

/** The four roots. */
export type Model = ModelNode[];

export const ROOTS = ["menu", "toolbar", "unfiled", "mobile"] as const;

/** A full id made of a short one. */
export const id = (short: string): string => short.padEnd(12, "_");

const node = (given: Pick<ModelNode, "id" | "type"> & Partial<ModelNode>): ModelNode => (
  { title: "", url: "", tags: [], keyword: null, children: [], more: {}, ...given }
);

export const bookmark = (short: string, url: string, given: Partial<ModelNode> = {}): ModelNode =>
  node({ title: short, url, ...given, id: id(short), type: "bookmark" });

export const query = (short: string, url: string, given: Partial<ModelNode> = {}): ModelNode =>
  node({ title: short, url, ...given, id: id(short), type: "query" });

export const separator = (short: string, given: Partial<ModelNode> = {}): ModelNode =>
  node({ ...given, id: id(short), type: "separator" });

export const folder = (
  short: string,
  children: ModelNode[] = [],
  given: Partial<ModelNode> = {},
): ModelNode => node({ title: short, ...given, id: id(short), type: "folder", children });

export const unreadable = (short: string, children: ModelNode[] = []): ModelNode =>
  node({ id: id(short), type: "unreadable", children });

/** Four roots with what is in them. */
export const model = (roots: Partial<Record<(typeof ROOTS)[number], ModelNode[]>> = {}): Model =>
  ROOTS.map((root) => node({ id: root, type: "folder", title: root, children: roots[root] ?? [] }));

/** The records of a model; empty roots only where `withEmptyRoots`. */
export function recordsOf(roots: Model, withEmptyRoots = true): StoredItem[] {
  const top = node({ id: "places", type: "folder" });
  return roots
    .filter((root) => withEmptyRoots || root.children.length > 0)
    .flatMap((root) => [...below(root, top)]);
}

function* below(at: ModelNode, parent: ModelNode): Generator<StoredItem> {
  yield { id: at.id, clear: clearFor(at, parent) };
  for (const child of at.children) yield* below(child, at);
}

function clearFor(at: ModelNode, parent: ModelNode): JsonObject {
  const { id, type, title, url, tags, keyword, children, more } = at;
  if (type === "unreadable") return { id, type: "of tomorrow", parentid: parent.id };
  const common = {
    dateAdded: 1_600_000_000_000,
    ...more,
    id,
    type,
    parentid: parent.id,
    parentName: parent.title,
    hasDupe: true,
  };
  if (type === "folder") return { ...common, title, children: children.map((child) => child.id) };
  if (type === "separator") return { ...common, pos: parent.children.indexOf(at) };
  const shared = { ...(tags.length > 0 ? { tags } : {}), ...(keyword === null ? {} : { keyword }) };
  return { ...common, title, bmkUri: url, ...shared };
}

/** A collection of these records, tombstones and records that cannot be read. */
export const stateOf = (
  roots: Model,
  deleted: readonly string[] = [],
  unreadable: readonly string[] = [],
): BookmarkState =>
  readState([
    ...recordsOf(roots),
    ...deleted.map((each) => ({ id: each, clear: { id: each, deleted: true } })),
    ...unreadable.map((each) => ({ id: each, clear: null })),
  ]);

/**
 * Reads the folders' lists only, and asserts that every item is in exactly one and names it. What a record holds that
 * cannot be read is what names it.
 */
export function modelOf(state: BookmarkState): Model {
  const met = new Set<string>();
  const read = (at: string): ModelNode => {
    assert(!met.has(at), `${at} is in two places`);
    met.add(at);
    if (state.unreadable.has(at)) {
      const inIt = [...state.items.values()].filter(({ parentId }) => parentId === at);
      return node({ id: at, type: "unreadable", children: inIt.map((each) => read(each.id)) });
    }
    const item = state.items.get(at);
    assert(item && item.type !== "livemark", `${at} is no live record`);
    const { type } = item;
    const base = { id: at, type, title: "title" in item ? item.title : "" };
    if (item.type === "bookmark" || item.type === "query") {
      return node({ ...base, url: item.url, tags: [...item.tags], keyword: item.keyword });
    }
    if (item.type !== "folder") return node(base);
    for (const child of item.children) {
      if (state.unreadable.has(child)) continue;
      assert.equal(state.items.get(child)?.parentId, at, `${child} is listed by ${at} and names another`);
    }
    return node({ ...base, children: item.children.map(read) });
  };
  const roots = ROOTS.map((root) =>
    state.items.has(root) ? read(root) : node({ id: root, type: "folder", title: root })
  );
  assert.deepEqual(
    [...state.items.keys()].filter((each) => !met.has(each)),
    [],
    "nothing is outside the tree",
  );
  return roots;
}

/**
 * A model in a form to compare: the order of tags and how a URL is written have no meaning, and nobody knows the order of
 * what is in an unreadable record.
 */
export const comparable = (roots: Model): unknown =>
  roots.map(({ more: _, ...each }): unknown => ({
    ...each,
    url: URL.parse(each.url)?.href ?? each.url,
    tags: each.tags.toSorted(),
    children: comparable(each.type === "unreadable" ? each.children.toSorted(byId) : each.children),
  }));

const byId = (left: ModelNode, right: ModelNode): number => left.id < right.id ? -1 : 1;

/** The tree as text: `menu() toolbar(a F(b c)) …`, with short ids. Asserts that lists and parents agree. */
export const outline = (state: BookmarkState): string =>
  modelOf(state).filter(({ children }) => children.length > 0).map(outlineOf).join(" ");

function outlineOf({ id, type, children }: ModelNode): string {
  const short = id.replace(/_+$/, "");
  return type === "folder" ? `${short}(${children.map(outlineOf).join(" ")})` : short;
}

/** The objects that changes write and the ids they delete, by id. */
export const written = (changes: readonly BookmarkChange[]): Record<string, JsonObject | "deleted"> =>
  Object.fromEntries(
    changes.map((change) =>
      change.kind === "remove" ? [change.id, "deleted"] : [change.item.id, clearOf(change.item)]
    ),
  );

/** What is guarded, by id. */
export const guarded = (changes: readonly BookmarkChange[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    changes.flatMap((change) => change.kind === "put" ? [[change.item.id, change.guarded]] : []),
  );

/** Applies an edit, after asserting that a second run of it finds nothing to do. */
export function applied(
  state: BookmarkState,
  edit: (state: BookmarkState) => readonly BookmarkChange[],
): BookmarkState {
  const next = applyChanges(state, edit(state));
  assert.deepEqual(edit(next), [], "a second run finds nothing to do");
  return next;
}

/** Asserts that an edit is refused for this value, with a short reason that matches. */
export function assertRefused(edit: () => unknown, name: string, reason: RegExp): void {
  assert.throws(edit, (error) => {
    assert(error instanceof FoxdenError && error.code === "usage.value", String(error));
    assert.deepEqual(error.details, { name });
    assert.match(error.message, reason);
    assert(error.message.length < 200, "a reason is short");
    return true;
  });
}

/** Asserts that an edit is refused because there is no such record. */
export function assertNotFound(edit: () => unknown, missing: string): void {
  assert.throws(edit, (error) => {
    assert(error instanceof FoxdenError && error.code === "not-found.record", String(error));
    assert.deepEqual(error.details, { collection: "bookmarks", id: missing });
    return true;
  });
}

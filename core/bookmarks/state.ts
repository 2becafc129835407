/** The collection `bookmarks` as edits, checks and repairs see it, and what they make of it. */
import type { JsonObject } from "../json.ts";
import { bookmarkCodec, type BookmarkItem } from "../records/bookmarks.ts";
import { decodeClear } from "../records/codec.ts";

/** Every record of the collection, told apart by what can be done with it. */
export interface BookmarkState {
  /** Live records by id. */
  readonly items: ReadonlyMap<string, BookmarkItem>;
  /** Ids of tombstones. */
  readonly deleted: ReadonlySet<string>;
  /** Ids of records that are there and cannot be read. */
  readonly unreadable: ReadonlySet<string>;
}

/** What is to become of one item. */
export type BookmarkChange = PutItem | RemoveItem;

/** An item to be written as it is here. */
export interface PutItem {
  readonly kind: "put";
  readonly item: BookmarkItem;
  /** Members, by their names on the wire, that nobody else may have changed meanwhile. */
  readonly guarded: readonly string[];
  /** Why, where that is not plain. */
  readonly reason?: string;
}

/** An item to be deleted. */
export interface RemoveItem {
  readonly kind: "remove";
  readonly id: string;
  readonly reason?: string;
}

/** A record as it is stored: its object, or anything else that was in its place. */
export interface StoredItem {
  readonly id: string;
  readonly clear: unknown;
}

/** Sorts stored records by what can be done with them. */
export function readState(records: Iterable<StoredItem>): BookmarkState {
  const items = new Map<string, BookmarkItem>();
  const deleted = new Set<string>();
  const unreadable = new Set<string>();
  for (const { id, clear } of records) {
    const incoming = decodeClear(bookmarkCodec, clear, id);
    if (incoming.kind === "live") items.set(id, incoming.record);
    else (incoming.kind === "tombstone" ? deleted : unreadable).add(id);
  }
  return { items, deleted, unreadable };
}

/** Whether a stored object lacks its id. One that was made here, which is empty, gets it when it is written. */
export const lacksId = (clear: JsonObject): boolean =>
  (clear["id"] ?? null) === null && Object.keys(clear).length > 0;

/** The collection as it is once changes were made. */
export function applyChanges(state: BookmarkState, changes: readonly BookmarkChange[]): BookmarkState {
  const items = new Map(state.items);
  const deleted = new Set(state.deleted);
  const unreadable = new Set(state.unreadable);
  for (const change of changes) {
    const id = idOf(change);
    unreadable.delete(id);
    if (change.kind === "remove") {
      items.delete(id);
      deleted.add(id);
    } else {
      deleted.delete(id);
      items.set(id, asStored(change.item));
    }
  }
  return { items, deleted, unreadable };
}

/** Which item a change is about. */
export const idOf = (change: BookmarkChange): string => change.kind === "put" ? change.item.id : change.id;

/** The object that is written of an item. */
export const clearOf = (item: BookmarkItem): JsonObject => bookmarkCodec.encode(item);

/** The item as it is read again once it was written. */
export const asStored = (item: BookmarkItem): BookmarkItem => bookmarkCodec.decode(clearOf(item), item.id);

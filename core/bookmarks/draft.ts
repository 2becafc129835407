/** A collection while one edit works on it: what it was, what is to become of it, and what that changes. */
import { same } from "../records/codec.ts";
import type { Bookmark, BookmarkItem } from "../records/bookmarks.ts";
import { emptyShelf, hasKeyword, isAt, type Shelf, shelfOf, shelve, type ShelvedState } from "./shelf.ts";
import { type BookmarkChange, type BookmarkState, clearOf } from "./state.ts";

/** The pending changes of one edit. Nothing is changed in the collection it starts from. */
export class Draft {
  readonly #state: ShelvedState;
  /** `null` for what is to be removed. */
  readonly #touched = new Map<string, BookmarkItem | null>();
  readonly #added: Shelf = emptyShelf();
  /** Items whose tags were set as a whole. */
  readonly #withSetTags = new Set<string>();
  #shelf: Shelf | undefined;

  constructor(state: BookmarkState) {
    this.#state = state;
  }

  /** The item as it is to be. */
  get(id: string): BookmarkItem | undefined {
    const touched = this.#touched.get(id);
    return touched === undefined ? this.#state.items.get(id) : touched ?? undefined;
  }

  /** Sets what is to become of an item. */
  put(item: BookmarkItem): void {
    this.#touched.set(item.id, item);
    shelve(this.#added, item);
  }

  /** Lets nobody else change the tags of these items meanwhile where they change here: they are not merged, but set. */
  guardTags(items: readonly BookmarkItem[]): void {
    for (const { id } of items) this.#withSetTags.add(id);
  }

  /** Marks an item as one to be removed. */
  remove(id: string): void {
    this.#touched.set(id, null);
  }

  /** The bookmarks of a URL, which is given as Firefox would write it; those that were there before come first. */
  bookmarksAt(href: string): Bookmark[] {
    const ids = new Set([...this.#before().byUrl.get(href) ?? [], ...this.#added.byUrl.get(href) ?? []]);
    return [...ids].map((id) => this.get(id)).filter((item) => isAt(item, href));
  }

  /** The bookmarks that have a keyword, as Firefox would write it. */
  bookmarksWith(keyword: string): Bookmark[] {
    const before = this.#before().byKeyword.get(keyword) ?? [];
    const ids = new Set([...before, ...this.#added.byKeyword.get(keyword) ?? []]);
    return [...ids].map((id) => this.get(id)).filter((item) => hasKeyword(item, keyword));
  }

  /** What the edit comes to: nothing for items that are as they were. */
  changes(): BookmarkChange[] {
    return [...this.#touched].flatMap(([id, item]) => this.#changesOf(id, item));
  }

  #changesOf(id: string, item: BookmarkItem | null): BookmarkChange[] {
    if (item === null) {
      return [{ kind: "remove", id, ...(this.#state.unreadable.has(id) ? { reason: UNREADABLE } : {}) }];
    }
    const before = this.#state.items.get(id);
    if (before && same(clearOf(before), clearOf(item))) return [];
    const members = this.#withSetTags.has(id) ? { ...GUARDED, tags: "tags" } : GUARDED;
    return [{ kind: "put", item, guarded: before ? guardedOf(before, item, members) : [] }];
  }

  #before(): Shelf {
    return this.#shelf ??= shelfOf(this.#state);
  }
}

/** Why the removal of such a record is worth a word: nobody has seen what goes. */
const UNREADABLE = "cannot be read";

/** Members that two devices may not both set, by their names on the wire. Lists are merged, not set. */
const GUARDED = { title: "title", url: "bmkUri", keyword: "keyword", parentId: "parentid" } as const;

const guardedOf = (
  before: BookmarkItem,
  after: BookmarkItem,
  members: Readonly<Record<string, string>>,
): readonly string[] =>
  Object.entries(members).flatMap(([name, wire]) =>
    same(Reflect.get(before, name), Reflect.get(after, name)) ? [] : [wire]
  );

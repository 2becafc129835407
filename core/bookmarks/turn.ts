/** Several edits as one. */
import type { BookmarkItem } from "../records/bookmarks.ts";
import { same } from "../records/codec.ts";
import { type Shelf, shelfOf, shelve, type ShelvedState } from "./shelf.ts";
import { asStored, type BookmarkChange, type BookmarkState, clearOf, idOf } from "./state.ts";

/** What a collection is to become. */
export type BookmarkEdit = (state: BookmarkState) => readonly BookmarkChange[];

/**
 * Makes edits one after the other, each on what the former ones made.
 *
 * An edit must not keep the collection it is given, which changes when its turn is over.
 *
 * @returns one change for each item that is not as it was in the end
 */
export function inTurn(state: BookmarkState, edits: readonly BookmarkEdit[]): BookmarkChange[] {
  const working = new Working(state);
  const merged = new Map<string, BookmarkChange>();
  for (const edit of edits) {
    for (const change of edit(working)) {
      merged.set(idOf(change), mergedChange(state, merged.get(idOf(change)), change));
      working.apply(change);
    }
  }
  return [...merged.values()].filter((change) => isNeeded(state, change));
}

function mergedChange(
  state: BookmarkState,
  former: BookmarkChange | undefined,
  latter: BookmarkChange,
): BookmarkChange {
  const reason = latter.reason ?? former?.reason;
  const merged = reason === undefined ? latter : { ...latter, reason };
  if (merged.kind === "remove") return merged;
  if (!state.items.has(merged.item.id)) return { ...merged, guarded: [] };
  const before = former?.kind === "put" ? former.guarded : [];
  return { ...merged, guarded: [...new Set([...before, ...merged.guarded])] };
}

/** Whether anything comes of a change: what was made may have been unmade. */
function isNeeded(state: BookmarkState, change: BookmarkChange): boolean {
  const before = state.items.get(idOf(change));
  if (change.kind === "remove") return before !== undefined || state.unreadable.has(change.id);
  return before === undefined || !same(clearOf(before), clearOf(change.item));
}

/** The collection between two edits. It is changed in place, since copying it for each would not be linear. */
class Working implements ShelvedState {
  readonly items: Map<string, BookmarkItem>;
  readonly deleted: Set<string>;
  readonly unreadable: Set<string>;
  #shelf: Shelf | undefined;

  constructor(state: BookmarkState) {
    this.items = new Map(state.items);
    this.deleted = new Set(state.deleted);
    this.unreadable = new Set(state.unreadable);
  }

  get shelf(): Shelf {
    return this.#shelf ??= shelfOf({ items: this.items, deleted: this.deleted, unreadable: this.unreadable });
  }

  apply(change: BookmarkChange): void {
    const id = idOf(change);
    this.unreadable.delete(id);
    if (change.kind === "remove") {
      this.items.delete(id);
      this.deleted.add(id);
      return;
    }
    const item = asStored(change.item);
    this.deleted.delete(id);
    this.items.set(id, item);
    if (this.#shelf) shelve(this.#shelf, item);
  }
}

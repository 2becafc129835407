/** Use-cases that change bookmarks: add, edit, move, remove, and their tags. Each plans, and makes on `commit`. */
import { editItem, type ItemEdit } from "../../core/bookmarks/edit.ts";
import { ensureFolders, insertItems } from "../../core/bookmarks/insert.ts";
import type { NewItem } from "../../core/bookmarks/new_item.ts";
import { type BookmarkEdit, inTurn } from "../../core/bookmarks/turn.ts";
import { moveItems } from "../../core/bookmarks/move.ts";
import { removeItems } from "../../core/bookmarks/remove.ts";
import type { BookmarkState } from "../../core/bookmarks/state.ts";
import type { NameOf } from "../../core/bookmarks/values.ts";
import { isTagBorne, removeTag, renameTag } from "../../core/bookmarks/tags.ts";
import { FoxdenError } from "../../core/errors.ts";
import { newGuid } from "../../core/ids.ts";
import { prepareBookmarkWrite } from "./write.ts";
import { findEach, findFolder, findOne, missingFolders } from "./find.ts";
import type { App } from "../open.ts";
import type { PendingWrite } from "../write/write.ts";

/** A bookmark, folder or separator to be made. */
export type AddedItem = Omit<NewItem, "id">;

/** What is to be added, and where. */
export interface BookmarkAddInput {
  readonly items: readonly AddedItem[];
  /** A folder's id or path; "Other bookmarks" when left out. */
  readonly folder?: string | undefined;
  /** Whether folders of the path that are not there are made. */
  readonly makeFolders: boolean;
  /** Index in the folder from 0; the end when left out. */
  readonly at?: number | undefined;
}

/** A change that was planned, and the ids of what it makes. */
export interface PendingAdd extends PendingWrite {
  /** In the order given. */
  readonly ids: readonly string[];
}

const DEFAULT_FOLDER = "unfiled";

/** Adds items to a folder, in the order given. @throws {FoxdenError} as `core/bookmarks/insert.ts` and `write/write.ts` say */
export async function prepareBookmarkAdd(app: App, input: BookmarkAddInput): Promise<PendingAdd> {
  const { folder = DEFAULT_FOLDER, at } = input;
  const { random, now } = app.ctx;
  const items = input.items.map((item) => ({ ...item, id: newGuid(random) }));
  const addedMs = now();
  // Drawn before anything is planned: a write that is planned again makes the same folders.
  const spareIds = Array.from(folder.split("/"), () => newGuid(random));
  const pending = await prepareBookmarkWrite(app, {
    title: "bookmarks add",
    begin: (state) =>
      inFolder(
        state,
        { folder, makeFolders: input.makeFolders, spareIds, addedMs },
        (folderId) => (now) =>
          insertItems(now, { items, folderId, addedMs, ...(at === undefined ? {} : { at }) }),
      ),
  });
  return { ...pending, ids: items.map(({ id }) => id) };
}

interface Target {
  readonly folder: string;
  readonly makeFolders: boolean;
  readonly spareIds: readonly string[];
  readonly addedMs: number;
}

/** An edit in a folder that is found by what was typed, or made first. */
function inFolder(
  state: BookmarkState,
  { folder, makeFolders, spareIds, addedMs }: Target,
  edit: (folderId: string) => BookmarkEdit,
): BookmarkEdit {
  if (!makeFolders) return edit(findFolder(state, folder));
  const { baseId, titles } = missingFolders(state, folder);
  const folders = titles.map((title, i) => ({ id: spareIds[i] ?? "", title }));
  return (now) => {
    const made = ensureFolders(now, { baseId, folders, addedMs });
    return inTurn(now, [() => made.changes, edit(made.folderId)]);
  };
}

/** What is to become of which item. */
export interface BookmarkEditInput extends ItemEdit {
  /** An id, a beginning of one, or a path. */
  readonly item: string;
  /** Whether what others changed meanwhile is written over. */
  readonly force?: boolean;
}

/** Changes members of one item. */
export function prepareBookmarkEdit(app: App, input: BookmarkEditInput): Promise<PendingWrite> {
  const { item, force = false, ...edit } = input;
  return prepareBookmarkWrite(app, {
    title: "bookmarks edit",
    force,
    begin: (state) => {
      const { id } = findOne(state, item);
      return (now) => editItem(now, id, edit);
    },
  });
}

/** What is to be moved, and where to. */
export interface BookmarkMoveInput {
  /** Ids, beginnings of ids, or paths. */
  readonly items: readonly string[];
  /** More of them by their whole ids, as programs give them. */
  readonly wholeIds?: readonly string[];
  /** A folder's id or path. */
  readonly folder: string;
  /** Whether folders of the path that are not there are made. */
  readonly makeFolders: boolean;
  /** Index in the folder from 0, counted without the moved ones; the end when left out. */
  readonly at?: number | undefined;
  /** Whether what others changed meanwhile is written over. */
  readonly force?: boolean;
}

/** Moves items to a folder, or within it, in the order given. */
export function prepareBookmarkMove(app: App, input: BookmarkMoveInput): Promise<PendingWrite> {
  const { folder, makeFolders, at, force = false } = input;
  const { random, now } = app.ctx;
  const addedMs = now();
  const spareIds = Array.from(folder.split("/"), () => newGuid(random));
  return prepareBookmarkWrite(app, {
    title: "bookmarks mv",
    force,
    begin: (state) => {
      const ids = findEach(state, input.items, input.wholeIds).map(({ id }) => id);
      const nameOf = typedNames(input.items, ids);
      return inFolder(
        state,
        { folder, makeFolders, spareIds, addedMs },
        (folderId) => (now) => moveItems(now, { ids, folderId, nameOf, ...(at === undefined ? {} : { at }) }),
      );
    },
  });
}

/** What is to be deleted. */
export interface BookmarkRemovalInput {
  /** Ids, beginnings of ids, or paths. */
  readonly items: readonly string[];
  /** More of them by their whole ids, as programs give them. */
  readonly wholeIds?: readonly string[];
  /** Whether folders go with what is in them. */
  readonly recursive: boolean;
  /** Whether what others changed meanwhile goes all the same. */
  readonly force?: boolean;
}

/** Deletes items, on all devices. */
export function prepareBookmarkRemoval(app: App, input: BookmarkRemovalInput): Promise<PendingWrite> {
  const { items, wholeIds, recursive, force = false } = input;
  return prepareBookmarkWrite(app, {
    title: "bookmarks rm",
    force,
    begin: (state) => {
      const ids = findEach(state, items, wholeIds).map(({ id }) => id);
      const nameOf = typedNames(items, ids);
      return (now) => removeItems(now, { ids, recursive, nameOf });
    },
  });
}

/** Items by what was typed for them. @param ids of what was typed, in its order, and of others after that */
function typedNames(typed: readonly string[], ids: readonly string[]): NameOf {
  const names = new Map(typed.map((text, i) => [ids[i], text]));
  return (id) => names.get(id) ?? id;
}

/**
 * Gives every bookmark with the tag `from` the tag `to` in its place, and lets saved searches list that one.
 *
 * @throws {FoxdenError} `not-found.match` for a tag that nothing bears
 */
export const prepareTagRename = (app: App, from: string, to: string): Promise<PendingWrite> =>
  prepareBookmarkWrite(app, {
    title: "bookmarks tags rename",
    begin: (state) => onBorne(state, from, (now) => renameTag(now, from, to)),
  });

/** Takes a tag off every bookmark. @throws {FoxdenError} `not-found.match` for a tag that nothing bears */
export const prepareTagRemoval = (app: App, tag: string): Promise<PendingWrite> =>
  prepareBookmarkWrite(app, {
    title: "bookmarks tags rm",
    begin: (state) => onBorne(state, tag, (now) => removeTag(now, tag)),
  });

/** An edit of a tag that is there, even where it has nothing to change. */
function onBorne(state: BookmarkState, tag: string, edit: BookmarkEdit): BookmarkEdit {
  if (isTagBorne(state, tag) || edit(state).length > 0) return edit;
  const message = `No bookmark has the tag "${tag}"; nothing was changed`;
  throw new FoxdenError("not-found.match", message, { collection: "tags" });
}

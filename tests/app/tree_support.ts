/** What the tests of writing to a tree of bookmarks share: a tree on a server, and what a fresh download of it shows. */
import assert from "node:assert/strict";
import type { FreshnessWish } from "../../app/freshness.ts";
import type { App } from "../../app/open.ts";
import { listUndo, prepareUndo } from "../../app/undo/undo.ts";
import { checkMirror } from "../../app/mirror/check.ts";
import { readView, storedOf } from "../../app/write/view.ts";
import { checkBookmarks } from "../../core/bookmarks/check.ts";
import { type BookmarkState, readState } from "../../core/bookmarks/state.ts";
import type { JsonObject } from "../../core/json.ts";
import { downloadCollection } from "../../core/sync/collection.ts";
import type { ServeOptions } from "../../server/serve.ts";
import { bookmark, folder, type Model, model, recordsOf } from "../core/bookmarks/model_support.ts";
import { named } from "../core/sync/storage_support.ts";
import { put, rowsOf, type TestAccount, type TestRecord } from "./app_support.ts";
import type { Command } from "./writing_child.ts";
import { openWriting, type WritingAccount } from "./writing_support.ts";

/** A folder of `count` bookmarks. */
export const filled = (short: string, count: number, title = short) =>
  folder(
    short,
    Array.from({ length: count }, (_, n) => bookmark(`${short}${n}`, `https://${short}.example/${n}`)),
    { title },
  );

/** Toolbar with two bookmarks, and a menu with two folders of folders. */
export const smallTree = (): Model =>
  model({
    toolbar: [bookmark("one", "https://one.example/"), bookmark("two", "https://two.example/")],
    menu: [
      folder("work", [filled("inner", 3), bookmark("three", "https://three.example/")], { title: "Work" }),
      filled("home", 4, "Home"),
    ],
  });

/** Writes a tree as another device would. */
export async function putTree(app: App, tree: Model, atOnce = 100): Promise<void> {
  const records = recordsOf(tree).map(({ id, clear }): TestRecord => ({ ...asObject(clear), id }));
  for (let at = 0; at < records.length; at += atOnce) {
    await put(app, "bookmarks", ...records.slice(at, at + atOnce));
  }
}

function asObject(clear: unknown): JsonObject {
  assert.ok(typeof clear === "object" && clear !== null);
  return { ...clear };
}

/** An account with a tree of bookmarks, with everything that is sent in view. */
export async function openTree(tree = smallTree(), options: ServeOptions = {}): Promise<WritingAccount> {
  const account = await openWriting(options);
  await putTree(account.app, tree, options.limits?.max_post_records);
  account.writes.length = 0;
  return account;
}

/** Everything that the server has of a collection, as another device reads it; tombstones too. */
export async function download(app: App, name = "bookmarks"): Promise<Map<string, JsonObject>> {
  const all = new Map<string, JsonObject>();
  for await (const page of downloadCollection(await app.sync(), named(name))) {
    for (const { bso, clear } of page) {
      if (clear !== undefined) all.set(bso.id, JSON.parse(clear));
    }
  }
  return new Map([...all].toSorted(([a], [b]) => a < b ? -1 : 1));
}

/** The live records of that. */
export async function live(app: App, name = "bookmarks"): Promise<Map<string, JsonObject>> {
  return new Map([...await download(app, name)].filter(([, clear]) => clear["deleted"] !== true));
}

export async function treeOf(app: App): Promise<BookmarkState> {
  return readState([...await download(app)].map(([id, clear]) => ({ id, clear })));
}

/** Asserts that there is nothing to say against the tree, and gives it. */
export async function soundTree(app: App, words = ""): Promise<BookmarkState> {
  const state = await treeOf(app);
  assert.deepEqual(checkBookmarks(state).map(({ text }) => text), [], words);
  return state;
}

/** Titles of a folder's children, in order. */
export function titlesIn(state: BookmarkState, folderId: string): string[] {
  const item = state.items.get(folderId);
  assert.ok(item?.type === "folder", `${folderId} is a folder`);
  return item.children.map((id) => {
    const child = state.items.get(id);
    return child && "title" in child ? child.title : "?";
  });
}

/** The tree by titles, in a form in which ids have no meaning. */
export function shapeOf(state: BookmarkState, id: string): unknown {
  const item = state.items.get(id);
  if (item?.type !== "folder") return item && "title" in item ? item.title : item?.type;
  return { [item.title]: item.children.map((child) => shapeOf(state, child)) };
}

/** State, title and number of records of all that foxden has changed, newest first. */
export async function undoList(app: App): Promise<string[]> {
  const rows = await rowsOf(await listUndo(app));
  return rows.map(({ n, state, title, records }) => `${n ?? "-"} ${title} ${records} ${state}`);
}

/** Takes back the newest commands. */
export async function undo(app: App, count = 1, force = false) {
  const pending = await prepareUndo(app, { count, force, inParts: true });
  return { ...pending, made: await pending.commit() };
}

/**
 * Asserts that what a profile has of a collection is sound, and is what a fresh download shows.
 *
 * @param fresh `as-is`: without a look at the server
 */
export async function assertMirrored(
  account: Pick<TestAccount, "open">,
  app: App,
  name = "bookmarks",
  fresh: FreshnessWish = "as-is",
): Promise<void> {
  const { view } = await readView(app, named(name), "all", fresh);
  assert.deepEqual(await checkMirror(await app.mirror()), []);
  const here = new Map([...view].flatMap(([id, record]) => {
    const clear = storedOf(record);
    return clear ? [[id as string, clear] as const] : [];
  }));
  assert.deepEqual(
    new Map([...here].toSorted(([a], [b]) => a < b ? -1 : 1)),
    await live(account.open(), name),
  );
}

/** The environment of another device of the same sign-in, with a mirror and a journal of its own. */
export function elsewhere({ home, vaultPath }: TestAccount): (name: string) => string | undefined {
  Deno.mkdirSync(`${home}/other/default`, { recursive: true, mode: 0o700 });
  Deno.copyFileSync(vaultPath, `${home}/other/default/vault`);
  return (name) => name === "FOXDEN_DATA_DIR" ? `${home}/other` : undefined;
}

/** What a command that adds a bookmark to the menu, or elsewhere, is. */
export const addCommand = (title: string, folder = "menu"): Command => ({ kind: "add", title, folder });

/** What a Firefox would do: adds a bookmark to a folder, on top of all that is there. */
export async function addElsewhere(
  { open }: WritingAccount,
  title: string,
  folderId = "menu",
): Promise<void> {
  const app = open();
  const folder = (await live(app)).get(folderId);
  const children = Array.isArray(folder?.["children"]) ? folder["children"] : [];
  const id = title.padEnd(12, "_");
  const bmkUri = "https://elsewhere.example/";
  await put(
    app,
    "bookmarks",
    { id, type: "bookmark", title, bmkUri, parentid: folderId, parentName: folder?.["title"], dateAdded: 1 },
    { ...folder, id: folderId, children: [...children, id] },
  );
}

/** What a person has seen is up to five minutes old. */
export const SEEN = { fresh: { mode: "max-age", maxAgeMs: 300_000, lenient: false } } as const;

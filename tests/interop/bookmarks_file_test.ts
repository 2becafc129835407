/** The file of bookmarks that foxden writes, imported by a Firefox. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { array, integer, nullable, object, string } from "../../core/json.ts";
import { BookmarkOutline, exportBookmarks } from "../../app/bookmarks/export.ts";
import { netscapeWriter } from "../../app/formats/netscape.ts";
import { readAll } from "../../app/read.ts";
import { openSynced, put, type TestRecord } from "../app/app_support.ts";
import { firefoxTest } from "./expect.ts";
import { Firefox } from "./firefox.ts";

/** Nobody listens there, and nobody is asked. */
const OPTIONS = { baseUrl: "http://127.0.0.1:9", deviceName: "den" };

const TITLE = `<b>"quotes" & 'ticks'</b> &amp; 漢字 👨‍👩‍👧 \u202eabc \x1b[31m &#13;`;
const URL_OF_IT = "https://e.example/?a=1&b=2&copy=3&amp;x=%22#'frag'";

const folder = (id: string, parentid: string, title: string, ...children: readonly string[]): TestRecord => (
  { id, type: "folder", parentid, title, children, dateAdded: 1_700_000_000_000 }
);
const bookmark = (
  id: string,
  parentid: string,
  title: string,
  bmkUri: string,
  more: object = {},
): TestRecord => (
  { id, type: "bookmark", parentid, title, bmkUri, dateAdded: 1_600_000_000_000, ...more }
);

const RECORDS: readonly TestRecord[] = [
  folder("menu", "places", "menu", "inmenu______", "nested______"),
  folder("toolbar", "places", "toolbar", "hostile_____", "line________", "untitled____"),
  folder("unfiled", "places", "unfiled", "unfiledone__"),
  folder("mobile", "places", "mobile", "mobileone___"),
  bookmark("inmenu______", "menu", "In the menu", "https://menu.example/"),
  folder("nested______", "menu", "A <folder> & more", "empty_______", "deep________"),
  folder("empty_______", "nested______", "Empty"),
  bookmark("deep________", "nested______", "Deep", "https://deep.example/", { tags: ["one", "två tags"] }),
  bookmark("hostile_____", "toolbar", TITLE, URL_OF_IT, { keyword: "k&k", tags: [`<t>"`] }),
  { id: "line________", type: "separator", parentid: "toolbar", pos: 1 },
  bookmark("untitled____", "toolbar", "", "https://untitled.example/"),
  bookmark("unfiledone__", "unfiled", "Saved", "https://saved.example/"),
  bookmark("mobileone___", "mobile", "On the phone", "https://phone.example/"),
];

interface Imported extends AsyncDisposable {
  readonly firefox: Firefox;
  readonly path: string;
}

firefoxTest<Imported>("bookmarks that foxden has exported", open, {
  "come back as they were where a Firefox puts them in place of its own": restored,
  "come beside what is there where it imports them": imported,
});

async function open(): Promise<Imported> {
  await using stack = new AsyncDisposableStack();
  const firefox = stack.use(await Firefox.start(OPTIONS));
  const path = join(firefox.folder, "bookmarks.html");
  await using account = await openSynced();
  await put(account.app, "bookmarks", ...RECORDS);
  const outline = new BookmarkOutline(netscapeWriter, { hoisted: "menu" });
  const rows = await readAll(await exportBookmarks(account.app, {}));
  await Deno.writeTextFile(path, outline.begin() + rows.map(outline.row).join("") + outline.end());
  await firefox.call("bookmarks.mjs", "ready");
  const kept = stack.move();
  return { firefox, path, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const shown = array(object({
  id: string,
  type: string,
  title: string,
  url: nullable(string),
  tags: array(string),
  keyword: nullable(string),
  parentId: string,
  position: integer,
}));

/** What is in the browser: each item with the titles above it. */
async function read({ firefox }: Imported) {
  const items = shown(await firefox.call("bookmarks.mjs", "read"), "bookmarks");
  const titles = new Map(items.map(({ id, title }) => [id, title]));
  return items.map(({ id: _, parentId, ...item }) => ({ ...item, parent: titles.get(parentId) ?? parentId }));
}

const plain = { tags: [], keyword: null } as const;

/** What of the export is in the menu and the toolbar. */
const MENU = [
  {
    type: "bookmark",
    title: "In the menu",
    url: "https://menu.example/",
    ...plain,
    position: 0,
    parent: "menu",
  },
  { type: "folder", title: "A <folder> & more", url: null, ...plain, position: 1, parent: "menu" },
];
const NESTED = [
  { type: "folder", title: "Empty", url: null, ...plain, position: 0 },
  {
    ...{ type: "bookmark", title: "Deep", url: "https://deep.example/", ...plain, position: 1 },
    tags: ["one", "två tags"],
  },
].map((item) => ({ ...item, parent: "A <folder> & more" }));
const TOOLBAR = [
  { type: "bookmark", title: TITLE, url: URL_OF_IT, tags: [`<t>"`], keyword: "k&k", position: 0 },
  { type: "separator", title: "", url: null, ...plain, position: 1 },
  { type: "bookmark", title: "", url: "https://untitled.example/", ...plain, position: 2 },
];

async function restored(shared: Imported): Promise<void> {
  await shared.firefox.call("bookmarks_file.mjs", "importFile", shared.path, true);
  const items = await read(shared);
  const inside = (parent: string) => items.filter((item) => item.parent === parent);
  assert.deepEqual(inside("menu").slice(0, 2), MENU);
  assert.deepEqual(inside("A <folder> & more"), NESTED);
  assert.deepEqual(inside("toolbar"), TOOLBAR.map((item) => ({ ...item, parent: "toolbar" })));
  assert.deepEqual(inside("unfiled").map(({ title, url }) => [title, url]), [[
    "Saved",
    "https://saved.example/",
  ]]);
  assert.deepEqual(inside("Mobile Bookmarks").map(({ title }) => title), ["On the phone"]);
}

async function imported(shared: Imported): Promise<void> {
  const before = await read(shared);
  await shared.firefox.call("bookmarks_file.mjs", "importFile", shared.path, false);
  const after = await read(shared);
  assert.deepEqual(
    after.filter(({ parent }) => parent === "Bookmarks Toolbar"),
    TOOLBAR.map((item) => ({ ...item, parent: "Bookmarks Toolbar" })),
  );
  assert.ok(after.length >= 2 * before.length);
}

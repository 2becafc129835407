import assert from "node:assert/strict";
import { type BookmarkListInput, bookmarkTree, listBookmarks } from "../../app/bookmarks/list.ts";
import { failsWith } from "../support/vectors.ts";
import { cellsOf, openSynced, put, putPayloads, type TestAccount, type TestRecord } from "./app_support.ts";

const ADDED = Date.UTC(2026, 0, 2);

const bookmark = (id: string, parentid: string, more: object = {}): TestRecord => ({
  id,
  type: "bookmark",
  parentid,
  title: `Title of ${id}`,
  bmkUri: `https://${id}.example/`,
  dateAdded: ADDED,
  ...more,
});

const folder = (id: string, parentid: string, title: string, ...children: readonly string[]): TestRecord => ({
  id,
  type: "folder",
  parentid,
  title,
  children,
});

/** A small tree with one of everything. */
const RECORDS: readonly TestRecord[] = [
  folder("toolbar", "places", "Lesezeichen-Symbolleiste", "work", "line", "news"),
  folder("work", "toolbar", "Work", "wiki", "deep"),
  folder("deep", "work", "Deep", "spec"),
  folder("menu", "places", "menu", "search"),
  bookmark("wiki", "work", { tags: ["Team", "docs"], keyword: "w" }),
  bookmark("spec", "deep", { tags: ["docs"] }),
  bookmark("news", "toolbar", { title: "Nachrichten für Füchse" }),
  { id: "line", type: "separator", parentid: "toolbar", pos: 1 },
  { ...bookmark("search", "menu"), type: "query", bmkUri: "place:tag=docs", folderName: "docs" },
  bookmark("lost", "nowhere", { dateAdded: 0 }),
  { id: "gone", deleted: true },
];

async function withTree(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await put(account.app, "bookmarks", ...RECORDS);
  await run(account);
}

const idsOf = async ({ app }: TestAccount, input: BookmarkListInput = {}) =>
  (await cellsOf(await listBookmarks(app, input), "id")).map(({ id }) => id);

Deno.test("bookmarks and saved searches are listed in the order of the tree, each with its place", () =>
  withTree(async (account) => {
    const listing = await listBookmarks(account.app, {});
    assert.equal(listing.kind, "bookmarks");
    assert.deepEqual(await cellsOf(listing, "id", "folder", "position", "parentId"), [
      { id: "search", folder: "menu", position: 0, parentId: "menu" },
      { id: "wiki", folder: "toolbar/Work", position: 0, parentId: "work" },
      { id: "spec", folder: "toolbar/Work/Deep", position: 0, parentId: "deep" },
      { id: "news", folder: "toolbar", position: 2, parentId: "toolbar" },
      { id: "lost", folder: "unfiled", position: 0, parentId: "unfiled" },
    ]);
  }));

Deno.test("a bookmark's row holds all that a person may ask of it", async () => {
  await using account = await openSynced();
  const modified = await put(account.app, "bookmarks", ...RECORDS);
  const [row] = await cellsOf(await listBookmarks(account.app, { query: "id:wiki" }));
  assert.deepEqual(row, {
    title: "Title of wiki",
    url: "https://wiki.example/",
    tags: ["Team", "docs"],
    folder: "toolbar/Work",
    id: "wiki",
    type: "bookmark",
    keyword: "w",
    parentId: "work",
    position: 0,
    added: new Date(ADDED),
    modified: new Date(modified),
  });
});

Deno.test("what an item cannot have is null, and a root that is not on the server is there all the same", () =>
  withTree(async (account) => {
    const listing = await listBookmarks(account.app, { type: "all" });
    const rows = await cellsOf(
      listing,
      "id",
      "type",
      "title",
      "url",
      "tags",
      "position",
      "added",
      "modified",
    );
    const of = (id: string) => rows.find((row) => row.id === id);
    const bare = { url: null, tags: [], added: null };
    const { modified: _, ...line } = of("line") ?? {};
    assert.deepEqual(line, { id: "line", type: "separator", title: "", position: 1, ...bare });
    const mobile = { id: "mobile", type: "folder", title: "mobile", position: null, modified: null, ...bare };
    assert.deepEqual(of("mobile"), mobile);
    assert.equal(of("lost")?.added, null, "a date of zero is none");
  }));

Deno.test("a type narrows the list to it, and all is everything in its place", () =>
  withTree(async (account) => {
    assert.deepEqual(await idsOf(account, { type: "separator" }), ["line"]);
    assert.deepEqual(await idsOf(account, { type: "query" }), ["search"]);
    assert.deepEqual(await idsOf(account, { type: "folder" }), [
      "menu",
      "toolbar",
      "work",
      "deep",
      "unfiled",
      "mobile",
    ]);
    assert.deepEqual(await idsOf(account, { type: "livemark" }), []);
    assert.equal((await idsOf(account, { type: "all" })).length, 12);
  }));

Deno.test("a folder is named by its path below a root, or by its id, and what is below it is listed", () =>
  withTree(async (account) => {
    for (const folder of ["toolbar/Work", "/toolbar/Work/", "Toolbar/Work", "work"]) {
      assert.deepEqual(await idsOf(account, { folder }), ["wiki", "spec"], folder);
    }
    assert.deepEqual(await idsOf(account, { folder: "toolbar/Work/Deep" }), ["spec"]);
    assert.deepEqual(await idsOf(account, { folder: "toolbar" }), ["wiki", "spec", "news"]);
    assert.deepEqual(await idsOf(account, { folder: "mobile" }), []);
    const bar = folder("toolbar", "places", "toolbar", "twin", "work");
    await put(account.app, "bookmarks", bar, bookmark("twin", "toolbar", { title: "Work" }));
    assert.deepEqual(
      await idsOf(account, { folder: "toolbar/Work" }),
      ["wiki", "spec"],
      "a bookmark is no folder",
    );
  }));

Deno.test("a path that leads to no folder is told", () =>
  withTree(async (account) => {
    for (const folder of ["toolbar/work", "toolbar/Work/No", "nowhere", "", "/"]) {
      const error = await failsWith("not-found.match", () => listBookmarks(account.app, { folder }));
      assert.deepEqual(error.details, { collection: "bookmarks" });
    }
    const error = await failsWith("usage.value", () => listBookmarks(account.app, { folder: "news" }));
    assert.equal(error.message, '"news" is no folder');
  }));

Deno.test("several tags must all be there, whatever their case", () =>
  withTree(async (account) => {
    assert.deepEqual(await idsOf(account, { tags: ["DOCS"] }), ["wiki", "spec"]);
    assert.deepEqual(await idsOf(account, { tags: ["docs", "team"] }), ["wiki"]);
    assert.deepEqual(await idsOf(account, { tags: ["doc"] }), []);
  }));

Deno.test("a query looks into titles, addresses, tags and keywords, and knows the fields of bookmarks", () =>
  withTree(async (account) => {
    const cases: Record<string, string[]> = {
      "fuchse": ["news"],
      "spec.example": ["spec"],
      "team": ["wiki"],
      "tag:docs": ["wiki", "spec"],
      "host:news": ["news"],
      "folder:Deep": ["spec"],
      "type:query": ["search"],
      "id:wi": ["wiki"],
      "on:2026-01-02 host:wiki": ["wiki"],
      "before:2026-01-02": [],
      "url:place": ["search"],
    };
    for (const [query, ids] of Object.entries(cases)) {
      assert.deepEqual(await idsOf(account, { query }), ids, query);
    }
  }));

Deno.test("a bad record is counted and leaves the rest of the tree standing", async () => {
  await using account = await openSynced();
  await put(account.app, "bookmarks", ...RECORDS, { id: "odd", type: "microsummary" });
  await putPayloads(account.app, "bookmarks", { news: "not JSON" });
  const listing = await listBookmarks(account.app, {});
  assert.deepEqual((await cellsOf(listing, "id")).map(({ id }) => id), ["search", "wiki", "spec", "lost"]);
  assert.deepEqual([listing.malformed().count, [...listing.malformed().ids].sort()], [2, ["news", "odd"]]);
});

Deno.test("the tree is drawn from its roots, which go by their ids, down to each item", () =>
  withTree(async (account) => {
    const { lines, malformed } = await bookmarkTree(account.app);
    const drawn = lines.map(({ depth, type, title, size }) =>
      `${"  ".repeat(depth)}${type} ${title} ${size}`
    );
    assert.deepEqual(drawn, [
      "folder menu 1",
      "  query Title of search 0",
      "folder toolbar 3",
      "  folder Work 2",
      "    bookmark Title of wiki 0",
      "    folder Deep 1",
      "      bookmark Title of spec 0",
      "  separator  0",
      "  bookmark Nachrichten für Füchse 0",
      "folder unfiled 1",
      "  bookmark Title of lost 0",
      "folder mobile 0",
    ]);
    const { url, tags } = lines[4] ?? {};
    assert.deepEqual({ url, tags }, { url: "https://wiki.example/", tags: ["Team", "docs"] });
    assert.equal(malformed.count, 0);
  }));

Deno.test("the tree of one folder begins with that folder", () =>
  withTree(async (account) => {
    const { lines } = await bookmarkTree(account.app, { folder: "toolbar/Work" });
    assert.deepEqual(lines.map(({ depth, title }) => [depth, title]), [
      [0, "Work"],
      [1, "Title of wiki"],
      [1, "Deep"],
      [2, "Title of spec"],
    ]);
    await failsWith("not-found.match", () => bookmarkTree(account.app, { folder: "toolbar/No" }));
  }));

Deno.test("a tree is narrowed as the list is, and keeps the folders that lead to what is asked for", () =>
  withTree(async (account) => {
    const drawn = async (input: BookmarkListInput) =>
      (await bookmarkTree(account.app, input)).lines.map(({ depth, title }) =>
        `${"  ".repeat(depth)}${title}`
      );
    const spec = ["toolbar", "  Work", "    Deep", "      Title of spec"];
    assert.deepEqual(await drawn({ query: "host:spec" }), spec);
    assert.deepEqual(await drawn({ tags: ["docs"] }), [
      ...spec.slice(0, 2),
      "    Title of wiki",
      ...spec.slice(2),
    ]);
    assert.deepEqual(await drawn({ type: "query" }), ["menu", "  Title of search"]);
    assert.deepEqual(await drawn({ folder: "work", query: "spec" }), ["Work", "  Deep", "    Title of spec"]);
    assert.deepEqual(await drawn({ query: "nothing like this" }), []);
  }));

Deno.test("a list of everything says what each row is before all else", () =>
  withTree(async (account) => {
    const columns = async (input: BookmarkListInput) => (await listBookmarks(account.app, input)).columns;
    const [all, usual] = [await columns({ type: "all" }), await columns({})];
    assert.deepEqual([all[0]?.name, all[0]?.detail], ["type", undefined]);
    assert.equal(usual.find(({ name }) => name === "type")?.detail, true);
    const names = (list: typeof all) => list.map(({ name }) => name).sort();
    assert.deepEqual(names(all), names(usual));
  }));

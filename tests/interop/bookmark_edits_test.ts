/**
 * Whatever foxden does to bookmarks, two Firefoxes take it over while they edit the same tree: one between foxden's plan
 * and its commit, the other without having synced.
 */
import assert from "node:assert/strict";
import {
  prepareBookmarkAdd,
  prepareBookmarkEdit,
  prepareBookmarkMove,
  prepareBookmarkRemoval,
  prepareTagRemoval,
  prepareTagRename,
} from "../../app/bookmarks/edits.ts";
import { prepareUndo } from "../../app/undo/undo.ts";
import type { JsonObject } from "../../core/json.ts";
import { firefoxTest, syncBoth } from "./expect.ts";
import { make } from "./pen.ts";
import { expectOneTree, settle } from "./settled.ts";
import { asLine, denDoes, fillShelf, link, openShelf, type Shelf } from "./shelf.ts";
import { byId, idOf, itemsIn, named, titlesIn } from "./shown_items.ts";
import { NOTES, WIKI } from "./written.ts";

firefoxTest<Shelf>(
  "two Firefoxes take over every edit of bookmarks while they edit the same tree",
  openShelf,
  {
    "what foxden adds stands where it was put": add,
    "what foxden changes in one field keeps what a Firefox changed in another": edit,
    "what foxden moves is in one place": move,
    "what foxden removes is gone, and what a Firefox added below comes up": remove,
    "what foxden does not know of is not removed": refuse,
    "tags get other names and go": retag,
    "removals and tags can be taken back, and what the Firefoxes did stays": undoRemovals,
    "so can additions, moves and changes": undoOthers,
  },
);

const MARKUP = 'Markup <b>&amp;</b> "quotes" \\ \t tab';
const GRAFANA = "http://grafana.lan:3000/";

async function add(shelf: Shelf): Promise<void> {
  const { app, laptop } = shelf;
  const work = idOf(await fillShelf(shelf), "Work");
  await laptop.call("bookmarks", "add", work, [link("From the laptop")]);
  await laptop.call("bookmarks", "retag", GRAFANA, ["lan", "ops", "laptop"]);

  const lines = [
    { type: "bookmark", title: "Incidents ✓", url: "https://runbook.example/?q=%s", tags: ["ops", "日本"] },
    { type: "separator" },
    { type: "folder", title: "Leer" },
    { type: "query", title: "All ops", url: "place:tag=ops" },
    { type: "bookmark", title: "", url: "https://BÜCHER.example/ä b", keyword: "Buch" },
  ] as const;
  let again = 0;
  const onAgain = () => void again++;
  await make(
    prepareBookmarkAdd(app, { items: lines, folder: "toolbar/Work/Runbooks/2026", makeFolders: true }),
    () => denDoes(shelf, "add", work, [link("From the den")]),
    onAgain,
  );
  const shared = { type: "bookmark", title: "Shared", url: NOTES, tags: ["shared"], keyword: "n" } as const;
  const two = { items: [shared, { type: "separator" }], folder: work, makeFolders: false, at: 1 } as const;
  await make(
    prepareBookmarkAdd(app, two),
    () => denDoes(shelf, "add", "toolbar", [{ children: [link("Below")], title: "The den's folder" }]),
    onAgain,
  );
  await make(prepareBookmarkAdd(app, { items: [link("No folder named")].map(asLine), makeFolders: false }));
  assert.equal(again, 2, "the den was faster twice");

  shelf.items = await settle(shelf);
  expectAdded(shelf, work);
}

function expectAdded({ items }: Shelf, work: string): void {
  const folder = idOf(items, "2026");
  assert.deepEqual(titlesIn(items, idOf(items, "Runbooks")), ["2026"]);
  assert.deepEqual(
    itemsIn(items, folder).map(({ type, title, url, tags, keyword }) => [type, title, url, tags, keyword]),
    [
      ["bookmark", "Incidents ✓", "https://runbook.example/?q=%s", ["ops", "日本"], null],
      ["separator", "", null, [], null],
      ["folder", "Leer", null, [], null],
      ["query", "All ops", "place:tag=ops", [], null],
      ["bookmark", "", "https://xn--bcher-kva.example/%C3%A4%20b", [], "buch"],
    ],
  );
  // Where Firefox puts what it had not synced is its own affair.
  const inWork = titlesIn(items, work);
  const others = inWork.filter((title) => title !== "From the laptop");
  assert.equal(others.length, inWork.length - 1);
  assert.deepEqual(others.slice(0, 4), ["From the den", "Shared", "", "Grafana"]);
  assert.equal(others.at(-1), "Runbooks");
  assert.deepEqual(titlesIn(items, "unfiled"), ["No folder named"]);
  const notes = items.filter(({ url }) => url === NOTES);
  assert.equal(notes.length, 4);
  for (const { tags, keyword } of notes) {
    assert.deepEqual([tags, keyword], [["a tag with spaces", "ops", "shared", "日本"].toSorted(), "n"]);
  }
  assert.deepEqual(named(items, "Grafana").tags, ["lan", "laptop", "ops"]);
}

async function edit(shelf: Shelf): Promise<void> {
  const { app, laptop, items: before } = shelf;
  const [grafana, wiki] = [idOf(before, "Grafana"), idOf(before, "Wiki search")];
  await laptop.call("bookmarks", "change", idOf(before, "Old 1"), { title: "Öld 1" });
  await laptop.call("bookmarks", "add", idOf(before, "Work"), [link("Also from the laptop")]);
  const readdressed = {
    item: grafana,
    url: "https://grafana.example/ü",
    addTags: ["new"],
    removeTags: ["LAN"],
  };
  await make(
    prepareBookmarkEdit(app, readdressed),
    () => denDoes(shelf, "change", grafana, { title: "Gräfana" }),
  );
  await make(
    prepareBookmarkEdit(app, { item: "toolbar/Work", title: "Wörk" }),
    () => denDoes(shelf, "change", wiki, { parentId: idOf(before, "Work"), index: 0 }),
  );
  await make(prepareBookmarkEdit(app, { item: wiki, title: "Wiki ✓" }));
  await make(prepareBookmarkEdit(app, { item: idOf(before, "Notes again"), setTags: ["日本", "all notes"] }));
  await make(prepareBookmarkEdit(app, { item: "toolbar/Read later", keyword: "w" }));
  await make(prepareBookmarkEdit(app, { item: idOf(before, "Shared"), keyword: null }));

  const items = shelf.items = await settle(shelf);
  const { title, url, tags } = byId(items, grafana);
  assert.deepEqual([title, url, tags], ["Gräfana", "https://grafana.example/%C3%BC", [
    "laptop",
    "new",
    "ops",
  ]]);
  const searched = byId(items, wiki);
  assert.deepEqual([searched.title, searched.url, searched.keyword], ["Wiki ✓", WIKI, null]);
  assert.equal(named(items, "Read later").keyword, "w");
  assert.ok(titlesIn(items, idOf(items, "Wörk")).includes("Also from the laptop"));
  for (const { tags, keyword } of items.filter(({ url }) => url === NOTES)) {
    assert.deepEqual([tags, keyword], [["all notes", "日本"], null]);
  }
  assert.equal(idOf(items, "Öld 1"), idOf(before, "Old 1"));
}

async function move(shelf: Shelf): Promise<void> {
  const { app, laptop, items: before } = shelf;
  const id = (title: string) => idOf(before, title);
  const [old, leer] = [id("Old things"), id("Leer")];
  await laptop.call("bookmarks", "remove", id("From the laptop"));
  await laptop.call("bookmarks", "change", id("No folder named"), { parentId: leer, index: 0 });
  const input = { items: [id("Wiki ✓"), id("Gräfana")], folder: "menu/Moved/Here", makeFolders: true };
  await make(
    prepareBookmarkMove(app, input),
    () => denDoes(shelf, "change", id("Also from the laptop"), { parentId: "menu", index: 0 }),
  );
  await make(
    prepareBookmarkMove(app, {
      items: [id("Read later"), id("Wörk")],
      folder: "toolbar",
      makeFolders: false,
      at: 0,
    }),
    () => denDoes(shelf, "change", id(MARKUP), { title: "Plain" }),
  );
  await make(
    prepareBookmarkMove(app, { items: [old], folder: id("2026"), makeFolders: false, at: 1 }),
  );

  const items = shelf.items = await settle(shelf);
  const here = idOf(items, "Here");
  assert.deepEqual(titlesIn(items, here), ["Wiki ✓", "Gräfana"]);
  assert.deepEqual(titlesIn(items, idOf(items, "Moved")), ["Here"]);
  assert.deepEqual(titlesIn(items, "toolbar").slice(0, 2), ["Read later", "Wörk"]);
  assert.deepEqual(titlesIn(items, idOf(items, "2026")).slice(0, 3), ["Incidents ✓", "Old things", ""]);
  assert.deepEqual(titlesIn(items, old), ["Öld 1", ""]);
  assert.deepEqual(titlesIn(items, leer), ["No folder named"]);
  assert.equal(named(items, "Plain").parentId, "toolbar");
  assert.equal(titlesIn(items, "menu")[0], "Also from the laptop");
  assert.deepEqual(items.filter(({ title }) => title === "From the laptop"), []);
}

async function remove(shelf: Shelf): Promise<void> {
  const { app, laptop, items: before } = shelf;
  const old = idOf(before, "Old things");
  // In a folder without separators: one that is pushed on counts as changed in Firefox, and would come up as well.
  await laptop.call("bookmarks", "add", idOf(before, "The den's folder"), [link("Came too late")]);
  await make(
    prepareBookmarkRemoval(app, { items: [idOf(before, "Plain")], recursive: false }),
    () => denDoes(shelf, "remove", idOf(before, "Below")),
  );
  await make(
    prepareBookmarkRemoval(app, { items: [old, "toolbar/The den's folder"], recursive: true }),
    () => denDoes(shelf, "change", idOf(before, "Read later"), { title: "Read now" }),
  );
  const items = shelf.items = await settle(shelf);
  const gone = ["Plain", "Below", "Old things", "Öld 1", "The den's folder"];
  assert.deepEqual(items.filter(({ title }) => gone.includes(String(title))), []);
  assert.equal(named(items, "Came too late").parentId, "toolbar");
  assert.equal(byId(items, idOf(before, "Read later")).title, "Read now");
}

async function refuse(shelf: Shelf): Promise<void> {
  const { app, items: before } = shelf;
  const runbooks = idOf(before, "Runbooks");
  const conflict = { code: "conflict.fields" };
  await assert.rejects(
    make(
      prepareBookmarkRemoval(app, { items: [runbooks], recursive: true }),
      () => denDoes(shelf, "add", idOf(before, "Leer"), [link("Not seen")]),
    ),
    conflict,
  );
  const later = idOf(before, "Read now");
  await assert.rejects(
    make(
      prepareBookmarkEdit(app, { item: later, title: "Mine" }),
      () => denDoes(shelf, "change", later, { title: "Theirs" }),
    ),
    conflict,
  );
  await assert.rejects(
    make(
      prepareBookmarkMove(app, { items: [later], folder: "menu", makeFolders: false }),
      () => denDoes(shelf, "change", later, { parentId: "unfiled", index: 0 }),
    ),
    conflict,
  );
  const items = shelf.items = await settle(shelf);
  assert.equal(named(items, "Not seen").parentId, idOf(items, "Leer"));
  const { title, parentId } = byId(items, later);
  assert.deepEqual([title, parentId], ["Theirs", "unfiled"]);
}

async function retag(shelf: Shelf): Promise<void> {
  const { app, laptop } = shelf;
  await laptop.call("bookmarks", "retag", WIKI, ["ops", "wiki"]);
  await make(
    prepareTagRename(app, "ops", "Betrieb ⚙"),
    () => denDoes(shelf, "retag", NOTES, ["日本", "den"]),
  );
  await make(prepareTagRemoval(app, "日本"));
  const items = shelf.items = await settle(shelf);
  const tagsOf = (url: string) => items.filter((item) => item.url === url).map(({ tags }) => tags);
  assert.deepEqual(tagsOf("https://grafana.example/%C3%BC"), [["Betrieb ⚙", "laptop", "new"]]);
  assert.deepEqual(tagsOf("https://runbook.example/?q=%s"), [["Betrieb ⚙"]]);
  assert.deepEqual(tagsOf(WIKI), [["ops", "wiki"]]);
  assert.deepEqual(tagsOf(NOTES), [["den"], ["den"], ["den"], ["den"]]);
}

async function undoRemovals(shelf: Shelf): Promise<void> {
  const { app, laptop, items: before } = shelf;
  await laptop.call("bookmarks", "change", idOf(before, "Wiki ✓"), { title: "Wiki at last" });
  // Both tags, and two removals.
  const { undone } = await make(
    prepareUndo(app, { count: 4, force: false }),
    () => denDoes(shelf, "add", idOf(before, "2026"), [link("Meanwhile")]),
  );
  assert.deepEqual(undone.map(({ title }) => title), [
    "bookmarks tags rm",
    "bookmarks tags rename",
    "bookmarks rm",
    "bookmarks rm",
  ]);
  const items = shelf.items = await settle(shelf);
  const old = idOf(items, "Old things");
  assert.deepEqual(titlesIn(items, old), ["Öld 1", ""]);
  assert.equal(byId(items, old).parentId, idOf(items, "2026"));
  assert.equal(named(items, "Plain").parentId, "toolbar");
  for (const title of ["Meanwhile", "Wiki at last", "Came too late", "Not seen"]) named(items, title);
  assert.deepEqual(named(items, "Incidents ✓").tags, ["ops", "日本"]);
}

async function undoOthers(shelf: Shelf): Promise<void> {
  const { app, den, laptop, items: before } = shelf;
  const [old, wiki] = [idOf(before, "Old things"), idOf(before, "Wiki at last")];
  const lines = [{ type: "separator" }, asLine({ ...link("Added"), url: NOTES })] as const;
  await make(
    prepareBookmarkAdd(app, { items: lines, folder: "toolbar/Made/Made too", makeFolders: true, at: 0 }),
  );
  await make(
    prepareBookmarkMove(app, { items: [old, wiki], folder: "toolbar/Made", makeFolders: false, at: 0 }),
  );
  await make(prepareBookmarkEdit(app, { item: wiki, url: "https://wiki.example/2", keyword: "w" }));
  await make(prepareBookmarkMove(app, { items: [wiki], folder: "toolbar/Made", makeFolders: false, at: 9 }));
  await syncBoth(shelf);
  const made = idOf(await expectOneTree(app, [den, laptop]), "Made");
  await laptop.call("bookmarks", "add", made, [link("In what foxden made")]);
  await make(
    prepareUndo(app, { count: 4, force: false }),
    () => denDoes(shelf, "change", wiki, { title: "Wiki after all" }),
  );

  const items = shelf.items = await settle(shelf);
  assert.equal(named(items, "In what foxden made").parentId, "toolbar");
  const others = items.filter(({ title }) => title !== "In what foxden made");
  const unplaced = ({ position: _, ...item }: JsonObject) => item;
  const wanted = before.map((item) => item.id === wiki ? { ...item, title: "Wiki after all" } : item);
  assert.deepEqual(others.map(unplaced), wanted.map(unplaced));
  for (const id of ["menu", "unfiled", idOf(items, "2026"), idOf(items, "Here"), old]) {
    assert.deepEqual(titlesIn(items, id), titlesIn(wanted, id));
  }
}

import assert from "node:assert/strict";
import {
  prepareBookmarkAdd,
  prepareBookmarkEdit,
  prepareBookmarkRemoval,
  prepareTagRemoval,
  prepareTagRename,
} from "../../app/bookmarks/edits.ts";
import { checkTree, prepareRepair } from "../../app/bookmarks/check.ts";
import type { App } from "../../app/open.ts";
import { isObject } from "../../core/json.ts";
import { failsWith } from "../support/vectors.ts";
import { put, type TestRecord } from "./app_support.ts";
import { meanwhile, openWriting, stored, type WritingAccount } from "./writing_support.ts";

const folder = (id: string, parentid: string, ...children: readonly string[]): TestRecord => (
  { id, type: "folder", parentid, title: id, children }
);
const bookmark = (id: string, parentid: string, more: object = {}): TestRecord => (
  { id, type: "bookmark", parentid, title: id, bmkUri: `https://${id.replaceAll("_", "")}.example/`, ...more }
);

const PAGE = bookmark("page________", "menu", { tags: ["Docs"] });
const TWIN = { ...PAGE, id: "twin________", title: "twin" };
const TREE = [folder("menu", "places", PAGE.id, TWIN.id), PAGE, TWIN];

async function onTree(
  records: readonly TestRecord[],
  run: (app: App, account: WritingAccount) => Promise<void>,
): Promise<void> {
  await using account = await openWriting();
  await put(account.app, "bookmarks", ...records);
  account.writes.length = 0;
  await run(account.app, account);
}

/** A member of some records. */
const memberOf = async (app: App, member: string, ...ids: readonly string[]) =>
  Object.values(await stored(app, "bookmarks", ...ids)).map((clear) =>
    isObject(clear) ? clear[member] : clear
  );

Deno.test("tags that are set do not take the place of those that another device has set meanwhile", () =>
  onTree(TREE, async (app, account) => {
    const theirs = [PAGE, TWIN].map((each) => ({ ...each, tags: ["Docs", "theirs"] }));
    const pending = await prepareBookmarkEdit(app, { item: PAGE.id, setTags: ["mine"] });
    using _other = meanwhile(account, () => put(app, "bookmarks", ...theirs));
    const { details } = await failsWith("conflict.fields", () => pending.commit());
    assert.ok("fields" in details);
    assert.deepEqual(details.fields.map(({ id, field }) => [id, field]).sort(), [
      [PAGE.id, "tags"],
      [TWIN.id, "tags"],
    ]);
    const tags = () => memberOf(app, "tags", PAGE.id, TWIN.id);
    assert.deepEqual(await tags(), [["Docs", "theirs"], ["Docs", "theirs"]]);
    await (await prepareBookmarkEdit(app, { item: PAGE.id, setTags: ["mine"], force: true })).commit();
    assert.deepEqual(await tags(), [["mine"], ["mine"]]);
  }));

Deno.test("tags that are added come to those that another device has set meanwhile", () =>
  onTree(TREE, async (app, account) => {
    const theirs = [PAGE, TWIN].map((each) => ({ ...each, tags: ["Docs", "theirs"] }));
    const pending = await prepareBookmarkEdit(app, {
      item: PAGE.id,
      addTags: ["mine"],
      removeTags: ["docs"],
    });
    using _other = meanwhile(account, () => put(app, "bookmarks", ...theirs));
    await pending.commit();
    assert.deepEqual(await memberOf(app, "tags", PAGE.id), [["theirs", "mine"]]);
  }));

const RING = [
  folder("menu", "places"),
  folder("ring_a______", "ring_c______", "ring_b______"),
  folder("ring_b______", "ring_a______", "ring_c______"),
  folder("ring_c______", "ring_b______", "ring_a______"),
];
const LISTED_THRICE = [
  folder("menu", "places", PAGE.id),
  folder("toolbar", "places", PAGE.id),
  folder("unfiled", "places", PAGE.id),
  folder("mobile", "places"),
  PAGE,
];
const MISMATCH = [
  folder("menu", "places", PAGE.id),
  folder("toolbar", "places"),
  folder("mobile", "places"),
  { ...PAGE, parentid: "toolbar" },
];

Deno.test("nothing is built in any folder that a fault is about, and anything beside it", async () => {
  const cases: [string, readonly TestRecord[], readonly string[], string][] = [
    ["cycles", RING, ["ring_a______", "ring_b______", "ring_c______"], "menu"],
    ["multipleParents", LISTED_THRICE, ["menu", "toolbar", "unfiled"], "mobile"],
    ["parentChildMismatches", MISMATCH, ["menu", "toolbar"], "mobile"],
  ];
  for (const [kind, records, broken, sound] of cases) {
    await onTree(records, async (app) => {
      assert.deepEqual((await checkTree(app)).faults.map((fault) => fault.kind), [kind]);
      const add = (folder: string) =>
        prepareBookmarkAdd(app, {
          items: [{ type: "bookmark", url: "https://new.example/" }],
          folder,
          makeFolders: false,
          at: 0,
        });
      for (const each of broken) await failsWith("failed.tree", () => add(each));
      await (await add(sound)).commit();
    });
  }
});

Deno.test("what no repair mends is in nobody's way", () => {
  const livemark = {
    id: "livemark____",
    type: "livemark",
    parentid: "nowhere_____",
    title: "L",
    children: [],
  };
  return onTree([folder("menu", "places", livemark.id), livemark], async (app) => {
    assert.deepEqual((await checkTree(app)).faults.map(({ kind }) => kind), ["orphans"]);
    const items = [{ type: "separator" as const }];
    await (await prepareBookmarkAdd(app, { items, folder: "menu", makeFolders: false })).commit();
    await (await prepareBookmarkRemoval(app, { items: [livemark.id], recursive: false })).commit();
    assert.deepEqual((await checkTree(app)).faults, []);
  });
});

Deno.test("a path to be made is refused where several folders have one of its titles", () => {
  const [one, other] = ["one_________", "other_______"];
  const twins = [one, other].map((id) => ({ ...folder(id, "menu"), title: "W" }));
  return onTree([folder("menu", "places", one, other), ...twins], async (app, { writes }) => {
    const items = [{ type: "bookmark" as const, url: "https://new.example/" }];
    for (const path of ["menu/W", "menu/W/New"]) {
      const { details } = await failsWith(
        "ambiguous.match",
        () => prepareBookmarkAdd(app, { items, folder: path, makeFolders: true }),
      );
      assert.deepEqual(details, { collection: "bookmarks", candidates: [one, other] });
    }
    assert.deepEqual(writes, []);
  });
});

Deno.test("a bookmark and a folder of one title are both meant, unless a slash follows", () => {
  const [page, dir] = ["page________", "dir_________"];
  const tree = [
    folder("menu", "places", page, dir),
    bookmark(page, "menu", { title: "W" }),
    { ...folder(dir, "menu"), title: "W" },
  ];
  return onTree(tree, async (app) => {
    const remove = (item: string) => prepareBookmarkRemoval(app, { items: [item], recursive: false });
    const { details } = await failsWith("ambiguous.match", () => remove("menu/W"));
    assert.deepEqual(details, { collection: "bookmarks", candidates: [page, dir] });
    await failsWith("ambiguous.match", () => prepareBookmarkEdit(app, { item: "menu/W", title: "x" }));
    const { changes } = await remove("menu/W/");
    assert.deepEqual(changes.filter(({ action }) => action === "remove").map(({ id }) => id), [dir]);
    const items = [{ type: "separator" as const }];
    const added = await prepareBookmarkAdd(app, { items, folder: "menu/W", makeFolders: false });
    assert.ok(added.changes.some(({ id }) => id === dir), "only a folder can be filled");
  });
});

Deno.test("a tag that is borne as it is to be called leaves nothing to change, one that nobody bears is told", () => {
  const borne = bookmark("page________", "menu", { tags: ["js"] });
  return onTree([folder("menu", "places", borne.id), borne], async (app) => {
    assert.deepEqual((await prepareTagRename(app, "JS", "js")).changes, []);
    assert.equal((await prepareTagRename(app, "js", "JS")).changes.length, 1);
    for (const refused of [() => prepareTagRename(app, "ts", "js"), () => prepareTagRemoval(app, "ts")]) {
      const error = await failsWith("not-found.match", refused);
      assert.deepEqual(error.details, { collection: "tags" });
      assert.equal(error.message, 'No bookmark has the tag "ts"; nothing was changed');
    }
  });
});

Deno.test("a tag that only a saved search still lists can be renamed there", () => {
  const search = { ...bookmark("search______", "menu"), type: "query", bmkUri: "place:tag=old" };
  return onTree([folder("menu", "places", search.id), search], async (app) => {
    await (await prepareTagRename(app, "old", "new")).commit();
    assert.deepEqual(await memberOf(app, "bmkUri", search.id), ["place:tag=new"]);
    await failsWith("not-found.match", () => prepareTagRemoval(app, "new"));
  });
});

Deno.test("a root whose record is no folder is made one by a repair, and what names it is in it", () => {
  const page = bookmark("page________", "mobile");
  return onTree([bookmark("mobile", "places"), page], async (app) => {
    assert.deepEqual((await checkTree(app)).faults.map(({ kind }) => kind), [
      "parentChildMismatches",
      "rootNotFolder",
    ]);
    const items = [{ type: "separator" as const }];
    await failsWith(
      "usage.value",
      () => prepareBookmarkAdd(app, { items, folder: "mobile", makeFolders: false }),
    );
    await (await prepareRepair(app, () => Promise.resolve())).commit();
    assert.deepEqual((await checkTree(app)).faults, []);
    assert.deepEqual(await memberOf(app, "type", "mobile"), ["folder"]);
    assert.deepEqual(await memberOf(app, "children", "mobile"), [[page.id]]);
  });
});

Deno.test("a folder does not go while an item outside names a record in it that cannot be read", () => {
  const inner = { id: "unreadable__", type: "of tomorrow", parentid: "dir_________" };
  const tree = [
    folder("menu", "places", "dir_________"),
    folder("dir_________", "menu", inner.id),
    inner,
    bookmark("page________", inner.id),
  ];
  return onTree(tree, async (app) => {
    const remove = (...items: readonly string[]) => prepareBookmarkRemoval(app, { items, recursive: true });
    const error = await failsWith("usage.value", () => remove("dir_________"));
    assert.match(error.message, /"unreadable__" cannot be read/);
    const { changes } = await remove("dir_________", "page________");
    assert.deepEqual(changes.find(({ id }) => id === inner.id)?.reason, "cannot be read");
  });
});

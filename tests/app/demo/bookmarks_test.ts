import assert from "node:assert/strict";
import { HOSTILE_TITLE } from "../../../app/demo/bookmark_outline.ts";
import { demoBookmarks } from "../../../app/demo/bookmarks.ts";
import type { DemoRecord } from "../../../app/demo/records.ts";
import { array, string } from "../../../core/json.ts";

const SOURCE = { seed: 1, hourMs: Date.UTC(2026, 6, 15, 12) };
const ROOTS = ["menu", "toolbar", "unfiled", "mobile"];
const RECORDS = demoBookmarks(SOURCE);
const LIVE = RECORDS.filter((record) => record.cleartext.deleted !== true);
const BY_ID = new Map<string, DemoRecord>(LIVE.map((record) => [record.id, record]));

const text = (record: DemoRecord, field: string): string => string(record.cleartext[field], field);
const ofType = (type: string): DemoRecord[] => LIVE.filter((record) => record.cleartext.type === type);
const childrenOf = (folder: DemoRecord): string[] => array(string)(folder.cleartext.children, "children");

/** The titles from the root down to the record itself. */
function pathOf(record: DemoRecord): string[] {
  const parent = BY_ID.get(text(record, "parentid"));
  return [...(parent ? pathOf(parent) : []), string(record.cleartext.title ?? "---", "title")];
}

Deno.test("each item's parent lists it once, and each listed child is there", () => {
  const parents = new Map<string, string>(ROOTS.map((root) => [root, "places"]));
  for (const folder of ofType("folder")) {
    for (const child of childrenOf(folder)) {
      assert.ok(!parents.has(child), child);
      parents.set(child, folder.id);
    }
  }
  assert.equal(parents.size, LIVE.length);
  for (const record of LIVE) assert.equal(parents.get(record.id), record.cleartext.parentid);
});

Deno.test("every item hangs below one of the four roots, five folders deep at the deepest", () => {
  for (const root of ROOTS) assert.equal(BY_ID.get(root)?.cleartext.title, root);
  for (const record of LIVE) assert.ok(ROOTS.includes(pathOf(record)[0] ?? ""), record.id);
  assert.equal(Math.max(...ofType("folder").map((folder) => pathOf(folder).length)), 5);
  assert.equal(Math.max(...LIVE.map((record) => pathOf(record).length)), 6);
  assert.ok(LIVE.filter((record) => pathOf(record)[0] === "mobile").length > 5);
});

Deno.test("parentName is the parent's title, and a separator's pos its place", () => {
  for (const record of LIVE) {
    const parent = BY_ID.get(text(record, "parentid"));
    assert.equal(record.cleartext.parentName, parent ? text(parent, "title") : "");
    assert.equal(record.cleartext.hasDupe, true);
    if (record.cleartext.type === "separator") {
      assert.equal(record.cleartext.pos, parent && childrenOf(parent).indexOf(record.id));
    }
  }
});

Deno.test("records hold the fields of their type in the order in which Firefox writes them", () => {
  const common = "id type parentid hasDupe parentName dateAdded";
  const shapes: Record<string, RegExp> = {
    bookmark: new RegExp(`^${common} bmkUri title( keyword)?( tags)?$`),
    query: new RegExp(`^${common} bmkUri title( folderName)?$`),
    folder: new RegExp(`^${common} title children$`),
    separator: new RegExp(`^${common} pos$`),
  };
  for (const { cleartext } of LIVE) {
    assert.match(Object.keys(cleartext).join(" "), shapes[String(cleartext.type)] ?? /never/);
  }
});

Deno.test("there are about 180 bookmarks, separators, an empty folder, an untitled bookmark and a tag query", () => {
  const bookmarks = ofType("bookmark");
  assert.ok(bookmarks.length >= 170 && bookmarks.length <= 190, String(bookmarks.length));
  assert.ok(ofType("separator").length >= 5);
  assert.ok(ofType("folder").some((folder) => !ROOTS.includes(folder.id) && childrenOf(folder).length === 0));
  assert.ok(bookmarks.some((bookmark) => bookmark.cleartext.title === ""));
  const tagQuery = ofType("query").find((query) => query.cleartext.folderName === "ops");
  assert.equal(tagQuery?.cleartext.bmkUri, "place:tag=ops");
});

Deno.test("the runbook is at toolbar/Work/Runbook and nowhere else", () => {
  const found = LIVE.filter((record) => record.cleartext.title === "Runbook");
  assert.deepEqual(found.map((record) => pathOf(record).join("/")), ["toolbar/Work/Runbook"]);
});

Deno.test("the hostile title holds each kind of trouble", () => {
  const [bookmark] = ofType("bookmark").filter((record) => record.cleartext.title === HOSTILE_TITLE);
  const title = bookmark ? text(bookmark, "title") : "";
  for (
    const part of [
      "日本語",
      "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
      "\u26a0\ufe0f",
      "e\u0301",
      "\u202ex",
      "\u001b[31m",
    ]
  ) {
    assert.ok(title.includes(part), JSON.stringify(part));
  }
});

Deno.test("addresses are written as the URL parser writes them", () => {
  for (const record of ofType("bookmark")) {
    assert.equal(new URL(text(record, "bmkUri")).href, record.cleartext.bmkUri);
  }
});

Deno.test("one page has one set of tags, one keyword and one frecency, and a keyword one page", () => {
  const pages = new Map<string, string>();
  const keywords = new Map<unknown, string>();
  let twice = 0;
  for (const record of ofType("bookmark")) {
    const url = text(record, "bmkUri");
    const { tags, keyword, parentid } = record.cleartext;
    const state = JSON.stringify([
      tags,
      keyword,
      (record.sortindex ?? NaN) - (parentid === "toolbar" ? 150 : 0),
    ]);
    if (pages.has(url)) twice++;
    assert.equal(pages.get(url) ?? state, state);
    pages.set(url, state);
    if (keyword !== undefined) assert.equal(keywords.get(keyword) ?? url, url);
    keywords.set(keyword, url);
  }
  assert.ok(twice > 0);
  assert.ok(keywords.size > 3);
});

Deno.test("folders sort before everything, separators and queries after", () => {
  for (const record of LIVE) {
    const type = record.cleartext.type;
    if (type === "folder") assert.equal(record.sortindex, 1_000_000);
    else if (type === "bookmark") assert.ok(Number(record.sortindex) >= 1);
    else assert.equal(record.sortindex, 0);
  }
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { checkBookmarks, FAULT_KINDS } from "../../../core/bookmarks/check.ts";
import { planRepair } from "../../../core/bookmarks/repair.ts";
import { type BookmarkState, readState } from "../../../core/bookmarks/state.ts";
import type { JsonObject } from "../../../core/json.ts";
import { readFirefoxAccount } from "../../support/firefox_view_reading.ts";
import {
  anything,
  damaged,
  folder,
  link,
  stateOf,
  stateWith,
  tombstone,
  unreadable,
} from "./check_support.ts";

/** The faults in short: kind, id and the other record. */
const faultsOf = (state: BookmarkState, duplicates?: readonly string[]) =>
  checkBookmarks(state, duplicates).map((
    { kind, id, other },
  ) => [kind, id, ...other === undefined ? [] : [other]]);

const faultsWith = (...records: JsonObject[]) => faultsOf(stateWith(...records));

const textsWith = (...records: JsonObject[]) => checkBookmarks(stateWith(...records)).map(({ text }) => text);

Deno.test("the account of two real Firefoxes has no faults and needs no repair", async () => {
  const { all } = await readFirefoxAccount();
  const records = all.get("bookmarks") ?? [];
  const state = readState(records.map(({ bso: { id }, clear }) => ({ id, clear })));
  assert.equal(state.items.size + state.deleted.size, records.length);
  assert.ok(state.items.size > 20 && state.deleted.size > 0);
  assert.deepEqual(checkBookmarks(state), []);
  assert.deepEqual(planRepair(state), { changes: [], left: [] });
});

Deno.test("every kind of fault has a name of its own and one sentence", () => {
  assert.equal(new Set(FAULT_KINDS.map(({ kind }) => kind)).size, 17);
  for (const { kind, meaning } of FAULT_KINDS) assert.match(meaning, /^[A-Z][^.]+\.$/, kind);
});

// --- one fault at a time ----------------------------------------------------------------------------------

Deno.test("a record that lacks its id is told, one that was made here is not", () => {
  const { id: _, ...nameless } = link("a", "menu");
  const state = stateOf(new Map([["menu", folder("menu", "places", ["a"])], ["a", nameless]]));
  assert.deepEqual(faultsOf(state), [["missingIDs", "a"]]);
  const item = state.items.get("a");
  assert.ok(item);
  const made = { ...state, items: new Map([...state.items, ["a", { ...item, source: {} }]]) };
  assert.deepEqual(faultsOf(made), []);
});

Deno.test("ids that the caller saw twice are told once each, in order", () => {
  assert.deepEqual(faultsOf(stateWith(), ["b", "a", "b"]), [["duplicates", "a"], ["duplicates", "b"]]);
});

Deno.test("folders that live in each Firefox are faults on the server, even unreadable, and nothing but that", () => {
  assert.deepEqual(faultsWith(folder("places", "gone", ["menu", "a", "gone"])), [["rootOnServer", "places"]]);
  assert.deepEqual(faultsWith(unreadable("places"), tombstone("tags")), [["rootOnServer", "places"]]);
  assert.deepEqual(faultsWith(folder("menu", "places", ["tags"]), folder("tags", "menu")), [
    ["rootOnServer", "tags"],
    ["multipleParents", "tags", "menu"],
  ]);
});

Deno.test("a disagreement is told once, with the folder that lists the item where one does", () => {
  assert.deepEqual(faultsWith(folder("menu", "places", ["a"]), link("a", "toolbar"), link("b", "menu")), [
    ["parentChildMismatches", "a", "menu"],
    ["parentChildMismatches", "b", "menu"],
  ]);
  assert.deepEqual(textsWith(folder("menu", "places", ["a"]), link("a", "toolbar"), link("b", "menu")), [
    "a names toolbar as its folder, which does not list it; menu lists it.",
    "b names menu as its folder, which does not list it.",
  ]);
});

Deno.test("a root has to name places, and no folder may list it", () => {
  assert.deepEqual(faultsWith(folder("menu", "toolbar"), folder("toolbar", "places", ["menu"])), [
    ["parentChildMismatches", "menu", "toolbar"],
    ["multipleParents", "menu", "toolbar"],
  ]);
  const { parentid: _, ...topless } = folder("menu", "");
  assert.deepEqual(textsWith(topless), ["menu names nothing as its folder, and is a root."]);
});

Deno.test("an item is an orphan when the folder it names is missing, unknown, Firefox's own or an absent root", () => {
  const { parentid: _, ...homeless } = link("a", "");
  assert.deepEqual(faultsWith(homeless, link("b", "gone"), link("c", "places")), [
    ["orphans", "a"],
    ["orphans", "b", "gone"],
    ["orphans", "c", "places"],
  ]);
  assert.deepEqual(faultsOf(stateOf(new Map([["a", link("a", "toolbar")]]))), [["orphans", "a", "toolbar"]]);
  assert.deepEqual(textsWith(homeless, link("b", "gone")), [
    "a names no folder.",
    "b names gone as its folder, which is not on the server.",
  ]);
});

Deno.test("children that are not there or were deleted are told once for each list", () => {
  assert.deepEqual(faultsWith(folder("menu", "places", ["gone", "was", "gone"]), tombstone("was")), [
    ["missingChildren", "menu", "gone"],
    ["deletedChildren", "menu", "was"],
  ]);
  const rootless = stateOf(new Map([["toolbar", folder("toolbar", "places", ["menu"])]]));
  assert.deepEqual(faultsOf(rootless), [["missingChildren", "toolbar", "menu"]]);
});

Deno.test("an item in several lists has that one fault, whatever it names", () => {
  const lists = [folder("menu", "places", ["a"]), folder("toolbar", "places", ["a"])];
  assert.deepEqual(faultsWith(...lists, link("a", "menu")), [["multipleParents", "a", "toolbar"]]);
  assert.deepEqual(faultsWith(...lists, link("a", "toolbar")), [["multipleParents", "a", "menu"]]);
  assert.deepEqual(faultsWith(...lists, link("a", "gone")), [["multipleParents", "a", "menu"]]);
  assert.deepEqual(textsWith(...lists, link("a", "gone")), ["a is in the lists of menu and toolbar."]);
});

Deno.test("items of a deleted folder and of what is no folder are told apart", () => {
  const records = [folder("menu", "places", ["a"]), link("a", "menu"), link("b", "was"), link("c", "a")];
  assert.deepEqual(faultsWith(...records, tombstone("was")), [
    ["deletedParents", "b", "was"],
    ["parentNotFolder", "c", "a"],
  ]);
});

Deno.test("a list of children counts on a folder only, and an empty one says nothing", () => {
  const menu = folder("menu", "places", ["a", "b"]);
  assert.deepEqual(
    faultsWith(menu, link("a", "menu", { children: ["b"] }), link("b", "menu", { children: [] })),
    [
      ["childrenOnNonFolder", "a"],
    ],
  );
});

Deno.test("an id that a folder lists twice is told once, readable or not", () => {
  assert.deepEqual(
    faultsWith(folder("menu", "places", ["a", "u", "a", "u", "a"]), link("a", "menu"), unreadable("u")),
    [
      ["duplicateChildren", "menu", "a"],
      ["duplicateChildren", "menu", "u"],
    ],
  );
});

Deno.test("an id that is listed twice does not make up for one that is not listed", () => {
  assert.deepEqual(faultsWith(folder("menu", "places", ["a", "a"]), link("a", "menu"), link("b", "menu")), [
    ["parentChildMismatches", "b", "menu"],
    ["duplicateChildren", "menu", "a"],
  ]);
});

Deno.test("a ring of folders is one fault, of its smallest id, however long it is", () => {
  assert.deepEqual(faultsWith(folder("f", "f", ["f"])), [["cycles", "f", "f"]]);
  assert.deepEqual(faultsWith(folder("menu", "places", ["f"]), folder("f", "f")), [["cycles", "f", "f"]]);
  assert.deepEqual(faultsWith(folder("menu", "places", ["f"]), folder("f", "menu", ["f"])), [[
    "cycles",
    "f",
    "f",
  ]]);
  assert.deepEqual(faultsWith(folder("g", "f", ["f"]), folder("f", "g", ["g"])), [["cycles", "f", "g"]]);
  const many = [..."hgfkjil"].map(
    (id, i, ids) => folder(id, ids.at(i - 1) ?? "", [ids[(i + 1) % ids.length] ?? ""]),
  );
  assert.deepEqual(faultsWith(...many), [["cycles", "f", "g"]]);
  assert.deepEqual(textsWith(...many), ["f is inside itself, by way of g, h, l, i, j and 1 more."]);
});

Deno.test("a fault names every record that it is about", () => {
  const involvedWith = (...records: JsonObject[]) =>
    checkBookmarks(stateWith(...records)).map(({ kind, involved }) => [kind, ...involved.toSorted()]);
  const three = [folder("f", "h", ["g"]), folder("g", "f", ["h"]), folder("h", "g", ["f"])];
  assert.deepEqual(involvedWith(...three), [["cycles", "f", "g", "h"]]);
  const lists = ["menu", "toolbar", "mobile"].map((id) => folder(id, "places", ["a"]));
  for (const named of ["menu", "toolbar", "mobile"]) {
    assert.deepEqual(involvedWith(...lists, link("a", named)), [
      ["multipleParents", "a", "menu", "mobile", "toolbar"],
    ]);
  }
  assert.deepEqual(involvedWith(...lists, link("a", "unfiled"), tombstone("x")), [
    ["multipleParents", "a", "menu", "mobile", "toolbar", "unfiled"],
  ]);
  assert.deepEqual(involvedWith(folder("menu", "places", ["a"]), link("a", "toolbar")), [
    ["parentChildMismatches", "a", "menu", "toolbar"],
  ]);
  assert.deepEqual(involvedWith(folder("menu", "places", ["gone"])), [["missingChildren", "gone", "menu"]]);
  const shared = ["a", "b", "c", "d"].map((id, i) =>
    link(id, "menu", { bmkUri: "https://x.example/", tags: i === 3 ? ["t"] : [] })
  );
  assert.deepEqual(involvedWith(folder("menu", "places", ["a", "b", "c", "d"]), ...shared), [
    ["differentTags", "a", "b", "c", "d"],
  ]);
});

Deno.test("a root whose record is no folder is told, and what names it is where it says", () => {
  const stray = link("mobile", "places", { children: ["a"] });
  assert.deepEqual(faultsWith(stray), [["rootNotFolder", "mobile"]]);
  assert.deepEqual(textsWith(stray), ["mobile is a root, and its record is no folder."]);
  assert.deepEqual(faultsWith({ ...stray, type: "livemark" }, link("a", "mobile")), [
    ["parentChildMismatches", "a", "mobile"],
    ["rootNotFolder", "mobile"],
  ]);
  assert.deepEqual(faultsWith(unreadable("mobile")), [], "nothing is known of one that cannot be read");
});

Deno.test("a keyword on bookmarks of several addresses is told once, as Firefox takes it", () => {
  const at = (id: string, keyword: string, bmkUri = `https://${id}.example/`) =>
    link(id, "menu", { keyword, bmkUri });
  const menu = folder("menu", "places", ["a", "b", "c", "q"]);
  const query = { ...at("q", "k"), type: "query" };
  assert.deepEqual(faultsWith(menu, at("c", "k"), at("b", " K"), at("a", "l"), query), [[
    "sharedKeyword",
    "b",
    "c",
  ]]);
  assert.deepEqual(textsWith(menu, at("a", "k"), at("b", "k"), at("c", "k", "https://A.example"), query), [
    "a, b and c have several addresses and one keyword.",
  ]);
  assert.deepEqual(
    faultsWith(menu, at("a", "k"), at("b", " "), at("c", "k", "https://A.example"), query),
    [],
  );
});

Deno.test("a record that cannot be read is neither missing nor a wrong parent, since nothing is known of it", () => {
  const records = [folder("menu", "places", ["u", "a"]), unreadable("u"), link("a", "u"), link("b", "u")];
  assert.deepEqual(faultsWith(...records), []);
  assert.deepEqual(faultsWith(...records, folder("toolbar", "places", ["a"])), [[
    "multipleParents",
    "a",
    "menu",
  ]]);
});

Deno.test("bookmarks of one address must agree in tags and keyword, as Firefox takes them", () => {
  const at = (id: string, more: JsonObject) => link(id, "menu", { bmkUri: "https://x.example/", ...more });
  const menu = folder("menu", "places", ["a", "b", "c"]);
  assert.deepEqual(
    faultsWith(menu, at("a", { tags: ["x", "y"] }), at("b", { tags: ["Y", " x"] }), at("c", {})),
    [
      ["differentTags", "a", "c"],
    ],
  );
  assert.deepEqual(
    faultsWith(menu, at("a", { keyword: "k" }), at("b", { keyword: " K" }), at("c", { keyword: "l" })),
    [
      ["differentKeywords", "a", "c"],
    ],
  );
  const other = at("b", { type: "query", tags: ["z"] });
  assert.deepEqual(faultsWith(menu, at("a", { tags: ["x"] }), other, at("c", { tags: ["x"] })), []);
  assert.deepEqual(
    textsWith(menu, at("a", { tags: ["x"] }), at("b", { bmkUri: "HTTPS://X.EXAMPLE" }), link("c", "menu")),
    [
      "a and b have one address and different tags.",
    ],
  );
});

// --- whatever is wrong ------------------------------------------------------------------------------------

Deno.test("no fault is told twice, each is of a kind that has a name, and no title or address is told", () => {
  const kinds = new Set<string>(FAULT_KINDS.map(({ kind }) => kind));
  const named = fc.oneof(damaged, anything).map((records) =>
    new Map(
      [...records].map(([id, record]) => [id, { ...record, title: "Hush", bmkUri: "https://hush.example/" }]),
    )
  );
  fc.assert(
    fc.property(named, (records) => {
      const faults = checkBookmarks(stateOf(records));
      assert.equal(new Set(faults.map(({ text }) => text)).size, faults.length);
      for (const { kind, id, other, involved, text } of faults) {
        assert.ok(involved.includes(id) && (other === undefined || involved.includes(other)));
        assert.equal(new Set(involved).size, involved.length);
        assert.ok(kinds.has(kind));
        assert.ok(records.has(id), `${id} can be looked at`);
        assert.match(text, /^\S.*\.$/);
        assert.doesNotMatch(text, /hush/i);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("five thousand children and fifty thousand items are checked without a stack", () => {
  const folders = Array.from({ length: 10 }, (_, i) => folder(`f${i}`, "menu", idsOf(i)));
  const menu = folder("menu", "places", folders.map(({ id }) => String(id)));
  const links = folders.flatMap(({ id }, i) => idsOf(i).map((each) => link(each, String(id))));
  assert.deepEqual(faultsWith(menu, ...folders, ...links), []);
});

const idsOf = (i: number): string[] => Array.from({ length: 5000 }, (_, j) => `a${i}-${j}`);

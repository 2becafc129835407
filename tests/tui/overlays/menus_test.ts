import assert from "node:assert/strict";
import { narrowing } from "../../../tui/overlays/facet_menu.ts";
import { copyMenu, facetMenu, facetValues, openMenu, sortMenu } from "../../../tui/overlays/open.ts";
import type { MenuOverlay } from "../../../tui/overlays/overlay.ts";
import type { PlaceName } from "../../../tui/places.ts";
import { after, key, NOW_MS, open, press, sampleView, seen, tableOf, typing, wheel } from "./samples.ts";

function there(menu: MenuOverlay | null): MenuOverlay {
  assert.ok(menu);
  return menu;
}

const keysOf = (menu: MenuOverlay | null) => there(menu).items.map((item) => item.key ?? "").join("");

Deno.test("a menu is taken by letter, by cursor and by a click", () => {
  const view = sampleView();
  const menu = openMenu(
    "Which",
    ["a", "b", "j"].map((name) => ({
      key: name,
      label: name,
      choice: { type: "narrow", text: name },
    })),
  );
  const taken = (...events: Parameters<typeof after>[1]) => after(menu, events, view).choice;
  assert.deepEqual(taken(key("b")), { type: "narrow", text: "b" });
  assert.deepEqual(taken(key("down"), key("enter")), { type: "narrow", text: "b" });
  assert.deepEqual(taken(key("ctrl-n"), key("ctrl-p"), key("enter")), { type: "narrow", text: "a" });
  assert.deepEqual(taken(key("G"), key("enter")), { type: "narrow", text: "j" });
  assert.deepEqual(taken(key("j")), { type: "narrow", text: "j" }, "the letter of an item is no movement");
  assert.deepEqual(taken(wheel("wheel-down"), key("k"), key("enter")), { type: "narrow", text: "b" });
  assert.deepEqual(taken(press(2)), { type: "narrow", text: "b" });
  assert.equal(taken(press(0)), undefined);
  assert.deepEqual(after(menu, [key("esc")], view), { overlay: null });
  assert.deepEqual(after(menu, [key("q")], view), { overlay: null });
  assert.deepEqual(after(menu, [key("z")], view), { overlay: menu });
});

Deno.test("a menu with a field is narrowed by typing, and letters take nothing", () => {
  const rows = ["GitHub", "gitlab", "Example"].map((host, i) => ({ id: `id${i}`, host, title: host }));
  const view = sampleView({ rows });
  const menu = there(facetValues(view, "host"));
  const typed = open("menu", menu, typing("GIT q"), view);
  assert.equal(typed.field?.text, "GIT q");
  assert.deepEqual(after(menu, [...typing("lab"), key("enter")], view).choice, {
    type: "narrow",
    text: "host:gitlab",
  });
  assert.deepEqual(after(menu, [...typing("nothing"), key("enter")], view).choice, undefined);
  const lines = seen(open("menu", menu, typing("git"), view), view);
  assert.ok(lines.some((line) => line.includes("GitHub")) && !lines.some((line) => line.includes("Example")));
  const widths = new Set(
    [menu, typed].map((each) => seen(each, view)[0]?.length),
  );
  assert.equal(widths.size, 1, "the box keeps its width while it is narrowed");
});

Deno.test("the sort menu has a letter for each column and the same in capitals for the other way round", () => {
  const view = sampleView();
  const menu = there(sortMenu(view));
  const taken = (name: string) => after(menu, [key(name)], view).choice;
  assert.deepEqual(taken("t"), { type: "sort", column: "title", isDescending: false });
  assert.deepEqual(taken("T"), { type: "sort", column: "title", isDescending: true });
  assert.deepEqual(
    taken("l"),
    { type: "sort", column: "lastVisit", isDescending: true },
    "the newest come first",
  );
  assert.deepEqual(taken("0"), { type: "sort-default" });
  const keys = there(sortMenu(view)).items.map((item) => item.key);
  assert.equal(new Set(keys).size, keys.length);
});

Deno.test("the sort menu begins at the order that holds now", () => {
  const view = sampleView();
  const list = view.lists.get("history");
  assert.ok(list);
  const sorted = {
    ...view,
    lists: new Map([["history", { ...list, sort: { column: "visits", isDescending: false } }] as const]),
  };
  const menu = there(sortMenu(sorted));
  const now = menu.items[menu.cursor];
  assert.deepEqual(now?.choice, { type: "sort", column: "visits", isDescending: false });
  assert.equal(now?.aside, "now");
  assert.equal(sortMenu({ ...view, lists: new Map() }), null);
});

Deno.test("the copy menu offers what the record has", () => {
  const keys: Partial<Record<PlaceName, string>> = {
    bookmarks: "ltjc",
    passwords: "upljc",
    history: "ltjc",
    tabs: "ltjc",
    cards: "ntjc",
    addresses: "tjc",
    forms: "tvjc",
    prefs: "tvjc",
  };
  for (const [place, expected] of Object.entries(keys)) {
    const menu = copyMenu(sampleView({ place: place as PlaceName }));
    assert.equal(keysOf(menu), expected, place);
  }
  assert.equal(copyMenu(sampleView({ rows: [] })), null);
});

Deno.test("the copy menu shows no secret and gives the command that shows the record", () => {
  const view = sampleView({ place: "passwords", profile: "work" });
  const menu = there(copyMenu(view));
  assert.equal(menu.items.find((item) => item.key === "p")?.aside, "************");
  assert.equal(
    menu.items.find((item) => item.key === "c")?.aside,
    "foxden passwords get '{a1b2c3d4}' -p work",
  );
  assert.deepEqual(after(menu, [key("p")], view).choice, { type: "copy", what: "password" });
});

Deno.test("facets are the fields of the place, and then their values with counts", () => {
  const rows = ["b.example", "a.example", "a.example"].map((host, i) => ({
    id: `id${i}`,
    host,
    type: "link",
  }));
  const view = sampleView({ rows });
  const fields = there(facetMenu(view));
  assert.deepEqual(after(fields, [key("h")], view).choice, { type: "facet", field: "host" });
  const values = there(facetValues(view, "host"));
  assert.deepEqual(values.items.map(({ label, aside }) => [label, aside]), [["a.example", "2"], [
    "b.example",
    "1",
  ]]);
  assert.equal(facetValues(view, "title"), null);
  assert.equal(facetMenu(sampleView({ place: "prefs" })), null);
  assert.equal(facetMenu({ ...view, lists: new Map() }), null);
});

Deno.test("facets count only what is shown", () => {
  const rows = ["a.example", "b.example"].map((host, i) => ({ id: `id${i}`, host }));
  const view = sampleView({ rows, query: "a" });
  const list = view.lists.get("history");
  assert.ok(list);
  const one = {
    ...view,
    lists: new Map([
      ["history", { ...list, shown: { kind: "some", count: 1, rows: [1] } } as const] as const,
    ]),
  };
  assert.deepEqual(there(facetValues(one, "host")).items.map(({ label }) => label), ["b.example"]);
});

Deno.test("a value is quoted where the query language has to be told that it is one", () => {
  const { fields } = tableOf("history", []);
  const of = (field: string, value: string) => narrowing(field, value, fields, NOW_MS);
  assert.equal(of("host", "github.com"), "host:github.com");
  assert.equal(of("device", "Pixel 9"), 'device:"Pixel 9"');
  assert.equal(of("tag", "'quoted"), `tag:"'quoted"`);
  assert.equal(of("tag", "wave~"), 'tag:"wave~"');
  assert.equal(of("folder", 'say "x" now'), null);
  assert.equal(of("tag", '6"'), 'tag:6"');
});

import assert from "node:assert/strict";
import { narrowing } from "../../../tui/overlays/facet_menu.ts";
import { copyMenu, exportForm, facetMenu, facetValues, sortMenu } from "../../../tui/overlays/open.ts";
import { MENU_KEYS } from "../../../tui/overlays/menu.ts";
import type { MenuOverlay } from "../../../tui/overlays/overlay.ts";
import { type PlaceName, PLACES } from "../../../tui/places.ts";
import {
  after,
  key,
  menuOf,
  NOW_MS,
  open,
  press,
  sampleView,
  seen,
  tableOf,
  typing,
  wheel,
} from "./samples.ts";

function there<Item>(menu: Item | null): Item {
  assert.ok(menu);
  return menu;
}

const keysOf = (menu: MenuOverlay | null) => there(menu).items.map((item) => item.key ?? "").join("");

Deno.test("a menu is taken by letter, by cursor and by a click", () => {
  const view = sampleView();
  const menu = menuOf(
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
  assert.equal(taken(key("j")), undefined, "what moves in all menus takes nothing in this one");
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
    type: "filter",
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
  assert.equal(now?.aside, "current");
  assert.equal(sortMenu({ ...view, lists: new Map() }), null);
});

Deno.test("the copy menu offers what the record has", () => {
  const keys: Partial<Record<PlaceName, string>> = {
    bookmarks: "ltrc",
    passwords: "uplrc",
    history: "ltrc",
    tabs: "ltrc",
    cards: "ntrc",
    addresses: "trc",
    forms: "tvrc",
    prefs: "tvrc",
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
  assert.deepEqual(values.items.map(({ label, aside }) => [label, aside]), [
    ["any", "current"],
    ["a.example", "2"],
    ["b.example", "1"],
  ]);
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
  assert.deepEqual(there(facetValues(one, "host")).items.map(({ label }) => label), ["any", "b.example"]);
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

Deno.test("no item of any menu has a letter that moves in menus or closes them", () => {
  for (const { name: place } of PLACES) {
    const rows = [{ id: "a", key: "k", job: 1, gap: 2, quota: 3, name: "n", type: "t", host: "h", tag: "t" }];
    const view = sampleView({ place, rows });
    for (const menu of [copyMenu(view), facetMenu(view), sortMenu(view)]) {
      for (const item of menu?.items ?? []) {
        assert.ok(!MENU_KEYS.has(item.key ?? ""), `${place}: ${item.label}`);
      }
    }
  }
});

Deno.test("menus call columns as the headings of the list do", () => {
  const rows = [{ id: "a", origin: "https://a.example", username: "ann", host: "a.example", user: "ann" }];
  const view = sampleView({ place: "passwords", rows });
  const labels = there(sortMenu(view)).items.map(({ label }) => label);
  assert.deepEqual(labels.slice(0, 3), ["default (site)", "site, A to Z", "site, Z to A"]);
  assert.deepEqual(there(facetMenu(view)).items.map(({ label }) => label), ["site", "username"]);
  assert.equal(there(facetValues(view, "host")).title, "Narrow by site");
  assert.ok(there(copyMenu(view)).items.some(({ label }) => label === "Username"));
});

Deno.test("another value of a facet takes the place of the one before, and any takes it away", () => {
  const rows = ["b.example", "a.example", "a.example"].map((host, i) => ({
    id: `id${i}`,
    host,
    title: "deno",
  }));
  const view = sampleView({ rows, query: "deno host:a.example" });
  const values = there(facetValues(view, "host"));
  assert.deepEqual(values.items.map(({ label, aside, choice }) => [label, aside, choice]), [
    ["any", undefined, { type: "filter", text: "deno" }],
    ["a.example", "2  current", { type: "filter", text: "deno host:a.example" }],
    ["b.example", "1", { type: "filter", text: "deno host:b.example" }],
  ]);
  assert.equal(values.cursor, 1);
  assert.equal(there(facetMenu(view)).items.find(({ label }) => label === "host")?.aside, "a.example");
});

Deno.test("a click beside a menu closes it", () => {
  const menu = there(sortMenu(sampleView()));
  for (const event of [press(-2), press(400), press(2, -1), press(2, 400)]) {
    assert.deepEqual(after(menu, [event], sampleView()), { overlay: null });
  }
  assert.ok(after(menu, [press(0, 0)], sampleView()).overlay);
});

Deno.test("a menu has room for its own keys, and says how it goes on", () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({ id: `id${i}`, host: `h${i}` }));
  const view = sampleView({ rows, size: { columns: 80, rows: 24 } });
  const foot = seen(there(facetValues(view, "host")), view).at(-1) ?? "";
  assert.match(foot, /type to narrow {2}enter take {2}esc close {2}v \d+ more -\+$/);
});

/** A place with three rows, of which some are marked. */
function markedView(place: PlaceName, marked: readonly string[], rows: Parameters<typeof sampleView>[0]) {
  const view = sampleView({ place, ...rows });
  const list = view.lists.get(place);
  assert.ok(list);
  return { ...view, lists: new Map([[place, { ...list, marked: new Set(marked) }]]) };
}

const THREE = {
  rows: ["c", "b", "a"].map((name) => ({ id: `id-${name}`, url: `https://${name}.example/`, title: name })),
};

Deno.test("with marks the copy menu is about the marked records, in the order of the list", () => {
  const view = markedView("history", ["id-a", "id-c"], THREE);
  const menu = there(copyMenu(view));
  assert.equal(menu.title, "Copy 2 pages");
  const copiedBy = (letter: string) => {
    const { choice } = after(menu, [key(letter)], view);
    assert.ok(choice?.type === "copy-text");
    return choice.text;
  };
  assert.equal(copiedBy("l"), "https://c.example/\nhttps://a.example/");
  assert.equal(copiedBy("t"), "c\na");
  assert.deepEqual(copiedBy("r").split("\n").map((line) => JSON.parse(line).id), ["id-c", "id-a"]);
  assert.equal(copiedBy("c"), "foxden history get id-c id-a");
});

Deno.test("JSON says that secrets are left out only where there are some", () => {
  const asideIn = (place: PlaceName) =>
    there(copyMenu(sampleView({ place }))).items.find(({ key }) => key === "r")?.aside;
  assert.equal(asideIn("passwords"), "secrets left out");
  assert.equal(asideIn("bookmarks"), undefined);
});

Deno.test("marks are what is exported, or the form says that they are not", () => {
  const some = there(exportForm(markedView("history", ["id-a", "id-c"], THREE)));
  assert.equal(some.title, "History: export 2 marked");
  assert.ok(some.then.type === "export");
  assert.deepEqual(some.then.words, ["history", "get", "id-c", "id-a"]);
  const logins = there(exportForm(markedView("passwords", ["id-a"], THREE)));
  assert.equal(logins.title, "Passwords: export");
  assert.match(logins.fault ?? "", /Marks are not used here: all 3 logins/);
  const view = markedView("passwords", ["id-a"], THREE);
  assert.ok(seen(logins, view).join("\n").includes("! Marks are not used here"));
});

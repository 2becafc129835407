import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/json.ts";
import { decodeRecord } from "../../../core/records/registry.ts";
import { tabsCodec, tabTitle, tabUrl } from "../../../core/records/tabs.ts";

const decode = (members: JsonObject) => tabsCodec.decode({ id: "abc", clientName: "den", ...members }, "abc");
const oneTab = (members: JsonObject) =>
  decode({ tabs: [{ urlHistory: ["https://a.example/"], ...members }] }).tabs[0];

Deno.test("the address of a tab is the first of its history, and its title falls back to it", () => {
  const tab = oneTab({ urlHistory: ["https://now.example/", "https://before.example/"], title: "" });
  assert(tab);
  assert.equal(tabUrl(tab), "https://now.example/");
  assert.equal(tabTitle(tab), "https://now.example/");
  assert.equal(tabTitle({ ...tab, title: "Now" }), "Now");
});

Deno.test("the time a tab was last used is whole seconds, also from the text and fractions of old clients", () => {
  for (const lastUsed of [1_700_000_200, "1700000200", 1_700_000_200.75, "1700000200.75"]) {
    assert.equal(oneTab({ lastUsed })?.lastUsedSeconds, 1_700_000_200);
  }
  for (const none of [undefined, 0, 1e13, "recently"]) {
    assert.equal(oneTab({ lastUsed: none })?.lastUsedSeconds, null);
  }
});

Deno.test("a tab may lack its icon, place and marks", () => {
  const tab = oneTab({ icon: null });
  assert(tab);
  assert.deepEqual(
    [tab.title, tab.iconUrl, tab.index, tab.pinned, tab.inactive, tab.groupId, tab.windowId],
    ["", null, 0, false, false, null, null],
  );
});

Deno.test("a tab without a present address is passed over; a record without a list of tabs is malformed", () => {
  const tabs = [{ urlHistory: [] }, { urlHistory: [null, "https://old.example/"] }, 7, {
    urlHistory: ["https://a.example/"],
  }];
  assert.deepEqual(decode({ tabs }).tabs.map(tabUrl), ["https://a.example/"]);
  assert.equal(decodeRecord("tabs", '{"id":"abc","clientName":"den"}', "abc").kind, "malformed");
});

Deno.test("tab groups are read from their map, and an edited one is written back under its id", () => {
  const source = {
    id: "abc",
    clientName: "den",
    tabs: [],
    tabGroups: { g: { id: "g", name: "Work", color: "blue", collapsed: false, x: 1 } },
    windows: { w: { id: "w", lastUsed: 0, index: 1 } },
  };
  const before = tabsCodec.decode(source, "abc");
  assert.deepEqual(before.groups.map(({ id, name, color }) => [id, name, color]), [["g", "Work", "blue"]]);
  const groups = before.groups.map((group) => ({ ...group, name: "Play" }));
  assert.deepEqual(tabsCodec.encode({ ...before, groups }), {
    ...source,
    tabGroups: { g: { ...source.tabGroups.g, name: "Play" } },
  });
});

Deno.test("tabs that cannot be read survive an edit of the tabs", () => {
  const odd = [{ urlHistory: [], title: "gone" }, 7];
  const source = {
    id: "abc",
    clientName: "den",
    tabs: [odd[0], { urlHistory: ["https://a.example/"], x: 1 }, odd[1]],
  };
  const before = tabsCodec.decode(source, "abc");
  const tabs = before.tabs.map((tab) => ({ ...tab, title: "A" }));
  assert.deepEqual(tabsCodec.encode({ ...before, tabs }), {
    ...source,
    tabs: [{ urlHistory: ["https://a.example/"], x: 1, title: "A" }, ...odd],
  });
});

Deno.test("tab groups keep the key they stand under, and those that cannot be read survive an edit", () => {
  const work = { id: "g", name: "Work", color: "blue", collapsed: false };
  const odd = { text: "a group?", list: [1], nameless: { name: "no id", x_future: true } };
  const source = { id: "abc", clientName: "den", tabs: [], tabGroups: { "another key": work, ...odd } };
  const before = tabsCodec.decode(source, "abc");
  assert.deepEqual(before.groups.map(({ id }) => id), ["g"]);
  const written = (groups: typeof before.groups) => tabsCodec.encode({ ...before, groups }).tabGroups;
  const renamed = before.groups.map((group) => ({ ...group, name: "Play" }));
  assert.deepEqual(written(renamed), { "another key": { ...work, name: "Play" }, ...odd });
  const made = { id: "new", name: "New", color: "red", collapsed: true, source: {} };
  const { source: _, ...wire } = made;
  assert.deepEqual(written([...before.groups, made]), { "another key": work, new: wire, ...odd });
  assert.deepEqual(written([]), odd);
});

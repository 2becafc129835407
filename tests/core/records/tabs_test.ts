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

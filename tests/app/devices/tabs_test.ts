import assert from "node:assert/strict";
import { getTabs, listTabs, type TabListInput } from "../../../app/devices/tabs.ts";
import { cellsOf, openSynced, put, putPayloads, type TestAccount } from "../app_support.ts";

const DAY_S = 86_400;

const tab = (title: string, url: string, ageSeconds: number, more: object = {}) => ({
  title,
  urlHistory: [url, "https://before.example/"],
  lastUsed: Math.floor(Date.now() / 1000) - ageSeconds,
  ...more,
});

const client = (id: string, name: string) => ({ id, name, type: "desktop" });

/** Two devices with tabs, one without, and one that has left the account's Sync. */
async function withTabs(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  const { app } = account;
  await put(
    app,
    "clients",
    client("c-den", "Den laptop"),
    client("c-phone", "Phone"),
    client("c-idle", "Idle"),
  );
  await put(app, "tabs", {
    id: "c-den",
    clientName: "old name",
    tabs: [
      tab("Week old", "https://old.example/", 7 * DAY_S),
      tab("Fresh", "https://fresh.example/page", 60, {
        pinned: true,
        icon: "https://fresh.example/icon",
        windowId: "window-1",
        index: 3,
        tabGroupId: "g1",
      }),
    ],
    tabGroups: { g1: { id: "g1", name: "Reading", color: "blue", collapsed: false } },
  });
  await put(app, "tabs", {
    id: "c-left",
    clientName: "Left",
    tabs: [tab("Left behind", "https://left.example/", 60)],
  });
  await put(app, "tabs", {
    id: "c-phone",
    clientName: "Phone",
    tabs: [
      { title: "", urlHistory: ["https://untitled.example/"], lastUsed: 0, inactive: true },
    ],
  });
  await put(app, "tabs", { id: "c-idle", clientName: "Idle", tabs: [] });
  await run(account);
}

const titlesOf = async ({ app }: TestAccount, input: TabListInput = {}) =>
  (await cellsOf(await listTabs(app, input), "title")).map(({ title }) => title);

Deno.test("tabs are listed by device, the last to sync first, and by when they were used", () =>
  withTabs(async ({ app }) => {
    const listing = await listTabs(app, {});
    assert.equal(listing.kind, "tabs");
    assert.deepEqual(
      (await cellsOf(listing, "device", "title")).map(({ device, title }) => [device, title]),
      [
        ["Phone", "https://untitled.example/"],
        ["Den laptop", "Fresh"],
        ["Den laptop", "Week old"],
      ],
    );
  }));

Deno.test("a tab's row tells its device by the name that has now, and all that is known of the tab", () =>
  withTabs(async ({ app }) => {
    const [row] = await cellsOf(await listTabs(app, { query: "fresh" }));
    assert.ok(row?.lastUsed instanceof Date);
    assert.deepEqual({ ...row, lastUsed: null }, {
      device: "Den laptop",
      title: "Fresh",
      url: "https://fresh.example/page",
      lastUsed: null,
      pinned: true,
      inactive: false,
      icon: "https://fresh.example/icon",
      id: "c-den",
      window: "window-1",
      index: 3,
      group: "Reading",
      history: ["https://before.example/"],
    });
    const [phone] = await cellsOf(await listTabs(app, { device: "phone" }), "lastUsed", "inactive", "icon");
    assert.deepEqual(phone, { lastUsed: null, inactive: true, icon: null });
  }));

Deno.test("tabs of a device that is no longer among the clients are left out", () =>
  withTabs(async (account) => {
    assert.deepEqual(await titlesOf(account, { query: "left" }), []);
    assert.deepEqual(await titlesOf(account, { device: "Left" }), []);
    await put(account.app, "clients", client("c-left", "Back again"));
    assert.deepEqual(await titlesOf(account, { device: "back" }), ["Left behind"]);
  }));

Deno.test("a device is meant by a part of its name, whatever the case", () =>
  withTabs(async (account) => {
    assert.deepEqual(await titlesOf(account, { device: "LAPTOP" }), ["Fresh", "Week old"]);
    assert.deepEqual(await titlesOf(account, { device: "nobody" }), []);
  }));

Deno.test("tabs used within a time are those and no others; one without a time is not", () =>
  withTabs(async (account) => {
    assert.deepEqual(await titlesOf(account, { activeWithinMs: 3_600_000 }), ["Fresh"]);
    assert.deepEqual(await titlesOf(account, { activeWithinMs: 8 * DAY_S * 1000 }), ["Fresh", "Week old"]);
  }));

Deno.test("a query knows the fields of tabs", () =>
  withTabs(async (account) => {
    const cases: Record<string, string[]> = {
      "device:phone": ["https://untitled.example/"],
      "host:old": ["Week old"],
      "title:fresh": ["Fresh"],
      "after:3d": ["Fresh"],
      "before:3d": ["Week old"],
      "before.example": [],
      "is:pinned": ["Fresh"],
      "is:inactive": ["https://untitled.example/"],
      "is:active": ["Fresh", "Week old"],
      "id:c-den": ["Fresh", "Week old"],
    };
    for (const [query, titles] of Object.entries(cases)) {
      assert.deepEqual(await titlesOf(account, { query }), titles, query);
    }
  }));

Deno.test("a record of tabs that cannot be read is counted", async () => {
  await using account = await openSynced();
  await put(account.app, "clients", client("a", "a"));
  await put(account.app, "tabs", { id: "a", clientName: "a" });
  await putPayloads(account.app, "tabs", { b: "not JSON" });
  const listing = await listTabs(account.app, {});
  assert.deepEqual(await cellsOf(listing), []);
  assert.equal(listing.malformed().count, 2);
});

Deno.test("tabs are got by the address they show, and by device", () =>
  withTabs(async ({ app }) => {
    const got = async (...words: string[]) => {
      const { rows, missing } = await getTabs(app, { words, whole: [] });
      return [rows.map(({ tab }) => tab.title || tab.urlHistory[0]), missing];
    };
    assert.deepEqual(await got("https://old.example/"), [["Week old"], []]);
    assert.deepEqual(await got("https://OLD.example"), [["Week old"], []]);
    assert.deepEqual(await got("https://before.example/"), [[], ["https://before.example/"]]);
    assert.deepEqual(await got("c-den"), [["Fresh", "Week old"], []]);
    assert.deepEqual(await got("phone"), [["https://untitled.example/"], []]);
    assert.deepEqual(await got("LAPTOP", "https://old.example/", "x"), [["Fresh", "Week old"], ["x"]]);
    assert.deepEqual(await got(""), [[], [""]]);
  }));

Deno.test("a device without tabs is told from none, and a word from a pipe is whole", () =>
  withTabs(async ({ app }) => {
    const got = async (words: readonly string[], whole: readonly string[] = []) => {
      const { rows, missing, withoutTabs } = await getTabs(app, { words, whole });
      return [rows.length, missing, withoutTabs];
    };
    assert.deepEqual(await got(["idle", "c-idle", "x"]), [0, ["x"], ["Idle"]]);
    assert.deepEqual(await got([], ["lap", "Den laptop", "https://old.example/"]), [2, ["lap"], []]);
    assert.deepEqual(await got(["c-left"]), [0, ["c-left"], []], "what has no client record is gone");
  }));

Deno.test("tabs that no program would write are listed as far as they can be, and stop nothing", async () => {
  await using account = await openSynced();
  const { app } = account;
  await put(app, "clients", client("a", "a"));
  const long = "漢".repeat(200_000);
  await put(app, "tabs", {
    id: "a",
    tabs: [
      { title: "no address" },
      { urlHistory: [] },
      { urlHistory: "https://text.example/" },
      "no tab",
      null,
      { title: long, urlHistory: ["https://long.example/"], lastUsed: "1700000000.5" },
      {
        title: 5,
        urlHistory: ["javascript:alert(1)", 7],
        lastUsed: 1_700_000_000.9,
        index: -1,
        tabGroupId: 4,
      },
      { title: "\u001b[2J", urlHistory: ["https://esc.example/"], lastUsed: 1e300, tabGroupId: "gone" },
    ],
    tabGroups: ["no groups"],
  });
  const rows = await cellsOf(
    await listTabs(app, {}),
    "title",
    "url",
    "lastUsed",
    "index",
    "group",
    "history",
  );
  assert.deepEqual(rows.map(({ title }) => title), [long, "javascript:alert(1)", "\u001b[2J"]);
  const at = new Date(1_700_000_000_000);
  assert.deepEqual(rows.map(({ lastUsed }) => lastUsed), [at, at, null]);
  assert.deepEqual(rows.map(({ index, group, history }) => [index, group, history]), [[0, null, []], [
    0,
    null,
    [],
  ], [
    0,
    null,
    [],
  ]]);
});

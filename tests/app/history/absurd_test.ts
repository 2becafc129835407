import assert from "node:assert/strict";
import { prepareHistoryAdd } from "../../../app/history/add.ts";
import { listHistory } from "../../../app/history/list.ts";
import { prepareHistoryRemoval, prepareVisitRemoval } from "../../../app/history/remove.ts";
import { historyStats, STATS_GROUPS } from "../../../app/history/stats.ts";
import { openSynced, rowsOf, type TestAccount } from "../app_support.ts";
import { stored, write } from "../writing_support.ts";

const FUTURE_US = 9_000_000_000_000_000;

/** Pages as no Firefox would write them. */
const PAGES = [
  { id: "visitless___", histUri: "https://a.example/" },
  { id: "nulls_______", histUri: "https://b.example/", title: null, visits: null },
  { id: "numbertitle_", histUri: "https://c.example/", title: 5, visits: "none" },
  { id: "nourl_______", histUri: "nothing of a URL", title: "x", visits: [{ date: 1, type: 1 }] },
  { id: "surrogate___", histUri: "https://d.example/\ud800", title: "\udfff\u202e\u001b[2J", visits: [] },
  {
    id: "oddvisits___",
    histUri: "https://e.example/",
    title: "odd",
    visits: [
      null,
      [],
      { date: "1700000000000000", type: 1 },
      { date: 1e300, type: 1 },
      { date: -5, type: 1 },
      { date: 0 },
      { date: NaN, type: 1 },
      { date: FUTURE_US, type: 1 },
      { date: 1_700_000_000_000_000.5, type: "typed" },
      { date: 1_700_000_000_000_000, type: 1e300 },
      { date: 1_700_000_000_000_000, type: -1 },
      { date: 1, type: 77 },
    ],
    x_future: [1],
  },
  {
    id: "manyvisits__",
    histUri: "https://f.example/",
    visits: Array(5000).fill({ date: 1_600_000_000_000_000, type: 1 }),
  },
] as const;

/** Pages that are none: nothing of them is ever shown. */
const NO_PAGES = [
  { id: "urlless_____", title: "x" },
  { id: "urlnumber___", histUri: 5, visits: [] },
];

async function withAbsurd(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await write(account.app, "history", [...PAGES, ...NO_PAGES].map((page) => ({ ...page })), {
    forceShape: true,
  });
  await run(account);
}

Deno.test("absurd pages are listed and found, and every column of them has a value", () =>
  withAbsurd(async ({ app }) => {
    const listing = listHistory(app, {});
    const rows = await rowsOf(listing);
    assert.deepEqual(rows.map(({ id }) => id).sort(), PAGES.map(({ id }) => id).sort());
    assert.equal(listing.malformed().count, NO_PAGES.length);
    for (const row of rows) for (const { value } of listing.columns) assert.notEqual(value(row), undefined);
    for (
      const query of ["type:link", "type:other", "host:nothing", "visits:>100", "after:1970", "on:2255-03-14"]
    ) {
      await rowsOf(listHistory(app, { query }));
    }
  }));

Deno.test("absurd pages are counted in whatever way", () =>
  withAbsurd(async ({ app }) => {
    for (const by of STATS_GROUPS) {
      for (const local of [false, true]) {
        const rows = await rowsOf(historyStats(app, { by, local }));
        assert.equal(rows.reduce((sum, { visits }) => sum + visits, 0), 5006, by);
        assert.ok(rows.every(({ group }) => group !== "" && !group.includes("NaN")), by);
      }
    }
  }));

Deno.test("a visit comes to absurd pages, and what was there before stays", () =>
  withAbsurd(async ({ app }) => {
    const visits = PAGES.map(({ histUri: url }) => (
      { url, title: null, dateUs: 1_750_000_000_000_000, transition: 1 }
    ));
    const made = await (await prepareHistoryAdd(app, { visits, inParts: false })).commit();
    assert.ok(made.every(({ action, id }) => action === "change" && PAGES.some((page) => page.id === id)));
    const odd = (await stored(app, "history", "oddvisits___"))["oddvisits___"];
    assert.ok(typeof odd === "object");
    assert.deepEqual(odd["x_future"], [1]);
    assert.ok(JSON.stringify(odd["visits"]).includes('"1700000000000000"'));
    const many = (await stored(app, "history", "manyvisits__"))["manyvisits__"];
    assert.ok(typeof many === "object" && Array.isArray(many["visits"]));
    assert.equal(many["visits"].length, 2);
  }));

Deno.test("absurd pages are forgotten, by their visits and altogether", () =>
  withAbsurd(async ({ app }) => {
    const visits = { words: [], since: "1970", until: "2026", inParts: false };
    const some = await (await prepareVisitRemoval(app, visits)).commit();
    assert.deepEqual(some.map(({ id, action }) => `${id} ${action}`).sort(), [
      "manyvisits__ remove",
      "nourl_______ remove",
      "oddvisits___ change",
    ]);
    const all = await prepareHistoryRemoval(app, { words: [], all: true, inParts: false });
    await all.commit();
    assert.equal((await rowsOf(listHistory(app, {}))).length, 0);
    const byId = { words: [], wholeIds: NO_PAGES.map(({ id }) => id), inParts: false };
    await (await prepareHistoryRemoval(app, byId)).commit();
    assert.equal((await stored(app, "history", "urlless_____"))["urlless_____"], "deleted");
  }));

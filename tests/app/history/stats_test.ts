import assert from "node:assert/strict";
import { historyStats, type HistoryStatsInput } from "../../../app/history/stats.ts";
import { failsWith } from "../../support/vectors.ts";
import { cellsOf, openSynced, put, type TestAccount, type TestRecord } from "../app_support.ts";

/** A page visited at these times, with the kind of each visit. */
const page = (
  id: string,
  histUri: string,
  ...visits: readonly (readonly [string, number])[]
): TestRecord => ({
  id,
  histUri,
  title: id,
  visits: visits.map(([text, type]) => ({ date: Date.parse(`${text}Z`) * 1000, type })),
});

// 2026-03-01 is a Sunday.
const RECORDS: readonly TestRecord[] = [
  page("one", "https://a.example/1", ["2026-03-01T23:30", 1], ["2026-03-01T08:00", 2]),
  page("two", "https://a.example/2", ["2026-03-02T00:10", 1]),
  page("three", "http://b.example:8080/", ["2026-02-28T08:59", 99], ["2025-12-31T23:59:59.999", 5]),
  page("never", "https://never.example/"),
];

async function withHistory(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await put(account.app, "history", ...RECORDS, { id: "gone", deleted: true });
  await run(account);
}

/** Each group with its pages and visits. */
const groups = async ({ app }: TestAccount, input: Partial<HistoryStatsInput>) =>
  (await cellsOf(historyStats(app, { by: "host", local: false, ...input }))).map(({ group, pages, visits }) =>
    `${group} ${pages} ${visits}`
  );

Deno.test("a group tells its pages, its visits, their part of all and when they were", () =>
  withHistory(async ({ app }) => {
    const listing = historyStats(app, { by: "host", local: false });
    assert.equal(listing.kind, "history-stats");
    const [first, , last] = await cellsOf(listing);
    assert.deepEqual(first, {
      group: "a.example",
      pages: 2,
      visits: 3,
      percent: 60,
      firstVisit: new Date("2026-03-01T08:00Z"),
      lastVisit: new Date("2026-03-02T00:10Z"),
      by: "host",
    });
    assert.deepEqual(last, {
      group: "never.example",
      pages: 1,
      visits: 0,
      percent: 0,
      firstVisit: null,
      lastVisit: null,
      by: "host",
    });
  }));

Deno.test("visits are gathered by host, kind, day, hour, weekday and month of UTC", () =>
  withHistory(async (account) => {
    const cases: Record<HistoryStatsInput["by"], readonly string[]> = {
      host: ["a.example 2 3", "b.example:8080 1 2", "never.example 1 0"],
      type: ["link 2 2", "other 1 1", "redirect-permanent 1 1", "typed 1 1"],
      day: ["2025-12-31 1 1", "2026-02-28 1 1", "2026-03-01 1 2", "2026-03-02 1 1"],
      hour: ["00 1 1", "08 2 2", "23 2 2"],
      weekday: ["Monday 1 1", "Wednesday 1 1", "Saturday 1 1", "Sunday 1 2"],
      month: ["2025-12 1 1", "2026-02 1 1", "2026-03 2 3"],
    };
    for (const by of Object.keys(cases) as HistoryStatsInput["by"][]) {
      assert.deepEqual(await groups(account, { by }), cases[by], by);
    }
  }));

Deno.test("by the clock on the wall an hour is that of the time zone", () =>
  withHistory(async (account) => {
    const hours = RECORDS.flatMap(({ visits }) => (visits as { date: number }[]))
      .map(({ date }) => String(new Date(date / 1000).getHours()).padStart(2, "0"));
    const found = await groups(account, { by: "hour", local: true });
    assert.deepEqual(found.map((line) => line.slice(0, 2)), [...new Set(hours)].sort());
  }));

Deno.test("the groups with most visits come first where only some are asked for", () =>
  withHistory(async (account) => {
    assert.deepEqual(await groups(account, { by: "day", top: 1 }), ["2026-03-01 1 2"]);
    assert.deepEqual(await groups(account, { by: "host", top: 1 }), ["a.example 2 3"]);
  }));

Deno.test("since and until choose visits, and pages by their visits; words and a host choose pages", () =>
  withHistory(async (account) => {
    assert.deepEqual(await groups(account, { since: "2026-03-01T12:00Z" }), ["a.example 2 2"]);
    assert.deepEqual(await groups(account, { until: "2026-03-01" }), ["b.example:8080 1 2"]);
    assert.deepEqual(await groups(account, { since: "2026-01", until: "2026-03" }), ["b.example:8080 1 1"]);
    assert.deepEqual(await groups(account, { query: "one" }), ["a.example 1 2"]);
    assert.deepEqual(await groups(account, { host: "b.example" }), ["b.example:8080 1 2"]);
    assert.deepEqual(await groups(account, { query: "type:typed", by: "type" }), ["link 1 1", "typed 1 1"]);
    assert.deepEqual(await groups(account, { query: "nothing-of-that" }), []);
  }));

Deno.test("what has no time of its own does not end the reading before pages of the first instant of 1970", async () => {
  await using account = await openSynced();
  const first = { id: "first", histUri: "https://a.example/", visits: [{ date: 400, type: 1 }] };
  await put(account.app, "history", first, page("never", "https://b.example/"));
  const gone = Array.from({ length: 1500 }, (_, i) => ({ id: `gone${i}`, deleted: true }));
  for (let at = 0; at < gone.length; at += 100) {
    await put(account.app, "history", ...gone.slice(at, at + 100));
  }
  assert.deepEqual(await groups(account, { since: "1969" }), ["a.example 1 1"]);
});

Deno.test("a time that is none, and a query that cannot be, are refused by their names", async () => {
  await using account = await openSynced();
  for (const [input, name] of [[{ since: "soon" }, "--since"], [{ until: "" }, "--until"]] as const) {
    const error = await failsWith("usage.value", () => groups(account, input));
    assert.deepEqual(error.details, { name });
  }
  await failsWith("usage.value", () => groups(account, { query: "tag:x" }));
});

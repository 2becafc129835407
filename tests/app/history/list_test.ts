import assert from "node:assert/strict";
import { listHistory } from "../../../app/history/list.ts";
import type { HistoryListInput } from "../../../app/history/search.ts";
import { failsWith } from "../../support/vectors.ts";
import { cellsOf, openSynced, put, rowsOf, type TestAccount, type TestRecord } from "../app_support.ts";

const at = (text: string) => Date.parse(`${text}Z`);

/** A page visited at these times. */
const page = (id: string, histUri: string, ...visits: readonly string[]): TestRecord => ({
  id,
  histUri,
  title: `Title of ${id}`,
  visits: visits.map((text) => ({ date: at(text) * 1000, type: 1 })),
});

const RECORDS: readonly TestRecord[] = [
  page("docs", "https://docs.deno.com/runtime", "2026-03-01T10:00", "2026-03-02T08:30", "2026-02-01T00:00"),
  page("fox", "https://fox.example/den?q=1", "2026-01-15T12:00"),
  page("sub", "https://www.fox.example/", "2025-12-31T23:59:59.999"),
  { ...page("never", "https://never.example/"), title: undefined },
];

async function withHistory(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  for (const record of RECORDS) await put(account.app, "history", record);
  await put(account.app, "history", { id: "gone", deleted: true });
  await run(account);
}

const idsOf = async ({ app }: TestAccount, input: HistoryListInput = {}) =>
  (await cellsOf(listHistory(app, input), "id")).map(({ id }) => id);

Deno.test("pages are listed by their newest visit, and last those that were never visited", () =>
  withHistory(async (account) => {
    assert.equal(listHistory(account.app, {}).kind, "history");
    assert.deepEqual(await idsOf(account), ["docs", "fox", "sub", "never"]);
  }));

Deno.test("a page's row tells its newest visit wherever that stands, and all of them", async () => {
  await using account = await openSynced();
  const modified = await put(account.app, "history", ...RECORDS);
  const [row] = await cellsOf(listHistory(account.app, { query: "id:docs" }));
  const visit = (text: string) => ({ at: new Date(at(text)), transition: 1, type: "link" });
  assert.deepEqual(row, {
    lastVisit: new Date(at("2026-03-02T08:30")),
    title: "Title of docs",
    url: "https://docs.deno.com/runtime",
    visits: 3,
    id: "docs",
    visitList: [visit("2026-03-01T10:00"), visit("2026-03-02T08:30"), visit("2026-02-01T00:00")],
    modified: new Date(modified),
  });
});

Deno.test("a page without visits or title is listed all the same", () =>
  withHistory(async (account) => {
    const [row] = await cellsOf(
      listHistory(account.app, { query: "id:never" }),
      "lastVisit",
      "title",
      "visits",
    );
    assert.deepEqual(row, { lastVisit: null, title: null, visits: 0 });
  }));

Deno.test("times of visits are cut to milliseconds", async () => {
  await using account = await openSynced();
  const visits = [{ date: at("2026-01-01T00:00") * 1000 + 1999, type: 1 }];
  await put(account.app, "history", { id: "a", histUri: "https://a.example/", visits });
  const [row] = await rowsOf(listHistory(account.app, {}));
  assert.equal(row?.lastVisitMs, at("2026-01-01T00:00") + 1);
});

Deno.test("--host is a host and its subdomains, as host: is", () =>
  withHistory(async (account) => {
    assert.deepEqual(await idsOf(account, { host: "fox.example" }), ["fox", "sub"]);
    assert.deepEqual(
      await idsOf(account, { host: "FOX.example" }),
      await idsOf(account, { query: "host:fox.example" }),
    );
    assert.deepEqual(await idsOf(account, { host: "ox.example" }), []);
    assert.deepEqual(await idsOf(account, { host: "fox.exam" }), []);
    assert.deepEqual(await idsOf(account, { host: "fox" }), [], "no host of that name");
    for (const host of ["https://fox.example", "fox.example/", "fx.e~", "'fox.example"]) {
      await failsWith("usage.value", () => listHistory(account.app, { host }));
    }
  }));

Deno.test("since and until bound the newest visit, the first included and the second not", () =>
  withHistory(async (account) => {
    assert.deepEqual(await idsOf(account, { since: "2026-01-15" }), ["docs", "fox"]);
    assert.deepEqual(await idsOf(account, { until: "2026" }), ["sub"]);
    assert.deepEqual(await idsOf(account, { since: "2026-01", until: "2026-03-02" }), ["fox"]);
    const error = await failsWith(
      "usage.value",
      () => listHistory(account.app, { since: "2026-03", until: "2026-01" }),
    );
    assert.match(error.message, /"2026-01" is before --since "2026-03"/);
  }));

Deno.test("all that is asked for must hold at once", () =>
  withHistory(async (account) => {
    assert.deepEqual(await idsOf(account, { query: "den" }), ["docs", "fox"]);
    assert.deepEqual(await idsOf(account, { query: "den", host: "fox.example", since: "2026" }), ["fox"]);
    assert.deepEqual(await idsOf(account, { query: "docs", host: "fox.example" }), []);
  }));

Deno.test("--type is how a page was come to, at any of its visits", async () => {
  await using account = await openSynced();
  const types = (id: string, ...types: readonly number[]) => (
    {
      id,
      histUri: `https://${id}.example/`,
      visits: types.map((type) => ({ date: 1_700_000_000_000_000, type })),
    }
  );
  await put(
    account.app,
    "history",
    types("typed", 2),
    types("both", 1, 2),
    types("moved", 5),
    types("odd", 42),
  );
  const found = async (type: string) => (await idsOf(account, { type })).sort();
  assert.deepEqual(await found("typed"), ["both", "typed"]);
  assert.deepEqual(await found("redirect-permanent"), ["moved"]);
  assert.deepEqual(await found("other"), ["odd"]);
});

Deno.test("a quotation that is never closed does not swallow the other conditions", () =>
  withHistory(async (account) => {
    assert.deepEqual(await idsOf(account, { query: '"title of', host: "fox.example" }), ["fox", "sub"]);
    assert.deepEqual(await idsOf(account, { query: '"title of', since: "2026-03" }), ["docs"]);
  }));

Deno.test("a flag whose value cannot be one is refused by its name", async () => {
  await using account = await openSynced();
  for (const value of ["", 'a"b']) {
    for (const [name, flag] of [["host", "--host"], ["since", "--since"], ["until", "--until"]] as const) {
      const error = await failsWith("usage.value", () => listHistory(account.app, { [name]: value }));
      assert.deepEqual(error.details, { name: flag });
    }
  }
});

Deno.test("a query knows the fields of history", () =>
  withHistory(async (account) => {
    const cases: Record<string, string[]> = {
      "visits:>2": ["docs"],
      "visits:0": ["never"],
      "host:fox": ["fox", "sub"],
      "url:q=1": ["fox"],
      "title:docs": ["docs"],
      "on:2026-03-02": ["docs"],
      "after:2026 -host:docs": ["fox"],
      "type:link": ["docs", "fox", "sub"],
      "-type:link": ["never"],
      "type:typed": [],
    };
    for (const [query, ids] of Object.entries(cases)) {
      assert.deepEqual(await idsOf(account, { query }), ids, query);
    }
  }));

Deno.test("a time may be written with a blank before the hour", () =>
  withHistory(async (account) => {
    assert.deepEqual(await idsOf(account, { since: "2026-01-15 12:00" }), ["docs", "fox"]);
    assert.deepEqual(await idsOf(account, { since: "2026-01-15 12:00:01" }), ["docs"]);
    assert.deepEqual(await idsOf(account, { until: "2026-01-15 12:00" }), ["sub"]);
    await failsWith("usage.value", () => listHistory(account.app, { since: "2026-01-15 noon" }));
  }));

import assert from "node:assert/strict";
import { bookmarkTree, listBookmarks } from "../../../app/bookmarks/list.ts";
import { listHistory } from "../../../app/history/list.ts";
import { listPasswords } from "../../../app/passwords.ts";
import { onePage, readAll, type Reading } from "../../../app/read.ts";
import { narrowing, type SearchSpec } from "../../../app/query/search.ts";
import { listTabs } from "../../../app/devices/tabs.ts";
import { failsWith } from "../../support/vectors.ts";
import { makeProfile, openSynced } from "../app_support.ts";

interface Page {
  readonly title: string;
  readonly host: string;
  readonly atMs?: number;
}

const spec: SearchSpec<Page> = {
  fields: ["host", "after"],
  searchable: ({ title, host, atMs }) => ({
    text: [title],
    fields: { host },
    ...(atMs === undefined ? {} : { atMs }),
  }),
};

const DAY_MS = 86_400_000;

async function found(query: string | undefined, ...pages: readonly Page[]): Promise<string[]> {
  await using profile = await makeProfile();
  const reading = { pages: onePage(pages), malformed: () => ({ count: 1, ids: ["x"] }) };
  const listing = narrowing(profile.open(), spec, { query })(reading);
  assert.deepEqual(listing.malformed(), { count: 1, ids: ["x"] });
  return (await readAll(listing)).map(({ title }) => title);
}

Deno.test("rows are those that the words and fields of a query hold for", async () => {
  const pages = [
    { title: "Deno docs", host: "docs.deno.com" },
    { title: "A den in the wood", host: "fox.example" },
    { title: "Café", host: "example.org" },
  ];
  assert.deepEqual(await found("DEN", ...pages), ["Deno docs", "A den in the wood"]);
  assert.deepEqual(await found("den host:fox", ...pages), ["A den in the wood"]);
  assert.deepEqual(await found("cafe", ...pages), ["Café"]);
  assert.deepEqual(await found("-den", ...pages), ["Café"]);
});

Deno.test("without words every row is there, unread", async () => {
  await using profile = await makeProfile();
  const reading: Reading<Page> = { pages: onePage([]), malformed: () => ({ count: 0, ids: [] }) };
  for (const query of [undefined, "", "   "]) {
    assert.equal(narrowing(profile.open(), spec, { query })(reading).pages, reading.pages);
  }
});

Deno.test("ages count from the application's clock", async () => {
  const nowMs = Date.now();
  const pages = [
    { title: "fresh", host: "", atMs: nowMs - DAY_MS },
    { title: "old", host: "", atMs: nowMs - 30 * DAY_MS },
    { title: "undated", host: "" },
  ];
  assert.deepEqual(await found("after:7d", ...pages), ["fresh"]);
});

Deno.test("a query that cannot be used is refused before there is anything to narrow", async () => {
  await using profile = await makeProfile();
  const error = await failsWith("usage.value", () => narrowing(profile.open(), spec, { query: "visits:5" }));
  assert.deepEqual(error.details, { name: "Q" });
  assert.match(error.message, /fields: host: after:$/);
});

Deno.test("no list asks the server for anything when its query cannot be used", async () => {
  await using account = await openSynced();
  const query = "deleted:yes";
  const lists: Record<string, () => unknown> = {
    history: () => listHistory(account.app, { query }),
    passwords: () => listPasswords(account.app, { query }),
    bookmarks: () => listBookmarks(account.app, { query }),
    tabs: () => listTabs(account.app, { query }),
    tree: () => bookmarkTree(account.app, { query }),
  };
  for (const [name, list] of Object.entries(lists)) {
    account.traces.length = 0;
    await failsWith("usage.value", list);
    assert.deepEqual(account.traces, [], name);
  }
});

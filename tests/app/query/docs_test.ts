/** docs/queries.md shows queries as they can be typed, and says of them what is so. */
import assert from "node:assert/strict";
import { listBookmarks } from "../../../app/bookmarks/list.ts";
import { listTabs } from "../../../app/devices/tabs.ts";
import { listHistory } from "../../../app/history/list.ts";
import type { App } from "../../../app/open.ts";
import { listPasswords } from "../../../app/passwords.ts";
import { QUERY_FIELDS } from "../../../app/query/query.ts";
import { parseTimeSpan } from "../../../app/query/time.ts";
import { QUERY_DEFINITIONS } from "../../../cli/commands/topics.ts";
import { failsWith } from "../../support/vectors.ts";
import { openSynced, rowsOf } from "../app_support.ts";
import { NOW_MS } from "./support.ts";

const PAGE = Deno.readTextFileSync(new URL("../../../docs/queries.md", import.meta.url));

type List = (app: App, query: string) => Promise<unknown>;

const LISTS: Readonly<Record<string, List>> = {
  bookmarks: async (app, query) => rowsOf(await listBookmarks(app, { query })),
  history: (app, query) => rowsOf(listHistory(app, { query })),
  passwords: async (app, query) => rowsOf(await listPasswords(app, { query })),
  tabs: async (app, query) => rowsOf(await listTabs(app, { query })),
};

/** The lines of the blocks of a kind: the query, and what is said of it. */
function examples(kind: string): { list: string; query: string; note: string }[] {
  const blocks = PAGE.matchAll(new RegExp("^```" + kind + " (\\w+)\n(.*?)^```", "gms"));
  return [...blocks].flatMap(([, list = "", lines = ""]) =>
    lines.trimEnd().split("\n").map((line) => {
      const [query = "", note = ""] = line.split(/ {2,}/);
      return { list, query, note };
    })
  );
}

Deno.test("every query of docs/queries.md can be asked of its list", async () => {
  await using account = await openSynced();
  const shown = examples("query");
  assert.ok(shown.length > 40, "the page was read");
  for (const { list, query } of shown) {
    await assert.doesNotReject(
      async () => await LISTS[list]?.(account.app, query) ?? assert.fail(list),
      query,
    );
  }
});

Deno.test("every query that docs/queries.md calls refused is refused, in these words", async () => {
  await using account = await openSynced();
  const shown = examples("refused");
  assert.ok(shown.length > 5, "the page was read");
  for (const { list, query, note } of shown) {
    const error = await failsWith("usage.value", async () => await LISTS[list]?.(account.app, query));
    assert.ok(error.message.startsWith(note), `${error.message} is not ${note}`);
    assert.match(error.message, /; fields: host: /);
  }
});

Deno.test("docs/queries.md and its help page name every field of the language", () => {
  const help = QUERY_DEFINITIONS.map(({ term, text }) => `${term} ${text}`).join("\n");
  for (const field of QUERY_FIELDS) {
    assert.ok(PAGE.includes(`\`${field}:\``), field);
    assert.match(help, new RegExp(`\\b${field}:`), field);
  }
});

Deno.test("the times that docs/queries.md and its help page show can be read", () => {
  const table = PAGE.slice(PAGE.indexOf("| written |"), PAGE.indexOf("`after:` is from"));
  const cells = table.split("\n").slice(2).map((line) => line.split("|")[1] ?? "");
  const help = QUERY_DEFINITIONS.filter(({ term }) => /^(after:|7d)/.test(term)).map(({ text }) => text).join(
    " ",
  );
  const shown = [
    ...cells.flatMap((cell) => cell.match(/`[^`]+`/g) ?? []).map((word) => word.slice(1, -1)),
    ...help.match(/\b\d{4}[-\dT:Z]*|\b\d+[a-z]+|today|yesterday/g) ?? [],
  ];
  assert.ok(shown.length > 20, shown.join());
  for (const text of shown) assert.ok(parseTimeSpan(text, NOW_MS), text);
});

import assert from "node:assert/strict";
import { openSynced, put, type TestAccount, type TestRecord } from "../../app/app_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const us = (text: string) => Date.parse(`${text}Z`) * 1000;

const page = (id: string, histUri: string, ...visits: readonly string[]): TestRecord => ({
  id,
  histUri,
  title: `Title of ${id}`,
  visits: visits.map((text, i) => ({ date: us(text), type: 1 + i })),
});

const RECORDS = [
  page("docsdocsdocs", "https://docs.example/a", "2026-03-02T08:30", "2026-03-01T10:00"),
  page("foxfoxfoxfox", "https://fox.example/", "2026-02-15T12:00"),
  { ...page("hostile_____", "https://fox.example/\u001b[2J"), title: "\u001b]0;gone\u0007\u202e" },
];

async function withHistory(
  run: (
    foxden: (...words: readonly string[]) => ReturnType<typeof runOn>,
    account: TestAccount,
  ) => Promise<void>,
): Promise<void> {
  await using account = await openSynced();
  await put(account.app, "history", ...RECORDS);
  await run((...words) => runOn(account, ["history", ...words]), account);
}

Deno.test("an export is JSON lines with all columns and visits, unless another form is asked for", () =>
  withHistory(async (foxden, account) => {
    const { stdout, stderr } = expectSuccess(await foxden("export"));
    const [first, ...more] = linesOf(stdout).map((line) => JSON.parse(line));
    assert.equal(stderr, "");
    assert.equal(more.length, 2);
    const { modified, ...rest } = first;
    assert.ok(Date.parse(modified) > 0);
    assert.deepEqual(rest, {
      lastVisit: "2026-03-02T08:30:00Z",
      title: "Title of docsdocsdocs",
      url: "https://docs.example/a",
      visits: 2,
      id: "docsdocsdocs",
      visitList: [
        { at: "2026-03-02T08:30:00Z", transition: 1, type: "link" },
        { at: "2026-03-01T10:00:00Z", transition: 2, type: "typed" },
      ],
    });
    assert.equal(expectSuccess(await foxden("export", "--format", "ndjson")).stdout, stdout);
    assert.deepEqual(itemsOf(await foxden("export", "--json"))[0], first);
    const csv = expectSuccess(await foxden("export", "-f", "csv", "docs")).stdout;
    assert.match(
      csv,
      /^lastVisit,title,url,visits,id,visitList,modified\r\n2026-03-02T08:30:00Z,Title of docs/,
    );
    const tsv = expectSuccess(await foxden("export", "-f", "tsv", "--host", "docs.example")).stdout;
    assert.match(tsv, /^lastVisit\ttitle\turl\tvisits\tid\tvisitList\tmodified\n2026-03-02T08:30:00Z\t/);
    const path = `${account.home}/history.ndjson`;
    assert.equal(expectSuccess(await foxden("export", "-o", path)).stdout, "");
    assert.equal(await Deno.readTextFile(path), stdout);
  }));

Deno.test("a form for people is no export, and one that was set elsewhere does not count", () =>
  withHistory(async (foxden, account) => {
    for (const format of ["table", "plain"]) {
      const { code, stderr } = await foxden("export", "-f", format);
      assert.equal(code, 2);
      assert.match(stderr, /history export has no form for people/);
    }
    const { stdout } = await runOn(account, ["history", "export"], { env: { FOXDEN_FORMAT: "table" } });
    assert.ok(stdout.startsWith('{"lastVisit"'));
    const shown = await runOn(account, ["history", "export", "fox"], { onTerminal: true });
    assert.equal(linesOf(shown.stdout).length, 2);
    for (const unsafe of ["\u001b", "\u202e"]) assert.ok(!shown.stdout.includes(unsafe));
  }));

Deno.test("an export is the same whichever way it is made, and tells what could not be read", async () => {
  await using account = await openSynced();
  const odd = {
    id: "odd_________",
    histUri: "https://odd.example/\u202e",
    title: 5,
    visits: [{ date: 1.5e15, type: 42 }],
    x: 1,
  };
  await put(account.app, "history", ...RECORDS, odd, { id: "urlless_____", title: "x" }, {
    id: "gone________",
    deleted: true,
  });
  const foxden = (...words: readonly string[]) => runOn(account, ["history", "export", ...words]);
  const [straight, byRows] = [await foxden(), await foxden("--fields", COLUMNS)];
  assert.equal(linesOf(expectSuccess(straight).stdout).length, 4);
  assert.deepEqual([straight.stdout, straight.stderr], [byRows.stdout, byRows.stderr]);
  assert.match(straight.stderr, /^note: 1 record could not be read .*: urlless_____$/m);
  const strict = await foxden("--strict");
  assert.deepEqual([strict.code, strict.stdout], [9, straight.stdout]);
  assert.equal(linesOf(expectSuccess(await foxden("--limit", "2")).stdout).length, 2);
  assert.equal(linesOf(expectSuccess(await foxden("host:odd.example")).stdout).length, 1);
  const path = `${account.home}/all.ndjson`;
  expectSuccess(await foxden("-o", path));
  assert.equal(await Deno.readTextFile(path), straight.stdout);
});

const COLUMNS = "lastVisit,title,url,visits,id,visitList,modified";

Deno.test("an empty history is exported as nothing", async () => {
  await using account = await openSynced();
  const { stdout, stderr } = expectSuccess(await runOn(account, ["history", "export"]));
  assert.deepEqual([stdout, stderr], ["", ""]);
});

Deno.test("a page is shown by its address, its id and from stdin", () =>
  withHistory(async (foxden, account) => {
    const one = expectSuccess(await foxden("get", "https://docs.example/a", "--json"));
    assert.equal(JSON.parse(one.stdout).id, "docsdocsdocs");
    assert.match(expectSuccess(await foxden("get", "docsdocs")).stdout, /^title\tTitle of docsdocsdocs$/m);
    const shown = await runOn(account, ["history", "get", "docsdocs"], { onTerminal: true });
    assert.match(
      shown.stdout,
      /Visit list\S* +2026-03-02T08:30:00Z {2}link\n +2026-03-01T10:00:00Z {2}typed$/m,
    );
    const stdin = "foxfoxfoxfox\nhttps://docs.example/a\n";
    const both = await runOn(account, ["history", "get", "-", "--json"], { stdin });
    assert.deepEqual(itemsOf(expectSuccess(both)).map(({ id }) => id), ["foxfoxfoxfox", "docsdocsdocs"]);
    const some = await runOn(account, ["history", "get", "foxfox", "nosuchpage00", "--json"]);
    assert.equal(some.code, 3);
    assert.match(some.stderr, /not there: nosuchpage00/);
    assert.deepEqual(itemsOf(some).map(({ id }) => id), ["foxfoxfoxfox"]);
    expectFailure(await foxden("get", "https://docs.example/", "--json"), 3, "not-found.record");
  }));

Deno.test("visits are counted by what is asked for, and a table of times says whose they are", () =>
  withHistory(async (foxden, account) => {
    const [first] = itemsOf(expectSuccess(await foxden("stats", "--json")));
    assert.deepEqual(first, {
      group: "docs.example",
      pages: 1,
      visits: 2,
      percent: 66.7,
      firstVisit: "2026-03-01T10:00:00Z",
      lastVisit: "2026-03-02T08:30:00Z",
      by: "host",
    });
    const days = await foxden(
      "stats",
      "--by",
      "day",
      "--since",
      "2026-03",
      "-f",
      "csv",
      "--fields",
      "group,visits",
    );
    assert.equal(expectSuccess(days).stdout, "group,visits\r\n2026-03-01,1\r\n2026-03-02,1\r\n");
    const table = await runOn(account, ["history", "stats", "--by", "hour"], { onTerminal: true });
    assert.match(expectSuccess(table).stderr, /UTC; --time local/);
    const local = await runOn(account, ["history", "stats", "--by", "hour", "--time", "local"], {
      onTerminal: true,
    });
    assert.doesNotMatch(expectSuccess(local).stderr, /UTC/);
    assert.deepEqual(itemsOf(await foxden("stats", "nosuchword", "--json")), []);
    expectFailure(await foxden("stats", "--since", "soon", "--json"), 2, "usage.value");
    expectFailure(await foxden("stats", "--by", "tag", "--json"), 2, "usage.value");
  }));

Deno.test("--type takes what visits are called", () =>
  withHistory(async (foxden) => {
    const typed = await foxden("list", "--type", "typed", "-f", "ids");
    assert.equal(expectSuccess(typed).stdout, "docsdocsdocs\n");
    expectFailure(await foxden("list", "--type", "walked", "--json"), 2, "usage.value");
    expectFailure(await foxden("list", "type:walked", "--json"), 2, "usage.value");
  }));

import assert from "node:assert/strict";
import { put, type TestRecord } from "../../app/app_support.ts";
import { openWriting, stored, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { NOW_MS, type Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

type Foxden = (words: readonly string[], around?: Surroundings) => ReturnType<typeof runOn>;

const page = (id: string, histUri: string, hour: number): TestRecord => ({
  id,
  histUri,
  title: null,
  visits: [{ date: Date.UTC(2026, 2, 1, hour) * 1000, type: 1 }],
});

const ADS = Array.from(
  { length: 37 },
  (_, i) => page(`ad${String(i).padStart(10, "0")}`, `https://ads.example/${i}`, i % 24),
);
const DOCS = page("docsdocsdocs", "https://docs.example/", 3);

async function withHistory(run: (foxden: Foxden, account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(account.app, "history", ...ADS, DOCS);
  account.writes.length = 0;
  await run((words, around) => runOn(account, ["history", ...words], around), account);
}

const idsOf = async (foxden: Foxden, ...words: readonly string[]) =>
  (await foxden(["list", ...words, "-f", "ids"])).stdout.split("\n").filter((id) => id !== "");

Deno.test("pages go only when their number was said, and undo brings every one of them back", () =>
  withHistory(async (foxden, account) => {
    const words = ["rm", "host:ads.example"];
    const asked = expectFailure(await foxden([...words, "--json"]), 11, "not-confirmed.no-terminal");
    assert.match(asked.message, /37 records of history/);
    const planned = expectSuccess(await foxden([...words, "--dry-run", "--json"]));
    assert.equal(JSON.parse(planned.stdout).dryRun, true);
    assert.deepEqual(
      itemsOf(planned).map(({ action, reason }) => [action, reason]),
      Array(37).fill(["remove", ""]),
    );
    const few = expectFailure(await foxden([...words, "--yes=3", "--json"]), 11, "not-confirmed.count");
    assert.match(few.message, /37.* 3$/);
    assert.equal(account.writes.length, 0);
    const done = expectSuccess(await foxden([...words, "--yes=37"]));
    assert.match(done.stderr, /^history: 37 removed\.$/m);
    assert.deepEqual(await idsOf(foxden), ["docsdocsdocs"]);
    expectSuccess(await runOn(account, ["undo"]));
    assert.equal((await idsOf(foxden, "host:ads.example")).length, 37);
  }));

Deno.test("ids come from a list, and what is gone of them is told", () =>
  withHistory(async (foxden) => {
    const { stdout: stdin } = await foxden(["list", "host:ads.example", "-f", "ids"]);
    const some = await foxden(["rm", "-", "--yes=37", "--json"], { stdin: `${stdin}goneforgood_\n` });
    assert.equal(some.code, 3);
    assert.match(some.stderr, /not there: goneforgood_/);
    assert.equal(itemsOf(some).length, 37);
    assert.deepEqual(await idsOf(foxden), ["docsdocsdocs"]);
    // A list of nothing means nothing, never everything.
    const none = expectSuccess(await foxden(["rm", "-", "--yes"], { stdin: "" }));
    assert.match(none.stderr, /history: nothing matches\./);
    assert.deepEqual(await idsOf(foxden), ["docsdocsdocs"]);
  }));

Deno.test("one page goes without a question, and what matches nothing is no failure", () =>
  withHistory(async (foxden) => {
    const one = expectSuccess(await foxden(["rm", "--url", "https://docs.example"]));
    assert.match(one.stderr, /^history: 1 removed\.$/m);
    for (const words of [["rm", "docs"], ["rm", "docs", "--dry-run"], ["rm", "docs", "--yes"]]) {
      assert.match(expectSuccess(await foxden(words)).stderr, /nothing matches/);
    }
    expectFailure(await foxden(["rm", "docs", "--yes=1", "--json"]), 11, "not-confirmed.count");
    assert.deepEqual(itemsOf(expectSuccess(await foxden(["rm", "docs", "--json"]))), []);
  }));

Deno.test("everything goes only when it was asked for and its name was said, after a backup", () =>
  withHistory(async (foxden) => {
    expectFailure(await foxden(["rm", "--json"]), 2, "usage.value");
    expectFailure(await foxden(["rm", "docs", "--all", "--json"]), 2, "usage.value");
    for (const words of [["rm", "--all"], ["rm", "after:2000"]]) {
      const { message } = expectFailure(await foxden([...words, "--json"]), 11, "not-confirmed.no-terminal");
      assert.match(message, /Delete all 38 records of history .*Type history to go on/);
      expectFailure(await foxden([...words, "--confirm", "forms", "--json"]), 11, "not-confirmed.declined");
    }
    const done = expectSuccess(await foxden(["rm", "--all", "--confirm", "history"]));
    assert.match(done.stderr, /^backup: .*history-rm\.fxbackup\n.*history: 38 removed\.$/ms);
    assert.deepEqual(await idsOf(foxden), []);
  }));

Deno.test("visits of a time are forgotten, and it is said what other devices keep", () =>
  withHistory(async (foxden, account) => {
    const two = { ...DOCS, visits: [DOCS["visits"], { date: Date.UTC(2026, 2, 2) * 1000, type: 2 }].flat() };
    await put(account.app, "history", two);
    const words = ["rm", "--visits-only", "--until", "2026-03-02", "--host", "docs.example"];
    const plan = expectSuccess(await foxden([...words, "--dry-run"]));
    assert.equal(plan.stdout, "change\tdocsdocsdocs\thttps://docs.example/\t1 of 2 visits go\tvisits\n");
    assert.match(plan.stderr, /other devices keep/);
    expectSuccess(await foxden(words));
    const left = (await stored(account.app, "history", "docsdocsdocs"))["docsdocsdocs"];
    assert.deepEqual(left, { ...two, visits: [two.visits.at(-1)] });
    expectFailure(await foxden(["rm", "--visits-only", "docs", "--json"]), 2, "usage.value");
    expectFailure(
      await foxden(["rm", "--visits-only", "--since", "1d", "--all", "--json"]),
      2,
      "usage.value",
    );
    const many = ["rm", "--visits-only", "--until", "2026-03-02", "ads", "--json"];
    expectFailure(await foxden([...many, "--yes=3"]), 11, "not-confirmed.count");
    assert.equal(itemsOf(expectSuccess(await foxden([...many, "--yes=37"]))).length, 37);
  }));

Deno.test("everything is everything by ids and by visits, too: its name is typed, and a backup is made", () =>
  withHistory(async (foxden, account) => {
    const { stdout: stdin } = await foxden(["list", "-f", "ids"]);
    for (
      const [words, around] of [
        [["rm", "--visits-only", "--since", "2000"], {}],
        [["rm", "-"], { stdin }],
      ] as const
    ) {
      const { message } = expectFailure(
        await foxden([...words, "--json"], around),
        11,
        "not-confirmed.no-terminal",
      );
      assert.match(message, /Type history to go on/);
      const done = expectSuccess(await foxden([...words, "--confirm", "history"], around));
      assert.match(done.stderr, /^backup: .*history-rm.*\.fxbackup$/m);
      assert.deepEqual(await idsOf(foxden), []);
      expectSuccess(await runOn(account, ["undo", "--yes"]));
    }
  }));

Deno.test("an id that is gone does not delete another page that holds it without being asked", () =>
  withHistory(async (foxden, account) => {
    await put(account.app, "history", page("cccccccccccc", "https://c.example/aaaaaaaaaaab", 4));
    const { message } = expectFailure(
      await foxden(["rm", "aaaaaaaaaaab", "--json"]),
      11,
      "not-confirmed.no-terminal",
    );
    assert.match(message, /No record has that id/);
    assert.deepEqual(await idsOf(foxden, "host:c.example"), ["cccccccccccc"]);
    expectSuccess(await foxden(["rm", "aaaaaaaaaaab", "--yes"]));
    assert.deepEqual(await idsOf(foxden, "host:c.example"), []);
  }));

Deno.test("of visits that go only pages that go with them are lost, and need leave", () =>
  withHistory(async (foxden, account) => {
    const two = (each: TestRecord) => (
      { ...each, visits: [each["visits"], { date: Date.UTC(2026, 2, 2) * 1000, type: 2 }].flat() }
    );
    await put(account.app, "history", ...ADS.map(two));
    const words = ["rm", "--visits-only", "--until", "2026-03-02", "host:ads.example"];
    const done = expectSuccess(await foxden([...words, "--json"]));
    assert.deepEqual(new Set(itemsOf(done).map(({ action }) => action)), new Set(["change"]));
  }));

Deno.test("visits are added to a page once, by words and by lines", () =>
  withHistory(async (foxden, account) => {
    const words = [
      "add",
      "https://New.example",
      "--title",
      "New",
      "--type",
      "typed",
      "--at",
      "2026-03-05T10:00Z",
    ];
    const dry = expectSuccess(await foxden([...words, "--dry-run", "--json"]));
    assert.deepEqual(itemsOf(dry).map(({ action, name }) => [action, name]), [["add", "New"]]);
    assert.deepEqual(await idsOf(foxden, "new.example"), []);
    assert.match(
      expectSuccess(await foxden(words)).stderr,
      /^history: 1 added\.\nfoxden undo takes it back$/m,
    );
    assert.match(expectSuccess(await foxden(words)).stderr, /^history: 1 unchanged\.$/m);
    const stdin = "https://new.example/\tNewer\nhttps://docs.example/\t\t2026-03-06\n";
    const more = expectSuccess(await foxden(["add", "-", "--json"], { stdin }));
    assert.deepEqual(itemsOf(more).map(({ action, name }) => [action, name]), [
      ["change", "Newer"],
      ["change", "https://docs.example/"],
    ]);
    const [id = ""] = await idsOf(foxden, "host:new.example");
    const record = (await stored(account.app, "history", id))[id];
    assert.deepEqual(record, {
      id,
      histUri: "https://new.example/",
      title: "Newer",
      visits: [{ date: NOW_MS * 1000, type: 1 }, { date: Date.UTC(2026, 2, 5, 10) * 1000, type: 2 }],
    });
    expectSuccess(await runOn(account, ["undo"]));
    expectSuccess(await runOn(account, ["undo"]));
    assert.deepEqual(await idsOf(foxden, "host:new.example"), []);
  }));

Deno.test("what a list writes between tabs is added as it was, and a page without a visit adds none", () =>
  withHistory(async (foxden, account) => {
    const odd = { ...page("oddoddoddodd", "https://odd.example/", 5), title: "a\tb\\n" };
    await put(account.app, "history", odd, {
      id: "never_______",
      histUri: "https://never.example/",
      visits: [],
    });
    const words = ["list", "--fields", "url,title,lastVisit", "-f", "tsv", "--", "-host:ads.example"];
    const { stdout: stdin } = expectSuccess(await foxden(words));
    const added = expectSuccess(await foxden(["add", "-", "--json", "--dry-run"], { stdin }));
    assert.deepEqual(itemsOf(added).map(({ action, id, reason }) => [action, id, reason]), [
      ["skip", "oddoddoddodd", "has these visits, or newer ones"],
      ["skip", "docsdocsdocs", "has these visits, or newer ones"],
    ]);
    assert.match(added.stderr, /1 of the lines/);
  }));

Deno.test("what no history holds is not added, and nothing beside it either", () =>
  withHistory(async (foxden, account) => {
    for (
      const words of [
        ["file:///etc/passwd"],
        ["example.org"],
        ["https://a.example", "--at", "2031"],
        ["https://a.example", "--at", "1992-12-31"],
        ["https://a.example", "--at", "soon"],
        ["https://a.example", "--type", "embed"],
        ["https://a.example", "https://b.example", "--title", "Both"],
        ["-", "--title", "All"],
        [],
      ]
    ) {
      expectFailure(await foxden(["add", ...words, "--json"], { stdin: "" }), 2, "usage.value");
    }
    const bad = await foxden(["add", "-", "--json"], { stdin: "https://a.example\nabout:config\n" });
    assert.match(expectFailure(bad, 2, "usage.records").message, /line 2: /);
    expectFailure(await foxden(["add", "-", "--json"], { stdin: "\n" }), 2, "usage.value");
    assert.equal(account.writes.length, 0);
  }));

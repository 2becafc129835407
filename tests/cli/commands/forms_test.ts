import assert from "node:assert/strict";
import { put, type TestRecord } from "../../app/app_support.ts";
import { openWriting, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import type { Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

const form = (id: string, name: string, value: string): TestRecord => ({ id, name, value });
const RECORDS = [
  form("bbbbbbbbbbbb", "q", "night train\u202e"),
  form("aaaaaaaaaaaa", "email", "ann@example.org"),
  form("bv+3uSzMIafJ/oji", "q", "fox"),
];

async function onForms(
  run: (account: WritingAccount) => Promise<void>,
  records: readonly TestRecord[] = RECORDS,
): Promise<void> {
  await using account = await openWriting();
  if (records.length > 0) await put(account.app, "forms", ...records);
  account.writes.length = 0;
  await run(account);
}

const forms = (account: WritingAccount, words: readonly string[], around: Surroundings = {}) =>
  runOn(account, ["forms", ...words], around);

const valuesIn = async (account: WritingAccount, ...query: string[]) =>
  itemsOf(expectSuccess(await forms(account, ["list", ...query, "--json"]))).map(({ value }) => value);

Deno.test("entries are listed by field and value, and nothing in them reaches a terminal as it is", () =>
  onForms(async (account) => {
    const { stdout } = expectSuccess(
      await forms(account, ["list"], { onTerminal: true, env: { NO_COLOR: "1" } }),
    );
    assert.match(
      stdout,
      /^NAME +VALUE +ID\nemail +ann@example\.org +a{12}\nq +fox +bv\+3uSzMIafJ\/oji\nq +night/,
    );
    assert.match(stdout, /night train\\u202e/);
    assert.deepEqual(await valuesIn(account, "name:q", "fox"), ["fox"]);
  }));

Deno.test("an entry is shown by its id, Firefox's own with their slashes too", () =>
  onForms(async (account) => {
    const one = expectSuccess(await forms(account, ["get", "bv+3uSzMIafJ/oji", "--json"]));
    assert.equal(JSON.parse(one.stdout).value, "fox");
    assert.equal(JSON.parse((await forms(account, ["get", "aaaaaa", "--json"])).stdout).name, "email");
    expectFailure(await forms(account, ["get", "nosuch", "--json"]), 3, "not-found.record");
  }));

Deno.test("entries are added by words and by lines, each once, and undo takes them back", () =>
  onForms(async (account) => {
    assert.match(expectSuccess(await forms(account, ["add", "q", " den "])).stderr, /^forms: 1 added\.$/m);
    assert.match(expectSuccess(await forms(account, ["add", "q", "fox"])).stderr, /^forms: 1 unchanged\.$/m);
    const stdin = "q\towl\nq\tfox\r\n\nemail\tbo@example.org\nq\towl\n";
    const run = expectSuccess(await forms(account, ["add", "-", "--json"], { stdin }));
    assert.deepEqual(itemsOf(run).map(({ action, reason }) => [action, reason]), [
      ["add", ""],
      ["skip", "is there already"],
      ["add", ""],
    ]);
    assert.deepEqual(await valuesIn(account, "name:q"), ["den", "fox", "night train\u202e", "owl"]);
    expectSuccess(await runOn(account, ["undo", "2", "--yes"]));
    assert.equal((await valuesIn(account)).length, 3);
  }));

Deno.test("what Firefox would not keep is refused, and nothing is added", () =>
  onForms(async (account) => {
    const refused = async (words: readonly string[], stdin = "") =>
      expectFailure(await forms(account, ["add", ...words, "--json"], { stdin }), 2, "usage.value").message;
    assert.match(await refused(["q"]), /missing argument VALUE/);
    assert.match(await refused(["q", ""]), /value is empty/);
    assert.doesNotMatch(await refused(["q", "4111111111111111"]), /4111/);
    const lines = await forms(account, ["add", "-", "--json"], { stdin: "q\tx\nno tab\n" });
    assert.match(expectFailure(lines, 2, "usage.records").message, /line 2: there is no tab/);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("- is stdin, in place of a field and a value or of a value, and never an entry by that name", () =>
  onForms(async (account) => {
    const add = (words: readonly string[], stdin: string) =>
      forms(account, ["add", ...words, "--json"], { stdin });
    for (
      const [words, stdin, told] of [
        [["-", "x"], "q\tx\n", /- reads the values from stdin too/],
        [["-", "-"], "q\tx\n", /- reads the values from stdin too/],
        [["-"], "\n", /there are no entries on stdin/],
        [["q", "-"], "", /there are no values on stdin/],
      ] as const
    ) {
      const { message } = expectFailure(await add(words, stdin), 2, "usage.value");
      assert.match(message, told);
    }
    const wrong = expectFailure(await add(["q", "-"], `den\nx 4111 1111 1111 1111\n`), 2, "usage.records");
    assert.match(wrong.message, /line 2: the value holds the number of a card/);
    assert.deepEqual(account.writes, []);
    expectSuccess(await add(["q", "-"], "den\nowl\tbat\n"));
    expectSuccess(await add(["-"], "q\t-\n"));
    assert.deepEqual(await valuesIn(account, "name:q"), ["-", "den", "fox", "night train\u202e", "owl\tbat"]);
  }));

Deno.test("nothing is added or deleted where nothing may be written, or nobody is signed in", () =>
  onForms(async (account) => {
    for (const words of [["add", "q", "x"], ["add", "-"], ["rm", "aaaaaaaaaaaa"], ["rm", "name:q"]]) {
      const run = (...more: string[]) => forms(account, [...words, ...more, "--json"], { stdin: "q\tx\n" });
      expectFailure(await run("--read-only"), 13, "read-only.refused");
      expectFailure(await run("--offline"), 7, "network.offline");
      expectFailure(await run("-p", "nobody"), 4, "auth.signed-out");
    }
    assert.deepEqual(account.writes, []);
  }));

Deno.test("an entry is never changed, and whoever tries is told how it is done", () =>
  onForms(async (account) => {
    for (const verb of ["edit", "set"]) {
      const { message } = expectFailure(await forms(account, [verb, "x", "--json"]), 2, "usage.value");
      assert.match(message, /never changed: remove it with forms rm, and add another with forms add/);
    }
  }));

Deno.test("entries go by a query, with the count first, by ids, and by ids from a pipe", () =>
  onForms(async (account) => {
    const dry = expectSuccess(await forms(account, ["rm", "name:q", "-n"]));
    assert.match(dry.stderr, /2 to remove/);
    expectFailure(await forms(account, ["rm", "name:q", "--json"]), 11, "not-confirmed.no-terminal");
    expectFailure(await forms(account, ["rm", "--json"]), 2, "usage.value");
    assert.deepEqual(account.writes, []);
    expectSuccess(await forms(account, ["rm", "name:q", "--yes=2"]));
    assert.deepEqual(await valuesIn(account), ["ann@example.org"]);
    expectSuccess(await runOn(account, ["undo"]));
    expectSuccess(await forms(account, ["rm", "aaaaaaaaaaaa"]));
    const ids = linesOf((await forms(account, ["list", "-f", "ids"])).stdout).join("\n");
    expectSuccess(await forms(account, ["rm", "-", "--yes"], { stdin: ids }));
    assert.deepEqual(await valuesIn(account), []);
    assert.match(expectSuccess(await forms(account, ["rm", "name:q", "--yes"])).stderr, /nothing matches/);
  }));

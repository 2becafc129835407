import assert from "node:assert/strict";
import { put } from "../../app/app_support.ts";
import { onTree } from "./bookmark_tree.ts";
import { openWriting, setMeta, stored, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const form = (id: string, value = "v") => ({ id, name: "field", value });
const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** An account whose devices sync the collections that are written here, so that nobody is warned. */
async function openUsed(): Promise<WritingAccount> {
  const account = await openWriting();
  const engine = { version: 1, syncID: "abcdefghijkl" };
  await setMeta(account.app, { engines: { forms: engine, addons: engine } });
  account.writes.length = 0;
  return account;
}

/** Lets foxden write records. */
const wrote = async (account: WritingAccount, ...records: object[]) =>
  expectSuccess(await runOn(account, ["records", "put", "forms", "--yes"], { stdin: lines(...records) }));

Deno.test("undo takes the newest command back, says which, and undo --list what is left", async () => {
  await using account = await openUsed();
  await put(account.app, "forms", form("kept", "theirs"));
  await wrote(account, form("kept", "ours"));
  await wrote(account, form("new"));
  const first = expectSuccess(await runOn(account, ["undo"]));
  assert.match(first.stderr, /^undone: records put of 1 record, .+$/m);
  assert.equal(first.stdout, "");
  assert.doesNotMatch(first.stderr, /takes it back/);
  assert.deepEqual(await stored(account.app, "forms", "new"), { new: "deleted" });
  const list = itemsOf(expectSuccess(await runOn(account, ["undo", "--list", "--json"])));
  const told = list.map((
    { n, command, title, collections, records, state },
  ) => [n, command, title, collections, records, state]);
  assert.deepEqual(told, [
    [null, "undo records put", "field", ["forms"], 1, "done"],
    [null, "records put", "field", ["forms"], 1, "undone"],
    [1, "records put", "field", ["forms"], 1, "done"],
  ]);
  expectSuccess(await runOn(account, ["undo"]));
  assert.equal((await stored(account.app, "forms", "kept"))["kept"]?.["value"], "theirs");
});

Deno.test("after a write people are told the way back, on their own profile, and programs are not", async () => {
  await using account = await openUsed();
  const stdin = lines(form("a"));
  const words = ["records", "put", "forms"];
  const { stderr } = expectSuccess(await runOn(account, words, { stdin }));
  assert.match(stderr, /^forms: 1 added\.\nfoxden undo takes it back\n$/m);
  const same = expectSuccess(await runOn(account, words, { stdin }));
  assert.equal(same.stderr, "forms: 1 unchanged.\n", "nothing was written");
  for (const flag of ["-q", "--json"]) {
    const run = await runOn(account, [...words, flag], { stdin: lines(form("a", flag)) });
    assert.equal(expectSuccess(run).stderr, "");
  }
});

Deno.test("undo N says beforehand what it takes back, and a dry run does nothing else", async () => {
  await using account = await openUsed();
  await wrote(account, form("a"));
  const addon = lines({ id: "p", addonID: "p", applicationID: "x", enabled: true, source: "amo" });
  expectSuccess(await runOn(account, ["records", "put", "addons"], { stdin: addon }));
  account.writes.length = 0;
  const dry = expectSuccess(await runOn(account, ["undo", "5", "-n"]));
  assert.match(
    dry.stderr,
    /^to undo: records put of 1 record, .+\nto undo: .+\nto undo: 2 of the 5 asked for; there are no more\n2 collections: 2 to remove\. Nothing/,
  );
  const table =
    expectSuccess(await runOn(account, ["undo", "2", "-n"], { onTerminal: true, env: { NO_COLOR: "1" } }))
      .stdout;
  assert.match(table, /^ACTION +COLLECTION +ID .+\nremove +addons +p\b.*\nremove +forms +a\b/);
  assert.match(dry.stdout, /^remove\taddons\tp\t.*\nremove\tforms\ta\t.*\n$/);
  const json = JSON.parse(expectSuccess(await runOn(account, ["undo", "2", "-n", "--json"])).stdout);
  assert.equal(json.dryRun, true);
  assert.deepEqual(
    json.items.map(({ action, collection, id }: Record<string, string>) => [action, collection, id]),
    [["remove", "addons", "p"], ["remove", "forms", "a"]],
  );
  assert.deepEqual(account.writes, []);
  const { stderr } = expectSuccess(await runOn(account, ["undo", "3", "--yes"]));
  assert.equal(stderr.match(/^undone: records put of 1 record, .+$/gm)?.length, 2);
  assert.match(stderr, /^undone: 2 of the 3 asked for; there are no more$/m);
});

Deno.test("the folder that loses what was added is not counted with it, in the question, the hint or the flag", () =>
  onTree(async (account) => {
    const stdin = Array.from({ length: 26 }, (_, i) => `https://${i}.example.org/\n`).join("");
    expectSuccess(await runOn(account, ["bookmarks", "add", "-", "--folder", "toolbar/Work"], { stdin }));
    const asked = expectFailure(await runOn(account, ["undo", "--json"]), 11, "not-confirmed.no-terminal");
    assert.match(asked.message, /Delete 26 records that foxden had added, on all devices\?/);
    assert.deepEqual(asked.try, ["--yes=26"]);
    expectFailure(await runOn(account, ["undo", "--json", "--yes=27"]), 11, "not-confirmed.count");
    expectSuccess(await runOn(account, ["undo", "--yes=26"]));
  }));

Deno.test("where nothing is deleted --yes is held against what is changed", async () => {
  await using account = await openUsed();
  await put(account.app, "forms", form("a", "theirs"), form("b", "theirs"));
  await wrote(account, form("a", "ours"), form("b", "ours"));
  expectFailure(await runOn(account, ["undo", "--json", "--yes=1"]), 11, "not-confirmed.count");
  expectSuccess(await runOn(account, ["undo", "--json", "--yes=2"]));
});

Deno.test("what does not fit into one batch is undone in parts where that is asked for", async () => {
  await using account = await openWriting({ limits: { max_total_records: 2 } });
  const stdin = lines(...["a", "b", "c"].map((id) => form(id)));
  expectSuccess(await runOn(account, ["records", "put", "forms", "--in-parts"], { stdin }));
  const refused = expectFailure(await runOn(account, ["undo", "--yes", "--json"]), 8, "server.too-large");
  assert.ok(refused.try.includes("--in-parts"), refused.try.join("\n"));
  expectSuccess(await runOn(account, ["undo", "--yes", "--in-parts"]));
  assert.deepEqual(await stored(account.app, "forms", "a", "c"), { a: "deleted", c: "deleted" });
});

Deno.test("what is said is broken at words where the window of stderr is narrow, and nowhere else", async () => {
  await using account = await openUsed();
  await wrote(account, form("a"));
  const said = async (around: object) =>
    expectSuccess(await runOn(account, ["undo", "-n", "-f", "plain"], { columns: 30, ...around })).stderr
      .trimEnd().split(
        "\n",
      );
  const wide = await said({});
  const narrow = await said({ onTerminal: true });
  assert.ok(wide.some((line) => line.length > 30));
  assert.ok(narrow.every((line) => line.length <= 30), narrow.join("\n"));
  assert.equal(narrow.join(" "), wide.join(" "));
});

Deno.test("undoing what added several records has to be agreed to, by their number when it is given", async () => {
  await using account = await openUsed();
  await wrote(account, form("a"), form("b"));
  account.writes.length = 0;
  expectFailure(await runOn(account, ["undo", "--json"]), 11, "not-confirmed.no-terminal");
  expectFailure(await runOn(account, ["undo", "--json", "--yes=3"]), 11, "not-confirmed.count");
  assert.deepEqual(account.writes, []);
  expectSuccess(await runOn(account, ["undo", "--json", "--yes=2"]));
  assert.deepEqual(await stored(account.app, "forms", "a", "b"), { a: "deleted", b: "deleted" });
});

Deno.test("with nothing to undo the list is empty, which is no failure, and undoing is one", async () => {
  await using account = await openUsed();
  const list = expectSuccess(await runOn(account, ["undo", "--list"]));
  assert.deepEqual([list.stdout, list.stderr], ["", "nothing to undo\n"]);
  assert.deepEqual(itemsOf(await runOn(account, ["undo", "--list", "--json"])), []);
  const failure = expectFailure(await runOn(account, ["undo", "--json"]), 3, "not-found.change");
  assert.deepEqual(failure.try, ["foxden undo --list"]);
});

Deno.test("what is asked for wrongly is refused, and nothing is taken back", async () => {
  await using account = await openUsed();
  await wrote(account, form("a"));
  account.writes.length = 0;
  for (const words of [["0"], ["-1"], ["two"], ["2", "--list"], ["--fields", "nosuch"], ["1", "2"]]) {
    expectFailure(await runOn(account, ["undo", ...words, "--json"]), 2, "usage.value");
  }
  const fields = expectSuccess(await runOn(account, ["undo", "--fields", "help"]));
  assert.match(fields.stdout, /^action$/m);
  assert.match(
    expectSuccess(await runOn(account, ["undo", "--list", "--fields", "help"])).stdout,
    /^state$/m,
  );
  assert.deepEqual(account.writes, []);
});

Deno.test("a list takes no flags of taking back", async () => {
  await using account = await openUsed();
  for (const flag of ["-n", "--yes", "--yes=4", "--force", "--in-parts"]) {
    expectFailure(await runOn(account, ["undo", "--list", flag, "--json"]), 2, "usage.value");
  }
});

Deno.test("the list is there without a server, and undoing is not", async () => {
  await using account = await openUsed();
  await wrote(account, form("a"));
  await account.server.close();
  assert.equal(itemsOf(await runOn(account, ["undo", "--list", "--json", "--offline"])).length, 1);
  assert.equal(itemsOf(await runOn(account, ["undo", "--list", "--json"])).length, 1);
  const failure = expectFailure(await runOn(account, ["undo", "--offline", "--json"]), 7, "network.offline");
  assert.match(failure.why ?? "", /nothing waits here to be sent/);
});

Deno.test("where somebody has changed the same field since, undoing is a conflict that --force overrides", async () => {
  await using account = await openUsed();
  await put(account.app, "forms", form("a", "before"));
  await wrote(account, form("a", "ours"));
  await put(account.app, "forms", form("a", "theirs"));
  const failure = expectFailure(await runOn(account, ["undo", "--json"]), 6, "conflict.fields");
  assert.deepEqual(failure.try, ["foxden records get forms a", "--force"]);
  expectSuccess(await runOn(account, ["undo", "--json", "--force"]));
  assert.equal((await stored(account.app, "forms", "a"))["a"]?.["value"], "before");
});

Deno.test("what was undone is told in the format that was asked for", async () => {
  await using account = await openUsed();
  await wrote(account, form("a"));
  const run = expectSuccess(await runOn(account, ["undo", "--json"]));
  assert.deepEqual(itemsOf(run).map(({ action, id }) => [action, id]), [["remove", "a"]]);
  assert.equal(run.stderr, "");
});

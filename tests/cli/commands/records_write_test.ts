import assert from "node:assert/strict";
import { openWriting, stored } from "../../app/writing_support.ts";
import { put } from "../../app/app_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { onTree } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

const form = (id: string, value = "v") => ({ id, name: "field", value });
const lines = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

Deno.test("what was done is one line on stderr for people, and a row for each record for programs", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("same"), form("other"), form("gone"));
  const stdin = lines(form("new"), form("same"), form("other", "w"), { id: "gone", deleted: true });
  const plain = expectSuccess(await runOn(account, ["records", "put", "forms", "-q"], { stdin }));
  assert.deepEqual([plain.stdout, plain.stderr], ["", ""]);
  const told = expectSuccess(
    await runOn(account, ["records", "put", "forms"], { stdin: lines(form("new", "x")) }),
  );
  assert.match(told.stderr, /^forms: 1 changed\.$/m);
  assert.equal(told.stdout, "");
  const json = await runOn(account, ["records", "put", "forms", "--json"], { stdin });
  assert.deepEqual(itemsOf(expectSuccess(json)), [
    { action: "change", collection: "forms", id: "new", name: "field", reason: "", members: ["value"] },
    { action: "skip", collection: "forms", id: "same", name: "field", reason: "is so already", members: [] },
    { action: "skip", collection: "forms", id: "other", name: "field", reason: "is so already", members: [] },
    {
      action: "skip",
      collection: "forms",
      id: "gone",
      name: null,
      reason: "is deleted already",
      members: [],
    },
  ]);
});

Deno.test("a dry run prints the same rows, says that it is one, and sends nothing", async () => {
  await using account = await openWriting();
  const stdin = lines(form("a"), form("b"));
  const words = ["records", "put", "forms", "--dry-run"];
  const { stdout } = expectSuccess(await runOn(account, [...words, "--json"], { stdin }));
  assert.deepEqual(JSON.parse(stdout), {
    schemaVersion: 1,
    kind: "changes",
    dryRun: true,
    items: ["a", "b"].map((id) => ({
      action: "add",
      collection: "forms",
      id,
      name: "field",
      reason: "",
      members: [],
    })),
  });
  const plain = expectSuccess(await runOn(account, [...words, "-n"], { stdin }));
  assert.equal(plain.stdout, "add\ta\tfield\t\t\nadd\tb\tfield\t\t\n");
  assert.match(plain.stderr, /forms: 2 to add\. Nothing was written/);
  await put(account.app, "forms", form("c"));
  account.writes.length = 0;
  const removal = expectSuccess(await runOn(account, ["records", "rm", "forms", "c", "-n", "-f", "ids"]));
  assert.equal(removal.stdout, "c\n");
  assert.equal(account.writes.length, 0);
});

Deno.test("removing several by put has to be agreed to, as by rm", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"), form("b"), form("c"));
  account.writes.length = 0;
  const stdin = lines({ id: "a", deleted: true }, { id: "b", deleted: true }, form("c", "w"));
  const words = ["records", "put", "forms", "--json"];
  expectFailure(await runOn(account, words, { stdin }), 11, "not-confirmed.no-terminal");
  expectFailure(await runOn(account, [...words, "--yes=2"], { stdin }), 11, "not-confirmed.count");
  assert.equal(account.writes.length, 0);
  expectSuccess(await runOn(account, [...words, "--yes=3"], { stdin }));
  expectFailure(
    await runOn(account, ["records", "rm", "forms", "a", "c", "--json", "--yes=2"]),
    11,
    "not-confirmed.count",
  );
  expectSuccess(await runOn(account, ["records", "rm", "forms", "a", "c", "--json", "--yes=1"]));
  assert.deepEqual(await stored(account.app, "forms", "a", "b", "c"), {
    a: "deleted",
    b: "deleted",
    c: "deleted",
  });
});

Deno.test("the number for bookmarks is that of the bookmarks, and not of the folder they go from too", () =>
  onTree(async (account) => {
    const words = ["records", "rm", "bookmarks", "runbook_____", "wide________", "--json"];
    const asked = expectFailure(await runOn(account, words), 11, "not-confirmed.no-terminal");
    assert.match(asked.message, /Delete 2 bookmarks on all devices\?/);
    expectFailure(await runOn(account, [...words, "--yes=3"]), 11, "not-confirmed.count");
    expectSuccess(await runOn(account, [...words, "--yes=2"]));
  }));

Deno.test("what needs no writing is counted as unchanged, or as deleted already", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("same"), form("gone"));
  const said = async (words: string[], stdin = "") =>
    expectSuccess(await runOn(account, words, { stdin })).stderr;
  assert.match(await said(["records", "put", "forms"], lines(form("same"))), /^forms: 1 unchanged\.$/m);
  await said(["records", "rm", "forms", "gone"]);
  assert.match(await said(["records", "rm", "forms", "gone"]), /^forms: 1 already deleted\.$/m);
});

Deno.test("a file for the rows that cannot be written is noticed before anything is sent", async () => {
  await using account = await openWriting();
  const words = ["records", "put", "forms", "--json", "-o"];
  const run = await runOn(account, [...words, `${account.home}/nosuch/rows`], { stdin: lines(form("a")) });
  expectFailure(run, 1, "failed.file");
  assert.deepEqual(account.writes, []);
  const path = `${account.home}/rows`;
  expectSuccess(await runOn(account, [...words, path], { stdin: lines(form("a")) }));
  assert.equal(JSON.parse(await Deno.readTextFile(path)).items.length, 1);
});

Deno.test("what was given wrongly is told by its line, with what is allowed", async () => {
  await using account = await openWriting();
  const refused = async (stdin: string) =>
    expectFailure(await runOn(account, ["records", "put", "forms", "--json"], { stdin }), 2, "usage.records");
  const { message } = await refused(lines(form("a,b"), form("b")));
  assert.match(message, /^Nothing was written to forms because of line 1: id: use .* no comma/);
  assert.match(
    (await refused(lines(form("a,b"), form("b,c")))).message,
    /because of 2 records: line 1: .*; line 2: /,
  );
});

Deno.test("an id that is short says how much of it would do", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("aaaaaaaaaaaa"));
  for (const verb of ["rm", "get"]) {
    const short = await runOn(account, ["records", verb, "forms", "aaa", "--json"]);
    assert.match(expectFailure(short, 3, "not-found.record").message, /give at least 6 characters/);
    const long = await runOn(account, ["records", verb, "forms", "bbbbbb", "--json"]);
    assert.doesNotMatch(expectFailure(long, 3, "not-found.record").message, /at least/);
  }
});

Deno.test("an empty list of records is no failure, nothing at all on stdin is, and nothing is written", async () => {
  await using account = await openWriting();
  const { stderr } = expectSuccess(await runOn(account, ["records", "put", "forms"], { stdin: "[]" }));
  for (const stdin of ["", "\n"]) {
    const run = await runOn(account, ["records", "put", "forms", "--json"], { stdin });
    assert.match(expectFailure(run, 2, "usage.value").message, /no records on stdin/);
  }
  assert.match(stderr, /no records were given/);
  assert.equal(account.writes.length, 0);
});

Deno.test("without a file, a keyboard is not waited for unless it is asked for", async () => {
  await using account = await openWriting();
  const refused = await runOn(account, ["records", "put", "forms", "--json"], { onTerminal: true });
  expectFailure(refused, 2, "usage.value");
  const { stderr } = await runOn(account, ["records", "put", "forms", "-"], {
    onTerminal: true,
    stdin: lines(form("a")),
  });
  assert.match(stderr, /^reading records from the keyboard; end with ctrl-d\n/);
});

Deno.test("a file that is not there, or is no text, is told", async () => {
  await using account = await openWriting();
  const words = (path: string) => ["records", "put", "forms", path, "--json"];
  expectFailure(await runOn(account, words(`${account.home}/nosuch`)), 3, "not-found.file");
  expectFailure(await runOn(account, words(account.home)), 1, "failed.file");
  const latin = `${account.home}/latin`;
  await Deno.writeFile(latin, Uint8Array.of(0x22, 0xe9, 0x22));
  expectFailure(await runOn(account, words(latin)), 2, "usage.value");
});

Deno.test("advice on a refusal names only what helps", async () => {
  await using account = await openWriting({
    limits: { max_total_records: 1, max_record_payload_bytes: 900 },
  });
  const tries = async (stdin: string, collection = "forms") => {
    const run = await runOn(account, ["records", "put", collection, "--json"], { stdin });
    return JSON.parse(run.stderr.trimEnd().split("\n").at(-1) ?? "").error.try.join("\n");
  };
  assert.match(await tries(lines(form("a"), form("b"))), /--in-parts/);
  assert.doesNotMatch(await tries(lines(form("a", "x".repeat(900)))), /--in-parts/);
  assert.match(await tries(lines({ id: "a", name: "n" })), /--force-shape/);
  assert.doesNotMatch(await tries("secret"), /--force-shape/);
});

import assert from "node:assert/strict";
import { put } from "../../app/app_support.ts";
import { meanwhile, openWriting, stored } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const form = (id: string) => ({ id, name: "field", value: id });
const WIPE = ["collections", "wipe", "forms"];

Deno.test("wiping deletes on the server, after a backup that brings it back", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"), form("b"));
  const { stderr, stdout } = expectSuccess(await runOn(account, [...WIPE, "--confirm", "forms"]));
  assert.equal(stdout, "");
  const [, path = ""] = /^backup: (.+)$/m.exec(stderr) ?? [];
  assert.ok(path.startsWith(`${account.home}/default/backups/`), stderr);
  assert.match(stderr, /^forms: 2 records deleted on the server\.$/m);
  assert.doesNotMatch(stderr, /undo/);
  assert.deepEqual(await stored(account.app, "forms", "a", "b"), {});
  const held = itemsOf(expectSuccess(await runOn(account, ["backup", "inspect", path, "--json"])));
  assert.deepEqual(held.map(({ collection, records, sealedWith }) => [collection, records, sealedWith]), [
    ["forms", 2, "profile"],
  ]);
  expectSuccess(await runOn(account, ["backup", "restore", path, "--yes"]));
  assert.deepEqual(Object.keys(await stored(account.app, "forms", "a", "b")).sort(), ["a", "b"]);
});

Deno.test("for programs wiping is a row, and a dry run the same row without a backup", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  account.writes.length = 0;
  const dry = expectSuccess(await runOn(account, [...WIPE, "--json", "-n"]));
  const row = { action: "wipe", collection: "forms", records: 1 };
  const { dryRun, items } = JSON.parse(dry.stdout);
  assert.deepEqual([dryRun, items], [true, [{ ...row, backup: null }]]);
  const said = expectSuccess(await runOn(account, [...WIPE, "-n"])).stderr;
  assert.match(said, /on the server only: every Firefox then uploads its own copy again/);
  assert.match(said, /foxden records rm forms ID/);
  assert.match(said, /^forms: 1 record to delete on the server\. Nothing was written/m);
  assert.deepEqual(account.writes, []);
  const [item] = itemsOf(expectSuccess(await runOn(account, [...WIPE, "--json", "--yes"])));
  const { backup, ...rest } = item ?? {};
  assert.deepEqual(rest, row);
  assert.equal(typeof backup, "string");
});

Deno.test("of what no Firefox keeps, nobody is told that Firefoxes have a copy", async () => {
  await using account = await openWriting();
  await put(account.app, "notes", form("a"));
  const { stderr } = expectSuccess(await runOn(account, ["collections", "wipe", "notes", "-n"]));
  assert.match(stderr, /^Wiping deletes notes on the server, and no Firefox has a copy of it\.$/m);
  assert.match(stderr, /^A backup is made first; it is then the only copy\.$/m);
  assert.doesNotMatch(stderr, /uploads|on the devices too/);
});

Deno.test("without the name nothing is wiped, whatever was said instead", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  account.writes.length = 0;
  const run = (...words: string[]) => runOn(account, [...WIPE, "--json", ...words]);
  const asked = expectFailure(await run(), 11, "not-confirmed.no-terminal");
  assert.deepEqual(asked.try, ["--confirm forms"]);
  const other = expectFailure(await run("--confirm", "history"), 11, "not-confirmed.declined");
  assert.match(other.message, /--confirm is to be forms/);
  assert.match(other.try.join("\n"), /with that name/);
  expectFailure(await run("--yes=2"), 11, "not-confirmed.count");
  assert.deepEqual(account.writes, []);
  assert.deepEqual(Object.keys(await stored(account.app, "forms", "a")), ["a"]);
});

Deno.test("what makes Sync work, other devices' own records and what nobody knows are not wiped", async () => {
  await using account = await openWriting();
  const wipe = (name: string) => runOn(account, ["collections", "wipe", name, "--json", "--yes"]);
  for (const name of ["meta", "crypto", "clients", "a b"]) expectFailure(await wipe(name), 2, "usage.value");
  expectFailure(await wipe("formz"), 3, "not-found.match");
  assert.deepEqual(account.writes, []);
});

Deno.test("where somebody writes at the last moment nothing is wiped", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", form("a"));
  using _trap = meanwhile(account, () => put(account.app, "forms", form("b")));
  expectFailure(await runOn(account, [...WIPE, "--json", "--yes", "-q"]), 6, "conflict.changed");
  assert.deepEqual(Object.keys(await stored(account.app, "forms", "a", "b")).sort(), ["a", "b"]);
});

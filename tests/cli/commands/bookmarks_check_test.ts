import assert from "node:assert/strict";
import { openSynced, put, putPayloads } from "../../app/app_support.ts";
import { meanwhile, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { DRAWN, drawn, onTree } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

const CHECK = ["bookmarks", "check"];
const FIX = [...CHECK, "--fix"];

/** Lets a bookmark name a folder that is not there. */
async function orphan({ app, writes }: WritingAccount): Promise<void> {
  const news = {
    id: "news________",
    type: "bookmark",
    title: "News",
    bmkUri: "https://4.example/",
    tags: ["docs"],
  };
  await put(app, "bookmarks", { ...news, parentid: "nowhere_____" });
  writes.length = 0;
}

Deno.test("a tree in order has no problems, and an account without bookmarks neither", async () => {
  await onTree(async (account) => {
    for (const words of [CHECK, FIX, [...FIX, "--dry-run"]]) {
      const { stdout, stderr } = expectSuccess(await runOn(account, words));
      assert.deepEqual([stdout, stderr], ["", "no problems\n"], words.join(" "));
      assert.deepEqual(itemsOf(expectSuccess(await runOn(account, [...words, "--json"]))), []);
    }
    assert.deepEqual(account.writes, []);
  });
  await using empty = await openSynced();
  assert.equal(expectSuccess(await runOn(empty, CHECK)).stderr, "no problems\n");
});

Deno.test("a fault is a row with its kind and ids, and exit 10", () =>
  onTree(async (account) => {
    await orphan(account);
    const plain = await runOn(account, CHECK);
    assert.equal(plain.code, 10);
    assert.match(plain.stdout, /^orphans\tnews________\tnowhere_____\tnews________ names nowhere_____ as/);
    assert.match(plain.stderr, /^1 problem; foxden bookmarks check --fix mends what can be mended$/m);
    const json = await runOn(account, [...CHECK, "--json"]);
    assert.deepEqual([json.code, json.stderr], [10, ""]);
    const { kind, items: [{ text, ...fault }] } = JSON.parse(json.stdout);
    assert.equal(kind, "faults");
    assert.deepEqual(fault, { kind: "orphans", id: "news________", other: "nowhere_____" });
    assert.doesNotMatch(text, /News|example/);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("a repair is planned by a dry run, asked for, backed up, and then there are no problems", () =>
  onTree(async (account) => {
    await orphan(account);
    const planned = expectSuccess(await runOn(account, [...FIX, "--dry-run", "--json"]));
    assert.deepEqual([JSON.parse(planned.stdout).dryRun, itemsOf(planned).map(({ id }) => id)], [true, [
      "news________",
    ]]);
    const asked = expectFailure(await runOn(account, [...FIX, "--json"]), 11, "not-confirmed.no-terminal");
    assert.match(asked.message, /Mend 1 problem by changing 1 record of bookmarks\?/);
    expectFailure(await runOn(account, [...FIX, "--yes=3", "--json"]), 11, "not-confirmed.count");
    assert.deepEqual(account.writes, []);
    const { stderr } = expectSuccess(await runOn(account, [...FIX, "--yes"]));
    const [, backup = ""] = /^backup: (.+)$/m.exec(stderr) ?? [];
    assert.ok(Deno.statSync(backup).isFile, stderr);
    assert.match(stderr, /^bookmarks: 1 problem mended, 1 record changed\.$/m);
    assert.equal(expectSuccess(await runOn(account, CHECK)).stderr, "no problems\n");
    assert.deepEqual(await drawn(account), DRAWN);
  }));

Deno.test("what cannot be mended is named, and the exit code stays at 10", () =>
  onTree(async (account) => {
    await orphan(account);
    await put(account.app, "bookmarks", {
      id: "places",
      type: "folder",
      parentid: "",
      title: "",
      children: [],
    });
    assert.equal((await runOn(account, CHECK)).code, 10);
    expectSuccess(await runOn(account, [...FIX, "--dry-run"]));
    for (const told of [/1 problem mended/, /^cannot be mended/]) {
      const run = await runOn(account, [...FIX, "--yes"]);
      assert.equal(run.code, 10, run.stderr);
      assert.match(run.stderr, told);
      assert.match(run.stderr, /^cannot be mended: places belongs to each Firefox alone/m);
    }
  }));

Deno.test("a record that cannot be read is counted, and fails a strict check", () =>
  onTree(async (account) => {
    await putPayloads(account.app, "bookmarks", { stranger____: "not JSON" });
    const { stderr } = expectSuccess(await runOn(account, CHECK));
    const told = /^no problems in what can be read\nnote: 1 record could not be read .*: stranger____\n$/;
    assert.match(stderr, told);
    for (const more of [["-f", "table"], ["--json"]]) {
      assert.match(expectSuccess(await runOn(account, [...CHECK, ...more])).stderr, told);
    }
    for (const more of [[], ["--dry-run"], ["--dry-run", "--json"]]) {
      assert.match(expectSuccess(await runOn(account, [...FIX, ...more])).stderr, told, more.join());
    }
    for (const words of [CHECK, FIX]) {
      const strict = await runOn(account, [...words, "--strict"]);
      assert.equal(strict.code, 9, strict.stderr);
      assert.equal((await runOn(account, [...words, "--json", "--strict"])).stderr.split("\n").length, 2);
    }
  }));

Deno.test("what grew while it was agreed to is not mended, and what is told is what was done", () =>
  onTree(async (account) => {
    await orphan(account);
    const runbook = {
      id: "runbook_____",
      type: "bookmark",
      title: "Runbook",
      bmkUri: "https://7.example/",
      tags: ["Ops", "docs"],
      keyword: "run",
    };
    const wander = () => put(account.app, "bookmarks", { ...runbook, parentid: "nowhere_____" });
    {
      using _other = meanwhile(account, wander);
      const run = await runOn(account, [...FIX, "--yes=1"]);
      assert.equal(run.code, 11, run.stderr);
      assert.match(run.stderr, /now this hits \d records, not 1/);
    }
    assert.equal((await runOn(account, CHECK)).code, 10);
    await put(account.app, "bookmarks", { ...runbook, parentid: "work________" });
    using _other = meanwhile(account, wander);
    const { stderr } = expectSuccess(await runOn(account, [...FIX, "--yes"]));
    assert.match(stderr, /^bookmarks: 2 problems mended, 2 records changed\.$/m);
    assert.match(expectSuccess(await runOn(account, CHECK)).stderr, /^no problems$/m);
  }));

Deno.test("flags of a repair are refused where nothing is repaired", () =>
  onTree(async (account) => {
    for (const flag of ["-n", "--yes", "--yes=3"]) {
      expectFailure(await runOn(account, [...CHECK, flag, "--json"]), 2, "usage.value");
    }
  }));

Deno.test("a repair takes no flags of a list, and none is made while no server may be asked", () =>
  onTree(async (account) => {
    await orphan(account);
    for (const flag of ["--limit=1", "--fields=id", "--sort=id"]) {
      expectFailure(await runOn(account, [...FIX, flag, "--yes", "--json"]), 2, "usage.value");
    }
    assert.equal((await runOn(account, CHECK)).code, 10);
    assert.equal((await runOn(account, [...CHECK, "--offline"])).code, 10, "looking needs no server");
    expectFailure(await runOn(account, [...FIX, "--yes", "--offline", "--json"]), 7, "network.offline");
    assert.deepEqual(account.writes, []);
  }));

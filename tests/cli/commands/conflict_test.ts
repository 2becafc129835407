import assert from "node:assert/strict";
import { conflictTable } from "../../../cli/conflict_table.ts";
import { plainPaint } from "../../../cli/style.ts";
import { cellWidth } from "../../../app/display/text.ts";
import type { FieldConflict } from "../../../core/errors.ts";
import { put } from "../../app/app_support.ts";
import { meanwhile, openWriting, stored } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess } from "../../stories/expect.ts";
import { onTree } from "./bookmark_tree.ts";
import { runOn } from "./on_profile.ts";

const form = (id: string, value: string) => ({ id, name: "field", value });
const line = (record: object) => `${JSON.stringify(record)}\n`;
const MERGE = ["records", "put", "forms", "--merge"];

Deno.test("a field that somebody else changed is told with what it was, is to be and is", async () => {
  await using account = await openWriting();
  const run = async (...words: string[]) => {
    await put(account.app, "forms", form("a", "before"));
    await runOn(account, ["records", "list", "forms"]);
    using _trap = meanwhile(account, () => put(account.app, "forms", form("a", "theirs\u001b[2J")));
    return await runOn(account, [...MERGE, ...words], { stdin: line({ id: "a", value: "mine" }) });
  };
  const { stderr, stdout, code } = await run();
  assert.deepEqual([stdout, code], ["", 6]);
  assert.match(stderr, /^foxden: .+\n {2}why {3}.+\n(.*\n)* {2}code {2}conflict \(exit 6\)\n/);
  assert.match(
    stderr,
    /\n {2}ID +FIELD +BEFORE +MINE +THEIRS\n {2}a +value +"before" +"mine" +"theirs\\u001b\[2J"\n$/,
  );
  assert.match(stderr, /foxden records get forms a +to see/);
  assert.match(stderr, /--force +to write over it/);
  const json = await run("--json");
  expectFailure(json, 6, "conflict.fields");
  const { ids, conflicts } = JSON.parse(json.stderr).error;
  assert.deepEqual([ids, conflicts], [["a"], [
    { id: "a", field: "value", before: "before", mine: "mine", theirs: "theirs\u001b[2J" },
  ]]);
  assert.equal((await stored(account.app, "forms", "a"))["a"]?.["value"], "theirs\u001b[2J");
});

Deno.test("a password in conflict is not told", async () => {
  await using account = await openWriting();
  const login = (password: string) => ({
    id: "{aaaaaaaa-0000-4000-8000-000000000001}",
    hostname: "https://example.org",
    formSubmitURL: "https://example.org",
    httpRealm: null,
    username: "ann",
    password,
    usernameField: "",
    passwordField: "",
  });
  await put(account.app, "passwords", login("hunter1"));
  for (const words of [[], ["--json"]]) {
    using _trap = meanwhile(account, () => put(account.app, "passwords", login(`hunter2${words.length}`)));
    const stdin = line({ id: login("").id, password: `hunter3${words.length}` });
    const run = await runOn(account, ["records", "put", "passwords", "--merge", ...words], { stdin });
    assert.equal(run.code, 6, run.stderr);
    assert.match(run.stderr, /\(secret\)/);
    assert.doesNotMatch(run.stderr, /hunter/);
  }
});

Deno.test("a record that lives is not told as deleted, and the way to look at it is named", async () => {
  await using account = await openWriting();
  expectSuccess(await runOn(account, ["records", "put", "forms"], { stdin: line(form("a", "ours")) }));
  await put(account.app, "forms", form("a", "theirs"));
  const { stderr } = await runOn(account, ["undo"]);
  assert.match(stderr, /\n {2}a +\(record\) +- +- +changed\n$/);
  assert.match(stderr, /foxden records get forms a +to see what it wrote/);
  const changed = await runOn(account, ["undo", "--json"]);
  expectFailure(changed, 6, "conflict.fields");
  assert.deepEqual(JSON.parse(changed.stderr).error.conflicts, [{ id: "a", field: null, record: "changed" }]);

  await put(account.app, "forms", form("b", "before"));
  expectSuccess(await runOn(account, [...MERGE], { stdin: line({ id: "b", value: "ours" }) }));
  await put(account.app, "forms", { id: "b", deleted: true });
  const gone = await runOn(account, ["undo"]);
  assert.match(gone.stderr, /\n {2}b +\(record\) +- +- +deleted\n$/);
  assert.doesNotMatch(gone.stderr, /to see what it wrote/);
});

Deno.test("what was deleted elsewhere is told as that, and nothing is advised that could not help", async () => {
  await onTree(async (account) => {
    const gone = () => put(account.app, "bookmarks", { id: "runbook_____", deleted: true });
    const words = ["toolbar/Work/Runbook"];
    for (const command of [["edit", ...words, "--title", "Mine"], ["mv", ...words, "menu"]]) {
      await put(account.app, "bookmarks", {
        id: "runbook_____",
        type: "bookmark",
        parentid: "work________",
        title: "Runbook",
        bmkUri: "https://7.example/",
      });
      await runOn(account, ["bookmarks", "list"]);
      using _trap = meanwhile(account, gone);
      const run = await runOn(account, ["bookmarks", ...command, "--json"]);
      const { why, try: tries } = expectFailure(run, 6, "conflict.fields");
      assert.match(why ?? "", /^it was deleted on another device/);
      assert.deepEqual(tries, ["foxden bookmarks list"]);
    }
  });
  await using account = await openWriting();
  const failing = async (...words: string[]) => {
    await put(account.app, "forms", form("a", "before"));
    await runOn(account, ["records", "list", "forms"]);
    using _trap = meanwhile(account, () => put(account.app, "forms", { id: "a", deleted: true }));
    const run = await runOn(account, [...words, "--json"], { stdin: line(form("a", "mine")) });
    return expectFailure(run, 6, "conflict.fields").try;
  };
  assert.deepEqual(await failing(...MERGE), ["foxden forms list"], "there is nothing to merge into");
  assert.ok((await failing("records", "put", "forms")).includes("--force"));
});

const conflict = (over: Partial<FieldConflict> = {}): FieldConflict => ({
  id: "vJ3k0aQ2mZ9t",
  field: "title",
  before: "Runbok",
  mine: "Runbook",
  theirs: "Ops runbook",
  ...over,
});

Deno.test("a window too narrow for the table has the values below each other, and no line is wider", () => {
  const long = conflict({ field: "children", theirs: Array.from({ length: 40 }, (_, i) => `child${i}`) });
  const wide = conflictTable([conflict(), long], plainPaint, 100).split("\n");
  assert.equal(wide.length, 4);
  assert.match(wide[1] ?? "", /^ {2}vJ3k0aQ2mZ9t +title +"Runbok" +"Runbook" +"Ops runbook"$/);
  const narrow = conflictTable([conflict(), long], plainPaint, 50);
  assert.match(
    narrow,
    /^ {2}vJ3k0aQ2mZ9t {2}title\n {4}before {2}"Runbok"\n {4}mine {4}"Runbook"\n {4}theirs {2}"Ops runbook"\n/,
  );
  for (const [lines, window] of [[wide, 100], [narrow.split("\n"), 50]] as const) {
    for (const each of lines) assert.ok(cellWidth(each) <= window, each);
  }
});

Deno.test("ten fields are drawn and the others counted; what is not there is a dash, and a deletion a word", () => {
  const many = Array.from({ length: 12 }, (_, i) => conflict({ field: `f${i}` }));
  const text = conflictTable(many, plainPaint, 100);
  assert.match(text, / f9 /);
  assert.doesNotMatch(text, / f10 /);
  assert.match(text, /\n {2}and 2 more fields\n$/);
  const whole = { field: null, before: undefined, mine: undefined, theirs: undefined };
  for (const record of ["deleted", "changed"] as const) {
    const drawn = conflictTable([conflict({ ...whole, record })], plainPaint, 100);
    assert.match(drawn, new RegExp(`\\(record\\) +- +- +${record}$`, "m"));
  }
  assert.match(conflictTable([conflict({ before: undefined })], plainPaint, 100), /title +- +"Runbook"/);
});

Deno.test("nothing that a terminal would act on is drawn", () => {
  const hostile = "\u001b[31m\u202e\u0007";
  for (const window of [40, 100, Infinity]) {
    const text = conflictTable(
      [conflict({ id: hostile, field: hostile, theirs: hostile })],
      plainPaint,
      window,
    );
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  }
});

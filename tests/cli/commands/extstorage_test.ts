import assert from "node:assert/strict";
import { put } from "../../app/app_support.ts";
import { meanwhile, openWriting, setMeta, stored, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const TERMINAL = { onTerminal: true, env: { NO_COLOR: "1" } } as const;

const DARK = "dark________";
const DATA = '{"theme":{"mode":1},"on":true,"note":"\\u001b[2J"}';

const storage = (id: string, extId: string, data: string) => ({ id, extId, data });

async function onStorage(run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(
    account.app,
    "extension-storage",
    storage(DARK, "addon@darkreader.org", DATA),
    storage("raw_________", "raw@x.example", "hunter2"),
  );
  await setMeta(account.app, { engines: { "extension-storage": { version: 1, syncID: "abcdefghijkl" } } });
  account.writes.length = 0;
  await run(account);
}

const dataOf = async ({ app }: WritingAccount, id = DARK) => {
  const row = (await stored(app, "extension-storage", id))[id];
  return typeof row === "string" ? row : row?.["data"];
};

Deno.test("what extensions keep is listed, all of it or that of one, and hostile text is shown as text", () =>
  onStorage(async (account) => {
    const table = expectSuccess(
      await runOn(account, ["extstorage", "list", "dark"], { ...TERMINAL, columns: 90 }),
    );
    assert.deepEqual(linesOf(table.stdout).map((line) => line.replace(/ {2,}/g, "  ")), [
      "ADDON  KEY  VALUE  BYTES",
      "addon@darkreader.org  theme  mode 1  15 B",
      "addon@darkreader.org  on  yes  6 B",
      "addon@darkreader.org  note  \\x1b[2J  15 B",
    ]);
    const items = itemsOf(expectSuccess(await runOn(account, ["extstorage", "list", "--json"])));
    assert.equal(items.length, 4);
    assert.deepEqual(items[3], {
      addon: "raw@x.example",
      key: null,
      value: "hunter2",
      bytes: 7,
      raw: true,
      id: "raw_________",
    });
    expectFailure(await runOn(account, ["extstorage", "list", "nosuch", "--json"]), 3, "not-found.record");
    const keysOf = async (...words: string[]) =>
      itemsOf(expectSuccess(await runOn(account, ["extstorage", "list", ...words, "--json"]))).map((
        { key },
      ) => key);
    assert.deepEqual(await keysOf("key:the", "mode"), ["theme"]);
    assert.deepEqual(await keysOf("dark", "key:o"), ["on", "note"]);
    expectFailure(await runOn(account, ["extstorage", "list", "host:x", "--json"]), 2, "usage.value");
  }));

Deno.test("one item is one object or one bare value, several are a list", () =>
  onStorage(async (account) => {
    const get = (...words: string[]) => runOn(account, ["extstorage", "get", ...words]);
    assert.deepEqual(JSON.parse(expectSuccess(await get("dark", "theme", "--json")).stdout).value, {
      mode: 1,
    });
    assert.equal(expectSuccess(await get("dark", "theme", "--field", "value")).stdout, '{"mode":1}\n');
    assert.equal(expectSuccess(await get("dark", "note", "--field", "value")).stdout, "\u001b[2J\n");
    const large = '{"n":12345678901234567890123,"l":[1.50]}';
    await put(account.app, "extension-storage", storage("large_______", "large@x.example", large));
    for (const [key, text] of [["n", "12345678901234567890123"], ["l", "[1.50]"]] as const) {
      assert.equal(expectSuccess(await get("large@", key, "--field", "value")).stdout, `${text}\n`);
    }
    expectFailure(await get("dark", "on", "nosuch", "--field", "value", "--json"), 2, "usage.value");
    assert.equal(itemsOf(expectSuccess(await get("dark", "--json"))).length, 3);
    assert.equal(itemsOf(expectSuccess(await get("dark", "on", "note", "--json"))).length, 2);
    const piped = await runOn(account, ["extstorage", "get", "dark", "-", "--json"], { stdin: "on\n" });
    assert.deepEqual(itemsOf(expectSuccess(piped)).map(({ key }) => key), ["on"]);
    const some = await get("dark", "on", "nosuch", "--json");
    assert.deepEqual([some.code, itemsOf(some).length], [3, 1]);
    expectFailure(await get("dark", "nosuch", "--json"), 3, "not-found.record");
    expectFailure(await get("nosuch", "--json"), 3, "not-found.record");
  }));

Deno.test("an item is set as JSON or as text, from the words or from stdin, several at once too", () =>
  onStorage(async (account) => {
    const set = (words: readonly string[], stdin = "") =>
      runOn(account, ["extstorage", "set", ...words], { stdin });
    const { stderr } = expectSuccess(await set(["dark", "theme", '{ "mode": 2 }']));
    assert.match(stderr, /extstorage: 1 changed\.\nfoxden undo takes it back\n$/);
    expectSuccess(await set(["dark", "on", "true", "--string"]));
    expectSuccess(await set(["dark", "list", "-"], "[1,\n 2]\n"));
    expectSuccess(await set(["dark", "text", "-", "--string"], "two\nlines\n"));
    assert.match(
      expectSuccess(await set(["dark", "-"], '{"a":1.0,"b":null}')).stderr,
      /^extstorage: 2 changed\.$/m,
    );
    assert.equal(
      await dataOf(account),
      '{"theme":{"mode":2},"on":"true","note":"\\u001b[2J","list":[1,2],"text":"two\\nlines","a":1.0,"b":null}',
    );
    assert.match(
      expectSuccess(await set(["dark", "a", "1.0"])).stderr,
      /extstorage: nothing to change\./,
    );
    expectSuccess(await runOn(account, ["undo", "5"]));
    assert.equal(await dataOf(account), DATA);
  }));

Deno.test("a dry run names the item, and sends nothing", () =>
  onStorage(async (account) => {
    const words = ["extstorage", "set", "dark", "theme", '"hunter2"', "-n"];
    const run = expectSuccess(await runOn(account, [...words, "--json"]));
    assert.deepEqual(itemsOf(run).map(({ action, name, members }) => [action, name, members]), [
      ["change", "addon@darkreader.org/theme", ["data.theme"]],
    ]);
    assert.doesNotMatch(run.stdout + run.stderr, /hunter2/);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("what cannot be set is refused, and no value is repeated", () =>
  onStorage(async (account) => {
    const refused = async (words: readonly string[], exit: number, reason: string, stdin = "") => {
      const { message } = expectFailure(
        await runOn(account, ["extstorage", "set", ...words, "--json"], { stdin }),
        exit,
        reason,
      );
      assert.doesNotMatch(message, /hunter2/);
      return message;
    };
    assert.match(await refused(["dark", "theme", "hunter2"], 2, "usage.value"), /no JSON; --string/);
    assert.match(await refused(["dark", "theme"], 2, "usage.value"), /missing argument VALUE/);
    assert.match(await refused(["dark", "theme", "-"], 2, "usage.value"), /no JSON/);
    assert.match(await refused(["dark", "-"], 2, "usage.value", '["hunter2"]'), /not the JSON of an object/);
    assert.match(await refused(["dark", "-"], 2, "usage.value", "{}"), /no members/);
    assert.match(await refused(["dark", "-", "--string"], 2, "usage.value", "{}"), /one KEY/);
    const large = ["dark", "theme", "hunter2".repeat(2000), "--string"];
    assert.match(await refused(large, 2, "usage.value"), /an item may have 8,192/);
    await refused(["nosuch", "theme", "1"], 3, "not-found.record");
    await refused(["raw@x.example", "theme", "1"], 1, "failed.record");
    assert.deepEqual(account.writes, []);
  }));

Deno.test("items go, one without a question, several after one, and everything only after one", () =>
  onStorage(async (account) => {
    const rm = (words: readonly string[], stdin = "") =>
      runOn(account, ["extstorage", "rm", ...words, "--json"], { stdin });
    expectSuccess(await rm(["dark", "on"]));
    assert.equal(await dataOf(account), '{"theme":{"mode":1},"note":"\\u001b[2J"}');
    const asked = expectFailure(await rm(["dark", "-"], "theme\nnote\n"), 11, "not-confirmed.no-terminal");
    assert.match(asked.message, /Remove 2 items on all devices\?/);
    const whole = expectFailure(await rm(["dark"]), 11, "not-confirmed.no-terminal");
    assert.match(whole.message, /Remove everything of addon@darkreader\.org on all devices\?/);
    expectFailure(await rm(["dark", "-", "--yes"]), 2, "usage.value");
    expectFailure(await rm(["-", "--yes"]), 2, "usage.value");
    expectFailure(await rm(["-", "theme", "--yes"]), 2, "usage.value");
    expectFailure(await rm(["dark", "theme", "nosuch", "--yes"]), 3, "not-found.record");
    assert.equal(await dataOf(account), '{"theme":{"mode":1},"note":"\\u001b[2J"}');
    expectSuccess(await rm(["dark", "theme", "note", "--yes=2"]));
    assert.equal(await dataOf(account), "{}");
    expectSuccess(await rm(["-", "--yes=2"], `${DARK}\nraw_________\n`));
    assert.deepEqual([await dataOf(account), await dataOf(account, "raw_________")], ["deleted", "deleted"]);
    expectSuccess(await runOn(account, ["undo"]));
    assert.equal(await dataOf(account, "raw_________"), "hunter2");
  }));

Deno.test("a conflict names the item, tells no value, and is written over with --force", () =>
  onStorage(async (account) => {
    let round = 0;
    const run = async (...words: string[]) => {
      await runOn(account, ["extstorage", "list"]);
      const theirs = storage(DARK, "addon@darkreader.org", `{"note":"their secret ${++round}"}`);
      using _trap = meanwhile(account, () => put(account.app, "extension-storage", theirs));
      return await runOn(account, ["extstorage", "set", "dark", "note", '"my secret"', ...words]);
    };
    for (const words of [[], ["--json"], ["-v"]]) {
      const { code, stderr } = await run(...words);
      assert.equal(code, 6, stderr);
      assert.match(stderr, /data\.note/);
      assert.doesNotMatch(stderr, /their secret|my secret/);
    }
    expectSuccess(await run("--force", "-q"));
    assert.equal(await dataOf(account), '{"note":"my secret"}');
  }));

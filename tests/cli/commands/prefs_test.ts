import assert from "node:assert/strict";
import { DESKTOP_RECORD } from "../../../app/browser/prefs.ts";
import { put } from "../../app/app_support.ts";
import { meanwhile, openWriting, setMeta, stored, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const TERMINAL = { onTerminal: true, env: { NO_COLOR: "1" } } as const;

const PAGE = "browser.startup.page";
const HOME = "browser.startup.homepage";

const VALUE = {
  [PAGE]: 3,
  [HOME]: "https://a.example/\u001b[2J",
  "general.autoScroll": true,
  "browser.search.update": null,
  [`services.sync.prefs.sync.${PAGE}`]: null,
};

async function onPrefs(run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(account.app, "prefs", { id: DESKTOP_RECORD, value: VALUE, extra: 1 });
  await setMeta(account.app, { engines: { "prefs": { version: 2, syncID: "abcdefghijkl" } } });
  account.writes.length = 0;
  await run(account);
}

const valueNow = async ({ app }: WritingAccount) =>
  (await stored(app, "prefs", DESKTOP_RECORD))[DESKTOP_RECORD]?.["value"];

Deno.test("preferences are listed for people and for pipes", () =>
  onPrefs(async (account) => {
    const { stdout } = expectSuccess(
      await runOn(account, ["prefs", "list"], { ...TERMINAL, columns: 100 }),
    );
    assert.deepEqual(linesOf(stdout).map((line) => line.trimEnd().replace(/ {2,}/g, "  ")), [
      "NAME  VALUE  TYPE  SYNCED",
      "browser.search.update  default  yes",
      `${HOME}  https://a.example/\\x1b[2J  string  yes`,
      `${PAGE}  3  number  yes`,
      "general.autoScroll  yes  boolean  yes",
    ]);
    const names = expectSuccess(await runOn(account, ["prefs", "list", "is:set", "-f", "ids"]));
    assert.deepEqual(linesOf(names.stdout), [HOME, PAGE, "general.autoScroll"]);
    const all = itemsOf(expectSuccess(await runOn(account, ["prefs", "list", "--all", "--json"])));
    assert.equal(all.length, 5);
    assert.deepEqual(all[0], {
      name: "browser.search.update",
      value: null,
      type: "default",
      synced: true,
      application: "Firefox",
      id: "browser.search.update",
      recordId: DESKTOP_RECORD,
    });
  }));

Deno.test("one preference is one object or one bare value, several are a list", () =>
  onPrefs(async (account) => {
    const get = (...words: string[]) => runOn(account, ["prefs", "get", ...words]);
    assert.equal(JSON.parse(expectSuccess(await get(PAGE, "--json")).stdout).value, 3);
    assert.equal(expectSuccess(await get(HOME, "--field", "value")).stdout, "https://a.example/\u001b[2J\n");
    assert.equal(expectSuccess(await get("browser.search.update", "--field", "value")).stdout, "\n");
    assert.equal(itemsOf(expectSuccess(await get(PAGE, HOME, "--json"))).length, 2);
    const piped = await runOn(account, ["prefs", "get", "-", "--json"], { stdin: `${PAGE}\n${PAGE}\n` });
    assert.equal(itemsOf(expectSuccess(piped)).length, 1);
    expectFailure(await get(PAGE, HOME, "--field", "value", "--json"), 2, "usage.value");
    expectFailure(await get(PAGE, "nosuch", "--field", "value", "--json"), 2, "usage.value");
    expectFailure(await get(PAGE, "--field", "nosuch", "--json"), 2, "usage.value");
    const { message, try: tries } = expectFailure(
      await get("browser.startup.pagee", "--json"),
      3,
      "not-found.record",
    );
    assert.match(message, /Did you mean "browser\.startup\.page"\?/);
    assert.ok(tries.includes("foxden prefs list"));
  }));

Deno.test("a preference is set by its name and value, several by pairs, and lines of a pipe", () =>
  onPrefs(async (account) => {
    const set = (words: readonly string[], stdin = "") =>
      runOn(account, ["prefs", "set", ...words], { stdin });
    const { stderr } = expectSuccess(await set([PAGE, "1"]));
    assert.equal(stderr, "prefs: 1 changed.\nfoxden undo takes it back\n");
    const pairs = [`${HOME}=https://b.example/?a=b`, "general.autoScroll=no", "layout.spellcheckDefault=-1"];
    const { stderr: told } = expectSuccess(await set(pairs));
    assert.match(told, /^prefs: 3 changed\.$/m);
    expectSuccess(await set(["browser.newtabpage.pinned", "-"], "two\nlines\n"));
    expectSuccess(await set(["-"], "browser.search.update=true\n\nintl.accept_languages=de=en\n"));
    assert.deepEqual(await valueNow(account), {
      ...VALUE,
      [PAGE]: 1,
      [HOME]: "https://b.example/?a=b",
      "general.autoScroll": false,
      "layout.spellcheckDefault": -1,
      "browser.newtabpage.pinned": "two\nlines",
      "browser.search.update": true,
      "intl.accept_languages": "de=en",
    });
    assert.match(
      expectSuccess(await set([PAGE, "1"])).stderr,
      /^prefs: nothing to change\.\n$/,
    );
    expectSuccess(await runOn(account, ["undo", "4"]));
    assert.deepEqual(await valueNow(account), VALUE);
  }));

Deno.test("a dry run names what would be set, and sends nothing", () =>
  onPrefs(async (account) => {
    const words = ["prefs", "set", `${PAGE}=1`, "general.autoScroll=true", "-n"];
    const [change] = itemsOf(expectSuccess(await runOn(account, [...words, "--json"])));
    assert.deepEqual(
      [change?.["action"], change?.["name"], change?.["members"]],
      ["change", PAGE, [`value.${PAGE}`]],
    );
    const { stderr } = expectSuccess(await runOn(account, words));
    assert.match(stderr, /^prefs: 1 to change\. Nothing was written/);
    assert.deepEqual(account.writes, []);
  }));

Deno.test("a misspelt name is refused with a guess and the flag that insists", () =>
  onPrefs(async (account) => {
    const words = ["prefs", "set", "browser.startup.pgae", "1"];
    const { message, try: tries } = expectFailure(
      await runOn(account, [...words, "--json"]),
      2,
      "usage.value",
    );
    assert.match(
      message,
      /not among the preferences that Firefox syncs; .* Did you mean "browser\.startup\.page"\?$/,
    );
    assert.ok(tries.includes("--unsynced"));
    assert.deepEqual(account.writes, []);
    expectSuccess(await runOn(account, [...words, "--unsynced"]));
    const never = [
      "prefs",
      "set",
      "services.sync.prefs.dangerously_allow_arbitrary",
      "true",
      "--unsynced",
      "--json",
    ];
    expectFailure(await runOn(account, never), 2, "usage.value");
  }));

Deno.test("words that are no setting are refused, and none of them is repeated that may be a value", () =>
  onPrefs(async (account) => {
    const cases: readonly (readonly string[])[] = [
      [PAGE],
      [`${PAGE}=1`, "hunter2"],
      [PAGE, "1", "hunter2"],
      ["=hunter2", "a=b"],
      ["-"],
      [PAGE, "hunter2"],
      [PAGE, "1", "--type", "float"],
      [PAGE, "1", "--type", "string"],
      ["-", "3", "--unsynced"],
      ["-", "-"],
      [`${PAGE}=1`, `${PAGE}=2`],
    ];
    for (const words of cases) {
      const { message } = expectFailure(
        await runOn(account, ["prefs", "set", ...words, "--json"]),
        2,
        "usage.value",
      );
      assert.doesNotMatch(message, /hunter2/);
    }
    const other = ["prefs", "set", "my.own", "hunter2", "--type", "string", "--unsynced", "-n"];
    expectSuccess(await runOn(account, other));
    assert.deepEqual(account.writes, []);
  }));

Deno.test("preferences go back to their defaults, several only after a question", () =>
  onPrefs(async (account) => {
    const { stderr } = expectSuccess(await runOn(account, ["prefs", "rm", PAGE]));
    assert.match(stderr, /^prefs: 1 set back to the default\.\n/);
    assert.deepEqual(await valueNow(account), { ...VALUE, [PAGE]: null });
    const stdin = `${HOME}\ngeneral.autoScroll\n`;
    const asked = await runOn(account, ["prefs", "rm", "-", "--json"], { stdin });
    const { message } = expectFailure(asked, 11, "not-confirmed.no-terminal");
    assert.match(message, /Set 2 preferences back to the default on all devices\?/);
    expectSuccess(await runOn(account, ["prefs", "rm", "-", "--yes=2"], { stdin }));
    assert.deepEqual(await valueNow(account), {
      ...VALUE,
      [PAGE]: null,
      [HOME]: null,
      "general.autoScroll": null,
    });
    expectFailure(
      await runOn(account, ["prefs", "rm", "general.autoScrol", "--json"]),
      3,
      "not-found.record",
    );
    expectFailure(await runOn(account, ["prefs", "rm", "-", "--json"]), 2, "usage.value");
    expectSuccess(await runOn(account, ["undo"]));
    assert.deepEqual(await valueNow(account), { ...VALUE, [PAGE]: null });
  }));

Deno.test("a conflict names the preference, tells no value, and is written over with --force", () =>
  onPrefs(async (account) => {
    let round = 0;
    const run = async (...words: string[]) => {
      const home = `their secret ${++round}`;
      await runOn(account, ["prefs", "list"]);
      using _trap = meanwhile(
        account,
        () => put(account.app, "prefs", { id: DESKTOP_RECORD, value: { ...VALUE, [HOME]: home } }),
      );
      return await runOn(account, ["prefs", "set", HOME, "my secret", ...words]);
    };
    for (const words of [[], ["--json"], ["-v"]]) {
      const { code, stderr } = await run(...words);
      assert.equal(code, 6, stderr);
      assert.ok(stderr.includes(HOME));
      assert.doesNotMatch(stderr, /their secret|my secret|a\.example/);
    }
    expectSuccess(await run("--force", "-q"));
  }));

Deno.test("a record that is not in order is left alone", async () => {
  await using account = await openWriting();
  await put(account.app, "prefs", { id: DESKTOP_RECORD, value: ["hunter2"] });
  const failure = expectFailure(
    await runOn(account, ["prefs", "set", PAGE, "1", "--json"]),
    1,
    "failed.record",
  );
  assert.doesNotMatch(failure.message, /hunter2/);
  assert.ok(failure.try.some((line) => line.startsWith("foxden records get prefs ")));
});

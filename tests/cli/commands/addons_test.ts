import assert from "node:assert/strict";
import { put, putPayloads } from "../../app/app_support.ts";
import { openWriting, setMeta, stored, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const TERMINAL = { onTerminal: true, env: { NO_COLOR: "1" } } as const;

const DESKTOP = "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}";

/** Runs a test on an account with two add-ons that are on and one that is off. */
async function onAddons(run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  const addon = (id: string, addonID: string, enabled: boolean) => (
    { id, addonID, applicationID: DESKTOP, enabled, source: "amo" }
  );
  await put(
    account.app,
    "addons",
    addon("dark________", "addon@darkreader.org", true),
    addon("block_______", "uBlock0@raymondhill.net", true),
    addon("hostile_____", "\u001b[2J@x.example", false),
  );
  await setMeta(account.app, { engines: { "addons": { version: 1, syncID: "abcdefghijkl" } } });
  account.writes.length = 0;
  await run(account);
}

const IDS = ["dark________", "block_______", "hostile_____"];

const states = async ({ app }: WritingAccount) => {
  const rows = await stored(app, "addons", ...IDS);
  return IDS.map((id) => rows[id] === "deleted" ? "deleted" : rows[id]?.["enabled"]);
};

Deno.test("add-ons are listed for people and for pipes, and what is hostile is shown as text", () =>
  onAddons(async (account) => {
    const table = expectSuccess(await runOn(account, ["addons", "list"], { ...TERMINAL, columns: 100 }));
    assert.match(table.stdout, /^ADDON ID +ENABLED +APPLICATION +SOURCE +ID\n/);
    assert.match(table.stdout, /\\x1b\[2J@x\.example +no +Firefox/);
    const ids = expectSuccess(await runOn(account, ["addons", "list", "is:disabled", "-f", "ids"]));
    assert.deepEqual(linesOf(ids.stdout), ["hostile_____"]);
    const none = expectSuccess(await runOn(account, ["addons", "list", "nothing", "--json"]));
    assert.deepEqual(itemsOf(none), []);
  }));

Deno.test("one add-on is one object, several are a list, and what is missing fails the run", () =>
  onAddons(async (account) => {
    const one = expectSuccess(await runOn(account, ["addons", "get", "darkreader", "--json"]));
    assert.equal(JSON.parse(one.stdout).addonId, "addon@darkreader.org");
    const stdin = "block_______\ndark________\n";
    const both = expectSuccess(await runOn(account, ["addons", "get", "-", "--json"], { stdin }));
    assert.deepEqual(itemsOf(both).map(({ id }) => id), ["block_______", "dark________"]);
    const some = await runOn(account, ["addons", "get", "darkreader", "nosuch", "--json"]);
    assert.deepEqual([some.code, itemsOf(some).length], [3, 1]);
    assert.match(some.stderr, /not there: nosuch/);
    const failure = expectFailure(
      await runOn(account, ["addons", "get", "nosuch", "--json"]),
      3,
      "not-found.record",
    );
    assert.ok(failure.try.includes("foxden addons list"));
    const several = expectFailure(
      await runOn(account, ["addons", "get", "a", "--json"]),
      5,
      "ambiguous.match",
    );
    assert.ok(several.try.some((line) => line.startsWith("foxden addons get ")), several.try.join());
    await putPayloads(account.app, "addons", { broken: "not JSON" });
    assert.equal((await runOn(account, ["addons", "get", "darkreader", "--json"])).code, 0);
    const unread = await runOn(account, ["addons", "get", "broken", "block_______", "--json"]);
    assert.deepEqual([unread.code, itemsOf(unread).length], [9, 1]);
    assert.doesNotMatch(unread.stderr, /not there/);
  }));

Deno.test("add-ons are switched, several at once too, and a dry run says the same and sends nothing", () =>
  onAddons(async (account) => {
    const words = ["addons", "set", "darkreader", "uBlock0@raymondhill.net", "enabled=no"];
    const planned = itemsOf(expectSuccess(await runOn(account, [...words, "-n", "--json"])));
    assert.deepEqual(account.writes, []);
    const made = itemsOf(expectSuccess(await runOn(account, [...words, "--json"])));
    assert.deepEqual(made, planned);
    assert.deepEqual(made.map(({ action, name, members }) => [action, name, members]), [
      ["change", "addon@darkreader.org", ["enabled"]],
      ["change", "uBlock0@raymondhill.net", ["enabled"]],
    ]);
    assert.deepEqual(await states(account), [false, false, false]);
    const stdin = "dark________\nhostile_____\n";
    const { stderr } = expectSuccess(await runOn(account, ["addons", "set", "-", "enabled=yes"], { stdin }));
    assert.match(stderr, /^addons: 2 changed\.\nfoxden undo takes it back\n$/);
    assert.deepEqual(await states(account), [true, false, true]);
    expectSuccess(await runOn(account, ["undo", "2"]));
    assert.deepEqual(await states(account), [true, true, false]);
  }));

Deno.test("whatever else is asked for is refused with why, and changes nothing", () =>
  onAddons(async (account) => {
    const refused = async (...words: string[]) =>
      expectFailure(await runOn(account, ["addons", ...words, "--json"]), 2, "usage.value").message;
    assert.match(
      await refused("set", "darkreader", "source=web"),
      /source cannot be set: .*addons\.mozilla\.org/,
    );
    assert.match(await refused("set", "darkreader"), /enabled=yes or enabled=no/);
    assert.match(await refused("set", "enabled=yes"), /missing argument ID/);
    assert.match(await refused("set", "new", "addonID=x@y"), /Firefox installs add-ons .* by itself/);
    assert.match(await refused("add", "x@y"), /Firefox installs add-ons .* by itself/);
    assert.match(await refused("set", "-", "enabled=no"), /no ids on stdin/);
    expectFailure(
      await runOn(account, ["addons", "set", "-", "enabled=no", "--json"], { stdin: "dark\n" }),
      3,
      "not-found.record",
    );
    assert.deepEqual(account.writes, []);
  }));

Deno.test("even one add-on is uninstalled only after a question, which names it", () =>
  onAddons(async (account) => {
    const words = ["addons", "rm", "darkreader"];
    const { message } = expectFailure(
      await runOn(account, [...words, "--json"]),
      11,
      "not-confirmed.no-terminal",
    );
    assert.match(message, /Uninstall addon@darkreader\.org on all devices\? What an add-on keeps/);
    assert.deepEqual(account.writes, []);
    expectFailure(await runOn(account, [...words, "--yes=2", "--json"]), 11, "not-confirmed.count");
    const planned = expectSuccess(await runOn(account, [...words, "-n", "--json"]));
    assert.deepEqual(itemsOf(planned).map(({ action }) => action), ["remove"]);
    expectSuccess(await runOn(account, [...words, "--yes=1"]));
    assert.deepEqual(await states(account), ["deleted", true, false]);
    const [{ bsos = [] } = {}] = account.writes;
    assert.equal(bsos.length, 1);
    expectFailure(await runOn(account, ["addons", "rm", "-", "--yes", "--json"]), 2, "usage.value");
    expectSuccess(
      await runOn(account, ["addons", "rm", "-", "--yes"], { stdin: "block_______\nhostile_____\n" }),
    );
    assert.deepEqual(await states(account), ["deleted", "deleted", "deleted"]);
    expectSuccess(await runOn(account, ["undo"]));
    assert.deepEqual(await states(account), ["deleted", true, false]);
  }));

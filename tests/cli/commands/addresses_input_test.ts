/** Addresses as they are given, and where nothing may be written. */
import assert from "node:assert/strict";
import { put } from "../../app/app_support.ts";
import { meanwhile, openWriting, type WritingAccount } from "../../app/writing_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import type { Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

const ANN = "4be31f0a9c77";
const address = (more: object = {}) => ({
  id: ANN,
  entry: { version: 1, name: "Ann Lee", "street-address": "1 Main St\nApt 2", ...more },
});

async function onAddress(run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(account.app, "addresses", address());
  account.writes.length = 0;
  await run(account);
}

const addresses = (account: WritingAccount, words: readonly string[], around: Surroundings = {}) =>
  runOn(account, ["addresses", ...words], around);

async function shown(account: WritingAccount, id: string): Promise<Record<string, unknown>> {
  return JSON.parse(expectSuccess(await addresses(account, ["get", id, "--json"])).stdout);
}

Deno.test("a new address of JSON with the parts of a name has the name", () =>
  onAddress(async (account) => {
    const stdin = JSON.stringify([
      { givenName: "Bob", familyName: "Ray", city: "Bonn" },
      { name: "Cy Fox", givenName: "Cy", familyName: "Fox", timesUsed: 3, city: "Bern" },
    ]);
    const run = expectSuccess(await addresses(account, ["set", "new", "-", "--json"], { stdin }));
    assert.deepEqual(itemsOf(run).map(({ action, name }) => [action, name]), [
      ["add", "Bob Ray"],
      ["add", "Cy Fox"],
    ]);
    const { name, givenName, familyName } = await shown(account, String(itemsOf(run)[0]?.["id"]));
    assert.deepEqual([name, givenName, familyName], ["Bob Ray", "Bob", "Ray"]);
  }));

Deno.test("two backslashes are one, on the command line as in an editor, and people see a line break as it is typed", () =>
  onAddress(async (account) => {
    expectSuccess(await addresses(account, ["set", ANN, "organization=C:\\\\new"]));
    assert.equal((await shown(account, ANN))["organization"], "C:\\new");
    const path = `${account.home}/editor.sh`;
    const script = `cp "$1" ${account.home}/log; sed -i 's/^city=.*/city=a\\\\\\\\nb/' "$1"`;
    await Deno.writeTextFile(path, script);
    const around = { onTerminal: true, env: { EDITOR: `sh ${path}`, VISUAL: "" } };
    expectSuccess(await addresses(account, ["set", ANN], around));
    assert.match(await Deno.readTextFile(`${account.home}/log`), /^organization=C:\\\\new$/m);
    const { city, organization } = await shown(account, ANN);
    assert.deepEqual([city, organization], ["a\\nb", "C:\\new"]);
    const { stdout } = expectSuccess(
      await addresses(account, ["get", ANN], { onTerminal: true, env: { NO_COLOR: "1" } }),
    );
    assert.match(stdout, /Street +1 Main St\n +Apt 2\n/);
  }));

Deno.test("where another device has deleted the address, nobody is told to use force", () =>
  onAddress(async (account) => {
    using _other = meanwhile(account, () => put(account.app, "addresses", { id: ANN, deleted: true }));
    const run = await addresses(account, ["set", ANN, "city=Bern", "--json"]);
    const { why, try: tries } = expectFailure(run, 6, "conflict.fields");
    assert.match(why ?? "", /^it was deleted on another device/);
    assert.deepEqual(tries, ["foxden addresses list"]);
  }));

Deno.test("a deletion that another device's change stands against names what was changed", () =>
  onAddress(async (account) => {
    using _other = meanwhile(
      account,
      () => put(account.app, "addresses", address({ email: "a@example.org" })),
    );
    const { code, stderr } = await addresses(account, ["rm", ANN]);
    assert.equal(code, 6);
    assert.match(stderr, /\n {2}4be31f0a9c77 +entry\.email +- +- +"a@example\.org"\n$/);
  }));

Deno.test("ids from a pipe are whole ones", () =>
  onAddress(async (account) => {
    for (const words of [["set", "-", "city=Bern"], ["rm", "-"], ["get", "-"]]) {
      const run = await addresses(account, [...words, "--json"], { stdin: "4be31f\n" });
      expectFailure(run, 3, "not-found.record");
    }
    expectSuccess(await addresses(account, ["set", "-", "city=Bern"], { stdin: `${ANN}\n` }));
  }));

Deno.test("nothing is written, and no editor begun, where nothing may be, or nobody is signed in", () =>
  onAddress(async (account) => {
    const path = `${account.home}/editor.sh`;
    await Deno.writeTextFile(path, `touch ${account.home}/begun`);
    const around = { onTerminal: true, env: { EDITOR: `sh ${path}`, VISUAL: "" } };
    for (
      const words of [["set", "new", "city=a"], ["set", ANN, "city=a"], ["set", ANN], ["set", "new"], [
        "rm",
        ANN,
      ]]
    ) {
      const line = [...words, "--json"];
      expectFailure(await addresses(account, [...line, "--read-only"], around), 13, "read-only.refused");
      expectFailure(await addresses(account, [...line, "--offline"], around), 7, "network.offline");
      expectFailure(await addresses(account, [...line, "-p", "nobody"], around), 4, "auth.signed-out");
    }
    assert.deepEqual(account.writes, []);
    await assert.rejects(Deno.stat(`${account.home}/begun`), Deno.errors.NotFound);
  }));

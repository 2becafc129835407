import assert from "node:assert/strict";
import { openSynced, put, type TestAccount } from "../../app/app_support.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

/** This device, and two that are only records in Sync. */
async function onDevices(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  await put(
    account.app,
    "clients",
    { id: "left________", name: "Old laptop", type: "desktop", os: "Linux", protocols: ["1.5"] },
    {
      id: "hostile_____",
      name: "\u001b[2J phone",
      type: "mobile",
      commands: [{ command: "logout", args: null }],
    },
  );
  await run(account);
}

Deno.test("devices are searched, under each of the noun's names", () =>
  onDevices(async (account) => {
    for (const noun of ["devices", "dev", "clients"]) {
      const ids = expectSuccess(await runOn(account, [noun, "list", "is:not-signed-in", "-f", "ids"]));
      assert.deepEqual(linesOf(ids.stdout).toSorted(), ["hostile_____", "left________"]);
    }
    assert.deepEqual(
      itemsOf(expectSuccess(await runOn(account, ["devices", "list", "nothing", "--json"]))),
      [],
    );
    expectFailure(await runOn(account, ["devices", "list", "tag:x", "--json"]), 2, "usage.value");
  }));

Deno.test("one device is one object, several are a list, and one that is only a record is marked", () =>
  onDevices(async (account) => {
    const one = JSON.parse(
      expectSuccess(await runOn(account, ["devices", "get", "laptop", "--json"])).stdout,
    );
    assert.deepEqual([one.name, one.state, one.os, one.protocols, one.clientId], [
      "Old laptop",
      "not signed in",
      "Linux",
      ["1.5"],
      "left________",
    ]);
    const hostile = expectSuccess(await runOn(account, ["devices", "get", "phone"]));
    assert.match(hostile.stdout, /^name\t\\x1b\[2J phone\n/);
    assert.match(hostile.stdout, /^waitingCommands\tlogout$/m);
    const stdin = "left________\nden\n";
    const both = expectSuccess(await runOn(account, ["devices", "get", "-", "--json"], { stdin }));
    assert.deepEqual(itemsOf(both).map(({ name }) => name), ["Old laptop", "den"]);
    const { try: tries } = expectFailure(
      await runOn(account, ["devices", "get", "nobody", "--json"]),
      3,
      "not-found.record",
    );
    assert.ok(tries.includes("foxden devices list"));
    expectFailure(await runOn(account, ["devices", "get", "p", "--json"]), 5, "ambiguous.match");
  }));

import assert from "node:assert/strict";
import { openSynced, put } from "../../app/app_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

Deno.test("a collection named like a part of every JavaScript object is one like any other", async () => {
  await using account = await openSynced();
  for (const name of ["constructor", "__proto__", "toString"]) {
    const missing = await runOn(account, ["records", "get", name, "x", "--json"]);
    const error = expectFailure(missing, 3, "not-found.match");
    assert.deepEqual(error.try, ["foxden collections list"]);
    await put(account.app, name, { id: "x", word: "yes" });
    const got = expectSuccess(await runOn(account, ["records", "get", name, "x", "--json"]));
    assert.deepEqual(JSON.parse(got.stdout), { id: "x", word: "yes" });
    const listed = expectSuccess(await runOn(account, ["records", "list", name, "--json"]));
    assert.deepEqual(itemsOf(listed), [{ id: "x", word: "yes" }]);
  }
});

Deno.test("what an address takes for a step up is no name of a collection", async () => {
  await using account = await openSynced();
  await account.server.close();
  for (const name of [".", ".."]) {
    for (const words of [["list", name], ["get", name, "keys"]]) {
      expectFailure(await runOn(account, ["records", ...words, "--json"]), 2, "usage.value");
    }
  }
});

Deno.test("an id that a list of ids would take for two is asked for nowhere", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a", name: "n", value: "v" }, { id: "b", name: "n", value: "v" });
  for (const id of ["a,b", " a", "a "]) {
    const get = ["records", "get", "forms", id, "--json"];
    expectFailure(await runOn(account, get), 3, "not-found.record");
    expectFailure(await runOn(account, [...get, "--raw"]), 2, "usage.value");
  }
});

/** Accounts that are not as they should be: never set up, damaged, of another time, or with other keys. */
import assert from "node:assert/strict";
import { destroyToken } from "../../core/accounts/oauth.ts";
import { FaultBox, tokenRefusal } from "../support/faults.ts";
import type { World } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf } from "./expect.ts";
import {
  appOf,
  demoCollection,
  dropToken,
  openFilledWorld,
  put,
  remove,
  tamper,
  withWrongHmac,
} from "./filled.ts";

const faults = new FaultBox();
const logins = demoCollection("passwords").length;
let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld({ fault: faults.fault });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

const listPasswords = (...flags: string[]) => world.foxden(["passwords", "list", "--json", ...flags]);

/** Breaks a record of the account for as long as the test runs. */
async function broken(
  collection: string,
  id: string,
  turn: (payload: string) => string,
): Promise<AsyncDisposable> {
  let before = "";
  await tamper(world, collection, id, (payload) => turn(before = payload));
  return { [Symbol.asyncDispose]: () => tamper(world, collection, id, () => before) };
}

Deno.test("account keys whose signature is wrong are a failure of crypto", async () => {
  await using _ = await broken("crypto", "keys", withWrongHmac);
  expectFailure(await listPasswords(), 12, "crypto.wrong-keys");
});

Deno.test("an account with another storage version is left alone", async () => {
  await using _ = await broken("meta", "global", (payload) => {
    const other = payload.replace('"storageVersion":5', '"storageVersion":6');
    assert.notEqual(other, payload);
    return other;
  });
  const error = expectFailure(await listPasswords(), 1, "failed.storage-version");
  assert.match(error.message, /version 6/);
});

Deno.test("an account without meta/global was never set up, and nothing is said of HTTP", async () => {
  await using empty = await openFilledWorld({ rows: 0 });
  await remove(empty, "meta", "global");
  const error = expectFailure(await empty.foxden("bookmarks list --json"), 3, "not-found.setup");
  assert.ok(!JSON.stringify(error).includes("404"));
  assert.ok(error.try.some((line) => line.includes("Firefox")));
});

Deno.test("an account without crypto/keys was never set up", async () => {
  await using empty = await openFilledWorld({ rows: 0 });
  await remove(empty, "crypto", "keys");
  expectFailure(await empty.foxden("bookmarks list --json"), 3, "not-found.setup");
});

Deno.test("a record that does not open is counted and named, and the rest is printed", async () => {
  const id = String(demoCollection("passwords")[0]?.["id"]);
  await using _ = await broken("passwords", id, withWrongHmac);
  const run = expectSuccess(await listPasswords());
  assert.equal(itemsOf(run).length, logins - 1);
  assert.ok(run.stderr.includes("1 record") && run.stderr.includes(id), run.stderr);
});

Deno.test("a record with another id inside than outside is not taken for either", async () => {
  const login = demoCollection("passwords")[0] ?? {};
  const id = "{00000000-0000-4000-8000-000000000000}";
  await put(world, "passwords", id, { ...login, username: "moved" });
  const run = await listPasswords();
  await remove(world, "passwords", id);
  expectSuccess(run);
  assert.ok(!run.stdout.includes("moved"));
  assert.equal(itemsOf(run).length, logins);
  assert.ok(run.stderr.includes(id), run.stderr);
});

Deno.test("records that cannot be read end in exit 9 under --strict, and only there", async () => {
  const [first, second] = demoCollection("bookmarks").filter(({ type }) => type === "bookmark");
  await using _ = await broken("bookmarks", String(first?.["id"]), withWrongHmac);
  await using __ = await broken("bookmarks", String(second?.["id"]), () => "no JSON at all");
  expectSuccess(await world.foxden("bookmarks list"));
  const run = await world.foxden("bookmarks list --strict");
  assert.equal(run.code, 9);
  assert.match(run.stderr, /2 records/);
  assert.ok(run.stdout.split("\n").length > 10, "what can be read is printed before");
});

Deno.test("a sign-in that was ended elsewhere leads to a new one", async () => {
  await using other = await openFilledWorld({ rows: 0 });
  using app = appOf(other);
  const { refreshToken, clientId, servers } = await app.secrets();

  await destroyToken(app.openAccounts(servers), { clientId, token: refreshToken ?? "" });
  // A storage token is good until it runs out, whatever became of the sign-in.
  expectSuccess(await other.foxden("passwords list --json"));
  await dropToken(other);
  for (const words of ["passwords list --json", "devices list --json", "auth status --check --json"]) {
    const error = expectFailure(await other.foxden(words), 4, "auth.revoked");
    assert.ok(error.try.includes("foxden auth login"));
  }
  await other.signIn();
  expectSuccess(await other.foxden("passwords list"));
});

Deno.test("keys that the account has changed since lead to a new sign-in", async () => {
  for (const status of ["invalid-client-state", "invalid-keysChangedAt", "invalid-generation"]) {
    using trap = faults.answer(/\/token\//, () => tokenRefusal(status));
    await dropToken(world);
    expectFailure(await listPasswords(), 4, "auth.keys-changed");
    assert.equal(trap.hits, 1);
  }
});

Deno.test("a command that needs a sign-in says so where there is none", async () => {
  for (const words of ["bookmarks list", "status", "auth status", "auth logout", "records get prefs x"]) {
    const error = expectFailure(await world.foxden(`${words} --json -p nobody`), 4, "auth.signed-out");
    assert.ok(error.try.includes("foxden auth login -p nobody"));
  }
});

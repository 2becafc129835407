import assert from "node:assert/strict";
import { join } from "node:path";
import { openSignedIn, type TestAccount } from "../../app/app_support.ts";
import { EMAIL } from "../../core/accounts/accounts_support.ts";
import { expectFailure, expectSuccess, itemsOf } from "../../stories/expect.ts";
import type { Run } from "../../support/world.ts";
import type { Ran, Surroundings } from "../memory_io.ts";
import { runOn } from "./on_profile.ts";

interface Place extends AsyncDisposable {
  readonly account: TestAccount;
  readonly config: string;
  readonly run: (line: string, around?: Surroundings) => Promise<Ran>;
}

/** Two profiles, `default` and `work`, of the same account. */
async function openPlace(): Promise<Place> {
  const account = await openSignedIn();
  await account.open({ profile: "work" }).keepSecrets(await account.app.secrets());
  const folder = await Deno.makeTempDir({ prefix: "foxden-config-" });
  return {
    account,
    config: join(folder, "config.toml"),
    run: (line, around = {}) =>
      runOn(account, line.split(" "), { ...around, env: { FOXDEN_CONFIG_DIR: folder, ...around.env } }),
    async [Symbol.asyncDispose]() {
      await account[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const usedIn = (run: Run) =>
  itemsOf(run).flatMap(({ profile, default: isUsed }) => isUsed === true ? [profile] : []);

Deno.test("auth list names the profiles, marks the one that is used, and asks no server", async () => {
  await using place = await openPlace();
  await place.account.server.close();
  const run = expectSuccess(await place.run("auth list --json"));
  assert.deepEqual(
    itemsOf(run).map(({ profile, account, marks, protection }) => [profile, account, marks, protection]),
    [["default", EMAIL, ["local"], "file mode"], ["work", EMAIL, ["local"], "file mode"]],
  );
  assert.deepEqual(usedIn(run), ["default"]);
  assert.deepEqual(
    usedIn(await place.run("auth list --json -p work")),
    ["default"],
    "what is typed says nothing",
  );
  assert.deepEqual(usedIn(await place.run("auth list --json", { env: { FOXDEN_PROFILE: "work" } })), [
    "work",
  ]);
});

Deno.test("auth list asks nobody for a passphrase", async () => {
  await using place = await openPlace();
  await place.account.app.keepSecrets(await place.account.app.secrets(), "open sesame");
  const { stdout } = expectSuccess(await place.run("auth list -f table --fields profile,account,protection"));
  assert.match(stdout, /^default +sealed\n/m);
});

Deno.test("auth use chooses the profile of all commands that name none", async () => {
  await using place = await openPlace();
  const profileOf = async (line: string, env = {}) =>
    (await place.run(`${line} --fields profile -f plain`, { env })).stdout;
  assert.match(expectSuccess(await place.run("auth use work")).stderr, /"work" is used now/);
  assert.equal(await Deno.readTextFile(place.config), 'profile = "work"\n');
  assert.equal(await profileOf("auth status"), "profile\twork\n");
  assert.equal(await profileOf("auth status -p default"), "profile\tdefault\n");
  assert.equal(await profileOf("auth status", { FOXDEN_PROFILE: "default" }), "profile\tdefault\n");
  assert.deepEqual(usedIn(await place.run("auth list --json")), ["work"]);
  const over = await place.run("auth use work", { env: { FOXDEN_PROFILE: "default" } });
  assert.match(over.stderr, /FOXDEN_PROFILE stands over it/);
  expectSuccess(await place.run("auth use default"));
  assert.equal(await profileOf("auth status"), "profile\tdefault\n");
  assert.equal(await Deno.readTextFile(place.config), "");
});

Deno.test("a profile that is not there is neither used nor guessed at silently", async () => {
  await using place = await openPlace();
  const missing = expectFailure(await place.run("auth use wrok --json"), 3, "not-found.profile");
  assert.deepEqual(missing.try, ["-p work", "foxden auth list", "foxden auth login -p wrok"]);
  const signedOut = expectFailure(await place.run("status -p wrok --json"), 4, "auth.signed-out");
  assert.deepEqual(signedOut.try, ["-p work", "foxden auth list", "foxden auth login -p wrok"]);
  expectFailure(await place.run("auth use ../x --json"), 2, "usage.value");
  assert.equal(await Deno.stat(place.config).then(() => true, () => false), false);
});

Deno.test("a profile that is left is no longer the one that is used where none is named", async () => {
  await using place = await openPlace();
  expectSuccess(await place.run("auth use work"));
  expectSuccess(await place.run("auth logout -p default"));
  assert.equal(await Deno.readTextFile(place.config), 'profile = "work"\n', "another one is left");
  const { stderr } = expectSuccess(await place.run("auth logout"));
  assert.match(stderr, /Signed out .* "default" is used again: .*config\.toml named "work"\.\n/);
  assert.equal(await Deno.readTextFile(place.config), "");
});

Deno.test("the failure to find a sign-in says who names the profile, and how to leave it", async () => {
  await using place = await openPlace();
  const fails = async (line: string, env = {}) =>
    expectFailure(await place.run(`${line} --json`, { env }), 4, "auth.signed-out");
  assert.doesNotMatch(`${(await fails("status -p nosuch")).try}`, /use default/);
  assert.match(`${(await fails("status -p nosuch")).why}`, /flag --profile names that profile/);
  const byVariable = await fails("status", { FOXDEN_PROFILE: "nosuch" });
  assert.match(`${byVariable.why}`, /env FOXDEN_PROFILE names that profile/);
  assert.ok(byVariable.try.includes("unset FOXDEN_PROFILE"));
  await Deno.writeTextFile(place.config, 'profile = "nosuch"\n');
  const byFile = await fails("status");
  assert.match(`${byFile.why}`, /config\.toml:1 names that profile/);
  assert.ok(byFile.try.includes("foxden auth use default"));
});

Deno.test("auth logout --keep-mirror says that the copy stays, and cannot be joined with --forget", async () => {
  await using place = await openPlace();
  expectFailure(await place.run("auth logout --keep-mirror --forget --json"), 2, "usage.value");
  const run = expectSuccess(await place.run("auth logout --keep-mirror"));
  assert.match(run.stderr, /Signed out ann@example\.org\. The local copy stays, sealed\.\n/);
  assert.match(expectSuccess(await place.run("auth logout")).stderr, /copy that was kept is removed/);
  expectFailure(await place.run("auth logout --json"), 4, "auth.signed-out");
});

/** Several sign-ins and their ends: one after the other, side by side, and signing out. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { listDevices } from "../../core/accounts/api.ts";
import { grantByRefreshToken, SYNC_SCOPES } from "../../core/accounts/oauth.ts";
import { signIn } from "../../core/accounts/login.ts";
import { webContext } from "../../core/context.ts";
import { discover } from "../../core/accounts/discovery.ts";
import { openAccountsServer } from "../../core/accounts/transport.ts";
import { isFoxdenError } from "../../core/errors.ts";
import { addUser } from "../../server/admin.ts";
import { EMAIL, openWorld, PASSWORD, type Run, type World } from "../support/world.ts";
import { expectFailure, expectSuccess } from "./expect.ts";
import { appOf, openFilledWorld } from "./filled.ts";

const OTHER = "bob@example.org";

function logIn(world: World, { email = EMAIL, flags = [] as readonly string[] } = {}): Promise<Run> {
  const words = ["auth", "login", "--server", world.server.url, "--email", email, "--password-stdin"];
  return world.foxden([...words, ...flags], { stdin: `${PASSWORD}\n` });
}

/** Names of the account's devices, as another sign-in sees them. */
async function deviceNames(world: World): Promise<(string | null)[]> {
  const ctx = webContext();
  const server = openAccountsServer(ctx, await discover(ctx, new URL(world.server.url)));
  const step = await signIn(server, { email: EMAIL, password: PASSWORD });
  assert.equal(step.step, "signed-in");
  if (step.step !== "signed-in") return [];
  return (await listDevices(server, step.session.token)).map(({ name }) => name);
}

/** Whether a refresh token still brings access tokens. */
async function isAlive(world: World, secrets: Awaited<ReturnType<typeof secretsOf>>): Promise<boolean> {
  const { servers, clientId, refreshToken = "" } = secrets;
  const server = openAccountsServer(appOf(world).ctx, servers);
  try {
    await grantByRefreshToken(server, { clientId, refreshToken, scope: SYNC_SCOPES });
    return true;
  } catch (error) {
    assert.ok(isFoxdenError(error) && error.code === "auth.revoked", String(error));
    return false;
  }
}

/** What the profile keeps on this machine. */
function filesOf({ vaultPath }: World): string[] {
  const folder = dirname(vaultPath);
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

const secretsOf = (world: World, profile?: string) => appOf(world, profile).secrets();

Deno.test("signing out ends the refresh token, takes the device off the account and removes the vault", async () => {
  await using world = await openWorld();
  expectSuccess(await logIn(world, { flags: ["--device-name", "den"] }));
  const secrets = await secretsOf(world);
  assert.deepEqual([await isAlive(world, secrets), await deviceNames(world)], [true, ["den"]]);
  const run = expectSuccess(await world.foxden("auth logout"));
  assert.ok(run.stderr.includes(EMAIL), run.stderr);
  assert.deepEqual([await isAlive(world, secrets), await deviceNames(world)], [false, []]);
  await assert.rejects(Deno.stat(world.vaultPath), Deno.errors.NotFound);
  expectFailure(await world.foxden("auth logout --json"), 4, "auth.signed-out");
});

Deno.test("signing out where the server is gone still forgets everything here, and says what is left", async () => {
  await using world = await openFilledWorld();
  expectSuccess(await world.foxden("sync"));
  await world.server.close();
  assert.ok(filesOf(world).some((name) => name.startsWith("mirror.db")));
  const run = await world.foxden("auth logout");
  assert.equal(run.code, 9);
  assert.match(run.stderr, /server could not be told/);
  assert.deepEqual(filesOf(world), [], "the local copy goes with the secrets");
});

Deno.test("signing in again replaces the former sign-in and ends it", async () => {
  await using world = await openWorld();
  expectSuccess(await logIn(world, { flags: ["--device-name", "old"] }));
  const former = await secretsOf(world);
  expectSuccess(await logIn(world, { flags: ["--device-name", "new"] }));
  const now = await secretsOf(world);
  assert.deepEqual([await isAlive(world, former), await isAlive(world, now)], [false, true]);
  assert.deepEqual(await deviceNames(world), ["new"]);
  assert.deepEqual(now.mirrorKey, former.mirrorKey, "a local copy goes on");
});

Deno.test("a profile takes no second account", async () => {
  await using world = await openWorld();
  await addUser(world.server.database, { email: OTHER, password: PASSWORD });
  await world.signIn();
  const before = await Deno.readTextFile(world.vaultPath);
  const error = expectFailure(await logIn(world, { email: OTHER, flags: ["--json"] }), 2, "usage.value");
  assert.ok(error.message.includes(EMAIL));
  assert.equal(await Deno.readTextFile(world.vaultPath), before);
});

Deno.test("two profiles are two sign-ins, and ending one leaves the other", async () => {
  await using world = await openWorld();
  await addUser(world.server.database, { email: OTHER, password: PASSWORD });
  await world.signIn();
  expectSuccess(await logIn(world, { email: OTHER, flags: ["-p", "work"] }));
  const accountOf = async (words: string, env = {}) =>
    (await world.foxden(`${words} --fields account -f plain`, { env })).stdout;
  assert.equal(await accountOf("auth status"), `account\t${EMAIL}\n`);
  assert.equal(await accountOf("auth status -p work"), `account\t${OTHER}\n`);
  assert.equal(await accountOf("auth status", { FOXDEN_PROFILE: "work" }), `account\t${OTHER}\n`);
  expectSuccess(await world.foxden("auth logout"));
  expectFailure(await world.foxden("auth status --json"), 4, "auth.signed-out");
  assert.equal(await accountOf("auth status -p work"), `account\t${OTHER}\n`);
  assert.ok(await isAlive(world, await secretsOf(world, "work")));
});

Deno.test("a profile's name cannot lead out of its folder", async () => {
  await using world = await openWorld({ user: false });
  for (const name of ["../x", "a/b", ".hidden", ""]) {
    expectFailure(await world.foxden(["auth", "status", "--json", "-p", name]), 2, "usage.value");
  }
});

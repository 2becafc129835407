/** The file of signed-in secrets when it is damaged, too new, or open to others. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { openWorld, type World } from "../support/world.ts";
import { expectFailure, expectSuccess, type Failure } from "./expect.ts";

/** A world that is signed in, and whose vault then became this. */
async function openWithVault(turn: (vault: string) => string): Promise<World> {
  const world = await openWorld();
  await world.signIn();
  await Deno.writeTextFile(world.vaultPath, turn(await Deno.readTextFile(world.vaultPath)));
  return world;
}

/** Does what the error says to do, one command after the other. */
async function followAdvice(world: World, { try: lines }: Failure): Promise<void> {
  const commands = lines.filter((line) => line.startsWith("foxden "));
  assert.ok(commands.length > 0, "the advice holds commands");
  for (const line of commands) {
    const words = line.split(" ").slice(1);
    if (words.join(" ") === "auth login") await world.signIn();
    else assert.notEqual((await world.foxden(words)).code, 1, line);
  }
}

const damages: Record<string, (vault: string) => string> = {
  "cut short": (vault) => vault.slice(0, vault.length / 2),
  empty: () => "",
  "of another shape": () => '{"version":1,"servers":[]}',
};
for (const [how, turn] of Object.entries(damages)) {
  Deno.test(`a vault that is ${how} is told, and what is advised then works`, async () => {
    await using world = await openWithVault(turn);
    const error = expectFailure(await world.foxden("auth status --json"), 1, "failed.vault");
    assert.ok(error.message.includes(world.vaultPath));
    await followAdvice(world, error);
    expectSuccess(await world.foxden("auth status"));
  });
}

Deno.test("a damaged vault can be signed out of, and signed in over afterwards", async () => {
  await using world = await openWithVault(() => "{");
  const out = await world.foxden("auth logout");
  assert.equal(out.code, 9, "the server could not be told");
  await assert.rejects(Deno.stat(world.vaultPath), Deno.errors.NotFound);
  await world.signIn();
  expectSuccess(await world.foxden("auth status"));
});

Deno.test("a vault from a newer foxden is left as it is, and named for what it is", async () => {
  await using world = await openWithVault((vault) => vault.replace('"version":1', '"version":2'));
  const before = await Deno.readTextFile(world.vaultPath);
  const error = expectFailure(await world.foxden("bookmarks list --json"), 1, "failed.vault-version");
  assert.match(`${error.why}`, /newer foxden/);
  assert.ok(error.try.every((line) => !line.includes("logout")), "nothing leads to throwing it away");
  assert.equal(await Deno.readTextFile(world.vaultPath), before);
});

Deno.test("a vault that others can read is closed to them, with a word about it", async () => {
  await using world = await openWorld();
  await world.signIn();
  const folder = dirname(world.vaultPath);
  const modes = async () => [await modeOf(world.vaultPath), await modeOf(folder)];
  assert.deepEqual(await modes(), [0o600, 0o700]);
  await Deno.chmod(world.vaultPath, 0o644);
  const run = expectSuccess(await world.foxden("auth status"));
  assert.ok(run.stderr.startsWith("warning: ") && run.stderr.includes(world.vaultPath), run.stderr);
  assert.deepEqual(await modes(), [0o600, 0o700]);
  await Deno.chmod(folder, 0o755);
  assert.match(expectSuccess(await world.foxden("auth status")).stderr, /^warning: /);
  assert.deepEqual(await modes(), [0o600, 0o700]);
  assert.equal((await world.foxden("auth status")).stderr, "");
});

async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

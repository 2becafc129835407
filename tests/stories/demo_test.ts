/** The demo: a tour that leaves nothing behind, and an account for another shell. */
import assert from "node:assert/strict";
import { until } from "../interop/wait.ts";
import { EMAIL, openWorld, type World } from "../support/world.ts";
import { expectSuccess, itemsOf, linesOf } from "./expect.ts";

/** An environment whose temporary files can be counted. */
async function withTemp(
  world: World,
): Promise<{ readonly env: { TMPDIR: string }; readonly left: () => string[] }> {
  const TMPDIR = `${world.home}/tmp`;
  await Deno.mkdir(TMPDIR);
  return { env: { TMPDIR }, left: () => [...Deno.readDirSync(TMPDIR)].map(({ name }) => name) };
}

const openHome = () => openWorld({ user: false });

Deno.test("the demo shows a tour of real commands and leaves nothing behind", async () => {
  await using world = await openHome();
  const { env, left } = await withTemp(world);
  const run = expectSuccess(await world.foxden("demo --rows 100", { env }));
  const lines = linesOf(run.stdout);
  const commands = lines.filter((line) => line.startsWith("$ foxden "));
  assert.ok(commands.length >= 6, run.stdout);
  for (const word of [EMAIL, "github.com", "Pixel 9", "Runbook"]) assert.ok(run.stdout.includes(word), word);
  assert.ok(lines.at(-1)?.includes("foxden auth login"));
  assert.ok(!/not signed in|foxden: /.test(run.stdout + run.stderr), run.stderr);
  assert.deepEqual(left(), []);
  assert.deepEqual([...Deno.readDirSync(world.home)].map(({ name }) => name), ["tmp"]);
});

Deno.test("the demo of one seed says the same each time, and of another something else", async () => {
  await using world = await openHome();
  const tour = async (seed: number) => {
    const { stdout } = expectSuccess(await world.foxden(`demo --rows 20 --seed ${seed}`));
    // The server's port, the times of upload and the ages of things differ from run to run.
    return linesOf(stdout).filter((line) => line.includes("://") && !line.includes("127.0.0.1"))
      .map((line) => line.replace(/\d+ (min|h) ago/, "a while ago").replace(/ +/g, " "));
  };
  const [first, second] = [await tour(1), await tour(1)];
  assert.ok(first.length > 10);
  assert.deepEqual(second, first);
  assert.notDeepEqual(await tour(2), first);
});

Deno.test("the demo for a shell prints lines that put another program on the account, until it is ended", async () => {
  await using world = await openHome();
  const { env, left } = await withTemp(world);
  await using child = world.start("demo --cli --rows 50", { env });
  const reader = child.stdout.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .getReader();
  let text = "";
  while (text.match(/\n/g)?.length !== 6) text += (await reader.read()).value ?? assert.fail(text);
  const exported = await environmentAfter(text);
  assert.deepEqual(Object.keys(exported).sort(), [
    "FOXDEN_CACHE_DIR",
    "FOXDEN_CONFIG_DIR",
    "FOXDEN_DATA_DIR",
    "FOXDEN_PROFILE",
    "FOXDEN_STATE_DIR",
  ]);
  const list = expectSuccess(await world.foxden("history list --json", { env: exported }));
  assert.equal(itemsOf(list).length, 50);
  const [, email = "", stdin = "", url = ""] =
    /^# the account: (\S+), its password: (\S+), its server: (\S+)$/m
      .exec(text) ?? [];
  const logIn = ["auth", "login", "-p", "second", "--server", url, "--email", email, "--password-stdin"];
  expectSuccess(await world.foxden(logIn, { env: exported, stdin }));
  assert.equal((await world.foxden("history list")).code, 4, "nobody is signed in outside the demo");
  child.kill("SIGINT");
  const [stderr, { code }] = await Promise.all([new Response(child.stderr).text(), child.status]);
  assert.deepEqual([code, left()], [0, []], stderr);
  await reader.cancel();
});

/** What a shell's environment gains by these lines. */
async function environmentAfter(lines: string): Promise<Record<string, string>> {
  const script = `${lines}\nenv | grep ^FOXDEN_`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script], clearEnv: true }).output();
  const pairs = linesOf(new TextDecoder().decode(stdout)).map((line) => line.split("="));
  return Object.fromEntries(pairs);
}

Deno.test("an interrupted demo leaves nothing behind either", async () => {
  await using world = await openHome();
  const { env, left } = await withTemp(world);
  await using child = world.start("demo --rows 20000", { env });
  await until(30_000, "a demo's folder", () => left()[0]);
  child.kill("SIGTERM");
  const { code, stdout } = await child.output();
  assert.deepEqual([code, left()], [143, []], new TextDecoder().decode(stdout));
});

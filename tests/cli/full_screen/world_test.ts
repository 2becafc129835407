/** What the browser is given of a run: settings, ways to an account, commands, a demo, a server of one's own. */
import assert from "node:assert/strict";
import { startOwnServer } from "../../../cli/full_screen/own_server.ts";
import { worldOf } from "../../../cli/full_screen/world.ts";
import { done } from "../../../cli/outcome.ts";
import { command } from "../../../cli/spec.ts";
import { signInOf } from "../../../app/status.ts";
import type { AppHooks, BrowserWorld } from "../../../tui/world.ts";
import { makeProfile, openSynced } from "../../app/app_support.ts";
import { failsWith } from "../../support/vectors.ts";
import { foxden, type Surroundings } from "../memory_io.ts";
import { plainIo } from "../screen.ts";

const HOOKS: AppHooks = {
  passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
  warn: () => Promise.resolve(),
};

/** Runs a command that is given the world of the browser. */
async function inWorld(
  flags: readonly string[],
  around: Surroundings,
  use: (world: BrowserWorld) => void | Promise<void>,
) {
  let thrown: readonly unknown[] = [];
  const look = command({
    path: ["look"],
    summary: "Look around",
    output: "none",
    source: "mirror",
    fullScreen: true,
    examples: [{ line: "look" }],
    async run(call) {
      const world = await worldOf(call);
      // A run tells nothing of what a defect says.
      await (async () => await use(world))().catch((error) => thrown = [error]);
      return done();
    },
  });
  const leaf = { path: ["look"], summary: look.summary, load: () => Promise.resolve(look) };
  const tree = { groups: [], leaves: [leaf], hiddenVerbs: {}, examples: look.examples };
  const { code, stdout, stderr } = await foxden(["look", ...flags], { ...around, tree });
  for (const error of thrown) throw error;
  assert.deepEqual([code, stdout, stderr], [0, "", ""]);
}

Deno.test("flags, variables and the config file reach the browser, its own sections as they are", async () => {
  await using profile = await makeProfile();
  const config = [
    'sync.max_age = "1h"',
    "[keys]",
    '"ctrl-x" = "help"',
    "[keys.list]",
    'q = "quit"',
    "[theme]",
    'warn = "red"',
    "[profiles.work.ui]",
    "mouse = false",
  ];
  await Deno.writeTextFile(`${profile.home}/config.toml`, config.join("\n"));
  const env = { HOME: profile.home, FOXDEN_CONFIG_DIR: profile.home, FOXDEN_ASCII: "yes" };
  await inWorld(["--read-only", "-p", "work"], { env }, (world) => {
    const { color, ...flags } = world.flags;
    assert.equal(color, "auto");
    assert.deepEqual(flags, {
      ascii: true,
      mouse: false,
      readOnly: true,
      offline: false,
      debug: false,
      maxAgeMs: 3_600_000,
    });
    assert.deepEqual([world.profile, world.isDemo], ["work", false]);
    assert.deepEqual([...world.sections].map(([name, lines]) => [name, ...lines]), [
      ["keys", ["ctrl-x", { text: "help", line: 3 }]],
      ["keys.list", ["q", { text: "quit", line: 5 }]],
      ["theme", ["warn", { text: "red", line: 7 }]],
    ]);
    assert.equal(world.paths.config, "~/config.toml");
    assert.match(world.paths.data, /^~\/.*foxden$/);
    assert.ok(!Object.values(world.paths).some((path) => path.includes(profile.home)));
  });
});

Deno.test("a command within the browser is caught, asks nobody and has its flags", async () => {
  await using profile = await openSynced();
  const env = { FOXDEN_DATA_DIR: profile.home };
  await inWorld(["--read-only"], { env, onTerminal: true }, async (world) => {
    const status = await world.run(["status"], { columns: 100 });
    assert.deepEqual([status.exit, status.err], [0, ""]);
    assert.match(status.out, /^Account /);
    assert.match((await world.run(["bookmarks", "list", "--json"])).out, /^\{/);
    assert.equal((await world.run(["records", "rm", "forms", "abc", "--yes"])).exit, 13);
    const login = ["auth", "login", "-p", "other", "--server", profile.server.url];
    assert.equal((await world.run(login)).exit, 11);
    const { exit, err } = await world.run(["no-such"]);
    assert.deepEqual([exit, err.includes("unknown command")], [2, true]);
    assert.equal((await world.run([])).exit, 2, "it opens no browser in the browser");
  });
  await inWorld(["--offline", "-p", "other"], { env }, async (world) => {
    const { exit, err } = await world.run(["status"]);
    assert.equal(exit, 4);
    assert.match(err, /nobody is signed in on profile "other"/);
    assert.doesNotMatch(err, /FOXDEN_PROFILE/);
    assert.equal((await world.run(["sync", "-p", "default"])).exit, 7);
  });
});

Deno.test("a command within the browser ends when it is left, whatever the reason", async () => {
  await using profile = await openSynced();
  await inWorld([], { env: { FOXDEN_DATA_DIR: profile.home } }, async (world) => {
    const controller = new AbortController();
    const run = world.run(["sync", "--watch=1h"], { signal: controller.signal });
    controller.abort();
    assert.equal((await run).exit, 130);
    assert.equal((await world.run(["status"], { signal: AbortSignal.abort() })).exit, 130);
  });
});

Deno.test("an application of the browser is on the run's profile and keeps to its settings", async () => {
  await using profile = await openSynced();
  const env = { FOXDEN_DATA_DIR: profile.home };
  await inWorld(["--offline"], { env }, async (world) => {
    assert.deepEqual(await world.profiles(), ["default"]);
    using app = world.openApp(HOOKS);
    assert.equal(app.config.profile, "default");
    await failsWith("network.offline", () => app.discover(new URL(profile.server.url), {}));
    using other = world.openApp({ ...HOOKS, profile: "other" });
    await failsWith("auth.signed-out", () => other.secrets());
  });
  await inWorld([], { env }, async (world) => {
    const controller = new AbortController();
    using app = world.openApp({ ...HOOKS, signal: controller.signal });
    controller.abort(new Error("left"));
    await assert.rejects(app.discover(new URL(profile.server.url), {}), /left/);
  });
});

Deno.test("the world inside a demo is another account with the same ways, and is gone with the run", async () => {
  await using profile = await makeProfile();
  let folder = "";
  await inWorld(
    ["--read-only", "--ascii", "-p", "work"],
    { env: { FOXDEN_DATA_DIR: profile.home } },
    async (world) => {
      const told: string[] = [];
      const demo = await world.startDemo({ rows: 10 }, (line) => told.push(line));
      assert.match(told[0] ?? "", /10 pages of history/);
      assert.deepEqual([demo.isDemo, demo.profile], [true, "default"]);
      assert.deepEqual([demo.flags.ascii, demo.flags.readOnly], [true, false]);
      using app = demo.openApp(HOOKS);
      folder = app.config.folder;
      assert.equal((await signInOf(app)).email, "ann@example.org");
      const { exit, out } = await demo.run(["passwords", "list", "--json"]);
      assert.deepEqual([exit, out.includes("github.com")], [0, true]);
    },
  );
  await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
});

Deno.test("a demo that is left while it is made leaves nothing behind", async () => {
  await using profile = await makeProfile();
  const { home } = profile;
  const former = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", home);
  try {
    await inWorld([], { env: { FOXDEN_DATA_DIR: home } }, async (world) => {
      const controller = new AbortController();
      const seen: string[][] = [];
      const leave = () => {
        seen.push([...Deno.readDirSync(home)].map(({ name }) => name));
        controller.abort(new Error("left"));
      };
      await assert.rejects(world.startDemo({ rows: 30_000 }, leave, controller.signal), /left/);
      assert.equal(seen[0]?.length, 1, "it was begun");
      assert.deepEqual([...Deno.readDirSync(home)], []);
    });
  } finally {
    if (former === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", former);
  }
});

Deno.test("a server of one's own has the account that was asked for, once", async () => {
  await using profile = await makeProfile();
  const env = (name: string) => name === "FOXDEN_SERVER_DIR" ? `${profile.home}/server` : undefined;
  const io = { ...plainIo(), env };
  const account = { email: "me@example.net", password: "a fox in its den" };
  const told: string[] = [];
  {
    await using server = await startOwnServer(io, account, (line) => told.push(line), 0);
    const response = await fetch(`${server.url}/.well-known/fxa-client-configuration`);
    assert.equal((await response.json()).auth_server_base_url, server.url);
  }
  assert.equal(told.length, 2);
  const fault = await failsWith("usage.account-exists", () => startOwnServer(io, account, () => {}, 0));
  assert.match(fault.message, /me@example\.net/);
});

Deno.test("where its port is taken a server of one's own goes to the next one, and says how to start it again", async () => {
  await using profile = await makeProfile();
  const env = (name: string) => name === "FOXDEN_SERVER_DIR" ? `${profile.home}/server` : undefined;
  const io = { ...plainIo(), env };
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const account = { email: "me@example.net", password: "a fox in its den" };
  await using server = await startOwnServer(io, account, () => {}, port);
  const taken = Number(new URL(server.url).port);
  assert.notEqual(taken, port);
  assert.ok(server.note?.includes(`Port ${port} is taken`), server.note);
  assert.ok(server.note?.includes(`foxden serve --port ${taken} `), server.note);
});

Deno.test("a command of the browser says which file it has written, and leaves one that is there where it is told to", async () => {
  await using profile = await openSynced();
  const file = `${profile.home}/out.csv`;
  await inWorld(["--offline"], { env: { FOXDEN_DATA_DIR: profile.home } }, async (world) => {
    const words = ["config", "list", "--format", "csv", "--output", file];
    const written = await world.run(words, { keepsFile: true });
    assert.deepEqual([written.exit, written.file, written.isKept], [0, file, undefined]);
    await Deno.writeTextFile(file, "mine");
    const kept = await world.run(words, { keepsFile: true });
    assert.deepEqual([kept.isKept, kept.file, await Deno.readTextFile(file)], [true, file, "mine"]);
    assert.notEqual(kept.exit, 0);
    assert.equal((await world.run(words)).exit, 0);
    assert.notEqual(await Deno.readTextFile(file), "mine");
  });
});

Deno.test("a web browser that cannot be started is told of with the key that copies the address", async () => {
  await using profile = await makeProfile();
  await inWorld([], { env: { FOXDEN_DATA_DIR: profile.home, BROWSER: "false" } }, async (world) => {
    const fault = await failsWith("failed.program", () => world.openUrls([new URL("https://a.example/")]));
    assert.match(fault.message, /; y l copies the address$/);
  });
});

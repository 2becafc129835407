/** The config file as the real program reads it, and the log as it writes it. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { openWorld, PASSWORD, type World } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf } from "./expect.ts";
import { appOf, openFilledWorld } from "./filled.ts";

const hasXdg = Deno.build.os === "linux";

const configOf = ({ home }: World) => join(home, ".config", "foxden", "config.toml");

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
}

/** Who has the last word on a setting. */
async function sourceOf(world: World, name: string, words = "", env = {}): Promise<unknown> {
  const run = await world.foxden(`config list --json ${words}`, { env });
  return itemsOf(expectSuccess(run)).find((item) => item["name"] === name)?.["source"];
}

Deno.test({
  name: "the file is where its variable, else XDG, else the home folder says",
  ignore: !hasXdg,
  async fn() {
    await using world = await openWorld({ user: false });
    const [byHome, xdg, own] = [configOf(world), join(world.home, "xdg"), join(world.home, "own")];
    const env = [{}, { XDG_CONFIG_HOME: xdg }, { XDG_CONFIG_HOME: xdg, FOXDEN_CONFIG_DIR: own }];
    const paths = [byHome, join(xdg, "foxden", "config.toml"), join(own, "config.toml")];
    for (const [i, path] of paths.entries()) {
      assert.equal((await world.foxden("config path", { env: env[i] ?? {} })).stdout, `${path}\n`);
      expectSuccess(await world.foxden("config set network.timeout 1m", { env: env[i] ?? {} }));
      assert.equal(await sourceOf(world, "network.timeout", "", env[i]), `${path}:2`);
      assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    }
  },
});

Deno.test({
  name: "flag over variable over profile over file over default, in what a command prints",
  ignore: !hasXdg,
  async fn() {
    await using world = await openWorld();
    await world.signIn();
    await write(configOf(world), '[output]\nformat = "csv"\n[profiles.default.output]\nformat = "tsv"\n');
    const begins = async (words: string, env = {}) =>
      (await world.foxden(`auth status --fields account ${words}`, { env })).stdout.slice(0, 8);
    assert.equal(await begins(""), "account\n", "the profile's section: TSV");
    await write(configOf(world), '[output]\nformat = "csv"\n');
    assert.equal(await begins(""), "account\r", "the file: CSV");
    assert.equal(await begins("", { FOXDEN_FORMAT: "xml" }), "<?xml ve", "the variable");
    assert.match(await begins("-f json", { FOXDEN_FORMAT: "xml" }), /^\{\n/, "the flag");
    await Deno.remove(configOf(world));
    assert.equal(await begins(""), "account\t", "the default elsewhere than on a terminal: plain");
    await write(configOf(world), 'profile = "work"\n');
    expectFailure(await world.foxden("auth status --json"), 4, "auth.signed-out");
    assert.equal(await begins("-p default"), "account\t");
  },
});

Deno.test({
  name: "an age in the file is a habit: where the server is gone an older copy answers",
  ignore: !hasXdg,
  async fn() {
    await using world = await openFilledWorld();
    expectSuccess(await world.foxden("sync"));
    await write(configOf(world), '[sync]\nmax_age = "0s"\n');
    await world.server.close();
    const run = expectSuccess(await world.foxden("bookmarks list", { env: { FOXDEN_MAX_AGE: "" } }));
    assert.match(run.stderr, /^note: data from .* \(the server cannot be reached\)\n$/);
    expectFailure(await world.foxden("bookmarks list --max-age 0s --json"), 7, "network.unreachable");
  },
});

Deno.test({
  name: "--version does not so much as look for the file",
  ignore: !hasXdg,
  async fn() {
    await using world = await openWorld({ user: false });
    await Deno.mkdir(dirname(configOf(world)), { recursive: true });
    // Whoever opens it to read waits for somebody to write, for ever.
    const made = await new Deno.Command("mkfifo", { args: [configOf(world)] }).output();
    assert.ok(made.success);
    expectSuccess(await world.foxden("--version"));
  },
});

Deno.test({
  name: "under --debug the log tells each request, and holds nothing of the account",
  ignore: !hasXdg,
  async fn() {
    await using world = await openFilledWorld();
    const debug = { env: { FOXDEN_DEBUG: "1" } };
    const words = [
      "auth",
      "login",
      "--server",
      world.server.url,
      "--email",
      "ann@example.org",
      "--password-stdin",
    ];
    expectSuccess(
      await world.foxden([...words, "--device-name", "secret den"], { ...debug, stdin: `${PASSWORD}\n` }),
    );
    for (
      const line of [
        "sync --full",
        "passwords list github --json",
        "bookmarks list --offline",
        "devices list",
      ]
    ) {
      expectSuccess(await world.foxden(line, debug));
    }
    const record = JSON.stringify({ id: "zzzzzzzzzzzz", name: "field-of-mine", value: "words-of-mine" });
    expectSuccess(await world.foxden("records put forms -", { ...debug, stdin: record }));
    await world.foxden("records get forms zzzzzzzzzzzz --raw", debug);
    await world.foxden("bookmarks get nosuchrecord", debug);
    const path = join(world.home, ".local", "state", "foxden", "foxden.log");
    const log = await Deno.readTextFile(path);
    assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    assert.match(log, / run +foxden auth login --server --email --password-stdin --device-name \(/);
    assert.match(log, / request +POST http:\/\/127\.0\.0\.1:\d+\/v1\/account\/login 200 \d+ ms #\d+\n/);
    assert.match(log, / request +GET http:\/\/127\.0\.0\.1:\d+\/1\.5\/…\/storage\/history 200 /);
    assert.match(log, / request +POST http:\/\/127\.0\.0\.1:\d+\/1\.5\/…\/storage\/forms 200 /);
    assert.match(log, / failed +not-found\.record\n/);
    const secrets = await appOf(world).secrets();
    const base64 = (bytes: Uint8Array) => bytes.toBase64({ alphabet: "base64url", omitPadding: true });
    const forbidden = [
      PASSWORD,
      "ann@example.org",
      "secret den",
      "words-of-mine",
      "field-of-mine",
      "zzzzzzzzzzzz",
      "nosuchrecord",
      "github",
      secrets.refreshToken ?? "no token",
      secrets.uid,
      secrets.syncKey.kid,
      base64(secrets.syncKey.k),
      base64(secrets.mirrorKey),
      world.home,
      "?",
    ];
    for (const word of forbidden) assert.ok(!log.includes(word), `the log holds ${word}`);
    const vault = await Deno.readTextFile(world.vaultPath);
    for (const [token] of vault.matchAll(/[0-9a-f]{32,}|[\w-]{40,}/g)) {
      assert.ok(!log.includes(token), "the log holds what the vault holds");
    }
    const size = log.length;
    expectSuccess(await world.foxden("bookmarks list --offline"));
    assert.equal((await Deno.readTextFile(path)).length, size, "without it nothing is written down");
  },
});

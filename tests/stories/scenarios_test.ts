/** The acceptance scenarios of the command line, line for line, on the demo's records and on a real Firefox's account. */
import assert from "node:assert/strict";
import { isObject } from "../../core/json.ts";
import { readFixture } from "../../tools/fixture.ts";
import { needs, openPty } from "../support/pty.ts";
import { challenge, CHALLENGE_PAGE, deadUrl, openFixedServer } from "../support/faults.ts";
import { openFirefoxWorld } from "../support/firefox_view_reading.ts";
import { EMAIL, PASSWORD, type Run, type World } from "../support/world.ts";
import { expectFailure, expectSuccess, linesOf } from "./expect.ts";
import { openFilledWorld } from "./filled.ts";
import { openShell, type Shell } from "./shell.ts";

/** Pages of history in the demo: enough for several pages of the server's, and for a pipe to be full. */
const ROWS = 2500;

interface Stage {
  readonly world: World;
  readonly shell: Shell;
  readonly email: string;
  readonly password: string;
  /** A host with several pages of history. */
  readonly host: string;
}

const opened = new AsyncDisposableStack();
Deno.test.afterAll(() => opened.disposeAsync());

async function openDemo(): Promise<Stage> {
  const world = opened.use(await openFilledWorld({ rows: ROWS }));
  const shell = opened.use(await openShell(world.home));
  return { world, shell, email: EMAIL, password: PASSWORD, host: "ads.example" };
}

async function openFirefox(): Promise<Stage> {
  const fixture = await readFixture();
  const { email, password } = fixture.account;
  const world = opened.use(await openFirefoxWorld(fixture));
  const shell = opened.use(await openShell(world.home));
  const login = `foxden auth login --server ${world.server.url} --email ${email} --password-stdin`;
  expectSuccess(await shell.run(login, { stdin: `${password}\n` }));
  return { world, shell, email, password, host: FIREFOX_HOST };
}

/** One of the hosts of the real Firefox's history, with a few of its pages. */
const FIREFOX_HOST = "site0.example";

const STAGES = [["the demo's records", openDemo], ["a real Firefox's account", openFirefox]] as const;

const jsonOf = (text: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(text);
  assert.ok(isObject(value), text);
  return value;
};

/** A run that was silent on stderr. */
function quiet(run: Run): string {
  assert.deepEqual([run.code, run.stderr], [0, ""]);
  return run.stdout;
}

for (const [name, open] of STAGES) {
  let made: Promise<Stage> | undefined;
  const scenario = (title: string, body: (stage: Stage) => Promise<void>) =>
    Deno.test(`${title}, on ${name}`, async () => await body(await (made ??= open())));

  scenario("C01: foxden alone, without a terminal, shows short help on stderr", async ({ shell }) => {
    const { code, stdout, stderr } = await shell.run("foxden </dev/null >f");
    assert.deepEqual([code, stdout, await Deno.readTextFile(`${shell.home}/f`)], [2, "", ""]);
    assert.match(stderr, /^usage: foxden/);
  });

  scenario("C02: a mistyped command gets one suggestion", async ({ shell }) => {
    const { code, stdout, stderr } = await shell.run("foxden bookmrks list");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.ok(stderr.includes('Did you mean "bookmarks"?'), stderr);
  });

  scenario("C03: nobody signed in is one line of JSON", async ({ shell }) => {
    const run = await shell.run("mkdir -p empty; HOME=$PWD/empty foxden bookmarks list --json");
    expectFailure(run, 4, "auth.signed-out");
    assert.match(run.stderr, /"code":"auth".*"exit":4/);
  });

  scenario("C04: a list is a document with a version, a kind and items", async ({ shell }) => {
    const line = `foxden collections list --json | jq -e '.schemaVersion==1 and (.items|length>5)'`;
    assert.equal(quiet(await shell.run(line)), "true\n");
  });

  scenario("C05: a list of nothing is empty and no failure", async ({ shell }) => {
    const { items } = jsonOf(quiet(await shell.run("foxden history list nosuchword --json")));
    assert.deepEqual(items, []);
    assert.equal(quiet(await shell.run("foxden history list nosuchword --ndjson")), "");
  });

  scenario("C06: a reader that leaves after a line ends an export quietly", async ({ shell }) => {
    const lines = `foxden history export -f ndjson | head -1 || echo "status \${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await shell.run(lines);
    const [first = "", second] = linesOf(stdout);
    assert.equal(typeof jsonOf(first)["url"], "string");
    assert.deepEqual([second, stderr], ["status 141", ""]);
  });

  scenario("C13: history is removed by a query only when its number was said", async ({ shell, host }) => {
    const urls = async () => quiet(await shell.run(`foxden history list 'host:${host}' --fields url`));
    const before = await urls();
    const count = linesOf(before).length;
    assert.ok(count > 3 && (host !== "ads.example" || count === 37), `${count} of ${host}`);
    const rm = `foxden history rm 'host:${host}'`;
    const asked = await shell.run(`${rm} </dev/null`);
    assert.deepEqual([asked.code, asked.stdout, await urls()], [11, "", before], asked.stderr);
    const plan = jsonOf(expectSuccess(await shell.run(`${rm} --dry-run --json`)).stdout);
    assert.deepEqual([plan["dryRun"], await urls()], [true, before]);
    assert.equal(Array.isArray(plan["items"]) && plan["items"].length, count);
    const wrong = await shell.run(`${rm} --yes=3`);
    assert.deepEqual([wrong.code, wrong.stdout, await urls()], [11, "", before]);
    assert.match(wrong.stderr, new RegExp(`\\b${count}\\b`));
    assert.match(wrong.stderr, /\b3\b/);
    const removed = expectSuccess(await shell.run(`${rm} --yes=${count}`));
    assert.deepEqual([await urls(), removed.stdout], ["", ""]);
    assert.match(removed.stderr, new RegExp(`\\b${count}\\b`));
    expectSuccess(await shell.run("foxden undo --yes"));
    assert.deepEqual(linesOf(await urls()).sort(), linesOf(before).sort());
  });

  Deno.test(needs("tmux", {
    name: `C18: colour is for a terminal, unless said, on ${name}`,
    async fn() {
      const { shell, world } = await (made ??= open());
      const { NO_COLOR: _, ...env } = shell.env;
      const status = async (line: string) => expectSuccess(await shell.run(`unset NO_COLOR; ${line}`)).stdout;
      const isColoured = (text: string) => text.includes("\x1b[");
      assert.equal(isColoured(await status("NO_COLOR=1 foxden status")), false);
      assert.equal(isColoured(await status("FORCE_COLOR=1 foxden status | cat")), true);
      assert.equal(isColoured(await status("foxden status --color never")), false);
      assert.equal(isColoured(await status("foxden status")), false);
      await using pty = await openPty("status", { env: { ...env, HOME: world.home } });
      assert.equal(await pty.ended(), 0);
      assert.ok(isColoured(await pty.raw()));
    },
  }));

  scenario("C19: a token server that is not there, is busy, or wants no robots", async (stage) => {
    const busy = () => new Response("busy", { status: 503, headers: { "retry-after": "7" } });
    await using unwilling = openFixedServer(busy);
    await using suspicious = openFixedServer(challenge);
    const network = await syncThrough(stage, "gone", deadUrl());
    expectFailure(network, 7, "network.unreachable");
    const server = expectFailure(await syncThrough(stage, "busy", unwilling.url), 8, "server.busy");
    assert.deepEqual([server.code, server.retryAfter], ["server", 7]);
    const run = await syncThrough(stage, "robot", suspicious.url);
    const { message, why } = expectFailure(run, 8, "server.challenge");
    assert.match(`${message} ${why}`, /challenge|robot/);
    assert.ok(!run.stderr.includes("<") && !run.stderr.includes(CHALLENGE_PAGE));
  });
}

/** Signs in on a profile of its own whose token server is another, and brings its copy up to date. */
async function syncThrough(
  { shell, world, email, password }: Stage,
  profile: string,
  tokenServer: string,
): Promise<Run> {
  const login =
    `foxden auth login -p ${profile} --server ${world.server.url} --token-server ${tokenServer} ` +
    `--email ${email} --password-stdin`;
  expectSuccess(await shell.run(login, { stdin: `${password}\n` }));
  return await shell.run(`foxden sync -p ${profile} --json`);
}

const MAIN = new URL("../../cli/main.ts", import.meta.url).pathname;

/** Names of the packages that a run of the program loads, and whether it loads a file of its own. */
async function loadedBy(
  words: readonly string[],
  home: string,
): Promise<{ packages: string[]; log: string }> {
  const args = ["run", "--allow-all", "--log-level=debug", MAIN, ...words];
  const env = { ...Deno.env.toObject(), HOME: home, NO_COLOR: "1" };
  const { stderr } = await new Deno.Command(Deno.execPath(), { args, env, stdout: "null" }).output();
  const log = new TextDecoder().decode(stderr);
  const found = [...log.matchAll(/Resolved package folder of (@?[^@\s]+)@/g)].map(([, name = ""]) => name);
  return { packages: [...new Set(found)].sort(), log };
}

Deno.test("C20: --version loads no package at all, and a list neither a screen nor a reader of config files", async () => {
  await using world = await openFilledWorld();
  const version = await loadedBy(["--version"], world.home);
  assert.ok(version.log.includes("cli/version.ts"), "the log tells of modules");
  assert.deepEqual(version.packages, []);
  const list = await loadedBy(["bookmarks", "list"], world.home);
  assert.ok(list.log.includes("cli/commands/bookmarks.ts"));
  assert.deepEqual(list.packages, ["commander", "string-width"]);
});

/** foxden status: one screen about the account, with colours where the rules allow them and nothing but data on stdout. */
import assert from "node:assert/strict";
import { FaultBox } from "../support/faults.ts";
import { needs, openPty } from "../support/pty.ts";
import { programEnv, programWords, runToEnd, type World } from "../support/world.ts";
import { expectFailure, expectSuccess } from "./expect.ts";
import { dropMirror, openFilledWorld } from "./filled.ts";

const faults = new FaultBox();
let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld({ fault: faults.fault, rows: 6000 });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

const ESCAPE = "\x1b[";

Deno.test("colours come and go by NO_COLOR, FORCE_COLOR, --color and the terminal", async () => {
  const plain = expectSuccess(await world.foxden("status", { env: { NO_COLOR: "1", FORCE_COLOR: "1" } }));
  assert.ok(!plain.stdout.includes(ESCAPE));
  const forced = new Deno.Command("sh", {
    args: ["-c", '"$@" | cat', "sh", ...programWords("status")],
    clearEnv: true,
    env: programEnv({ HOME: world.home, FORCE_COLOR: "1" }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  assert.ok(expectSuccess(await runToEnd(forced)).stdout.includes(ESCAPE));
  const never = expectSuccess(await world.foxden("status --color never", { env: { FORCE_COLOR: "1" } }));
  assert.ok(!never.stdout.includes(ESCAPE));
  assert.ok(!expectSuccess(await world.foxden("status")).stdout.includes(ESCAPE), "a pipe is no terminal");
});

Deno.test(needs("tmux", {
  name: "on a terminal of any width it is one screen, in colour unless that is not wanted",
  async fn() {
    for (const columns of [60, 100, 200]) {
      await using pty = await openPty("status", { env: { HOME: world.home }, columns, rows: 24 });
      assert.equal(await pty.ended(), 0, await pty.screen());
      const screen = await pty.screen();
      assert.match(screen, /^Account {2,}ann@example\.org$/m);
      assert.match(screen, /^Next {2,}foxden sync/m, "its first line is still there with its last");
      assert.ok((await pty.raw()).includes(`${ESCAPE}1m`));
    }
    await using pty = await openPty("status", { env: { HOME: world.home, NO_COLOR: "1" } });
    assert.equal(await pty.ended(), 0);
    assert.ok(!(await pty.raw()).includes(`${ESCAPE}1m`));
  },
}));

/** Holds pages of history back for a moment, so that a download lasts long enough to be told of. */
const slowly = () =>
  faults.use(async ({ url }) => {
    if (url.includes("/storage/history")) await new Promise((resolve) => setTimeout(resolve, 250));
    return undefined;
  });

const PROGRESS = /history( read)? {2}[\d,]+( \/ [\d,]+ {2}\d+%)?/;

Deno.test("how far long work is never shows on stdout, and on stderr only where that was asked for", async () => {
  using _ = slowly();
  const listed = async (flags: string) => {
    await dropMirror(world);
    const run = expectSuccess(await world.foxden(`history list -f plain --limit 2 ${flags}`));
    assert.equal(run.stdout.trimEnd().split("\n").length, 2);
    assert.doesNotMatch(run.stdout, PROGRESS);
    return run.stderr;
  };
  assert.equal(await listed(""), "");
  assert.match(await listed("--progress"), PROGRESS);
  assert.match(await listed("-v"), PROGRESS);
  for (const flags of ["--no-progress -v", "-q --progress"]) {
    assert.doesNotMatch(await listed(flags), PROGRESS);
  }
});

Deno.test("a program follows long work by events, a line of JSON each, beside its data", async () => {
  using _ = slowly();
  await dropMirror(world);
  const { stdout, stderr } = expectSuccess(await world.foxden("sync history --json --progress=json"));
  assert.equal(JSON.parse(stdout).kind, "sync");
  const events = stderr.trimEnd().split("\n").map((line) => JSON.parse(line).progress);
  const history = events.filter(({ collection, act }) => collection === "history" && act === "download");
  assert.ok(history.length >= 2, stderr);
  const counts = history.map(({ done }) => done);
  assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
  assert.deepEqual([history.at(-1).done, history.at(-1).share], [history.at(-1).total, 1]);
});

Deno.test(needs("tmux", {
  name: "a file that takes long to write shows how far it is, and nothing of that is left",
  async fn() {
    using _ = slowly();
    await dropMirror(world);
    const words = ["history", "list", "--json", "-o", `${world.home}/history.json`];
    await using pty = await openPty(words, { env: { HOME: world.home } });
    await pty.waitFor(PROGRESS);
    assert.equal(await pty.ended(), 0, await pty.screen());
    assert.doesNotMatch(await pty.scrollback(), PROGRESS);
    assert.ok(JSON.parse(await Deno.readTextFile(`${world.home}/history.json`)).items.length >= 6000);
  },
}));

Deno.test("offline and with a server that is away it says what this machine knows", async () => {
  await dropMirror(world);
  const nothing = expectSuccess(await world.foxden("status --offline --json"));
  const row = JSON.parse(nothing.stdout);
  assert.deepEqual([row.account, row.answeredBy, row.records], ["ann@example.org", "nobody", null]);
  assert.match(nothing.stderr, /\(offline\)$/m);
  const asked = JSON.parse(expectSuccess(await world.foxden("status --json")).stdout);
  const known = JSON.parse(expectSuccess(await world.foxden("status --offline --json")).stdout);
  assert.deepEqual([known.records, known.answeredBy], [asked.records, "this machine"]);
  using _ = faults.answer(/\/info\//, () => new Response("0", { status: 503 }));
  const lenient = expectSuccess(await world.foxden("status", { env: { FOXDEN_MAX_AGE: "" } }));
  assert.match(lenient.stderr, /^note: data from .*\(the server is busy\)$/m);
  assert.match(lenient.stdout, /^next\t.*foxden doctor/m);
  expectFailure(await world.foxden("status --json"), 8, "server.busy");
});

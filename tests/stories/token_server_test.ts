/** Token servers that fail, met by the real program: each failure has its exit code, its one line, and no page of HTML. */
import assert from "node:assert/strict";
import { anyObject, object, parseJson } from "../../core/json.ts";
import { challenge, CHALLENGE_PAGE, deadUrl, FaultBox, openFixedServer } from "../support/faults.ts";
import { EMAIL, openWorld, PASSWORD, type World } from "../support/world.ts";
import { expectFailure, expectSuccess } from "./expect.ts";
import { openFilledWorld } from "./filled.ts";

/** A world that is signed in with another token server than its own. */
async function openWith(tokenServer: string): Promise<World> {
  const world = await openWorld();
  const words = [
    "auth",
    "login",
    "--server",
    world.server.url,
    "--token-server",
    tokenServer,
    "--email",
    EMAIL,
  ];
  expectSuccess(await world.foxden([...words, "--password-stdin"], { stdin: `${PASSWORD}\n` }));
  return world;
}

Deno.test("a token server at a closed port is a network failure", async () => {
  const url = deadUrl();
  await using world = await openWith(url);
  const error = expectFailure(await world.foxden("sync --json"), 7, "network.unreachable");
  assert.equal(error.code, "network");
  assert.ok(error.message.includes(new URL(url).host));
});

Deno.test("a token server that is overloaded says for how long", async () => {
  await using server = openFixedServer(() =>
    new Response("{}", { status: 503, headers: { "retry-after": "7" } })
  );
  await using world = await openWith(server.url);
  const run = await world.foxden("sync --json");
  const error = expectFailure(run, 8, "server.busy");
  assert.equal(error.code, "server");
  assert.ok(run.stderr.includes('"retryAfter":7'), run.stderr);
});

Deno.test("a page against robots in front of the token server is named, and nothing of it is shown", async () => {
  await using server = openFixedServer(challenge);
  await using world = await openWith(server.url);
  const run = await world.foxden("sync --json");
  const error = expectFailure(run, 8, "server.challenge");
  assert.match(`${error.message} ${error.why}`, /anti-bot|robots/);
  const told = await world.foxden("sync");
  assert.deepEqual([told.code, told.stdout], [8, ""]);
  assert.match(told.stderr, /robots/);
  for (const text of [run.stderr, told.stderr]) {
    assert.doesNotMatch(text, /[<>]/);
    for (const word of CHALLENGE_PAGE.match(/>[^<]+</g) ?? []) {
      assert.ok(!text.includes(word.slice(1, -1)), word);
    }
  }
});

Deno.test("every failure in JSON is one line with the same members, and stdout stays empty", async () => {
  const faults = new FaultBox();
  await using world = await openFilledWorld({ fault: faults.fault });
  const members = ["code", "reason", "exit", "message", "why", "try", "ids", "retryAfter", "requestId"];
  const failing: Record<string, [words: string, exit: number]> = {
    usage: ["history list --nonsense", 2],
    "not-found": ["records get forms nosuchid0000", 3],
    auth: ["status -p nobody", 4],
    network: ["history list --offline --max-age 0s", 7],
    "not-confirmed": ["records rm forms aaaaaaaaaaaa --hard", 3],
  };
  for (const [words, exit] of Object.values(failing)) {
    for (const format of ["--json", "--ndjson", "-f json"]) {
      const { code, stdout, stderr } = await world.foxden(`${words} ${format}`);
      assert.deepEqual([code, stdout, stderr.split("\n").length], [exit, "", 2], stderr);
      const { error } = object({ error: anyObject })(parseJson(stderr, "stderr"), "stderr");
      assert.deepEqual(members.filter((member) => !(member in error)), [], stderr);
      assert.deepEqual([error["exit"], error["requestId"]], [exit, null]);
    }
  }
});

Deno.test("a run that is written down has an id, which its lines in the log bear", async () => {
  await using world = await openFilledWorld();
  const words = "records get forms nosuchid0000 --debug";
  const json = await world.foxden(`${words} --json`);
  const last = json.stderr.split("\n").find((line) => line.startsWith('{"error"')) ?? "";
  const { requestId, log } = JSON.parse(last).error;
  assert.match(requestId, /^\w+$/);
  const lines = (await Deno.readTextFile(log)).split("\n").filter((line) => line.includes(` ${requestId} `));
  assert.match(lines.at(-1) ?? "", /not-found\.record$/);
  const told = (await world.foxden(words)).stderr;
  assert.match(told, /^ {2}code {2}not-found \(exit 3\) {3}request \w+ {3}log \S+$/m);
});

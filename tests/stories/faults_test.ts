/** Networks and servers that fail: each failure has a name, an exit code and a way out. */
import assert from "node:assert/strict";
import {
  challenge,
  CHALLENGE_PAGE,
  deadUrl,
  FaultBox,
  openFixedServer,
  openRawServer,
} from "../support/faults.ts";
import { EMAIL, openWorld, PASSWORD, type Run, type World } from "../support/world.ts";
import { expectFailure, expectSuccess } from "./expect.ts";
import { dropMirror, openFilledWorld } from "./filled.ts";

const faults = new FaultBox();
let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld({ fault: faults.fault });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

/** Signs in on a profile that nobody else uses. */
function logIn(
  { server = world.server.url, email = EMAIL, password = PASSWORD, flags = ["--json"] } = {},
): Promise<Run> {
  const words = ["auth", "login", "-p", "new", "--server", server, "--email", email, "--password-stdin"];
  return world.foxden([...words, ...flags], { stdin: `${password}\n` });
}

/** Lists history on a machine that has nothing yet, which needs the token server and every page of storage. */
async function listHistory(...flags: string[]): Promise<Run> {
  await dropMirror(world);
  return await world.foxden(["history", "list", "--json", ...flags]);
}

Deno.test("a wrong password is told as that", async () => {
  expectFailure(await logIn({ password: "wrong" }), 4, "auth.wrong-password");
});

Deno.test("an account the server does not know is told as that", async () => {
  expectFailure(await logIn({ email: "nobody@example.org" }), 4, "auth.unknown-account");
});

Deno.test("an error has three parts: what, why, and what to do", async () => {
  const runs = [
    await logIn({ password: "wrong" }),
    await world.foxden("auth status -p nobody --json"),
    await world.foxden("passwords get nosuch.example --json"),
    await world.foxden("records get prefs nosuchid0000 --json"),
    await world.foxden("bookmarks list --json --limit many"),
    await world.foxden(`bookmarks list --json -o ${world.home}/no/such/folder/x`),
  ];
  for (const { stderr } of runs) {
    const { error } = JSON.parse(stderr);
    // A message about the words that were typed says it all.
    assert.ok(error.message && (error.why || error.code === "usage") && error.try.length > 0, stderr);
  }
});

Deno.test("a sign-in that wants a code nobody can give is unverified", async () => {
  await using strict = await openWorld({ signIn: "code" });
  const words = ["auth", "login", "--server", strict.server.url, "--email", EMAIL, "--password-stdin"];
  expectFailure(await strict.foxden([...words, "--json"], { stdin: PASSWORD }), 4, "auth.unverified");
});

Deno.test("a server that is not there is a network failure", async () => {
  const error = expectFailure(await logIn({ server: deadUrl() }), 7, "network.unreachable");
  assert.match(error.message, /127\.0\.0\.1:\d+/);
});

Deno.test("a server that went away after the sign-in is a network failure", async () => {
  await using gone = await openWorld();
  await gone.signIn();
  await gone.server.close();
  expectFailure(await gone.foxden("history list --json"), 7, "network.unreachable");
});

Deno.test("a server that does not answer in time is a network failure", async () => {
  const over = Promise.withResolvers<Response>();
  let asked = 0;
  using _ = faults.answer(/\/storage\/history$/, () => {
    asked++;
    return over.promise;
  });
  const run = await listHistory("--timeout", "1s");
  over.resolve(new Response());
  expectFailure(run, 7, "network.timeout");
  assert.equal(asked, 1);
});

Deno.test("an address without an accounts server is told as that", async () => {
  await using other = openFixedServer(() => new Response("not found", { status: 404 }));
  const error = expectFailure(await logIn({ server: other.url }), 8, "server.status");
  assert.ok(error.message.includes(other.url));
  assert.ok(error.try.some((line) => line.includes("address")), "the address is what may be wrong");
});

Deno.test("an answer that is not JSON is a server failure, and nothing of it is shown", async () => {
  await using other = openFixedServer(() => new Response("<h1>Welcome to my blog</h1>"));
  const run = await logIn({ server: other.url });
  expectFailure(run, 8, "server.shape");
  assert.ok(!run.stderr.includes("Welcome"));
});

Deno.test("JSON that stops in the middle is a server failure", async () => {
  using trap = faults.answer(/\/storage\/history$/, () => new Response('[{"id":"abcdefghijkl","payl'));
  expectFailure(await listHistory(), 8, "server.shape");
  assert.equal(trap.hits, 1);
});

Deno.test("an answer cut off in mid-body is a server failure", async () => {
  await using cut = openRawServer('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"auth_server');
  expectFailure(await logIn({ server: cut.url }), 8, "server.shape");
});

Deno.test("an anti-robot page is named, not shown, and leads to the browser", async () => {
  using trap = faults.answer(/\/v1\/account\/login$/, challenge);
  const error = expectFailure(await logIn(), 8, "server.challenge");
  assert.ok(error.try.some((line) => line.includes("auth login") && line.includes("--browser")));
  const told = await logIn({ flags: [] });
  assert.deepEqual([told.code, told.stdout], [8, ""]);
  assert.match(told.stderr, /^foxden: .+\n {2}why {3}.+\n/);
  assert.match(told.stderr, /\n {2}try {3}.*--browser/);
  assert.match(told.stderr, /\n {2}code {2}server \(exit 8\)\n$/);
  for (const tag of CHALLENGE_PAGE.matchAll(/<[^>]+>/g)) assert.ok(!told.stderr.includes(tag[0]));
  assert.equal(trap.hits, 2);
});

Deno.test("an anti-robot page in front of the token server and of storage is named too", async () => {
  for (const path of [/\/token\//, /\/storage\/history$/, /\/\.well-known\//]) {
    using trap = faults.answer(path, challenge);
    const run = String(path).includes("well-known") ? await logIn() : await listHistory();
    expectFailure(run, 8, "server.challenge");
    assert.notEqual(trap.hits, 0, String(path));
  }
});

Deno.test("a busy server says when to come back, and is neither waited for nor asked again", async () => {
  const busy = () => new Response("{}", { status: 503, headers: { "retry-after": "7" } });
  for (const path of [/\/token\//, /\/storage\/history$/]) {
    using trap = faults.answer(path, busy);
    const error = expectFailure(await listHistory(), 8, "server.busy");
    assert.equal(error.retryAfter, 7);
    assert.ok(error.try.some((line) => line.includes("7 s")));
    assert.equal(trap.hits, 1);
  }
});

Deno.test("a busy server that sends a page instead of JSON is busy all the same", async () => {
  const page = () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  using trap = faults.answer(/\/v1\/account\/login$/, page);
  assert.equal(expectFailure(await logIn(), 8, "server.busy").retryAfter, null);
  assert.equal(trap.hits, 1);
});

Deno.test("the address of a server may end with a slash", async () => {
  expectSuccess(await logIn({ server: `${world.server.url}/` }));
  const run = expectSuccess(await world.foxden("auth status -p new --fields server -f plain"));
  assert.equal(run.stdout, `server\t${world.server.url}\n`);
});

Deno.test("an address that is none is refused before anything is sent", async () => {
  for (const server of ["nonsense", "ftp://127.0.0.1/", "127.0.0.1:8000"]) {
    expectFailure(await logIn({ server }), 2, "usage.value");
  }
});

Deno.test("plain http to another machine is warned of, and to this one it is not", async () => {
  const page = () => new Response("{}", { status: 503 });
  // A proxy answers for the name, so that no other machine is asked.
  await using proxy = openFixedServer(page);
  const words = ["auth", "login", "--server", "http://sync.example", "--email", EMAIL, "--password-stdin"];
  const env = { HTTP_PROXY: proxy.url };
  const remote = await world.foxden([...words, "-p", "new"], { stdin: PASSWORD, env });
  assert.equal(remote.code, 8, remote.stderr);
  assert.match(remote.stderr, /^warning: http:\/\/sync\.example is not encrypted/);
  await using local = openFixedServer(page);
  assert.ok(!(await logIn({ server: local.url, flags: [] })).stderr.includes("warning"));
});

/** Small things one meets every day. */
import assert from "node:assert/strict";
import { openWorld, runToEnd, type World } from "../support/world.ts";
import { needs, openPty } from "../support/pty.ts";
import { expectFailure, expectSuccess, linesOf } from "./expect.ts";
import { openFilledWorld, put } from "./filled.ts";

const HOSTILE = "\x1b]52;c;aGk=\x07 \x9b31m \u202e";

let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld();
  await put(world, "bookmarks", "hostile00001", {
    id: "hostile00001",
    type: "bookmark",
    parentid: "unfiled",
    bmkUri: "https://evil.example/",
    title: HOSTILE,
  });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

const print = async (words: string) => expectSuccess(await world.foxden(words)).stdout;

Deno.test("JSON is valid and holds nothing a terminal would act on, and the title in it is exact", async () => {
  for (
    const words of ["records get bookmarks hostile00001", "bookmarks list host:evil.example --ndjson"]
  ) {
    const text = await print(words);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    assert.equal(JSON.parse(text).title, HOSTILE);
  }
});

Deno.test(needs("tmux", {
  name: "CSV is exact in a file and harmless on a terminal",
  async fn() {
    const words = "bookmarks list host:evil.example --fields title -f csv --no-header";
    assert.equal(await print(words), `${HOSTILE}\r\n`);
    await using pty = await openPty(words, { env: { HOME: world.home } });
    await pty.waitFor("x1b]52");
    assert.ok(!(await pty.raw()).includes("\x1b]52"));
  },
}));

Deno.test("several records are shown as the objects they are, ids from words and from stdin alike", async () => {
  const run = await world.foxden("records get bookmarks menu -", { stdin: "toolbar\n" });
  const objects = expectSuccess(run).stdout.split(/^(?=\{)/m).map((text) => JSON.parse(text));
  assert.deepEqual(objects.map(({ id }) => id), ["menu", "toolbar"]);
  const one = await world.foxden("records get bookmarks - --json", { stdin: "menu\n" });
  assert.equal(JSON.parse(expectSuccess(one).stdout).items.length, 1, "the shape does not follow the count");
});

Deno.test("a login's id may be begun without its brace", async () => {
  const [id = ""] = linesOf(await print("passwords list --limit 1 -f ids"));
  assert.equal(JSON.parse(await print(`records get passwords ${id.slice(1, 12)}`)).id, id);
});

Deno.test("a table of history begins with the newest visit", async () => {
  const times = linesOf(await print("history list -f table --time iso --fields lastVisit --no-header"));
  assert.deepEqual(times, times.toSorted().reverse());
});

Deno.test("a disk that is full is told as that, and is no defect", async () => {
  const full = new Deno.Command("sh", {
    args: ["-c", `exec "$0" run -q -A "$1" help flags > /dev/full`, Deno.execPath(), "cli/main.ts"],
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stderr } = await runToEnd(full);
  assert.equal(code, 1, stderr);
  assert.match(stderr, /cannot write to stdout/);
});

Deno.test("a shell whose demo has ended is told so, and not to sign in there", async () => {
  await using other = await openWorld({ user: false });
  const env = { FOXDEN_DATA_DIR: "/tmp/foxden-demo-that-is-gone/data" };
  const error = expectFailure(await other.foxden("status --json", { env }), 4, "auth.demo-ended");
  assert.ok(error.try.some((line) => line.startsWith("unset ")));
  const folder = await Deno.makeTempDir({ prefix: "foxden-demo-" });
  try {
    const running = await other.foxden("status --json", { env: { FOXDEN_DATA_DIR: folder } });
    expectFailure(running, 4, "auth.signed-out");
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("queries and the environment have help of their own, and help has help", async () => {
  assert.match(await print("help queries"), /visits:>5/);
  assert.match(await print("help environment"), /FOXDEN_PASSPHRASE_FILE/);
  assert.match(await print("help help"), /queries/);
});

Deno.test("a word of a query that begins with a dash is explained", async () => {
  const error = expectFailure(await world.foxden("bookmarks list -draft --json"), 2, "usage.value");
  assert.ok(error.try.some((line) => line.includes("-- -")), error.try.join());
});

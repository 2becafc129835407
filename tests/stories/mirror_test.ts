/** The local copy as people meet it: what a run asks the server, what it opens, and what it says of records it cannot read. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openWorld, type Run, type World } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { fill, openFilledWorld, put, remove, tamper, withWrongHmac } from "./filled.ts";

/** Three pages of the mirror, two of the server. */
const ROWS = 1200;

/** As a person has it, who set nothing. */
const USUAL = { env: { FOXDEN_MAX_AGE: "" } };

/** What the server was asked, without times. */
const log: string[] = [];
let world: World;
Deno.test.beforeAll(async () => {
  const note = (line: string) => void log.push(line.replace(/ \d+ms$/, ""));
  world = await openFilledWorld({ rows: ROWS, log: note });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

/** Runs the program in a world. @returns how it ended, and what the server was asked meanwhile */
async function asking(words: string): Promise<Run & { readonly requests: readonly string[] }> {
  log.length = 0;
  const run = await world.foxden(words, USUAL);
  return { ...run, requests: [...log] };
}

const recordsRead = (requests: readonly string[]) => requests.filter((line) => line.includes("/storage/"));

Deno.test("with --fresh on a server where nothing changed, three questions are enough and no record is read", async () => {
  const first = await asking("history list --fresh --json");
  expectSuccess(first);
  const second = await asking("history list --fresh --json");
  assert.deepEqual(itemsOf(expectSuccess(second)), itemsOf(first));
  assert.equal(itemsOf(second).length, ROWS);
  assert.ok(second.requests.length <= 3, second.requests.join("\n"));
  assert.deepEqual(recordsRead(second.requests), []);
  assert.deepEqual(
    second.requests.toSorted(),
    ["GET /1.5/:uid/info/collection_counts 200", "GET /1.5/:uid/info/collections 200"],
  );
});

Deno.test("for some minutes the copy answers alone, and without a server as long as one likes", async () => {
  const fresh = expectSuccess(await asking("bookmarks list --fresh --json"));
  for (
    const words of [
      "bookmarks list --json",
      "bookmarks list --json --offline",
      "bookmarks list --json --max-age 1h",
    ]
  ) {
    const run = await asking(words);
    assert.deepEqual([run.code, run.stdout, run.requests], [0, fresh.stdout, []], words);
  }
  const asked = await asking("bookmarks list --json --max-age 0s");
  assert.deepEqual(recordsRead(asked.requests), []);
  assert.notDeepEqual(asked.requests, []);
});

Deno.test("what another device wrote, and what it took away, is all that a refresh reads", async () => {
  expectSuccess(await asking("history list --fresh --json"));
  await put(world, "history", "newest-entry", {
    id: "newest-entry",
    histUri: "https://new.example/",
    title: "New",
    visits: [{ date: Date.now() * 1000, type: 1 }],
  });
  const added = await asking("history list --fresh --json --limit 1");
  assert.equal(itemsOf(expectSuccess(added))[0]?.["id"], "newest-entry");
  assert.equal(recordsRead(added.requests).length, 1);
  await remove(world, "history", "newest-entry");
  const removed = await asking("history list --fresh --json");
  assert.ok(!itemsOf(expectSuccess(removed)).some(({ id }) => id === "newest-entry"));
});

Deno.test("three runs at once on a machine that has nothing yet read each record once", async () => {
  await using other = await openWorld({ log: (line) => void log.push(line) });
  await other.signIn();
  await fill(other, ROWS);
  log.length = 0;
  const runs = await Promise.all([1, 2, 3].map(() => other.foxden("history list --json", USUAL)));
  for (const run of runs) assert.equal(itemsOf(expectSuccess(run)).length, ROWS);
  // Two pages of history, and one each of the two records that Sync rests on.
  assert.equal(log.filter((line) => line.startsWith("GET /1.5/:uid/storage/")).length, 4);
});

/** Spoils the page of the mirror that holds the oldest history: within one download the newest go to the first page. */
function spoilLastPage({ home }: World): void {
  using mirror = new DatabaseSync(join(home, ".local/share/foxden/default/mirror.db"));
  const pages = "SELECT max(no) FROM page WHERE copy IN (SELECT id FROM copy WHERE name = 'history')";
  const { changes } = mirror.prepare(`UPDATE page SET box = zeroblob(length(box)) WHERE no = (${pages})`)
    .run();
  assert.equal(changes, 1);
}

Deno.test("a list begins before its last page is opened, and a short one opens only what it shows", async () => {
  await using other = await openFilledWorld({ rows: ROWS });
  const whole = linesOf(expectSuccess(await other.foxden("history list --ndjson", USUAL)).stdout);
  assert.equal(whole.length, ROWS);
  spoilLastPage(other);
  const short = await other.foxden("history list --ndjson --limit 20 --offline");
  assert.deepEqual(linesOf(expectSuccess(short).stdout), whole.slice(0, 20));
  const long = await other.foxden("history list --ndjson --offline");
  assert.notEqual(long.code, 0, "the page does not open");
  const lines = linesOf(long.stdout);
  assert.ok(lines.length >= 512 && lines.length < ROWS, `${lines.length} lines`);
  assert.deepEqual(lines, whole.slice(0, lines.length));
  const again = await other.foxden("history list --ndjson", USUAL);
  assert.deepEqual(linesOf(expectSuccess(again).stdout), whole, "the next run reads it anew");
});

Deno.test("a record that does not open is named, the rest is shown, and --strict ends in exit 9", async () => {
  await using other = await openFilledWorld();
  const before = itemsOf(expectSuccess(await other.foxden("history list --json")));
  const id = String(before[0]?.["id"]);
  await tamper(other, "history", id, withWrongHmac);
  for (const how of ["", " --offline"]) {
    const lenient = expectSuccess(await other.foxden(`history list --json${how}`, how === "" ? {} : USUAL));
    assert.deepEqual(itemsOf(lenient), before.slice(1));
    assert.ok(lenient.stderr.includes(id), lenient.stderr);
    const strict = await other.foxden(`history list --json --strict${how}`, how === "" ? {} : USUAL);
    assert.equal(strict.code, 9, strict.stderr);
    assert.ok(strict.stderr.includes(id), strict.stderr);
  }
});

Deno.test("a machine that has nothing yet says so when nobody may be asked", async () => {
  await using other = await openFilledWorld();
  const run = await other.foxden("history list --json --offline", USUAL);
  expectFailure(run, 7, "network.offline");
});

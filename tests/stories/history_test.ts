/** History as people use it: a long one in a pipe, a tracker that is forgotten, visits that come from elsewhere. */
import assert from "node:assert/strict";
import { entryText, type PageEntry } from "../../app/mirror/page.ts";
import { collectionName, guid, type ServerTime } from "../../core/ids.ts";
import { linesOf as linesFrom, openWorld, type World } from "../support/world.ts";
import { expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { appOf, openFilledWorld } from "./filled.ts";
import { openShell } from "./shell.ts";

const HISTORY = collectionName("history");
const PAGES = 500_000;
/** So many are stored at once. */
const RUN_PAGES = 4096;
const FIRST_MS = Date.UTC(2020, 0);

/** Puts so many pages straight into the mirror, as if they had just been downloaded. */
async function fillMirror(world: World): Promise<void> {
  using app = appOf(world);
  const mirror = await app.mirror();
  const copy = mirror.grow(HISTORY, "a test");
  const cursor = FIRST_MS as ServerTime;
  for (let start = 0; start < PAGES; start += RUN_PAGES) {
    const length = Math.min(RUN_PAGES, PAGES - start);
    const entries = Array.from({ length }, (_, i) => pageEntry(start + i));
    await mirror.store(copy, entries, { cursor, settled: true });
  }
  mirror.replace(copy, cursor);
  const replaced = mirror.copyOf(HISTORY);
  assert.ok(replaced);
  mirror.markChecked(replaced, Date.now());
}

function pageEntry(i: number): PageEntry {
  const id = guid(`page${String(i).padStart(8, "0")}`);
  const modified = FIRST_MS as ServerTime;
  const visits = [1, 2].map((n) => ({ date: (FIRST_MS + 1000 * i - n) * 1000, type: n }));
  const clear = JSON.stringify({ id, histUri: `https://example.org/page/${i}`, title: `Page ${i}`, visits });
  return {
    id,
    modified,
    sortKey: FIRST_MS + 1000 * i - 1,
    text: entryText({ id, modified, bytes: 300, clear }).text,
  };
}

/** Bytes that a process has read so far, as the kernel counts them. */
async function bytesRead(pid: number): Promise<number> {
  const [, count = ""] = /^rchar: (\d+)$/m.exec(await Deno.readTextFile(`/proc/${pid}/io`)) ?? [];
  return Number(count);
}

async function mirrorBytes(world: World): Promise<number> {
  const { mirrorPath } = appOf(world).config;
  const sizes = [mirrorPath, `${mirrorPath}-wal`].map((path) =>
    Deno.stat(path).then(({ size }) => size, () => 0)
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Nobody asks a server: what is here was downloaded just now. */
const NEW_ENOUGH = { FOXDEN_MAX_AGE: "1h" };

Deno.test("of half a million pages the first one is out before the others are read, and a pipe may close", async () => {
  await using world = await openWorld();
  await world.signIn();
  await fillMirror(world);
  await using shell = await openShell(world.home, NEW_ENOUGH);
  const left = await shell.run(`foxden history export -f ndjson | head -1 || echo "\${PIPESTATUS[@]}"`);
  const [line = "", codes, ...more] = linesOf(left.stdout);
  assert.match(JSON.parse(line).url, /^https:\/\/example\.org\/page\/\d+$/);
  assert.deepEqual([codes, more, left.stderr], ["141 0", [], ""]);

  const child = world.start("history export", { env: NEW_ENOUGH });
  const lines = linesFrom(child.stdout);
  const first = await lines.next();
  assert.match(JSON.parse(first.value ?? "").title, /^Page \d+$/);
  // Nobody takes more than fits into the pipe, so it stands still.
  const [read, whole] = [await bytesRead(child.pid), await mirrorBytes(world)];
  assert.ok(whole > 100 * PAGES, `a mirror of ${whole} bytes`);
  assert.ok(read < whole / 4, `${read} of ${whole} bytes were read for one line`);
  await lines.return(undefined);
  const { code, stderr } = await child.output().catch(() =>
    child.status.then(({ code }) => ({ code, stderr: "" }))
  );
  assert.deepEqual([code, String(stderr)], [141, ""]);
});

Deno.test("a tracker is forgotten by a query, by a list of ids, and comes back by undo", async () => {
  await using world = await openFilledWorld({ rows: 200 });
  await using shell = await openShell(world.home);
  const count = async () =>
    linesOf((await shell.run("foxden history list host:ads.example -f ids")).stdout).length;
  assert.equal(await count(), 37);
  const removed = await shell.run(
    "foxden history list 'host:ads.example' -f ids | foxden history rm - --yes",
  );
  assert.match(expectSuccess(removed).stderr, /^history: 37 removed\.$/m);
  assert.equal(await count(), 0);
  expectSuccess(await shell.run("foxden undo"));
  assert.equal(await count(), 37);
  const again = await shell.run("foxden history list host:nosuch -f ids | foxden history rm - --yes");
  assert.deepEqual([again.code, await count()], [0, 37]);
});

Deno.test("what was saved of forgotten pages comes back from it, and twice is as good as once", async () => {
  await using world = await openFilledWorld({ rows: 200 });
  await using shell = await openShell(world.home);
  const list = "foxden history list host:ads.example --fields url,title,lastVisit -f plain";
  const { stdout: before } = expectSuccess(await shell.run(`${list} | tee saved`));
  assert.equal(linesOf(before).length, 37);
  expectSuccess(await shell.run("foxden history rm host:ads.example --yes=37"));
  const added = itemsOf(expectSuccess(await shell.run("foxden history add - --json <saved")));
  assert.deepEqual(added.map(({ action }) => action), Array(37).fill("add"));
  assert.equal(expectSuccess(await shell.run(list)).stdout, before);
  const again = itemsOf(expectSuccess(await shell.run("foxden history add - --json <saved")));
  assert.deepEqual(again.map(({ action }) => action), Array(37).fill("skip"));
});

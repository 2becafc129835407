/** The local copy of the account: brought up to date, read without a network, and told apart from what is new. */
import assert from "node:assert/strict";
import { watch } from "../../app/sync.ts";
import { FaultBox } from "../support/faults.ts";
import { needs, openPty } from "../support/pty.ts";
import { EMAIL, linesOf as linesAsTheyCome, openWorld, PASSWORD, type World } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { appOf, demoCollection, openFilledWorld, put, remove } from "./filled.ts";

/** The default, where the other tests ask the server each time. */
const DEFAULTS = { env: { FOXDEN_MAX_AGE: "" } };

const NOTE = /^note: data from (\d{4}-\d\d-\d\d )?\d\d:\d\d \((.*)\)\n$/;

const form = (id: string) => ({ id, name: "field", value: id });

async function statesOf(world: World, words: string): Promise<Record<string, unknown>> {
  const items = itemsOf(expectSuccess(await world.foxden(`${words} --json`)));
  return Object.fromEntries(items.map(({ collection, state }) => [String(collection), state]));
}

Deno.test("sync reads everything once, and then only what changed", async () => {
  await using world = await openFilledWorld();
  const first = itemsOf(expectSuccess(await world.foxden("sync --json")));
  const names = first.map(({ collection }) => String(collection));
  assert.deepEqual(names, names.toSorted());
  for (const name of ["bookmarks", "history", "passwords", "tabs"]) assert.ok(names.includes(name), name);
  const history = first.find(({ collection }) => collection === "history");
  const { at, ...rest } = history ?? assert.fail();
  assert.ok(!Number.isNaN(Date.parse(String(at))));
  const [{ length: records }] = [demoCollection("history")];
  assert.deepEqual(rest, {
    collection: "history",
    state: "replaced",
    records: Number(rest["records"]),
    changed: Number(rest["records"]),
    removed: 0,
    unreadable: 0,
    id: "history",
  });
  assert.ok(Number(rest["records"]) >= records, "tombstones are counted too");

  const again = await statesOf(world, "sync");
  assert.deepEqual(Object.keys(again), names);
  assert.deepEqual(new Set(Object.values(again)), new Set(["unchanged"]));

  await put(world, "forms", "abcdefghijkl", form("abcdefghijkl"));
  const changed = expectSuccess(await world.foxden("sync --ndjson"));
  const rows = linesOf(changed.stdout).map((line) => JSON.parse(line));
  assert.deepEqual(rows.filter(({ state }) => state !== "unchanged").map(({ collection }) => collection), [
    "forms",
  ]);
  assert.equal(rows.length, names.length);
  assert.equal(changed.stderr, "");

  await remove(world, "forms", "abcdefghijkl");
  const table = expectSuccess(await world.foxden("sync -f table"));
  const [head, row, ...none] = linesOf(table.stdout);
  assert.match(head ?? "", /^COLLECTION +STATE +RECORDS +CHANGED +REMOVED$/);
  assert.match(row ?? "", /^forms +changed +\d+ +0 +1$/);
  assert.deepEqual([none, table.stderr], [[], `${names.length} collections, 1 record removed\n`]);
});

Deno.test("sync of some collections tells of those alone, and --full reads them anew", async () => {
  await using world = await openFilledWorld();
  assert.deepEqual(await statesOf(world, "sync tabs history"), { history: "replaced", tabs: "replaced" });
  assert.deepEqual(await statesOf(world, "sync history"), { history: "unchanged" });
  assert.deepEqual(await statesOf(world, "sync history --full"), { history: "replaced" });
  const still = expectSuccess(await world.foxden("sync history tabs -f table"));
  assert.deepEqual([still.stdout, still.stderr], ["", "2 collections, nothing changed\n"]);
  const quiet = expectSuccess(await world.foxden("sync -q -f table history"));
  assert.deepEqual([quiet.stdout, quiet.stderr], ["", ""]);
});

Deno.test("a name that nobody knows is exit 3 with a guess, and what is no name exit 2", async () => {
  await using world = await openFilledWorld();
  const error = expectFailure(await world.foxden("sync histroy --json"), 3, "not-found.match");
  assert.match(error.message, /no collection "histroy"\. Did you mean "history"\?/);
  expectFailure(await world.foxden("sync .. --json"), 2, "usage.value");
  // One that foxden knows and the account lacks is empty, and no mistake.
  await using empty = await openFilledWorld({ rows: 0 });
  expectSuccess(await empty.foxden("sync addresses"));
});

Deno.test("flags that make no sense together are refused in words, and nothing is done", async () => {
  await using world = await openWorld({ user: false });
  const refusals: [words: string, expected: RegExp][] = [
    ["sync --init --full", /takes no collections, no --full and no --watch/],
    ["sync --init history", /takes no collections/],
    ["sync --init --watch", /no --watch/],
    ["sync --yes", /--yes belongs to --init/],
    ["sync --dry-run", /--dry-run belongs to --init/],
    ["sync --watch=4s", /--watch: expected a time of 5s or more/],
    ["sync --watch=soon", /--watch "soon": expected a time such as/],
    ["sync --watch -o x.csv -f csv", /no end, at which a file would be written/],
    ["sync --watch --sort state -f csv", /before which nothing can be put in order/],
    ["history list --fresh --offline", /--fresh asks the server first, and --offline asks none/],
    ["history list --fresh --max-age 1h", /--max-age means nothing beside it/],
  ];
  for (const [words, expected] of refusals) {
    const { code, stdout, stderr } = await world.foxden(words);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, expected);
  }
  const json = expectFailure(await world.foxden("sync --watch --json"), 2, "usage.value");
  assert.match(json.message, /use --ndjson/);
});

Deno.test("what was synced is read without a server, and says from when it is", async () => {
  await using world = await openFilledWorld();
  const words = ["history list", "passwords list", "bookmarks list", "tabs list", "records list addons"];
  const online = await Promise.all(
    words.map(async (each) => itemsOf(expectSuccess(await world.foxden(`${each} --json`)))),
  );
  expectSuccess(await world.foxden("sync"));
  expectSuccess(await world.foxden("quota"));
  await world.server.close();
  for (const [i, each] of words.entries()) {
    const run = expectSuccess(await world.foxden(`${each} --json --offline`, DEFAULTS));
    assert.deepEqual(itemsOf(run), online[i], each);
    assert.equal(run.stderr, "", "five minutes old is as good as new");
  }
  const password = expectSuccess(
    await world.foxden("passwords get github.com --user annl --field password --offline"),
  );
  assert.notEqual(password.stdout, "");
  await setClockAhead(world);
  for (const env of [{ FOXDEN_OFFLINE: "1" }, { FOXDEN_OFFLINE: "true", FOXDEN_MAX_AGE: "" }]) {
    const run = expectSuccess(await world.foxden("tabs list --json", { env }));
    assert.match(run.stderr, NOTE, "one line, though two collections were read");
    assert.match(run.stderr, /\(offline\)/);
    assert.notDeepEqual(itemsOf(run), []);
  }
  const quota = expectSuccess(await world.foxden("quota --json --offline", DEFAULTS));
  assert.match(quota.stderr, NOTE, "an answer that is always asked for is old when it was not");
  assert.equal(expectSuccess(await world.foxden("tabs list --offline -q")).stderr, "");
});

/** Makes the local copy as old as if nobody had synced for a day. */
async function setClockAhead(world: World): Promise<void> {
  const mirror = await appOf(world).mirror();
  for (const copy of mirror.copies()) mirror.markChecked(copy, copy.checkedAtMs - 86_400_000);
  mirror.close();
}

Deno.test("offline with nothing here is exit 7, and so is whatever only a server can do", async () => {
  await using world = await openFilledWorld();
  const nothing = expectFailure(await world.foxden("history list --offline --json"), 7, "network.offline");
  assert.ok(nothing.try.some((line) => line.includes("foxden sync history")), nothing.try.join());
  for (const words of ["sync", "quota", "collections list", "records list forms --raw"]) {
    const error = expectFailure(await world.foxden(`${words} --offline --json`), 7, "network.offline");
    assert.doesNotMatch(error.try.join(), /foxden sync/, "that would not help");
  }
  const before = itemsOf(await world.foxden("records list forms --json"));
  const offline = { env: { FOXDEN_OFFLINE: "1" } };
  const record = JSON.stringify(form("abcdefghijkl"));
  for (const words of ["records put forms - --json", "records rm forms abcdefghijkl --json"]) {
    const error = expectFailure(
      await world.foxden(words, { ...offline, stdin: record }),
      7,
      "network.offline",
    );
    assert.match(String(error.why), /nothing waits here to be sent/);
  }
  expectFailure(await world.foxden("sync --watch --ndjson", offline), 7, "network.offline");
  assert.deepEqual(itemsOf(await world.foxden("records list forms --json")), before);
});

Deno.test("where the server is away, an old copy answers and says so, unless its age was limited", async () => {
  await using world = await openFilledWorld();
  expectSuccess(await world.foxden("sync"));
  await setClockAhead(world);
  await world.server.close();
  const run = expectSuccess(await world.foxden("history list --json", DEFAULTS));
  assert.equal(itemsOf(run).length, demoCollection("history").length);
  assert.match(run.stderr, NOTE);
  assert.match(run.stderr, /\(the server cannot be reached\)/);
  assert.equal(expectSuccess(await world.foxden("history list -q", DEFAULTS)).stderr, "");
  for (const words of ["--fresh", "--max-age 1h", "--max-age 0s"]) {
    expectFailure(await world.foxden(`history list --json ${words}`, DEFAULTS), 7, "network.unreachable");
  }
  const limited = { env: { FOXDEN_MAX_AGE: "1h" } };
  expectFailure(await world.foxden("history list --json", limited), 7, "network.unreachable");
  const enough = expectSuccess(await world.foxden("history list --json --max-age 30d", DEFAULTS));
  assert.equal(enough.stderr, "", "it is as new as was asked for");
  expectFailure(
    await world.foxden("history list --offline --max-age 1h --json", DEFAULTS),
    7,
    "network.offline",
  );
});

Deno.test("a copy of the last five minutes answers by itself, and --fresh asks first", async () => {
  await using world = await openFilledWorld();
  const ids = async (flags: string) =>
    linesOf(expectSuccess(await world.foxden(`records list forms -f ids ${flags}`, DEFAULTS)).stdout);
  const before = await ids("");
  await put(world, "forms", "abcdefghijkl", form("abcdefghijkl"));
  assert.deepEqual(await ids(""), before);
  const missing = await world.foxden("records get forms abcdefghijkl --json", DEFAULTS);
  assert.ok(expectFailure(missing, 3, "not-found.record").try.includes("--fresh"));
  assert.ok((await ids("--fresh")).includes("abcdefghijkl"));
  await remove(world, "forms", "abcdefghijkl");
  assert.deepEqual((await ids("--max-age 0s")).toSorted(), before.toSorted());
});

Deno.test("a watch tells of what another device writes, and ctrl-c ends it with 130", async () => {
  await using world = await openFilledWorld();
  await using child = world.start("sync --watch=5s --ndjson");
  const lines = linesAsTheyCome(child.stdout);
  const next = async () => JSON.parse((await lines.next()).value ?? assert.fail("it has ended"));
  const first = [await next()];
  while (first.at(-1).collection !== "tabs") first.push(await next());
  const other = { FOXDEN_DATA_DIR: `${world.home}/other` };
  const words = ["auth", "login", "--server", world.server.url, "--email", EMAIL, "--password-stdin"];
  expectSuccess(await world.foxden(words, { env: other, stdin: `${PASSWORD}\n` }));
  const record = JSON.stringify(form("abcdefghijkl"));
  expectSuccess(await world.foxden("records put forms -", { env: other, stdin: record }));
  const { at, ...event } = await next();
  assert.ok(Date.parse(at) > 0);
  const { records } = first.find(({ collection }) => collection === "forms");
  assert.deepEqual(event, {
    collection: "forms",
    state: "changed",
    records: records + 1,
    changed: 1,
    removed: 0,
    unreadable: 0,
    id: "forms",
  });
  child.kill("SIGINT");
  const [stderr, { code }] = await Promise.all([new Response(child.stderr).text(), child.status]);
  assert.deepEqual([code, stderr, (await lines.next()).done], [130, "", true]);
});

Deno.test("a watch waits out a network that fails, says so once, and goes on", async () => {
  const faults = new FaultBox();
  await using world = await openFilledWorld({ fault: faults.fault });
  const trap = faults.answer(/\/info\/collections$/, () => new Response("0", { status: 503 }));
  await using child = world.start("sync --watch=5s --ndjson forms", { env: { FOXDEN_MAX_AGE: "" } });
  const notes = linesAsTheyCome(child.stderr);
  assert.equal((await notes.next()).value, "note: the server is busy; trying again every 5 s");
  trap[Symbol.dispose]();
  assert.equal((await notes.next()).value, "note: it works again");
  const { value: row = "" } = await linesAsTheyCome(child.stdout).next();
  assert.equal(JSON.parse(row).collection, "forms");
  child.kill("SIGTERM");
  assert.equal((await child.status).code, 143);
  assert.equal((await notes.next()).done, true);
});

Deno.test("a server that asks for time is given it, and what does not pass ends the watch", async () => {
  const faults = new FaultBox();
  await using world = await openFilledWorld({ fault: faults.fault });
  const waitFor = async (response: () => Response) => {
    using _ = faults.answer(/\/info\/collections$/, response);
    const { value: event } = await watch(appOf(world), { collections: [] }, 5000).next();
    return event?.kind === "postponed" ? event.retryMs : assert.fail();
  };
  const busy = (seconds: string) => () =>
    new Response("0", { status: 503, headers: { "retry-after": seconds } });
  assert.equal(await waitFor(busy("7")), 7000);
  assert.equal(await waitFor(busy("3")), 5000);
  assert.equal(await waitFor(() => new Response("0", { status: 503 })), 5000);
  const words = "sync --watch --ndjson nosuch";
  expectFailure(await world.foxden(words), 3, "not-found.match");
});

/** A server that takes its time for each page, so that a download lasts long enough to be watched. */
function slowly(faults: FaultBox) {
  return faults.use(async (request) => {
    if (new URL(request.url).pathname.endsWith("/storage/history")) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return undefined;
  });
}

Deno.test(needs("tmux", {
  name: "a terminal shows how far a download is, and nothing of it stays",
  async fn() {
    const faults = new FaultBox();
    await using world = await openFilledWorld({ fault: faults.fault, rows: 8000 });
    using _ = slowly(faults);
    const env = { HOME: world.home, ...DEFAULTS.env };
    {
      await using pty = await openPty("history list --limit 1 --fields title", { env });
      await pty.waitFor(/history {2}[\d,]+ \/ 8,\d{3} {2}\d+%( {2}\d+ s left)?/);
      assert.equal(await pty.ended(), 0, await pty.screen());
      assert.doesNotMatch(await pty.scrollback(), /history {2}\d|% |left/);
    }
    for (const flag of ["--no-progress", "-q"]) {
      await using pty = await openPty(`sync history --full ${flag}`, { env });
      assert.equal(await pty.ended(), 0, await pty.screen());
      assert.doesNotMatch(await pty.raw(), /\d+ \/ 8,/);
    }
  },
}));

Deno.test(needs("tmux", {
  name: "ctrl-c in a download ends it with 130, leaves no half line, and what was read is kept",
  async fn() {
    const faults = new FaultBox();
    await using world = await openFilledWorld({ fault: faults.fault, rows: 8000 });
    using _ = slowly(faults);
    const env = { HOME: world.home, ...DEFAULTS.env };
    await using pty = await openPty("sync history", { env });
    await pty.waitFor(/history {2}[\d,]+ \/ 8,/);
    await pty.press("C-c");
    assert.equal(await pty.ended(), 130, await pty.screen());
    const screen = await pty.screen();
    assert.match(screen, /^Stopped at history {2}[\d,]+ \/ 8,\d+ {2}\d+%\. What was read is kept/m);
    assert.equal(screen.match(/\d+ \/ 8,/g)?.length, 1, "nothing is left of the line that was drawn");
    const [row] = itemsOf(expectSuccess(await world.foxden("sync history --json")));
    assert.ok(Number(row?.["changed"]) < Number(row?.["records"]), "it went on from there");
  },
}));

Deno.test("a damaged copy is read anew with a word, one of a newer foxden is left alone", async () => {
  await using world = await openFilledWorld();
  expectSuccess(await world.foxden("sync"));
  const path = world.vaultPath.replace(/vault$/, "mirror.db");
  for (const suffix of ["-wal", "-shm"]) await Deno.remove(path + suffix).catch(() => {});
  await Deno.writeTextFile(path, "no database at all, but long enough to be taken for one".repeat(100));
  const run = expectSuccess(await world.foxden("history list --json"));
  assert.equal(itemsOf(run).length, demoCollection("history").length);
  assert.match(run.stderr, /^note: the local copy of your data was damaged, .* it is read anew\n$/);
  const mirror = await appOf(world).mirror();
  mirror.db.run("PRAGMA user_version = 99");
  mirror.close();
  const error = expectFailure(await world.foxden("history list --json"), 1, "failed.mirror");
  assert.match(error.message, /written by a newer foxden/);
  assert.ok(error.try.some((line) => line.includes("-p NAME")));
});

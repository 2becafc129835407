/** Records are written as they are given, whole or not at all, and never over what another device wrote meanwhile. */
import assert from "node:assert/strict";
import { needs, openPty } from "../support/pty.ts";
import { madeBy } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { fill, put } from "./filled.ts";
import { linesOfJson, openWritingWorld, storedTexts, type WritingWorld } from "./writing_world.ts";

let world: WritingWorld;
Deno.test.beforeAll(async () => {
  world = await openWritingWorld({ limits: { max_post_records: 10 } });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

const form = (id: string, value = "v") => ({ id, name: "field", value });
const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => form(`${prefix}${i}`));
const putting = (collection: string, stdin: string, flags = "--json") =>
  world.foxden(`records put ${collection} ${flags}`, { stdin });

Deno.test("what is listed from one account and put into another is the same there, byte for byte", async () => {
  await using filled = await openWritingWorld({ setUp: false });
  await fill(filled, 5);
  await using other = await openWritingWorld();
  for (const collection of ["passwords", "bookmarks", "history", "prefs", "addons", "extension-storage"]) {
    const { stdout } = expectSuccess(await filled.foxden(`records list ${collection} --ndjson --reveal`));
    expectSuccess(await other.foxden(`records put ${collection} - -q`, { stdin: stdout }));
    const [from, to] = [await storedTexts(filled, collection), await storedTexts(other, collection)];
    const live = Object.entries(from).filter(([, text]) => !text?.includes('"deleted":true'));
    assert.ok(live.length > 0, collection);
    assert.deepEqual(to, Object.fromEntries(live), collection);
  }
  assert.ok(other.writes.length > 0);
});

Deno.test("what is listed and put back is not even sent", async () => {
  await using filled = await openWritingWorld({ setUp: false });
  await fill(filled, 5);
  filled.writes.length = 0;
  for (const collection of ["passwords", "bookmarks"]) {
    const { stdout } = expectSuccess(await filled.foxden(`records list ${collection} --json --reveal`));
    const run = expectSuccess(await filled.foxden(`records put ${collection} - --json`, { stdin: stdout }));
    assert.deepEqual([...new Set(itemsOf(run).map(({ action }) => action))], ["skip"]);
  }
  assert.deepEqual(filled.writes, []);
});

Deno.test("a list without its secrets is not written back, and the way to do it is told", async () => {
  await put(world, "passwords", "login1", {
    id: "login1",
    hostname: "https://a.example",
    password: "hunter2",
  });
  world.writes.length = 0;
  const { stdout } = expectSuccess(await world.foxden("records list passwords --ndjson"));
  const error = expectFailure(await putting("passwords", stdout), 2, "usage.records");
  assert.match(error.message, /record 1: masked: .*--reveal/);
  assert.deepEqual(world.writes, []);
  assert.ok((await storedTexts(world, "passwords"))["login1"]?.includes("hunter2"));
});

Deno.test("members that foxden has never heard of survive an edit of others", async () => {
  const record = { id: "future1", name: "n", value: "v", future: { deep: [1, { x: null }] } };
  await put(world, "forms", "future1", record);
  expectSuccess(await putting("forms", '{"id":"future1","value":"w"}', "--merge"));
  const { future1 } = await storedTexts(world, "forms");
  assert.deepEqual(JSON.parse(future1 ?? ""), { ...record, value: "w" });
});

Deno.test("each kind of bad input has its exit code and writes nothing", async () => {
  world.writes.length = 0;
  const cases: [string, string, number, string][] = [
    ["forms", '{"id":"a"', 2, "usage.records"],
    ["forms", '{"id":"a"}', 2, "usage.records"],
    ["forms", linesOfJson(form("a"), form("a")), 2, "usage.records"],
    ["forms", linesOfJson(form("a,b")), 2, "usage.records"],
    ["meta", linesOfJson({ id: "global" }), 2, "usage.value"],
    ["crypto", linesOfJson({ id: "keys" }), 2, "usage.value"],
    ["clients", linesOfJson({ id: "other", name: "x" }), 2, "usage.value"],
    ["..", linesOfJson(form("a")), 2, "usage.value"],
    ["forms", linesOfJson(form("a", "x".repeat(3_000_000))), 8, "server.too-large"],
    ["forms", linesOfJson(...numbered("a", 10_001)), 8, "server.too-large"],
  ];
  for (const [collection, stdin, exit, reason] of cases) {
    expectFailure(await putting(collection, stdin), exit, reason);
  }
  const merging = await putting("forms", linesOfJson(form("nosuch")), "--merge --json");
  expectFailure(merging, 3, "not-found.record");
  expectFailure(await world.foxden(`records put forms ${world.home}/nosuch --json`), 3, "not-found.file");
  expectFailure(await putting("forms", "", "--if-unmodified-since 7d --json"), 2, "usage.value");
  assert.deepEqual(world.writes, []);
});

Deno.test("bytes on stdin that are no text are refused, and not quietly replaced", async () => {
  const child = world.start("records put forms --json");
  const writer = child.stdin.getWriter();
  await writer.write(Uint8Array.of(...new TextEncoder().encode('{"id":"a","name":"'), 0xe9, 0x22, 0x7d));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  expectFailure({ code, stdout: text.decode(stdout), stderr: text.decode(stderr) }, 2, "usage.value");
});

Deno.test("a dry run prints the plan and sends nothing that could change anything", async () => {
  world.writes.length = 0;
  const run = expectSuccess(await putting("forms", linesOfJson(form("dry1"), form("dry2")), "--dry-run"));
  assert.deepEqual(linesOf(run.stdout), ["add\tdry1\tfield\t\t", "add\tdry2\tfield\t\t"]);
  assert.deepEqual(world.writes, []);
});

Deno.test("more than one request holds is made visible by the last of them", async () => {
  world.writes.length = 0;
  expectSuccess(await putting("forms", linesOfJson(...numbered("batch", 25))));
  assert.equal(world.writes.length, 3, world.writes.join("\n"));
  const answers = world.writes.map((line) => / (\d{3}) /.exec(line)?.[1]);
  assert.deepEqual(answers, ["202", "202", "200"]);
  const ids = Object.keys(await storedTexts(world, "forms")).filter((id) => id.startsWith("batch"));
  assert.equal(ids.length, 25);
});

Deno.test("killed in the middle of it, nothing is visible, and the next run does it all", async () => {
  const held = Promise.withResolvers<void>();
  const over = Promise.withResolvers<Response>();
  const stdin = linesOfJson(...numbered("killed", 25));
  {
    let posts = 0;
    using _ = world.faults.use((request) => {
      if (request.method !== "POST" || ++posts !== 3) return undefined;
      held.resolve();
      return over.promise;
    });
    const child = world.start("records put forms");
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
    await madeBy(child, "it sent the third part", held.promise);
    child.kill("SIGKILL");
    await child.output();
    over.resolve(new Response());
  }
  const killed = async () =>
    Object.keys(await storedTexts(world, "forms")).filter((id) => id.startsWith("killed"));
  assert.deepEqual(await killed(), []);
  expectSuccess(await putting("forms", stdin));
  assert.equal((await killed()).length, 25);
});

/** Another device writes a record just before the next write of this one arrives. */
function otherDeviceWrites(collection: string, record: { readonly id: string }) {
  let isDue = true;
  return world.faults.use(async (request) => {
    if (!isDue || request.method === "GET" || !request.url.includes("/storage/")) return undefined;
    isDue = false;
    await put(world, collection, record.id, { ...record });
    return undefined;
  });
}

Deno.test("what another device writes to other records meanwhile stays, and to the same record it wins", async () => {
  await put(world, "forms", "shared", form("shared"));
  {
    using _ = otherDeviceWrites("forms", form("theirs"));
    expectSuccess(await putting("forms", linesOfJson(form("shared", "mine"))));
  }
  {
    using _ = otherDeviceWrites("forms", form("shared", "theirs"));
    const error = expectFailure(
      await putting("forms", linesOfJson(form("shared", "again"))),
      6,
      "conflict.fields",
    );
    assert.match(error.message, /shared/);
    assert.ok(error.try.some((line) => line.startsWith("foxden records get forms shared")));
  }
  {
    using _ = otherDeviceWrites("forms", form("shared", "newer"));
    expectFailure(await world.foxden("records rm forms shared --json"), 6, "conflict.fields");
  }
  const { shared, theirs } = await storedTexts(world, "forms");
  assert.deepEqual([JSON.parse(shared ?? ""), JSON.parse(theirs ?? "")], [
    form("shared", "newer"),
    form("theirs"),
  ]);
});

Deno.test("a time given as a condition is kept to", async () => {
  const list = "records list forms --sort modified --reverse --limit 1 --fields modified -f plain";
  const [newest = ""] = linesOf(expectSuccess(await world.foxden(list)).stdout);
  expectSuccess(await putting("forms", linesOfJson(form("timed")), `--if-unmodified-since ${newest}`));
  const late = await putting(
    "forms",
    linesOfJson(form("timed", "w")),
    `--json --if-unmodified-since ${newest}`,
  );
  expectFailure(late, 6, "conflict.changed");
});

Deno.test("records are deleted by id, by its beginning and from a pipe; what is not there is told", async () => {
  await put(world, "addons", "addonfirst", { id: "addonfirst", applicationID: "{app}", addonID: "a@b" });
  await put(world, "addons", "addonother", { id: "addonother", applicationID: "{app}", addonID: "c@d" });
  const run = await world.foxden("records rm addons addonf nosuchid --json");
  assert.equal(run.code, 3);
  assert.deepEqual(itemsOf(run).map(({ id, action }) => [id, action]), [["addonfirst", "remove"]]);
  assert.match(run.stderr, /^not there: nosuchid$/m);
  const { addonfirst } = await storedTexts(world, "addons");
  assert.deepEqual(JSON.parse(addonfirst ?? ""), { id: "addonfirst", applicationID: "{app}", deleted: true });
  expectFailure(await world.foxden("records rm addons nosuchid --json"), 3, "not-found.record");
  expectSuccess(await world.foxden("records rm addons -", { stdin: "addonother\n" }));
  assert.deepEqual(itemsOf(expectSuccess(await world.foxden("records list addons --json"))), []);
});

Deno.test("taken off the server, nothing is left that other devices could learn of", async () => {
  await put(world, "tabs", "phone", { id: "phone", clientName: "Phone", tabs: [] });
  expectFailure(await world.foxden("records rm tabs phone --json"), 2, "usage.value");
  expectFailure(await world.foxden("records rm tabs phone --hard --json"), 11, "not-confirmed.no-terminal");
  expectFailure(
    await world.foxden("records rm tabs phone --hard --confirm bookmarks --json"),
    11,
    "not-confirmed.declined",
  );
  expectSuccess(await world.foxden("records rm tabs phone --hard --confirm tabs"));
  assert.deepEqual(await storedTexts(world, "tabs"), {});
});

Deno.test(needs("tmux", {
  name: "at a terminal, several want a yes, many their number, and the server's own copy its name",
  async fn() {
    await put(world, "addresses", "one", { id: "one", entry: { version: 1 } });
    await put(world, "addresses", "two", { id: "two", entry: { version: 1 } });
    const env = { HOME: world.home };
    const answer = async (words: string, question: string, text: string) => {
      await using pty = await openPty(words, { env, columns: 140 });
      await pty.waitFor(question);
      await pty.type(text);
      await pty.press("Enter");
      return await pty.ended();
    };
    assert.equal(await answer("records rm addresses one two", "Delete 2 records of addresses", ""), 11);
    assert.equal(await answer("records rm addresses one --hard", "Type addresses to go on", "y"), 11);
    assert.equal(Object.values(await storedTexts(world, "addresses")).join().includes("deleted"), false);
    assert.equal(await answer("records rm addresses one two", "Delete 2 records of addresses", "y"), 0);
    assert.equal(await answer("records rm addresses one --hard", "Type addresses to go on", "addresses"), 0);
    assert.deepEqual(await storedTexts(world, "addresses"), { two: '{"id":"two","deleted":true}' });
    const ids = numbered("number", 25);
    expectSuccess(await putting("forms", linesOfJson(...ids)));
    const words = `records rm forms ${ids.map(({ id }) => id).join(" ")}`;
    assert.equal(await answer(words, "Type the number to go on", "yes"), 11);
    assert.equal(await answer(words, "Type the number to go on", "25"), 0);
  },
}));

Deno.test("neither a password given nor a bad value shows in what is told", async () => {
  const stdin = linesOfJson({ id: "leak", hostname: "https://a.example", password: "hunter2-leak", x: "y" });
  for (const flags of ["--json", "-v", "--dry-run", "--merge --json"]) {
    const run = await putting("passwords", stdin, flags);
    assert.ok(!`${run.stdout}${run.stderr}`.includes("hunter2-leak"), flags);
  }
  const broken = await putting("passwords", `{"id":"leak","password":"hunter2-leak"`);
  assert.ok(!broken.stderr.includes("hunter2-leak"));
});

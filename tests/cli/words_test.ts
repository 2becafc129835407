import assert from "node:assert/strict";
import { done } from "../../cli/outcome.ts";
import { command } from "../../cli/spec.ts";
import { foxden, type Surroundings } from "./memory_io.ts";

/** What `books add` was given, as it saw it. */
async function added(argv: string[], around: Surroundings = {}) {
  const { stderr, code } = await foxden(["books", "add", "Knots", "--pin-stdin", ...argv], {
    stdin: "1234\n",
    ...around,
  });
  assert.equal(code, 0, stderr);
  return JSON.parse(stderr);
}

async function refused(argv: string[], around: Surroundings = {}): Promise<string> {
  const { stdout, stderr, code } = await foxden(argv, around);
  assert.deepEqual([stdout, code], ["", 2], stderr);
  return stderr.split("\n")[0] ?? "";
}

Deno.test("options have their defaults, types and kebab-case flags", async () => {
  const given = await added([]);
  assert.deepEqual([given.copies, given.within, given.shop, given.noGift], [1, 7_200_000, undefined, false]);
  const said = await added(["--copies", "3", "--within=5m", "--shop", "Corner", "--no-gift"]);
  assert.deepEqual([said.copies, said.within, said.shop, said.noGift], [3, 300_000, "Corner", true]);
});

Deno.test("durations are read in ms, s, m, h and d, and a number without a unit is asked for it", async () => {
  const of = async (text: string) => (await added(["--within", text])).within;
  assert.deepEqual(await Promise.all(["500ms", "30s", "1.5h", "1d", "0"].map(of)), [
    500,
    30_000,
    5_400_000,
    86_400_000,
    0,
  ]);
  assert.match(await refused(["books", "add", "x", "--within", "45"]), /--within "45": .*45s or 45m/);
  assert.match(
    await refused(["books", "add", "x", "--within", "soon"]),
    /--within "soon": expected a time such as/,
  );
});

Deno.test("flag over environment over default", async () => {
  const env = { BOOK_SHOP: "Market" };
  assert.equal((await added([], { env })).shop, "Market");
  assert.equal((await added(["--shop", "Corner"], { env })).shop, "Corner");
});

Deno.test("FOXDEN_FORMAT sets the format and -f overrides it", async () => {
  const env = { FOXDEN_FORMAT: "ids" };
  assert.equal((await foxden(["books", "list", "Tide"], { env })).stdout, "aaaaaaaaaaaa\n");
  assert.match((await foxden(["books", "list", "Tide", "-f", "csv"], { env })).stdout, /^id,title/);
  assert.match((await foxden(["books", "list", "Tide", "--json"], { env })).stdout, /^\{"schemaVersion"/);
  assert.match(
    await refused(["books", "list"], { env: { FOXDEN_FORMAT: "xm" } }),
    /FOXDEN_FORMAT "xm": expected one of table/,
  );
});

Deno.test("FOXDEN_NO_INPUT says no unless it is empty, 0 or false", async () => {
  const mayAsk = async (value: string) => (await added([], { env: { FOXDEN_NO_INPUT: value } })).input;
  assert.deepEqual(await Promise.all(["1", "yes", "0", "false", ""].map(mayAsk)), [
    false,
    false,
    true,
    true,
    true,
  ]);
  assert.equal((await added(["--no-input"])).input, false);
});

Deno.test("--timeout is given to the command in milliseconds, 30 seconds when left out", async () => {
  assert.equal((await added([])).timeoutMs, 30_000);
  assert.equal((await added(["--timeout", "2m"])).timeoutMs, 120_000);
});

Deno.test("global flags may stand before, between and after the words of a command", async () => {
  for (
    const argv of [
      ["-f", "ids", "books", "list", "Tide"],
      ["books", "-fids", "list", "Tide"],
      ["books", "list", "--format=ids", "Tide"],
      ["-qf", "ids", "books", "list", "Tide"],
      ["-p", "books", "books", "list", "Tide", "-f", "ids"],
    ]
  ) {
    assert.equal((await foxden(argv)).stdout, "aaaaaaaaaaaa\n", argv.join(" "));
  }
});

Deno.test("a noun answers to its aliases and a verb to its hidden names", async () => {
  for (const argv of [["bk", "ls"], ["books", "ls"], ["bk", "list"]]) {
    assert.equal((await foxden([...argv, "Tide", "-f", "ids"])).stdout, "aaaaaaaaaaaa\n");
  }
  assert.equal((await foxden(["bk", "show", "aaaaaaaaaaaa", "--fields", "title"])).code, 0);
});

Deno.test("a command that has commands below it still runs by itself", async () => {
  assert.equal((await foxden(["endless", "--limit", "2", "-f", "ids"])).stdout, "0\n1\n");
  assert.equal((await foxden(["endless", "loop", "check"])).stdout, "all well\n");
  assert.match(
    await refused(["endless", "lop", "check"]),
    /unknown command "endless lop"\. Did you mean "endless loop"\?/,
  );
});

Deno.test("what is said fits into the window of stderr, and an indented line is there to be copied whole", async () => {
  const message =
    "Some words of which there are more than one line can hold:\n  foxden a-command --with flags --and more";
  const run = () => Promise.resolve(done(message));
  const examples = [{ line: "tell" }] as const;
  const spec = command({
    path: ["tell"],
    summary: "Tell",
    output: "none",
    source: "here",
    examples,
    run,
  });
  const leaf = { path: ["tell"], summary: "Tell", load: () => Promise.resolve(spec) };
  const tree = { groups: [], leaves: [leaf], hiddenVerbs: {}, examples };
  const said = async (onTerminal: boolean) =>
    (await foxden(["tell"], { tree, onTerminal, columns: 30 })).stderr;
  assert.equal(await said(false), `${message}\n`);
  assert.equal(
    await said(true),
    "Some words of which there are\nmore than one line can hold:\n  foxden a-command --with flags --and more\n",
  );
});

Deno.test("a list option may be repeated, and one with an optional value never takes the next word", async () => {
  assert.equal((await foxden(["books", "list", "--tag", "a", "--tag", "b", "-f", "ids"])).code, 0);
  const { stdout } = await foxden(["books", "list", "--reveal", "Tide", "--fields", "pin"]);
  assert.equal(stdout, "hunter2\n");
  assert.equal(
    (await foxden(["books", "list", "--reveal=inline", "Tide", "--fields", "pin"])).stdout,
    "hunter2\n",
  );
  assert.match(
    await refused(["books", "list", "--reveal=outside"]),
    /--reveal "outside": expected one of inline/,
  );
  assert.match(await refused(["books", "list", "--reveal="]), /--reveal "": expected one of inline/);
});

Deno.test("a flag that may carry a time has one of its own without, and never takes the next word", async () => {
  const every = async (...argv: string[]) => (await foxden(["books", "check", ...argv])).stdout;
  assert.equal(await every("--every"), "every 90000 ms\n");
  assert.equal(await every("--every=5m"), "every 300000 ms\n");
  assert.equal(await every("--every=0s"), "every 0 ms\n");
  assert.match(await refused(["books", "check", "--every="]), /--every "": expected a time/);
  assert.equal(await every(), "all well\n");
  assert.match(await refused(["books", "check", "--every=soon"]), /--every "soon": expected a time such as/);
  assert.match(await refused(["books", "check", "--every", "5m"]), /"books check" takes no arguments/);
});

Deno.test("what was deferred is done when the run is over, however it ends, the last first", async () => {
  const ways = { "": 0, "--crash": 70, "--fail": 4 };
  for (const [flag, exit] of Object.entries(ways)) {
    const argv = ["books", "check", "--closing", ...flag === "" ? [] : [flag]];
    const { stderr, code } = await foxden(argv);
    assert.equal(code, exit);
    assert.match(stderr, /closing the window\nclosing the door\n/);
  }
});

Deno.test("after two dashes every word is an argument", async () => {
  assert.deepEqual(await foxden(["books", "list", "-f", "ids", "--", "--help"]), {
    code: 0,
    stdout: "",
    stderr: "",
    writes: [],
  });
});

Deno.test("a mistyped command gets one suggestion and exit 2", async () => {
  assert.equal(await refused(["boks", "list"]), 'foxden: unknown command "boks". Did you mean "books"?');
  assert.equal(
    await refused(["books", "lst"]),
    'foxden: unknown command "books lst". Did you mean "books list"?',
  );
  assert.equal(await refused(["version"]), 'foxden: unknown command "version". Did you mean "--version"?');
  assert.equal(await refused(["zzz"]), 'foxden: unknown command "zzz"');
  assert.equal(
    await refused(["books", "zzz"]),
    'foxden: unknown command "books zzz"; there is list, get, add, check',
  );
});

Deno.test("a mistyped flag or choice gets one suggestion and exit 2", async () => {
  assert.equal(
    await refused(["books", "list", "--fromat", "csv"]),
    'foxden: unknown option "--fromat". Did you mean "--format"?',
  );
  assert.equal(
    await refused(["--jsn", "books", "list"]),
    'foxden: unknown option "--jsn". Did you mean "--json"?',
  );
  assert.match(
    await refused(["books", "list", "--shelf", "tpo"]),
    /--shelf "tpo": expected one of top, low\. Did you mean "top"\?/,
  );
});

Deno.test("numbers outside their range, missing values and arguments are refused", async () => {
  assert.equal(
    await refused(["books", "list", "--limit", "-1"]),
    'foxden: --limit "-1": expected a whole number of 0 or more',
  );
  assert.equal(
    await refused(["books", "list", "--limit", "many"]),
    'foxden: --limit "many": expected a whole number of 0 or more',
  );
  assert.equal(
    await refused(["books", "add", "x", "--copies", "10"]),
    'foxden: --copies "10": expected a whole number from 1 to 9',
  );
  assert.equal(await refused(["books", "list", "--limit"]), "foxden: --limit needs a value");
  assert.equal(await refused(["books", "get"]), "foxden: missing argument ID");
  assert.equal(
    await refused(["books", "get", "a", "b"]),
    'foxden: too many arguments: "books get" takes one argument',
  );
  assert.equal(
    await refused(["books", "list", "--json", "--ndjson"]).then((line) => JSON.parse(line).error.code),
    "usage",
  );
});

Deno.test("flags about lists are unknown to commands that do not list", async () => {
  assert.equal(await refused(["books", "add", "x", "--limit", "1"]), 'foxden: unknown option "--limit"');
  assert.equal(
    await refused(["books", "get", "a", "--sort", "id"]),
    'foxden: unknown option "--sort"',
  );
});

Deno.test("there is no flag for a password: the refusal says why and does not repeat the value", async () => {
  for (
    const argv of [["books", "add", "x", "--password", "hunter2"], ["--password=hunter2"], [
      "nosuch",
      "--password",
      "hunter2",
    ]]
  ) {
    const { stdout, stderr, code } = await foxden(argv);
    assert.deepEqual([stdout, code], ["", 2]);
    assert.match(stderr, /process list.*shell's history/s);
    assert.doesNotMatch(stderr, /hunter2/);
  }
});

Deno.test("what follows a mistyped secret flag is never repeated", async () => {
  for (
    const argv of [
      ["--pasword", "hunter2", "books", "list"],
      ["books", "list", "--pasword", "hunter2"],
      ["books", "list", "--token=hunter2"],
      ["books", "list", "-Phunter2"],
      ["books", "list", "a", "hunter2"],
      ["books", "add", "--pin=hunter2"],
    ]
  ) {
    for (const more of [[], ["--json"]]) {
      const { stdout, stderr, code } = await foxden([...argv, ...more]);
      assert.equal(code, 2, argv.join(" "));
      assert.doesNotMatch(stdout + stderr, /hunter2/);
    }
  }
});

Deno.test("a time-out is longer than nothing, and may be longer than any timer", async () => {
  for (const none of ["0", "0s", "0ms", "0.0s"]) {
    const line = await refused(["books", "list", "--timeout", none]);
    assert.equal(line, "foxden: --timeout: expected a time longer than nothing");
  }
  assert.equal((await added(["--timeout", "1ms"])).timeoutMs, 1);
  assert.equal((await added(["--timeout", "30d"])).timeoutMs, 2_592_000_000);
});

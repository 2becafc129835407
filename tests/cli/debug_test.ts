import assert from "node:assert/strict";
import { join } from "node:path";
import { FoxdenError } from "../../core/errors.ts";
import { framesOf, wantsDebug } from "../../cli/debug.ts";
import { foxden, type Surroundings } from "./memory_io.ts";

async function withState(
  act: (
    run: (argv: string[], around?: Surroundings) => ReturnType<typeof foxden>,
    log: () => string,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-state-" });
  try {
    const path = join(folder, "foxden.log");
    const log = () => {
      try {
        return Deno.readTextFileSync(path);
      } catch {
        return "";
      }
    };
    await act(
      (argv, around = {}) => foxden(argv, { ...around, env: { FOXDEN_STATE_DIR: folder, ...around.env } }),
      log,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("without --debug nothing is written down", async () => {
  await withState(async (run, log) => {
    assert.equal((await run(["books", "list", "-v"])).code, 0);
    assert.equal((await run(["books", "get", "zzz"])).code, 3);
    assert.equal(log(), "");
  });
});

Deno.test("--debug writes down which command ran with which flags and how it ended, and no value", async () => {
  await withState(async (run, log) => {
    const words = [
      "books",
      "list",
      "hunter2",
      "--shelf",
      "top",
      "--tag=hunter2",
      "--debug",
      "--",
      "--reveal",
    ];
    const { stderr } = await run(["books", "list", "hunter2", "--tag=hunter2", "--shelf", "top", "--debug"]);
    assert.match(stderr, /^note: this run is written down in .*foxden\.log\n/);
    assert.match(log(), / run +foxden books list --tag --shelf --debug \(\d+\.\d+\.\d+, deno /);
    assert.match(log(), / end +exit 0\n/);
    assert.equal((await run(words)).code, 2);
    const failed = await run(["books", "get", "hunter2", "--debug"]);
    assert.match(failed.stderr, / code +not-found \(exit 3\) .* log .*foxden\.log\n/);
    assert.match(log(), / failed +not-found\.record\n/);
    assert.doesNotMatch(log(), /hunter2|--reveal/);
  });
});

Deno.test("FOXDEN_DEBUG is the same as --debug, but for what says no", () => {
  const wants = (argv: string[], value?: string) =>
    wantsDebug({ argv, env: (name) => name === "FOXDEN_DEBUG" ? value : undefined });
  assert.deepEqual([wants([], "1"), wants([], "0"), wants([], ""), wants([])], [true, false, false, false]);
  assert.deepEqual([wants(["--debug"]), wants(["--", "--debug"])], [true, false]);
});

Deno.test("a defect is written down with its places, without a word of what it says, and the file is named", async () => {
  await withState(async (run, log) => {
    const { code, stderr } = await run(["books", "check", "--crash"]);
    assert.equal(code, 70);
    assert.match(stderr, / code +crash \(exit 70\) .* log .*foxden\.log\n$/);
    assert.match(log(), / run +foxden books check --?/);
    assert.match(log(), / crash +TypeError\n/);
    assert.match(log(), / crash +at .*sample_tree\.ts:\d+:\d+/);
    assert.doesNotMatch(log(), /hunter2/);
    const json = await run(["books", "check", "--crash", "--json"]);
    assert.match(JSON.parse(json.stderr).error.log, /foxden\.log$/);
  });
});

Deno.test("a home folder is not named in a report", async () => {
  await withState(async (run, log) => {
    const home = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
    for (const written of [home, `${home}/`]) {
      await run(["books", "check", "--crash"], { env: { HOME: written } });
      assert.match(log(), /file:\/\/~\/tests\/cli/);
      assert.ok(!log().includes(home));
    }
    await run(["books", "check", "--crash"], { env: { HOME: "/" } });
    assert.ok(log().includes(`file://${home}/tests/cli`));
  });
});

Deno.test("where nothing can be written down, a defect is told all the same", async () => {
  const { code, stderr } = await foxden(["books", "check", "--crash"]);
  assert.equal(code, 70);
  assert.doesNotMatch(stderr, /log \//);
});

Deno.test("of an error only its kind and its places are kept, however it is built", () => {
  const secret = "hunter2\n    at hunter2 (file:///hunter2.ts:1:2)";
  const inner = new FoxdenError("failed.vault", secret, { path: "hunter2" });
  class Odd extends Error {}
  const errors = [
    new TypeError(secret, { cause: inner }),
    new Odd(secret),
    Object.assign(new Error(secret), { name: "hunter2" }),
    secret,
    { hunter2: secret },
  ];
  for (const error of errors) assert.doesNotMatch(framesOf(error).join("\n"), /hunter2/);
  assert.deepEqual(framesOf(errors[0]).filter((line) => !line.startsWith("  ")), [
    "TypeError",
    "caused by failed.vault",
  ]);
  assert.match(framesOf(new Odd(secret)).join("\n"), /^Odd\n {2}at .*debug_test\.ts:\d+:\d+\)?/);
  const round = new Error("x");
  round.cause = round;
  assert.equal(framesOf(round).filter((line) => line.startsWith("caused by")).length, 5);
});

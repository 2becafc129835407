/** How a process ends that has taken the whole terminal. */
import assert from "node:assert/strict";
import { Ending } from "../../../cli/ending.ts";
import { mortal } from "../../support/world.ts";

const SCRIPT = new URL("taking_main.ts", import.meta.url).pathname;

const place = await Deno.makeTempDir({ prefix: "foxden-test-" });
globalThis.addEventListener("unload", () => Deno.removeSync(place, { recursive: true }));

/** Runs `take`, does something to it each time one of the lines is on stderr, and waits for the end. */
async function take(
  flags: readonly string[],
  acts: readonly (readonly [line: string, act: (child: Deno.ChildProcess) => void])[],
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const child = mortal(new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", SCRIPT, "take", ...flags],
    env: { FOXDEN_CONFIG_DIR: place, FOXDEN_STATE_DIR: place },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn());
  const waiting = [...acts];
  let seen = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    seen += text;
    while (waiting[0] && seen.includes(`${waiting[0][0]}\n`)) waiting.shift()?.[1](child);
  }
  assert.deepEqual(waiting, [], seen);
  return { code: (await child.status).code, lines: seen.trimEnd().split("\n") };
}

const interrupt = (child: Deno.ChildProcess) => child.kill("SIGINT");
const PUT_BACK = ["last put back", "first put back"];

Deno.test({
  name: "a second ctrl-c puts the terminal back before the process ends",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { code, lines } = await take([], [["taken", interrupt], ["asked to end", interrupt]]);
    assert.deepEqual([code, lines], [130, ["taken", "asked to end", ...PUT_BACK]]);
  },
});

Deno.test("a defect that nothing caught is told once the terminal is put back", async () => {
  const { code, lines } = await take(["--orphan"], []);
  assert.deepEqual([code, lines.slice(0, 3)], [70, ["taken", ...PUT_BACK]]);
  assert.match(lines[3] ?? "", /^foxden: something went wrong/);
});

Deno.test("a defect that whoever has the screen takes is told by nobody else", async () => {
  const { code, lines } = await take(["--take"], []);
  assert.deepEqual([code, lines], [70, ["took left alone", ...PUT_BACK]]);
});

Deno.test({
  name: "while another program is at work in the terminal ctrl-c is its own, and a termination signal is not",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { code, lines } = await take(["--lend"], [
      ["taken", interrupt],
      ["ctrl-c", (child) => child.kill("SIGTERM")],
      ["asked to end", (child) => child.kill("SIGTERM")],
    ]);
    assert.deepEqual([code, lines], [143, ["taken", "ctrl-c", "asked to end", ...PUT_BACK]]);
  },
});

Deno.test("what cannot be put back keeps nothing else from being so, and nothing is put back twice", () => {
  const ending = new Ending();
  const done: string[] = [];
  ending.onExit(() => void done.push("first"));
  ending.onExit(() => {
    throw new Error("the terminal is gone");
  });
  ending.onExit(() => void done.push("last"));
  ending.restore();
  ending.restore();
  assert.deepEqual(done, ["last", "first"]);
});

Deno.test("the terminal is lent until the last that it is lent to has ended, well or not", async () => {
  const ending = new Ending();
  const first = Promise.withResolvers<void>();
  const outer = ending.lend(() => first.promise);
  await assert.rejects(ending.lend(() => Promise.reject(new Error("no editor"))), /no editor/);
  assert.equal(ending.isLent, true);
  first.resolve();
  await outer;
  assert.equal(ending.isLent, false);
});

/** Who is let in to the browser: `foxden` without a command, and who is shown help instead. */
import assert from "node:assert/strict";
import { outcomeOf } from "../../../cli/full_screen/door.ts";
import { Interruption, type Io, ToldDefect } from "../../../cli/io.ts";
import { done } from "../../../cli/outcome.ts";
import { runCli } from "../../../cli/run.ts";
import { command } from "../../../cli/spec.ts";
import type { Tree } from "../../../cli/tree.ts";
import { SAMPLE_TREE } from "../sample_tree.ts";

const SCREEN: Required<Io>["screen"] = {
  onExit: () => () => {},
  takeCrashes: () => () => {},
  lend: (work) => work(),
};

interface Around {
  readonly env?: Readonly<Record<string, string>>;
  readonly hasInput?: boolean;
  readonly hasOutput?: boolean;
  readonly screen?: boolean;
}

/** Runs foxden with something at its front. @returns what that was given; undefined where it was not reached */
async function front(argv: readonly string[], around: Around = {}) {
  const { env = {}, hasInput = true, hasOutput = true, screen = true } = around;
  let given: { readonly profile: string; readonly settings: Readonly<Record<string, unknown>> } | undefined;
  const spec = command({
    path: [],
    summary: "Stand at the front",
    output: "none",
    source: "mirror",
    fullScreen: true,
    examples: [{ line: "" }],
    run({ globals: { profile, settings, offline } }) {
      const [ascii, mouse] = [settings.get("ui.ascii")?.value, settings.get("ui.mouse")?.value];
      given = { profile, settings: { ascii, mouse, offline } };
      return Promise.resolve(done());
    },
  });
  const tree: Tree = {
    ...SAMPLE_TREE,
    front: { path: [], summary: spec.summary, load: () => Promise.resolve(spec) },
  };
  let stderr = "";
  const nothing = () => Promise.resolve("");
  const io: Io = {
    argv,
    env: (name) => env[name],
    stdin: { isTerminal: hasInput, readLine: nothing, readAll: nothing },
    stdout: { isTerminal: hasOutput, columns: 80, write: () => {} },
    stderr: { isTerminal: true, columns: 80, write: (text) => void (stderr += text) },
    signal: new AbortController().signal,
    now: () => 0,
    ...(screen ? { screen: SCREEN } : {}),
  };
  return { code: await runCli(io, tree), given, stderr };
}

Deno.test("foxden without a command opens what stands at the front, with flags, variables and defaults", async () => {
  const plain = { ascii: false, mouse: true, offline: false };
  assert.deepEqual((await front([])).given, { profile: "default", settings: plain });
  const { given, code } = await front(["-p", "work", "--ascii", "--no-mouse", "--offline"]);
  assert.deepEqual(given, { profile: "work", settings: { ascii: true, mouse: false, offline: true } });
  assert.equal(code, 0);
  const env = { FOXDEN_ASCII: "1", FOXDEN_MOUSE: "no" };
  assert.deepEqual((await front([], { env })).given?.settings, { ...plain, ascii: true, mouse: false });
});

Deno.test("without a terminal to draw on and a keyboard, foxden alone is short help and exit 2", async () => {
  const cases: readonly Around[] = [
    { hasInput: false },
    { hasOutput: false },
    { screen: false },
    { env: { TERM: "dumb" } },
  ];
  for (const around of cases) {
    for (const argv of [[], ["-p", "work", "--ascii"]]) {
      const { code, given, stderr } = await front(argv, around);
      assert.deepEqual([code, given], [2, undefined], JSON.stringify(around));
      assert.match(stderr, /^(note: .*\n\n)?usage: foxden /);
    }
  }
});

Deno.test("a terminal of a kind that nobody knows is drawn on", async () => {
  for (const TERM of ["", "no-such-terminal"]) assert.ok((await front([], { env: { TERM } })).given, TERM);
});

Deno.test("what is no flag and no command does not open the browser", async () => {
  for (const argv of [["--asci"], ["browse"], ["--ascii", "boks"], ["--", "x"]]) {
    const { code, given } = await front(argv);
    assert.deepEqual([code, given], [2, undefined], argv.join(" "));
  }
});

Deno.test("help is asked for in front of the browser, too", async () => {
  assert.deepEqual((await front(["--help"])).given, undefined);
  assert.deepEqual((await front(["-p", "work", "-h"])).given, undefined);
});

Deno.test("how the browser ended is how the run ends", () => {
  assert.equal(outcomeOf(0).failed, undefined);
  assert.equal(outcomeOf(4).failed, "auth");
  for (const code of [129, 130, 143] as const) {
    assert.throws(() => outcomeOf(code), (error) => error instanceof Interruption && error.exitCode === code);
  }
  assert.throws(() => outcomeOf(70), ToldDefect);
  assert.throws(() => outcomeOf(99), (error) => !(error instanceof ToldDefect), "nobody ends so");
});

Deno.test("on a terminal that cannot be drawn on foxden says why it does not open", async () => {
  const { given, stderr } = await front([], { env: { TERM: "dumb" } });
  assert.equal(given, undefined);
  assert.match(stderr, /TERM=dumb says that this terminal cannot be drawn on/);
  assert.doesNotMatch((await front([], { hasOutput: false, env: { TERM: "dumb" } })).stderr, /TERM=dumb/);
});

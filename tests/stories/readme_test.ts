import assert from "node:assert/strict";
import { join } from "node:path";
import denoJson from "../../deno.json" with { type: "json" };
import { VERSION } from "../../app/version.ts";
import { difference, type Example, readExamples } from "../support/readme.ts";
import { foxdenCommand, linesOf, mortal, runToEnd } from "../support/world.ts";

const ROOT = new URL("../../", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", ROOT));

Deno.test("an example without shown output, with other output or with more of it is a difference", () => {
  const [bare, example] = readExamples("```sh\nfoxden x\n```\n\n```console\n$ foxden y\none\n…\n```\n");
  assert.deepEqual(bare, { line: "foxden x", shown: [] });
  assert.deepEqual(example, { line: "foxden y", shown: ["one", "…"] });
  assert.match(difference(bare as Example, []) ?? "", /shows no output/);
  assert.match(difference(example as Example, ["two", "three"]) ?? "", /shown "one", printed "two"/);
  assert.match(difference(example as Example, ["one"]) ?? "", /prints 1 lines/);
  assert.match(difference({ line: "foxden z", shown: ["one"] }, ["one", "two"]) ?? "", /prints 2 lines/);
  assert.equal(difference(example as Example, ["one", "two"]), undefined);
});

Deno.test("every line of foxden in the README prints what is shown under it, on the demo account", async () => {
  const examples = readExamples(readme);
  assert.ok(examples.length >= 10, `only ${examples.length} examples`);
  await using shell = await openShell();
  const faults: string[] = [];
  for (const example of examples) {
    const serves = /^foxden serve --/.test(example.line);
    const printed = serves ? await shell.firstLine(example.line) : await shell.run(example.line);
    const fault = difference(serves ? { ...example, shown: example.shown.slice(0, 1) } : example, printed);
    if (fault) faults.push(fault);
  }
  assert.deepEqual(faults, []);
});

Deno.test("the README names the two commands, and CI runs the second", async () => {
  assert.match(readme, /^npx -y deno@2\.9\.5 task demo\b/m);
  assert.match(readme, /^npx -y deno@2\.9\.5 task test\b/m);
  assert.match(await Deno.readTextFile(new URL(".ci/run", ROOT)), /npx -y deno@2\.9\.5 task test\b/);
});

Deno.test("the program's version is that of deno.json", () => {
  assert.equal(VERSION, denoJson.version);
});

interface Shell extends AsyncDisposable {
  run(line: string): Promise<string[]>;
  firstLine(line: string): Promise<string[]>;
}

/** A shell in which `foxden` is this program and the demo account is signed in. */
async function openShell(): Promise<Shell> {
  const home = await Deno.makeTempDir({ prefix: "foxden-readme-" });
  const script = join(home, "foxden");
  const { pathname } = new URL("cli/main.ts", ROOT);
  await Deno.writeTextFile(
    script,
    `#!/bin/sh\nexec '${Deno.execPath()}' run -q --no-prompt -A '${pathname}' "$@"\n`,
  );
  await Deno.chmod(script, 0o700);
  const demo = mortal(foxdenCommand("demo --cli", { env: { HOME: home } }, "null").spawn());
  const stderr = demo.stderr.cancel();
  const env: Record<string, string> = {
    ...Deno.env.toObject(),
    HOME: home,
    PATH: `${home}:${Deno.env.get("PATH")}`,
    FOXDEN_FORMAT: "table",
    COLUMNS: "100",
    NO_COLOR: "1",
  };
  const lines = linesOf(demo.stdout);
  for (let set = 0; set < 4; set++) {
    const { value = "" } = await lines.next();
    const [, name = "", folder = ""] = /^export (\w+)='(.*)'$/.exec(value) ?? [];
    env[name] = folder;
  }
  const command = (line: string) =>
    new Deno.Command("sh", {
      args: ["-c", line],
      env,
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  return {
    async run(line) {
      const { code, stdout, stderr } = await runToEnd(command(line));
      assert.equal(code, 0, `${line}: ${stderr}`);
      return stdout.replace(/\n$/, "").split("\n");
    },
    async firstLine(line) {
      const child = mortal(command(`exec ${line}`).spawn());
      const output = linesOf(child.stdout);
      const { value = "" } = await output.next();
      child.kill("SIGTERM");
      await Promise.all([output.return(undefined), child.stderr.cancel(), child.status]);
      return [value];
    },
    async [Symbol.asyncDispose]() {
      demo.kill("SIGINT");
      await Promise.all([lines.return(undefined), stderr, demo.status]);
      await Deno.remove(home, { recursive: true });
    },
  };
}

import assert from "node:assert/strict";
import fc from "fast-check";
import { commandLine, shellWord, withHome, wordsFor } from "../../../tui/palette/shell.ts";

async function readBy(shell: string, line: string): Promise<readonly string[]> {
  const script = `for word in ${line}; do printf '%s\\0' "$word"; done`;
  const { stdout } = await new Deno.Command(shell, { args: ["-c", script], env: { LC_ALL: "C.UTF-8" } })
    .output();
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

Deno.test("a shell reads each word as it was, whatever is in it", async () => {
  const words = fc.array(
    fc.oneof(
      fc.constantFrom(
        "it's",
        "$HOME",
        "`id`",
        "a b",
        "",
        "*",
        "~root",
        "!x",
        "a\\b",
        '"',
        "#",
        "deno host:github.com",
        "'",
        "é日",
      ),
      fc.string({ maxLength: 12 }),
    ),
    { minLength: 1, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(words, async (texts) => {
      const clean = texts.map((text) => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ""));
      assert.deepEqual(await readBy("sh", clean.map(shellWord).join(" ")), clean);
    }),
    { numRuns: 25 },
  );
});

Deno.test("control characters come as escapes, which bash reads: pasted they are no keys", async () => {
  const odd = "a\x1b[31m'b\\\n\u202ec\x7f";
  const line = shellWord(odd);
  assert.doesNotMatch(line, /[\p{Cc}\p{Cf}]/u);
  assert.deepEqual(await readBy("bash", line), [odd]);
});

Deno.test("a command names its profile, before what is no option", () => {
  assert.equal(
    commandLine(["history", "export", "deno host:github.com"]),
    "foxden history export 'deno host:github.com'",
  );
  assert.equal(commandLine(["history", "list"], "work"), "foxden history list -p work");
  assert.equal(
    commandLine(wordsFor(["history", "get"], ["-abc"]), "work"),
    "foxden history get -p work -- -abc",
  );
});

Deno.test("a file below the home folder stays one, in a shell and without one", async () => {
  const words = ["history", "export", "--output", "~/my file.csv"];
  const line = commandLine(words);
  assert.equal(line, "foxden history export --output ~/'my file.csv'");
  assert.equal((await readBy("sh", line)).at(-1), `${Deno.env.get("HOME")}/my file.csv`);
  assert.deepEqual(withHome(words, "/home/ann/").at(-1), "/home/ann/my file.csv");
  assert.deepEqual(withHome(["history", "list", "~/x"], "/home/ann").at(-1), "~/x", "a query is no file");
  assert.deepEqual(withHome(words, undefined), words);
});

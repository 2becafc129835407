/** Prompts on a real terminal, made by script(1) of util-linux. */
import assert from "node:assert/strict";
import { mortal } from "../support/world.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What the person who runs the tests has set up does not reach into them. */
const place = await Deno.makeTempDir({ prefix: "foxden-test-" });
globalThis.addEventListener("unload", () => Deno.removeSync(place, { recursive: true }));

const hasScript = await new Deno.Command("script", { args: ["--version"], stdout: "null", stderr: "null" })
  .output().then(({ success }) => success, () => false);
const ignore = !hasScript && Deno.env.get("FOXDEN_TEST_REQUIRE_ALL") !== "1";

/** Runs a shell line on a terminal of its own and answers each text with keys, once the text is there. */
async function onTerminal(line: string, answers: readonly (readonly [string, string])[]) {
  const child = mortal(new Deno.Command("script", {
    args: ["--quiet", "--return", "--flush", "--command", line, "/dev/null"],
    cwd: root,
    env: { NO_COLOR: "1", TERM: "xterm", FOXDEN_CONFIG_DIR: place, FOXDEN_STATE_DIR: place },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn());
  const keys = child.stdin.getWriter();
  const screen = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  for (const [text, typed] of answers) {
    while (!seen.includes(text)) {
      const { value, done } = await screen.read();
      if (done) throw new Error(`ended before "${text}": ${seen}`);
      seen += value;
    }
    await keys.write(new TextEncoder().encode(typed));
  }
  for (let next = await screen.read(); !next.done; next = await screen.read()) seen += next.value;
  const { code } = await child.status;
  await keys.close().catch(() => {});
  return { seen, code };
}

const ADD = `'${Deno.execPath()}' run --no-check --allow-all tests/cli/sample_main.ts books add`;

Deno.test({
  name: "questions are drawn on stderr, a secret is never on the screen, and the answers arrive",
  ignore,
  async fn() {
    const answers = [["Title", "Knots\r"], ["PIN", "12é4\r"], ["Buy Knots?", "y\r"]] as const;
    const { seen, code } = await onTerminal(`${ADD} >/dev/null`, answers);
    assert.match(seen, /"title":"Knots","pin":4,"sure":true/);
    assert.doesNotMatch(seen, /12é4|\*\*/);
    assert.equal(code, 0);
  },
});

Deno.test({
  name: "enter alone answers a question of yes or no with no",
  ignore,
  async fn() {
    const { seen } = await onTerminal(`${ADD} Knots`, [["PIN", "1\r"], ["Buy Knots?", "\r"]]);
    assert.match(seen, /"sure":false/);
  },
});

Deno.test({
  name: "what a question names is shown as text, and a terminal acts on none of it",
  ignore,
  async fn() {
    const hostile = `"$(printf 'Kn\\033]0;taken\\007\\033[31mots')"`;
    const { seen } = await onTerminal(`${ADD} ${hostile}`, [["PIN", "1\r"], ["ots?", "n\r"]]);
    assert.ok(seen.includes("Buy Kn\\x1b]0;taken\\x07\\x1b[31mots?"), JSON.stringify(seen));
    assert.ok(!seen.includes("\x1b]0;taken"), JSON.stringify(seen));
  },
});

Deno.test({
  name: "a passphrase for a backup that is too short is asked for again",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "foxden-test-" });
    const program = `'${Deno.execPath()}' run --no-check --allow-all cli/main.ts`;
    const line = `FOXDEN_DATA_DIR='${folder}' ${program} backup create '${folder}/b'`;
    const answers = [["Passphrase for the backup", "abc\r"], ["more", "\x03"]] as const;
    const { code, seen } = await onTerminal(line, answers);
    assert.match(seen, /8 characters or more/);
    assert.deepEqual([code, [...Deno.readDirSync(folder)]], [130, []], seen);
    await Deno.remove(folder, { recursive: true });
  },
});

for (const [name, key] of [["ctrl-c", "\x03"], ["ctrl-d", "\x04"]] as const) {
  Deno.test({
    name: `${name} at a question ends the run with 130 and no message`,
    ignore,
    async fn() {
      const { seen, code } = await onTerminal(`${ADD} Knots`, [["PIN", key]]);
      assert.equal(code, 130);
      assert.doesNotMatch(seen, /foxden:/);
    },
  });
}

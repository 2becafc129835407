/** Pagers as processes, in a terminal of their own. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { needs, type NeedyTest, Pty } from "../support/pty.ts";

const SAMPLE = new URL("sample_main.ts", import.meta.url).pathname;
const ROWS = 12;

const words = (
  ...argv: string[]
) => [Deno.execPath(), "run", "--no-check", "--quiet", "--allow-all", SAMPLE, ...argv];
const open = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  Pty.open(words(...argv), { rows: ROWS, columns: 60, env: { NO_COLOR: "1", TERM: "xterm", ...env } });

/** Turns pages until the first one is gone: less may drop a key that comes right behind a signal. */
async function leaveFirstPage(pty: Pty): Promise<void> {
  while (/^[01]$/m.test(await pty.screen())) await pty.press("Space");
}

const withLess = (test: NeedyTest) => needs("less", needs("tmux", test));

Deno.test(withLess({
  name: "a long list is in less by the screenful, and leaving it early ends foxden with 141 and no word",
  async fn() {
    await using pty = await open(["endless", "-f", "ids"]);
    const screen = await pty.waitFor(/^:/m);
    assert.match(screen, /^counting\n0\n1\n2\n|^0\n1\n2\n/);
    await leaveFirstPage(pty);
    await pty.press("q");
    assert.equal(await pty.ended(), 141);
    assert.doesNotMatch(await pty.scrollback(), /foxden:|rror/);
  },
}));

Deno.test(withLess({
  name: "a list that has gone to less as a whole ends with 0 however it is left",
  async fn() {
    await using pty = await open(["help", "flags"]);
    await pty.waitFor(/^:/m);
    await pty.press("q");
    assert.equal(await pty.ended(), 0);
  },
}));

Deno.test(withLess({
  name: "what fits on the screen is in no pager",
  async fn() {
    await using pty = await open(["books", "list"]);
    assert.equal(await pty.ended(), 0);
    assert.match(await pty.screen(), /Knots/);
  },
}));

Deno.test(withLess({
  name: "ctrl-c goes to less, which stays; foxden ends with 130 once it is left",
  async fn() {
    await using pty = await open(["endless", "-f", "ids"]);
    await pty.waitFor(/^:/m);
    await pty.press("C-c");
    await pty.press("C-c");
    await leaveFirstPage(pty);
    assert.doesNotMatch(await pty.screen(), /\[exit/);
    await pty.press("q");
    assert.equal(await pty.ended(), 130);
  },
}));

Deno.test(withLess({
  name: "whoever has set less up is obeyed",
  async fn() {
    await using pty = await open(["endless", "-f", "ids"], { LESS: "-Pours" });
    await pty.waitFor(/^ours/m);
    await pty.press("q");
    assert.equal(await pty.ended(), 141);
  },
}));

Deno.test(withLess({
  name: "a termination signal is obeyed once less is left, and the terminal is as it was",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "foxden-test-" });
    const path = join(folder, "pid");
    const command = `sh -c 'echo $$ > ${path}; exec "$@"' sh "$@"; code=$?; stty -a; exit $code`;
    await using pty = await Pty.open(["sh", "-c", command, "sh", ...words("endless", "-f", "ids")], {
      rows: 20,
      columns: 60,
      env: { NO_COLOR: "1", TERM: "xterm" },
    });
    await pty.waitFor(/^:/m);
    const pid = Number(await Deno.readTextFile(path));
    Deno.kill(pid, "SIGTERM");
    Deno.kill(pid, "SIGTERM");
    await leaveFirstPage(pty);
    await pty.press("q");
    assert.equal(await pty.ended(), 143);
    assert.match(await pty.scrollback(), / icanon [^]* echo /);
    await Deno.remove(folder, { recursive: true });
  },
}));

Deno.test(needs("tmux", {
  name: "a pager that reads only the beginning ends foxden with 141",
  async fn() {
    await using pty = await open(["endless", "-f", "ids"], {
      FOXDEN_PAGER: "head -n 3",
      PAGER: "no-such-pager",
    });
    assert.equal(await pty.ended(), 141);
    assert.match(await pty.screen(), /0\n1\n2\n\n?\[exit/);
  },
}));

Deno.test(needs("tmux", {
  name: "a pager that is not there is done without: everything is printed, with exit 0",
  async fn() {
    for (const pager of ["no-such-pager -x", "/dev/null"]) {
      await using pty = await open(["help", "formats"], { PAGER: pager });
      assert.equal(await pty.ended(), 0);
      const shown = await pty.scrollback();
      assert.match(shown, /OUTPUT FORMATS[^]*--no-pager/);
      assert.equal(shown.match(/OUTPUT FORMATS/g)?.length, 1);
    }
  },
}));

Deno.test(needs("tmux", {
  name: "an empty pager, cat and --no-pager print straight to the screen",
  async fn() {
    for (
      const [env, more] of [[{ PAGER: "" }, []], [{ FOXDEN_PAGER: "cat" }, []], [{}, ["--no-pager"]]] as const
    ) {
      await using pty = await open(["help", "flags", ...more], env);
      assert.equal(await pty.ended(), 0);
      assert.match(await pty.scrollback(), /EVERY COMMAND/);
    }
  },
}));

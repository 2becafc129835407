/** The way from a shell into the full-screen browser, and back to the shell as it was. */
import assert from "node:assert/strict";
import { needs, openPty, Pty } from "../support/pty.ts";
import { openWorld, programWords, type World } from "../support/world.ts";
import { until } from "../interop/wait.ts";

/** An environment whose temporary files can be counted. */
async function openHome() {
  const world = await openWorld({ user: false });
  const TMPDIR = `${world.home}/tmp`;
  await Deno.mkdir(TMPDIR);
  return { world, env: { HOME: world.home, TMPDIR }, left: () => filesIn(TMPDIR) };
}

const filesIn = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name);

const stateOf = (pty: Pty) => pty.state("#{alternate_on} #{cursor_flag}");

Deno.test(needs("tmux", {
  name:
    "foxden demo opens the browser on the sample account, and leaves neither a trace nor a changed terminal",
  async fn() {
    const { world, env, left } = await openHome();
    await using _: World = world;
    await using pty = await openPty("demo --rows 20", { env });
    await pty.waitFor(/\[demo\][^]*Bookmarks +186/);
    assert.deepEqual([await stateOf(pty), left().length], ["1 0", 1]);
    await pty.press("Q");
    assert.equal(await pty.ended(), 0, await pty.screen());
    assert.deepEqual([await stateOf(pty), left()], ["0 1", []]);
    assert.ok(!(await pty.scrollback()).includes("Bookmarks"), "nothing of the account stays on the screen");
    assert.deepEqual(filesIn(world.home), ["tmp"]);
  },
}));

Deno.test(needs("tmux", {
  name: "foxden without an account opens the first screen, and without a terminal prints help",
  async fn() {
    const { world, env } = await openHome();
    await using _: World = world;
    await using pty = await openPty("--ascii", { env });
    const screen = await pty.waitFor("Try the demo");
    assert.ok(screen.includes("~/.local/share/foxden"), screen);
    // deno-lint-ignore no-control-regex
    assert.match(screen, /^[\x00-\x7f]*$/, "it was asked for ASCII");
    await pty.press("Q");
    assert.equal(await pty.ended(), 0);
    const run = await world.foxden([]);
    assert.deepEqual([run.code, run.stdout, run.stderr.startsWith("usage: foxden ")], [2, "", true]);
  },
}));

Deno.test(needs("tmux", {
  name: "ctrl-c while a large demo is made ends it with 130, and its folder is gone",
  async fn() {
    const { world, env, left } = await openHome();
    await using _: World = world;
    await using pty = await openPty("demo --rows 300000", { env });
    await pty.waitFor("300,000 pages of history");
    await until(20_000, "a demo's folder", () => left()[0]);
    await pty.press("C-c");
    assert.equal(await pty.ended(), 130, await pty.screen());
    assert.deepEqual([await stateOf(pty), left()], ["0 1", []]);
  },
}));

Deno.test(needs("tmux", {
  name: "a terminal that cannot be drawn on gets the tour, and so does who asks for it",
  async fn() {
    const { world, env, left } = await openHome();
    await using _: World = world;
    for (
      const [words, TERM] of [["demo --rows 5", "dumb"], [
        "demo --rows 5 --tour --no-pager",
        "xterm",
      ]] as const
    ) {
      await using pty = await Pty.open(["env", `TERM=${TERM}`, ...programWords(words)], { env });
      assert.equal(await pty.ended(), 0, await pty.screen());
      assert.match(await pty.scrollback(), /\$ foxden status/);
      assert.deepEqual(left(), []);
    }
  },
}));

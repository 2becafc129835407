/** How the program begins in a terminal, and what it says where there is none. */
import assert from "node:assert/strict";
import { Home, opened, terminalTest } from "./screens.ts";

const CHOICES = [
  "Try the demo",
  "Sign in with a browser",
  "Sign in here",
  "Use my own server",
  "Run a server here",
];

terminalTest(
  "the first start welcomes with five choices, and the demo opens an account to browse",
  async () => {
    await using home = await Home.make();
    await using tmux = await home.open();
    const welcome = await tmux.waitFor("Welcome");
    CHOICES.forEach((choice, at) => assert.match(welcome, new RegExp(`${at + 1}  ${choice}`)));
    assert.match(welcome, /no account yet/);
    assert.match(welcome.trimEnd().split("\n").at(-1) ?? "", /\? help/);
    assert.equal(await tmux.flag("alternate_on"), 1);

    await tmux.type("1");
    const screen = await opened(tmux);
    assert.match(screen.split("\n")[0] ?? "", /\[demo\]/);
    for (const place of ["1 Bookmarks", "2 Passwords", "3 History", "4 Tabs"]) {
      await tmux.waitFor(new RegExp(`${place} +[1-9][\\d,]* *│`));
    }
    assert.match(screen, /││>/);
    await tmux.type("q");
    assert.equal(await tmux.ended(), 0);
    assert.deepEqual([...Deno.readDirSync(home.folder)].map(({ name }) => name), ["bin"], "nothing is left");
  },
);

terminalTest(
  "the demo is whole in a window of 40 x 10, and where CI is set as on machines that build things",
  async () => {
    await using home = await Home.make();
    await using tmux = await home.open(["demo"], { size: [40, 10], env: { CI: "1" } });
    await tmux.waitFor(/Bookmarks/);
    assert.equal(await tmux.flag("alternate_on"), 1);
    await tmux.type("2");
    await tmux.waitFor(/^> +\S/m);
    assert.ok((await tmux.rowEnds()).every((end) => end <= 40), await tmux.screen());
    await tmux.send("Enter");
    await tmux.waitFor(/\*{12}/);
    await tmux.type("Q");
    assert.equal(await tmux.ended(), 0);
  },
);

terminalTest("into a pipe foxden prints short help and ends with 2", async () => {
  await using home = await Home.make();
  await using shell = await home.openShell();
  await shell.type('clear; (foxden; echo "[code $?]" >&2) | cat\r');
  const help = await shell.waitFor(/^\[code \d+\]$/m);
  assert.match(help, /^\[code 2\]$/m);
  assert.match(help, /^More, with examples: foxden --help$/m);
  assert.doesNotMatch(help, /Welcome/);
  assert.equal(await shell.flag("alternate_on"), 0);
});

terminalTest("the demo without a keyboard prints its tour and ends well", async () => {
  await using home = await Home.make();
  await using shell = await home.openShell();
  await shell.type('clear; foxden demo </dev/null > tour; echo "[code $?]"\r');
  assert.match(await shell.waitFor(/^\[code \d+\]$/m), /^\[code 0\]$/m);
  const tour = await Deno.readTextFile(`${home.folder}/tour`);
  assert.match(tour, /foxden (passwords|bookmarks|history) /);
  assert.ok(!tour.includes("\x1b"));
});

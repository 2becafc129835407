/** What is left of a terminal, a scrollback and a process when the program has been left, by whatever way. */
import assert from "node:assert/strict";
import { expectSuccess } from "../stories/expect.ts";
import type { Tmux } from "../support/tmux.ts";
import {
  assertWhole,
  goTo,
  MODES,
  opened,
  programIn,
  selectedRow,
  sharedDemo,
  terminalTest,
} from "./screens.ts";

const home = sharedDemo();

/** A shell in which the program has opened the account. */
async function inShell(line = "foxden", env: Readonly<Record<string, string>> = {}): Promise<Tmux> {
  const tmux = await home().openShell({ env });
  await tmux.type(`${line}\r`);
  await opened(tmux);
  return tmux;
}

const NUMBERS = Array.from({ length: 200 }, (_, at) => String(at + 1));

/** Checks that the terminal is as a shell needs it, that the scrollback is whole, and that no frame is left. */
async function assertRestored(tmux: Tmux): Promise<void> {
  await tmux.until("the terminal's modes", () => tmux.state(MODES), (modes) => modes === "0 1 0 0 1");
  const scrollback = (await tmux.scrollback()).split("\n");
  assert.deepEqual(NUMBERS.filter((number) => !scrollback.includes(number)), []);
  assert.ok(!scrollback.some((line) => line.includes("Collections")), scrollback.join("\n"));
  assert.ok(!(await tmux.rawOutput()).includes("\x1b[3J"), "the scrollback is not erased");
}

const code = async (tmux: Tmux): Promise<number> =>
  Number(/^\[code (\d+)\]$/m.exec(await tmux.waitFor(/^\[code \d+\]$/m))?.[1]);

/** The way out leaves its exit code, and the line settings from before the shell sets its own. */
const TOLD = `foxden; c=$?; stty -a | grep -Eo -- '-?(icanon|echo)\\b'; echo "[code $c]"`;

const WAYS = [
  ["q", (tmux: Tmux) => tmux.type("q"), 0],
  ["ctrl-c", (tmux: Tmux) => tmux.send("C-c"), 130],
  ["SIGTERM", (tmux: Tmux) => signal(tmux, "SIGTERM"), 143],
  ["SIGHUP", (tmux: Tmux) => signal(tmux, "SIGHUP"), 129],
  ["SIGINT", (tmux: Tmux) => signal(tmux, "SIGINT"), 130],
] as const;

const signal = async (tmux: Tmux, name: Deno.Signal) => Deno.kill(await programIn(tmux), name);

for (const [name, leave, exit] of WAYS) {
  terminalTest(`after ${name} the terminal is a shell's again, and the exit code is ${exit}`, async () => {
    await using tmux = await inShell(TOLD);
    assert.match(await tmux.state(MODES), /^1 0 1 1 /);
    await leave(tmux);
    assert.equal(await code(tmux), exit, await tmux.screen());
    await assertRestored(tmux);
    const screen = await tmux.screen();
    const settings = screen.split("\n").filter((line) => /^-?(icanon|echo)$/.test(line)).toSorted();
    assert.deepEqual(settings, ["echo", "icanon"]);
    assert.doesNotMatch(screen, /foxden: |Error|\bat /);
  });
}

for (const defect of ["throw", "reject"]) {
  terminalTest(
    `a defect (${defect}) is told in three lines, and the terminal is a shell's again`,
    async () => {
      await using tmux = await inShell(TOLD, { FOXDEN_TEST_BREAK: defect });
      await goTo(tmux, "2", "Passwords 41");
      await tmux.send("F12");
      assert.equal(await code(tmux), 70);
      await assertRestored(tmux);
      const told = (await tmux.scrollback()).split("\n");
      const first = told.findIndex((line) => line.startsWith("foxden: a defect"));
      assert.match(told[first + 1] ?? "", /^ {2}The report is in \/\S+$/);
      assert.match(told[first + 3] ?? "", /^-?(icanon|echo)$/, "three lines and no more");
    },
  );
}

terminalTest(
  "a password that was looked at is hidden by itself, and left in no scrollback and no buffer",
  async () => {
    const words = ["passwords", "get", "bank.example", "--field", "password", "--no-newline"];
    const secret = expectSuccess(await home().run(words)).stdout;
    await using tmux = await inShell();
    const before = await tmux.historySize();
    await goTo(tmux, "2", "Passwords 41");
    await tmux.type("/bank.example");
    await tmux.waitFor(/> 1 match/);
    await tmux.send("Enter");
    await tmux.waitFor(/Password +\*{12} /);
    await tmux.type("x");
    await tmux.waitFor((screen) => screen.includes(secret) && /visible \d+ s/.test(screen));
    await tmux.waitFor((screen) => !screen.includes(secret) && /Password +\*{12} /.test(screen), 20_000);
    await tmux.type("x");
    await tmux.waitFor((screen) => screen.includes(secret));
    await tmux.type("Q");
    await assertRestored(tmux);
    assert.ok(await tmux.historySize() >= before);
    assert.ok(!(await tmux.scrollback()).includes(secret));
    assert.ok(!(await tmux.tmux("list-buffers")).includes(secret));
    await tmux.type("echo still$((40+2))here\r");
    await tmux.waitFor("still42here");
  },
);

terminalTest("a terminal in which it was killed is put right by doctor --fix-terminal", async () => {
  await using tmux = await inShell();
  await signal(tmux, "SIGKILL");
  await tmux.waitFor((screen) => screen.trimEnd().endsWith("\n$"));
  assert.match(await tmux.state(MODES), /^1 0 1 1 /);
  // What the shell does not show it still takes.
  await tmux.type('foxden doctor --fix-terminal; echo "[code $?]"\r');
  assert.equal(await code(tmux), 0);
  await assertRestored(tmux);
  const settings = await tmux.stty();
  assert.ok(settings.includes("isig") && settings.includes("opost"));
});

terminalTest("ctrl-z gives the terminal to the shell, and fg brings back what was there", async () => {
  await using tmux = await inShell();
  await goTo(tmux, "2", "Passwords 41");
  await tmux.type("jjj");
  const before = await tmux.waitFor("─ 4/41 ─┘");
  await tmux.send("C-z");
  await tmux.waitFor("Stopped");
  assert.equal(await tmux.state(MODES), "0 1 0 0 1");
  await tmux.type("clear; jobs; echo shell$((40+2))\r");
  await tmux.waitFor(/Stopped.*foxden\nshell42/);
  await tmux.type("fg\r");
  const after = await tmux.waitFor("─ 4/41 ─┘");
  assert.equal(selectedRow(after), selectedRow(before));
  assert.match(await tmux.state(MODES), /^1 0 1 1 /);
  await assertWhole(tmux, 100);
  await tmux.type("j");
  await tmux.waitFor("─ 5/41 ─┘");
});

terminalTest("a terminal that is closed leaves no process behind", async () => {
  await using tmux = await home().open();
  await opened(tmux);
  const id = await programIn(tmux);
  await tmux.tmux("kill-server");
  const deadline = Date.now() + 10_000;
  while (isAlive(id) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(!isAlive(id));
});

function isAlive(id: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${id}/status`));
  } catch {
    return false;
  }
}

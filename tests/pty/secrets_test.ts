/** What becomes of a secret that was copied or looked at, however the program is left. */
import assert from "node:assert/strict";
import { expectSuccess } from "../stories/expect.ts";
import type { Tmux } from "../support/tmux.ts";
import { goTo, MODES, opened, programIn, sharedDemo, terminalTest } from "./screens.ts";

const home = sharedDemo();

/** The password that {@link atBank} has under the cursor. */
async function bankPassword(): Promise<string> {
  const words = ["passwords", "get", "bank.example", "--field", "password", "--no-newline"];
  return expectSuccess(await home().run(words)).stdout;
}

/** A shell in which the program has the cursor on a password. */
async function atBank(env: Readonly<Record<string, string>> = {}): Promise<Tmux> {
  const tmux = await home().openShell({ env });
  await tmux.type('foxden; echo "[code $?]"\r');
  await opened(tmux);
  await goTo(tmux, "2", "Passwords 41");
  await tmux.type("/bank.example");
  await tmux.waitFor(/> 1 match/);
  await tmux.send("Enter");
  await tmux.waitFor(/Password +\*{12} /);
  return tmux;
}

const code = async (tmux: Tmux): Promise<number> =>
  Number(/^\[code (\d+)\]$/m.exec(await tmux.waitFor(/^\[code \d+\]$/m))?.[1]);

const buffers = async (tmux: Tmux): Promise<string> => await tmux.tmux("list-buffers");

for (const writes of [["YQ"], ["Y", "Q"]]) {
  const how = writes.length === 1 ? "at the same moment" : "in the next moment";
  terminalTest(`a password that is copied is in no buffer where the program is left ${how}`, async () => {
    await using tmux = await atBank();
    for (const keys of writes) await tmux.type(keys);
    assert.equal(await code(tmux), 0);
    assert.equal((await buffers(tmux)).trim(), "");
  });
}

for (const defect of ["throw", "reject"]) {
  terminalTest(`a password that was copied is taken back after a defect (${defect})`, async () => {
    await using tmux = await atBank({ FOXDEN_TEST_BREAK: defect });
    await tmux.type("Y");
    await tmux.waitFor(/[Cc]leared in \d+ s/);
    assert.match(await buffers(tmux), /^foxden:/);
    await tmux.send("F12");
    assert.equal(await code(tmux), 70);
    assert.equal((await buffers(tmux)).trim(), "");
  });
}

terminalTest("a program that is stopped from outside leaves no password on the screen", async () => {
  const secret = await bankPassword();
  await using tmux = await atBank();
  await tmux.type("x");
  await tmux.waitFor(secret);
  Deno.kill(await programIn(tmux), "SIGTSTP");
  await tmux.waitFor("Stopped");
  assert.equal(await tmux.state(MODES), "0 1 0 0 1");
  assert.ok(!(await tmux.scrollback()).includes(secret));
  await tmux.type('fg; echo "[after $?]"\r');
  assert.ok(!(await tmux.waitFor(/Password +[^\s0-9]\S+ /)).includes(secret), "it does not come back");
  await tmux.type("Q");
  await tmux.waitFor(/^\[after 0\]$/m);
  assert.equal(await tmux.state(MODES), "0 1 0 0 1");
});

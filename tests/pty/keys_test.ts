/** Keys and the mouse in a real terminal, and the clipboard of the tmux around it. */
import assert from "node:assert/strict";
import { expectSuccess } from "../stories/expect.ts";
import type { Tmux } from "../support/tmux.ts";
import { goTo, opened, position, selectedRow, sharedDemo, terminalTest } from "./screens.ts";

const home = sharedDemo();

/** The browser at the logins, on the first of them. */
async function atPasswords(tmux: Tmux): Promise<string> {
  await opened(tmux);
  return await goTo(tmux, "2", "Passwords 41");
}

const SECRET = ["passwords", "get", "bank.example", "--field", "password", "--no-newline"];

async function atBank(tmux: Tmux): Promise<void> {
  await atPasswords(tmux);
  await tmux.type("/bank.example");
  await tmux.waitFor(/> 1 match/);
  await tmux.send("Enter");
  await tmux.waitFor((screen) => selectedRow(screen)?.startsWith("bank.example ") === true);
}

const bufferOf = async (tmux: Tmux): Promise<string | undefined> =>
  await tmux.tmux("show-buffer", "-b", "foxden").catch(() => undefined);

terminalTest(
  "a password that is copied is in the buffer of tmux for a while, and the message says so",
  async () => {
    const secret = expectSuccess(await home().run(SECRET)).stdout;
    await using tmux = await home().open([], { env: { FOXDEN_CLIP_SECONDS: "2" } });
    await atBank(tmux);
    await tmux.type("Y");
    const screen = await tmux.waitFor(/^Password copied .*tmux.*2 s/m);
    assert.ok(!screen.includes(secret));
    assert.equal(await bufferOf(tmux), secret);
    await tmux.until("an empty buffer", () => bufferOf(tmux), (buffer) => buffer === undefined);
  },
);

terminalTest("a password that was copied goes from the buffer of tmux when the program is left", async () => {
  await using tmux = await home().open();
  await atBank(tmux);
  await tmux.type("Y");
  await tmux.waitFor(/^Password copied /m);
  await tmux.type("Q");
  assert.equal(await tmux.ended(), 0);
  assert.equal(await bufferOf(tmux), undefined);
});

terminalTest("where there is no clipboard, the message says that, and claims no copy", async () => {
  await using tmux = await home().openShell({ env: { TERM: "linux" } });
  await tmux.type("env -u TMUX -u TMUX_PANE foxden\r");
  await atBank(tmux);
  await tmux.type("Y");
  const screen = await tmux.waitFor(/No clipboard here/);
  assert.doesNotMatch(screen, /[Cc]opied/);
});

terminalTest("in the sidebar G and g g go to its ends", async () => {
  await using tmux = await home().open();
  await atPasswords(tmux);
  await tmux.send("BTab");
  await tmux.waitFor(/─ Collections \* /);
  await tmux.type("G");
  await tmux.waitFor(/│> +Raw /);
  await tmux.type("gg");
  await tmux.waitFor(/│>1 Bookmarks /);
});

terminalTest("in a list G and g g go to its ends, and a page is a page", async () => {
  await using tmux = await home().open();
  await atPasswords(tmux);
  await tmux.type("G");
  await tmux.waitFor("─ 41/41 ─┘");
  await tmux.type("gg");
  await tmux.waitFor("─ 1/41 ─┘");
  await tmux.send("PageDown");
  const [at] = position(await tmux.waitFor((screen) => position(screen)[0] > 1));
  await tmux.send("PageUp");
  await tmux.waitFor("─ 1/41 ─┘");
  assert.ok(at > 10 && at < 20, `a page down is ${at}`);
});

terminalTest("while a filter is typed the hints name only keys that work there", async () => {
  await using tmux = await home().open();
  await atPasswords(tmux);
  await tmux.type("/git");
  const screen = await tmux.waitFor(/^INSERT .*esc/m);
  const hints = screen.split("\n").find((line) => line.startsWith("INSERT ")) ?? "";
  assert.match(hints, /\benter (?!details)/, "enter keeps the filter");
  // Single letters and signs are text there.
  assert.doesNotMatch(hints, / {2}\S [a-z]/);
});

/** Bytes of a terminal for a button at a cell, counted from 1. */
const mouse = (button: number, column: number, row: number): string =>
  `\x1b[<${button};${column};${row}M\x1b[<${button};${column};${row}m`;

terminalTest(
  "a click chooses a row, the wheel scrolls the pane it is over, and M leaves the mouse alone",
  async () => {
    await using tmux = await home().open();
    const before = await atPasswords(tmux);
    const site = rowText(before, 6);
    await tmux.sendBytes(mouse(0, 40, 7));
    await tmux.waitFor((screen) => selectedRow(screen)?.startsWith(site) === true);
    await tmux.sendBytes("\x1b[<65;40;10M");
    await tmux.waitFor((screen) => rowText(screen, 3) !== rowText(before, 3));
    await tmux.sendBytes(mouse(0, 5, 5));
    await tmux.waitFor((screen) => screen.includes("─ History 2,0"));
    await tmux.type("M");
    await tmux.until("no mouse", () => tmux.state("#{mouse_any_flag}"), (flag) => flag === "0");
    await tmux.waitFor(/^.*[Mm]ouse.*$/m);
    await tmux.type("M");
    await tmux.until("the mouse", () => tmux.state("#{mouse_any_flag}"), (flag) => flag === "1");
  },
);

/** The first column of what the list shows on a line of the screen, counted from 0. */
const rowText = (screen: string, line: number): string =>
  /││[> ][x ]? +(\S+)/.exec(screen.split("\n")[line] ?? "")?.[1] ?? "none";

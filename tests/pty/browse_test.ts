/** What can be done on an account that is open, seen on the screen of a real terminal. */
import assert from "node:assert/strict";
import { expectSuccess } from "../stories/expect.ts";
import type { Tmux } from "../support/tmux.ts";
import { assertWhole, goTo, opened, selectedRow, sharedDemo, terminalTest } from "./screens.ts";

const home = sharedDemo();

const HIDDEN = /Password +\*{12} /;
/** Far less than a value is shown for by itself. */
const AT_ONCE_MS = 5000;
const MASK = /Password +(\*\S*) /;
const REVEALED = /Password +(\S+) +visible \d+ s/;

/** The browser at the logins, with the cursor on that of github.com that the scenarios are about. */
async function atLogin(tmux: Tmux): Promise<void> {
  await opened(tmux);
  await goTo(tmux, "2", "Passwords 41");
  await tmux.type("/github.com");
  await tmux.waitFor(/> 2 match/);
  await tmux.send("Enter");
  await tmux.waitFor((screen) =>
    /^github\.com +annl /.test(selectedRow(screen) ?? "") && HIDDEN.test(screen)
  );
}

const secretOf = async (host: string, user: string): Promise<string> =>
  expectSuccess(
    await home().run(["passwords", "get", host, "--user", user, "--field", "password", "--no-newline"]),
  ).stdout;

terminalTest("a revealed password goes from the screen when the cursor moves on", async () => {
  const secret = await secretOf("github.com", "annl");
  await using tmux = await home().open();
  await atLogin(tmux);
  assert.ok(!(await tmux.rawOutput()).includes(secret), "nothing is sent to the terminal before");
  await tmux.type("x");
  const screen = await tmux.waitFor(REVEALED);
  assert.equal(REVEALED.exec(screen)?.[1], secret);
  await tmux.type("j");
  const next = await tmux.waitFor((now) => /^github\.com +annl-work /.test(selectedRow(now) ?? ""));
  assert.ok(!next.includes(secret));
  assert.match(next, HIDDEN);
  await tmux.type("k");
  const back = await tmux.waitFor((now) => /^github\.com +annl /.test(selectedRow(now) ?? ""));
  assert.match(back, HIDDEN);
});

terminalTest(
  "a revealed password goes from the screen when the window changes or another thing opens",
  async () => {
    await using tmux = await home().open();
    await atLogin(tmux);
    const cover: readonly (readonly [string, () => Promise<void>])[] = [
      ["a resize", () => tmux.resize(100, 29)],
      ["help", () => tmux.type("?")],
      ["the palette", () => tmux.type(":")],
      ["the focus that is lost", () => tmux.sendBytes("\x1b[O")],
      ["another place", () => tmux.type("1")],
    ];
    for (const [what, act] of cover) {
      await tmux.type("x");
      await tmux.waitFor(REVEALED);
      await act();
      await tmux.until(
        `no secret after ${what}`,
        () => tmux.screen(),
        (now) => !REVEALED.test(now),
        AT_ONCE_MS,
      );
      if (what === "another place") break;
      if (what === "help" || what === "the palette") await tmux.send("Escape");
      await tmux.waitFor(HIDDEN, AT_ONCE_MS);
    }
  },
);

terminalTest("masks are of one length, however long a password is", async () => {
  await using tmux = await home().open();
  await opened(tmux);
  await goTo(tmux, "2", "Passwords 41");
  const masks = new Set<string>();
  for (let at = 1; at <= 10; at++) {
    const screen = await tmux.waitFor((now) => now.includes(`─ ${at}/41 ─┘`) && MASK.test(now));
    masks.add(MASK.exec(screen)?.[1] ?? "");
    await tmux.type("j");
  }
  assert.deepEqual([...masks], ["*".repeat(12)]);
});

terminalTest(
  "the details are those of the row under the cursor, whatever a filter does to the list",
  async () => {
    await using tmux = await home().open();
    await opened(tmux);
    await goTo(tmux, "2", "Passwords 41");
    await tmux.type("/bank.example");
    await tmux.waitFor((screen) =>
      /> 1 match/.test(screen) && detailsOf(screen)?.includes("bank.example") === true
    );
    await tmux.type(" and more");
    await tmux.waitFor((screen) => /0 of 41 match/.test(screen) && detailsOf(screen) === undefined);
    await tmux.send("Escape");
    await tmux.waitFor((screen) => {
      const site = selectedRow(screen)?.split(/ {2,}/)[0];
      return /41 ─┘/.test(screen) && site !== undefined && detailsOf(screen)?.includes(site) === true;
    });
  },
);

/** The title of the details; undefined where there are none. */
const detailsOf = (screen: string): string | undefined => /─ (\S.*) {3}\[Details\]/.exec(screen)?.[1];

terminalTest(
  "every size of the window has a whole frame, and the row that was chosen stays chosen",
  async () => {
    await using tmux = await home().openShell();
    await tmux.type("foxden\r");
    await opened(tmux);
    await goTo(tmux, "2", "Passwords 41");
    await tmux.type("jjjj");
    const before = await tmux.waitFor("─ 5/41 ─┘");
    const chosen = selectedRow(before)?.split(/ +/)[0] ?? "";
    assert.match(chosen, /\w/);

    await tmux.resize(60, 15);
    const narrow = await tmux.waitFor(new RegExp(`^> .*${RegExp.escape(chosen)}`, "m"));
    assert.ok(!narrow.includes("Collections") && !/[│┌└]/.test(narrow), narrow);
    await tmux.resize(200, 60);
    const wide = await tmux.waitFor(/┌─ Collections .*┐┌─ Passwords 41 .*┐┌─ .*┐$/m);
    assert.match(wide.split("\n")[1] ?? "", /Collections.*Passwords.*\[Details\]/, "three columns");
    await assertWhole(tmux, 200);
    await tmux.resize(30, 8);
    await tmux.waitFor("needs 40 x 10");
    await assertWhole(tmux, 30);
    await tmux.resize(100, 30);
    const after = await tmux.waitFor("─ 5/41 ─┘");
    assert.equal(selectedRow(after), selectedRow(before));
    await assertWhole(tmux, 100);
    await tmux.type("q");
    await tmux.until("the shell", () => tmux.flag("alternate_on"), (flag) => flag === 0);
    assert.ok(!(await tmux.rawOutput()).includes("\x1b[3J"));
    const scrollback = (await tmux.scrollback()).split("\n");
    for (const number of [1, 100, 200]) {
      assert.ok(
        scrollback.includes(String(number)),
        `${number} is still there`,
      );
    }
  },
);

terminalTest("help is searched as one types, names keys that work, and goes with esc", async () => {
  await using tmux = await home().open();
  await opened(tmux);
  await goTo(tmux, "2", "Passwords 41");
  await tmux.type("?");
  await tmux.waitFor(/half a page down/);
  await tmux.type("copy");
  const help = await tmux.waitFor((screen) => /copy menu/.test(screen) && !/half a page/.test(screen));
  assert.match(help, /\by +copy menu/);
  assert.match(help, /\bY +copy the password/);
  await tmux.send("Escape");
  await tmux.waitFor((screen) => !screen.includes("copy menu"));
  await tmux.type("y");
  const menu = await tmux.waitFor(/Copy/);
  assert.match(menu, /[Pp]assword/);
  await tmux.send("Escape");
  await tmux.waitFor((screen) => selectedRow(screen) !== undefined && !/─ Copy/.test(screen));
});

terminalTest(
  "the palette finds an act by parts of its words, says its shell command and does it",
  async () => {
    await using tmux = await home().open();
    await opened(tmux);
    await tmux.type(":exp hist");
    await tmux.waitFor(/> History: export.*foxden history export/);
    await tmux.send("Enter");
    await tmux.waitFor((screen) => !screen.includes("> History: export") && /[Ee]xport/.test(screen));
  },
);

terminalTest("a hostile title changes no colour and no direction, and moves no border", async () => {
  await using tmux = await home().open();
  await opened(tmux);
  await tmux.type("/日本語");
  await tmux.waitFor(/> \d+ match/);
  await tmux.send("Enter");
  const screen = await tmux.waitFor((now) => (selectedRow(now) ?? "").includes("日本語"));
  await assertWhole(tmux, 100);
  for (const [name, sign] of [["right-to-left override", "\u202e"], ["escape", "\x1b"]] as const) {
    assert.ok(!screen.includes(sign), `${name} is on the screen`);
  }
  assert.match(screen, /\\u202ex \\x1b\[3/, "control characters are shown as text");
  const raw = await tmux.rawOutput();
  assert.ok(!raw.includes("\u202e"));
  assert.ok(!raw.includes("\x1b[31m"), "the title's own colour is not sent");
});

/** Colours of letters and of what is behind them; 39 and 49 only take one back. */
// deno-lint-ignore no-control-regex -- these are what is looked for
const COLOR = /\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10[0-7])(?:;\d+)*m/;

terminalTest("without colours everything is told by signs", async () => {
  await using tmux = await home().open([], { env: { NO_COLOR: "1" } });
  await opened(tmux);
  const screen = await goTo(tmux, "2", "Passwords 41");
  assert.notEqual(selectedRow(screen), undefined);
  await tmux.send("Space");
  await tmux.waitFor(/││[> ]x /);
  await tmux.type("/no such login");
  await tmux.waitFor(/0 of 41 match/);
  await tmux.send("Escape");
  await tmux.waitFor("1 marked  2/41 ─┘");
  await tmux.type("Q");
  assert.equal(await tmux.ended(), 0);
  assert.doesNotMatch(await tmux.rawOutput(), COLOR);
});

terminalTest("a plain terminal with ASCII alone gets no colours and no line drawing", async () => {
  await using tmux = await home().open(["--ascii"], { env: { TERM: "vt100" } });
  await opened(tmux);
  await tmux.type("2");
  const screen = await tmux.waitFor(/^\+- Collections -+\+\+- Passwords 41/m);
  assert.match(screen, /\|\|> +\S/);
  // What records hold is shown in their own letters.
  assert.doesNotMatch(screen, /[─-╿▀-▟■-◿…]/);
  await tmux.type("q");
  assert.equal(await tmux.ended(), 0);
  assert.doesNotMatch(await tmux.rawOutput(), COLOR);
});

/** The terminal layer with the real Ink in a real terminal: every way in and out, and what is left of it. */
import assert from "node:assert/strict";
import { needs } from "../../support/pty.ts";
import { openTmux, type Tmux, type TmuxOptions } from "../../support/tmux.ts";

const PROGRAM = new URL("./program.ts", import.meta.url).pathname;
const START = `'${Deno.execPath()}' run --quiet --allow-all '${PROGRAM}'`;
const NUMBERS = Array.from({ length: 200 }, (_, at) => String(at + 1));

const test = (name: string, fn: () => Promise<void>) => Deno.test(needs("tmux", { name, fn }));

/** A shell with job control that has printed 200 numbers and then runs the program. */
async function shell(line = START, options: Partial<TmuxOptions> = {}): Promise<Tmux> {
  const env = { PS1: "$ ", ...options.env };
  const tmux = await openTmux({ ...options, env, command: ["bash", "--norc", "--noprofile", "-i"] });
  await tmux.waitFor(/^\$/m);
  await run(tmux, `seq 200; ${line}`);
  await tmux.waitFor("nothing, 0 in all");
  return tmux;
}

async function run(tmux: Tmux, line: string): Promise<void> {
  await tmux.type(`${line}; echo "[code $?]"`);
  await tmux.send("Enter");
}

const code = async (tmux: Tmux) =>
  Number(/^\[code (\d+)\]$/m.exec(await tmux.waitFor(/^\[code \d+\]$/m))?.[1]);

/** Waits for a border at the end of each row; a terminal shows a frame piece by piece. */
async function bordersAt(tmux: Tmux, columns: number): Promise<void> {
  const areThere = (ends: readonly number[]) => ends.every((end) => end === columns);
  await tmux.until(`borders at ${columns}`, () => tmux.rowEnds(), areThere);
}

async function pid(tmux: Tmux): Promise<number> {
  return Number(/pid (\d+)/.exec(await tmux.screen())?.[1]);
}

const FLAGS = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{mouse_sgr_flag} #{wrap_flag} #{pane_title}";

/** The terminal is as a shell needs it, and nothing of the scrollback is lost. */
async function assertRestored(tmux: Tmux, titleBefore: string): Promise<void> {
  await tmux.until(
    "the terminal's modes",
    () => tmux.state(FLAGS),
    (flags) => flags.startsWith("0 1 0 0 1 "),
  );
  assert.equal(await tmux.state("#{pane_title}"), titleBefore);
  const scrollback = (await tmux.scrollback()).split("\n");
  assert.deepEqual(NUMBERS.filter((number) => !scrollback.includes(number)), []);
  assert.equal((await tmux.rawOutput()).includes("\x1b[3J"), false);
  assert.equal((await tmux.scrollback()).includes("in all"), false, "no frame is left");
}

/** What the program's own way of ending leaves of the line settings: a shell sets its own when it asks for a line. */
const sttyBefore = (line: string) =>
  `${line}; c=$?; stty -a | grep -Eo -- '-?(icanon|echo|isig|icrnl)\\b'; (exit $c)`;

interface WayOut {
  readonly name: string;
  readonly leave: (tmux: Tmux) => Promise<void>;
  readonly code: number;
  /** The kind of defect that is told. */
  readonly crash?: string;
}

const key = (name: string) => (tmux: Tmux) => tmux.send(name);
const kill = (signal: Deno.Signal) => async (tmux: Tmux) => Deno.kill(await pid(tmux), signal);

const WAYS: readonly WayOut[] = [
  { name: "q", leave: key("q"), code: 0 },
  { name: "ctrl-c", leave: key("C-c"), code: 130 },
  { name: "SIGTERM", leave: kill("SIGTERM"), code: 143 },
  { name: "SIGHUP", leave: kill("SIGHUP"), code: 129 },
  { name: "SIGINT", leave: kill("SIGINT"), code: 130 },
  { name: "SIGQUIT", leave: kill("SIGQUIT"), code: 131 },
  { name: "a key that throws", leave: key("t"), code: 70, crash: "TypeError" },
  { name: "a promise that nobody catches", leave: key("r"), code: 70, crash: "RangeError" },
  { name: "a task that throws", leave: key("T"), code: 70, crash: "SyntaxError" },
  { name: "a component that throws", leave: key("b"), code: 70, crash: "TypeError" },
  { name: "the end of the process", leave: key("X"), code: 3 },
];

for (const way of WAYS) {
  test(`the terminal is as it was after ${way.name}, and the exit code is ${way.code}`, async () => {
    await using tmux = await openTmux({
      env: { PS1: "$ " },
      command: ["bash", "--norc", "--noprofile", "-i"],
    });
    await tmux.waitFor(/^\$/m);
    const title = await tmux.state("#{pane_title}");
    await run(tmux, `seq 200; ${sttyBefore(START)}`);
    await tmux.waitFor("nothing, 0 in all");
    assert.equal(await tmux.state(FLAGS), "1 0 1 1 0 foxden");
    await way.leave(tmux);
    assert.equal(await code(tmux), way.code);
    await assertRestored(tmux, title);
    const screen = await tmux.screen();
    for (const word of ["icanon", "echo", "isig", "icrnl"]) {
      assert.match(screen, new RegExp(`^${word}$`, "m"));
    }
    assertTold(screen, way.crash);
    // Nothing is waited for where the process is ended under it.
    assert.equal((await tmux.rawOutput()).includes("taken back"), way.code !== 3);
  });
}

/** Three lines of a defect between the last number and the shell, without the words of the error. */
function assertTold(screen: string, crash: string | undefined): void {
  assert.doesNotMatch(screen, /secret/);
  const told = screen.slice(screen.lastIndexOf("\n200\n") + 5).split("\n");
  const lines = told.slice(0, told.findIndex((line) => /^-?(icanon|echo|isig|icrnl)$/.test(line)));
  assert.equal(lines.length, crash === undefined ? 0 : 3, lines.join("\n"));
  if (crash === undefined) return;
  assert.equal(lines[0], `foxden: a defect in foxden ended the full screen (${crash})`);
  assert.equal(lines[1], "  The report is in /tmp/the report");
}

test("a signal comes once, however the frame library listens to it too", async () => {
  // The program ends with 99 when a second one reaches it.
  await using tmux = await shell();
  Deno.kill(await pid(tmux), "SIGTERM");
  assert.equal(await code(tmux), 143);
});

test("ctrl-z stops the job and gives the terminal to the shell; fg draws all of it again", async () => {
  // A shell in between, as a task runner has, is part of the job.
  await using tmux = await shell(`sh -c "${START}; true"`);
  await tmux.type("jk");
  await tmux.waitFor("seen k, 2 in all");
  await tmux.send("C-z");
  await tmux.waitFor("Stopped");
  assert.match(await tmux.state(FLAGS), /^0 1 0 0 1 /);
  await tmux.type("echo see$((40+2)); jobs");
  await tmux.send("Enter");
  await tmux.waitFor(/see42\n.*Stopped/);
  await tmux.type("fg; echo [after $?]");
  await tmux.send("Enter");
  await tmux.waitFor("seen ctrl-z, 3 in all");
  assert.equal(await tmux.state(FLAGS), "1 0 1 1 0 foxden");
  await bordersAt(tmux, 100);
  await tmux.type("l");
  await tmux.waitFor("seen l, 4 in all");
  await tmux.send("q");
  await tmux.waitFor(/^\[after 0\]$/m);
  await assertRestored(tmux, await tmux.state("#{host_short}"));
});

test("a job that is stopped from outside gives the terminal back, and hides first what must not be seen", async () => {
  await using tmux = await shell(`sh -c "${START}; true"`);
  Deno.kill(await pid(tmux), "SIGTSTP");
  await tmux.waitFor("Stopped");
  assert.match(await tmux.state(FLAGS), /^0 1 0 0 1 /);
  assert.doesNotMatch(await tmux.scrollback(), /in all/);
  await tmux.type("fg; echo [after $?]");
  await tmux.send("Enter");
  await tmux.waitFor(/away [1-9].*\n.*nothing, 0 in all/);
  assert.equal(await tmux.state(FLAGS), "1 0 1 1 0 foxden");
  await tmux.type("q");
  await tmux.waitFor(/^\[after 0\]$/m);
  await assertRestored(tmux, await tmux.state("#{host_short}"));
});

test("an end that waits has the mouse off already, and a second ctrl-c ends it at once", async () => {
  await using tmux = await shell();
  await tmux.type("e");
  await tmux.until("no mouse", () => tmux.flag("mouse_any_flag"), (flag) => flag === 0);
  assert.match(await tmux.state(FLAGS), /^1 0 0 0 0 /);
  await tmux.send("C-c");
  assert.equal(await code(tmux), 130);
  await assertRestored(tmux, await tmux.state("#{host_short}"));
  assert.ok((await tmux.rawOutput()).includes("taken back"));
});

test("ctrl-z stops a task runner too that would only pass the signal on", async () => {
  await using tmux = await shell(`sh -c "trap : TSTP; ${START}; true"`);
  await tmux.send("C-z");
  await tmux.waitFor("Stopped");
  await tmux.type("fg; echo [after $?]");
  await tmux.send("Enter");
  await tmux.waitFor("seen ctrl-z, 1 in all");
  await tmux.send("q");
  await tmux.waitFor(/^\[after 0\]$/m);
});

test("a job that somebody else stopped comes back whole", async () => {
  await using tmux = await shell(`exec 2>&1; ${START}`);
  Deno.kill(await pid(tmux), "SIGSTOP");
  await tmux.waitFor("Stopped");
  await tmux.type("clear; fg; echo [after $?]");
  await tmux.send("Enter");
  await tmux.until("the mouse", () => tmux.flag("mouse_any_flag"), (flag) => flag === 1);
  await tmux.waitFor("nothing, 0 in all");
  await tmux.type("j");
  await tmux.waitFor("seen j, 1 in all");
  assert.equal(await tmux.state(FLAGS), "1 0 1 1 0 foxden");
  await tmux.type("q");
  await tmux.waitFor(/^\[after 0\]$/m);
});

test("ctrl-z where no shell could bring it back does nothing", async () => {
  await using tmux = await openTmux({ command: START });
  await tmux.waitFor("nothing, 0 in all");
  await tmux.send("C-z");
  await tmux.waitFor("seen ctrl-z, 1 in all");
  await tmux.type("q");
  assert.equal(await tmux.ended(), 0);
});

test("borders stay in their column at any size, and no size costs scrollback", async () => {
  await using tmux = await shell();
  const title = await tmux.state("#{pane_title}");
  assert.equal(title, "foxden");
  for (const [columns, rows] of [[60, 15], [200, 60], [30, 8], [100, 30], [100, 12], [40, 30]] as const) {
    await tmux.resize(columns, rows);
    await tmux.waitFor(`size ${columns}x${rows}`);
    await bordersAt(tmux, columns);
    const lines = (await tmux.screen()).trimEnd().split("\n");
    assert.equal(lines.length, rows);
    assert.ok(lines.every((line) => /^[|+].*[|+]$/.test(line)), lines.join("\n"));
  }
  await tmux.resize(100, 30);
  await tmux.waitFor("size 100x30");
  await tmux.type("q");
  assert.equal(await code(tmux), 0);
  await assertRestored(tmux, await tmux.state("#{host_short}"));
});

test("a frame that gets shorter and taller again costs no scrollback", async () => {
  await using tmux = await shell();
  await tmux.type("s");
  await tmux.waitFor((screen) => screen.split("\n")[6] === "");
  await tmux.type("s");
  await tmux.waitFor((screen) => screen.split("\n")[29]?.startsWith("+") === true);
  await tmux.type("s");
  await tmux.waitFor((screen) => screen.split("\n")[6] === "");
  await tmux.type("q");
  assert.equal(await code(tmux), 0);
  await assertRestored(tmux, await tmux.state("#{host_short}"));
});

test("hostile titles keep the borders in their column while rows change", async () => {
  await using tmux = await shell();
  for (const letter of "abcdefghij".replace("b", "")) await tmux.type(letter);
  await tmux.waitFor("seen j, 9 in all");
  await bordersAt(tmux, 100);
});

test("a program in between has the terminal and every key to itself", async () => {
  await using tmux = await shell();
  await tmux.type("w");
  await tmux.waitFor("between:");
  assert.match(await tmux.state(FLAGS), /^0 1 0 0 1 /);
  const settings = await tmux.stty();
  assert.ok(settings.includes("icanon") && settings.includes("echo"));
  await tmux.type("hello you\r");
  await tmux.waitFor("got hello you");
  await tmux.type("\r");
  await tmux.waitFor("seen w, 1 in all");
  assert.equal(await tmux.state(FLAGS), "1 0 1 1 0 foxden");
  await bordersAt(tmux, 100);
  await tmux.type("j");
  await tmux.waitFor("seen j, 2 in all");
});

test("a signal while another program has the terminal waits for that program", async () => {
  await using tmux = await shell();
  const id = await pid(tmux);
  await tmux.type("w");
  await tmux.waitFor("between:");
  Deno.kill(id, "SIGTERM");
  await tmux.type("still here\r");
  await tmux.waitFor("got still here");
  await tmux.type("\r");
  assert.equal(await code(tmux), 143);
  assert.match(await tmux.state(FLAGS), /^0 1 0 0 1 /);
});

test("keys, pastes, the mouse, the focus and late replies are told apart", async () => {
  await using tmux = await shell();
  await tmux.send("Escape");
  await tmux.waitFor("seen esc, 1 in all");
  await tmux.send("Up");
  await tmux.waitFor("seen up, 2 in all");
  await tmux.sendBytes("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;22c\x1b[0n");
  await tmux.type("日");
  await tmux.waitFor("seen 日, 3 in all");
  await tmux.paste("quit q\nnow");
  await tmux.waitFor('seen {"type":"paste","text":"quit q\\nnow"}, 4 in all');
  await tmux.sendBytes("\x1b[<65;11;6M");
  await tmux.waitFor(/"act":"wheel-down","button":0,"column":10,"row":5\}, 5 in all/);
  await tmux.sendBytes("\x1b[O");
  await tmux.waitFor('seen {"type":"focus","has":false}, 6 in all');
  await tmux.type("m");
  await tmux.until("no mouse", () => tmux.flag("mouse_any_flag"), (flag) => flag === 0);
  await tmux.type("M");
  await tmux.until("the mouse", () => tmux.flag("mouse_any_flag"), (flag) => flag === 1);
});

test("ctrl-l draws everything again over what others wrote", async () => {
  await using tmux = await shell();
  await Deno.writeTextFile(tmux.paneTty, "\x1b[5;10Hgarbage\x1b[H");
  await tmux.waitFor("garbage");
  await tmux.send("C-l");
  await tmux.waitFor((screen) => screen.includes("ctrl-l, 1 in all") && !screen.includes("garbage"));
  await bordersAt(tmux, 100);
});

test("it draws where CI is set, as it is on machines that build things", async () => {
  await using tmux = await shell(START, { env: { CI: "true", TERM: "vt100" } });
  assert.match(await tmux.state("#{alternate_on} #{cursor_flag} #{pane_title}"), /^1 0 (?!foxden)/);
  await tmux.type("q");
  assert.equal(await code(tmux), 0);
});

test("a window that is closed ends it as SIGHUP does", async () => {
  const file = await Deno.makeTempFile({ prefix: "foxden-code-" });
  await using tmux = await openTmux({ command: `trap : HUP; ${START}; echo "code $?" > '${file}'` });
  await tmux.waitFor("nothing, 0 in all");
  await tmux.tmux("kill-server");
  const deadline = Date.now() + 10_000;
  while (Deno.readTextFileSync(file) === "" && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(await Deno.readTextFile(file), "code 129\n");
  await Deno.remove(file);
});

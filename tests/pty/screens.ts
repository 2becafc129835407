/**
 * The program as a person starts it: `foxden` on the path of a home of its own, with the permissions that the tasks give
 * it, in a real terminal.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { needs } from "../support/pty.ts";
import { openTmux, type Tmux, type TmuxOptions } from "../support/tmux.ts";
import { linesOf, programEnv, type Run, runToEnd } from "../support/world.ts";

const MAIN = new URL("../../cli/main.ts", import.meta.url).pathname;
const RIGHTS = ["net", "read", "write", "env", "run", "sys"].map((right) => `--allow-${right}`);

/** A test that needs a terminal. */
export const terminalTest = (name: string, fn: () => Promise<void>): void =>
  Deno.test(needs("tmux", { name, fn }));

export type Size = readonly [columns: number, rows: number];

export interface Opening {
  readonly size?: Size;
  readonly env?: Readonly<Record<string, string>>;
}

/** A home folder with nothing in it but the program. */
export class Home implements AsyncDisposable {
  readonly folder: string;
  /** What a shell of this person has in its environment, besides what every one has. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.env = env;
  }

  /** @param more joins the environment */
  static async make(more: Readonly<Record<string, string>> = {}): Promise<Home> {
    const folder = await Deno.makeTempDir({ prefix: "foxden-home-" });
    const bin = join(folder, "bin");
    await Deno.mkdir(bin);
    const start = [Deno.execPath(), "run", "--no-prompt", "--quiet", ...RIGHTS, MAIN];
    const script = `#!/bin/sh\nexec ${start.map((word) => `'${word}'`).join(" ")} "$@"\n`;
    await Deno.writeTextFile(join(bin, "foxden"), script, { mode: 0o755 });
    return new Home(folder, { ...environmentIn(folder, bin), ...more });
  }

  /** The program alone in a terminal, which says `[exit CODE]` when it has ended. */
  async open(words: readonly string[] = [], { size, env }: Opening = {}): Promise<Tmux> {
    return await openTmux(this.#terminal(["foxden", ...words], size, env));
  }

  /** A shell with job control that has printed the numbers up to 200, so that there is a scrollback to lose. */
  async openShell({ size, env }: Opening = {}): Promise<Tmux> {
    const shell = ["bash", "--norc", "--noprofile", "-i"];
    await using opened = new AsyncDisposableStack();
    const tmux = opened.use(await openTmux(this.#terminal(shell, size, { PS1: "$ ", ...env })));
    await tmux.waitFor(/^\$/m);
    await tmux.type("seq 200\r");
    await tmux.waitFor(/^200\n\$/m);
    opened.move();
    return tmux;
  }

  /** Runs a command of the program's without a terminal. */
  async run(words: readonly string[], stdin = ""): Promise<Run> {
    return await runToEnd(this.#command(words, "piped"), stdin);
  }

  /** Starts the program without a terminal and leaves it running; what it says besides is not kept. */
  start(words: readonly string[]): Deno.ChildProcess {
    return this.#command(words, "null", "null").spawn();
  }

  #terminal(command: readonly string[], size: Size = [100, 30], env = {}): TmuxOptions {
    const [columns, rows] = size;
    return { command, columns, rows, env: { ...this.env, ...env }, cwd: this.folder };
  }

  #command(
    words: readonly string[],
    stdin: "piped" | "null",
    stderr: "piped" | "null" = "piped",
  ): Deno.Command {
    return new Deno.Command(join(this.folder, "bin/foxden"), {
      args: [...words],
      clearEnv: true,
      env: programEnv(this.env),
      stdin,
      stdout: "piped",
      stderr,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A program whose terminal was closed may still be on its way out, and write there.
    for (let left = 50; left > 0; left--) {
      try {
        return await Deno.remove(this.folder, { recursive: true });
      } catch (error) {
        if (left === 1) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}

const environmentIn = (folder: string, bin: string): Readonly<Record<string, string>> => ({
  PATH: `${bin}:${Deno.env.get("PATH") ?? ""}`,
  HOME: folder,
  XDG_CONFIG_HOME: join(folder, "config"),
  XDG_DATA_HOME: join(folder, "data"),
  XDG_STATE_HOME: join(folder, "state"),
  XDG_CACHE_HOME: join(folder, "cache"),
  // As nobody has set it.
  FOXDEN_MAX_AGE: "",
});

/** The sample account with its server in another process, and a home that points at it. */
export class Demo implements AsyncDisposable {
  readonly home: Home;
  readonly #server: Deno.ChildProcess;

  private constructor(home: Home, server: Deno.ChildProcess) {
    this.home = home;
    this.#server = server;
  }

  /** @param rows of history; as many as the demo has by itself when left out */
  static async start(rows?: number): Promise<Demo> {
    await using plain = await Home.make();
    const server = plain.start(["demo", "--cli", ...rows === undefined ? [] : ["--rows", String(rows)]]);
    const variables: Record<string, string> = {};
    for await (const line of linesOf(server.stdout)) {
      const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? [];
      if (name !== undefined) variables[name] = value ?? "";
      if (line.startsWith("# the account")) return new Demo(await Home.make(variables), server);
    }
    throw new Error("the demo has ended before it began");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.kill("SIGTERM");
    await this.#server.status;
    await this.home[Symbol.asyncDispose]();
  }
}

/** One demo for all tests of a file, since making it takes longer than they do. @returns its home, for a test to ask */
export function sharedDemo(rows?: number): () => Home {
  let demo: Demo | undefined;
  Deno.test.beforeAll(async () => {
    demo = await Demo.start(rows);
  });
  Deno.test.afterAll(async () => await demo?.[Symbol.asyncDispose]());
  return () => {
    if (!demo) throw new Error("there is a demo while tests run");
    return demo.home;
  };
}

/** Waits until the account is on the screen, up to date. */
export const opened = (tmux: Tmux): Promise<string> => tmux.waitFor("[online] synced");

/** Goes to a place by its digit, and waits for the cursor in its list. @returns the screen */
export async function goTo(tmux: Tmux, digit: string, title: string): Promise<string> {
  await tmux.type(digit);
  const isThere = (screen: string) => screen.split("\n")[1]?.includes(`─ ${title}`) && selectedRow(screen);
  return await tmux.waitFor((screen) => Boolean(isThere(screen)));
}

/** The text of the row on which the cursor is in the list; undefined where none is. */
export const selectedRow = (screen: string): string | undefined => /││>\s*(.*?)\s*[▴▾]?│/.exec(screen)?.[1];

/** Where the cursor is in the list, and of how many rows. */
export function position(screen: string): readonly [at: number, of: number] {
  const [, at = "", of = ""] = /─ ([\d,]+)\/([\d,]+)(?: rows)? ─┘/.exec(screen) ?? [];
  return [Number(at.replaceAll(",", "")), Number(of.replaceAll(",", ""))];
}

/** The process at the end of the line of those that a terminal runs: the program, where it runs at all. */
export async function programIn(tmux: Tmux): Promise<number> {
  let pid = tmux.pid;
  for (;;) {
    const child = (await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`)).trim().split(" ").at(-1);
    if (!child) break;
    pid = Number(child);
  }
  assert.match(await Deno.readTextFile(`/proc/${pid}/cmdline`), /cli\/main\.ts/);
  return pid;
}

/** What a shell needs: the ordinary screen, a cursor, no mouse, lines that wrap. */
export const MODES = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{mouse_sgr_flag} #{wrap_flag}";

/** Waits until every line of the frame is as wide as the window: no border is broken, and none has moved. */
export async function assertWhole(tmux: Tmux, columns: number): Promise<void> {
  const read = async () => ({ ends: await tmux.rowEnds(), lines: (await tmux.screen()).split("\n") });
  await tmux.until("a whole frame", read, ({ ends, lines }) =>
    lines.some((line) => line !== "") &&
    ends.every((end, row) => /^[│┌└]/.test(lines[row] ?? "") ? end === columns : end <= columns));
}

/**
 * The program in a real terminal: a tmux server of its own, one window, its screen and every byte sent to it.
 *
 * `await using pty = await openPty(words, { env })` ends that server and nothing else.
 */
import { join } from "node:path";
import { programEnv, programWords } from "./world.ts";

/** A test that cannot run everywhere. */
export type NeedyTest = Omit<Deno.TestDefinition, "ignore">;

/**
 * The test as it is where `program` is installed. Elsewhere it is ignored and its name says why, unless
 * `FOXDEN_TEST_REQUIRE_ALL=1` makes that a failure.
 */
export function needs(program: string, test: NeedyTest): Deno.TestDefinition {
  if (isInstalled(program)) return test;
  const why = `${program} is not installed`;
  if (Deno.env.get("FOXDEN_TEST_REQUIRE_ALL") !== "1") {
    return { ...test, name: `${test.name} (ignored: ${why})`, ignore: true };
  }
  const fn = () => {
    throw new Error(why);
  };
  return { ...test, fn };
}

function isInstalled(program: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  return folders.some((folder) => {
    try {
      return Deno.statSync(join(folder, program)).isFile;
    } catch {
      return false;
    }
  });
}

export interface PtyOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** In cells; 100 when left out. */
  readonly columns?: number;
  /** In lines; 30 when left out. */
  readonly rows?: number;
}

/** How long to wait for anything on a screen. */
const DEADLINE_MS = 20_000;

/** Runs a command, says how it ended, and keeps the terminal open, whose last bytes may still be under way. */
const AND_STAY = `trap : INT; "$@"; printf '\\n[exit %d]\\n' $?; exec cat`;
const ENDED = /\[exit (\d+)\]/;

/** Runs foxden in a terminal of its own. */
export async function openPty(words: string | readonly string[], options: PtyOptions = {}): Promise<Pty> {
  return await Pty.open(programWords(words), options);
}

/** One terminal and the program in it. */
export class Pty implements AsyncDisposable {
  readonly #folder: string;
  readonly #env: Record<string, string>;

  private constructor(folder: string, env: Record<string, string>) {
    this.#folder = folder;
    this.#env = env;
  }

  /** Runs any command, given as its words. */
  static async open(command: readonly string[], options: PtyOptions = {}): Promise<Pty> {
    const { env = {}, columns = 100, rows = 30 } = options;
    const folder = await Deno.makeTempDir({ prefix: "foxden-pty-" });
    const pty = new Pty(folder, programEnv({ TMUX_TMPDIR: folder, LANG: "C.UTF-8", ...env }));
    const size = ["-x", String(columns), "-y", String(rows)];
    // One sequence, so that nothing of the program is missed.
    await pty.#tmux([
      ...["new-session", "-d", ...size, "--", "sh", "-c", AND_STAY, "sh", ...command, ";"],
      ...["pipe-pane", "-o", `cat > '${join(folder, "raw")}'`],
    ]);
    return pty;
  }

  /** What is on the screen now; a line broken by the window's edge is whole. */
  async screen(): Promise<string> {
    return await this.#tmux(["capture-pane", "-p", "-J"]);
  }

  /** The screen and what has scrolled off it. */
  async scrollback(): Promise<string> {
    return await this.#tmux(["capture-pane", "-p", "-J", "-S", "-"]);
  }

  /** Everything the program has sent to the terminal, once it has ended. */
  async raw(): Promise<string> {
    const read = () => Deno.readTextFile(join(this.#folder, "raw"));
    return await this.#until("all output", read, (text) => ENDED.test(text));
  }

  /** What tmux knows of the terminal, by its own names, such as `#{alternate_on} #{cursor_flag}`. */
  async state(format: string): Promise<string> {
    return (await this.#tmux(["display-message", "-p", format])).trimEnd();
  }

  /** Types text, as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux(["send-keys", "-l", "--", text]);
  }

  /** Presses keys by tmux's names for them: `Enter`, `C-c`, `Up`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux(["send-keys", ...keys]);
  }

  /** Waits until the screen shows `text`. @returns the screen */
  async waitFor(text: string | RegExp): Promise<string> {
    const found = (screen: string) => typeof text === "string" ? screen.includes(text) : text.test(screen);
    return await this.#until(`the screen to show ${text}`, () => this.screen(), found);
  }

  /** Waits for the program's end. @returns its exit code */
  async ended(): Promise<number> {
    return Number(ENDED.exec(await this.waitFor(ENDED))?.[1]);
  }

  async #until(
    what: string,
    read: () => Promise<string>,
    isDone: (state: string) => boolean,
  ): Promise<string> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const state = await read();
      if (isDone(state)) return state;
      if (Date.now() > deadline) {
        throw new Error(`waited in vain for ${what}; it shows:\n${await this.screen()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #tmux(args: readonly string[]): Promise<string> {
    const command = new Deno.Command("tmux", {
      args: ["-u", "-L", "foxden", "-f", "/dev/null", ...args],
      clearEnv: true,
      env: this.#env,
    });
    const { success, stdout, stderr } = await command.output();
    const text = new TextDecoder();
    if (!success) throw new Error(`tmux ${args[0]}: ${text.decode(stderr)}`);
    return text.decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux(["kill-server"]);
    await Deno.remove(this.#folder, { recursive: true });
  }
}

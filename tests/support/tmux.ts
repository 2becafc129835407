/**
 * A full-screen program in a real terminal: a tmux server of its own with one window, whose size can change.
 *
 * `await using tmux = await openTmux({ command })` ends that server and nothing else. Waiting is always for a condition.
 */
import { join } from "node:path";
import { programEnv } from "./world.ts";

export interface TmuxOptions {
  /** The words of the program, or a line for `sh`. */
  readonly command: string | readonly string[];
  /** In cells; 100 when left out. */
  readonly columns?: number;
  /** In lines; 30 when left out. */
  readonly rows?: number;
  /** Joins what the program needs; `CI` and `NO_COLOR` are not set unless they are here. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** How long to wait for anything, on a machine that does much else. */
const DEADLINE_MS = 20_000;
const LOOK_AGAIN_MS = 15;
let opened = 0;

/** Starts the program. The terminal stays open when it ends, with `[exit CODE]` on a line of its own. */
export async function openTmux(options: TmuxOptions): Promise<Tmux> {
  return await Tmux.open(options);
}

/** One terminal and what runs in it. */
export class Tmux implements AsyncDisposable {
  readonly #folder: string;
  readonly #socket: string;
  readonly #env: Record<string, string>;
  #facts: readonly string[] = [];

  private constructor(folder: string, env: Record<string, string>) {
    this.#folder = folder;
    this.#socket = `foxden-${Deno.pid}-${++opened}`;
    this.#env = env;
  }

  /** @see openTmux */
  static async open({ command, columns = 100, rows = 30, env = {}, cwd }: TmuxOptions): Promise<Tmux> {
    const folder = await Deno.makeTempDir({ prefix: "foxden-tmux-" });
    const tmux = new Tmux(folder, programEnv({ TMUX_TMPDIR: folder, LANG: "C.UTF-8", HOME: folder, ...env }));
    const line = typeof command === "string" ? ["sh", "-c", command] : command;
    // tmux tells each program in it its own kind of terminal.
    const words = env.TERM === undefined ? line : ["env", `TERM=${env.TERM}`, ...line];
    const size = ["-x", String(columns), "-y", String(rows), ...cwd === undefined ? [] : ["-c", cwd]];
    // One sequence, so that nothing of the program is missed; the window keeps its size without a client.
    await tmux.#run([
      ...["new-session", "-d", ...size, "--", "sh", "-c", AND_STAY, "sh", ...words, ";"],
      ...["pipe-pane", "-o", `cat > '${join(folder, "raw")}'`],
    ]);
    tmux.#facts = (await tmux.state("#{pane_pid} #{pane_tty}")).split(" ");
    return tmux;
  }

  /** The process the terminal was opened for, which waits for the program. */
  get pid(): number {
    return Number(this.#facts[0]);
  }

  /** The path of the terminal, for `stty -F`. */
  get paneTty(): string {
    return this.#facts[1] ?? "";
  }

  /** What is on the screen now, line by line; spaces at the ends of lines are left out. */
  async screen(): Promise<string> {
    return await this.#run(["capture-pane", "-p"]);
  }

  /** The screen with its SGR sequences. */
  async screenWithColors(): Promise<string> {
    return await this.#run(["capture-pane", "-p", "-e"]);
  }

  /** The screen, and what has scrolled off it before. */
  async scrollback(): Promise<string> {
    return await this.#run(["capture-pane", "-p", "-S", "-"]);
  }

  /** Lines that have scrolled off the screen. */
  async historySize(): Promise<number> {
    return Number(await this.state("#{history_size}"));
  }

  /** A number that tmux knows of the terminal, such as `alternate_on` or `cursor_flag`. */
  async flag(name: string): Promise<number> {
    return Number(await this.state(`#{${name}}`));
  }

  /** What tmux knows, in its own format: `#{mouse_sgr_flag} #{cursor_x}`. */
  async state(format: string): Promise<string> {
    return (await this.#run(["display-message", "-p", format])).trimEnd();
  }

  /**
   * For each row of the screen, the column (from 0) after the last character on it that is no space, as the terminal
   * counts cells; 0 for an empty row.
   */
  async rowEnds(): Promise<number[]> {
    const rows = await this.flag("pane_height");
    const ask = ["send-keys", "-X", "end-of-line", ";", "display-message", "-p", "#{copy_cursor_x}", ";"];
    const each = Array.from({ length: rows }, () => [...ask, "send-keys", "-X", "cursor-down", ";"]);
    const start = ["copy-mode", ";", "send-keys", "-X", "top-line", ";"];
    const told = await this.#run([...start, ...each.flat(), "send-keys", "-X", "cancel"]);
    return told.trim().split("\n").map(Number);
  }

  /** Everything that was sent to the terminal so far. Wait first for what comes last. */
  async rawOutput(): Promise<string> {
    return await Deno.readTextFile(join(this.#folder, "raw"));
  }

  /** How the terminal is set, as `stty -a` tells it: words such as `icanon` and `-echo`. */
  async stty(): Promise<readonly string[]> {
    const { stdout } = await new Deno.Command("stty", { args: ["-F", this.paneTty, "-a"] }).output();
    return new TextDecoder().decode(stdout).split(/[;\s]+/);
  }

  /** Presses keys by tmux's names for them: `Enter`, `C-c`, `Up`. */
  async send(...keys: readonly string[]): Promise<void> {
    await this.#run(["send-keys", ...keys]);
  }

  /** Types text, as it is. */
  async type(text: string): Promise<void> {
    await this.#run(["send-keys", "-l", "--", text]);
  }

  /** Sends bytes, such as those of a mouse or of a terminal's reply. */
  async sendBytes(bytes: string | Uint8Array): Promise<void> {
    const all = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    const hex = [...all].map((byte) => byte.toString(16).padStart(2, "0"));
    await this.#run(["send-keys", "-H", ...hex]);
  }

  /** Pastes text as a terminal does: in brackets when the program asked for them. */
  async paste(text: string): Promise<void> {
    const path = join(this.#folder, "pasted");
    await Deno.writeTextFile(path, text);
    await this.#run(["load-buffer", "-b", "pasted", path, ";", "paste-buffer", "-p", "-d", "-b", "pasted"]);
  }

  /** Makes the window another size. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#run(["resize-window", "-x", String(columns), "-y", String(rows)]);
  }

  /** Any command of tmux's in this server. @returns what it prints */
  async tmux(...args: readonly string[]): Promise<string> {
    return await this.#run(args);
  }

  /** Waits until the screen shows it. @returns the screen @throws {Error} with the screen, when it never does */
  async waitFor(wanted: string | RegExp | ((screen: string) => boolean), ms = DEADLINE_MS): Promise<string> {
    const found = typeof wanted === "function"
      ? wanted
      : (screen: string) => typeof wanted === "string" ? screen.includes(wanted) : wanted.test(screen);
    return await this.until(String(wanted), () => this.screen(), found, ms);
  }

  /** Waits until something that can be read has come true. @returns what was read last */
  async until<T>(
    what: string,
    read: () => T | Promise<T>,
    isDone: (value: T) => boolean,
    ms = DEADLINE_MS,
  ): Promise<T> {
    let value = await read();
    const found = async () => isDone(value) || isDone(value = await read());
    if (await untilTrue(found, ms)) return value;
    throw new Error(`waited in vain for ${what}; the screen shows:\n${await this.screen()}`);
  }

  /** Waits for the program's end. @returns its exit code */
  async ended(ms = DEADLINE_MS): Promise<number> {
    return Number(ENDED.exec(await this.waitFor(ENDED, ms))?.[1]);
  }

  async #run(args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-u", "-L", this.#socket, "-f", "/dev/null", ...args],
      clearEnv: true,
      env: this.#env,
    }).output();
    const text = new TextDecoder();
    if (!success) throw new Error(`tmux ${args[0]}: ${text.decode(stderr)}`);
    return text.decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A test may have closed the terminal itself.
    await this.#run(["kill-server"]).catch(() => {});
    const isGone = () =>
      // What still ends in it may write there until it has.
      Deno.remove(this.#folder, { recursive: true }).then(() => true, () => false);
    await untilTrue(isGone, DEADLINE_MS);
  }
}

/** Looks again and again. @returns whether it came true in time */
async function untilTrue(isTrue: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const deadline = Date.now() + ms; !await isTrue();) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return true;
}

/** Says how the program ended, and keeps the terminal open, whose last bytes may still be under way. */
const AND_STAY = `trap : INT; "$@"; printf '\\n[exit %d]\\n' $?; exec cat`;
const ENDED = /^\[exit (\d+)\]$/m;

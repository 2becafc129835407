/** The program in a terminal of its own, with an empty home. */
import { join } from "node:path";

const MAIN = new URL("../../cli/main.ts", import.meta.url).pathname;
const DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** So long nothing has to change before a screen is taken for finished. */
const REST_MS = 1000;

export class Terminal implements AsyncDisposable {
  private constructor(
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** @param words what follows `foxden` */
  static async open(
    words: readonly string[],
    size: { readonly columns: number; readonly rows: number },
  ): Promise<Terminal> {
    const folder = await Deno.makeTempDir({ prefix: "foxden-captures-" });
    const { PATH = "", HOME = "", DENO_DIR = join(HOME, ".cache", "deno") } = Deno.env.toObject();
    const env = {
      PATH,
      DENO_DIR,
      DENO_NO_UPDATE_CHECK: "1",
      HOME: folder,
      LANG: "C.UTF-8",
      TMUX_TMPDIR: folder,
    };
    const terminal = new Terminal(folder, env);
    const program = [Deno.execPath(), "run", "--no-prompt", "--quiet", "--allow-all", MAIN, ...words];
    const window = ["-x", String(size.columns), "-y", String(size.rows)];
    await terminal.#tmux("new-session", "-d", ...window, "--", "env", "TERM=xterm-256color", ...program);
    return terminal;
  }

  async press(key: string): Promise<void> {
    await this.#tmux("send-keys", key);
  }

  async waitFor(what: RegExp): Promise<void> {
    await this.#until((screen) => what.test(screen), String(what));
  }

  /** The lines of the screen with their styles, once nothing changes any more. */
  async settled(): Promise<readonly string[]> {
    let [last, sinceMs] = ["", performance.now()];
    for (;;) {
      const screen = await this.#tmux("capture-pane", "-p", "-e");
      if (screen === last && performance.now() - sinceMs > REST_MS) return screen.trimEnd().split("\n");
      if (screen !== last) [last, sinceMs] = [screen, performance.now()];
      await pause(LOOK_AGAIN_MS);
    }
  }

  async #until(isDone: (screen: string) => boolean, what: string): Promise<void> {
    const deadlineMs = performance.now() + DEADLINE_MS;
    for (;;) {
      const screen = await this.#tmux("capture-pane", "-p");
      if (isDone(screen)) return;
      if (performance.now() > deadlineMs) throw new Error(`waited in vain for ${what}:\n${screen}`);
      await pause(LOOK_AGAIN_MS);
    }
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { env } = this;
    const words = ["-u", "-L", "foxden", "-f", "/dev/null", ...args];
    const command = new Deno.Command("tmux", { args: words, clearEnv: true, env });
    const { success, stdout, stderr } = await command.output();
    const text = new TextDecoder();
    if (!success) throw new Error(`tmux ${args[0]}: ${text.decode(stderr)}`);
    return text.decode(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("send-keys", "C-c");
    // The program removes what its demo has made; tmux ends with its last window.
    while (await this.#tmux("has-session").then(() => true, () => false)) await pause(LOOK_AGAIN_MS);
    await Deno.remove(this.folder, { recursive: true });
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

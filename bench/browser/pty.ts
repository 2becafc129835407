/**
 * A program in a terminal of its own, seen from outside: what is typed, and when which bytes come back.
 *
 * `script` is between this process and the terminal. It passes bytes on as they come, for all programs alike.
 */

/** The size of a window in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Bytes that a program wrote at once, as text, and when they came, in ms of this process. */
export interface Chunk {
  readonly atMs: number;
  readonly text: string;
  readonly bytes: number;
}

export interface PtyOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly size: Size;
}

/** How long anything may take. */
const DEADLINE_MS = 60_000;

/** What Ink writes before a frame and after it: that they belong together. */
const MARK_BYTES = 8;

// deno-lint-ignore no-control-regex
const SEQUENCES = /\x1b\[[0-9;?]*[A-Za-z]/g;

export class Pty implements AsyncDisposable {
  readonly startedMs = performance.now();
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #chunks: Chunk[] = [];
  #wake: (() => void) | undefined;
  #pid = 0;

  /** @param command a program and its arguments */
  constructor(command: readonly string[], { env = {}, size: { columns, rows } }: PtyOptions) {
    const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    const line = `stty cols ${columns} rows ${rows}; exec ${words}`;
    this.#child = new Deno.Command("script", {
      args: ["--quiet", "--flush", "--return", "--command", line, "/dev/null"],
      clearEnv: true,
      env: { ...inherited(), TERM: "xterm-256color", LANG: "C.UTF-8", SHELL: "/bin/sh", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    void this.#read();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stdout) {
      this.#chunks.push({
        atMs: performance.now(),
        text: decoder.decode(bytes, { stream: true }),
        bytes: bytes.length,
      });
      this.#wake?.();
    }
  }

  /** The process of the program. */
  async pid(): Promise<number> {
    while (this.#pid === 0) {
      const { pid } = this.#child;
      const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`).catch(() => "");
      this.#pid = Number(children.trim().split(" ")[0] ?? 0);
      if (this.#pid === 0) await pause(1);
    }
    return this.#pid;
  }

  /** Types text at once. @returns when, in ms of this process */
  async type(text: string): Promise<number> {
    const atMs = performance.now();
    await this.#writer.write(this.#encoder.encode(text));
    return atMs;
  }

  /** Forgets what has come so far. @returns it */
  take(): readonly Chunk[] {
    return this.#chunks.splice(0);
  }

  /** Waits until what has come since the last `take` holds a text, whatever its styles. @returns the chunk that completes it */
  async until(what: RegExp): Promise<Chunk> {
    let [seen, text] = [0, ""];
    for (;;) {
      for (; seen < this.#chunks.length; seen++) {
        const chunk = this.#chunks[seen];
        text += chunk?.text ?? "";
        if (chunk && what.test(text.replace(SEQUENCES, ""))) return chunk;
      }
      await this.#more(what);
    }
  }

  /** Waits for the first bytes since the last `take` that change something on the screen; so many of them at once. */
  async next(least = MARK_BYTES + 1): Promise<Chunk> {
    for (;;) {
      const chunk = this.#chunks.find(({ bytes }) => bytes >= least);
      if (chunk) return chunk;
      await this.#more("anything");
    }
  }

  /** Waits until nothing has come for so long. */
  async quiet(ms: number): Promise<void> {
    for (;;) {
      const last = this.#chunks.length;
      await pause(ms);
      if (this.#chunks.length === last) return;
    }
  }

  async #more(what: unknown): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, DEADLINE_MS);
    const before = this.#chunks.length;
    await promise;
    clearTimeout(timer);
    if (this.#chunks.length === before) {
      throw new Error(`waited in vain for ${what}: ${this.#chunks.at(-1)?.text}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pid = await this.pid();
    try {
      Deno.kill(pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await this.#child.status;
    await this.#writer.close().catch(() => {});
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What every program needs of the environment. */
function inherited(): Record<string, string> {
  const { PATH = "", HOME = "", DENO_DIR } = Deno.env.toObject();
  return { PATH, HOME, DENO_NO_UPDATE_CHECK: "1", ...(DENO_DIR === undefined ? {} : { DENO_DIR }) };
}

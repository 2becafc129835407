/** The door: this process's words, terminal and signals in, its exit code out. Nothing else in `cli` touches them. */
import { FoxdenError } from "../core/errors.ts";
import { abortable } from "./abortable.ts";
import { Ending } from "./ending.ts";
import { Interruption, type InterruptionCode, type Io } from "./io.ts";
import { Paging } from "./paging.ts";
import type { Tree } from "./tree.ts";
import { versionText } from "./version.ts";

const encoder = new TextEncoder();

/** Runs foxden in this process over a tree of commands, and exits. */
export async function runProcess(loadTree: () => Promise<Tree>): Promise<void> {
  const version = versionText(Deno.args);
  if (version !== null) {
    const closed = (error: unknown) => error instanceof Deno.errors.BrokenPipe ? 141 : 1;
    Deno.exit(await writeAll(Deno.stdout, encoder.encode(version)).then(() => 0, closed));
  }
  const controller = new AbortController();
  // With nobody left to read them, messages are lost and the work goes on.
  const paging = new Paging(
    controller,
    (text) => writeAll(Deno.stderr, encoder.encode(text)).catch(() => {}),
  );
  const ending = new Ending();
  catchSignals(controller, paging, ending);
  const io = { ...processIo(controller, paging), screen: ending };
  const { runCli } = await import("./run.ts");
  catchCrashes(io, paging, ending);
  Deno.exit(await runCli(io, await loadTree()));
}

/**
 * The first signal asks the run to end; a second one ends it. A pager is waited for, as git does: ctrl-c means something
 * to it, and without it the terminal would stay as it has made it. Of another program in the terminal ctrl-c is its own
 * matter.
 */
function catchSignals(controller: AbortController, paging: Paging, ending: Ending): void {
  const codes: readonly [Deno.Signal, InterruptionCode][] = [["SIGINT", 130], ["SIGTERM", 143], [
    "SIGHUP",
    129,
  ]];
  for (const [signal, code] of codes) {
    if (Deno.build.os === "windows" && signal === "SIGTERM") continue;
    Deno.addSignalListener(signal, () => {
      if (signal === "SIGINT" && ending.isLent) return;
      if (!controller.signal.aborted) controller.abort(new Interruption(code));
      else if (!paging.isOpen) Deno.exit(code);
    });
  }
  // Every way out leads past here, but for one that no program sees.
  globalThis.addEventListener("unload", () => ending.restore());
}

/** What nothing caught is told like any other failure, without a trace on the screen. */
function catchCrashes(io: Io, paging: Paging, ending: Ending): void {
  const crash = async (error: unknown) => {
    if (ending.crashed(error)) return;
    ending.restore();
    await paging.ended();
    // What was under way when the run was ended may still fail for that reason.
    if (error instanceof Interruption) Deno.exit(error.exitCode);
    const { reportFailure } = await import("./run.ts");
    Deno.exit(await reportFailure(error, io, {}));
  };
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    crash(event.reason);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    crash(event.error);
  });
}

function processIo(controller: AbortController, paging: Paging): Io {
  const stdin = new LineReader(controller.signal);
  return {
    argv: Deno.args,
    env: (name) => Deno.env.get(name),
    stdin: {
      isTerminal: Deno.stdin.isTerminal(),
      readLine: () => stdin.readLine(),
      readAll: () => stdin.readAll(),
    },
    stdout: {
      isTerminal: Deno.stdout.isTerminal(),
      get columns() {
        return windowSize().columns;
      },
      get rows() {
        return windowSize().rows;
      },
      write: (text) => writeStdout(encoder.encode(text), controller),
      writeBytes: (bytes) => writeStdout(bytes, controller),
    },
    stderr: {
      isTerminal: Deno.stderr.isTerminal(),
      get columns() {
        return windowSize().columns;
      },
      write: (text) => paging.tell(text),
    },
    startPager: (command) => paging.start(command),
    signal: controller.signal,
    now: () => Date.now(),
  };
}

function windowSize(): ReturnType<typeof Deno.consoleSize> {
  try {
    return Deno.consoleSize();
  } catch {
    return { columns: 0, rows: 0 };
  }
}

async function writeStdout(bytes: Uint8Array, controller: AbortController): Promise<void> {
  try {
    await writeAll(Deno.stdout, bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw cannot("write to stdout", "stdout", error);
    // Also ends whatever is still being fetched for a reader that has left.
    const gone = new Interruption(141);
    controller.abort(gone);
    throw gone;
  }
}

async function writeAll(
  stream: { write(bytes: Uint8Array): Promise<number> },
  bytes: Uint8Array,
): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await stream.write(bytes.subarray(done));
}

/** Stdin by lines; reading ends with the signal's reason when the run is interrupted. */
class LineReader {
  #held = "";
  #ended = false;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });

  constructor(private readonly signal: AbortSignal) {}

  async readLine(): Promise<string | null> {
    while (!this.#held.includes("\n") && !this.#ended) await this.#fill();
    if (this.#held === "") return null;
    const end = this.#held.includes("\n") ? this.#held.indexOf("\n") : this.#held.length;
    const line = this.#held.slice(0, end);
    this.#held = this.#held.slice(end + 1);
    return line.replace(/\r$/, "");
  }

  async readAll(): Promise<string> {
    while (!this.#ended) await this.#fill();
    const all = this.#held;
    this.#held = "";
    return all;
  }

  async #fill(): Promise<void> {
    const buffer = new Uint8Array(65_536);
    const read = Deno.stdin.read(buffer).catch((error) =>
      Promise.reject(cannot("read stdin", "stdin", error))
    );
    const count = await abortable(read, this.signal);
    this.#ended = count === null;
    this.#held += this.#decode(buffer.subarray(0, count ?? 0));
  }

  /** What is read may be written to an account or be a password: nothing of it is quietly replaced. */
  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: !this.#ended });
    } catch {
      throw new FoxdenError("usage.value", "what comes on stdin is not text in UTF-8", { name: "stdin" });
    }
  }
}

const cannot = (act: string, path: string, cause: unknown) =>
  new FoxdenError("failed.file", `Cannot ${act} (${cause instanceof Error ? cause.name : "unknown"})`, {
    path,
  }, {
    cause,
  });

if (import.meta.main) await runProcess(async () => (await import("./tree.ts")).TREE);

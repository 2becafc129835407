/** The reader's pager as a process in this terminal, and what that means for signals and for stderr. */
import { abortable } from "./abortable.ts";
import { Interruption, type Pager } from "./io.ts";

/** What shells say of a program that is not there or cannot be run. */
const NOT_STARTED: readonly number[] = [126, 127];
const PIECE_BYTES = 65_536;
const encoder = new TextEncoder();

/** At most one pager at a time. While it is open the screen is its own. */
export class Paging {
  #child: Deno.ChildProcess | undefined;
  /** Messages that wait for the screen. */
  #waiting = "";

  constructor(
    private readonly controller: AbortController,
    private readonly writeError: (text: string) => Promise<void>,
  ) {}

  get isOpen(): boolean {
    return this.#child !== undefined;
  }

  /** Resolves when the pager is gone, if there is one. */
  async ended(): Promise<void> {
    await this.#child?.status;
  }

  /** Writes a message: at once, or after the pager. */
  async tell(text: string): Promise<void> {
    this.#waiting += text;
    if (!this.isOpen) await this.#tellWaiting();
  }

  async #tellWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = "";
    if (waiting !== "") await this.writeError(waiting);
  }

  /** Starts a pager, given as a line for a shell. @returns undefined where there is no shell */
  start(command: string): Pager | undefined {
    const child = this.#child = spawn(command);
    if (!child) return undefined;
    const { signal } = this.controller;
    const writer = child.stdin.getWriter();
    writer.closed.catch(() => {});
    const status = child.status.then(async ({ code }) => {
      this.#child = undefined;
      await this.#tellWaiting();
      return !NOT_STARTED.includes(code);
    });
    return {
      write: async (text) => {
        const bytes = encoder.encode(text);
        for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
          const written = writer.write(bytes.subarray(at, at + PIECE_BYTES)).then(() => true, () => false);
          if (!await abortable(written, signal)) return await this.#left(status);
        }
        return true;
      },
      close: async () => {
        // A pager that is not being read takes nothing more; its end comes all the same.
        (signal.aborted ? writer.abort() : writer.close()).catch(() => {});
        return await status;
      },
    };
  }

  /** Nobody reads any more what is still to come. */
  async #left(status: Promise<boolean>): Promise<false> {
    if (!await status) return false;
    const gone = new Interruption(141);
    this.controller.abort(gone);
    throw gone;
  }
}

function spawn(command: string): Deno.ChildProcess | undefined {
  const [shell, args] = Deno.build.os === "windows"
    ? ["cmd", ["/d", "/c", command]] as const
    : ["sh", ["-c", command]] as const;
  // As git does: colours pass through, a short text is left on the screen, and whoever has set less up is obeyed.
  const env = { LESS: Deno.env.get("LESS") ?? "FRX", LV: Deno.env.get("LV") ?? "-c" };
  try {
    return new Deno.Command(shell, {
      args: [...args],
      env,
      stdin: "piped",
      stdout: "inherit",
      stderr: "inherit",
    })
      .spawn();
  } catch {
    return undefined;
  }
}

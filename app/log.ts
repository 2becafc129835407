/**
 * The log: a file that says what was asked of servers and where foxden itself failed. Whoever writes to it writes names of
 * commands, flags, codes and addresses without ids and queries, and never a value.
 */
import { dirname } from "node:path";

/** A file this long is put aside, and the next one begun. */
const MOST_BYTES = 1_000_000;
/** How many files there are at most, the one that is written to among them. */
const MOST_FILES = 5;

/** What a line is about. */
export type LogKind = "run" | "request" | "screen" | "end" | "failed" | "crash";

const encoder = new TextEncoder();

/** Writes at once, so that nothing is lost when the process ends; what cannot be written is no reason to fail. */
export class Log implements Disposable {
  #file: Deno.FsFile | undefined;
  #bytes = 0;

  private constructor(readonly path: string, private readonly now: () => number) {}

  /** Opens the log, which only its owner can read. @returns undefined where it cannot be written */
  static open(path: string, now: () => number): Log | undefined {
    const log = new Log(path, now);
    return log.#begin() ? log : undefined;
  }

  /** Adds a text, each of its lines with the time and the process. @returns whether it stands in the file */
  add(kind: LogKind, text: string): boolean {
    const head = `${new Date(this.now()).toISOString()} ${Deno.pid} ${kind}`;
    const lines = text.split("\n").map((line) => `${head.padEnd(42)} ${oneLine(line)}\n`).join("");
    const bytes = encoder.encode(lines);
    try {
      if (this.#bytes > 0 && this.#bytes + bytes.length > MOST_BYTES) this.#turn();
      for (let done = 0; done < bytes.length;) {
        done += this.#file?.writeSync(bytes.subarray(done)) ?? bytes.length;
      }
      this.#bytes += bytes.length;
      return this.#file !== undefined;
    } catch {
      return false;
    }
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #begin(): boolean {
    try {
      Deno.mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      this.#file = Deno.openSync(this.path, { append: true, create: true, mode: 0o600 });
      const { mode, size } = this.#file.statSync();
      if (mode !== null && (mode & 0o077) !== 0) Deno.chmodSync(this.path, 0o600);
      this.#bytes = size;
      return true;
    } catch {
      this[Symbol.dispose]();
      return false;
    }
  }

  /** Moves each file on by one place; the oldest is gone. */
  #turn(): void {
    this[Symbol.dispose]();
    const named = (n: number) => n === 0 ? this.path : `${this.path}.${n}`;
    for (let n = MOST_FILES - 1; n > 0; n--) renameIfThere(named(n - 1), named(n));
    this.#begin();
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** A line that no terminal acts on when it is shown. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "?");

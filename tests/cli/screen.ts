/** A terminal as far as carriage returns and line ends go: what somebody sees of what was written. */
import type { Io } from "../../cli/io.ts";

/** A world that reads nothing and takes whatever is written. */
export function plainIo(
  { isTerminal = true, columns = 80, write = () => {}, now = () => 0 }: {
    readonly isTerminal?: boolean;
    readonly columns?: number;
    readonly write?: (text: string) => void;
    readonly now?: () => number;
  } = {},
): Io {
  const output = { isTerminal, columns, write };
  return {
    argv: [],
    env: () => undefined,
    stdin: { isTerminal, readLine: () => Promise.resolve(null), readAll: () => Promise.resolve("") },
    stdout: output,
    stderr: output,
    signal: new AbortController().signal,
    now,
  };
}

export interface Screen {
  readonly io: Io;
  /** What time it is; set by the test. */
  readonly clock: { ms: number };
  /** The lines as they stand, the one with the cursor last. */
  readonly lines: () => string[];
  /** Settles when what was written without being waited for is there. */
  readonly settled: () => Promise<void>;
}

export function screenOf({ columns = 80 }: { readonly columns?: number } = {}): Screen {
  const clock = { ms: 0 };
  const lines = [""];
  let cell = 0;
  const put = (character: string) => {
    if (character === "\r") cell = 0;
    else if (character === "\n") {
      lines.push("");
      cell = 0;
    } else {
      const line = lines.pop() ?? "";
      lines.push(line.slice(0, cell).padEnd(cell) + character + line.slice(cell + 1));
      cell++;
    }
  };
  const io = plainIo({ columns, write: (text) => [...text].forEach(put), now: () => clock.ms });
  return {
    io,
    clock,
    lines: () => lines.map((line) => line.trimEnd()),
    settled: () => new Promise((resolve) => setTimeout(resolve)),
  };
}

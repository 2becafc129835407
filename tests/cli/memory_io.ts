/** A command line without a process: words in, what was printed and the exit code out. */
import type { Listing } from "../../app/columns.ts";
import type { Io } from "../../cli/io.ts";
import { rows } from "../../cli/outcome.ts";
import { runCli } from "../../cli/run.ts";
import { command } from "../../cli/spec.ts";
import type { Tree } from "../../cli/tree.ts";
import { SAMPLE_TREE } from "./sample_tree.ts";

/** The moment at which every run here takes place. */
export const NOW_MS = Date.UTC(2030, 0, 31, 12);

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Whether stdin, stdout and stderr are terminals. */
  readonly onTerminal?: boolean;
  /** Whether stderr is one although stdout is not. */
  readonly errorsOnTerminal?: boolean;
  readonly columns?: number;
  /** Height of the window in lines; nobody knows it when left out. */
  readonly rows?: number;
  readonly startPager?: Io["startPager"];
  readonly signal?: AbortSignal;
  /** Called for each piece on stdout; the writer waits for it. */
  readonly onWrite?: (text: string) => unknown;
  readonly tree?: Tree;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The pieces that stdout was given, in order. */
  readonly writes: readonly string[];
}

/** Runs `foxden` with these words over the sample commands. */
export async function foxden(argv: readonly string[], around: Surroundings = {}): Promise<Ran> {
  const writes: string[] = [];
  let stderr = "";
  const lines = (around.stdin ?? "").split("\n");
  const io: Io = {
    argv,
    env: (name) => around.env?.[name],
    stdin: {
      isTerminal: around.onTerminal ?? false,
      readLine: () => Promise.resolve(lines.length > 1 ? lines.shift() ?? null : lines.shift() || null),
      readAll: () => Promise.resolve(lines.splice(0).join("\n")),
    },
    stdout: output(around, async (text) => {
      writes.push(text);
      await around.onWrite?.(text);
    }),
    stderr: output(
      { ...around, onTerminal: around.errorsOnTerminal ?? around.onTerminal ?? false },
      (text) => {
        stderr += text;
      },
    ),
    signal: around.signal ?? new AbortController().signal,
    ...(around.startPager === undefined ? {} : { startPager: around.startPager }),
    now: () => NOW_MS,
  };
  const code = await runCli(io, around.tree ?? SAMPLE_TREE);
  return { code, stdout: writes.join(""), stderr, writes };
}

function output(
  { onTerminal = false, columns = 80, rows = 0 }: Surroundings,
  take: (text: string) => void,
): Io["stdout"] {
  return { isTerminal: onTerminal, columns, rows, write: take };
}

/** A tree with one command, `show`, that lists these rows. */
export function showing<Row>(listing: () => Listing<Row>): Tree {
  const show = command({
    path: ["show"],
    summary: "Show rows",
    output: "list",
    source: "here",
    examples: [{ line: "show" }],
    run: () => Promise.resolve(rows(listing())),
  });
  const leaf = { path: ["show"], summary: show.summary, load: () => Promise.resolve(show) };
  return { groups: [], leaves: [leaf], hiddenVerbs: {}, examples: [{ line: "show" }] };
}

/** The program's own commands without a process of their own: for tests that run hundreds of them. */
import { runCli } from "../../cli/run.ts";
import { TREE } from "../../cli/tree.ts";
import { Interruption, type Io } from "../../cli/io.ts";
import { programEnv, type Run, type RunOptions, type World } from "../support/world.ts";

/** How a run sees the world besides its words. */
export interface Surroundings extends RunOptions {
  /** Whether stdin, stdout and stderr are terminals. */
  readonly onTerminal?: boolean;
  /** Called for each piece on stdout. `false`: whoever read it has gone. */
  readonly onWrite?: (text: string) => boolean;
}

/** Runs foxden with these words on the world's files. Words are split at spaces; pass a list where a word holds one. */
export async function runHere(
  world: Pick<World, "home">,
  words: string | readonly string[],
  around: Surroundings = {},
): Promise<Run> {
  const env = programEnv({ HOME: world.home, ...around.env });
  const controller = new AbortController();
  const out = { stdout: "", stderr: "" };
  const io: Io = {
    argv: typeof words === "string" ? words.split(" ").filter(Boolean) : words,
    env: (name) => env[name],
    stdin: stdinOf(around),
    stdout: stream(around, (text) => {
      if (around.onWrite?.(text) === false) controller.abort(new Interruption(141));
      controller.signal.throwIfAborted();
      out.stdout += text;
    }),
    stderr: stream(around, (text) => {
      out.stderr += text;
    }),
    signal: controller.signal,
    now: () => Date.now(),
  };
  return { code: await runCli(io, TREE), ...out };
}

function stdinOf({ stdin = "", onTerminal = false }: Surroundings): Io["stdin"] {
  const lines = stdin.split("\n");
  return {
    isTerminal: onTerminal,
    readLine: () => Promise.resolve(lines.length > 1 ? lines.shift() ?? null : lines.shift() || null),
    readAll: () => Promise.resolve(lines.splice(0).join("\n")),
  };
}

function stream({ onTerminal = false }: Surroundings, write: (text: string) => void): Io["stdout"] {
  return { isTerminal: onTerminal, columns: 100, write };
}

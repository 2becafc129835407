/** Commands that are run within the browser: in this process, with what they print caught. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { BrowserFlags, CommandEnd, CommandWish } from "../../tui/world.ts";
import { Interruption, type Io } from "../io.ts";
import { EXITS } from "../report.ts";
import { runCli } from "../run.ts";
import { TREE } from "../tree.ts";

/** For whom a command is run. */
export interface Runner {
  readonly io: Io;
  /** Ends the command with the run. */
  readonly signal: AbortSignal;
  /** The profile, where it was typed. */
  readonly profile: string | undefined;
  readonly flags: Pick<BrowserFlags, "offline" | "readOnly">;
}

/** Runs a command that asks nobody, reads nothing and prints nowhere. */
export async function runWithin(
  runner: Runner,
  words: readonly string[],
  { signal, columns, passphrase, keepsFile = false }: CommandWish,
): Promise<CommandEnd> {
  let [out, err] = ["", ""];
  const named = outputOf(words);
  const file = named === undefined ? {} : { file: resolve(named) };
  if (file.file !== undefined && keepsFile && existsSync(file.file)) {
    return { exit: EXITS["not-confirmed"].exit, out, err, ...file, isKept: true };
  }
  const isTerminal = columns !== undefined;
  const window = { isTerminal, columns: columns ?? 0 };
  using ending = endingWith([runner.signal, ...signal ? [signal] : []]);
  const io: Io = {
    // Where it was not typed, variables and the config file lead to the same one, and hints name those.
    argv: [...runner.profile === undefined ? [] : ["--profile", runner.profile], ...words],
    env: environmentOf(runner),
    stdin: {
      isTerminal: false,
      readLine: () => Promise.resolve(null),
      readAll: () => Promise.resolve(""),
    },
    // Without a height nothing is too long for the window.
    stdout: { ...window, rows: 0, write: (text) => void (out += text) },
    stderr: { isTerminal: false, columns: 0, write: (text) => void (err += text) },
    ...passphrase ? { passphrase } : {},
    signal: ending.signal,
    now: runner.io.now,
  };
  const exit = await runCli(io, TREE);
  return { exit, out, err, ...file };
}

/** The file that the words say their output goes to. */
function outputOf(words: readonly string[]): string | undefined {
  const dashes = words.indexOf("--");
  const options = dashes < 0 ? words : words.slice(0, dashes);
  const at = options.lastIndexOf("--output");
  return at < 0 || options[at + 1] === "-" ? undefined : options[at + 1];
}

/** The same variables, with what the browser was told in place of what they say of it. */
function environmentOf({ io, flags }: Runner): Io["env"] {
  const over: Readonly<Record<string, string>> = {
    FOXDEN_NO_INPUT: "1",
    FOXDEN_DEBUG: "",
    // What is on or off with a flag is so for its commands, too.
    ...(flags.offline ? { FOXDEN_OFFLINE: "1" } : {}),
    ...(flags.readOnly ? { FOXDEN_READ_ONLY: "1" } : {}),
    NO_COLOR: "1",
    FORCE_COLOR: "",
    CLICOLOR_FORCE: "",
  };
  return (name) => over[name] ?? io.env(name);
}

/** A signal that ends a run as ctrl-c does, whatever the reason of those that it follows. */
function endingWith(signals: readonly AbortSignal[]): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const end = () => {
    const { reason } = signals.find(({ aborted }) => aborted) ?? {};
    controller.abort(reason instanceof Interruption ? reason : new Interruption(130));
  };
  for (const each of signals) each.addEventListener("abort", end);
  if (signals.some(({ aborted }) => aborted)) end();
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const each of signals) each.removeEventListener("abort", end);
    },
  };
}

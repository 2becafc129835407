/** Programs that hold a clipboard, started with a text on their input: never in their words, which others can see. */
import { join } from "node:path";
import type { Environment } from "../config/places.ts";

/** What starting a program needs to know of the world. */
export interface ClipboardTools {
  readonly env: Environment;
  /** The operating system, as the runtime calls it: `linux`, `darwin`, `windows`. */
  readonly os: string;
}

/** What came of a program. */
export interface Ended {
  readonly isWell: boolean;
  /** What it printed; nothing where it was not listened to. */
  readonly out: string;
}

/** Longest wait for a program: one whose screen cannot be reached may wait for ever. */
const LONGEST_MS = 3000;
const FAILED: Ended = { isWell: false, out: "" };

/** Variables by which such programs find the clipboard. */
const VARIABLES = [
  "TMUX",
  "TMUX_TMPDIR",
  "DISPLAY",
  "XAUTHORITY",
  "WAYLAND_DISPLAY",
  "XDG_RUNTIME_DIR",
  "HOME",
  "PATH",
];

/** Where a program is in the folders of `PATH`; undefined where it is not. */
export async function findProgram(name: string, { env, os }: ClipboardTools): Promise<string | undefined> {
  const folders = (env("PATH") ?? "").split(os === "windows" ? ";" : ":").filter((folder) => folder !== "");
  for (const folder of folders) {
    const path = join(folder, name);
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  return undefined;
}

/** Gives a program a text to read. What it leaves running behind itself is not waited for. */
export async function feed(
  program: string,
  words: readonly string[],
  input: string | Uint8Array<ArrayBuffer>,
  tools: ClipboardTools,
): Promise<Ended> {
  const options = { stdin: "piped", stdout: "null", stderr: "null" } as const;
  return await ended(words, tools, async (command) => {
    const child = new Deno.Command(program, { ...command, ...options }).spawn();
    const written = write(child.stdin, typeof input === "string" ? new TextEncoder().encode(input) : input);
    const { success } = await child.status;
    // A program that ends before it has read everything has not taken it.
    return { isWell: await written && success, out: "" };
  });
}

async function write(stdin: WritableStream<Uint8Array<ArrayBuffer>>, bytes: Uint8Array<ArrayBuffer>) {
  const writer = stdin.getWriter();
  try {
    await writer.write(bytes);
    await writer.close();
    return true;
  } catch {
    return false;
  }
}

/** Runs a program that has nothing to read, and takes what it prints. */
export async function ask(program: string, words: readonly string[], tools: ClipboardTools): Promise<Ended> {
  const options = { stdin: "null", stdout: "piped", stderr: "null" } as const;
  return await ended(words, tools, async (command) => {
    const { success, stdout } = await new Deno.Command(program, { ...command, ...options }).output();
    return { isWell: success, out: new TextDecoder().decode(stdout) };
  });
}

type Command = Pick<Deno.CommandOptions, "args" | "env" | "signal">;

/** A program that cannot be started has failed, as one that does not end. */
async function ended(
  words: readonly string[],
  { env }: ClipboardTools,
  run: (command: Command) => Promise<Ended>,
): Promise<Ended> {
  const named = VARIABLES.flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  try {
    return await run({
      args: [...words],
      env: Object.fromEntries(named),
      signal: AbortSignal.timeout(LONGEST_MS),
    });
  } catch {
    return FAILED;
  }
}

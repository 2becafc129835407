/** Where the password of a sign-in comes from: never from an argument, which everybody on the machine could read. */
import { FoxdenError } from "../core/errors.ts";
import { readSecretFile } from "./open.ts";
import { askSecret, readSecretLine } from "./prompt.ts";
import type { Call } from "./spec.ts";
import { splitWords } from "./words.ts";

/** The options that say where from. */
export const PASSWORD_OPTIONS = {
  passwordStdin: { type: "flag", help: "Read the password from the first line of stdin" },
  passwordFile: {
    type: "string",
    label: "FILE",
    env: "FOXDEN_PASSWORD_FILE",
    readsEnv: true,
    help: "Read the password from a file; - is stdin",
  },
  passwordCmd: {
    type: "string",
    label: "COMMAND",
    env: "FOXDEN_PASSWORD_CMD",
    readsEnv: true,
    help: "Run a program, such as 'pass show sync', and read the first line it prints; no shell is used",
  },
} as const;

/** What was typed about it. */
export interface PasswordWish {
  readonly passwordStdin: boolean;
  readonly passwordFile: string | undefined;
  readonly passwordCmd: string | undefined;
}

/** Where the password is, and who says so. */
interface PasswordSource {
  readonly from: "stdin" | "file" | "program" | "variable";
  /** The flag or variable. */
  readonly name: string;
  readonly value: string;
}

type Asker = Pick<Call, "globals" | "io" | "say" | "signal">;

/** Holds the password itself, since containers know no other way. */
const PLAIN = "FOXDEN_PASSWORD";

/** Whether the password comes from somewhere, so that nobody is asked for it. */
export const isSupplied = (wish: PasswordWish, { env }: Pick<Call["io"], "env">): boolean =>
  typedSources(wish).length > 0 || variableSource(env) !== undefined;

/**
 * Looks at what was typed before anything is done.
 *
 * @param browser whether the sign-in is to be made in a browser, which needs none
 * @throws {FoxdenError} `usage.value` where the password is said to be in two places
 */
export function checkPasswordWish(wish: PasswordWish, browser: boolean): void {
  const [first, second] = typedSources(wish);
  if (first && browser) {
    throw new FoxdenError("usage.value", "--browser asks for no password here", { name: "--browser" });
  }
  if (!first || !second) return;
  const message = `${first.name} and ${second.name} both say where the password is; give one of them`;
  throw new FoxdenError("usage.value", message, { name: second.name });
}

function typedSources({ passwordStdin, passwordFile, passwordCmd }: PasswordWish): PasswordSource[] {
  return [
    ...passwordStdin ? [{ from: "stdin", name: "--password-stdin", value: "" } as const] : [],
    ...passwordFile === undefined ? [] : [fileSource("--password-file", passwordFile)],
    ...passwordCmd === undefined
      ? []
      : [{ from: "program", name: "--password-cmd", value: passwordCmd } as const],
  ];
}

const fileSource = (name: string, path: string): PasswordSource => ({
  from: path === "-" ? "stdin" : "file",
  name,
  value: path,
});

/** What variables say, where nothing was typed: the password itself is the last that is looked for. */
function variableSource(env: Call["io"]["env"]): PasswordSource | undefined {
  const [path, command, plain] = [env(`${PLAIN}_FILE`), env(`${PLAIN}_CMD`), env(PLAIN)];
  if (path) return fileSource(`${PLAIN}_FILE`, path);
  if (command) return { from: "program", name: `${PLAIN}_CMD`, value: command };
  return plain ? { from: "variable", name: PLAIN, value: plain } : undefined;
}

/**
 * Reads the password from where it was typed to be, else from where variables say it is, else from the keyboard.
 *
 * @throws {FoxdenError} `not-confirmed.no-terminal`, `failed.file`, `failed.program`, `usage.value` for an empty one
 */
export async function readPassword(asker: Asker, wish: PasswordWish): Promise<string> {
  const source = typedSources(wish)[0] ?? variableSource(asker.io.env);
  switch (source?.from) {
    case "stdin":
      return await readSecretLine(asker.io, source.name);
    case "file":
      return await readSecretFile(source.value, asker.say);
    case "program":
      return await printedBy(source.name, source.value, asker.signal);
    case "variable":
      await asker.say(
        `warning: ${PLAIN} can be read by every program that is started from here; ${PLAIN}_FILE or ${PLAIN}_CMD is safer`,
      );
      return source.value;
    default:
      return await askSecret(asker, { message: "Password", flag: "--password-stdin" });
  }
}

/** The first line that a program prints. It may ask something itself, on the terminal. */
async function printedBy(from: string, command: string, signal: AbortSignal): Promise<string> {
  const [program, ...args] = splitWords(from, command);
  const { success, code, stdout } = await started(program, args, signal);
  signal.throwIfAborted();
  if (!success) throw failed(program, `ended with exit code ${code}`);
  const [line = ""] = new TextDecoder().decode(stdout).split(/\r?\n/);
  if (line !== "") return line;
  throw failed(program, "printed no password");
}

async function started(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
      signal,
    }).output();
  } catch (cause) {
    throw failed(program, "could not be started", cause);
  }
}

/** Its arguments are left out: one may be a secret. */
const failed = (name: string, how: string, cause?: unknown) =>
  new FoxdenError("failed.program", `The program "${name}" of --password-cmd ${how}`, { name }, { cause });

/** Questions to a person. The only file that knows the prompt library, which is loaded when something is asked. */
import process from "node:process";
import { FoxdenError } from "../core/errors.ts";
import { Interruption, type Io } from "./io.ts";
import type { Call } from "./spec.ts";
import { visible } from "../app/display/text.ts";

/** Who asks; a command's own call fits. */
export type Asker = Pick<Call, "io" | "globals">;

export interface Question {
  /** Without a colon or a question mark at the end where it is no question. */
  readonly message: string;
  /** The flag that answers it beforehand, for those who cannot be asked. */
  readonly flag: string;
  /** What is wrong with an answer, which is asked for again then; undefined when nothing is. */
  readonly faultOf?: (answer: string) => string | undefined;
}

/**
 * Asks for a line of text on stderr; an empty one is asked for again.
 *
 * @throws {FoxdenError} `not-confirmed.no-terminal` when nobody can be asked
 * @throws {Interruption} on ctrl-c and ctrl-d
 */
export async function askText(
  asker: Asker,
  question: Question & { readonly default?: string },
): Promise<string> {
  refuseIfNobody(asker, question);
  const { default: input } = await import("@inquirer/input");
  const { default: offered } = question;
  // What the terminal would act on is not offered at all.
  const fallback = offered === undefined || visible(offered) !== offered ? {} : { default: offered };
  return await asked(
    asker.io,
    (context) => input({ message: visible(question.message), required: true, ...fallback }, context),
  );
}

/**
 * Asks for a secret on stderr. Nothing of it is shown, its length neither.
 *
 * @throws {FoxdenError} `not-confirmed.no-terminal` when nobody can be asked
 * @throws {Interruption} on ctrl-c and ctrl-d
 */
export async function askSecret(asker: Asker, question: Question): Promise<string> {
  refuseIfNobody(asker, question);
  const { default: password } = await import("@inquirer/password");
  const validate = (answer: string) =>
    answer === "" ? "Type something, or press ctrl-c to give up" : question.faultOf?.(answer) ?? true;
  return await asked(
    asker.io,
    (context) =>
      password({ message: visible(question.message), mask: false, toggleMask: false, validate }, context),
  );
}

/** How often a new secret may be typed in two ways. */
const MOST_TRIES = 3;

/**
 * Asks for a new secret, twice, since nobody sees what was typed; when the two differ, from the beginning.
 *
 * @throws {FoxdenError} `usage.value` when they differ three times
 */
export async function askNewSecret(asker: Asker, question: Question): Promise<string> {
  const { flag } = question;
  for (let left = MOST_TRIES - 1;; left--) {
    const secret = await askSecret(asker, question);
    if (await askSecret(asker, { message: "The same once more", flag }) === secret) return secret;
    const differs = "What was typed the second time differs from the first";
    if (left === 0) throw new FoxdenError("usage.value", differs, { name: flag });
    await asker.io.stderr.write(`${differs}; once more, please.\n`);
  }
}

/**
 * Asks yes or no on stderr; enter alone means `default`, and no when that is left out.
 *
 * @throws {FoxdenError} `not-confirmed.no-terminal` when nobody can be asked
 * @throws {Interruption} on ctrl-c and ctrl-d
 */
export async function confirm(
  asker: Asker,
  question: Question & { readonly default?: boolean },
): Promise<boolean> {
  refuseIfNobody(asker, question);
  const { default: ask } = await import("@inquirer/confirm");
  const { message } = question;
  return await asked(
    asker.io,
    (context) => ask({ message: visible(message), default: question.default ?? false }, context),
  );
}

/**
 * Reads the next line of stdin as a secret, for flags such as `--password-stdin`.
 *
 * @param what how a refusal names the line
 * @throws {FoxdenError} `usage.value` when there is none or it is empty
 */
export async function readSecretLine(io: Pick<Io, "stdin">, flag: string, what = "line"): Promise<string> {
  const line = await io.stdin.readLine();
  if (line) return line;
  throw new FoxdenError("usage.value", `${flag}: there is no ${what} on stdin, or it is empty`, {
    name: flag,
  });
}

/** The library waits for ever on an input that is no terminal. */
function refuseIfNobody(asker: Asker, { message, flag }: Question): void {
  if (canAsk(asker)) return;
  throw new FoxdenError("not-confirmed.no-terminal", `cannot ask: ${message}`, { need: flag });
}

/** Whether there is somebody to be asked. */
export function canAsk({ io, globals }: Asker): boolean {
  return globals.input && io.stdin.isTerminal && io.stderr.isTerminal;
}

interface PromptContext {
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

async function asked<T>(io: Io, ask: (context: PromptContext) => Promise<T>): Promise<T> {
  const giveUp = new AbortController();
  const onKey = (_: unknown, key?: { readonly ctrl?: boolean; readonly name?: string }) => {
    // Ctrl-d closes the library's input and leaves its promise open for ever.
    if (key?.ctrl && key.name === "d") giveUp.abort();
  };
  // The library writes past the line that tells how far something is, which has to be gone by then.
  await io.stderr.write("");
  process.stdin.on("keypress", onKey);
  try {
    return await ask({ output: process.stderr, signal: AbortSignal.any([io.signal, giveUp.signal]) });
  } catch (error) {
    const isEnd = error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name);
    if (!isEnd) throw error;
    throw io.signal.aborted ? io.signal.reason : new Interruption(130);
  } finally {
    process.stdin.off("keypress", onKey);
  }
}

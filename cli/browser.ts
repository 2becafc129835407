/** The person's own browser, started on pages. */
import { FoxdenError } from "../core/errors.ts";

/** A program with the words before the address; `%s` in one of them stands for the address. */
export type BrowserCommand = readonly [program: string, ...words: string[]];

/**
 * What opens a page: the commands of `BROWSER`, of which each is tried in turn, or what the system has for it.
 *
 * @param browser commands with colons between them, as other programs take it; words are cut at blanks, and no shell
 *   reads them
 * @throws {FoxdenError} `usage.value` for quotes, which only a shell could read
 */
export function browserCommands(browser: string | undefined): readonly BrowserCommand[] {
  const system = { darwin: "open", windows: "explorer" }[Deno.build.os as string] ?? "xdg-open";
  if (browser && /["'`\\]/.test(browser) && Deno.build.os !== "windows") {
    const message =
      "BROWSER is read without a shell, and can have no quotes: name a script that starts the browser";
    throw new FoxdenError("usage.value", message, { name: "BROWSER" });
  }
  // A path of Windows has a colon of its own.
  const texts = Deno.build.os === "windows" ? [browser ?? ""] : (browser ?? "").split(":");
  const commands = texts.flatMap((text): BrowserCommand[] => {
    const [program, ...words] = text.split(/\s+/).filter((word) => word !== "");
    return program === undefined ? [] : [[program, ...words]];
  });
  return commands.length > 0 ? commands : [[system]];
}

/** How long a browser is watched: one that cannot open a page mostly says so at once. Milliseconds. */
const MOMENT_MS = 700;

/**
 * Starts the first command that can be on pages, and does not wait for it to end. No shell reads the addresses.
 *
 * @returns the program that was started
 * @throws {FoxdenError} `failed.program` where none can be started, or the last ends at once and not well
 */
export async function startBrowser(
  commands: readonly BrowserCommand[],
  urls: readonly URL[],
): Promise<string> {
  let failed: unknown;
  for (const command of commands) {
    try {
      await startOn(command, urls);
      return command[0];
    } catch (error) {
      failed = error;
    }
  }
  throw failed;
}

async function startOn([program, ...words]: BrowserCommand, urls: readonly URL[]): Promise<void> {
  const children = urls.map(({ href }) => {
    const named = words.map((word) => word.replaceAll("%s", () => href));
    const args = words.some((word) => word.includes("%s")) ? named : [...words, href];
    return spawn(program, args);
  });
  const ended = await Promise.race([Promise.all(children.map(({ status }) => status)), moment()]);
  // Only now: until then they are all that keeps this program from ending.
  for (const child of children) child.unref();
  const bad = ended?.find(({ success }) => !success);
  if (!bad) return;
  const message = `The browser "${program}" ended at once, with exit code ${bad.code}`;
  throw new FoxdenError("failed.program", message, { name: program });
}

function moment(): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  AbortSignal.timeout(MOMENT_MS).addEventListener("abort", () => resolve(undefined), { once: true });
  return promise;
}

function spawn(program: string, args: readonly string[]): Deno.ChildProcess {
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  try {
    return new Deno.Command(program, { args: [...args], ...quiet }).spawn();
  } catch (cause) {
    const message = `The browser "${program}" could not be started`;
    throw new FoxdenError("failed.program", message, { name: program }, { cause });
  }
}

/**
 * A world for a test: an embedded server in this process, an empty home of its own, and the real program run in it.
 *
 * `await using world = await openWorld()` cleans everything up.
 */
import { join } from "node:path";
import { addUser } from "../../server/admin.ts";
import { type CodeMessage, type RunningServer, serve, type ServeOptions } from "../../server/serve.ts";

export const EMAIL = "ann@example.org";
export const PASSWORD = "correct horse battery stäple";

const ROOT = new URL("../../", import.meta.url);
const MAIN = new URL("cli/main.ts", ROOT).pathname;

/** How a run of the program ended. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The folder it runs in; that of the tests when left out. */
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface World extends AsyncDisposable {
  readonly server: RunningServer;
  /** Home and data folder of the program. */
  readonly home: string;
  readonly vaultPath: string;
  /** Codes the server "mailed". */
  readonly mail: CodeMessage[];
  /** Runs the program to its end. Words are split at spaces; pass a list where a word holds one. */
  foxden(words: string | readonly string[], options?: RunOptions): Promise<Run>;
  /** Starts the program and leaves it running. */
  start(words: string | readonly string[], options?: RunOptions): Deno.ChildProcess;
  /** Signs in with e-mail and password; fails the test when that fails. */
  signIn(): Promise<void>;
}

export interface WorldOptions extends Omit<ServeOptions, "deliver"> {
  /** Whether the account of {@link EMAIL} exists; true when left out. */
  readonly user?: boolean;
}

export async function openWorld({ user = true, ...serveOptions }: WorldOptions = {}): Promise<World> {
  const mail: CodeMessage[] = [];
  const server = await serve({ ...serveOptions, deliver: (message) => mail.push(message) });
  if (user) await addUser(server.database, { email: EMAIL, password: PASSWORD });
  const home = await Deno.makeTempDir({ prefix: "foxden-test-" });
  const command = (words: string | readonly string[], options: RunOptions, stdin: "piped" | "null") =>
    foxdenCommand(words, { ...options, env: { HOME: home, ...options.env } }, stdin);
  const world: World = {
    server,
    home,
    vaultPath: join(home, ".local/share/foxden/default/vault"),
    mail,
    foxden: (words, options = {}) =>
      runToEnd(command(words, options, options.stdin === undefined ? "null" : "piped"), options.stdin),
    start: (words, options = {}) => mortal(command(words, options, "piped").spawn()),
    async signIn() {
      const words = ["auth", "login", "--server", server.url, "--email", EMAIL, "--password-stdin"];
      const { code, stderr } = await world.foxden(words, { stdin: `${PASSWORD}\n` });
      if (code !== 0) throw new Error(`sign-in failed with ${code}: ${stderr}`);
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await Deno.remove(home, { recursive: true });
    },
  };
  return world;
}

/** The program as a user's shell would start it, in an environment that holds only what is given. */
export function foxdenCommand(
  words: string | readonly string[],
  { env = {}, cwd }: RunOptions,
  stdin: "piped" | "null" = "null",
): Deno.Command {
  const [program = "", ...args] = programWords(words);
  return new Deno.Command(program, {
    args,
    ...(cwd === undefined ? {} : { cwd }),
    clearEnv: true,
    env: programEnv(env),
    stdin,
    stdout: "piped",
    stderr: "piped",
  });
}

/** The words that start the program, for whatever starts it in another way than {@link foxdenCommand}. */
export function programWords(words: string | readonly string[]): string[] {
  const list = typeof words === "string" ? words.split(" ").filter((word) => word !== "") : words;
  return [Deno.execPath(), "run", "--no-prompt", "--quiet", "--allow-all", MAIN, ...list];
}

/** The whole environment of the program: what the runtime needs, and what is given. */
export function programEnv(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: Deno.env.get("PATH") ?? "",
    DENO_DIR: denoDir(),
    DENO_NO_UPDATE_CHECK: "1",
    // What another device has just written is seen at once.
    FOXDEN_MAX_AGE: "0s",
    ...env,
  };
}

/** Where the runtime keeps the packages it has: the child's home is empty, so it has to be told. */
function denoDir(): string {
  const set = Deno.env.get("DENO_DIR");
  if (set) return set;
  const cache = Deno.env.get("XDG_CACHE_HOME") || join(Deno.env.get("HOME") ?? "/root", ".cache");
  return join(cache, "deno");
}

/** How long a run may take. It is far more than any needs, so that only one that hangs is ended. */
const LONGEST_RUN_MS = 120_000;

/** Ends a run that hangs, so that whoever waits for it fails. @returns the child */
export function mortal(child: Deno.ChildProcess): Deno.ChildProcess {
  const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_RUN_MS);
  child.status.finally(() => clearTimeout(timer)).catch(() => {});
  return child;
}

/** Runs a command, feeding it `stdin`, and gives back what it printed. */
export async function runToEnd(command: Deno.Command, stdin?: string): Promise<Run> {
  const child = mortal(command.spawn());
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    // A program that ends without reading closes the pipe under us, which is its right.
    await writer.write(new TextEncoder().encode(stdin)).catch(() => {});
    await writer.close().catch(() => {});
  }
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Waits for what a running child makes happen. @throws {Error} when it ends before that */
export async function madeBy(child: Deno.ChildProcess, what: string, event: Promise<void>): Promise<void> {
  const ended = child.status.then(({ code }) => {
    throw new Error(`it ended with ${code} before ${what}`);
  });
  await Promise.race([event, ended]);
}

/** The lines of a child's output as they come. */
export async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, undefined> {
  let held = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (held + text).split("\n");
    held = lines.pop() ?? "";
    yield* lines;
  }
  if (held !== "") yield held;
}

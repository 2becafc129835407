/**
 * A server for browsers: the real `foxden serve` as a process of its own, one account in it, and foxden beside it.
 *
 * `await using served = await openServed()` ends that process and removes its data.
 */
import { join } from "node:path";
import {
  EMAIL,
  foxdenCommand,
  linesOf,
  PASSWORD,
  programEnv,
  programWords,
  type Run,
  type RunOptions,
  runToEnd,
} from "../support/world.ts";
import { until, within } from "./wait.ts";

const LIMIT_MS = 30_000;

/** The program as a person has it at hand, with a home of its own. */
export interface Foxden {
  /** Runs it to its end. @throws {Error} when it fails, with what it said */
  readonly run: (words: string | readonly string[], options?: RunOptions) => Promise<Run>;
  /** Signs in to the account of {@link EMAIL}. */
  readonly signIn: () => Promise<void>;
}

export interface Served extends Foxden, AsyncDisposable {
  /** No trailing slash. */
  readonly url: string;
  /** A line for each request so far: method, route, status, duration. */
  readonly requests: readonly string[];
  /** Waits for a request that fits, of those after the first `after`. */
  readonly requested: (fits: (line: string) => boolean, after: number) => Promise<string>;
}

export async function openServed(): Promise<Served> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "foxden-served-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const [home, dataDir] = [join(folder, "home"), join(folder, "server")];
  await Deno.mkdir(home);
  const run = runner(home);
  const child = startTied(["serve", "--listen", "127.0.0.1:0", "--data", dataDir, "-v"]);
  const requests: string[] = [];
  const logged = collect(child.stderr, requests);
  stack.defer(async () => {
    child.kill("SIGTERM");
    await within(LIMIT_MS, "the server to end", Promise.all([child.status, logged]));
  });
  const url = await within(LIMIT_MS, "the server's address", addressOf(child.stdout));
  await run(["serve", "user", "add", EMAIL, "--password-stdin", "--data", dataDir], {
    stdin: `${PASSWORD}\n`,
  });
  const opened = stack.move();
  return {
    url,
    requests,
    requested: (fits, after) => until(LIMIT_MS, "a request", () => requests.slice(after).find(fits)),
    run,
    signIn: () => signIn(run, url),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** foxden with this home. */
export function runner(home: string): Foxden["run"] {
  return async (words, options = {}) => {
    const command = foxdenCommand(words, { ...options, env: { HOME: home, ...options.env } }, "piped");
    const run = await within(LIMIT_MS, "foxden to end", runToEnd(command, options.stdin ?? ""));
    if (run.code === 0) return run;
    throw new Error(`foxden ${[words].flat().join(" ")} ended with ${run.code}: ${run.stderr}`);
  };
}

/** Signs in to the account of {@link EMAIL} at this server. */
export async function signIn(run: Foxden["run"], url: string): Promise<void> {
  const words = ["auth", "login", "--server", url, "--email", EMAIL, "--password-stdin"];
  await run([...words, "--device-name", "foxden"], { stdin: `${PASSWORD}\n` });
}

/** Starts the program so that the kernel ends it when this process does, however that may be. */
function startTied(words: readonly string[]): Deno.ChildProcess {
  return new Deno.Command("setpriv", {
    args: ["--pdeathsig", "KILL", ...programWords(words)],
    clearEnv: true,
    env: programEnv(),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

type Output = Deno.ChildProcess["stdout"];

/** The address that the first line names; what follows is read and dropped. */
async function addressOf(stdout: Output): Promise<string> {
  const lines = linesOf(stdout);
  const { value = "" } = await lines.next();
  void Array.fromAsync(lines);
  const [url] = /http:\/\/[^\s,]+/.exec(value) ?? [];
  if (url === undefined) throw new Error(`the server said "${value}" and no address`);
  return url;
}

async function collect(stderr: Output, lines: string[]): Promise<void> {
  for await (const line of linesOf(stderr)) lines.push(line.replace(/^\d\S*Z /, ""));
}

/** A server of one's own, as a program: started, told to stop, and worked on from beside. */
import assert from "node:assert/strict";
import { EMAIL, openWorld, PASSWORD, type Run, type RunOptions, type World } from "../support/world.ts";

/** A running `foxden serve`. */
export interface Served extends AsyncDisposable {
  /** As its first line says. */
  readonly url: string;
  /** Ends it as an init system does. */
  readonly stop: (signal?: Deno.Signal) => Promise<{ readonly code: number; readonly stderr: string }>;
}

export interface ServedOptions extends RunOptions {
  readonly listen?: string;
  /** Further flags, with spaces between. */
  readonly flags?: string;
}

/** Starts a server and waits until it serves. */
export async function startServer(
  world: World,
  dataDir: string,
  { listen = "127.0.0.1:0", flags = "", ...options }: ServedOptions = {},
): Promise<Served> {
  const words = ["serve", "--listen", listen, "--data", dataDir, ...flags.split(" ").filter(Boolean)];
  const child = world.start(words, options);
  const reader = child.stdout.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .getReader();
  let told = "";
  while (!told.includes("\n")) told += (await reader.read()).value ?? assert.fail(`it has ended: ${told}`);
  return {
    url: /^.*(http:\/\/[^\s,]+)/.exec(told)?.[1] ?? assert.fail(told),
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const [stderr, { code }] = await Promise.all([new Response(child.stderr).text(), child.status]);
      await reader.cancel();
      return { code, stderr };
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** A world of which only the home is used: the server is a program of its own here. */
export const openHome = (): Promise<World> => openWorld({ user: false });

export function addUser(world: World, dataDir: string, email = EMAIL): Promise<Run> {
  const words = ["serve", "user", "add", email, "--password-stdin", "--data", dataDir, "--json"];
  return world.foxden(words, { stdin: `${PASSWORD}\n` });
}

export function logIn(world: World, url: string, password = PASSWORD): Promise<Run> {
  const words = ["auth", "login", "--server", url, "--email", EMAIL, "--password-stdin", "--json"];
  return world.foxden(words, { stdin: `${password}\n` });
}

/** The permission bits of a file. */
export async function modeOf(path: string): Promise<number> {
  return ((await Deno.stat(path)).mode ?? 0) & 0o777;
}

/** Servers in processes of their own. */
import assert from "node:assert/strict";
import type { ServeOptions } from "../../../server/serve.ts";
import { linesOf, programEnv } from "../../support/world.ts";

const PROGRAM = new URL("child_server.ts", import.meta.url).pathname;

/** Options that a line of JSON can hold. */
export type ChildOptions = Omit<ServeOptions, "fault" | "deliver" | "log">;

/** A server in a process of its own. */
export interface Child extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** What it has logged as faults. */
  readonly faults: readonly string[];
  /** Sends a signal, and waits for the end. */
  readonly end: (signal: Deno.Signal) => Promise<Deno.CommandStatus>;
}

/** A process with everything loaded, waiting to be told what to serve. */
export interface WarmChild extends AsyncDisposable {
  /** @throws what it says when it cannot serve */
  readonly start: (options: ChildOptions) => Promise<Child>;
}

/** @param wrapper words of a program that starts the rest of its words */
export function warmChild(wrapper: readonly string[] = []): WarmChild {
  const deno = [Deno.execPath(), "run", "--no-prompt", "--quiet", "--no-check", "--allow-all", PROGRAM];
  const [program = "", ...args] = [...wrapper, ...deno];
  const options = { args, clearEnv: true, env: programEnv({ HOME: "/nonexistent" }) };
  const process = new Deno.Command(program, {
    ...options,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  })
    .spawn();
  return {
    async start(options) {
      const writer = process.stdin.getWriter();
      await writer.write(new TextEncoder().encode(`${JSON.stringify(options)}\n`));
      await writer.close();
      return await running(process);
    },
    async [Symbol.asyncDispose]() {
      await process.stdin.close().catch(() => undefined);
      await process.stdout.cancel().catch(() => undefined);
      await endProcess(process, "SIGKILL");
    },
  };
}

async function running(process: Deno.ChildProcess): Promise<Child> {
  const faults: string[] = [];
  const lines = linesOf(process.stdout);
  const first = (await lines.next()).value ?? "it ended without a word";
  if (!first.startsWith("http")) {
    await process.status;
    throw new Error(first);
  }
  const read = (async () => {
    for await (const line of lines) faults.push(line);
  })();
  const end = async (signal: Deno.Signal) => {
    const status = await endProcess(process, signal);
    await read;
    return status;
  };
  return {
    url: first,
    pid: process.pid,
    faults,
    end,
    [Symbol.asyncDispose]: async () => void await end("SIGKILL"),
  };
}

async function endProcess(process: Deno.ChildProcess, signal: Deno.Signal): Promise<Deno.CommandStatus> {
  try {
    process.kill(signal);
  } catch (error) {
    // It has ended by itself.
    assert.ok(error instanceof TypeError || error instanceof Deno.errors.NotFound, String(error));
  }
  return await process.status;
}

/** Starts a server in a process of its own. */
export const startChild = (options: ChildOptions, wrapper?: readonly string[]): Promise<Child> =>
  warmChild(wrapper).start(options);

/** What makes file modes count for a process of root too: no capability, so none to overrule them. */
export const WITHOUT_POWERS: readonly string[] = Deno.uid() === 0
  ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
  : [];

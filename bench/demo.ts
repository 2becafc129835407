/** The demo's server with a filled account, as a process of its own, and the environment that leads to it. */
import { foxdenArgs } from "./program.ts";

export interface Demo extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

const VARIABLES = 5;

/** @param rows pages of history */
export async function startDemo(rows: number): Promise<Demo> {
  const args = foxdenArgs("demo", "--cli", "--rows", String(rows));
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "null" }).spawn();
  const env: Record<string, string> = {};
  for await (const line of linesOf(child.stdout)) {
    const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) env[name] = value;
    if (Object.keys(env).length === VARIABLES) break;
  }
  const dispose = async () => {
    child.kill("SIGINT");
    await child.status;
  };
  return { env, [Symbol.asyncDispose]: dispose };
}

export async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let held = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (held + text).split("\n");
    held = lines.pop() ?? "";
    yield* lines;
  }
}

/** What the kernel says was the most memory a process had so far; 0 once it is gone. */
export async function peakMemoryMB(pid: number | "self"): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

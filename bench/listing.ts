/** A long list: when its first line comes, when its last, and how much memory the client takes meanwhile. */
import { foxdenArgs, ms } from "./program.ts";

const ROWS = 100_000;

export async function* listing(): AsyncGenerator<string> {
  const demo = await startDemo();
  try {
    for (const words of [["history", "list", "--ndjson"], ["history", "list", "--ndjson", "--limit", "1"]]) {
      const { firstMs, totalMs, lines, peakMB } = await runClient(demo.env, words);
      const share = (100 * firstMs / totalMs).toFixed(0);
      yield `listing       foxden ${words.join(" ")}: ${lines} lines in ${ms(totalMs)}, the first after ` +
        `${ms(firstMs)} (${share} %), peak memory ${peakMB.toFixed(0)} MB`;
    }
  } finally {
    demo.child.kill("SIGINT");
    await demo.child.status;
  }
}

async function startDemo(): Promise<{ child: Deno.ChildProcess; env: Record<string, string> }> {
  const args = foxdenArgs("demo", "--cli", "--rows", String(ROWS));
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
  const env: Record<string, string> = {};
  for await (const line of linesOf(child.stdout)) {
    const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) env[name] = value;
    if (Object.keys(env).length === 4) break;
  }
  return { child, env };
}

interface ClientRun {
  readonly firstMs: number;
  readonly totalMs: number;
  readonly lines: number;
  readonly peakMB: number;
}

async function runClient(env: Record<string, string>, words: string[]): Promise<ClientRun> {
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), { args: foxdenArgs(...words), env, stdout: "piped" })
    .spawn();
  let firstMs = 0;
  let lines = 0;
  let peakMB = 0;
  for await (const _ of linesOf(child.stdout)) {
    if (lines++ === 0) firstMs = performance.now() - started;
    if (lines % 1000 === 0 || lines === 1) peakMB = Math.max(peakMB, await peakMemoryMB(child.pid));
  }
  await child.status;
  return { firstMs, totalMs: performance.now() - started, lines, peakMB };
}

/** What the kernel says was the most so far; 0 once the process is gone. */
async function peakMemoryMB(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let held = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (held + text).split("\n");
    held = lines.pop() ?? "";
    yield* lines;
  }
}

/** A long list, into an empty mirror and from it: when its first line comes, when its last, and in how much memory. */
import { type Demo, linesOf, peakMemoryMB, startDemo } from "./demo.ts";
import { foxdenArgs, ms } from "./program.ts";

const ROWS = 100_000;

export async function* listing(): AsyncGenerator<string> {
  await using demo = await startDemo(ROWS);
  const runs = [
    ["nothing mirrored yet", ["history", "list", "--ndjson"]],
    ["from the mirror", ["history", "list", "--ndjson"]],
    ["from the mirror", ["history", "list", "--ndjson", "--limit", "20"]],
    ["asked first", ["history", "list", "--ndjson", "--fresh"]],
  ] as const;
  let first = 0;
  for (const [how, words] of runs) {
    const { firstMs, totalMs, lines, peakMB } = await runClient(demo.env, words);
    first ||= totalMs;
    yield `listing       foxden ${words.join(" ")} (${how}): ${lines} lines in ${ms(totalMs)}, ` +
      `the first after ${ms(firstMs)}, peak memory ${peakMB.toFixed(0)} MB  ratio ${
        (first / totalMs).toFixed(1)
      }`;
  }
}

interface ClientRun {
  readonly firstMs: number;
  readonly totalMs: number;
  readonly lines: number;
  readonly peakMB: number;
}

async function runClient(env: Demo["env"], words: readonly string[]): Promise<ClientRun> {
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

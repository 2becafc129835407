/** The data side of the full-screen browser: what half a million rows take of time and memory, beside reading them barely. */
import { linesOf, startDemo } from "./demo.ts";
import type { BrowseFigure } from "./browse_memory_child.ts";

const ROWS = 500_000;

export async function* browseMemory(): AsyncGenerator<string> {
  await using demo = await startDemo(ROWS);
  const script = new URL("browse_memory_child.ts", import.meta.url).pathname;
  for (const job of ["walk", "table"]) {
    const args = ["run", "--quiet", "--allow-all", script, job];
    const child = new Deno.Command(Deno.execPath(), { args, env: { ...demo.env }, stdout: "piped" }).spawn();
    for await (const line of linesOf(child.stdout)) yield figureText(JSON.parse(line));
    await child.status;
  }
}

const figureText = ({ name, tookMs, memoryMB, peakMB }: BrowseFigure): string =>
  `browse        ${name}: ${tookMs.toFixed(0)} ms, ${memoryMB.toFixed(0)} MB (peak ${peakMB.toFixed(0)} MB)`;

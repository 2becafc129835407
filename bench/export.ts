/** An export of a long history beside what it cannot do without, and its first line at the end of a pipe. */
import { type Demo, linesOf, startDemo } from "./demo.ts";
import type { ExportFigures } from "./export_child.ts";
import { foxdenArgs, ms } from "./program.ts";

const ROWS = 100_000;
const MANY_ROWS = 500_000;

export async function* exports(): AsyncGenerator<string> {
  {
    await using demo = await startDemo(ROWS);
    const { records, bytes, bareMs, exportMs, peakMB } = await runChild(demo);
    yield `export        ${records} records, ${
      (bytes / 1e6).toFixed(1)
    } MB of JSON lines: pages opened and parsed, as ` +
      `many bytes written: ${ms(bareMs)} (baseline)`;
    yield `export        foxden history export: ${ms(exportMs)}  ratio ${(exportMs / bareMs).toFixed(2)}  ` +
      `peak memory ${peakMB.toFixed(0)} MB`;
  }
  await using demo = await startDemo(MANY_ROWS);
  await firstLine(demo);
  const first = await firstLine(demo);
  yield `export        foxden history export | head -1 of ${MANY_ROWS} records: ${
    ms(first.afterMs)
  }, exit ${first.code}`;
}

/** Figures are of a process of its own, so that its memory is its own. */
async function runChild({ env }: Demo): Promise<ExportFigures> {
  const script = new URL("export_child.ts", import.meta.url).pathname;
  const args = ["run", "--quiet", "--allow-all", script];
  const child = new Deno.Command(Deno.execPath(), { args, env: { ...env }, stdout: "piped" }).spawn();
  for await (const line of linesOf(child.stdout)) {
    await child.status;
    return JSON.parse(line);
  }
  throw new Error("the export said nothing");
}

/** Reads one line and leaves, from the start of the process to its end. */
async function firstLine({ env }: Demo): Promise<{ readonly afterMs: number; readonly code: number }> {
  const started = performance.now();
  const args = foxdenArgs("history", "export", "-f", "ndjson");
  const child = new Deno.Command(Deno.execPath(), { args, env: { ...env }, stdout: "piped" }).spawn();
  for await (const _ of linesOf(child.stdout)) break;
  const afterMs = performance.now() - started;
  return { afterMs, code: (await child.status).code };
}

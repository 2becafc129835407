/** Queries: a list from the mirror beside opening its pages, and an index beside a bare search of the same texts. */
import { type Demo, linesOf, startDemo } from "./demo.ts";
import { ms } from "./program.ts";
import type { Figure, Job } from "./query_child.ts";

const MIRRORED_ROWS = 100_000;

export async function* query(): AsyncGenerator<string> {
  {
    await using demo = await startDemo(MIRRORED_ROWS);
    yield* said(`history list, ${MIRRORED_ROWS} mirrored rows`, await runJob("list", demo.env));
  }
  yield* said("index", await runJob("index", {}));
}

function* said(what: string, figures: readonly Figure[]): Generator<string> {
  for (const figure of figures) {
    yield `query         ${what}: ${figure.name}: ${figure.found}${took(figure)}`;
  }
}

function took({ tookMs, baselineMs }: Figure): string {
  if (tookMs === undefined) return "";
  if (baselineMs === undefined) return ` in ${ms(tookMs)}`;
  return ` in ${ms(tookMs)}${
    tookMs === baselineMs ? " (baseline)" : `  ratio ${(tookMs / baselineMs).toFixed(2)}`
  }`;
}

/** Each job is a process of its own, so that its memory is its own. */
async function runJob(job: Job, env: Demo["env"]): Promise<readonly Figure[]> {
  const script = new URL("query_child.ts", import.meta.url).pathname;
  const args = ["run", "--quiet", "--allow-all", script, job];
  const child = new Deno.Command(Deno.execPath(), { args, env: { ...env }, stdout: "piped" }).spawn();
  for await (const line of linesOf(child.stdout)) {
    await child.status;
    return JSON.parse(line);
  }
  throw new Error(`the job ${job} said nothing`);
}

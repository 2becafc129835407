/** The acceptance scenarios as runs of the bundle, each beside a run that does nothing. */
import { linesOf, startDemo } from "./demo.ts";
import { foxdenArgs, ms, runArgs } from "./program.ts";

const ROWS = 20_000;
const RUNS = 9;

/** Lines as they are typed, without `foxden`, by the scenario they are of. */
const SCENARIOS: readonly (readonly [name: string, words: readonly string[]])[] = [
  ["C01", []],
  ["C02", ["bookmrks", "list"]],
  ["C04", ["collections", "list", "--json"]],
  ["C05", ["history", "list", "nosuchword", "--json"]],
  ["C07", ["passwords", "list", "--json"]],
  ["C13", ["history", "rm", "host:ads.example", "--dry-run"]],
  ["C18", ["status"]],
  ["C20", ["--version"]],
];

/** Runs the scenarios on a demo account; a ratio is the median time over that of an empty program, in the same run. */
export async function* scenarios(): AsyncGenerator<string> {
  await using demo = await startDemo(ROWS);
  const empty = await Deno.makeTempFile({ suffix: ".js" });
  await timeRun(foxdenArgs("sync"), demo.env);
  const floorMs = await median(() => timeRun(runArgs(empty), demo.env));
  yield `scenarios     empty program ${ms(floorMs)} (baseline)`;
  for (const [name, words] of SCENARIOS) {
    const tookMs = await median(() => timeRun(foxdenArgs(...words), demo.env));
    yield lineOf(`${name} foxden ${words.join(" ")}`, tookMs, floorMs);
  }
  const firstMs = await median(() =>
    timeFirstLine(["history", "list", "--limit", "1", "--ndjson"], demo.env)
  );
  yield lineOf("C06 the first page alone: foxden history list --limit 1 --ndjson", firstMs, floorMs);
  const exportMs = await median(() => timeFirstLine(["history", "export", "-f", "ndjson"], demo.env));
  yield lineOf("C06 foxden history export -f ndjson | head -1", exportMs, firstMs);
  await Deno.remove(empty);
}

const lineOf = (what: string, tookMs: number, floorMs: number): string =>
  `scenarios     ${what}: ${ms(tookMs)}  ratio ${(tookMs / floorMs).toFixed(2)}`;

/** The first run fills caches and does not count. */
async function median(run: () => Promise<number>): Promise<number> {
  await run();
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) times.push(await run());
  return times.sort((a, b) => a - b)[RUNS >> 1] ?? 0;
}

type Env = Readonly<Record<string, string>>;

const commandOf = (args: string[], env: Env, stdout: "null" | "piped") =>
  new Deno.Command(Deno.execPath(), { args, env, stdin: "null", stdout, stderr: "null" });

async function timeRun(args: string[], env: Env): Promise<number> {
  const started = performance.now();
  await commandOf(args, env, "null").output();
  return performance.now() - started;
}

/** Until the first line is there, and the reader has gone. */
async function timeFirstLine(words: readonly string[], env: Env): Promise<number> {
  const started = performance.now();
  const child = commandOf(foxdenArgs(...words), env, "piped").spawn();
  const lines = linesOf(child.stdout);
  const { done } = await lines.next();
  const tookMs = performance.now() - started;
  if (done) throw new Error(`foxden ${words.join(" ")} printed nothing`);
  await lines.return(undefined);
  await child.status;
  return tookMs;
}

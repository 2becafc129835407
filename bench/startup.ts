/** How long the program takes to start, beside an empty program. */
import { foxdenArgs, ms, runArgs, timeRuns } from "./program.ts";

const RUNS = 15;

export async function* startup(): AsyncGenerator<string> {
  const empty = await Deno.makeTempFile({ suffix: ".js" });
  const base = await timeRuns(runArgs(empty), RUNS);
  yield `start-up      empty program ${ms(base.medianMs)} (baseline)`;
  for (const words of [["--version"], ["--help"], ["bookmarks", "list", "--help"]]) {
    const run = await timeRuns(foxdenArgs(...words), RUNS);
    const ratio = (run.medianMs / base.medianMs).toFixed(2);
    yield `start-up      foxden ${words.join(" ")} ${ms(run.medianMs)}  ratio ${ratio}`;
  }
  await Deno.remove(empty);
}

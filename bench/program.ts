/** The bundle as a user runs it, and what one run of it took. */

/** As the README installs it: with half a million rows open, the runtime's usual young generation is a fifth of the memory. */
const SMALL_YOUNG = "--v8-flags=--max-semi-space-size=8";
const BUNDLE = new URL("../dist/foxden.js", import.meta.url).pathname;

/** Arguments that start `script` with nothing but what foxden needs. */
export function runArgs(script: string, ...words: string[]): string[] {
  return [
    "run",
    "--no-prompt",
    "--quiet",
    "--allow-all",
    "--no-config",
    "--no-lock",
    SMALL_YOUNG,
    script,
    ...words,
  ];
}

export const foxdenArgs = (...words: string[]): string[] => runArgs(BUNDLE, ...words);

/** Milliseconds from start to end of a process, the shortest and the median of several runs. */
export async function timeRuns(
  args: readonly string[],
  runs: number,
): Promise<{ minMs: number; medianMs: number }> {
  const times: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const started = performance.now();
    await new Deno.Command(Deno.execPath(), { args: [...args], stdout: "null", stderr: "null" }).output();
    // The first run fills caches and does not count.
    if (i > 0) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { minMs: times[0] ?? 0, medianMs: times[times.length >> 1] ?? 0 };
}

export const ms = (value: number): string => `${value.toFixed(0)} ms`;

/** The full-screen browser on 500,000 pages of history, beside the least list that Ink can draw of as many rows. */
import { type Demo, startDemo } from "./demo.ts";
import { idle, memoryMB, percentile, type Press, press, pressAll } from "./browser/measures.ts";
import { pause, Pty, type Size } from "./browser/pty.ts";
import { foxdenArgs, ms, runArgs } from "./program.ts";

const ROWS = 500_000;
const SIZES: readonly Size[] = [{ columns: 100, rows: 30 }, { columns: 200, rows: 60 }];
const ROUNDS = 4;
const KEYS = 50;
const STARTS = 7;
const IDLE_MS = 10_000;
/** Rows of a list that has nothing to read when it starts. */
const FEW = 1000;

const BARE = new URL("browser/bare.tsx", import.meta.url).pathname;
const CONFIG = new URL("../deno.json", import.meta.url).pathname;

export async function* browser(): AsyncGenerator<string> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-bench-" });
  try {
    const bare = await bundleBare(folder);
    await using demo = await startDemo(ROWS);
    await new Deno.Command(Deno.execPath(), { args: foxdenArgs("sync"), env: demo.env, stdout: "null" })
      .output();
    yield* starts(demo, bare);
    for (const size of SIZES) yield* latencies(demo, bare, size);
    yield* rest(demo);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Both are measured as one file, as people run them. */
async function bundleBare(folder: string): Promise<string> {
  const output = `${folder}/bare.js`;
  const args = ["bundle", "--quiet", "--minify", "--config", CONFIG, "--output", output, BARE];
  const { success } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (!success) throw new Error("the bare list cannot be bundled");
  return output;
}

const openBare = (bare: string, size: Size, rows: number): Pty =>
  new Pty([Deno.execPath(), ...runArgs(bare, String(rows))], { size, env: { NODE_ENV: "production" } });

const openFoxden = ({ env }: Demo, size: Size, ...words: readonly string[]): Pty =>
  new Pty([Deno.execPath(), ...foxdenArgs(...words)], { size, env });

const ratio = (value: number, baseline: number): string => `ratio ${(value / baseline).toFixed(2)}`;
const row = (what: string, text: string): string => `browser       ${what.padEnd(34)} ${text}`;

/** From the start of the process to the first whole frame, in turn with the bare list. */
async function* starts(demo: Demo, bare: string): AsyncGenerator<string> {
  const [size = { columns: 100, rows: 30 }] = SIZES;
  const [bareMs, frameMs, rowsMs]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round <= STARTS; round++) {
    const first = await firstFrame(openBare(bare, size, FEW), /bare 1\//);
    const foxden = await firstFrame(openFoxden(demo, size, "--offline"), /\? help/, /1\/\d+ rows/);
    // The first run fills caches and does not count.
    if (round === 0) continue;
    bareMs.push(first[0] ?? 0);
    frameMs.push(foxden[0] ?? 0);
    rowsMs.push(foxden[1] ?? 0);
  }
  const baseline = percentile(bareMs, 50);
  yield row("first frame", `bare Ink ${ms(baseline)} (baseline)`);
  for (const [what, times] of [["first frame", frameMs], ["first frame with rows", rowsMs]] as const) {
    const median = percentile(times, 50);
    yield row(what, `foxden ${ms(median)}  ${ratio(median, baseline)}`);
  }
}

/** When each of these was on the terminal, in ms from the start. */
async function firstFrame(opened: Pty, ...whats: readonly RegExp[]): Promise<number[]> {
  await using pty = opened;
  const times: number[] = [];
  for (const what of whats) times.push((await pty.until(what)).atMs - pty.startedMs);
  return times;
}

/** Opens the list of history and waits until all of it is there. */
async function openHistory(demo: Demo, size: Size, ...words: readonly string[]): Promise<Pty> {
  const pty = openFoxden(demo, size, ...words);
  await pty.until(/1\/\d+ rows/);
  await pty.type("3");
  // While rows come, their count does.
  await pty.quiet(1500);
  return pty;
}

/** Keys that move the cursor, in turn with the bare list, and the letters of a filter. */
async function* latencies(demo: Demo, bare: string, size: Size): AsyncGenerator<string> {
  const window = `${size.columns}x${size.rows}`;
  await using bareList = openBare(bare, size, ROWS);
  await using foxden = await openHistory(demo, size, "--offline");
  await bareList.until(/bare 1\//);
  const downs: readonly string[] = new Array(KEYS).fill("j");
  // The list has to scroll, and code that runs often to be compiled.
  await pressAll(bareList, [...downs, ...downs]);
  await pressAll(foxden, [...downs, ...downs]);
  const [base, moved]: [Press[], Press[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    base.push(...await pressAll(bareList, downs));
    moved.push(...await pressAll(foxden, downs));
  }
  const baseline = base.map((each) => each.ms);
  yield row(`${window} list move`, `bare Ink ${quantiles(baseline)} (baseline)`);
  yield row(`${window} list move`, compared(moved.map((each) => each.ms), baseline));
  yield row(`${window} bytes of a scroll step`, `bare Ink ${bytesOf(base)}, foxden ${bytesOf(moved)}`);
  const echoes: number[] = [];
  for (let round = 0; round < ROUNDS * 3; round++) echoes.push(...await typeFilter(foxden));
  yield row(`${window} filter, echo of a letter`, compared(echoes, baseline));
}

async function typeFilter(foxden: Pty): Promise<number[]> {
  await press(foxden, "/");
  const echoes: number[] = [];
  for (const letter of "deno") {
    echoes.push((await press(foxden, letter)).ms);
    await foxden.quiet(150);
  }
  await press(foxden, "\x1b");
  await foxden.quiet(150);
  return echoes;
}

const quantiles = (values: readonly number[]): string =>
  `p50 ${percentile(values, 50).toFixed(1)}  p95 ${percentile(values, 95).toFixed(1)} ms`;

const bytesOf = (presses: readonly Press[]): string =>
  String(percentile(presses.map(({ bytes }) => bytes), 50));

function compared(values: readonly number[], baseline: readonly number[]): string {
  const ratios = [50, 95].map((at) => ratio(percentile(values, at), percentile(baseline, at)));
  return `foxden ${quantiles(values)}  ${ratios.join(", ")}`;
}

/** A filter typed fast, memory after a day's work in a minute, and what is done while nothing is done. */
async function* rest(demo: Demo): AsyncGenerator<string> {
  const [size = { columns: 100, rows: 30 }] = SIZES;
  const startedMs = performance.now();
  await using foxden = await openHistory(demo, size);
  yield row("all rows of the history are there", `after ${ms(performance.now() - startedMs)}`);
  const pid = await foxden.pid();
  yield row("memory, all rows read", memoryText(await memoryMB(pid)));
  const [first, complete]: [number[], number[]] = [[], []];
  for (let round = 0; round < 7; round++) {
    const times = await typeFast(foxden);
    first.push(times.firstMs);
    complete.push(times.completeMs);
  }
  yield row(
    "filter, after the last letter",
    `first hits ${ms(percentile(first, 50))}, complete ${ms(percentile(complete, 50))}`,
  );
  yield* held(foxden);
  for (const keys of ["G", "gg", "sv", "s0", "/deno\r", "st", "s0", "\x1b"]) {
    const times = await timedKeys(foxden, keys);
    yield row(
      `[${JSON.stringify(keys).slice(1, -1)}]`,
      `first bytes ${ms(times.firstMs)}, all ${ms(times.allMs)}`,
    );
  }
  yield row("memory, moved, filtered, sorted", memoryText(await memoryMB(pid)));
  await foxden.quiet(2000);
  const { cpuMs, bytes } = await idle(foxden, IDLE_MS);
  yield row("idle for 10 s", `${cpuMs} ms of CPU, ${bytes} bytes written`);
}

const memoryText = ({ now, peak }: { readonly now: number; readonly peak: number }): string =>
  `${now.toFixed(0)} MB, at most ${peak.toFixed(0)} MB`;

/** A list of hits is much more than the letter that was typed. */
const ROWS_BYTES = 600;

/** A word with 30 ms between its letters, and how long after the last of them its hits are there. */
async function typeFast(foxden: Pty): Promise<{ firstMs: number; completeMs: number }> {
  await press(foxden, "/");
  for (const letter of "den") {
    await foxden.type(letter);
    await pause(30);
  }
  await foxden.quiet(400);
  foxden.take();
  const typedMs = await foxden.type("o");
  const first = await foxden.next(ROWS_BYTES);
  await foxden.quiet(400);
  const last = foxden.take().at(-1);
  await expect(foxden, />[^>]*[1-9][\d,]* match/);
  await press(foxden, "\x1b");
  await foxden.quiet(400);
  return { firstMs: first.atMs - typedMs, completeMs: (last?.atMs ?? 0) - typedMs };
}

/** Has the whole screen drawn anew, and looks whether it shows something. */
async function expect(foxden: Pty, what: RegExp): Promise<void> {
  foxden.take();
  await foxden.type(REDRAW);
  await foxden.until(what);
  await foxden.quiet(300);
  foxden.take();
}

const REDRAW = "\x0c";

/** A key that is held: 200 presses with 5 ms between them. */
async function* held(foxden: Pty): AsyncGenerator<string> {
  await foxden.type("gg");
  await foxden.quiet(300);
  let typedMs = 0;
  for (let at = 0; at < 200; at++) {
    typedMs = await foxden.type("j");
    await pause(5);
  }
  // Later on only the details of the last row come.
  await foxden.quiet(100);
  const seen = foxden.take().filter(({ atMs, bytes }) => atMs > typedMs && bytes > ROWS_BYTES);
  await expect(foxden, /201\/500,/);
  const afterMs = Math.max(0, ...seen.map(({ atMs }) => atMs - typedMs));
  yield row("200 keys, 5 ms apart", `the rows of the last one are there after ${afterMs.toFixed(1)} ms`);
}

async function timedKeys(foxden: Pty, keys: string): Promise<{ firstMs: number; allMs: number }> {
  foxden.take();
  const typedMs = await foxden.type(keys);
  const first = await foxden.next();
  await foxden.quiet(700);
  return { firstMs: first.atMs - typedMs, allMs: (foxden.take().at(-1)?.atMs ?? 0) - typedMs };
}

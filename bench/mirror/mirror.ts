/** The mirror beside what it rests on: downloading, decrypting, opening pages and parsing them. */
import { type Demo, linesOf, startDemo } from "../demo.ts";
import { ms } from "../program.ts";
import type { Figures, Job } from "./child.ts";

const ROWS = 100_000;

/** To see whether the cost of a record stays the same. */
const SIZES = [1000, 10_000, 100_000, 1_000_000];

const ratio = (a: number, b: number): string => (a / b).toFixed(2);

export async function* mirror(): AsyncGenerator<string> {
  {
    await using demo = await startDemo(ROWS);
    yield* refreshing(await runJob(demo, "refresh"));
    yield* reading(await runJob(demo, "read"));
    yield* following(await runJob(demo, "follow"));
  }
  for (const rows of SIZES) {
    await using demo = await startDemo(rows);
    const { downloadMs, fullMs, readMs, newestMs, records, refreshMB, peakMB } = await runJob(demo, "grow");
    const each = (value: number) => (1000 * value / records).toFixed(1);
    yield `mirror        ${records} records: download alone ${each(downloadMs)} µs each, refresh ${
      each(fullMs)
    } µs, ` +
      `read all ${each(readMs)} µs, newest first ${each(newestMs)} µs; peak memory ${
        refreshMB.toFixed(0)
      } MB after ` +
      `the refresh, ${peakMB.toFixed(0)} MB after reading`;
  }
}

function* refreshing({ records, downloadMs, fullMs, againMs, peakMB }: Figures): Generator<string> {
  yield `mirror        ${records} records downloaded and decrypted, nothing more: ${
    ms(downloadMs)
  } (baseline)`;
  yield `mirror        full refresh into an empty mirror: ${ms(fullMs)}  ratio ${
    ratio(fullMs, downloadMs)
  }  ` +
    `peak memory ${peakMB.toFixed(0)} MB`;
  yield `mirror        full refresh that replaces one: ${ms(againMs)}  ratio ${ratio(againMs, downloadMs)}`;
}

function* reading(figures: Figures): Generator<string> {
  const { bareMs, readMs, newestMs, firstMs, emptyListMs, listMs, peakMB } = figures;
  yield `mirror        the same pages opened and parsed, nothing more: ${ms(bareMs)} (baseline)`;
  yield `mirror        all records read: ${ms(readMs)}  ratio ${ratio(readMs, bareMs)}`;
  yield `mirror        all records newest first: ${ms(newestMs)}  ratio ${ratio(newestMs, bareMs)}  ` +
    `the newest 20: ${ms(firstMs)}  peak memory ${peakMB.toFixed(0)} MB`;
  yield `mirror        the list into an empty mirror: ${ms(emptyListMs)}, from the mirror: ${
    ms(listMs)
  }  ratio ` +
    ratio(emptyListMs, listMs);
}

function* following({ fullMs, unchangedMs, requests, followMs, changed }: Figures): Generator<string> {
  const share = (100 * followMs / fullMs).toFixed(1);
  yield `mirror        refresh of an unchanged account: ${ms(unchangedMs)}, ${requests} requests`;
  yield `mirror        refresh of ${changed} changed records: ${ms(followMs)}, ${share} % of a full one (${
    ms(fullMs)
  })`;
}

/** Each job is a process of its own, so that its memory is its own. */
async function runJob(demo: Demo, job: Job): Promise<Figures> {
  const script = new URL("child.ts", import.meta.url).pathname;
  const args = ["run", "--quiet", "--allow-all", script, job];
  const child = new Deno.Command(Deno.execPath(), { args, env: { ...demo.env }, stdout: "piped" }).spawn();
  for await (const line of linesOf(child.stdout)) {
    await child.status;
    return JSON.parse(line);
  }
  throw new Error(`the job ${job} said nothing`);
}

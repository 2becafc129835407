/** One job on the mirror of the profile the environment names; prints its figures as a line of JSON. */
import { DatabaseSync } from "node:sqlite";
import { listHistory } from "../../app/history/list.ts";
import { App } from "../../app/open.ts";
import { readLive } from "../../app/read.ts";
import { refresh } from "../../app/refresh.ts";
import type { Cleartext } from "../../core/crypto/payload.ts";
import { collectionName } from "../../core/ids.ts";
import { historyCodec } from "../../core/records/history.ts";
import { downloadPages } from "../../core/sync/collection.ts";
import { uploadRecords } from "../../core/sync/upload.ts";
import { peakMemoryMB } from "../demo.ts";
import { openBarely } from "./bare.ts";

export type Job = "refresh" | "read" | "follow" | "grow";

/** What a job measured: medians in ms, and counts. Zero where the job does not measure it. */
export type Figures = Readonly<Record<keyof typeof NOTHING, number>>;

const NOTHING = {
  records: 0,
  downloadMs: 0,
  fullMs: 0,
  againMs: 0,
  bareMs: 0,
  readMs: 0,
  newestMs: 0,
  firstMs: 0,
  emptyListMs: 0,
  listMs: 0,
  unchangedMs: 0,
  requests: 0,
  followMs: 0,
  changed: 0,
  refreshMB: 0,
  peakMB: 0,
};

const HISTORY = collectionName("history");
const ROUNDS = 3;

let requests = 0;

const openApp = () =>
  new App({
    profile: "default",
    env: (name) => Deno.env.get(name),
    timeoutMs: 120_000,
    signal: new AbortController().signal,
    passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
    warn: () => Promise.resolve(),
    trace: () => void requests++,
  });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs each work in turn, several times over, and gives the median of each: what drifts, drifts for all of them. */
async function medians(...works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, work] of works.entries()) times[i]?.push(await timed(work));
  }
  return times.map((each) => each.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0);
}

async function drain(pages: AsyncIterable<readonly unknown[]>, most = Infinity): Promise<number> {
  let count = 0;
  for await (const page of pages) {
    count += page.length;
    if (count >= most) break;
  }
  return count;
}

const download = async (app: App) => {
  for await (const _ of downloadPages(await app.sync(), HISTORY, { sort: "oldest" }));
};
const refreshAll = (app: App, full = false) => refresh(app, { collections: [HISTORY], full });
const refreshEmpty = async (app: App) => {
  await app.discardMirror();
  await refreshAll(app);
};
const read = (app: App, newestFirst = false, most?: number) =>
  drain(readLive(app, HISTORY, historyCodec, { fresh: { mode: "cached" }, newestFirst }).pages, most);

/** The list as a face reads it: every column of every row. */
async function list(app: App): Promise<number> {
  const { columns, pages } = listHistory(app, {});
  let cells = 0;
  for await (const page of pages) {
    for (const row of page) cells += columns.filter(({ value }) => value(row) !== null).length;
  }
  return cells;
}

async function bareRead(app: App): Promise<number> {
  const { mirrorKey, uid } = await app.secrets();
  using database = new DatabaseSync(app.config.mirrorPath);
  return await openBarely(database, mirrorKey, uid, HISTORY);
}

const JOBS: Readonly<Record<Job, (app: App) => Promise<Partial<Figures>>>> = {
  async refresh(app) {
    await refreshAll(app);
    const { peakMB } = await peak();
    const records = await read(app);
    const [downloadMs = 0, fullMs = 0, againMs = 0] = await medians(
      () => download(app),
      () => refreshEmpty(app),
      () => refreshAll(app, true),
    );
    return { records, downloadMs, fullMs, againMs, peakMB };
  },
  async read(app) {
    await refreshAll(app);
    const [bareMs = 0, readMs = 0, newestMs = 0, firstMs = 0] = await medians(
      () => bareRead(app),
      () => read(app),
      () => read(app, true),
      () => read(app, true, 20),
    );
    const [emptyListMs = 0, listMs = 0] = await medians(
      async () => {
        await app.discardMirror();
        await list(app);
      },
      () => list(app),
    );
    return { bareMs, readMs, newestMs, firstMs, emptyListMs, listMs };
  },
  async follow(app) {
    const fullMs = await timed(() => refreshAll(app, true));
    requests = 0;
    const unchangedMs = await timed(() => refreshAll(app));
    const figures = { fullMs, unchangedMs, requests };
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await changeSome(app, round);
      times.push(await timed(() => refreshAll(app)));
    }
    return { ...figures, changed: CHANGED, followMs: times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0 };
  },
  async grow(app) {
    const fullMs = await timed(() => refreshAll(app));
    const { peakMB: refreshMB } = await peak();
    const readMs = await timed(() => read(app));
    const newestMs = await timed(() => read(app, true));
    const records = await read(app);
    const { peakMB } = await peak();
    return {
      records,
      fullMs,
      refreshMB,
      readMs,
      newestMs,
      peakMB,
      downloadMs: await timed(() => download(app)),
    };
  },
};

const CHANGED = 100;

/** Another visit to some pages, as another device would write it. */
async function changeSome(app: App, round: number): Promise<void> {
  const { pages } = readLive(app, HISTORY, historyCodec, { fresh: { mode: "cached" } });
  const session = await app.sync();
  for await (const page of pages) {
    const some = page.slice(round * CHANGED, (round + 1) * CHANGED).map(({ id, record }) => ({
      id,
      clear: JSON.stringify({ ...record.source, title: `changed ${round}` }) as Cleartext,
    }));
    for await (const _ of uploadRecords(session, HISTORY, some, await lastModified(app)));
    return;
  }
}

async function lastModified(app: App) {
  const copy = (await app.mirror()).copyOf(HISTORY);
  if (!copy) throw new Error("nothing is mirrored");
  return copy.cursor;
}

async function peak(): Promise<{ readonly peakMB: number }> {
  return { peakMB: await peakMemoryMB("self") };
}

const job = JOBS[Deno.args[0] as Job];
using app = openApp();
const measured = await job(app);
// A job that says nothing of its memory means all of it.
const figures: Figures = { ...NOTHING, ...await peak(), ...measured };
await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(figures)}\n`));

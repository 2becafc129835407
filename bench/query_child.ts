/** Asks queries of the mirror of the profile the environment names, or of an index; prints the figures as a line of JSON. */
import { DatabaseSync } from "node:sqlite";
import { historyMaker } from "../app/demo/history.ts";
import { type HistoryRow, listHistory, rowOf } from "../app/history/list.ts";
import { historySearch } from "../app/history/search.ts";
import { App } from "../app/open.ts";
import { parseQuery } from "../app/query/query.ts";
import { SearchIndex } from "../app/query/search_index.ts";
import { refresh } from "../app/refresh.ts";
import { collectionName, type Guid, parseServerTime } from "../core/ids.ts";
import { historyCodec } from "../core/records/history.ts";
import { peakMemoryMB } from "./demo.ts";
import { openBarely } from "./mirror/bare.ts";

export type Job = "list" | "index";

/** What one piece of work took, the median of some rounds, beside what it is measured against. */
export interface Figure {
  readonly name: string;
  readonly found: number;
  /** Absent where it is no work. */
  readonly tookMs?: number;
  readonly baselineMs?: number;
}

type Work = () => number | Promise<number>;

const HISTORY = collectionName("history");
const ROUNDS = 7;
const FEW = 20;
const INDEXED_ROWS = 500_000;
/** What a person lets pass before the next key. */
const SLICE = 16_384;
const NOW_MS = Date.UTC(2026, 10, 22);

/** Runs each work in turn, several times over: what drifts, drifts for all of them. The first one is the baseline. */
async function measure(works: Readonly<Record<string, Work>>): Promise<Figure[]> {
  const runs = Object.entries(works).map(([name, work]) => ({ name, work, times: [] as number[], found: 0 }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const run of runs) {
      const start = performance.now();
      run.found = await run.work();
      run.times.push(performance.now() - start);
    }
  }
  const medians = runs.map(({ times }) => times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0);
  return runs.map(({ name, found }, i) => ({
    name,
    found,
    tookMs: medians[i] ?? 0,
    baselineMs: medians[0] ?? 0,
  }));
}

async function lists(): Promise<Figure[]> {
  using app = new App({
    profile: "default",
    env: (name) => Deno.env.get(name),
    timeoutMs: 120_000,
    signal: new AbortController().signal,
    passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
    warn: () => Promise.resolve(),
    trace: () => {},
  });
  await refresh(app, { collections: [HISTORY] });
  const rows: HistoryRow[] = [];
  for await (const page of listHistory(app, {}).pages) rows.push(...page);
  const after = new Date(rows[FEW - 1]?.lastVisitMs ?? 0).toISOString();
  const queries = [
    rareWord(rows),
    `${rareWord(rows)} http`,
    "zqxj",
    "zqxj~",
    "host:zqxj",
    `after:${after}`,
    "東京",
    "deno",
  ];
  return await measure({
    "the pages opened and parsed, nothing more": () => bareRead(app),
    ...Object.fromEntries(queries.map((query) => [`[${query}]`, () => list(app, query)])),
    "everything": () => list(app, ""),
  });
}

async function bareRead(app: App): Promise<number> {
  const { mirrorKey, uid } = await app.secrets();
  using database = new DatabaseSync(app.config.mirrorPath);
  return await openBarely(database, mirrorKey, uid, HISTORY);
}

/** The list as a face reads it: every column of every row. */
async function list(app: App, query: string): Promise<number> {
  const { columns, pages } = listHistory(app, { query, fresh: { mode: "cached" } });
  let rows = 0;
  for await (const page of pages) {
    for (const row of page) if (columns.filter(({ value }) => value(row) !== null).length > 0) rows++;
  }
  return rows;
}

/** A word that some few rows hold. */
function rareWord(rows: readonly HistoryRow[]): string {
  const counts = new Map<string, number>();
  for (const { record: { url, title } } of rows) {
    for (const part of new Set(`${title}\0${url}`.match(/\d{4}/g))) {
      counts.set(part, (counts.get(part) ?? 0) + 1);
    }
  }
  const near = ([, count]: readonly [string, number]) => Math.abs(count - FEW);
  return [...counts].sort((a, b) => near(a) - near(b))[0]?.[0] ?? "";
}

async function index(): Promise<Figure[]> {
  const rows = demoRows();
  const index = new SearchIndex(historySearch);
  const start = performance.now();
  for (let at = 0; at < rows.length; at += 512) index.add(rows.slice(at, at + 512));
  const builtMs = performance.now() - start;
  const lines = rows.map(({ record: { title, url } }) => `${title ?? ""}\0${url}`.toLowerCase());
  const options = { ...historySearch, nowMs: NOW_MS };
  const scan = (text: string): Work => {
    const query = parseQuery(text, options);
    return () => {
      let found = 0;
      for (let at = 0; at < index.size; at += SLICE) found += index.scan(query, at, at + SLICE).length;
      return found;
    };
  };
  const bare = (word: string): Work => () => lines.filter((line) => line.includes(word)).length;
  const queries = [
    "deno sqlite",
    "'den",
    "dnsq~",
    "host:github",
    "after:7d",
    "visits:>5",
    "title:deno",
    "-deno",
    "東京",
  ];
  const figures = [
    ...await measure({ "a bare search for [deno]": bare("deno"), ...works(["deno", ...queries], scan) }),
    ...await measure({
      "a bare search for [zqxj]": bare("zqxj"),
      ...works(["zqxj", "zqxj~", "host:zqxj"], scan),
    }),
    ...await measure({ "a bare search for [e]": bare("e"), ...works(["e"], scan), ...ranking(index) }),
  ];
  return [
    { name: "built", found: index.size, tookMs: builtMs },
    ...figures,
    { name: "peak memory in MB, the rows included", found: Math.round(await peakMemoryMB("self")) },
  ];
}

const works = (queries: readonly string[], scan: (query: string) => Work) =>
  Object.fromEntries(queries.map((query) => [`[${query}]`, scan(query)]));

function ranking(index: SearchIndex<HistoryRow>): Readonly<Record<string, Work>> {
  const query = parseQuery("e", { ...historySearch, nowMs: NOW_MS });
  const found = index.scan(query);
  return { "[e], what was found ranked": () => index.ranked(query, found).length };
}

function demoRows(): HistoryRow[] {
  const make = historyMaker({ seed: 1, hourMs: NOW_MS });
  return Array.from({ length: INDEXED_ROWS }, (_, i) => {
    const { id, cleartext } = make(i);
    const modified = parseServerTime("1795000000.00");
    return rowOf({ id: id as Guid, modified, record: historyCodec.decode(cleartext, id) });
  });
}

const JOBS: Readonly<Record<Job, () => Promise<Figure[]>>> = { list: lists, index };

const figures = await JOBS[Deno.args[0] as Job]();
await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(figures)}\n`));

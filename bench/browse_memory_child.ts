/** Loads the history of the profile the environment names as the browser does; prints a line of JSON after each step. */
import { loadTable } from "../app/browse/load.ts";
import type { RowTable } from "../app/browse/table.ts";
import { App } from "../app/open.ts";
import { parseQuery } from "../app/query/query.ts";
import { refresh } from "../app/refresh.ts";
import { collectionName } from "../core/ids.ts";
import { peakMemoryMB } from "./demo.ts";

/** What one step took, and the memory of the process behind it. */
export interface BrowseFigure {
  readonly name: string;
  readonly tookMs: number;
  readonly memoryMB: number;
  readonly peakMB: number;
}

const HISTORY = collectionName("history");
/** What a person lets pass before the next key. */
const SLICE = 10_000;

async function tell(name: string, step: () => unknown): Promise<void> {
  const start = performance.now();
  await step();
  const figure: BrowseFigure = {
    name,
    tookMs: performance.now() - start,
    memoryMB: Deno.memoryUsage().rss / 2 ** 20,
    peakMB: await peakMemoryMB("self"),
  };
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(figure)}\n`));
}

function openApp(): App {
  return new App({
    profile: "default",
    env: (name) => Deno.env.get(name),
    timeoutMs: 120_000,
    signal: new AbortController().signal,
    passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
    warn: () => Promise.resolve(),
    trace: () => {},
  });
}

/** The baseline: every record is looked at where it lies, and nothing is kept. The first job downloads them. */
async function walk(app: App): Promise<void> {
  await refresh(app, { collections: [HISTORY] });
  await tell("history downloaded, nothing more", () => {});
  await tell("every record passed over, newest first", async () => {
    using snapshot = (await app.mirror()).snapshot();
    const copy = snapshot.copyOf(HISTORY);
    if (!copy) return;
    for await (const _ of snapshot.linesNewestFirst(copy));
  });
}

async function table(app: App): Promise<void> {
  const opened: RowTable[] = [];
  const { signal } = new AbortController();
  const first = Promise.withResolvers<void>();
  const loading = loadTable(app, "history", {
    signal,
    onRows: (table) => {
      if (table.size >= 50 || table.isComplete) first.resolve();
    },
  });
  await tell("first 50 rows", () => first.promise);
  await tell("all rows", async () => opened.push(await loading));
  for (const table of opened) {
    for (const query of ["deno", "e", "dnsq~", "host:github"]) {
      await tell(`[${query}] in slices`, () => scan(table, query, app.ctx.now()));
    }
    for (const [column, { name }] of table.columns.entries()) {
      await tell(`sorted by ${name}`, () => table.order(column));
    }
  }
}

function scan(table: RowTable, text: string, nowMs: number): number {
  const query = parseQuery(text, { ...table.fields, nowMs });
  let found = 0;
  for (let from = 0; from < table.size; from += SLICE) found += table.scan(query, from, from + SLICE).length;
  return found;
}

using app = openApp();
await (Deno.args[0] === "walk" ? walk(app) : table(app));

/** Exports the history of the profile the environment names, and what that rests on; prints its figures as JSON. */
import { DatabaseSync } from "node:sqlite";
import { App } from "../app/open.ts";
import type { Io } from "../cli/io.ts";
import { runCli } from "../cli/run.ts";
import { TREE } from "../cli/tree.ts";
import { collectionName } from "../core/ids.ts";
import { peakMemoryMB } from "./demo.ts";
import { openBarely } from "./mirror/bare.ts";

/** What was measured: medians in ms. */
export interface ExportFigures {
  readonly records: number;
  readonly bytes: number;
  readonly bareMs: number;
  readonly exportMs: number;
  readonly peakMB: number;
}

const ROUNDS = 5;
const PIECE_BYTES = 65_536;

const { signal } = new AbortController();
const encoder = new TextEncoder();

/** The program itself, its output into a file. */
async function exportTo(path: string, ...words: readonly string[]): Promise<void> {
  let told = "";
  const output = { isTerminal: false, columns: 0, write: (text: string) => void (told += text) };
  const io: Io = {
    argv: ["history", "export", "-o", path, ...words],
    env: (name) => Deno.env.get(name),
    stdin: { isTerminal: false, readLine: () => Promise.resolve(null), readAll: () => Promise.resolve("") },
    stdout: output,
    stderr: output,
    signal,
    now: () => Date.now(),
  };
  const code = await runCli(io, TREE);
  if (code !== 0) throw new Error(`the export failed with ${code}: ${told}`);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
}

/** What no export can do without: the pages opened and parsed, and as many bytes written. */
async function openAndWrite(path: string, bytes: Uint8Array): Promise<number> {
  const app = openApp();
  const { mirrorKey, uid } = await app.secrets();
  using database = new DatabaseSync(app.config.mirrorPath);
  const records = await openBarely(database, mirrorKey, uid, collectionName("history"));
  app[Symbol.dispose]();
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    await writeAll(file, bytes.subarray(start, start + PIECE_BYTES));
  }
  await file.sync();
  return records;
}

const openApp = () =>
  new App({
    profile: "default",
    env: (name) => Deno.env.get(name),
    timeoutMs: 120_000,
    signal,
    passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
    warn: () => Promise.resolve(),
  });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

const folder = await Deno.makeTempDir({ prefix: "foxden-bench-" });
const path = `${folder}/history.ndjson`;
await exportTo(path);
const bytes = await Deno.readFile(path);
const [bare, exports]: [number[], number[]] = [[], []];
// In turn: what drifts, drifts for both.
for (let round = 0; round < ROUNDS; round++) {
  bare.push(await timed(() => openAndWrite(path, bytes)));
  exports.push(await timed(() => exportTo(path, "--offline")));
}
const records = await openAndWrite(path, bytes);
await Deno.remove(folder, { recursive: true });
const figures: ExportFigures = {
  records,
  bytes: bytes.length,
  bareMs: median(bare),
  exportMs: median(exports),
  peakMB: await peakMemoryMB("self"),
};
await Deno.stdout.write(encoder.encode(`${JSON.stringify(figures)}\n`));

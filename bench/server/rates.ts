/**
 * Requests per second and p99 of the embedded server, each beside two floors: the same statements and a ready answer
 * behind `Deno.serve`, and behind `node:http`, which the server uses for the sake of slow clients.
 */
import { join } from "node:path";
import { startChild } from "./child.ts";
import { load, type LoadResult } from "./load.ts";
import { type Ask, fillFolder, payloadOf, signRequests } from "./world.ts";

const CONNECTIONS = 8;
const ROUNDS = 5;
const FLOORS = ["Deno.serve", "node:http"];

interface Shape {
  readonly name: string;
  readonly requests: number;
  /** @param i counts all requests of the run */
  readonly ask: (i: number, storageUid: number) => Ask;
}

const hundred = JSON.stringify(
  Array.from({ length: 100 }, (_, i) => ({ id: `record${i}`, payload: payloadOf(i) })),
);

const SHAPES: readonly Shape[] = [
  {
    name: "GET info/collections",
    requests: 4000,
    ask: (_, storageUid) => ({ storageUid, method: "GET", path: "/info/collections" }),
  },
  {
    name: "POST of 100 records",
    requests: 400,
    // A storage takes one write each ten milliseconds, so many are needed to measure the server and not the wait.
    ask: (i) => ({ storageUid: 1000 + (i % 200), method: "POST", path: "/storage/history", body: hundred }),
  },
  {
    name: "GET of 1,000 full records",
    requests: 400,
    ask: (_, storageUid) => ({ storageUid, method: "GET", path: "/storage/bookmarks?full=1&limit=1000" }),
  },
];

export async function* serverRates(): AsyncGenerator<string> {
  const dir = await Deno.makeTempDir();
  try {
    const storageUid = await fillFolder(join(dir, "ours"));
    for (const floor of FLOORS) await copyFolder(join(dir, "ours"), join(dir, floor.replace(":", ".")));
    await using ours = await startChild("child_server.ts", join(dir, "ours"));
    await using deno = await startChild("child_floor.ts", join(dir, "Deno.serve"), "Deno.serve");
    await using node = await startChild("child_floor.ts", join(dir, "node.http"), "node:http");
    for (const shape of SHAPES) yield await compare(shape, storageUid, [ours.port, deno.port, node.port]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** In turns, so that what else the machine does meanwhile falls on both. */
async function compare(
  { name, requests, ask }: Shape,
  storageUid: number,
  ports: readonly number[],
): Promise<string> {
  const asks = Array.from({ length: requests * (ROUNDS + 1) }, (_, i) => ask(i, storageUid));
  const results: LoadResult[][] = ports.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    const part = asks.slice(round * requests, (round + 1) * requests);
    for (const [which, port] of ports.entries()) {
      const result = await load(port, await signRequests(port, part), CONNECTIONS);
      // The first round fills caches and does not count.
      if (round > 0) results[which]?.push(result);
    }
  }
  const [mine, ...floors] = results.map(medians);
  if (mine === undefined) throw new Error("the server was measured");
  const figures = ({ perSecond, p99Ms }: LoadResult) =>
    `${perSecond.toFixed(0)}/s, p99 ${p99Ms.toFixed(1)} ms`;
  const beside = floors.map((floor, i) =>
    `${FLOORS[i]} ${figures(floor)} ratio ${(mine.perSecond / floor.perSecond).toFixed(2)}`
  );
  return `server        ${name}: ${figures(mine)}; floors: ${beside.join("; ")}`;
}

function medians(results: readonly LoadResult[]): LoadResult {
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
  return {
    perSecond: middle(results.map(({ perSecond }) => perSecond)),
    p99Ms: middle(results.map(({ p99Ms }) => p99Ms)),
  };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await Deno.copyFile(join(from, name), join(to, name));
}

/**
 * A server that is killed at any moment keeps what it has acknowledged.
 *
 * `FOXDEN_SOAK_SECONDS` says how long to try, `FOXDEN_SOAK_SEED` repeats the draws of an earlier run.
 */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type ChildOptions, warmChild } from "./support/child.ts";
import { withDir } from "./support/data_dir.ts";
import { type Draw, SoakWriter } from "./support/soak_writer.ts";
import { foreignStorage, SECRET } from "./support/storages.ts";

const SECONDS = Number(Deno.env.get("FOXDEN_SOAK_SECONDS") ?? 20);
const SEED = Number(Deno.env.get("FOXDEN_SOAK_SEED") ?? Date.now() % 1_000_000);

const STORAGES = 4;
const WRITERS_OF_EACH = 2;
/** A life lasts between these, in milliseconds. */
const [SHORTEST_MS, LONGEST_MS] = [50, 850];

interface Soaked {
  readonly kills: number;
  readonly acknowledged: number;
  /** The losses seen after the kill that ended the run. */
  readonly losses: readonly string[];
}

/** Linear congruential: the same draws for the same seed. */
function drawsOf(seed: number): Draw {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** How long a soak goes on: for so many seconds, and on a slow machine until so much has happened. */
interface Extent {
  readonly seconds: number;
  readonly kills: number;
  readonly acknowledged: number;
}

/** Lets writers work against a server that is killed again and again, until it was enough or something is lost. */
async function soak(dataDir: string, extent: Extent, options: ChildOptions = {}): Promise<Soaked> {
  const draw = drawsOf(SEED);
  const untilMs = performance.now() + extent.seconds * 1000;
  let next = warmChild();
  let server = await next.start({ ...options, dataDir, masterSecret: SECRET });
  const port = Number(new URL(server.url).port);
  const writers = await makeWriters(server.url);
  let losses: readonly string[] = [];
  let kills = 0;
  const acknowledged = () => writers.reduce((sum, each) => sum + each.acknowledged, 0);
  const isEnough = () =>
    performance.now() >= untilMs && kills >= extent.kills && acknowledged() >= extent.acknowledged;
  do {
    next = warmChild();
    let killed = false;
    const lifeMs = SHORTEST_MS + draw(LONGEST_MS - SHORTEST_MS);
    const life = setTimeout(() => {
      killed = true;
      server.end("SIGKILL");
    }, lifeMs);
    await Promise.all(writers.map((writer) => writer.run(() => killed)));
    clearTimeout(life);
    await server.end("SIGKILL");
    kills++;
    server = await next.start({ ...options, dataDir, masterSecret: SECRET, port });
    losses = (await Promise.all(writers.map((writer) => writer.check()))).flat();
  } while (losses.length === 0 && !isEnough());
  assert.equal((await server.end("SIGTERM")).code, 0);
  return { kills, acknowledged: acknowledged(), losses };
}

async function makeWriters(url: string): Promise<SoakWriter[]> {
  const writers = Array.from({ length: STORAGES * WRITERS_OF_EACH }, async (_, i) => {
    const user = await foreignStorage(url, 1 + i % STORAGES);
    return new SoakWriter(`col${i}`, user, drawsOf(SEED + i + 1));
  });
  return await Promise.all(writers);
}

Deno.test(`killed again and again for ${SECONDS} seconds, a server loses nothing it has acknowledged`, () =>
  withDir(async (dataDir) => {
    const least = SECONDS < 20 ? { kills: 1, acknowledged: 1 } : { kills: 20, acknowledged: 2000 };
    const { kills, acknowledged, losses } = await soak(dataDir, { seconds: SECONDS, ...least });
    const told = `${kills} kills, ${acknowledged} acknowledged writes, seed ${SEED}`;
    assert.deepEqual(losses, [], told);
    const names = [...Deno.readDirSync(dataDir)].map(({ name }) => name);
    assert.deepEqual(names, ["server.db"], "stopped in order, it leaves no journal");
    using sqlite = new DatabaseSync(`${dataDir}/server.db`);
    const found = sqlite.prepare("PRAGMA integrity_check").all().map((row) => Object.values(row));
    assert.deepEqual(found, [["ok"]], told);
    if (Deno.env.has("FOXDEN_SOAK_SECONDS")) await tell(`${told}, nothing lost`);
  }));

Deno.test("a server that acknowledges before it commits is found out", () =>
  withDir(async (dataDir) => {
    const { losses } = await soak(dataDir, { seconds: 60, kills: 1, acknowledged: 1 }, {
      acknowledgeEarlyMs: 100,
    });
    assert.notDeepEqual(losses, []);
  }));

/** For whoever runs it by hand. */
async function tell(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(`${text}\n`));
}

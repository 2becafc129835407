/** A world whose account holds the demo's records, and foxden's own application on it. */
import type { JsonObject } from "../../core/json.ts";
import { fillDemo } from "../../app/demo/fill.ts";
import { demoRecords } from "../../app/demo/records.ts";
import { App } from "../../app/open.ts";
import { storeBsos } from "../../server/admin.ts";
import { openWorld, type World, type WorldOptions } from "../support/world.ts";

/** The seed of every filled account here. */
export const SEED = 1;

export interface FilledOptions extends WorldOptions {
  /** Pages of history; few when left out. */
  readonly rows?: number;
}

/** A world that is signed in, on an account with records of every kind. */
export async function openFilledWorld({ rows = 30, ...options }: FilledOptions = {}): Promise<World> {
  const world = await openWorld(options);
  await world.signIn();
  await fill(world, rows);
  return world;
}

/** Puts the demo's records into the account that is signed in. */
export async function fill(world: World, rows = 30): Promise<void> {
  const app = appOf(world);
  const { uid } = await app.secrets();
  await fillDemo(app, {
    seed: SEED,
    rows,
    bulk: (collection, bsos) =>
      Promise.resolve(storeBsos(world.server.database, uid as never, collection, bsos)),
  });
}

/** The application in this process, on the world's own files. */
export function appOf(world: World, profile = "default"): App {
  return new App({
    profile,
    env: (name) => name === "HOME" ? world.home : undefined,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    passphrase: () => Promise.reject(new Error("nobody sealed this")),
    warn: () => Promise.resolve(),
  });
}

/** The clear records of one collection of the demo, tombstones left out. */
export function demoCollection(name: string, rows = 30): JsonObject[] {
  const chunks = [...demoRecords({ seed: SEED, rows, nowMs: Date.now() })];
  return chunks.filter(({ collection }) => collection === name)
    .flatMap(({ records }) => records.map(({ cleartext }) => cleartext))
    .filter((cleartext) => cleartext["deleted"] !== true);
}

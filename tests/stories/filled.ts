/** A world whose account holds the demo's records, and foxden's own application on it. */
import type { Cleartext } from "../../core/crypto/payload.ts";
import { collectionName, guid, isUid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { sealRecords } from "../../core/sync/upload.ts";
import { deleteBso, putBso, readBso } from "../../core/sync/storage.ts";
import { type DemoFill, fillDemo } from "../../app/demo/fill.ts";
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

/**
 * Puts the demo's records into the account that is signed in.
 *
 * @param way straight into the server's database where that is in this process; uploaded otherwise
 */
export async function fill(world: World, rows = 30, way: "bulk" | "upload" = "bulk"): Promise<void> {
  const app = appOf(world);
  const { uid } = await app.secrets();
  if (!isUid(uid)) throw new Error("the vault holds a uid");
  const bulk: NonNullable<DemoFill["bulk"]> = (collection, bsos) =>
    Promise.resolve(storeBsos(world.server.database, uid, collection, bsos));
  await fillDemo(app, { seed: SEED, rows, ...(way === "bulk" ? { bulk } : {}) });
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

/** Makes the next run ask the token server, as one does that finds no storage token still good. */
export async function dropToken(world: World): Promise<void> {
  using app = appOf(world);
  await app.startOver();
}

/** Makes the next run begin with nothing on this machine: it asks the token server, and reads all from storage. */
export async function dropMirror(world: World): Promise<void> {
  using app = appOf(world);
  await app.discardMirror();
}

/** The clear records of one collection of the demo, tombstones left out. */
export function demoCollection(name: string, rows = 30): JsonObject[] {
  const chunks = [...demoRecords({ seed: SEED, rows, nowMs: Date.now() })];
  return chunks.filter(({ collection }) => collection === name)
    .flatMap(({ records }) => records.map(({ cleartext }) => cleartext))
    .filter((cleartext) => cleartext["deleted"] !== true);
}

/** Puts a record into the account as any client would, whatever was there under its id. */
export async function put(world: World, collection: string, id: string, clear: JsonObject): Promise<void> {
  const session = await appOf(world).sync();
  const record = { id: guid(id), clear: JSON.stringify(clear) as Cleartext };
  const [sealed] = await sealRecords(session, collectionName(collection), [record]);
  if (sealed) await putBso(session.server, collectionName(collection), sealed, {});
}

/** Changes the stored payload of a record, sealed as it is. */
export async function tamper(
  world: World,
  collection: string,
  id: string,
  turn: (payload: string) => string,
): Promise<void> {
  const { server } = await appOf(world).syncBeforeSetup();
  const name = collectionName(collection);
  const bso = await readBso(server, name, guid(id));
  if (!bso) throw new Error(`${collection}/${id} is not there`);
  await putBso(server, name, { id: bso.id, payload: turn(bso.payload) }, {});
}

/** Takes a record off the server. */
export async function remove(world: World, collection: string, id: string): Promise<void> {
  const { server } = await appOf(world).syncBeforeSetup();
  await deleteBso(server, collectionName(collection), guid(id));
}

/** A sealed payload whose signature is not genuine any more. */
export function withWrongHmac(payload: string): string {
  return payload.replace(
    /("hmac":"[0-9a-f]{63})([0-9a-f])/,
    (_, head, last) => head + (last === "0" ? "1" : "0"),
  );
}

/** A world for stories of writing: an account that is signed in, what reaches its storage, and what is stored there. */
import { prepareSetup } from "../../app/setup.ts";
import { collectionName } from "../../core/ids.ts";
import { downloadCollection } from "../../core/sync/collection.ts";
import { FaultBox } from "../support/faults.ts";
import { openWorld, type World, type WorldOptions } from "../support/world.ts";
import { appOf } from "./filled.ts";

export interface WritingWorld extends World {
  readonly faults: FaultBox;
  /** Requests that changed something in the storage, as the server's own log has them. */
  readonly writes: string[];
}

/** @param setUp whether the account has been set up for Sync; true when left out */
export async function openWritingWorld(
  { setUp = true, ...options }: WorldOptions & { readonly setUp?: boolean } = {},
): Promise<WritingWorld> {
  const faults = new FaultBox();
  const writes: string[] = [];
  const log = (line: string) => {
    if (/^(PUT|POST|DELETE) \S*\/storage/.test(line)) writes.push(line);
  };
  const world = await openWorld({ ...options, fault: faults.fault, log });
  await world.signIn();
  if (setUp) await (await prepareSetup(appOf(world))).commit();
  writes.length = 0;
  return { ...world, faults, writes };
}

/** The decrypted text of every record of a collection by id, byte for byte. */
export async function storedTexts(
  world: World,
  collection: string,
): Promise<Record<string, string | undefined>> {
  const texts: Record<string, string | undefined> = {};
  for await (const page of downloadCollection(await appOf(world).sync(), collectionName(collection))) {
    for (const { bso, clear } of page) texts[bso.id] = clear;
  }
  return texts;
}

/** Records as lines of JSON. */
export const linesOfJson = (...records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

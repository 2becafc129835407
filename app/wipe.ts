/** Use-case: empty a collection on the server. The one command that touches `meta/global`. */
import { FoxdenError } from "../core/errors.ts";
import type { CollectionName, ServerTime } from "../core/ids.ts";
import { collections } from "../core/records/registry.ts";
import { wipeCollection } from "../core/sync/wipe.ts";
import { backUp, inNoBackup } from "./backup/automatic.ts";
import { META } from "./bootstrap.ts";
import { freshen } from "./freshen.ts";
import type { App } from "./open.ts";
import { noCollection } from "./read.ts";
import { refuseWriting } from "./write/write.ts";
import { checkEngine, writableCollection } from "./write/guard.ts";

/** What is about to be emptied. */
export interface PendingWipe {
  readonly name: string;
  /** Records on the server, tombstones included. */
  readonly records: number;
  /** Whether Firefoxes keep it, too, and will fill it again. */
  readonly isFirefoxs: boolean;
  readonly warnings: readonly string[];
  /**
   * Backs up, and then empties it.
   *
   * @throws {FoxdenError} `conflict.changed` where somebody has written there since; nothing was deleted then.
   *   `partial.written` where it was deleted and the rest could not be done; a wipe once more does that
   */
  readonly commit: () => Promise<WipeReport>;
}

/** What was emptied. */
export interface WipeReport {
  /** Where the backup is. */
  readonly backup: string;
  readonly removed: number;
}

/**
 * Counts what is in a collection; nothing is sent before `commit`.
 *
 * @throws {FoxdenError} `usage.value` for what makes Sync work and for other devices' own, `network.offline`,
 *   `not-found.match`
 */
export async function prepareWipe(app: App, collection: string): Promise<PendingWipe> {
  const name = writableCollection(collection);
  if (name === "clients") {
    const message = "The records in clients belong to the other devices, and may hold commands for them";
    throw new FoxdenError("usage.value", message, { name: "COLLECTION" });
  }
  refuseWriting(app);
  const found = await countRecords(app, name);
  // What an engine keeps may have been emptied by a wipe that was cut short, and its engine still needs a new syncID.
  if (found.since === 0 && !await isEngines(app, name)) throw noCollection(name);
  return {
    name,
    records: found.records,
    isFirefoxs: collections.has(name),
    warnings: [...await checkEngine(app, name), ...inNoBackup(found.unreadable)],
    commit: () => emptied(app, name, found),
  };
}

/** What the server has of a collection. */
interface Found {
  readonly records: number;
  /** Records that do not open with the account's keys. */
  readonly unreadable: number;
  /** The collection's time; 0 where there is no such collection. */
  readonly since: ServerTime;
}

function countRecords(app: App, name: CollectionName): Promise<Found> {
  return app.mending(async () => {
    await freshen(app, [name], { mode: "pull" });
    using snapshot = (await app.mirror()).snapshot();
    const copy = snapshot.copyOf(name);
    if (!copy) return { records: 0, unreadable: 0, since: 0 as ServerTime };
    let unreadable = 0;
    for await (const page of snapshot.pages(copy)) {
      unreadable += page.filter(({ clear }) => clear === null).length;
    }
    return { records: copy.records, unreadable, since: copy.cursor };
  });
}

async function isEngines(app: App, name: CollectionName): Promise<boolean> {
  const { meta } = await (await app.sync()).setup();
  return collections.has(name) || meta.engines?.has(name) === true;
}

async function emptied(app: App, name: CollectionName, { records, since }: Found): Promise<WipeReport> {
  const journal = await app.journal();
  const backup = await backUp(app, [name], `wipe-${name}`);
  // Told before anything is deleted: whatever happens then, somebody knows where it is.
  await app.options.warn(`backup: ${backup}`);
  const { server } = await app.sync();
  // Another foxden may be in the middle of a write, of which it has yet to find out what became.
  await journal.locked(async () => {
    await app.expire(name);
    try {
      await wipeCollection(server, name, since, records);
    } finally {
      await app.expire(name);
      await app.expire(META);
    }
  });
  return { backup, removed: records };
}

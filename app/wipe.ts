/** Use-case: empty a collection on the server. The one command that touches `meta/global`. */
import { FoxdenError } from "../core/errors.ts";
import { collections } from "../core/records/registry.ts";
import { wipeCollection } from "../core/sync/wipe.ts";
import { backUp } from "./backup/automatic.ts";
import { META } from "./bootstrap.ts";
import type { App } from "./open.ts";
import { noCollection } from "./read.ts";
import { refuseOffline } from "./write.ts";
import { checkEngine, writableCollection } from "./write_guard.ts";
import { readView } from "./write_view.ts";

/** What is about to be emptied. */
export interface PendingWipe {
  readonly name: string;
  /** Records on the server, tombstones included. */
  readonly records: number;
  readonly warnings: readonly string[];
  /**
   * Backs up, and then empties it.
   *
   * @throws {FoxdenError} `conflict.changed` where somebody has written there since; nothing was deleted then
   */
  readonly commit: () => Promise<WipeReport>;
}

export interface WipeReport {
  /** Where the backup is. */
  readonly backup: string;
  readonly removed: number;
}

/** @throws {FoxdenError} `usage.value` for what makes Sync work and for other devices' own, `network.offline` */
export async function prepareWipe(app: App, collection: string): Promise<PendingWipe> {
  const name = writableCollection(collection);
  if (name === "clients") {
    const message = "The records in clients belong to the other devices, and may hold commands for them";
    throw new FoxdenError("usage.value", message, { name: "COLLECTION" });
  }
  refuseOffline(app);
  const { view, since } = await readView(app, name, "all", { mode: "pull" });
  // One of Firefox's may have been emptied by a wipe that was cut short, and still needs its new syncID.
  if (since === 0 && !collections.has(name)) throw noCollection(name);
  const warnings = await checkEngine(app, name);
  const commit = async () => {
    const backup = await backUp(app, [name], `wipe-${name}`);
    // Told before anything is deleted: whatever happens then, somebody knows where it is.
    await app.options.warn(`backup: ${backup}`);
    const { server } = await app.sync();
    await app.expire(name);
    try {
      await wipeCollection(server, name, since);
    } finally {
      await app.expire(name);
      await app.expire(META);
    }
    return { backup, removed: view.size };
  };
  return { name, records: view.size, warnings, commit };
}

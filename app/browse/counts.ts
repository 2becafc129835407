/** Use-case: how much is on each shelf, without opening anything. */
import type { App } from "../open.ts";
import type { Snapshot } from "../mirror/snapshot.ts";
import type { Copy } from "../mirror/copies.ts";
import { collectionsOf, type ShelfName, SHELVES } from "./shelves.ts";

/**
 * How many records the mirror has for each shelf; null where they were never downloaded.
 *
 * These are records, of which `tabs`, `prefs` and `extstorage` have one for many rows. Tombstones are left out where that
 * is known without opening them: in history, where pages without visits are left out with them.
 */
export async function shelfCounts(app: App): Promise<ReadonlyMap<ShelfName, number | null>> {
  return await app.mending(async () => {
    using snapshot = (await app.mirror()).snapshot();
    const copies = new Map<string, Copy>(snapshot.copies().map((copy) => [copy.name, copy]));
    return new Map(SHELVES.map((shelf) => [shelf, countOf(shelf, snapshot, copies)]));
  });
}

function countOf(shelf: ShelfName, snapshot: Snapshot, copies: ReadonlyMap<string, Copy>): number | null {
  if (shelf === "records") {
    return copies.size === 0 ? null : copies.values().reduce((sum, { records }) => sum + records, 0);
  }
  const copy = copies.get(collectionsOf(shelf)[0] ?? "");
  if (!copy) return null;
  return shelf === "history" ? copy.records - snapshot.countUndated(copy) : copy.records;
}

/** Use-case: how much is on each shelf, without opening anything. */
import type { App } from "../open.ts";
import type { Copy } from "../mirror/copies.ts";
import { collectionsOf, type ShelfName, SHELVES } from "./shelves.ts";

/**
 * How many records the mirror has for each shelf; null where they were never downloaded.
 *
 * These are records, of which `tabs`, `prefs` and `extstorage` have one for many rows. Tombstones are left out where that
 * is known without opening them.
 */
export async function shelfCounts(app: App): Promise<ReadonlyMap<ShelfName, number | null>> {
  return await app.mending(async () => {
    using snapshot = (await app.mirror()).snapshot();
    const copies = new Map<string, Copy>(snapshot.copies().map((copy) => [copy.name, copy]));
    return new Map(SHELVES.map((shelf) => [shelf, countOf(shelf, copies)]));
  });
}

function countOf(shelf: ShelfName, copies: ReadonlyMap<string, Copy>): number | null {
  if (shelf === "records") {
    return copies.size === 0 ? null : copies.values().reduce((sum, { records }) => sum + records, 0);
  }
  const [own = ""] = collectionsOf(shelf);
  return copies.get(own)?.records ?? null;
}

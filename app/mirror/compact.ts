/** Keeps pages full: what is half dead is written anew, and many small pages become few. */
import { openPage } from "./boxes.ts";
import type { Copy } from "./copies.ts";
import type { Mirror } from "./mirror.ts";
import { type PageEntry, placeOn, slotOf } from "./page.ts";

/** A page with fewer living records, in a box of fewer bytes, is small. */
const SMALL = 256;
const SMALL_BOX = 256 * 1024;

/** So many small pages a collection may have: each refresh leaves one. */
const MANY_SMALL = 16;

/** How much of the file may be free before it is given back. */
const MOST_FREE = 0.75;

/** How many pages are moved in one transaction. */
const MOVED_AT_ONCE = 32;

/** A page, by what is left of it. */
export interface PageState {
  readonly no: number;
  /** Records it was written with. */
  readonly count: number;
  /** Records that are still where a row points to. */
  readonly live: number;
  /** Length of its box. */
  readonly bytes: number;
}

/** Which pages are dead, and which are worth writing anew. */
export function planCompaction(pages: readonly PageState[]): { dead: PageState[]; thin: PageState[] } {
  const dead = pages.filter(({ live }) => live === 0);
  const halfDead = pages.filter(({ live, count }) => live > 0 && live * 2 < count);
  const small = pages.filter(({ live, count, bytes }) =>
    live < SMALL && bytes < SMALL_BOX && live * 2 >= count
  );
  return { dead, thin: small.length > MANY_SMALL ? [...halfDead, ...small] : halfDead };
}

/** Rearranges the pages of a copy where that is worth it. */
export async function compact(mirror: Mirror, copy: Copy): Promise<void> {
  const { db } = mirror;
  const { dead, thin } = planCompaction(readPageStates(mirror, copy));
  if (dead.length > 0) {
    db.write(() => deletePages(mirror, dead));
  }
  for (let start = 0; start < thin.length; start += MOVED_AT_ONCE) {
    await movePages(mirror, copy, thin.slice(start, start + MOVED_AT_ONCE));
  }
  const [free = 0] = db.numbers("PRAGMA freelist_count");
  const [all = 0] = db.numbers("PRAGMA page_count");
  // A full refresh leaves as much free as it wrote, and the next one needs it again.
  if (free > all * MOST_FREE) db.shrink();
}

function readPageStates({ db }: Mirror, { id }: Copy): PageState[] {
  const rows = db.rows(PAGE_STATES, placeOn(1), id);
  return rows.map(([no, count, live, bytes]) => ({
    no: Number(no),
    count: Number(count),
    live: Number(live),
    bytes: Number(bytes),
  }));
}

async function movePages(mirror: Mirror, copy: Copy, pages: readonly PageState[]): Promise<void> {
  const entries = (await Promise.all(pages.map((page) => livingEntries(mirror, copy, page)))).flat();
  const sealed = await mirror.sealPages(copy, entries);
  mirror.atStep("gathered");
  mirror.db.write(() => {
    mirror.insertPages(copy, sealed);
    mirror.atStep("moving");
    deletePages(mirror, pages);
  });
  mirror.atStep("moved");
}

const PAGE_STATES = `
  SELECT no, count, (SELECT count(*) FROM row WHERE place >= no * ?1 AND place < (no + 1) * ?1), length(box)
  FROM page WHERE copy = ?2 ORDER BY no`;

const LIVING = "SELECT place, id, modified FROM row WHERE place >= ? AND place < ? ORDER BY place";

async function livingEntries(mirror: Mirror, { name }: Copy, { no }: PageState): Promise<PageEntry[]> {
  const page = await openPage(mirror.db, mirror.boxes, name, no);
  return mirror.db.rows(LIVING, placeOn(no), placeOn(no + 1)).map(([place, id, modified]) => {
    const entry = page.entry(slotOf(Number(place)));
    if (!entry || entry.id !== id || entry.modified !== modified) throw mirror.damaged();
    return entry;
  });
}

function deletePages({ db }: Mirror, pages: readonly PageState[]): void {
  const list = JSON.stringify(pages.map(({ no }) => no));
  db.run("DELETE FROM page WHERE no IN (SELECT value FROM json_each(?))", list);
}

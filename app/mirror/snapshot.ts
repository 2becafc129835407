/** Reading the mirror as it was at one moment. Whole pages are opened, never single records. */
import type { CollectionName, Guid } from "../../core/ids.ts";
import type { Boxes } from "../sqlite/boxes.ts";
import { openPage } from "./boxes.ts";
import { type Copy, readCopies, readCopy } from "./copies.ts";
import { fault, type MirrorDb } from "./db.ts";
import { KeptPages } from "./kept_pages.ts";
import {
  type LinesOfPage,
  type MirrorLine,
  type MirrorRecord,
  type Page,
  pageOf,
  placeOn,
  slotOf,
  type UnparsedRecord,
} from "./page.ts";
import { Tally } from "./tally.ts";

/** How many pages are opened ahead of the one that is being used. */
const AHEAD = 4;

/** How many records are looked up at once in that order: few at first, for who wants only the first ones. */
const FIRST_RECORDS = 32;
const MANY_RECORDS = 256;
const MOST_RECORDS = 1024;

/** Where a record is. */
interface Place {
  readonly place: number;
  readonly id: Guid;
  /** Undefined where records are not read in the order of it. */
  readonly sortKey?: number;
}

/** A record where it stands in the bytes of its page. */
export interface PlacedLine extends MirrorLine {
  readonly bytes: Uint8Array;
}

/** @see Mirror.snapshot */
export class Snapshot implements Disposable {
  constructor(
    private readonly db: MirrorDb,
    private readonly boxes: Boxes,
    private readonly release: () => void,
  ) {}

  [Symbol.dispose](): void {
    this.release();
  }

  copies(): Copy[] {
    return readCopies(this.db);
  }

  /** @param growing the one that is being downloaded and will take the place of the other: some of its records lack */
  copyOf(name: CollectionName, growing = false): Copy | undefined {
    return readCopy(this.db, name, growing);
  }

  /** How many records a copy of this snapshot holds, tombstones included. */
  count(copy: Copy): number {
    return this.#counted(copy, "copy = ?");
  }

  /** How many records of a copy have no time to be sorted by: in history tombstones, and pages without visits. */
  countUndated(copy: Copy): number {
    return this.db.numbers("SELECT count(*) FROM row WHERE copy = ? AND sort_key = 0", copy.id)[0] ?? 0;
  }

  /** Counts rows of a copy, which have to be all of its rows. */
  #counted(copy: Copy, where: string): number {
    const [count] = this.db.numbers(`SELECT count(*) FROM row WHERE ${where}`, copy.id);
    if (count !== copy.records) throw this.#damaged();
    return copy.records;
  }

  /**
   * All records, page by page in the order they came to be here.
   *
   * @throws {FoxdenError} `failed.mirror`, damaged, as soon as something is not what was written
   */
  async *pages(copy: Copy): AsyncGenerator<readonly MirrorRecord[], void> {
    for await (const { items } of this.#walk(copy, (page, place) => this.#pick(page, place))) yield items;
  }

  /** The same as bytes, for who passes records on as they are. @throws {FoxdenError} as {@link pages} */
  async *lines(copy: Copy): AsyncGenerator<LinesOfPage, void> {
    const pick = (page: Page, place: Place) => this.#pickLine(page, place);
    for await (const { page: { bytes }, items: lines } of this.#walk(copy, pick)) yield { bytes, lines };
  }

  /** Picks every living record off its page, and sees to it that these are all of the copy. */
  async *#walk<Item extends Pick<MirrorRecord, "modified">>(
    copy: Copy,
    pick: (page: Page, place: Place) => Item,
  ): AsyncGenerator<{ readonly page: Page; readonly items: readonly Item[] }, void> {
    this.count(copy);
    const tally = new Tally();
    const numbers = this.db.numbers("SELECT no FROM page WHERE copy = ? ORDER BY no", copy.id);
    if (!isAscending(numbers)) throw this.#damaged();
    const opening = new Map<number, Promise<Page>>();
    for (const [i, no] of numbers.entries()) {
      for (const next of numbers.slice(i, i + AHEAD)) {
        if (!opening.has(next)) opening.set(next, unhandled(this.#open(copy, next)));
      }
      const page = await (opening.get(no) ?? this.#open(copy, no));
      opening.delete(no);
      const items = this.#livingOn(no).map((place) => pick(page, place));
      tally.add(items);
      if (items.length > 0) yield { page, items };
    }
    if (!tally.isAllOf(copy)) throw this.#damaged();
  }

  /** All records of a collection that has such an order, newest first. Pages are opened when they are needed. */
  newestFirst(copy: Copy): AsyncGenerator<readonly MirrorRecord[], void> {
    return this.#walkNewestFirst(copy, (page, place) => this.#pick(page, place));
  }

  /** The same as bytes, each record with those of its page. */
  async *linesNewestFirst(copy: Copy): AsyncGenerator<readonly PlacedLine[], void> {
    yield* this.#walkNewestFirst(copy, (page, place) => {
      if (!page) throw this.#damaged();
      if (!isSortedAsSaid(page, place)) throw this.#damaged();
      return { ...this.#pickLine(page, place), bytes: page.bytes };
    }, MANY_RECORDS);
  }

  /** All records, in either order. Those that nobody wants are not parsed, which is most of the work. */
  async *sifted(
    copy: Copy,
    isNewestFirst: boolean,
    isWorthParsing: (record: UnparsedRecord) => boolean,
  ): AsyncGenerator<readonly (MirrorRecord | UnparsedRecord)[], void> {
    const pick = (page: Page | undefined, place: Place) => this.#pickIf(page, place, isWorthParsing);
    if (isNewestFirst) yield* this.#walkNewestFirst(copy, pick);
    else for await (const { items } of this.#walk(copy, pick)) yield items;
  }

  async *#walkNewestFirst<Item extends Pick<MirrorRecord, "modified">>(
    copy: Copy,
    pick: (page: Page | undefined, place: Place) => Item,
    atOnce = MOST_RECORDS,
  ): AsyncGenerator<readonly Item[], void> {
    this.#counted(copy, "copy = ? AND sort_key IS NOT NULL");
    const tally = new Tally();
    const kept = new KeptPages();
    const all = this.#placesNewestFirst(copy, atOnce);
    for (let next = all.next(); !next.done;) {
      const places = next.value;
      await this.#openAll(copy, places, kept);
      next = all.next();
      // Who has read so many will read on: the next pages are opened while these are used.
      if (!next.done && places.length >= MANY_RECORDS) unhandled(this.#openAll(copy, next.value, kept));
      const records = places.map((place) => pick(kept.use(pageOf(place.place)), place));
      tally.add(records);
      yield records;
      kept.trim();
    }
    if (!tally.isAllOf(copy)) throw this.#damaged();
  }

  async #openAll(copy: Copy, places: readonly Place[], kept: KeptPages): Promise<void> {
    const numbers = new Set(places.map(({ place }) => pageOf(place)));
    const waiting = numbers.values();
    const openOnes = async () => {
      for (const no of waiting) await kept.add(no, () => this.#open(copy, no));
    };
    // At the beginning this may be a page of each run: opened all at once they would take room for good.
    await Promise.all(Array.from({ length: AHEAD }, openOnes));
  }

  *#placesNewestFirst(copy: Copy, atOnce: number): Generator<Place[], void> {
    let after: Required<Omit<Place, "id">> = { sortKey: Number.MAX_SAFE_INTEGER, place: 0 };
    for (let size = FIRST_RECORDS;; size = Math.min(2 * size, atOnce)) {
      const places = this.db.rows(NEWEST_FIRST, copy.id, after.sortKey, after.place, size).map(
        sortedPlaceFrom,
      );
      for (const next of places) {
        const isLess = next.sortKey < after.sortKey ||
          (next.sortKey === after.sortKey && next.place < after.place);
        if (!isLess) throw this.#damaged();
        after = next;
      }
      if (places.length > 0) yield places;
      if (places.length < size) return;
    }
  }

  /** The records of these ids that are there. */
  async byId(copy: Copy, ids: readonly Guid[]): Promise<Map<Guid, MirrorRecord>> {
    const places = this.db.rows(
      "SELECT place, id FROM row WHERE copy = ? AND id IN (SELECT value FROM json_each(?))",
      copy.id,
      JSON.stringify(ids),
    ).map(placeFrom);
    const found = new Map<Guid, MirrorRecord>();
    for (const [page, some] of Map.groupBy(places, ({ place }) => pageOf(place))) {
      const opened = await this.#open(copy, page);
      for (const place of some) found.set(place.id, this.#pick(opened, place));
    }
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length > 0 && this.#idsWhere(BY_PLACE + AMONG, copy, JSON.stringify(missing), 1).length > 0) {
      throw this.#damaged();
    }
    return found;
  }

  /** The ids that begin so, at most `limit` of them. */
  idsBeginning(copy: Copy, prefix: string, limit: number): Guid[] {
    const ids = this.#idsWhere(BY_ID + BEGINNING, copy, prefix, limit);
    // What is not found through the index is looked for without it, too.
    const again = this.#idsWhere(BY_PLACE + BEGINNING, copy, prefix, limit);
    if (again.join() !== ids.join()) throw this.#damaged();
    return ids;
  }

  #idsWhere(sql: string, copy: Copy, sought: string, limit: number): Guid[] {
    return this.db.rows(`${sql} LIMIT ?3`, copy.id, sought, limit).map(([id]) => String(id) as Guid);
  }

  #livingOn(page: number): Place[] {
    const places = this.db.rows(LIVING, placeOn(page), placeOn(page + 1)).map(placeFrom);
    const isHere = places.every(({ place }) => pageOf(place) === page);
    if (!isHere || !isAscending(places.map(({ place }) => place))) throw this.#damaged();
    return places;
  }

  /** A row and the page it points to were written at once: where they disagree, one of them is no longer itself. */
  #pick(page: Page | undefined, at: Place): MirrorRecord {
    const record = page?.record(slotOf(at.place));
    if (record?.id !== at.id || !isSortedAsSaid(page, at)) throw this.#damaged();
    return record;
  }

  #pickIf(
    page: Page | undefined,
    at: Place,
    isWorthParsing: (record: UnparsedRecord) => boolean,
  ): MirrorRecord | UnparsedRecord {
    const record = page?.unparsed(slotOf(at.place), at.id);
    if (!record || isWorthParsing(record)) return this.#pick(page, at);
    if (!isSortedAsSaid(page, at)) throw this.#damaged();
    return record;
  }

  #pickLine(page: Page, { place, id }: Place): MirrorLine {
    const line = page.line(slotOf(place), id);
    if (!line) throw this.#damaged();
    return line;
  }

  #damaged(): Error {
    return fault(this.db.path, "damaged");
  }

  #open({ name }: Copy, no: number): Promise<Page> {
    return openPage(this.db, this.boxes, name, no);
  }
}

/** An index that is damaged gives what it has in another order, or some of it twice. */
const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, i) => number > (numbers[i - 1] ?? 0));

/** Says whether a record is sorted by what its place says, where that says anything. */
const isSortedAsSaid = (page: Page | undefined, { place, sortKey }: Place): boolean =>
  sortKey === undefined || sortKey === page?.sortKey(slotOf(place));

const LIVING = "SELECT place, id FROM row WHERE place >= ? AND place < ? ORDER BY place";

const NEWEST_FIRST = `
  SELECT place, id, sort_key FROM row
  WHERE copy = ? AND sort_key IS NOT NULL AND (sort_key, place) < (?, ?)
  ORDER BY sort_key DESC, place DESC LIMIT ?`;

const BY_ID = "SELECT id FROM row WHERE copy = ?1";
/** Through none of the indices. */
const BY_PLACE = "SELECT id FROM row NOT INDEXED WHERE copy = ?1";
const AMONG = " AND id IN (SELECT value FROM json_each(?2))";
const BEGINNING = " AND id >= ?2 AND substr(id, 1, length(?2)) = ?2 ORDER BY id";

const placeFrom = ([place, id]: readonly unknown[]): Place => ({
  place: Number(place),
  id: String(id) as Guid,
});

const sortedPlaceFrom = ([place, id, sortKey]: readonly unknown[]): Required<Place> => ({
  place: Number(place),
  id: String(id) as Guid,
  sortKey: Number(sortKey),
});

/** Whoever stops reading leaves promises behind, whose failures are then nobody's. */
function unhandled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

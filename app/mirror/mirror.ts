/**
 * The mirror: every collection of one account, kept on this machine in sealed pages.
 *
 * Who changes it holds the lock of `lock.ts`. Who reads takes a snapshot, which stays as it is whatever is written
 * meanwhile. Each change is one transaction, and a mirror that was left at any moment is right for what it claims.
 */
import type { CollectionName, Guid, ServerTime } from "../../core/ids.ts";
import type { Boxes, BoxOwner } from "../sqlite/boxes.ts";
import { fault, IN_MEMORY, type MirrorDb, openMirrorDb } from "./db.ts";
import { aboutNote, aboutPage, makeBoxes } from "./boxes.ts";
import { addCopy, addTimes, changeCopy, type Copy, readCopies, readCopy } from "./copies.ts";
import { cutIntoPages, type PageEntry, pageText } from "./page.ts";
import { countRows, deleteRows, idsOf, insertRows, timesOf } from "./rows.ts";
import { Snapshot } from "./snapshot.ts";
import type { MirrorStep } from "./steps.ts";

/** How far a copy has come with what is stored. */
export interface Advance {
  readonly cursor: ServerTime;
  /** Whether that is all of the changes. */
  readonly settled: boolean;
}

const KEY_CHECK = "foxden";

export class Mirror {
  readonly #db: MirrorDb;
  readonly #boxes: Boxes;

  private constructor(db: MirrorDb, boxes: Boxes, readonly atStep: (step: MirrorStep) => void) {
    this.#db = db;
    this.#boxes = boxes;
  }

  /**
   * Opens the mirror at `path`, or makes an empty one.
   *
   * @throws {FoxdenError} `failed.mirror`; `damaged` also for one that was sealed with another key
   */
  static async open(
    path: string,
    owner: BoxOwner,
    atStep: (step: MirrorStep) => void = () => {},
  ): Promise<Mirror> {
    const boxes = await makeBoxes(path, owner);
    const mirror = new Mirror(openMirrorDb(path), boxes, atStep);
    try {
      await mirror.#checkKey();
      return mirror;
    } catch (error) {
      mirror.close();
      throw error;
    }
  }

  async #checkKey(): Promise<void> {
    const known = await this.recall("key");
    if (known === undefined) return await this.remember("key", KEY_CHECK);
    if (known !== KEY_CHECK) throw this.damaged();
  }

  get path(): string {
    return this.#db.path;
  }

  /** What the mirror holds at this moment, for as long as the snapshot is open. */
  snapshot(): Snapshot {
    if (this.path === IN_MEMORY) return new Snapshot(this.#db, this.#boxes, () => {});
    const reader = this.#db.reader();
    return new Snapshot(reader, this.#boxes, () => reader.close());
  }

  /** Whether another process has made a mirror in place of this one, or removed it. */
  get isReplaced(): boolean {
    return this.#db.isReplaced;
  }

  /** What to throw where the mirror contradicts itself. */
  damaged(): Error {
    return fault(this.path, "damaged");
  }

  close(): void {
    this.#db.close();
  }

  copies(): Copy[] {
    return readCopies(this.#db);
  }

  copyOf(name: CollectionName): Copy | undefined {
    return readCopy(this.#db, name);
  }

  count(copy: Copy): number {
    return countRows(this.#db, copy);
  }

  /** A copy that nobody sees yet: one that was begun before and cut short, or an empty one. */
  grow(name: CollectionName, generation: string): Copy {
    return this.#db.write(() => {
      const begun = readCopy(this.#db, name, true);
      if (begun?.generation === generation) return begun;
      if (begun) this.#remove(begun);
      return addCopy(this.#db, name, generation, begun?.checkedAtMs);
    });
  }

  /** Lets go of a copy that was begun and is not needed any more. */
  stopGrowing(name: CollectionName): void {
    const begun = readCopy(this.#db, name, true);
    if (begun) this.#db.write(() => this.#remove(begun));
  }

  /** Puts a grown copy in the place of the one that was read so far. */
  replace(copy: Copy, cursor: ServerTime, settled = true): void {
    this.#db.write(() => {
      const former = readCopy(this.#db, copy.name);
      if (former) this.#remove(former);
      this.atStep("replacing");
      changeCopy(this.#db, copy, ({ checkedAtMs }) => ({
        growing: false,
        settled,
        cursor,
        // Whoever has expired the former one meant the collection.
        checkedAtMs: Math.min(checkedAtMs, former?.checkedAtMs ?? 0),
      }));
    });
    this.atStep("replaced");
  }

  /** Writes down when the server was asked about a copy, unless somebody has written to the collection since. */
  markChecked(copy: Copy, atMs: number): void {
    this.#db.write(() =>
      changeCopy(
        this.#db,
        copy,
        ({ checkedAtMs }) => checkedAtMs === copy.checkedAtMs ? { checkedAtMs: atMs } : {},
      )
    );
    this.atStep("checked");
  }

  /** Says that a collection is about to change on the server: whoever reads it next asks there first. */
  expire(name: CollectionName, nowMs: number): void {
    this.#db.write(() => {
      const copies = [readCopy(this.#db, name), readCopy(this.#db, name, true)].filter((copy) =>
        copy !== undefined
      );
      // A refresh that is under way may be about to make the first one.
      if (copies.length === 0) addCopy(this.#db, name, "", -nowMs);
      for (const copy of copies) {
        // A number of its own each time, so that a refresh that is under way does not take it for what it saw.
        changeCopy(this.#db, copy, () => ({ checkedAtMs: -nowMs }));
      }
    });
  }

  /** Forgets everything that was of another storage. */
  async adoptStorage(storage: string): Promise<void> {
    const known = await this.recall("storage");
    if (known === storage) return;
    // Copies of no known storage are of another one too.
    if (known !== undefined || this.copies().length > 0) this.#clear();
    await this.remember("storage", storage);
  }

  #clear(): void {
    this.#db.write(() => {
      for (const table of ["copy", "page", "row"]) this.#db.run(`DELETE FROM ${table}`);
      this.#db.run("DELETE FROM note WHERE name <> 'key'");
    });
  }

  #remove({ id }: Copy): void {
    for (const [table, column] of [["row", "copy"], ["page", "copy"], ["copy", "id"]]) {
      this.#db.run(`DELETE FROM ${table} WHERE ${column} = ?`, id);
    }
  }

  /**
   * Takes new versions of records into a copy, as one transaction. A version that is here already is passed over.
   *
   * @returns how many there were besides those
   */
  async store(copy: Copy, entries: readonly PageEntry[], advance: Advance): Promise<number> {
    const { cursor, settled } = advance;
    const known = timesOf(this.#db, copy, entries.map(({ id }) => id));
    const fresh = newestOf(entries.filter(({ id, modified }) => known.get(id) !== modified));
    const replaced = fresh.flatMap(({ id }) => known.get(id) ?? []);
    const pages = await this.sealPages(copy, fresh);
    this.atStep("sealed");
    this.#db.write(() => {
      this.insertPages(copy, pages);
      this.atStep("writing");
      changeCopy(this.#db, copy, ({ records, timeSum }) => ({
        cursor,
        settled,
        records: records + fresh.length - replaced.length,
        timeSum: addTimes(timeSum, fresh.map(({ modified }) => modified), replaced),
      }));
    });
    this.atStep("stored");
    return fresh.length;
  }

  /** The ids a copy holds, tombstones included. */
  ids(copy: Copy): Guid[] {
    return idsOf(this.#db, copy);
  }

  /** Takes records out that the server has no more, and keeps by how many it miscounts. */
  drop(copy: Copy, ids: readonly Guid[], miscount: number): void {
    this.#db.write(() => {
      const times = deleteRows(this.#db, copy, ids);
      this.atStep("dropping");
      changeCopy(this.#db, copy, ({ records, timeSum }) => ({
        miscount,
        settled: true,
        records: records - times.length,
        timeSum: addTimes(timeSum, [], times),
      }));
    });
    this.atStep("dropped");
  }

  /** The database, for what rearranges its pages. */
  get db(): MirrorDb {
    return this.#db;
  }

  get boxes(): Boxes {
    return this.#boxes;
  }

  /** Seals entries, newest first where they have such an order, into pages with numbers of their own. */
  async sealPages(copy: Copy, entries: readonly PageEntry[]): Promise<SealedPage[]> {
    const pages = cutIntoPages(entries.toSorted((a, b) => (b.sortKey ?? 0) - (a.sortKey ?? 0)));
    const first = this.#takeNumbers(pages.length);
    const sealed = pages.map(async (page, i) => {
      const no = first + i;
      return { no, entries: page, box: await this.#boxes.seal(pageText(page), aboutPage(copy.name, no)) };
    });
    return await Promise.all(sealed);
  }

  #takeNumbers(count: number): number {
    const [next] = this.#db.numbers(
      "UPDATE numbers SET next_page = next_page + ? RETURNING next_page",
      count,
    );
    return (next ?? never()) - count;
  }

  /** Part of a transaction: writes sealed pages, and points the rows of their records to them. */
  insertPages(copy: Copy, pages: readonly SealedPage[]): void {
    for (const { no, entries, box } of pages) {
      this.#db.run(
        "INSERT INTO page (no, copy, count, box) VALUES (?, ?, ?, ?)",
        no,
        copy.id,
        entries.length,
        box,
      );
      insertRows(this.#db, copy, no, entries);
    }
  }

  /** What was remembered under this name; undefined where nothing was. */
  async recall(name: string): Promise<unknown> {
    const [row] = this.#db.rows("SELECT box FROM note WHERE name = ?", name);
    return row && JSON.parse(await this.#boxes.openText(row[0], aboutNote(name)));
  }

  /** Remembers JSON beside the records, sealed as they are. */
  async remember(name: string, value: unknown): Promise<void> {
    const box = await this.#boxes.seal(JSON.stringify(value), aboutNote(name));
    this.#db.run("INSERT OR REPLACE INTO note (name, box) VALUES (?, ?)", name, box);
  }

  forgetNote(name: string): void {
    this.#db.run("DELETE FROM note WHERE name = ?", name);
  }
}

/** A page on its way into the file. */
export interface SealedPage {
  readonly no: number;
  readonly entries: readonly PageEntry[];
  readonly box: Uint8Array;
}

/** Of a record that comes twice, the later one. */
const newestOf = (entries: readonly PageEntry[]): PageEntry[] => [
  ...new Map(entries.map((entry) => [entry.id, entry])).values(),
];

function never(): never {
  throw new Error("a row that was just written is not there");
}

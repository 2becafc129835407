/**
 * The journal: what foxden has changed in an account, and how it was before.
 *
 * An entry is on the disk before anything is sent, and says afterwards how that went. Whoever writes holds the lock of
 * {@link Journal.locked} from before the entry is begun until it is finished, so that an entry that is pending while
 * nobody holds it is one that was cut short.
 */
import type { Bytes } from "../../core/bytes.ts";
import { hkdf } from "../../core/crypto/hkdf.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { CollectionName, ServerTime } from "../../core/ids.ts";
import type { Boxes, BoxOwner } from "../sqlite/boxes.ts";
import type { Database } from "../sqlite/database.ts";
import { boxesOf, insertBoxes, type JournalChange, openChanges, sealChanges } from "./changes.ts";
import {
  changeLedger,
  type EntryState,
  type FiledEntry,
  type JournalEntry,
  KEPT_OPERATIONS,
  type Ledger,
  readLedger,
  withoutOldest,
} from "./entries.ts";
import {
  condemn,
  isCondemned,
  isJournalFault,
  type JournalOptions,
  openFile,
  withJournalLock,
} from "./open.ts";
import { fault } from "./schema.ts";
import type { JournalStep } from "./steps.ts";

export { type EntryState, type JournalChange, type JournalEntry, KEPT_OPERATIONS };

/** What an entry says from the beginning. */
export interface NewEntry {
  /** The number of the operation it is a part of; an operation of its own when left out. */
  readonly operation?: number | undefined;
  /** In ms by the local clock. */
  readonly atMs: number;
  readonly title: string;
  readonly collection: CollectionName;
  readonly undoes?: number | undefined;
}

/** How a write went. */
export interface Ending {
  readonly state: Exclude<EntryState, "pending">;
  readonly serverTime?: ServerTime | undefined;
  /** The ids whose changes were made; the others never were. All of them when left out. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** So much of the file may be free before it is given back. */
const MOST_FREE = 0.75;

/** One process's way to a profile's journal. */
export class Journal implements Disposable {
  readonly #db: Database;
  readonly #boxes: Boxes;
  readonly #options: JournalOptions;

  private constructor(db: Database, boxes: Boxes, options: JournalOptions) {
    this.#db = db;
    this.#boxes = boxes;
    this.#options = options;
  }

  /**
   * Opens the journal at `path`, or begins one. One that is damaged, or sealed for another sign-in, is set aside.
   *
   * @param owner with the key of {@link journalKey}
   * @throws {FoxdenError} `failed.journal`
   */
  static async open(path: string, owner: BoxOwner, options: JournalOptions): Promise<Journal> {
    const { db, boxes } = await openFile(path, owner, options);
    return new Journal(db, boxes, options);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  get path(): string {
    return this.#db.path;
  }

  /**
   * Runs `work` while no other process writes or settles. It must not be asked for again within `work`.
   *
   * @throws {FoxdenError} `failed.journal`, busy, when another one takes too long
   */
  locked<T>(work: () => Promise<T>): Promise<T> {
    return withJournalLock(this.path, this.#options.waiting, work);
  }

  /**
   * Begins an entry, which is on the disk as pending before this resolves. The oldest operations make room for it.
   *
   * @throws {FoxdenError} `failed.journal`; then there is no such entry
   */
  async begin(
    { operation, atMs, title, collection, undoes }: NewEntry,
    changes: readonly JournalChange[],
  ): Promise<JournalEntry> {
    if (isCondemned(this.#db)) throw fault(this.path, "damaged");
    this.#giveBack();
    const seq = this.#takeSeq();
    this.#atStep("numbered");
    const sealed = await sealChanges(this.#boxes, seq, 0, changes);
    this.#atStep("sealed");
    const entry: JournalEntry = {
      seq,
      operation: operation ?? seq,
      atMs,
      state: "pending",
      title,
      collection,
      count: changes.length,
      serverTime: null,
      undoes: undoes ?? null,
    };
    this.#change(({ nextSeq, filed }) => {
      insertBoxes(this.#db, seq, 0, sealed);
      this.#atStep("writing");
      const all = [...filed, { entry, firstBox: 0, boxes: sealed.length }];
      return { nextSeq, filed: withoutOldest(inOrder(all)) };
    });
    this.#atStep("begun");
    return entry;
  }

  #takeSeq(): number {
    return this.#change(({ nextSeq, filed }) => ({ nextSeq: nextSeq + 1, filed })).nextSeq - 1;
  }

  /** Gives room back once most of the file is free. */
  #giveBack(): void {
    const [free = 0] = this.#db.numbers("PRAGMA freelist_count");
    const [all = 0] = this.#db.numbers("PRAGMA page_count");
    if (free > all * MOST_FREE) this.#writing(() => this.#db.shrink());
  }

  /**
   * Says how an entry went. Where nothing of it was made, it is dropped.
   *
   * @throws {FoxdenError} `not-found.change` when there is no such entry, `failed.journal`
   */
  async finish(seq: number, { state, serverTime, only }: Ending): Promise<void> {
    const finished = (entry: JournalEntry): JournalEntry => ({
      ...entry,
      state,
      serverTime: serverTime ?? entry.serverTime,
    });
    if (only) await this.#keepOnly(seq, only, finished);
    else this.#replace(seq, (filed) => ({ ...filed, entry: finished(filed.entry) }));
  }

  async #keepOnly(
    seq: number,
    ids: ReadonlySet<string>,
    finished: (entry: JournalEntry) => JournalEntry,
  ): Promise<void> {
    const { filed: former, changes } = await this.#opened(seq);
    const kept = changes.filter(({ id }) => ids.has(id));
    if (kept.length === 0) return this.drop(seq);
    // A number is never used twice, so that no box of before passes for one of these.
    const firstBox = former.firstBox + former.boxes;
    const sealed = await sealChanges(this.#boxes, seq, firstBox, kept);
    this.#replace(seq, ({ entry, firstBox: isAt }) => {
      // Somebody has finished it meanwhile who did not ask for the lock.
      if (isAt !== former.firstBox) throw fault(this.path, "busy");
      insertBoxes(this.#db, seq, firstBox, sealed);
      return { entry: { ...finished(entry), count: kept.length }, firstBox, boxes: sealed.length };
    });
  }

  /** Forgets an entry of which nothing was made. @throws {FoxdenError} `failed.journal` */
  drop(seq: number): void {
    this.#change((ledger) => ({
      ...ledger,
      filed: ledger.filed.filter(({ entry }) => entry.seq !== seq),
    }));
  }

  /** All entries, newest first. @throws {FoxdenError} `failed.journal` */
  entries(): JournalEntry[] {
    return this.#db.read(() => readLedger(this.#db)).filed.map(({ entry }) => entry).reverse();
  }

  /** The entry of this number, if there is one. @throws {FoxdenError} `failed.journal` */
  entry(seq: number): JournalEntry | undefined {
    return this.entries().find((entry) => entry.seq === seq);
  }

  /**
   * What an entry changes, in the order it was begun with.
   *
   * @throws {FoxdenError} `not-found.change` when there is no such entry, `failed.journal`
   */
  async changes(seq: number): Promise<JournalChange[]> {
    return (await this.#opened(seq)).changes;
  }

  async #opened(seq: number): Promise<{ filed: FiledEntry; changes: JournalChange[] }> {
    return await this.#condemning(async () => {
      const [filed, sealed] = this.#db.read(() => {
        const filed = found(readLedger(this.#db), seq);
        return [filed, boxesOf(this.#db, filed)];
      });
      return { filed, changes: await openChanges(this.#boxes, filed, sealed) };
    });
  }

  #replace(seq: number, change: (filed: FiledEntry) => FiledEntry): void {
    this.#change((ledger) => {
      const former = found(ledger, seq);
      const latter = change(former);
      return { ...ledger, filed: ledger.filed.map((each) => each === former ? latter : each) };
    });
  }

  #change(change: (ledger: Ledger) => Ledger): Ledger {
    return this.#writing(() => changeLedger(this.#db, change));
  }

  #writing<T>(act: () => T): T {
    // Nobody would ever look into a file that another process has set aside.
    if (this.#db.isReplaced) throw fault(this.path, "damaged");
    try {
      return act();
    } catch (error) {
      throw this.#condemned(error);
    }
  }

  /** What cannot be read will not be read the next time either: it must not stand in the way of every write to come. */
  async #condemning<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw this.#condemned(error);
    }
  }

  #condemned(error: unknown): unknown {
    if (isJournalFault(error, "damaged")) condemn(this.#db);
    return error;
  }

  #atStep(step: JournalStep): void {
    this.#options.atStep?.(step);
  }
}

/** Numbers are given out before entries are written, which may end in another order. */
const inOrder = (filed: readonly FiledEntry[]): FiledEntry[] =>
  filed.toSorted((a, b) => a.entry.seq - b.entry.seq);

function found({ filed }: Ledger, seq: number): FiledEntry {
  const one = filed.find(({ entry }) => entry.seq === seq);
  if (one) return one;
  throw new FoxdenError("not-found.change", "There is no such entry in the journal", {});
}

/** The key of a profile's journal. @param mirrorKey the 32 bytes that the vault holds for what is kept here */
export const journalKey = (mirrorKey: Bytes): Promise<Bytes> => hkdf(mirrorKey, "foxden journal", 32);

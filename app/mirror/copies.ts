/** Copies of collections, as the mirror knows them. */
import type { CollectionName, ServerTime } from "../../core/ids.ts";
import { checksumOf } from "../sqlite/checksum.ts";
import { fault, type MirrorDb } from "./db.ts";

/** A collection as the server had it at one time. */
export interface Copy {
  readonly id: number;
  readonly name: CollectionName;
  /** Names the collection's life on the server and the key of its records; another generation is another collection. */
  readonly generation: string;
  /** Whether it is being read for the first time, and seen by nobody yet. */
  readonly growing: boolean;
  /** Whether no changes are half taken over. */
  readonly settled: boolean;
  /** Everything the server took up to this time is here. */
  readonly cursor: ServerTime;
  /** How many records it holds, tombstones included. */
  readonly records: number;
  /** The times of all of them, added up: what tells one set of versions from another. */
  readonly timeSum: number;
  /** How many more records than it has the server claimed when the ids were last compared; 0 for an honest one. */
  readonly miscount: number;
  /** When the server was last asked, in ms by the local clock; not positive where it has to be asked again. */
  readonly checkedAtMs: number;
}

const COLUMNS =
  "name, generation, growing, settled, cursor, records, time_sum, miscount, checked_at, checksum";

function rowOf(copy: Copy): (string | number)[] {
  const { id, name, generation, growing, settled, cursor, records, timeSum, miscount, checkedAtMs } = copy;
  const state = [Number(growing), Number(settled), cursor, records, timeSum, miscount, checkedAtMs];
  const values = [name, generation, ...state];
  return [...values, checksumOf(id, values)];
}

function copyFrom(db: MirrorDb, [id, ...values]: readonly unknown[]): Copy {
  const checksum = values.pop();
  if (checksum !== checksumOf(id, values)) throw fault(db.path, "damaged");
  const [name, generation, growing, settled, cursor, records, timeSum, miscount, checkedAtMs] = values;
  return {
    id: Number(id),
    name: String(name) as CollectionName,
    generation: String(generation),
    growing: growing === 1,
    settled: settled === 1,
    cursor: Number(cursor) as ServerTime,
    records: Number(records),
    timeSum: Number(timeSum),
    miscount: Number(miscount),
    checkedAtMs: Number(checkedAtMs),
  };
}

/** Every copy that may be read, by name. @throws {FoxdenError} `failed.mirror`, damaged, as all of these */
export function readCopies(db: MirrorDb): Copy[] {
  return readAllCopies(db).filter(({ growing }) => !growing);
}

/** Those that are still growing too. There are a few dozen at most: no index is needed that could mislead. */
export function readAllCopies(db: MirrorDb): Copy[] {
  const rows = db.rows(`SELECT id, ${COLUMNS} FROM copy NOT INDEXED ORDER BY id`);
  const copies = rows.map((row) => copyFrom(db, row));
  if (!copies.every(({ id }, i) => id > (copies[i - 1]?.id ?? 0))) throw fault(db.path, "damaged");
  return copies.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** The copy of a collection: the one that may be read, or the one that is still growing. */
export function readCopy(db: MirrorDb, name: CollectionName, growing = false): Copy | undefined {
  return readAllCopies(db).find((copy) => copy.name === name && copy.growing === growing);
}

/** Part of a transaction: begins an empty copy that is still growing. */
export function addCopy(db: MirrorDb, name: CollectionName, generation: string, checkedAtMs = 0): Copy {
  const [last = 0] = db.numbers("SELECT max(id) FROM copy");
  const copy: Copy = {
    id: last + 1,
    name,
    generation,
    growing: true,
    settled: false,
    cursor: 0 as ServerTime,
    records: 0,
    timeSum: 0,
    miscount: 0,
    checkedAtMs,
  };
  const row = [copy.id, ...rowOf(copy)];
  db.run(`INSERT INTO copy (id, ${COLUMNS}) VALUES (${marks(row)})`, ...row);
  return copy;
}

/** Part of a transaction: changes what is known of a copy. Does nothing where it is no more. */
export function changeCopy(db: MirrorDb, { id }: Copy, change: (now: Copy) => Partial<Copy>): void {
  const now = readAllCopies(db).find((copy) => copy.id === id);
  if (!now) return;
  const values = rowOf({ ...now, ...change(now) });
  db.run(`UPDATE copy SET (${COLUMNS}) = (${marks(values)}) WHERE id = ?`, ...values, id);
}

const marks = (values: readonly unknown[]): string => values.map(() => "?").join();

/** Sums go round at this, which keeps them whole numbers that can be told apart. */
const TIME_SUMS = 2 ** 48;

/** Adds times to a sum of times, and takes others out of it. */
export function addTimes(sum: number, more: readonly number[], less: readonly number[] = []): number {
  const up = more.reduce((total, time) => (total + time) % TIME_SUMS, sum);
  return less.reduce((total, time) => (total - time % TIME_SUMS + TIME_SUMS) % TIME_SUMS, up);
}

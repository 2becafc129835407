/** Entries: what was written when, and how it went. All of them are read at once, and must be all there are. */
import { type CollectionName, collectionName, type ServerTime } from "../../core/ids.ts";
import { oneOf } from "../../core/json.ts";
import { checksumOf, checksumOfAll } from "../sqlite/checksum.ts";
import type { Database } from "../sqlite/database.ts";

/**
 * How far a write has come.
 *
 * - `pending`: it may be on its way; nobody has heard how it ended.
 * - `done`: the server has taken it.
 * - `unknown`: it cannot be told any more whether the server has taken it.
 * - `undone`: it was taken back.
 */
export type EntryState = "pending" | "done" | "unknown" | "undone";

/** One write to one collection. */
export interface JournalEntry {
  /** Its number; later entries have higher ones. */
  readonly seq: number;
  /** Shared by the writes of one command: the number of the first of them. */
  readonly operation: number;
  /** When it began, in ms by the local clock. */
  readonly atMs: number;
  readonly state: EntryState;
  /** What was done, such as `bookmarks add`. */
  readonly title: string;
  readonly collection: CollectionName;
  /** How many records it changes. */
  readonly count: number;
  /** When the server took it; null while that is not known. */
  readonly serverTime: ServerTime | null;
  /** The oldest entry that this one takes back; null where it takes none back. */
  readonly undoes: number | null;
}

/** An entry, and where its changes are. */
export interface FiledEntry {
  readonly entry: JournalEntry;
  /** The number of its first box. */
  readonly firstBox: number;
  /** How many boxes it has, with numbers that follow each other. */
  readonly boxes: number;
}

/** Everything that is known of entries. */
export interface Ledger {
  readonly nextSeq: number;
  /** In the order of their numbers. */
  readonly filed: readonly FiledEntry[];
}

/** So many boxes an entry may ever have; the last of them would hold a change of an account too large for any server. */
const BOXES = 2 ** 20;

/** Where a box is: entry and number of the box in one. */
export const placeOf = (seq: number, box: number): number => seq * BOXES + box;

const COLUMNS =
  "operation, at_ms, state, title, collection, count, server_time, undoes, first_box, boxes, checksum";

const states = oneOf("pending", "done", "unknown", "undone");

function rowOf({ entry, firstBox, boxes }: FiledEntry): (string | number | null)[] {
  const { seq, operation, atMs, state, title, collection, count, serverTime, undoes } = entry;
  const values = [operation, atMs, state, title, collection, count, serverTime, undoes, firstBox, boxes];
  return [...values, checksumOf(seq, values)];
}

function filedFrom(db: Database, [seq, ...values]: readonly unknown[]): FiledEntry {
  const checksum = values.pop();
  if (checksum !== checksumOf(seq, values)) throw db.kind.fault(db.path, "damaged");
  const [operation, atMs, state, title, collection, count, serverTime, undoes, firstBox, boxes] = values;
  const entry: JournalEntry = {
    seq: Number(seq),
    operation: Number(operation),
    atMs: Number(atMs),
    state: states(state, "state"),
    title: String(title),
    collection: collectionName(String(collection)),
    count: Number(count),
    serverTime: serverTime === null ? null : Number(serverTime) as ServerTime,
    undoes: undoes === null ? null : Number(undoes),
  };
  return { entry, firstBox: Number(firstBox), boxes: Number(boxes) };
}

const ledgerChecksum = ({ nextSeq, filed }: Ledger): number =>
  checksumOfAll([nextSeq, ...filed.map((each) => rowOf(each).at(-1))]);

/**
 * Part of a transaction: reads all entries.
 *
 * @throws {FoxdenError} `failed.journal`, damaged, unless they are those that were written
 */
export function readLedger(db: Database): Ledger {
  const rows = db.rows(`SELECT seq, ${COLUMNS} FROM entry ORDER BY seq`);
  const [[nextSeq, checksum] = [], ...others] = db.rows("SELECT next_seq, checksum FROM ledger");
  const ledger = { nextSeq: Number(nextSeq), filed: rows.map((row) => filedFrom(db, row)) };
  if (others.length > 0 || checksum !== ledgerChecksum(ledger)) throw db.kind.fault(db.path, "damaged");
  return ledger;
}

/**
 * Changes entries as one transaction. Boxes that no entry has any more go with it.
 *
 * @param change what is to stand there instead; it may write boxes, too
 */
export function changeLedger(db: Database, change: (ledger: Ledger) => Ledger): Ledger {
  return db.write(() => {
    const before = readLedger(db);
    const after = change(before);
    const kept = new Map(after.filed.map((each) => [each.entry.seq, each]));
    for (const { entry: { seq } } of before.filed) if (!kept.has(seq)) remove(db, seq);
    const known = new Set(before.filed);
    for (const each of after.filed) if (!known.has(each)) put(db, each);
    db.run("UPDATE ledger SET next_seq = ?, checksum = ?", after.nextSeq, ledgerChecksum(after));
    return after;
  });
}

function remove(db: Database, seq: number): void {
  db.run("DELETE FROM entry WHERE seq = ?", seq);
  removeBoxes(db, placeOf(seq, 0), placeOf(seq + 1, 0));
}

function put(db: Database, filed: FiledEntry): void {
  const { entry: { seq }, firstBox } = filed;
  const row = [seq, ...rowOf(filed)];
  db.run(`INSERT OR REPLACE INTO entry (seq, ${COLUMNS}) VALUES (${row.map(() => "?").join()})`, ...row);
  removeBoxes(db, placeOf(seq, 0), placeOf(seq, firstBox));
}

function removeBoxes(db: Database, from: number, to: number): void {
  db.run("DELETE FROM box WHERE place >= ? AND place < ?", from, to);
}

/** How many operations are kept to be taken back. */
export const KEPT_OPERATIONS = 200;

/** Lets the oldest operations go, but for those of which something is still pending. */
export function withoutOldest(filed: readonly FiledEntry[]): FiledEntry[] {
  const operations = new Set(filed.map(({ entry }) => entry.operation));
  const recent = new Set([...operations].sort((a, b) => b - a).slice(0, KEPT_OPERATIONS));
  const pending = new Set(filed.flatMap(({ entry }) => entry.state === "pending" ? [entry.operation] : []));
  return filed.filter(({ entry: { operation } }) => recent.has(operation) || pending.has(operation));
}

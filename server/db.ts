/** The server's database: SQLite, one connection, prepared statements, short synchronous transactions. */
import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { Bytes } from "../core/bytes.ts";
import { FoxdenError } from "../core/errors.ts";
import { type Decoder, integer, object, string } from "../core/json.ts";
import { after, type Clock, clockWithOffset, type Later } from "./clock.ts";
import { databasePath, outgrowQuietly, wasLeftOpen } from "./data_dir.ts";
import { databaseFault } from "./db_faults.ts";
import { MIGRATIONS } from "./schema.ts";

/**
 * How the database works; a test reads the two that everything rests on.
 *
 * - `busy_timeout`: milliseconds a statement waits for another process that holds the file.
 * - `journal_mode`, `synchronous`: a committed transaction is on the disk, whatever then happens to the process,
 *   the system or the power.
 * - `wal_autocheckpoint`, `journal_size_limit`: pages after which the journal is taken into the file, and the bytes
 *   it may keep on disk afterwards, when one large transaction has blown it up.
 * - `cache_size`: KiB for pages read, enough for the inner pages of a household's indexes.
 * - `mmap_size`: none, since a failing disk must be an error and not a signal that ends the process.
 * - `temp_store`: no file besides those of the folder.
 */
export const PRAGMAS = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 8388608;
  PRAGMA cache_size = -16384;
  PRAGMA mmap_size = 0;
  PRAGMA temp_store = MEMORY;
`;

/** What tests may change. */
export interface DatabaseOptions {
  /** TEST: transactions are not committed when they end, but together and so much later. */
  readonly commitAfterMs?: number;
}

/**
 * Opens, and where needed creates, the database of a server. One that was not closed the last time is looked
 * through first, which takes about a second a gigabyte.
 *
 * @param dataDir absent: in memory
 * @throws {FoxdenError} `failed.file` when the file cannot be used, is damaged or was made by a newer foxden
 */
export function openDatabase(
  dataDir: string | undefined,
  clock: Clock = clockWithOffset(0),
  options: DatabaseOptions = {},
): Database {
  const path = dataDir === undefined ? ":memory:" : databasePath(dataDir);
  const wasOpen = wasLeftOpen(path);
  try {
    const database = new Database(path, clock, options);
    if (wasOpen) database.examine();
    return database;
  } catch (cause) {
    if (cause instanceof FoxdenError) throw cause;
    throw cannotUse(path, databaseFault(cause), cause);
  }
}

function cannotUse(path: string, why?: string, cause?: unknown): FoxdenError<"failed.file"> {
  const message = `Cannot open the database "${path}"${why === undefined ? "" : `: ${why}`}`;
  const details = { path, ...(why?.startsWith("it is damaged") ? { fault: "damaged" } as const : {}) };
  return new FoxdenError("failed.file", message, details, { cause });
}

/** An open database, and the clock that every time written to it comes from. */
export class Database {
  readonly #sqlite: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #stopOutgrowing: () => void;
  readonly #commitAfterMs: number | undefined;
  #lateCommit: Later | undefined;
  #busy = false;
  #writeFailed = false;

  /** Use {@link openDatabase}. */
  constructor(readonly path: string, readonly clock: Clock, { commitAfterMs }: DatabaseOptions = {}) {
    this.#commitAfterMs = commitAfterMs;
    this.#sqlite = new DatabaseSync(path, { enableForeignKeyConstraints: false });
    this.#stopOutgrowing = outgrowQuietly();
    try {
      this.#sqlite.exec(PRAGMAS);
      this.#migrate();
      // Not before: a migration may replace a table that others refer to, and what refers to it must stay.
      this.#sqlite.exec("PRAGMA foreign_keys = ON");
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The first row, decoded; undefined when there is none. */
  row<T>(decode: Decoder<T>, sql: string, ...values: SQLInputValue[]): T | undefined {
    const row = this.#prepare(sql).get(...values);
    return row === undefined ? undefined : decode(row, "row");
  }

  /** All rows, decoded. */
  rows<T>(decode: Decoder<T>, sql: string, ...values: SQLInputValue[]): T[] {
    return this.#prepare(sql).all(...values).map((row) => decode(row, "row"));
  }

  /** Rows one at a time, for results too large to hold. The statement must not be used again meanwhile. */
  *each<T>(decode: Decoder<T>, sql: string, ...values: SQLInputValue[]): Generator<T> {
    for (const row of this.#prepare(sql).iterate(...values)) yield decode(row, "row");
  }

  /** @returns the number of rows changed */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#watched(() => Number(this.#prepare(sql).run(...values).changes));
  }

  /** Runs `act` as one transaction that may write; inside another one it becomes part of that. */
  write<T>(act: () => T): T {
    return this.#watched(() => this.#transaction("BEGIN IMMEDIATE", act));
  }

  /** Runs `act` on one unchanging view of the database. */
  read<T>(act: () => T): T {
    return this.#transaction("BEGIN", act);
  }

  /** Reads the whole file for damage. @throws {FoxdenError} `failed.file` */
  examine(): void {
    if (damageIn(this.#sqlite)) throw cannotUse(this.path, "it is damaged");
  }

  /** @throws when the database cannot be read; or not be written to, if that is how the last write ended */
  probe(): void {
    this.rows(versionRow, "PRAGMA user_version");
    // What is there already, written once more: enough to see whether there is room again.
    if (this.#writeFailed) this.write(() => this.#sqlite.exec(`PRAGMA user_version = ${MIGRATIONS.length}`));
  }

  /** Copies everything as it is at one moment into a file that is missing or empty. */
  async copyTo(path: string): Promise<void> {
    // In a single step, since every write from another process would make several start again.
    await backup(this.#sqlite, path, { rate: 2 ** 31 - 1 });
  }

  /** The last one to close a file leaves no journal behind. */
  close(): void {
    this.#commitLate();
    this.#prepared.clear();
    if (this.#sqlite.isOpen) this.#sqlite.close();
    this.#stopOutgrowing();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #transaction<T>(begin: string, act: () => T): T {
    if (this.#busy) return act();
    const [start, commit, undo] = this.#commitAfterMs === undefined
      ? [begin, "COMMIT", "ROLLBACK"]
      : this.#inLargerOne(begin, this.#commitAfterMs);
    this.#sqlite.exec(start);
    this.#busy = true;
    try {
      const result = act();
      this.#sqlite.exec(commit);
      return result;
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec(undo);
      throw error;
    } finally {
      this.#busy = false;
    }
  }

  #inLargerOne(begin: string, commitAfterMs: number): [start: string, commit: string, undo: string] {
    if (this.#lateCommit === undefined) {
      this.#sqlite.exec(begin);
      this.#lateCommit = after(commitAfterMs, () => this.#commitLate());
    }
    return ["SAVEPOINT part", "RELEASE part", "ROLLBACK TO part; RELEASE part"];
  }

  #commitLate(): void {
    if (this.#lateCommit === undefined) return;
    this.#lateCommit.cancel();
    this.#lateCommit = undefined;
    this.#sqlite.exec("COMMIT");
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  /** Notes whether writing works. Inside a transaction nothing is known before its end. */
  #watched<T>(act: () => T): T {
    if (this.#busy) return act();
    try {
      const result = act();
      this.#writeFailed = false;
      return result;
    } catch (error) {
      this.#writeFailed = databaseFault(error) !== undefined;
      throw error;
    }
  }

  #migrate(): void {
    this.write(() => {
      const version = this.row(versionRow, "PRAGMA user_version")?.user_version ?? 0;
      if (version > MIGRATIONS.length) {
        const { path } = this;
        throw new FoxdenError("failed.file", `"${path}" was made by a newer foxden`, { path });
      }
      if (version === MIGRATIONS.length) return;
      for (const step of MIGRATIONS.slice(version)) this.#sqlite.exec(step);
      this.#sqlite.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    });
  }
}

/** Whether anything is wrong with the pages of a database; what indexes should hold is not compared. */
export function damageIn(sqlite: DatabaseSync): boolean {
  const found = sqlite.prepare("PRAGMA quick_check(1)").all();
  return found.some((row) => checkRow(row, "quick_check").quick_check !== "ok");
}

const checkRow = object({ quick_check: string });
const versionRow = object({ user_version: integer });

/** A column of bytes. */
export const blob: Decoder<Bytes> = (value, at) => {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  throw new FoxdenError("server.shape", `${at}: expected bytes`, { at });
};

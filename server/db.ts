/** The server's database: SQLite, one connection, prepared statements, short synchronous transactions. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type Bytes, fromUtf8 } from "../core/bytes.ts";
import { FoxdenError } from "../core/errors.ts";
import { type Decoder, integer, object } from "../core/json.ts";
import { type Clock, clockWithOffset } from "./clock.ts";
import { databasePath } from "./data_dir.ts";
import { MIGRATIONS } from "./schema.ts";

/** The first is how many milliseconds a statement waits for another process that holds the file. */
const PRAGMAS = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA temp_store = MEMORY;
`;

/**
 * Opens, and where needed creates, the database of a server.
 *
 * @param dataDir absent: in memory
 * @throws {FoxdenError} `failed.file` when the file cannot be used or was made by a newer foxden
 */
export function openDatabase(dataDir: string | undefined, clock: Clock = clockWithOffset(0)): Database {
  const path = dataDir === undefined ? ":memory:" : databasePath(dataDir);
  try {
    return new Database(path, clock);
  } catch (cause) {
    if (cause instanceof FoxdenError) throw cause;
    throw new FoxdenError("failed.file", `Cannot open the database "${path}"`, { path }, { cause });
  }
}

/** An open database, and the clock that every time written to it comes from. */
export class Database {
  readonly #sqlite: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /** Use {@link openDatabase}. */
  constructor(readonly path: string, readonly clock: Clock) {
    this.#sqlite = new DatabaseSync(path, { enableForeignKeyConstraints: false });
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
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Runs `act` as one transaction that may write; inside another one it becomes part of that. */
  write<T>(act: () => T): T {
    return this.#transaction("BEGIN IMMEDIATE", act);
  }

  /** Runs `act` on one unchanging view of the database. */
  read<T>(act: () => T): T {
    return this.#transaction("BEGIN", act);
  }

  close(): void {
    this.#prepared.clear();
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #transaction<T>(begin: string, act: () => T): T {
    if (this.#sqlite.isTransaction) return act();
    this.#sqlite.exec(begin);
    try {
      const result = act();
      this.#sqlite.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec("ROLLBACK");
      throw error;
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
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

const versionRow = object({ user_version: integer });

/** Whether `error` means that another process holds the file. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && /database is (locked|busy)/.test(error.message);

/** A column of bytes. */
export const blob: Decoder<Bytes> = (value, at) => {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  throw new FoxdenError("server.shape", `${at}: expected bytes`, { at });
};

/** A column of text selected with `CAST(… AS BLOB)`: as text, node:sqlite would cut it off at a NUL character. */
export const wholeText: Decoder<string> = (value, at) => {
  if (value instanceof Uint8Array) return fromUtf8(value);
  throw new FoxdenError("server.shape", `${at}: expected bytes of text`, { at });
};

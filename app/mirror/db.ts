/** The file of the mirror: SQLite, opened, checked, and its failures named. */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { FoxdenError, type MirrorFault } from "../../core/errors.ts";
import { APPLICATION_ID, BEFORE_TABLES, CONNECTION, FORMAT, PRAGMAS, TABLES } from "./schema.ts";

/** Where a mirror is when it is nowhere but in this process. */
export const IN_MEMORY = ":memory:";

/** Rows come as lists, which costs half of what objects cost; the runtime knows the option, its types do not yet. */
const OPTIONS = { enableForeignKeyConstraints: false, returnArrays: true, timeout: 5000 };

/** One connection. Every failure of SQLite comes out as `failed.mirror`. */
export class MirrorDb {
  readonly #sqlite: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #file: FileId;

  private constructor(readonly path: string, readOnly: boolean) {
    this.#sqlite = new DatabaseSync(path, { ...OPTIONS, readOnly });
    this.#file = fileAt(path);
  }

  /**
   * Opens the file, and makes its tables where it is new.
   *
   * @throws {FoxdenError} `failed.mirror`
   */
  static open(path: string): MirrorDb {
    return MirrorDb.#connect(path, false, (db) => db.#prepareTables());
  }

  /** A second connection, for somebody who reads while others write. @throws {FoxdenError} as {@link open} */
  reader(): MirrorDb {
    // There would be nothing in common with a file that another process has made in place of a damaged one.
    if (this.isReplaced) throw fault(this.path, "damaged");
    return MirrorDb.#connect(this.path, true, (db) => db.#beginReading());
  }

  static #connect(path: string, readOnly: boolean, begin: (db: MirrorDb) => void): MirrorDb {
    return named(path, () => {
      const db = new MirrorDb(path, readOnly);
      try {
        db.#sqlite.exec(CONNECTION);
        begin(db);
        return db;
      } catch (error) {
        db.close();
        throw error;
      }
    });
  }

  /** Nothing is written before it is clear that the file may be written to. */
  #prepareTables(): void {
    const isReady = this.#isReady();
    this.#sqlite.exec(isReady ? PRAGMAS : BEFORE_TABLES + PRAGMAS);
    if (isReady) return;
    this.write(() => {
      // Another process may have been faster.
      if (this.#isReady()) return;
      const [tables] = this.numbers("SELECT count(*) FROM sqlite_schema");
      // What is no mirror, or one that this foxden no longer reads, makes room for one that it does.
      if (tables !== 0) throw fault(this.path, "damaged");
      this.#sqlite.exec(TABLES);
    });
  }

  /** @throws {FoxdenError} `failed.mirror`, newer */
  #isReady(): boolean {
    const [version = 0] = this.numbers("PRAGMA user_version");
    const [application] = this.numbers("PRAGMA application_id");
    if (application !== APPLICATION_ID) return false;
    if (version > FORMAT) throw fault(this.path, "newer");
    return version === FORMAT;
  }

  /** What is read until {@link close} is of this moment, which a first look makes fast. */
  #beginReading(): void {
    this.#sqlite.exec("BEGIN; SELECT next_page FROM numbers");
  }

  /** Whether another file, or none, is now where this one was opened. */
  get isReplaced(): boolean {
    const { dev, ino } = fileAt(this.path);
    return dev !== this.#file.dev || ino !== this.#file.ino;
  }

  /** The rows, each as the list of its columns. */
  rows(sql: string, ...values: SQLInputValue[]): SQLOutputValue[][] {
    return named(this.path, () => {
      const rows: unknown = this.#prepare(sql).all(...values);
      return rows as SQLOutputValue[][];
    });
  }

  /** The first column of each row, which has to hold numbers. */
  numbers(sql: string, ...values: SQLInputValue[]): number[] {
    return this.rows(sql, ...values).map(([value]) => Number(value));
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    named(this.path, () => this.#prepare(sql).run(...values));
  }

  /** Runs `act` as one transaction. It must not wait for anything: another process may be waiting for it. */
  write<T>(act: () => T): T {
    return this.#transaction("BEGIN IMMEDIATE", act);
  }

  /** Gives room on the disk back that nothing needs any more. */
  shrink(): void {
    named(this.path, () => this.#sqlite.exec("PRAGMA incremental_vacuum"));
  }

  close(): void {
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }

  #transaction<T>(begin: string, act: () => T): T {
    return named(this.path, () => {
      this.#sqlite.exec(begin);
      try {
        const result = act();
        this.#sqlite.exec("COMMIT");
        return result;
      } catch (error) {
        // A failure of the disk has already rolled back.
        if (this.#sqlite.isTransaction) this.#sqlite.exec("ROLLBACK");
        throw error;
      }
    });
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#sqlite.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** What tells a file from others that had its name. */
type FileId = Pick<Deno.FileInfo, "dev" | "ino">;

function fileAt(path: string): FileId {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { dev: 0, ino: 0 };
    throw fault(path, "other", error);
  }
}

/** By SQLite's primary result code, or by how its text begins, which is all that some errors have. */
const FAULTS: readonly (readonly [code: number | null, text: string, fault: MirrorFault])[] = [
  [5, "database is locked", "busy"],
  [6, "database table is locked", "busy"],
  [8, "attempt to write a readonly database", "read-only"],
  [10, "disk I/O error", "other"],
  [11, "database disk image is malformed", "damaged"],
  [11, "malformed database schema", "damaged"],
  [13, "database or disk is full", "full"],
  [14, "unable to open database file", "read-only"],
  [19, "UNIQUE constraint failed", "damaged"],
  [26, "file is not a database", "damaged"],
  [null, "no such ", "damaged"],
];

/** @see https://www.sqlite.org/rescode.html */
function named<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const which = faultOf(error);
    if (which === undefined) throw error;
    throw fault(path, which, error);
  }
}

function faultOf(error: unknown): MirrorFault | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  // Nothing was written that a number cannot hold.
  if (error.code === "ERR_OUT_OF_RANGE") return "damaged";
  if (error.code !== "ERR_SQLITE_ERROR") return undefined;
  const code = "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
  const found = FAULTS.find(([known, text]) => known === code || error.message.startsWith(text));
  return found?.[2] ?? "other";
}

const WORDS: Readonly<Record<MirrorFault, string>> = {
  damaged: "is damaged",
  newer: "was written by a newer foxden",
  busy: "is held by another process",
  "read-only": "may not be written to",
  full: "does not fit on the disk any more",
  other: "cannot be read or written",
};

/** The error that says what is wrong with the mirror. */
export function fault(path: string, which: MirrorFault, cause?: unknown): FoxdenError<"failed.mirror"> {
  return new FoxdenError("failed.mirror", `The local copy of your data ${WORDS[which]}: ${path}`, {
    path,
    fault: which,
  }, { cause });
}

/** A file of SQLite's, opened, checked, and its failures named: what mirror and journal rest on. */
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { faultOf, type MakeFault } from "./faults.ts";

/** What tells one kind of database from others. */
export interface DatabaseKind {
  /** What its boxes are said to belong to. */
  readonly name: string;
  /** Marks the file, beside its format. */
  readonly applicationId: number;
  /** Of the file and of the boxes in it. An older one counts as damaged, a newer one is left alone. */
  readonly format: number;
  /** How a file that is new is made. */
  readonly beforeTables: string;
  /** How the file is used. */
  readonly pragmas: string;
  readonly tables: string;
  readonly fault: MakeFault;
}

/** Rows come as lists, which costs half of what objects cost; the runtime knows the option, its types do not yet. */
const OPTIONS = { enableForeignKeyConstraints: false, returnArrays: true, timeout: 5000 };

/**
 * What every connection is told.
 *
 * - `cell_size_check`: a damaged page is found rather than misread.
 * - `temp_store`: no file besides those of the folder.
 */
const CONNECTION = `
  PRAGMA cell_size_check = ON;
  PRAGMA cache_size = -6144;
  PRAGMA mmap_size = 0;
  PRAGMA temp_store = MEMORY;
`;

/** One connection. Every failure of SQLite comes out as the fault of its kind. */
export class Database {
  readonly #sqlite: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #file: FileId;

  private constructor(readonly path: string, readonly kind: DatabaseKind, readOnly: boolean) {
    this.#sqlite = new DatabaseSync(path, { ...OPTIONS, readOnly });
    this.#file = this.#fileAtPath();
  }

  /** Opens the file, and makes its tables where it is new. @throws the kind's fault */
  static open(path: string, kind: DatabaseKind): Database {
    return Database.#connect(path, kind, false, (db) => db.#prepareTables());
  }

  /** A second connection, for somebody who reads while others write. @throws as {@link open} */
  reader(): Database {
    // There would be nothing in common with a file that another process has made in place of a damaged one.
    if (this.isReplaced) throw this.kind.fault(this.path, "damaged");
    return Database.#connect(this.path, this.kind, true, (db) => db.#beginReading());
  }

  static #connect(
    path: string,
    kind: DatabaseKind,
    readOnly: boolean,
    begin: (db: Database) => void,
  ): Database {
    return named(path, kind, () => {
      const db = new Database(path, kind, readOnly);
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
    const { beforeTables, pragmas, tables, applicationId, format } = this.kind;
    const isReady = this.read(() => this.#isReady());
    this.#sqlite.exec(isReady ? pragmas : beforeTables + pragmas);
    if (isReady) return;
    this.write(() => {
      // Another process may have been faster.
      if (this.#isReady()) return;
      this.#sqlite.exec(tables);
      this.#sqlite.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${format}`);
    });
  }

  /** Part of a transaction. @returns whether the tables are there @throws the kind's fault, newer or damaged */
  #isReady(): boolean {
    const { path, kind } = this;
    const [version = 0] = this.numbers("PRAGMA user_version");
    const [application] = this.numbers("PRAGMA application_id");
    if (application === kind.applicationId && version > kind.format) throw kind.fault(path, "newer");
    if (application === kind.applicationId && version === kind.format) return true;
    const [tables] = this.numbers("SELECT count(*) FROM sqlite_schema");
    // What is of another kind, or of a format that this foxden no longer reads, makes room for one that it does.
    if (tables !== 0) throw kind.fault(path, "damaged");
    return false;
  }

  /** What is read until {@link close} is of this moment, which a first look makes fast. */
  #beginReading(): void {
    this.#sqlite.exec("BEGIN; SELECT count(*) FROM sqlite_schema");
  }

  /** Whether another file, or none, is now where this one was opened. */
  get isReplaced(): boolean {
    const { dev, ino } = this.#fileAtPath();
    return dev !== this.#file.dev || ino !== this.#file.ino;
  }

  /** The rows, each as the list of its columns. */
  rows(sql: string, ...values: SQLInputValue[]): SQLOutputValue[][] {
    return named(this.path, this.kind, () => {
      const rows: unknown = this.#prepare(sql).all(...values);
      return rows as SQLOutputValue[][];
    });
  }

  /** The first column of each row, which has to hold numbers. */
  numbers(sql: string, ...values: SQLInputValue[]): number[] {
    return this.rows(sql, ...values).map(([value]) => Number(value));
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    named(this.path, this.kind, () => this.#prepare(sql).run(...values));
  }

  /** Runs `act` as one transaction. It must not wait for anything: another process may be waiting for it. */
  write<T>(act: () => T): T {
    return this.#transaction("BEGIN IMMEDIATE", act);
  }

  /** Runs `act`, all of whose reading is of one moment. It must not wait for anything. */
  read<T>(act: () => T): T {
    return this.#transaction("BEGIN", act);
  }

  /** Gives room on the disk back that nothing needs any more. */
  shrink(): void {
    // A row for each page: who takes only the first one gives back one page.
    this.rows("PRAGMA incremental_vacuum");
  }

  close(): void {
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }

  #transaction<T>(begin: string, act: () => T): T {
    return named(this.path, this.kind, () => {
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

  #fileAtPath(): FileId {
    try {
      return Deno.statSync(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return { dev: 0, ino: 0 };
      throw this.kind.fault(this.path, "other", error);
    }
  }
}

/** What tells a file from others that had its name. */
type FileId = Pick<Deno.FileInfo, "dev" | "ino">;

function named<T>(path: string, kind: DatabaseKind, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const which = faultOf(error);
    if (which === undefined) throw error;
    throw kind.fault(path, which, error);
  }
}

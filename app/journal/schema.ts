/**
 * The tables of journal.db, and how SQLite keeps them.
 *
 * Records and their ids are in `box.box` and nowhere else. In clear is which command wrote to which collection, when,
 * and how many records it touched.
 */
import { FoxdenError, type StoreFault } from "../../core/errors.ts";
import { checksumOf } from "../sqlite/checksum.ts";
import type { DatabaseKind } from "../sqlite/database.ts";
import { FAULT_WORDS } from "../sqlite/faults.ts";

const BEFORE_TABLES = `
  PRAGMA page_size = 16384;
  PRAGMA auto_vacuum = INCREMENTAL;
`;

/**
 * - `synchronous`: what is committed is on the disk, before anything is sent to a server. Nobody else has it.
 */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA journal_size_limit = 8388608;
`;

/**
 * - `key`: a box that opens with the key of all the others. One row.
 * - `ledger`: the number of the next entry, and what tells that all entries are here as they were written. One row.
 * - `entry`: one write to one collection. Its changes are in `boxes` boxes, the first of which has number `first_box`.
 * - `box`: changes. Entry and number of the box are in one number, which is never used twice.
 */
const TABLES = `
  CREATE TABLE key (box BLOB NOT NULL);
  CREATE TABLE ledger (next_seq INTEGER NOT NULL, checksum INTEGER NOT NULL);
  INSERT INTO ledger VALUES (1, ${checksumOf(1)});
  CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    operation INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    collection TEXT NOT NULL,
    count INTEGER NOT NULL,
    server_time INTEGER,
    undoes INTEGER,
    first_box INTEGER NOT NULL,
    boxes INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  );
  CREATE TABLE box (place INTEGER PRIMARY KEY, box BLOB NOT NULL);
`;

/** What a journal is among databases. Its files are marked "fxJN". */
export const JOURNAL: DatabaseKind = {
  name: "journal",
  applicationId: 0x66784a4e,
  format: 1,
  beforeTables: BEFORE_TABLES,
  pragmas: PRAGMAS,
  tables: TABLES,
  fault,
};

/** The error that says what is wrong with the journal. */
export function fault(path: string, which: StoreFault, cause?: unknown): FoxdenError<"failed.journal"> {
  const message = `The journal of your changes ${FAULT_WORDS[which]}: ${path}`;
  return new FoxdenError("failed.journal", message, { path, fault: which }, { cause });
}

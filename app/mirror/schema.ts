/**
 * The tables of mirror.db, and how SQLite keeps them.
 *
 * What a record says is in `page.box` and nowhere else. In clear are ids, times, counts and, for history, when a page
 * was last visited: what finding, ordering and refreshing need.
 */

/** Marks the file as a mirror of foxden's: "fxMR". */
export const APPLICATION_ID = 0x66784d52;

/** The format of this file and of the boxes in it. An older file is made anew, a newer one is left alone. */
export const FORMAT = 1;

/**
 * How a file that is new is made.
 *
 * - `auto_vacuum`: room that is free again can be given back a piece at a time.
 */
export const BEFORE_TABLES = `
  PRAGMA page_size = 16384;
  PRAGMA auto_vacuum = INCREMENTAL;
`;

/**
 * How the file is used.
 *
 * - `journal_mode`, `synchronous`: whoever reads goes on while another process writes, a killed process leaves whole
 *   transactions, and a power cut may cost the last ones, which the server has.
 */
export const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA journal_size_limit = 8388608;
`;

/**
 * - `note`: what is remembered besides records, each in a box.
 * - `copy`: a collection as the server had it. Up to `cursor` (server time, ms) everything is here. A copy that is
 *   still `growing` is seen by nobody; `settled` is 0 while changes are being taken over. `records` and `time_sum` say
 *   which rows it has to have. `miscount` is how many records more than it has the server claimed when the ids were
 *   last compared; `checked_at` is when it was last asked, by the local clock.
 * - `page`: up to 512 records in one box; never changed, only replaced. Numbers are never used twice.
 * - `row`: at which place the present version of a record is, which is page and slot in one number. A place without a
 *   row is dead. Id, time and sort key stand in the box too, which is what tells a row that a disk has changed.
 */
export const TABLES = `
  CREATE TABLE note (name TEXT PRIMARY KEY, box BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE numbers (next_page INTEGER NOT NULL);
  INSERT INTO numbers VALUES (1);
  CREATE TABLE copy (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    generation TEXT NOT NULL,
    growing INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    records INTEGER NOT NULL,
    time_sum INTEGER NOT NULL,
    miscount INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (name, growing)
  );
  CREATE TABLE page (no INTEGER PRIMARY KEY, copy INTEGER NOT NULL, count INTEGER NOT NULL, box BLOB NOT NULL);
  CREATE INDEX page_copy ON page (copy);
  CREATE TABLE row (
    place INTEGER PRIMARY KEY,
    copy INTEGER NOT NULL,
    id TEXT NOT NULL,
    modified INTEGER NOT NULL,
    sort_key INTEGER,
    UNIQUE (copy, id)
  );
  CREATE INDEX row_sort ON row (copy, sort_key) WHERE sort_key IS NOT NULL;
`;

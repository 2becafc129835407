/** What SQLite means by its error numbers, as far as it is the disk or another process that is at fault. */

/** Why a database cannot be used just now, in words that hold nothing of its content. */
export type DatabaseFault =
  | "held by another process"
  | "no room on the disk"
  | "the disk fails, or lets the file grow no more"
  | "it may not be written to"
  | "it cannot be opened"
  | "it is damaged, or is no database"
  | "no memory is left";

/** By primary result code, and by the text of one, which is all that some errors of `node:sqlite` have. */
const FAULTS: readonly (readonly [code: number, text: string, fault: DatabaseFault])[] = [
  [5, "database is locked", "held by another process"],
  [6, "database table is locked", "held by another process"],
  [7, "out of memory", "no memory is left"],
  [8, "attempt to write a readonly database", "it may not be written to"],
  [10, "disk I/O error", "the disk fails, or lets the file grow no more"],
  [11, "database disk image is malformed", "it is damaged, or is no database"],
  [13, "database or disk is full", "no room on the disk"],
  [14, "unable to open database file", "it cannot be opened"],
  [26, "file is not a database", "it is damaged, or is no database"],
];

/**
 * What is wrong with the database, where that is what `error` is about: not its statements, and not foxden.
 *
 * @see https://www.sqlite.org/rescode.html
 */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") return undefined;
  // The higher bits of a code only say where it happened.
  const code = "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
  const found = FAULTS.find(([known, text]) => code === undefined ? error.message === text : code === known);
  return found?.[2];
}

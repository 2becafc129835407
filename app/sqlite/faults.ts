/** SQLite's failures, in the few words that foxden has for them. */
import type { StoreFault } from "../../core/errors.ts";

/** Makes the error that says what is wrong with one kind of database. */
export type MakeFault = (path: string, which: StoreFault, cause?: unknown) => Error;

/** What is said of a database, behind its name. */
export const FAULT_WORDS: Readonly<Record<StoreFault, string>> = {
  damaged: "is damaged",
  newer: "was written by a newer foxden",
  busy: "is held by another process",
  "read-only": "may not be written to",
  full: "does not fit on the disk any more",
  other: "cannot be read or written",
};

/** By SQLite's primary result code, or by how its text begins, which is all that some errors have. */
const FAULTS: readonly (readonly [code: number | null, text: string, fault: StoreFault])[] = [
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

/**
 * What a failure of SQLite's means; undefined for any other.
 *
 * @see https://www.sqlite.org/rescode.html
 */
export function faultOf(error: unknown): StoreFault | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  // Nothing was written that a number cannot hold.
  if (error.code === "ERR_OUT_OF_RANGE") return "damaged";
  if (error.code !== "ERR_SQLITE_ERROR") return undefined;
  const code = "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
  const found = FAULTS.find(([known, text]) => known === code || error.message.startsWith(text));
  return found?.[2] ?? "other";
}

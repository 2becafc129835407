/** The file of the mirror: which kind of database it is, and how its failures are said. */
import { FoxdenError, type StoreFault } from "../../core/errors.ts";
import { Database, type DatabaseKind } from "../sqlite/database.ts";
import { FAULT_WORDS } from "../sqlite/faults.ts";
import { APPLICATION_ID, BEFORE_TABLES, FORMAT, PRAGMAS, TABLES } from "./schema.ts";

/** Where a mirror is when it is nowhere but in this process. */
export const IN_MEMORY = ":memory:";

/** One connection to a mirror. */
export type MirrorDb = Database;

/** What a mirror is among databases. */
export const MIRROR: DatabaseKind = {
  name: "mirror",
  applicationId: APPLICATION_ID,
  format: FORMAT,
  beforeTables: BEFORE_TABLES,
  pragmas: PRAGMAS,
  tables: TABLES,
  fault,
};

/** Opens the file, and makes its tables where it is new. @throws {FoxdenError} `failed.mirror` */
export const openMirrorDb = (path: string): MirrorDb => Database.open(path, MIRROR);

/** The error that says what is wrong with the mirror. */
export function fault(path: string, which: StoreFault, cause?: unknown): FoxdenError<"failed.mirror"> {
  return new FoxdenError("failed.mirror", `The local copy of your data ${FAULT_WORDS[which]}: ${path}`, {
    path,
    fault: which,
  }, { cause });
}

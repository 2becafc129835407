/**
 * A copy of a server's database, made while the server works.
 *
 * The copy is all of `server.db` and nothing else of the folder. The master secret stays apart on purpose: whoever
 * keeps both together can sign storage tokens. A server restored without it draws a new one, and its clients fetch
 * new tokens by themselves.
 */
import { DatabaseSync } from "node:sqlite";
import { type FileFault, FoxdenError } from "../../core/errors.ts";
import { damageIn, type Database } from "../db.ts";
import { databaseFault } from "../db_faults.ts";
import { randomHex } from "../random.ts";
import { isThere, nameDraft, removeIfThere } from "../whole_file.ts";

/**
 * Writes everything the database holds at one moment to a new file, which only its owner can read. The file appears
 * whole, looked through and safely on the disk, or not at all. Put it in place as `server.db` of an empty folder to
 * serve it. The journal of a busy server grows while this runs, and shrinks again afterwards.
 *
 * @param path its folder must be there
 * @throws {FoxdenError} `failed.file-exists`, `failed.file` when it cannot be written or the copy is damaged
 */
export async function backupDatabase(database: Database, path: string): Promise<void> {
  if (isThere(path)) throw alreadyThere(path);
  const draft = `${path}.${randomHex(4)}.tmp`;
  try {
    Deno.openSync(draft, { createNew: true, write: true, mode: 0o600 }).close();
    await database.copyTo(draft);
    finish(draft, path);
    if (!nameDraft(draft, path)) throw alreadyThere(path);
  } catch (cause) {
    if (cause instanceof FoxdenError) throw cause;
    throw cannotWrite(path, cause);
  } finally {
    for (const rest of [draft, `${draft}-journal`, `${draft}-wal`, `${draft}-shm`]) removeIfThere(rest);
  }
}

function cannotWrite(path: string, cause: unknown): FoxdenError<"failed.file"> {
  const fault = faultOf(cause);
  const why = fault === "no-folder"
    ? "there is no such folder"
    : databaseFault(cause) ?? (cause instanceof Error ? cause.name : "unknown");
  const details = { path, ...(fault === undefined ? {} : { fault }) };
  return new FoxdenError("failed.file", `Cannot write the backup "${path}": ${why}`, details, { cause });
}

function faultOf(cause: unknown): FileFault | undefined {
  if (cause instanceof Deno.errors.NotFound) return "no-folder";
  if (cause instanceof Deno.errors.NotADirectory) return "below-a-file";
  return databaseFault(cause)?.startsWith("it is damaged") ? "damaged" : undefined;
}

/** Makes a single file of it that needs no journal beside it. */
function finish(draft: string, path: string): void {
  const copy = new DatabaseSync(draft);
  try {
    copy.exec("PRAGMA journal_mode = DELETE");
    if (damageIn(copy)) {
      const message = `Cannot write the backup "${path}": the database is damaged`;
      throw new FoxdenError("failed.file", message, { path, fault: "damaged" });
    }
  } finally {
    copy.close();
  }
}

const alreadyThere = (path: string): FoxdenError<"failed.file-exists"> =>
  new FoxdenError("failed.file-exists", `Cannot write the backup "${path}": there is such a file already`, {
    path,
  });

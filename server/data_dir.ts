/** The folder a lasting server keeps: `server.db` and `master-secret`, readable by nobody else. */
import { FoxdenError } from "../core/errors.ts";
import { randomHex } from "./random.ts";
import { nameDraft, removeIfThere } from "./whole_file.ts";

/** Shortest secret that storage tokens may be signed with, in characters. */
export const MIN_SECRET_LENGTH = 32;

/**
 * Makes the folder and an empty database file where there are none.
 *
 * @returns the path of the database
 * @throws {FoxdenError} `failed.file`
 */
export function databasePath(dataDir: string): string {
  const path = `${dataDir}/server.db`;
  return orFailed(path, () => {
    Deno.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    // SQLite gives its journal the mode of the database, so the database must have the right one first.
    Deno.openSync(path, { create: true, append: true, mode: 0o600 }).close();
    keepPrivate(dataDir, 0o700);
    keepPrivate(path, 0o600);
    return path;
  });
}

/**
 * The secret all storage tokens are signed with; drawn on the first start and kept.
 *
 * @param dataDir absent for a server in memory, whose secret lives as long as it does
 * @throws {FoxdenError} `failed.file`
 */
export function masterSecret(dataDir: string | undefined): string {
  if (dataDir === undefined) return randomHex(32);
  const path = `${dataDir}/master-secret`;
  const secret = orFailed(path, () => {
    const text = readText(path) ?? writeSecret(path, randomHex(32));
    keepPrivate(path, 0o600);
    return text;
  });
  if (secret.trim().length >= MIN_SECRET_LENGTH) return secret.trim();
  const wanted = `a secret of ${MIN_SECRET_LENGTH} characters or more`;
  throw new FoxdenError("failed.file", `"${path}" does not hold ${wanted}`, { path });
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Of two processes that draw a secret at once, both use the one that was first. */
function writeSecret(path: string, secret: string): string {
  const draft = `${path}.${randomHex(4)}.tmp`;
  try {
    Deno.writeTextFileSync(draft, `${secret}\n`, { createNew: true, mode: 0o600 });
    nameDraft(draft, path);
  } finally {
    removeIfThere(draft);
  }
  return Deno.readTextFileSync(path);
}

/** What is there already may have been made, or copied, with a mode that lets others read it. */
function keepPrivate(path: string, mode: number): void {
  if (Deno.build.os !== "windows") Deno.chmodSync(path, mode);
}

/** Whether the database at `path` was not closed, or is open in another process. */
export function wasLeftOpen(path: string): boolean {
  try {
    return Deno.statSync(`${path}-wal`).size > 0;
  } catch {
    return false;
  }
}

/**
 * A file at the size limit of its process makes writing fail from now on; without this the system would end the
 * process.
 *
 * @returns what takes it back
 */
export function outgrowQuietly(): () => void {
  if (Deno.build.os === "windows") return () => undefined;
  const ignore = () => undefined;
  Deno.addSignalListener("SIGXFSZ", ignore);
  return () => Deno.removeSignalListener("SIGXFSZ", ignore);
}

function orFailed<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const isBelowFile = cause instanceof Deno.errors.NotADirectory ||
      cause instanceof Deno.errors.AlreadyExists;
    const [why, fault] = isBelowFile
      ? [": a part of that path is a file, and no folder", { fault: "below-a-file" } as const]
      : ["", {}];
    throw new FoxdenError("failed.file", `Cannot use "${path}"${why}`, { path, ...fault }, { cause });
  }
}

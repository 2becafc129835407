/** The folder a lasting server keeps: `server.db` and `master-secret`, readable by nobody else. */
import { FoxdenError } from "../core/errors.ts";
import { randomHex } from "./random.ts";

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
  const secret = orFailed(path, () => readText(path) ?? writeSecret(path, randomHex(32)));
  if (secret.trim().length >= 32) return secret.trim();
  throw new FoxdenError("failed.file", `"${path}" does not hold a secret of 32 characters or more`, { path });
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function writeSecret(path: string, secret: string): string {
  Deno.writeTextFileSync(path, `${secret}\n`, { createNew: true, mode: 0o600 });
  return secret;
}

function orFailed<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new FoxdenError("failed.file", `Cannot use "${path}"`, { path }, { cause });
  }
}

/** What may be wrong with a backup, and how reading one says so. */
import { fromUtf8 } from "../../core/bytes.ts";
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";

/** @param why such as `a part of it is missing` */
export const damaged = (path: string, why: string): FoxdenError<"findings.backup"> =>
  new FoxdenError("findings.backup", `The backup ${path} is damaged: ${why}`, { path });

/** Decodes something that was read from a backup. @throws {FoxdenError} `findings.backup` where it has no such shape */
export function orDamaged<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (isFoxdenError(error) && error.code === "server.shape") throw damaged(path, error.message);
    throw error;
  }
}

/** Text that was read from a backup. @throws {FoxdenError} `findings.backup` */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw damaged(path, "it holds what is no text");
  }
}

/** The refusal of a file in a version of later. */
export const newerBackup = (path: string): FoxdenError<"failed.backup-version"> =>
  new FoxdenError("failed.backup-version", `The backup ${path} was written by a newer foxden`, { path });

/** The refusal of a file that is something else. */
export const noBackup = (path: string): FoxdenError<"failed.backup-version"> =>
  new FoxdenError("failed.backup-version", `${path} is no backup of foxden's`, { path });

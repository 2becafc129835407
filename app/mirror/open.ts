/** Opening a profile's mirror, whatever state it is in. */
import { dirname } from "node:path";
import { type FoxdenError, isFoxdenError } from "../../core/errors.ts";
import { makePrivateFolder, removeFile } from "../files.ts";
import type { BoxOwner } from "../sqlite/boxes.ts";
import { createPrivately, SUFFIXES } from "../sqlite/files.ts";
import type { Waiting } from "../sqlite/lock.ts";
import { fault, IN_MEMORY } from "./db.ts";
import { withLock } from "./lock.ts";
import { Mirror } from "./mirror.ts";
import type { MirrorStep } from "./steps.ts";

export interface OpenOptions {
  /** Told in one sentence about what was put right, or could not be. */
  readonly warn: (sentence: string) => Promise<void>;
  readonly waiting: Waiting;
  readonly atStep?: ((step: MirrorStep) => void) | undefined;
}

/**
 * Opens the mirror at `path`. One that is damaged, or sealed for another sign-in, is made anew; where nothing can be
 * written, one in memory serves for this run.
 *
 * @throws {FoxdenError} `failed.mirror`: newer or busy
 */
export async function openMirror(path: string, owner: BoxOwner, options: OpenOptions): Promise<Mirror> {
  try {
    return await openFile(path, owner, options);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    await options.warn(`note: nothing can be kept on this machine, so all is read anew (${error.message})`);
    return await Mirror.open(IN_MEMORY, owner, options.atStep);
  }
}

const isUnwritable = (error: unknown): error is FoxdenError<"failed.mirror"> =>
  isMirrorFault(error, "read-only") || isMirrorFault(error, "full") || isMirrorFault(error, "other");

/** What is said when a mirror has to be thrown away. */
export const REBUILT = "note: the local copy of your data was damaged, or another sign-in's; it is read anew";

async function openFile(path: string, owner: BoxOwner, options: OpenOptions): Promise<Mirror> {
  await makePrivateFolder(dirname(path));
  return await alone(path, options.waiting, async () => {
    try {
      await createPrivately(path, fault);
      return await Mirror.open(path, owner, options.atStep);
    } catch (error) {
      if (!isMirrorFault(error, "damaged")) throw error;
    }
    await options.warn(REBUILT);
    await removeFiles(path);
    await createPrivately(path, fault);
    return await Mirror.open(path, owner, options.atStep);
  });
}

/** While the files are removed, nobody may open them: SQLite would take what is left of one mirror for a part of the next. */
function alone<T>(path: string, waiting: Waiting, work: () => Promise<T>): Promise<T> {
  return withLock(path + GATE, waiting, work);
}

const GATE = ".opening";

/**
 * Removes the mirror's files. Whoever has them open goes on with what was there.
 *
 * @param damaged the mirror that was found to be damaged: files that another process has made in its place stay
 */
export async function removeMirror(path: string, waiting: Waiting, damaged?: Mirror): Promise<void> {
  await alone(path, waiting, async () => {
    if (!damaged?.isReplaced) await removeFiles(path);
  });
}

async function removeFiles(path: string): Promise<void> {
  for (const suffix of [...SUFFIXES, ".lock", GATE]) await removeFile(path + suffix);
}

export function isMirrorFault(
  error: unknown,
  fault: FoxdenError<"failed.mirror">["details"]["fault"],
): error is FoxdenError<"failed.mirror"> {
  return isFoxdenError(error) && error.code === "failed.mirror" && error.details.fault === fault;
}

/** For what can do without the mirror, whatever is wrong with it. */
export function undefinedIfUnusable(error: unknown): undefined {
  if (!isFoxdenError(error) || error.code !== "failed.mirror") throw error;
}

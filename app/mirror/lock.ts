/** One process at a time brings the mirror up to date; the others wait for it and then find it done. */
import { type Waiting, withLock as withLockOf } from "../sqlite/lock.ts";
import { fault } from "./db.ts";

/**
 * Runs `work` while no other process holds the lock at `path`.
 *
 * @throws {FoxdenError} `failed.mirror`, busy, when the other one takes longer than `timeoutMs`
 */
export const withLock = <T>(path: string, waiting: Waiting, work: () => Promise<T>): Promise<T> =>
  withLockOf(path, waiting, fault, work);

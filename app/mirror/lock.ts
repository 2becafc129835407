/** One process at a time brings the mirror up to date; the others wait for it and then find it done. */
import { FoxdenError } from "../../core/errors.ts";
import { fault } from "./db.ts";

const RETRY_MS = 50;

/** What waiting needs of the world. */
export interface Waiting {
  readonly now: () => number;
  /** Rejects when the run is cancelled. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly timeoutMs: number;
}

/**
 * Runs `work` while no other process holds the lock at `path`. The system lets go of it when a process ends, however
 * it ends.
 *
 * @throws {FoxdenError} `failed.mirror`, busy, when the other one takes longer than `timeoutMs`
 */
export async function withLock<T>(path: string, waiting: Waiting, work: () => Promise<T>): Promise<T> {
  const start = waiting.now();
  for (;;) {
    using file = await openLock(path);
    if (await file.tryLock(true) && await isAt(path, file)) return await work();
    if (waiting.now() - start > waiting.timeoutMs) throw fault(path, "busy");
    await waiting.sleep(RETRY_MS);
  }
}

/** A lock on a file that was removed keeps nobody away. */
async function isAt(path: string, file: Deno.FsFile): Promise<boolean> {
  const mine = await file.stat();
  return await Deno.stat(path).then(({ dev, ino }) => dev === mine.dev && ino === mine.ino, () => false);
}

async function openLock(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (cause) {
    if (cause instanceof FoxdenError) throw cause;
    throw fault(path, "read-only", cause);
  }
}

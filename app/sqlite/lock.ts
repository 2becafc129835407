/** One process at a time does what several must not do at once; the others wait for it. */
import type { MakeFault } from "./faults.ts";

const RETRY_MS = 50;

/** What waiting needs of the world. */
export interface Waiting {
  readonly now: () => number;
  /** Rejects when the run is cancelled. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly timeoutMs: number;
  /** Told once, when the wait becomes long enough to wonder about. */
  readonly onWait?: () => Promise<void>;
}

/** A wait that nobody notices. */
const UNNOTICED_MS = 1000;

/**
 * Runs `work` while no other process holds the lock at `path`. The system lets go of it when a process ends, however
 * it ends.
 *
 * @throws `fault`, busy, when the other one takes longer than `timeoutMs`
 */
export async function withLock<T>(
  path: string,
  waiting: Waiting,
  fault: MakeFault,
  work: () => Promise<T>,
): Promise<T> {
  const start = waiting.now();
  let isTold = false;
  for (;;) {
    using file = await openLock(path, fault);
    if (await isLocked(path, file, fault)) return await work();
    const waitedMs = waiting.now() - start;
    if (waitedMs > waiting.timeoutMs) throw fault(path, "busy");
    if (waitedMs > UNNOTICED_MS && !isTold) await waiting.onWait?.();
    isTold ||= waitedMs > UNNOTICED_MS;
    await waiting.sleep(RETRY_MS);
  }
}

async function isLocked(path: string, file: Deno.FsFile, fault: MakeFault): Promise<boolean> {
  try {
    return await file.tryLock(true) && await isAt(path, file);
  } catch (cause) {
    // Not every file system knows locks.
    throw fault(path, "other", cause);
  }
}

/** A lock on a file that was removed keeps nobody away. */
async function isAt(path: string, file: Deno.FsFile): Promise<boolean> {
  const mine = await file.stat();
  return await Deno.stat(path).then(({ dev, ino }) => dev === mine.dev && ino === mine.ino, () => false);
}

async function openLock(path: string, fault: MakeFault): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (cause) {
    throw fault(path, cause instanceof Deno.errors.NotFound ? "other" : "read-only", cause);
  }
}

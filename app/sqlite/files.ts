/** The files of a database: SQLite keeps two more beside the one it is asked for. */
import type { MakeFault } from "./faults.ts";

/** What the files that belong together end with. */
export const SUFFIXES: readonly string[] = ["", "-wal", "-shm"];

/** Makes an empty file where there is none, readable by its owner alone: SQLite gives those beside it the same mode. */
export async function createPrivately(path: string, fault: MakeFault): Promise<void> {
  try {
    (await Deno.open(path, { write: true, createNew: true, mode: 0o600 })).close();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw fault(path, "read-only", cause);
  }
}

/**
 * Moves a database that nobody writes to out of the way. A name that is taken gets a number.
 *
 * @returns where it is now
 */
export async function setAside(path: string, name: string, fault: MakeFault): Promise<string> {
  try {
    const target = await freeName(name);
    // A log that stayed behind without its database would be taken for that of the next one.
    for (const suffix of SUFFIXES.toReversed()) await renameIfThere(path + suffix, target + suffix);
    return target;
  } catch (cause) {
    throw fault(path, "read-only", cause);
  }
}

async function freeName(name: string): Promise<string> {
  for (let number = 1;; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    const taken = await Promise.all(SUFFIXES.map((suffix) => isThere(candidate + suffix)));
    if (!taken.includes(true)) return candidate;
  }
}

const isThere = (path: string): Promise<boolean> => Deno.lstat(path).then(() => true, () => false);

async function renameIfThere(path: string, target: string): Promise<void> {
  try {
    await Deno.rename(path, target);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

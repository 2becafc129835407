/** Files of backups: a new one that is there whole or not at all, and one that is read piece by piece. */
import { basename, dirname } from "node:path";
import type { Bytes } from "../../core/bytes.ts";
import { type FileFault, FoxdenError } from "../../core/errors.ts";

const fileExists = (path: string) =>
  new FoxdenError("failed.file-exists", `There is a file already: ${path}`, { path });

function cannotWrite(path: string, cause: unknown): FoxdenError {
  if (cause instanceof FoxdenError) return cause;
  const fault: FileFault | undefined = cause instanceof Deno.errors.NotFound
    ? "no-folder"
    : cause instanceof Deno.errors.NotADirectory
    ? "below-a-file"
    : undefined;
  const details = fault === undefined ? { path } : { path, fault };
  return new FoxdenError("failed.file", `Cannot write ${path}`, details, { cause });
}

/**
 * Makes sure that a file may be made here.
 *
 * @throws {FoxdenError} `failed.file-exists`; `failed.file` for what is no file and cannot be overwritten
 */
export async function refuseExisting(path: string, overwrite: boolean): Promise<void> {
  const there = await Deno.stat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw cannotWrite(path, error);
  });
  if (!there) return;
  if (!overwrite) throw fileExists(path);
  if (!there.isFile) throw new FoxdenError("failed.file", `${path} is no file`, { path });
}

/** A file on its way: under another name, 0600, until it is whole. */
export class NewFile {
  private constructor(
    private readonly path: string,
    private readonly overwrite: boolean,
    private readonly temporary: string,
    private readonly file: Deno.FsFile,
  ) {}

  /** @throws {FoxdenError} as {@link refuseExisting} */
  static async begin(path: string, overwrite: boolean): Promise<NewFile> {
    await refuseExisting(path, overwrite);
    let temporary: string | undefined;
    try {
      // Made with mode 0600, under a name nobody could have prepared.
      temporary = await Deno.makeTempFile({
        dir: dirname(path),
        prefix: `${basename(path)}.`,
        suffix: ".tmp",
      });
      return new NewFile(path, overwrite, temporary, await Deno.open(temporary, { write: true }));
    } catch (error) {
      if (temporary !== undefined) await Deno.remove(temporary).catch(() => {});
      throw cannotWrite(path, error);
    }
  }

  async write(bytes: Bytes): Promise<void> {
    try {
      for (let offset = 0; offset < bytes.length;) offset += await this.file.write(bytes.subarray(offset));
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  /** Gives the file its name. @throws {FoxdenError} `failed.file-exists` when another one has it meanwhile */
  async keep(): Promise<void> {
    const { path, overwrite, temporary } = this;
    try {
      await this.file.sync();
      this.file.close();
      if (overwrite) await Deno.rename(temporary, path);
      else if (!await moveToFree(temporary, path)) throw fileExists(path);
    } catch (error) {
      throw cannotWrite(path, error);
    }
    await syncFolder(dirname(path));
  }

  /** Leaves nothing of it behind. */
  async drop(): Promise<void> {
    try {
      this.file.close();
    } catch {
      // It was closed before its name could be given.
    }
    await Deno.remove(this.temporary).catch(() => {});
  }
}

/** Gives a file a name that nobody has. @returns whether it was free */
async function moveToFree(from: string, to: string): Promise<boolean> {
  try {
    await Deno.link(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    // Not every file system knows two names of one file.
    return await moveToReserved(from, to);
  }
  await Deno.remove(from).catch(() => {});
  return true;
}

async function moveToReserved(from: string, to: string): Promise<boolean> {
  if (!await reserve(to)) return false;
  try {
    await Deno.rename(from, to);
    return true;
  } catch (error) {
    await Deno.remove(to).catch(() => {});
    throw error;
  }
}

/** A name is on the disk once its folder is. Where no folder can be opened, that is left to the system. */
async function syncFolder(path: string): Promise<void> {
  try {
    using folder = await Deno.open(path);
    await folder.sync();
  } catch {
    // The file is there all the same.
  }
}

/** Takes a name with an empty file, which nobody can do who comes later. @returns whether it was free */
async function reserve(path: string): Promise<boolean> {
  try {
    (await Deno.open(path, { write: true, createNew: true, mode: 0o600 })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** What tells that a file is still the one it was. */
export interface FileState {
  readonly bytes: number;
  /** By the file system's clock; null where there is none. */
  readonly modifiedMs: number | null;
  readonly inode: number | null;
}

/** Whether nobody has written to a file between two looks at it, as far as that shows. */
export const isUntouched = (before: FileState, now: FileState): boolean =>
  before.bytes === now.bytes && before.modifiedMs === now.modifiedMs && before.inode === now.inode;

/** A file that is read from its beginning. */
export class FileReader implements Disposable {
  private constructor(private readonly path: string, private readonly file: Deno.FsFile) {}

  /** @throws {FoxdenError} `not-found.file`, `failed.file` */
  static async open(path: string): Promise<FileReader> {
    try {
      return new FileReader(path, await Deno.open(path));
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) {
        throw new FoxdenError("not-found.file", `There is no file ${path}`, { path });
      }
      throw cannotRead(path, cause);
    }
  }

  [Symbol.dispose](): void {
    this.file.close();
  }

  async state(): Promise<FileState> {
    const { size, mtime, ino } = await this.file.stat();
    return { bytes: size, modifiedMs: mtime?.getTime() ?? null, inode: ino };
  }

  /** The next `length` bytes, or as many as are left. @throws {FoxdenError} `failed.file` */
  async read(length: number): Promise<Bytes> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    try {
      while (filled < length) {
        const read = await this.file.read(bytes.subarray(filled));
        if (read === null) break;
        filled += read;
      }
    } catch (cause) {
      throw cannotRead(this.path, cause);
    }
    return bytes.subarray(0, filled);
  }
}

const cannotRead = (path: string, cause: unknown) =>
  new FoxdenError("failed.file", `Cannot read ${path}`, { path }, { cause });

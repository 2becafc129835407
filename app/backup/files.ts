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
    let isReserved = false;
    try {
      await this.file.sync();
      this.file.close();
      if (!this.overwrite) {
        isReserved = await reserve(this.path);
        if (!isReserved) throw fileExists(this.path);
      }
      await Deno.rename(this.temporary, this.path);
    } catch (error) {
      if (isReserved) await Deno.remove(this.path).catch(() => {});
      throw cannotWrite(this.path, error);
    }
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

  /** In bytes. */
  async size(): Promise<number> {
    return (await this.file.stat()).size;
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

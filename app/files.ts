/** Files that hold something: written whole or not at all, and readable by their owner only. */
import { basename, dirname } from "node:path";
import { FoxdenError } from "../core/errors.ts";

/** Makes `folder` and what lies above it; a folder made here is 0700. */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new FoxdenError("failed.file", `Cannot make the folder ${folder}`, { path: folder }, { cause });
  }
}

/**
 * Replaces `path` in one step: readers see the old content or the new one, also after a crash.
 *
 * @throws {FoxdenError} `failed.file`; the old file is untouched then
 */
export async function writePrivateFile(path: string, content: Uint8Array): Promise<void> {
  await makePrivateFolder(dirname(path));
  let temporary: string | undefined;
  try {
    // Made with mode 0600, under a name nobody could have prepared.
    temporary = await Deno.makeTempFile({ dir: dirname(path), prefix: `${basename(path)}.`, suffix: ".tmp" });
    using file = await Deno.open(temporary, { write: true });
    await writeAll(file, content);
    await file.sync();
    await Deno.rename(temporary, path);
  } catch (cause) {
    if (temporary !== undefined) await Deno.remove(temporary).catch(() => {});
    throw new FoxdenError("failed.file", `Cannot write ${path}`, { path }, { cause });
  }
}

async function writeAll(file: Deno.FsFile, content: Uint8Array): Promise<void> {
  for (let offset = 0; offset < content.length;) offset += await file.write(content.subarray(offset));
}

/**
 * @param mostBytes a file that is larger is refused
 * @returns undefined when there is no such file
 * @throws {FoxdenError} `failed.file` when it cannot be read, or is no plain file: a pipe would be waited for without end
 */
export async function readFileIfThere(
  path: string,
  mostBytes = Infinity,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const { isFile, size } = await Deno.stat(path);
    const fault = !isFile ? "it is no plain file" : size > mostBytes ? tooLarge(mostBytes) : undefined;
    if (fault === undefined) return await Deno.readFile(path);
    throw new FoxdenError("failed.file", `Cannot read ${path}: ${fault}`, { path });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    if (cause instanceof FoxdenError) throw cause;
    throw new FoxdenError("failed.file", `Cannot read ${path}`, { path }, { cause });
  }
}

const tooLarge = (bytes: number): string => `it is larger than ${bytes / 1_000_000} MB`;

/**
 * Takes `path` away from group and others, where the system has such modes.
 *
 * @returns whether anybody but the owner could get at it before
 */
export async function makeOwnerOnly(path: string, mode: 0o600 | 0o700): Promise<boolean> {
  try {
    const before = (await Deno.stat(path)).mode;
    if (before === null || (before & 0o077) === 0) return false;
    await Deno.chmod(path, mode);
    return true;
  } catch (cause) {
    throw new FoxdenError("failed.file", `Others can read ${path}, and that cannot be changed`, { path }, {
      cause,
    });
  }
}

/** @returns whether there was such a file */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await Deno.remove(path);
    return true;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return false;
    throw new FoxdenError("failed.file", `Cannot remove ${path}`, { path }, { cause });
  }
}

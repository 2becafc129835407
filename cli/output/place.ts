/** What a path leads to that something is to be written to: a file, or a stream that no file may take the place of. */
import { fstatSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type FileFault, FoxdenError } from "../../core/errors.ts";

/** Where output goes. */
export type Place =
  | { readonly type: "stdout" | "stderr" }
  /** What is open already, a pipe or a device. */
  | { readonly type: "stream"; readonly isTerminal: boolean }
  /** A file that is there or can be: `target` is its path, no link. */
  | { readonly type: "file"; readonly target: string };

/** Links in a row, after which there is no end to them. */
const MOST_LINKS = 40;

/**
 * What the path leads to, links followed. The file that stdout or stderr points to is that stream.
 *
 * @throws {FoxdenError} `failed.file` for what cannot be written to, and where the folder is not there
 */
export function placeOf(path: string): Place {
  try {
    const target = endOfLinks(path);
    const descriptor = ownDescriptor(target);
    const present = statOf(target);
    for (const [number, type] of [[1, "stdout"], [2, "stderr"]] as const) {
      if (descriptor === number || isOpenAs(number, target)) return { type };
    }
    if (present?.isFifo || present?.isCharDevice || DESCRIPTOR.test(target)) {
      if (!present) throw cannotWrite(path, "nothing is open there");
      return { type: "stream", isTerminal: present.isCharDevice === true && target !== "/dev/null" };
    }
    if (present && !present.isFile) throw cannotWrite(path, "it is there and is no plain file");
    return { type: "file", target };
  } catch (error) {
    throw refusalOf(path, error);
  }
}

function endOfLinks(path: string): string {
  // A name that ends with a slash can only be that of a folder.
  let at = resolve(path);
  if (/[/\\]$/.test(path)) Deno.realPathSync(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    const folder = Deno.realPathSync(dirname(at));
    const here = join(folder, basename(at));
    if (DESCRIPTOR.test(here) || !isLink(here)) return here;
    at = resolve(folder, Deno.readLinkSync(here));
  }
  throw cannotWrite(path, "too many links lead on from it");
}

/** What each process has open, by number. */
const DESCRIPTOR = /^(?:\/proc\/(\d+)(?:\/task\/\d+)?|\/dev)\/fd\/(\d+)$/;

function ownDescriptor(path: string): number | undefined {
  const [, process, number] = DESCRIPTOR.exec(path) ?? [];
  const isOwn = process === undefined || Number(process) === Deno.pid;
  return number !== undefined && isOwn ? Number(number) : undefined;
}

/** Whether it is the very file or device that a standard stream of this process ends in. */
function isOpenAs(descriptor: 1 | 2, path: string): boolean {
  try {
    const [there, open] = [statSync(path), fstatSync(descriptor)];
    return there.ino !== 0 && there.ino === open.ino && there.dev === open.dev;
  } catch {
    return false;
  }
}

const isLink = (path: string): boolean => orNull(() => Deno.lstatSync(path))?.isSymlink ?? false;
const statOf = (path: string): Deno.FileInfo | null => orNull(() => Deno.statSync(path));

function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** @param why in a few words */
function cannotWrite(
  path: string,
  why: string,
  fault?: FileFault,
  cause?: unknown,
): FoxdenError<"failed.file"> {
  const details = fault === undefined ? { path } : { path, fault };
  return new FoxdenError("failed.file", `cannot write "${path}": ${why}`, details, { cause });
}

/** What to say of a path to which nothing can be written. */
export function refusalOf(path: string, error: unknown): Error {
  if (error instanceof FoxdenError) return error;
  if (error instanceof Deno.errors.NotFound) {
    return cannotWrite(path, "there is no such folder", "no-folder", error);
  }
  if (error instanceof Deno.errors.NotADirectory) {
    return cannotWrite(path, "a part of it is no folder", "below-a-file", error);
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return cannotWrite(path, "it is not allowed there", undefined, error);
  }
  if (error instanceof Deno.errors.NotCapable) {
    return cannotWrite(path, "foxden was started without leave to write there", undefined, error);
  }
  return cannotWrite(path, "the system refused", undefined, error);
}

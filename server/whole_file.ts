/** Files that appear whole or not at all: written as a draft, made safe on the disk, then given their name. */

/** Gives a draft its name. @returns false when something has that name already; the draft stays then */
export function nameDraft(draft: string, path: string): boolean {
  flush(draft);
  try {
    Deno.linkSync(draft, path);
  } catch (error) {
    if (isThere(path)) return false;
    // Some file systems, such as those of memory sticks, know no links.
    if (!(error instanceof Error)) throw error;
    Deno.renameSync(draft, path);
  }
  // A new name is on the disk when its folder is.
  flush(path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : ".");
  return true;
}

/** Waits until a file, or a folder's list of names, is on the disk. */
function flush(path: string): void {
  if (Deno.build.os === "windows") return;
  using file = Deno.openSync(path);
  file.syncSync();
}

/** Whether anything has this name, be it a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Removes what a draft leaves behind, as far as that can be done. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Nothing to remove, or nothing to be done about it.
  }
}

/** Use-case: the backup foxden makes by itself before something that cannot be taken back otherwise. */
import { join } from "node:path";
import { isFoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { makePrivateFolder, removeFile } from "../files.ts";
import type { App } from "../open.ts";
import { createBackup } from "./create.ts";

/** How many automatic backups are kept, whatever their age. */
export const KEPT_BACKUPS = 20;

/** How long an automatic backup is kept at least. */
export const KEPT_DAYS = 30;

const DAY_MS = 86_400_000;
const ENDING = ".fxbackup";
/** Names of automatic backups: when they were made by the local clock in UTC, and before what. */
const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[a-z0-9-]+\.fxbackup$/;

/**
 * Backs collections up into the profile's own folder, sealed with the profile's key, and lets go of backups there that
 * are old enough.
 *
 * @param names those the account does not have are left out
 * @param reason a word or some for the file's name, such as `restore`
 * @returns the path of the backup
 * @throws {FoxdenError} as {@link createBackup}: what was to follow must not be done then
 */
export async function backUp(app: App, names: readonly CollectionName[], reason: string): Promise<string> {
  const { backupFolder } = app.config;
  await makePrivateFolder(backupFolder);
  const stem = join(backupFolder, `${stampOf(app.ctx.now())}-${wordsOf(reason)}`);
  const path = await firstFree(stem, async (path) => {
    await createBackup(app, { path, key: { kind: "profile" }, only: names, fresh: { mode: "pull" } });
  });
  await removeOld(app);
  return path;
}

const stampOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;

const wordsOf = (reason: string): string =>
  reason.toLowerCase().match(/[a-z0-9]+/g)?.join("-").slice(0, 40) ?? "backup";

/** Tries one name after the other until `make` finds none in its place. */
async function firstFree(stem: string, make: (path: string) => Promise<void>): Promise<string> {
  for (let number = 1;; number++) {
    const path = `${stem}${number === 1 ? "" : `-${number}`}${ENDING}`;
    try {
      await make(path);
      return path;
    } catch (error) {
      if (!isFoxdenError(error) || error.code !== "failed.file-exists") throw error;
    }
  }
}

/** The automatic backups among these names that need not be kept any longer. */
export function outdated(names: readonly string[], nowMs: number): string[] {
  const ours = names.filter((name) => NAME.test(name)).sort().reverse();
  return ours.slice(KEPT_BACKUPS).filter((name) => nowMs - madeAtMs(name) > KEPT_DAYS * DAY_MS);
}

function madeAtMs(name: string): number {
  const [year = 0, month = 1, ...rest] = NAME.exec(name)?.slice(1).map(Number) ?? [];
  return Date.UTC(year, month - 1, ...rest);
}

/** That an old backup cannot be removed is no reason to stop. */
async function removeOld(app: App): Promise<void> {
  const { backupFolder } = app.config;
  const names = (await Array.fromAsync(Deno.readDir(backupFolder))).map(({ name }) => name);
  for (const name of outdated(names, app.ctx.now())) {
    try {
      await removeFile(join(backupFolder, name));
    } catch (error) {
      if (!isFoxdenError(error)) throw error;
      await app.options.warn(`warning: ${error.message}`);
    }
  }
}

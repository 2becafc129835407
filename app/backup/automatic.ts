/** Use-case: the backup foxden makes by itself before something that cannot be taken back otherwise. */
import { join } from "node:path";
import { isFoxdenError } from "../../core/errors.ts";
import type { CollectionName } from "../../core/ids.ts";
import { makePrivateFolder, removeFile } from "../files.ts";
import type { App } from "../open.ts";
import type { PendingWrite } from "../write/write.ts";
import type { PlannedChange } from "../write/plan.ts";
import { readView } from "../write/view.ts";
import { createBackup } from "./create.ts";

/** How many automatic backups are kept, whatever their age. */
export const KEPT_BACKUPS = 20;

/** How long an automatic backup is kept at least. */
export const KEPT_DAYS = 30;

const DAY_MS = 86_400_000;
const ENDING = ".fxbackup";
/**
 * Names of automatic backups: when they were made by the local clock in UTC, and before what. One that is not whole is
 * called what `files.ts` makes of its name.
 */
const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[a-z0-9-]+\.fxbackup(?<unfinished>\.[^.]+\.tmp)?$/;

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

/** The same write, made once what is there was backed up. */
export function backedUp(
  app: App,
  names: readonly CollectionName[],
  reason: string,
  { changes, commit }: PendingWrite,
): PendingWrite["commit"] {
  return async (agree) => {
    if (changes.some(({ after }) => after !== undefined)) {
      await app.options.warn(`backup: ${await backUp(app, names, reason)}`);
      for (const sentence of await lostWith(app, changes)) await app.options.warn(sentence);
    }
    return await commit(agree);
  };
}

/** What is written over or removed that no backup holds, in a sentence for each collection. */
async function lostWith(app: App, changes: readonly PlannedChange[]): Promise<string[]> {
  const unseen = changes.filter(({ action, before, after }) =>
    after !== undefined && before === undefined && action !== "add"
  );
  const sentences: string[] = [];
  for (const [name, some] of Map.groupBy(unseen, ({ collection }) => collection)) {
    const { view } = await readView(app, name, some.map(({ id }) => id), "as-is");
    const sealed = [...view.values()].filter(({ clear }) => clear === null);
    sentences.push(...inNoBackup(sealed.length));
  }
  return sentences;
}

/** What is to be said before so many records go that do not open: nothing of none. */
export function inNoBackup(count: number): string[] {
  if (count === 0) return [];
  const [what, are] = count === 1 ? ["1 record does", "is"] : [`${count} records do`, "are"];
  return [`warning: ${what} not open with the account's keys, and ${are} in no backup`];
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
  const ours = names.flatMap((name) => automatic(name) ?? []).filter(({ isWhole }) => isWhole);
  const newestFirst = ours.toSorted((a, b) => a.name < b.name ? 1 : -1);
  return newestFirst.slice(KEPT_BACKUPS).filter(isOlderThan(KEPT_DAYS, nowMs)).map(({ name }) => name);
}

/** What is left under these names of automatic backups that were never completed. */
export function abandoned(names: readonly string[], nowMs: number): string[] {
  const parts = names.flatMap((name) => automatic(name) ?? []).filter(({ isWhole }) => !isWhole);
  return parts.filter(isOlderThan(1, nowMs)).map(({ name }) => name);
}

/** A file that foxden made by itself. */
interface Automatic {
  readonly name: string;
  readonly madeAtMs: number;
  readonly isWhole: boolean;
}

const isOlderThan = (days: number, nowMs: number) => ({ madeAtMs }: Automatic): boolean =>
  nowMs - madeAtMs > days * DAY_MS;

/** @returns undefined for what somebody else has named */
function automatic(name: string): Automatic | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [year = 0, month = 1, ...rest] = match.slice(1, 7).map(Number);
  const madeAtMs = Date.UTC(year, month - 1, ...rest);
  const isTime = name.startsWith(stampOf(madeAtMs));
  return isTime ? { name, madeAtMs, isWhole: match.groups?.["unfinished"] === undefined } : undefined;
}

/** That an old backup cannot be removed is no reason to stop. */
async function removeOld(app: App): Promise<void> {
  const { backupFolder } = app.config;
  const names = (await Array.fromAsync(Deno.readDir(backupFolder))).map(({ name }) => name);
  const nowMs = app.ctx.now();
  for (const name of [...outdated(names, nowMs), ...abandoned(names, nowMs)]) {
    try {
      await removeFile(join(backupFolder, name));
    } catch (error) {
      if (!isFoxdenError(error)) throw error;
      await app.options.warn(`warning: ${error.message}`);
    }
  }
}

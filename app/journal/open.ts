/** Opening a profile's journal, whatever state it is in: never is anything written without one. */
import { basename, dirname, join } from "node:path";
import { type FoxdenError, isFoxdenError, type StoreFault } from "../../core/errors.ts";
import { makePrivateFolder, removeFile } from "../files.ts";
import { Boxes, type BoxOwner } from "../sqlite/boxes.ts";
import { Database } from "../sqlite/database.ts";
import { createPrivately, setAside, SUFFIXES } from "../sqlite/files.ts";
import { type Waiting, withLock } from "../sqlite/lock.ts";
import { readLedger } from "./entries.ts";
import { fault, JOURNAL } from "./schema.ts";
import type { JournalStep } from "./steps.ts";

/** What opening needs of the world. */
export interface JournalOptions {
  /** Told in one sentence about a journal that was set aside. */
  readonly warn: (sentence: string) => Promise<void>;
  readonly waiting: Waiting;
  /** TEST: called at each step of a beginning. */
  readonly atStep?: ((step: JournalStep) => void) | undefined;
}

/** An open journal's file, and what opens its boxes. */
export interface OpenFile {
  readonly db: Database;
  readonly boxes: Boxes;
}

/**
 * Opens the journal at `path`, or begins one. One that is damaged, or sealed for another sign-in, is set aside.
 *
 * @throws {FoxdenError} `failed.journal`
 */
export async function openFile(path: string, owner: BoxOwner, options: JournalOptions): Promise<OpenFile> {
  const { waiting } = options;
  await makePrivateFolder(dirname(path));
  // Two who open it at once must not set aside what the other one has just begun.
  return await withLock(path + GATE, waiting, fault, async () => {
    try {
      return await openOrCreate(path, owner);
    } catch (error) {
      if (!isJournalFault(error, "damaged")) throw error;
    }
    // Whoever is in the middle of a write has its entry in that file.
    const aside = await withJournalLock(path, waiting, () => setAside(path, nameAside(path, waiting), fault));
    await options.warn(setAsideWarning(aside));
    return await openOrCreate(path, owner);
  });
}

const GATE = ".opening";
const LOCK = ".lock";
const ASIDE = ".damaged-";

/** Runs `work` while no other process writes, settles or sets aside. */
export const withJournalLock = <T>(path: string, waiting: Waiting, work: () => Promise<T>): Promise<T> =>
  withLock(path + LOCK, waiting, fault, work);

/** The name says when, in UTC. */
function nameAside(path: string, { now }: Waiting): string {
  const time = new Date(now()).toISOString().replace(/\.\d+/, "").replace(/[-:]/g, "");
  return `${path}${ASIDE}${time}`;
}

const setAsideWarning = (aside: string): string =>
  `warning: the journal was damaged or another sign-in's; it was set aside as ${aside}, ` +
  "and what was changed before can no longer be undone";

async function openOrCreate(path: string, owner: BoxOwner): Promise<OpenFile> {
  await createPrivately(path, fault);
  const boxes = await Boxes.make(path, JOURNAL, owner);
  const db = Database.open(path, JOURNAL);
  try {
    await checkKey(db, boxes);
    return { db, boxes };
  } catch (error) {
    db.close();
    throw error;
  }
}

const KEY_CHECK = "foxden";
const ABOUT_KEY = "key";

async function checkKey(db: Database, boxes: Boxes): Promise<void> {
  const { nextSeq } = db.read(() => readLedger(db));
  const [row, ...others] = db.rows("SELECT box FROM key");
  if (row === undefined && nextSeq === 1) {
    const box = await boxes.seal(KEY_CHECK, ABOUT_KEY);
    return db.run("INSERT INTO key VALUES (?)", box);
  }
  const known = await boxes.openText(row?.[0], ABOUT_KEY);
  if (known !== KEY_CHECK || others.length > 0) throw fault(db.path, "damaged");
}

/**
 * Keeps a journal that turned out to be damaged from being opened again as it is: the next to open it sets it aside.
 */
export function condemn(db: Database): void {
  try {
    db.run("PRAGMA user_version = 0");
  } catch (error) {
    // So damaged that opening it will tell.
    if (!isFoxdenError(error) || error.code !== "failed.journal") throw error;
  }
}

/** Whether the next to open it will set it aside: what was begun in it now would be lost to undo. */
export const isCondemned = (db: Database): boolean => db.numbers("PRAGMA user_version")[0] === 0;

/** Removes the journal's files, and those of journals that were set aside. Whoever has them open goes on with what was there, and cannot write any more. */
export async function removeJournal(path: string, waiting: Waiting): Promise<void> {
  await withLock(path + GATE, waiting, fault, async () => {
    for (const aside of await asideOf(path)) await removeFile(aside);
    for (const suffix of [...SUFFIXES, LOCK, GATE]) await removeFile(path + suffix);
  });
}

/** Journals that were set aside, and what SQLite kept beside them. */
async function asideOf(path: string): Promise<string[]> {
  const folder = dirname(path);
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return names.filter((name) => name.startsWith(basename(path) + ASIDE)).map((name) => join(folder, name));
}

/** Whether an error says this of the journal. */
export function isJournalFault(error: unknown, which: StoreFault): error is FoxdenError<"failed.journal"> {
  return isFoxdenError(error) && error.code === "failed.journal" && error.details.fault === which;
}

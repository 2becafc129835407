/** Checks on the journal, and on the backups foxden makes by itself. They look, and leave everything as it is. */
import { basename, dirname } from "node:path";
import { type FoxdenError, isFoxdenError, type StoreFault } from "../../core/errors.ts";
import { readLedger } from "../journal/entries.ts";
import { type JournalEntry, journalKey } from "../journal/journal.ts";
import { JOURNAL } from "../journal/schema.ts";
import type { App } from "../open.ts";
import { Boxes } from "../sqlite/boxes.ts";
import { Database } from "../sqlite/database.ts";
import type { Secrets } from "../vault.ts";
import { commandOn, type Finding, ok, problem, skipped, warning, words } from "./finding.ts";
import { ageText, counted, megabytes, sizeOf } from "./mirror.ts";

/** Whether the journal opens, and whether the end of each write in it is known. */
export async function checkJournal(app: App, secrets: Secrets | undefined): Promise<Finding> {
  const { journalPath: path, profile } = app.config;
  const size = await sizeOf(path);
  if (size === undefined || size === 0) return skipped("journal", ["foxden has changed nothing here yet"]);
  if (!secrets) return skipped("journal", [`${megabytes(size)}, sealed`]);
  try {
    return judged(await readEntries(path, secrets, app), await setAside(path), profile);
  } catch (error) {
    if (!isFoxdenError(error) || error.code !== "failed.journal") throw error;
    return unusable(error);
  }
}

/** Reads the entries as they are; nobody is waited for, and nothing is set aside. */
async function readEntries(path: string, secrets: Secrets, { ctx }: App): Promise<readonly JournalEntry[]> {
  const owner = { key: await journalKey(secrets.mirrorKey), uid: secrets.uid, random: ctx.random };
  const boxes = await Boxes.make(path, JOURNAL, owner);
  const db = Database.open(path, JOURNAL);
  try {
    const { filed } = db.read(() => readLedger(db));
    const [row] = db.rows("SELECT box FROM key");
    if (row) await boxes.openText(row[0], "key");
    return filed.map(({ entry }) => entry);
  } finally {
    db.close();
  }
}

/** How many journals were found to be damaged before. */
async function setAside(path: string): Promise<number> {
  const names = await Array.fromAsync(Deno.readDir(dirname(path)), ({ name }) => name);
  return names.filter((name) => name.startsWith(`${basename(path)}.damaged-`) && !/-(wal|shm)$/.test(name))
    .length;
}

function judged(entries: readonly JournalEntry[], aside: number, profile: string): Finding {
  const count = (state: JournalEntry["state"]) => entries.filter((entry) => entry.state === state).length;
  const [pending, unknown] = [count("pending"), count("unknown")];
  const list = commandOn(profile, "foxden undo --list");
  const sum = counted(entries.length, "write");
  if (unknown > 0) {
    return warning("journal", words`${sum}; of ${unknown} nobody knows whether the server took them`, [
      ...list,
      " shows them; foxden undo --force takes them back all the same",
    ]);
  }
  if (pending > 0) {
    return warning("journal", words`${sum}; ${pending} were cut short`, [
      "the next write or foxden undo asks the server what became of them",
    ]);
  }
  if (aside === 0) {
    return ok("journal", [entries.length === 0 ? "no writes yet" : `${sum}, all of known outcome`]);
  }
  return warning("journal", words`${sum}; a damaged journal was set aside before`, [
    "what it held cannot be undone; foxden auth logout removes it",
  ]);
}

function unusable({ details: { fault } }: FoxdenError<"failed.journal">): Finding {
  const [detail, advice] = UNUSABLE[fault];
  return fault === "busy" ? skipped("journal", [detail], [advice]) : problem("journal", [detail], [advice]);
}

const UNUSABLE: Readonly<Record<StoreFault, readonly [detail: string, advice: string]>> = {
  damaged: [
    "damaged, or another sign-in's",
    "the next write sets it aside and begins a new one; what it holds can no longer be undone",
  ],
  newer: ["written by a newer foxden", "use that foxden, or another profile with -p NAME"],
  busy: ["another foxden is writing", "run it again in a while"],
  "read-only": [
    "it may not be written to, so nothing of the account can be changed",
    "look at its owner and mode",
  ],
  full: ["the disk is full, so nothing of the account can be changed", "make room"],
  other: ["it cannot be read", "look at the disk it is on"],
};

/** How many backups foxden has made by itself, and how old the newest is. */
export async function checkBackups({ config, ctx }: App, secrets: Secrets | undefined): Promise<Finding> {
  const names = await Array.fromAsync(Deno.readDir(config.backupFolder), ({ name }) => name).catch(() => []);
  const backups = names.filter((name) => name.endsWith(".fxbackup"));
  const advice = [...commandOn(config.profile, "foxden backup create"), " makes one to keep elsewhere"];
  if (backups.length === 0) {
    return skipped("backups", ["foxden has made none by itself yet"], secrets && advice);
  }
  const stats = await Promise.all(backups.map((name) => Deno.stat(`${config.backupFolder}/${name}`)));
  const newestMs = Math.max(...stats.map(({ mtime }) => mtime?.getTime() ?? 0));
  const bytes = stats.reduce((sum, { size }) => sum + size, 0);
  return ok(
    "backups",
    words`${backups.length} made by foxden itself, ${megabytes(bytes)}, the newest ${
      ageText(ctx.now() - newestMs)
    } ago`,
  );
}

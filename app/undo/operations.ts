/** What foxden has written, command by command, as the journal has it. */
import type { Journal, JournalEntry } from "../journal/journal.ts";
import { isJournalFault } from "../journal/open.ts";
import type { App } from "../open.ts";
import { settlePending } from "../write/settle.ts";

/** A command that is taken back. */
export interface UndoneCommand {
  readonly title: string;
  readonly atMs: number;
  readonly records: number;
}

/** Closes a journal that turns out to be damaged: the next to open it sets it aside. */
export async function withJournal<T>(app: App, work: (journal: Journal) => Promise<T>): Promise<T> {
  try {
    return await work(await app.journal());
  } catch (error) {
    if (isJournalFault(error, "damaged")) await app.closeJournal();
    throw error;
  }
}

/** Settles writes that were cut short. @throws {FoxdenError} where no server can be asked */
export async function settled(app: App, journal: Journal): Promise<void> {
  if (journal.entries().every(({ state }) => state !== "pending")) return;
  await journal.locked(() => settlePending(app, journal));
}

/** Entries of the journal by the command they are of, newest first, and so are the entries of each. */
export function operationsOf(journal: Journal): (readonly JournalEntry[])[] {
  return [...Map.groupBy(journal.entries(), ({ operation }) => operation).values()];
}

/** Whether something of a command can be taken back. */
export function isUndoable(entries: readonly JournalEntry[]): boolean {
  return entries.some(isLeftToUndo);
}

/** Whether an entry can be. */
export const isLeftToUndo = ({ state, undoes }: JournalEntry): boolean =>
  undoes === null && (state === "done" || state === "unknown");

/** What the entries of one command come to. */
export const told = (entries: readonly JournalEntry[]): UndoneCommand => ({
  title: entries[0]?.title ?? "",
  atMs: entries.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Infinity),
  records: entries.reduce((sum, { count }) => sum + count, 0),
});

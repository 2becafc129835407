/** What the tests of the journal share: journals in folders of their own, changes, and clocks. */
import { dirname } from "node:path";
import { Journal, type JournalChange, type JournalEntry } from "../../../../app/journal/journal.ts";
import type { BoxOwner } from "../../../../app/sqlite/boxes.ts";
import type { Waiting } from "../../../../app/sqlite/lock.ts";
import { collectionName, guid } from "../../../../core/ids.ts";
import { NOW_MS, seededRandom } from "../../../support/context.ts";

export const BOOKMARKS = collectionName("bookmarks");

/** Whose the journals of these tests are. */
export const OWNER: BoxOwner = {
  key: new Uint8Array(32).fill(7),
  uid: "0123456789abcdef0123456789abcdef",
  random: seededRandom(11),
};

/** Waits as long as `timeoutMs`, by a clock that each pause puts forward. */
export function waiting(timeoutMs = 5000): Waiting {
  let nowMs = NOW_MS;
  const sleep = async (ms: number) => {
    nowMs += ms;
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { now: () => nowMs, sleep, timeoutMs };
}

/** A journal in a folder of its own. */
export interface TestJournal extends AsyncDisposable {
  readonly folder: string;
  readonly path: string;
  readonly journal: Journal;
  readonly warnings: string[];
  /** Another way to the same file, as another process would have it. It is closed with the rest. */
  readonly open: (owner?: BoxOwner, timeoutMs?: number) => Promise<Journal>;
}

export async function makeJournal(): Promise<TestJournal> {
  const folder = await Deno.makeTempDir({ prefix: "foxden-journal-" });
  const path = `${folder}/journal.db`;
  const opened: Journal[] = [];
  const warnings: string[] = [];
  const open = async (owner: BoxOwner = OWNER, timeoutMs = 5000) => {
    const journal = await openJournal(path, owner, warnings, timeoutMs);
    opened.push(journal);
    return journal;
  };
  return {
    folder,
    path,
    journal: await open(),
    warnings,
    open,
    [Symbol.asyncDispose]: async () => {
      for (const journal of opened) journal[Symbol.dispose]();
      await Deno.remove(dirname(path), { recursive: true });
    },
  };
}

/** @param warnings to which what is said is added */
export function openJournal(
  path: string,
  owner: BoxOwner = OWNER,
  warnings: string[] = [],
  timeoutMs = 5000,
): Promise<Journal> {
  const warn = (sentence: string) => {
    warnings.push(sentence);
    return Promise.resolve();
  };
  return Journal.open(path, owner, { warn, waiting: waiting(timeoutMs) });
}

/** A change of a record whose title says `secret`, in letters that no ASCII holds too. */
export function change(n: number, secret = "sécret"): JournalChange {
  const id = guid(`record-${n}`);
  const before = n % 3 === 0 ? null : { id, title: `${secret} before ${n}` };
  const after = n % 5 === 4 ? { id, deleted: true } : { id, title: `${secret} after ${n}`, tags: [n, null] };
  return { id, before, after };
}

export const some = (count: number, first = 0): JournalChange[] =>
  Array.from({ length: count }, (_, i) => change(first + i));

/** Begins an entry about bookmarks. */
export const begin = (
  journal: Journal,
  changes: readonly JournalChange[] = some(2),
  more: { readonly operation?: number; readonly undoes?: number } = {},
): Promise<JournalEntry> =>
  journal.begin({ atMs: NOW_MS, title: "bookmarks add", collection: BOOKMARKS, ...more }, changes);

/** Everything a journal says, entry by entry. */
export async function contentsOf(journal: Journal): Promise<[JournalEntry, JournalChange[]][]> {
  const contents: [JournalEntry, JournalChange[]][] = [];
  for (const entry of journal.entries()) contents.push([entry, await journal.changes(entry.seq)]);
  return contents;
}

/** A journal file that is not what was written: found out, whatever it hits, never read wrong, and never in the way. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Journal, JournalChange, JournalEntry } from "../../../app/journal/journal.ts";
import { isJournalFault } from "../../../app/journal/open.ts";
import type { ServerTime } from "../../../core/ids.ts";
import { blows, part, struck } from "../mirror/support/blows.ts";
import { filesIn } from "../mirror/support/mirrors.ts";
import { begin, contentsOf, makeJournal, openJournal, OWNER, some } from "./support/journals.ts";

type Contents = readonly (readonly [JournalEntry, JournalChange[]])[];

/** Words that stand in the file in clear, which blows are aimed at. */
const IN_CLEAR = ["bookmarks add", "bookmarks add", "pending", "unknown", "undone"];

const isDamaged = (error: unknown): boolean => isJournalFault(error, "damaged");

/** A journal with entries of every state and size, and room that is free again. */
async function writeVictim(journal: Journal): Promise<void> {
  for (let n = 0; n < 14; n++) await begin(journal, some(n % 4 === 0 ? 1300 : 3, n));
  const states = ["done", "undone", "unknown"] as const;
  for (let seq = 1; seq <= 9; seq++) {
    await journal.finish(seq, { state: states[seq % 3] ?? "done", serverTime: seq * 1000 as ServerTime });
  }
  await journal.finish(5, {
    state: "done",
    only: new Set(some(1300, 4).slice(100, 900).map(({ id }) => id)),
  });
  journal.drop(3);
  journal.drop(13);
}

/** Reads all that a journal has; whatever ends well has to be right. @returns how many readings did not */
async function readRightOrFail(journal: Journal, expected: Contents): Promise<number> {
  let failed = 0;
  const attempt = async (read: () => void | Promise<void>) => {
    try {
      await read();
    } catch (error) {
      if (!isDamaged(error)) throw error;
      failed++;
    }
  };
  await attempt(() => assert.deepEqual(journal.entries(), expected.map(([entry]) => entry)));
  for (const [{ seq }, changes] of expected) {
    await attempt(async () => assert.deepEqual(await journal.changes(seq), changes));
  }
  return failed;
}

/** Begins and finishes an entry, in a new journal if need be. @returns whether it was the one that is open */
async function writeSoonerOrLater(journal: Journal, reopen: () => Promise<Journal>): Promise<boolean> {
  const write = async (to: Journal) => {
    const { seq } = await begin(to, some(700, 5000));
    await to.finish(seq, { state: "done" });
    assert.deepEqual(await to.changes(seq), some(700, 5000));
    assert.equal(to.entry(seq)?.state, "done");
  };
  try {
    await write(journal);
    return true;
  } catch (error) {
    if (!isDamaged(error)) throw error;
  }
  await write(await reopen());
  return false;
}

Deno.test("whatever befalls the file, what is read is right or an error or set aside, and there is a journal to write to", async () => {
  await using test = await makeJournal();
  await writeVictim(test.journal);
  const expected = await contentsOf(test.journal);
  test.journal[Symbol.dispose]();
  const sound = await Deno.readFile(test.path);
  const outcomes = { "set aside": 0, "read wrong": 0, "not written to": 0 };
  await fc.assert(
    fc.asyncProperty(blows, async (blow) => {
      for (const { name } of [...Deno.readDirSync(test.folder)]) await Deno.remove(`${test.folder}/${name}`);
      await Deno.writeFile(test.path, struck(sound, blow, IN_CLEAR));
      test.warnings.length = 0;
      using journal = await test.open();
      const isAside = test.warnings.length > 0;
      if (isAside) {
        assert.deepEqual(journal.entries(), []);
        outcomes["set aside"]++;
      } else if (await readRightOrFail(journal, expected) > 0) outcomes["read wrong"]++;
      const isWritten = await writeSoonerOrLater(journal, async () => {
        journal[Symbol.dispose]();
        return await test.open();
      });
      assert.ok(isWritten || !isAside);
      assert.equal(test.warnings.length, isAside || !isWritten ? 1 : 0);
      if (!isWritten) outcomes["not written to"]++;
      if (isWritten && !isAside) await readRightOrFail(journal, await withNew(journal, expected));
    }),
    { numRuns: 400, endOnFailure: true },
  );
  for (const [outcome, times] of Object.entries(outcomes)) assert.ok(times > 2, `${outcome}: ${times}`);
});

/** What is to be there besides the entry just written. */
async function withNew(journal: Journal, expected: Contents): Promise<Contents> {
  const [newest = assert.fail()] = journal.entries();
  return [[newest, await journal.changes(newest.seq)], ...expected];
}

/** A journal in the middle of its work: its file is behind its log, by parts of several commits. */
async function openHalfway(folder: string): Promise<{ states: string[]; files: Map<string, Uint8Array> }> {
  using journal = await openJournal(`${folder}/journal.db`);
  const states = ["[]"];
  const note = async () => states.push(JSON.stringify(await contentsOf(journal)));
  for (let n = 1; n <= 16; n++) {
    const { seq } = await begin(journal, some(n % 3 ? 200 : 900, n));
    await note();
    await journal.finish(seq, n % 2 ? { state: "done" } : { state: "done", only: new Set([`record-${n}`]) });
    await note();
    if (n % 5 === 0) {
      journal.drop(seq - 2);
      await note();
    }
  }
  return { states, files: await filesIn(folder) };
}

Deno.test("a log that is lost, cut or damaged costs the last commits or the journal, and mixes nothing", async () => {
  const folder = await Deno.makeTempDir({ prefix: "foxden-journal-" });
  try {
    const { states, files } = await openHalfway(folder);
    const wal = files.get("journal.db-wal") ?? assert.fail();
    const database = files.get("journal.db") ?? assert.fail();
    const reached = new Set<number>();
    const outcome = async (log: Uint8Array) => {
      for (const { name } of [...Deno.readDirSync(folder)]) await Deno.remove(`${folder}/${name}`);
      await Deno.writeFile(`${folder}/journal.db`, database);
      await Deno.writeFile(`${folder}/journal.db-wal`, log);
      const warnings: string[] = [];
      using journal = await openJournal(`${folder}/journal.db`, OWNER, warnings);
      const state = states.indexOf(JSON.stringify(await contentsOf(journal)));
      assert.ok(state >= 0, "a state that never was");
      if (warnings.length === 0) reached.add(state);
      return state;
    };
    assert.equal(await outcome(wal), states.length - 1);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("cut", "flip"), part, async (kind, at) => {
        const position = Math.floor(at * wal.length);
        const log = kind === "cut" ? wal.slice(0, position) : wal.slice();
        if (kind === "flip") log[position] = (log[position] ?? 0) ^ 0x10;
        await outcome(log);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    assert.ok(reached.size > 3, `only ${[...reached]}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

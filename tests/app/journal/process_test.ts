/** Processes that are killed, starved of room or in each other's way: an entry is there as a whole or not at all. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { isJournalFault } from "../../../app/journal/open.ts";
import { JOURNAL_STEPS } from "../../../app/journal/steps.ts";
import { WITHOUT_POWERS } from "../../server/support/child.ts";
import type { ChildReport } from "./support/child_journal.ts";
import { runChild, runLivingChild, startHolder } from "./support/children.ts";
import { begin, contentsOf, makeJournal, some } from "./support/journals.ts";

/** Whether a program that a test needs is missing; under the gate that is a failure of its own. */
function isMissing(program: string): boolean {
  if (Deno.env.get("FOXDEN_TEST_REQUIRE_ALL") === "1") return false;
  try {
    const { success } = new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync();
    return !success;
  } catch {
    return true;
  }
}

const ignoreUnprivileged = Deno.uid() === 0 && isMissing("setpriv");
const ignoreLimits = isMissing("prlimit") || ignoreUnprivileged;

for (const killAt of JOURNAL_STEPS) {
  Deno.test(`killed as an entry is begun, at "${killAt}": it is there if it was committed, and else nothing of it`, async () => {
    await using test = await makeJournal();
    const { journal, path } = test;
    await begin(journal);
    await journal.finish(1, { state: "done" });
    const before = await contentsOf(journal);
    assert.equal(await runChild({ path, entries: 1, changes: 1500, killAt }), undefined, "it lived");
    for (const each of [journal, await test.open()]) {
      const [entry, ...others] = killAt === "begun"
        ? await contentsOf(each)
        : [undefined, ...await contentsOf(each)];
      assert.deepEqual(others, before);
      assert.deepEqual(entry?.[0].state, killAt === "begun" ? "pending" : undefined);
      if (entry) assert.deepEqual(entry[1], some(1500));
    }
    const { seqs, warnings, error } = await runLivingChild({ path, entries: 1, changes: 3 });
    assert.deepEqual([seqs, warnings, error], [[3], [], undefined], "the lock is free, and numbers go on");
  });
}

Deno.test("processes that write at the same time wait for each other, and all they write is there", async () => {
  await using test = await makeJournal();
  const { journal, path } = test;
  journal[Symbol.dispose]();
  const children = await Promise.all(
    [600, 700, 800].map((changes) => runLivingChild({ path, entries: 4, changes })),
  );
  const seqs = children.flatMap(({ seqs, warnings, error }) => {
    assert.deepEqual([warnings, error], [[], undefined]);
    return seqs;
  });
  const contents = await contentsOf(await test.open());
  assert.deepEqual(seqs.sort((a, b) => b - a), contents.map(([{ seq }]) => seq));
  assert.equal(contents.length, 12);
  for (const [{ state, count }, changes] of contents) {
    assert.deepEqual([state, changes.length], ["done", count]);
  }
});

Deno.test("who holds the lock is waited for, but not for ever; it is free once that process has ended, or was killed", async () => {
  await using test = await makeJournal();
  const { journal, path } = test;
  const act = () => Promise.resolve("done");
  for (const end of ["release", "kill"] as const) {
    const holder = await startHolder({ path, entries: 1, changes: 1 });
    await assert.rejects(journal.locked(act), (error) => {
      assert.match(
        String(error),
        /The journal of your changes is held by another process: .*journal\.db\.lock/,
      );
      return isJournalFault(error, "busy");
    });
    assert.equal(journal.entries().length, end === "release" ? 0 : 1, "reading needs no lock");
    await holder[end]();
    assert.equal(await journal.locked(act), "done");
    assert.equal(journal.entries().length, 1);
  }
});

Deno.test("where another process keeps the file from being written, nothing is begun, and it works once that has gone", async () => {
  await using test = await makeJournal();
  await begin(test.journal);
  {
    using other = new DatabaseSync(test.path);
    other.exec("BEGIN IMMEDIATE");
    await assert.rejects(begin(test.journal), (error) => isJournalFault(error, "busy"));
    assert.equal(test.journal.entries().length, 1);
  }
  await begin(test.journal);
  assert.equal(test.journal.entries().length, 2);
});

function assertUnwritable({ seqs, warnings, error }: ChildReport, faults: readonly string[]): void {
  assert.deepEqual([seqs, warnings, error?.[0]], [[], [], "failed.journal"]);
  assert.ok(faults.includes(error?.[1] ?? ""), String(error));
  assert.match(error?.[2] ?? "", /^The journal of your changes (may not be|does not fit|cannot be)/);
}

Deno.test({
  name: "in a folder that may not be written to there is no journal, and what is there stays",
  ignore: ignoreUnprivileged,
  async fn() {
    await using test = await makeJournal();
    await begin(test.journal);
    test.journal[Symbol.dispose]();
    const names = [...Deno.readDirSync(test.folder)].map(({ name }) => `${test.folder}/${name}`);
    const sound = await Deno.readFile(test.path);
    const locked = async (path: string) => {
      await Deno.chmod(test.folder, 0o500);
      const report = await runLivingChild({ path, entries: 1, changes: 3 }, WITHOUT_POWERS);
      await Deno.chmod(test.folder, 0o700);
      return report;
    };
    assertUnwritable(await locked(`${test.folder}/other.db`), ["read-only"]);
    assertUnwritable(await locked(test.path), ["read-only"]);
    for (const name of names) await Deno.chmod(name, 0o400);
    assertUnwritable(await locked(test.path), ["read-only"]);
    await Deno.writeFile(test.path, sound.map((byte, i) => i < 100 ? byte ^ 1 : byte), { mode: 0o600 });
    for (const name of names) await Deno.chmod(name, 0o600);
    assertUnwritable(await locked(test.path), ["read-only"]);
    await Deno.writeFile(test.path, sound);
    assert.equal((await test.open()).entries().length, 1);
    assert.deepEqual(test.warnings, []);
  },
});

Deno.test({
  name: "a journal that may only be read takes no entry",
  ignore: ignoreUnprivileged,
  async fn() {
    await using test = await makeJournal();
    await begin(test.journal);
    test.journal[Symbol.dispose]();
    await Deno.chmod(test.path, 0o400);
    const report = await runLivingChild({ path: test.path, entries: 1, changes: 3 }, WITHOUT_POWERS);
    assertUnwritable(report, ["read-only"]);
    await Deno.chmod(test.path, 0o600);
    assert.deepEqual((await contentsOf(await test.open())).map(([, changes]) => changes), [some(2)]);
  },
});

/** A child whose files may not grow beyond so many bytes, which it is told as on a full disk: by an error alone. */
const limited = (bytes: number): string[] => [
  ...WITHOUT_POWERS,
  "prlimit",
  `--fsize=${bytes}:unlimited`,
  "sh",
  "-c",
  'trap "" XFSZ; exec "$@"',
  "sh",
];

Deno.test({
  name: "on a disk that takes no more, wherever it ends, there is the entry as a whole or nothing of it",
  ignore: ignoreLimits,
  async fn() {
    await using test = await makeJournal();
    await begin(test.journal);
    await test.journal.finish(1, { state: "done" });
    test.journal[Symbol.dispose]();
    let failed = 0;
    let expected = 1;
    for (const limit of [0, 8_000, 40_000, 70_000, 120_000, 250_000, 10_000_000]) {
      const report = await runLivingChild({ path: test.path, entries: 1, changes: 1500 }, limited(limit));
      if (report.error) {
        assertUnwritable(report, ["full", "other", "read-only"]);
        failed++;
      }
      using journal = await test.open();
      const contents = await contentsOf(journal);
      expected += report.seqs.length;
      // An entry that was begun and could not be finished is pending, and no less whole.
      const pending = contents.filter(([{ state }]) => state === "pending");
      assert.equal(contents.length - pending.length, expected, `at ${limit}`);
      for (const [{ seq }, changes] of contents) assert.deepEqual(changes, some(seq === 1 ? 2 : 1500));
      for (const [{ seq }] of pending) journal.drop(seq);
    }
    assert.ok(failed > 2 && expected > 1, `${failed} failed, ${expected} are there`);
    assert.deepEqual(test.warnings, []);
  },
});

/** The journal as those who write use it: entries, their states, their changes, and how long they are kept. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { boxTexts } from "../../../app/journal/changes.ts";
import { type Journal, type JournalChange, KEPT_OPERATIONS } from "../../../app/journal/journal.ts";
import { checksumOf, checksumOfAll } from "../../../app/sqlite/checksum.ts";
import type { JsonObject } from "../../../core/json.ts";
import { guid, type ServerTime } from "../../../core/ids.ts";
import { NOW_MS } from "../../support/context.ts";
import { failsWith } from "../../support/vectors.ts";
import { begin, BOOKMARKS, change, contentsOf, makeJournal, some } from "./support/journals.ts";

const time = (ms: number) => ms as ServerTime;
const statesOf = (journal: Journal) => journal.entries().map(({ seq, state }) => [seq, state]);

Deno.test("an entry is pending until it is finished, and says what it was begun with", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  assert.deepEqual(journal.entries(), []);
  const entry = await begin(journal, some(3));
  assert.deepEqual(entry, {
    seq: 1,
    operation: 1,
    atMs: NOW_MS,
    state: "pending",
    title: "bookmarks add",
    collection: BOOKMARKS,
    count: 3,
    serverTime: null,
    undoes: null,
  });
  assert.deepEqual(journal.entry(1), entry);
  assert.equal(journal.entry(2), undefined);
  await journal.finish(1, { state: "done", serverTime: time(5000) });
  assert.deepEqual(journal.entry(1), { ...entry, state: "done", serverTime: 5000 });
  await journal.finish(1, { state: "undone" });
  assert.deepEqual(journal.entry(1), { ...entry, state: "undone", serverTime: 5000 });
  assert.deepEqual(await journal.changes(1), some(3));
});

Deno.test("entries come newest first, writes of one command share an operation, and another opening finds it all", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  const first = await begin(journal, some(2));
  await begin(journal, some(1, 7), { operation: first.operation });
  await begin(journal, some(4, 9), { undoes: first.seq });
  await journal.finish(2, { state: "unknown" });
  await journal.finish(3, { state: "done", serverTime: time(7) });
  const expected = await contentsOf(journal);
  const fields = expected.map(([{ seq, operation, state, undoes }]) => [seq, operation, state, undoes]);
  assert.deepEqual(fields, [[3, 3, "done", 1], [2, 1, "unknown", null], [1, 1, "pending", null]]);
  assert.deepEqual(expected.map(([, changes]) => changes), [some(4, 9), some(1, 7), some(2)]);
  const again = await test.open();
  assert.deepEqual([await contentsOf(again), test.warnings], [expected, []]);
});

Deno.test("what was never made goes: an entry that is dropped, and changes that are not among those kept", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  for (let n = 0; n < 3; n++) await begin(journal, some(1500, n));
  journal.drop(2);
  journal.drop(2);
  const only = new Set(some(1500).filter((_, i) => i % 7 === 0).map(({ id }) => id));
  const kept = some(1500).filter(({ id }) => only.has(id));
  await journal.finish(1, { state: "done", serverTime: time(7), only });
  assert.deepEqual(await journal.changes(1), kept);
  assert.deepEqual([journal.entry(1)?.count, journal.entry(1)?.serverTime], [kept.length, time(7)]);
  await journal.finish(1, { state: "done", only: new Set([...only].slice(1)) });
  assert.deepEqual(await journal.changes(1), kept.slice(1), "and once more");
  assert.equal(journal.entry(1)?.serverTime, time(7), "which says nothing of the time");
  await journal.finish(3, { state: "done", serverTime: time(9), only: new Set(["none of them"]) });
  assert.deepEqual(statesOf(journal), [[1, "done"]]);
  assert.equal((await begin(journal)).seq, 4, "no number is used twice");
});

Deno.test("there is nothing to finish or to read of an entry that is not there", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  await begin(journal);
  await failsWith("not-found.change", () => journal.changes(2));
  await failsWith("not-found.change", () => journal.finish(2, { state: "done" }));
  await failsWith("not-found.change", () => journal.finish(2, { state: "done", only: new Set(["a"]) }));
  assert.deepEqual(statesOf(journal), [[1, "pending"]], "and nothing is spoilt by it");
});

Deno.test("the oldest operations go once there are too many, but not while something of them is pending", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  await begin(journal, some(1));
  await begin(journal, some(2));
  await begin(journal, some(3), { operation: 2 });
  await journal.finish(2, { state: "done" });
  const done: number[] = [];
  for (let n = 0; n < KEPT_OPERATIONS; n++) {
    const { seq } = await begin(journal, some(1, n));
    await journal.finish(seq, { state: n % 2 ? "done" : "undone" });
    done.unshift(seq);
  }
  const seqs = () => journal.entries().map(({ seq }) => seq);
  assert.deepEqual(seqs(), [...done, 3, 2, 1], "each of the two oldest operations has a pending entry");
  await journal.finish(3, { state: "unknown" });
  await begin(journal);
  assert.deepEqual(seqs(), [204, ...done.slice(0, -1), 1]);
  await journal.finish(1, { state: "done" });
  await begin(journal);
  assert.deepEqual(seqs(), [205, 204, ...done.slice(0, -2)]);
  assert.deepEqual((await contentsOf(journal)).length, KEPT_OPERATIONS);
});

Deno.test("a hundred thousand changes are one entry, and the room they took is given back", async () => {
  await using test = await makeJournal();
  const { journal, path } = test;
  const changes = some(100_000);
  await begin(journal, changes);
  const found = await journal.changes(1);
  assert.equal(found.length, changes.length);
  for (const n of [0, 511, 512, 99_999]) assert.deepEqual(found[n], change(n));
  assert.ok(found.every(({ id }, n) => id === changes[n]?.id));
  await journal.finish(1, { state: "done", only: new Set(["record-99999"]) });
  assert.deepEqual(await journal.changes(1), [change(99_999)]);
  await begin(journal);
  await begin(journal);
  journal[Symbol.dispose]();
  assert.ok((await Deno.stat(path)).size < 1_000_000, "the file is small again");
});

const jsonObject = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()) as fc.Arbitrary<JsonObject>;
const anyChange: fc.Arbitrary<JournalChange> = fc.record({
  id: fc.stringMatching(/^[ -~]{1,64}$/).map(guid),
  before: fc.option(jsonObject),
  after: jsonObject,
  sent: fc.base64String(),
  wasUnreadable: fc.constant(true as const),
}, { requiredKeys: ["id", "before", "after"] });

Deno.test("whatever records hold comes back as it went in", async () => {
  await using test = await makeJournal();
  const { journal } = test;
  await fc.assert(
    fc.asyncProperty(fc.array(anyChange, { maxLength: 20 }), async (changes) => {
      const { seq, count } = await begin(journal, changes);
      const found = await journal.changes(seq);
      assert.equal(count, changes.length);
      // As text, which tells `-0` and members without a prototype as JSON does.
      assert.equal(JSON.stringify(found), JSON.stringify(changes));
      journal.drop(seq);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a box holds so many changes and no more, and so much text unless one change is longer by itself", () => {
  const lengthsOf = (changes: readonly JournalChange[]) =>
    [...boxTexts(changes)].map((text) => JSON.parse(text).length);
  assert.deepEqual(lengthsOf([]), []);
  assert.deepEqual(lengthsOf(some(512)), [512]);
  assert.deepEqual(lengthsOf(some(1025)), [512, 512, 1]);
  const long = (length: number): JournalChange => ({
    id: guid("long"),
    before: null,
    after: { text: "x".repeat(length) },
  });
  assert.deepEqual(lengthsOf([change(1), long(2_000_000), change(2), change(3)]), [1, 1, 2]);
  assert.deepEqual(lengthsOf([long(500_000), long(500_000), long(500_000)]), [2, 1]);
});

Deno.test("changes of an entry from before a seal was kept are read, and look as they did", () => {
  assert.deepEqual([...boxTexts([change(1)])], [
    '[["record-1",{"id":"record-1","title":"sécret before 1"},' +
    '{"id":"record-1","title":"sécret after 1","tags":[1,null]}]]',
  ]);
});

Deno.test("several who begin entries at the same time get a number each", async () => {
  await using test = await makeJournal();
  const journals = [test.journal, await test.open(), await test.open()];
  const begun = await Promise.all(
    Array.from({ length: 12 }, (_, n) => begin(journals[n % 3] ?? assert.fail(), some(600, n))),
  );
  const seqs = begun.map(({ seq }) => seq).sort((a, b) => a - b);
  assert.deepEqual(seqs, Array.from({ length: 12 }, (_, n) => n + 1));
  for (const [n, { seq }] of begun.entries()) assert.deepEqual(await test.journal.changes(seq), some(600, n));
});

Deno.test("the sum of many values is what it is of few, however many they are", () => {
  const values = [1, "x", null, [2]];
  assert.equal(checksumOfAll(values), checksumOf(...values));
  assert.ok(Number.isInteger(checksumOfAll(Array.from({ length: 300_000 }, (_, n) => n))));
});

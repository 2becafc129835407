/** The smaller parts of the mirror: boxes, notes, copies, what is compacted, and when a copy is fresh. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_MAX_AGE_MS, isDue, staleness } from "../../../app/freshness.ts";
import { aboutNote, aboutPage, makeBoxes } from "../../../app/mirror/boxes.ts";
import { compact, planCompaction } from "../../../app/mirror/compact.ts";
import { addTimes, type Copy } from "../../../app/mirror/copies.ts";
import { isMirrorFault } from "../../../app/mirror/open.ts";
import {
  BOOKMARKS,
  entry,
  filled,
  HISTORY,
  idsOf,
  listed,
  makeMirror,
  OWNER,
  some,
  store,
  time,
} from "./support/mirrors.ts";

const isDamaged = (error: unknown) => isMirrorFault(error, "damaged");

Deno.test("a box opens where it was made for, and nowhere else", async () => {
  const boxes = await makeBoxes("mirror.db", OWNER);
  const other = await makeBoxes("mirror.db", { ...OWNER, uid: "another" });
  const foreign = await makeBoxes("mirror.db", { ...OWNER, key: new Uint8Array(32).fill(8) });
  const about = aboutPage(BOOKMARKS, 7);
  const box = await boxes.seal("ünïcode", about);
  assert.equal(await boxes.openText(box, about), "ünïcode");
  for (
    const elsewhere of [aboutPage(BOOKMARKS, 8), aboutPage(HISTORY, 7), aboutNote("page 7 of bookmarks")]
  ) {
    await assert.rejects(boxes.openText(box, elsewhere), isDamaged, elsewhere);
  }
  await assert.rejects(other.open(box, about), isDamaged, "another account's");
  await assert.rejects(foreign.open(box, about), isDamaged, "another key's");
  for (const none of [undefined, null, "text", 7, new Uint8Array(0), new Uint8Array(5)]) {
    await assert.rejects(boxes.openText(none, about), isDamaged, String(none));
  }
  for (let i = 0; i < box.length; i++) {
    const changed = box.slice();
    changed[i] = (changed[i] ?? 0) ^ 1;
    await assert.rejects(boxes.openText(changed, about), isDamaged, `byte ${i}`);
  }
});

Deno.test("what is remembered is recalled, also by the next to open the mirror, until it is forgotten", async () => {
  await using test = await makeMirror();
  const { mirror } = test;
  assert.equal(await mirror.recall("a"), undefined);
  await mirror.remember("a", { list: [1, null, "x"] });
  await mirror.remember("b", 0);
  await mirror.remember("b", false);
  const again = await test.open();
  assert.deepEqual([await again.recall("a"), await again.recall("b")], [{ list: [1, null, "x"] }, false]);
  again.forgetNote("a");
  again.forgetNote("never there");
  assert.equal(await mirror.recall("a"), undefined);
});

Deno.test("a note does not pass for another", async () => {
  await using test = await makeMirror();
  await test.mirror.remember("a", 1);
  test.mirror.db.run("UPDATE note SET name = 'b' WHERE name = 'a'");
  await assert.rejects(test.mirror.recall("b"), isDamaged);
});

Deno.test("everything of another storage is forgotten, and nothing of the same", async () => {
  await using test = await makeMirror();
  const { mirror } = test;
  await mirror.adoptStorage("one");
  await filled(mirror, BOOKMARKS, [entry("a", 1)]);
  await mirror.remember("token", "x");
  await mirror.adoptStorage("one");
  assert.deepEqual([mirror.copies().length, await mirror.recall("token")], [1, "x"]);
  await mirror.adoptStorage("two");
  assert.deepEqual([mirror.copies(), await mirror.recall("token")], [[], undefined]);
  await test.open();
  await filled(mirror, BOOKMARKS, [entry("a", 1)]);
  mirror.forgetNote("storage");
  await mirror.adoptStorage("two");
  assert.deepEqual(mirror.copies(), [], "nobody knows of which storage they were");
});

Deno.test("a copy grows unseen, goes on where it was cut short, and begins anew for another generation", async () => {
  await using test = await makeMirror();
  const { mirror } = test;
  const first = mirror.grow(BOOKMARKS, "one");
  await mirror.store(first, [entry("a", 1)], { cursor: time(1), settled: false });
  assert.deepEqual([mirror.copies(), mirror.copyOf(BOOKMARKS)], [[], undefined]);
  const again = mirror.grow(BOOKMARKS, "one");
  assert.deepEqual([again.id, again.cursor, again.records, again.settled], [first.id, 1, 1, false]);
  const other = mirror.grow(BOOKMARKS, "two");
  assert.deepEqual([other.cursor, other.records, mirror.count(other)], [0, 0, 0]);
  mirror.replace(other, time(9));
  const copy = mirror.copyOf(BOOKMARKS);
  assert.deepEqual([copy?.generation, copy?.cursor, copy?.settled, copy?.growing], ["two", 9, true, false]);
});

Deno.test("asking is written down, unless the collection was expired meanwhile", async () => {
  await using test = await makeMirror();
  const { mirror } = test;
  const copy = await filled(mirror, BOOKMARKS, []);
  mirror.markChecked(copy, 500);
  const checked = mirror.copyOf(BOOKMARKS);
  assert.equal(checked?.checkedAtMs, 500);
  mirror.expire(BOOKMARKS, 600);
  mirror.markChecked(checked, 700);
  assert.equal(mirror.copyOf(BOOKMARKS)?.checkedAtMs, -600);
  mirror.expire(HISTORY, 600);
  assert.equal(mirror.copyOf(HISTORY), undefined);
});

Deno.test("a copy whose line was changed by the disk is found out, whatever was changed", async () => {
  await using test = await makeMirror();
  const { mirror } = test;
  const changes = [
    "name = 'bookmarkt'",
    "generation = 'firsu'",
    "growing = 1",
    "settled = 0",
    "cursor = cursor + 1",
    "records = 0",
    "time_sum = 0",
    "miscount = 1",
    "checked_at = 1",
    "checksum = 1",
    "id = id + 1",
    "checked_at = 9223372036854775807",
    "cursor = ''",
  ];
  for (const change of changes) {
    const copy = await filled(mirror, BOOKMARKS, [entry("a", 1)]);
    mirror.db.run(`UPDATE copy SET ${change} WHERE id = ?`, copy.id);
    assert.throws(() => mirror.copies(), isDamaged, change);
    for (const table of ["copy", "page", "row"]) mirror.db.run(`DELETE FROM ${table}`);
  }
});

Deno.test("the sum of times tells which versions there are, in any order", () => {
  const time = fc.nat(2 ** 31).map((n) => n * 1000);
  fc.assert(
    fc.property(fc.array(time), fc.array(time), (left, right) => {
      const sum = addTimes(addTimes(0, left), right);
      assert.equal(sum, addTimes(0, [...right, ...left]));
      assert.equal(addTimes(sum, [], right), addTimes(0, left));
      assert.equal(addTimes(sum, [10]) === sum, false);
    }),
  );
});

const state = (no: number, count: number, live: number, bytes = 1000) => ({ no, count, live, bytes });

Deno.test("pages that are dead go, those more than half dead are written anew, small ones once there are many", () => {
  const few = [state(1, 512, 0), state(2, 512, 255), state(3, 512, 256), state(4, 3, 3), state(5, 512, 512)];
  const plan = (pages: readonly ReturnType<typeof state>[]) => {
    const { dead, thin } = planCompaction(pages);
    return [dead.map(({ no }) => no), thin.map(({ no }) => no)];
  };
  assert.deepEqual(plan(few), [[1], [2]]);
  const small = Array.from({ length: 17 }, (_, i) => state(10 + i, 2, 2));
  assert.deepEqual(plan(small.slice(1)), [[], []], "sixteen are not many");
  assert.deepEqual(plan(small), [[], small.map(({ no }) => no)]);
  const large = small.map((each) => ({ ...each, bytes: 1 << 20 }));
  assert.deepEqual(plan(large), [[], []], "few records that fill a page are not few");
});

Deno.test("compaction merges small pages and lets dead ones go, and nobody reading notices", async () => {
  await using test = await makeMirror();
  const { mirror } = test;
  const copy = await filled(mirror, HISTORY, some(600, (n) => entry(`record-${n}`, n + 1, { sortKey: n })));
  for (let n = 0; n < 20; n++) {
    const changed = [
      entry(`record-${n}`, 1000 + n, { sortKey: 1000 - n }),
      entry(`new-${n}`, 1000 + n, { sortKey: -n }),
    ];
    await store(mirror, copy, changed);
  }
  const now = mirror.copyOf(HISTORY) ?? copy;
  using before = mirror.snapshot();
  const pages = mirror.db.numbers("SELECT count(*) FROM page")[0] ?? 0;
  await compact(mirror, now);
  using after = mirror.snapshot();
  assert.ok(pages >= 22 && (mirror.db.numbers("SELECT count(*) FROM page")[0] ?? 0) <= 4);
  assert.deepEqual(await listed(after.newestFirst(now)), await listed(before.newestFirst(now)));
  assert.deepEqual(
    new Set(idsOf(await listed(before.pages(now)))),
    new Set(idsOf(await listed(after.pages(now)))),
  );
  assert.equal(after.count(now), 620);
});

const NOW = 1_800_000_000_000;
const copyAt = (checkedAtMs: number, settled = true): Copy => ({
  id: 1,
  name: BOOKMARKS,
  generation: "g",
  growing: false,
  settled,
  cursor: time(1),
  records: 0,
  timeSum: 0,
  miscount: 0,
  checkedAtMs,
});

Deno.test("a copy is due when it is older than asked for, never asked for, expired, unsettled, or from the future", () => {
  const due = (copy: Copy | undefined, maxAgeMs = 1000) => isDue(copy, maxAgeMs, NOW);
  assert.equal(due(copyAt(NOW)), false);
  assert.equal(due(copyAt(NOW - 1000)), false);
  assert.equal(due(copyAt(NOW - 1001)), true);
  assert.equal(due(copyAt(NOW), 0), true, "nothing is fresh enough for who wants to ask");
  assert.equal(due(copyAt(NOW + 1)), true, "the clock was put back");
  assert.equal(due(copyAt(NOW + 1), Infinity), true);
  assert.equal(due(copyAt(1), Infinity), false);
  for (const copy of [undefined, copyAt(0), copyAt(-NOW), copyAt(NOW, false)]) {
    assert.equal(due(copy, Infinity), true);
  }
});

Deno.test("what is read without asking is told to be stale, from when, and why", () => {
  const told = (copy: Copy, why: "offline" | "unreachable") => {
    const stale = staleness(copy, why, NOW);
    return stale && [stale.asOfMs, stale.why];
  };
  assert.equal(told(copyAt(NOW - DEFAULT_MAX_AGE_MS), "offline"), undefined);
  assert.deepEqual(told(copyAt(NOW - DEFAULT_MAX_AGE_MS - 1), "offline"), [
    NOW - DEFAULT_MAX_AGE_MS - 1,
    "offline",
  ]);
  assert.deepEqual(told(copyAt(NOW), "unreachable"), [NOW, "unreachable"]);
  assert.deepEqual(told(copyAt(NOW + 5), "offline"), [NOW + 5, "offline"]);
  assert.deepEqual(told(copyAt(0), "offline"), [null, "offline"]);
  assert.deepEqual(told(copyAt(-7), "offline"), [7, "offline"]);
  assert.deepEqual(told(copyAt(NOW, false), "offline"), [NOW, "cut-short"]);
});

Deno.test("a snapshot is of the moment it was taken, also where nobody has looked at it yet", async () => {
  await using test = await makeMirror();
  const { mirror } = test;
  const copy = await filled(mirror, BOOKMARKS, [entry("a", 1)]);
  using snapshot = mirror.snapshot();
  await store(await test.open(), copy, [entry("b", 2)]);
  const seen = snapshot.copyOf(BOOKMARKS) ?? assert.fail();
  assert.deepEqual([seen.records, idsOf(await listed(snapshot.pages(seen)))], [1, ["a"]]);
});

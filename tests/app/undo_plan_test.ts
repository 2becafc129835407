import assert from "node:assert/strict";
import fc from "fast-check";
import type { JournalChange } from "../../app/journal/changes.ts";
import { restoreOrder } from "../../app/undo/order.ts";
import { revert, revertAll, type Wanted } from "../../app/undo/plan.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { id } from "../core/sync/storage_support.ts";

const A = id("a");
const WAS = { id: "a", title: "was", tags: ["x"], more: { x: 1, y: 1 } };
const MADE = { id: "a", title: "made", tags: ["x"], more: { x: 2, y: 1 }, added: true };
const CHANGE: JournalChange = { id: A, before: WAS, after: MADE };

/** What is wanted, and the paths of what somebody else has changed since. */
function reverted(change: JournalChange, now: Wanted) {
  const { wanted, conflicts } = revert("forms", change, now);
  return [wanted, conflicts.map(({ path }) => path?.join(".") ?? null)];
}

Deno.test("what nobody has touched since is as it was", () => {
  assert.deepEqual(reverted(CHANGE, MADE), [WAS, []]);
  assert.deepEqual(reverted(CHANGE, WAS), [WAS, []], "what is back already stays");
  const added: JournalChange = { id: A, before: null, after: MADE };
  assert.deepEqual(reverted(added, MADE), [undefined, []]);
  assert.deepEqual(reverted(added, undefined), [undefined, []]);
  const removed: JournalChange = { id: A, before: WAS, after: { id: "a", deleted: true } };
  assert.deepEqual(reverted(removed, undefined), [WAS, []]);
});

Deno.test("what others have changed since in other fields stays, also within one object", () => {
  const now = { ...MADE, tags: ["theirs"], more: { x: 2, y: 5, z: 6 }, new: 1 };
  assert.deepEqual(reverted(CHANGE, now), [
    { id: "a", title: "was", tags: ["theirs"], more: { x: 1, y: 5, z: 6 }, new: 1 },
    [],
  ]);
});

Deno.test("what others have changed since in the same field is a conflict, by its path", () => {
  const now = { ...MADE, title: "theirs", more: { x: 9, y: 1 }, added: false };
  assert.deepEqual(reverted(CHANGE, now), [WAS, ["title", "more.x", "added"]]);
  const { conflicts: [title] } = revert("forms", CHANGE, now);
  assert.deepEqual(title, { path: ["title"], before: "made", mine: "was", theirs: "theirs" });
  assert.deepEqual(reverted(CHANGE, { ...MADE, more: "theirs" }), [WAS, ["more"]]);
  assert.deepEqual(reverted(CHANGE, { ...MADE, title: "was" }), [WAS, []], "but for who wants the same");
});

Deno.test("what others have deleted or brought back since is a conflict of the record as a whole", () => {
  assert.deepEqual(reverted(CHANGE, undefined), [WAS, [null]]);
  const removed: JournalChange = { id: A, before: WAS, after: { id: "a", deleted: true } };
  assert.deepEqual(reverted(removed, { ...WAS, title: "theirs" }), [WAS, [null]]);
  const added: JournalChange = { id: A, before: null, after: MADE };
  assert.deepEqual(reverted(added, { ...MADE, title: "theirs" }), [undefined, [null]]);
});

Deno.test("several writes go back in turn, the newest first", () => {
  const step = (before: string | null, after: string): JournalChange => ({
    id: A,
    before: before === null ? null : { id: "a", title: before },
    after: { id: "a", title: after },
  });
  const made = [[step("two", "three")], [step("one", "two")], [step(null, "one")]];
  const all = (count: number) => {
    const { wanted, conflicts } = revertAll(
      "forms",
      made.slice(0, count),
      () => ({ id: "a", title: "three" }),
    );
    return [wanted.get(A), conflicts.length];
  };
  assert.deepEqual(all(1), [{ id: "a", title: "two" }, 0]);
  assert.deepEqual(all(2), [{ id: "a", title: "one" }, 0]);
  assert.deepEqual(all(3), [undefined, 0]);
});

Deno.test("of a record that could not be read before, nobody knows what to go back to: it stays", () => {
  const over: JournalChange = { id: A, before: null, after: MADE, wasUnreadable: true };
  for (const now of [MADE, { ...MADE, title: "theirs" }, undefined]) {
    assert.deepEqual(reverted(over, now), [now, []]);
    const { wanted, unreadable } = revertAll("forms", [[over]], () => now);
    assert.deepEqual([[...wanted], [...unreadable]], [[[A, now]], [A]]);
  }
  const edited: JournalChange = { id: A, before: MADE, after: { ...MADE, title: "later" } };
  const { wanted } = revertAll("forms", [[edited], [over]], () => edited.after);
  assert.deepEqual(wanted.get(A), MADE, "what was changed later still goes back");
});

Deno.test("a root folder that was made stays, without what was put into it", () => {
  const folder = { type: "folder", children: ["a"] };
  const over = { before: null, wasUnreadable: true } as const;
  const cases: readonly (readonly [
    collection: string,
    id: string,
    change: Pick<JournalChange, "before" | "wasUnreadable">,
    now: Wanted,
    wanted: Wanted,
    conflicts: number,
  ])[] = [
    ["bookmarks", "menu", { before: null }, folder, { ...folder, children: [] }, 0],
    ["bookmarks", "menu", { before: null }, { ...folder, children: ["a", "x"] }, {
      ...folder,
      children: ["x"],
    }, 0],
    [
      "bookmarks",
      "menu",
      { before: { ...folder, children: ["b"] } },
      folder,
      { ...folder, children: ["b"] },
      0,
    ],
    ["bookmarks", "menu", over, folder, folder, 0],
    ["bookmarks", "folder______", { before: null }, folder, undefined, 0],
    ["bookmarks", "folder______", { before: null }, { ...folder, children: ["a", "x"] }, undefined, 1],
    ["forms", "menu", { before: null }, folder, undefined, 0],
  ];
  for (const [collection, name, change, now, expected, count] of cases) {
    const made = [[{ id: id(name), after: folder, ...change }]];
    const { wanted, conflicts } = revertAll(collection, made, () => now);
    assert.deepEqual([wanted.get(id(name)), conflicts.length], [expected, count], `${collection} ${name}`);
  }
});

const names = fc.constantFrom("a", "b", "c", "__proto__", "toString");
const json: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(1, 2, "x", null, true),
  fc.dictionary(names, fc.constantFrom(1, 2, "x"), { maxKeys: 3 }),
);
const record = fc.dictionary(names, json, { maxKeys: 4 }).map((rest): JsonObject => ({ ...rest, id: "a" }));
const recordOrNone = fc.option(record, { nil: null });

Deno.test("whatever was written, taking it back gives what was, member for member", () => {
  fc.assert(
    fc.property(recordOrNone, record, (before, after) => {
      const { wanted, conflicts } = revert("forms", { id: A, before, after }, after);
      assert.deepEqual(wanted, before ?? undefined);
      assert.deepEqual(conflicts, []);
    }),
    { numRuns: 500 },
  );
});

/** Every path to a value that is no object. */
function leaves(object: JsonObject, above = ""): Map<string, unknown> {
  return new Map(
    Object.entries(object).flatMap(([name, value]) =>
      isObject(value) ? [...leaves(value, `${above}${name}/`)] : [[above + name, value] as const]
    ),
  );
}

Deno.test("whatever others have changed since, what no conflict names is either as it was or theirs", () => {
  fc.assert(
    fc.property(record, record, record, (before, after, now) => {
      const { wanted, conflicts } = revert("forms", { id: A, before, after }, now);
      assert.ok(wanted);
      if (conflicts.length > 0) return;
      const [was, made, is, will] = [before, after, now, wanted].map((each) => leaves(each));
      for (const [path, value] of is ?? []) {
        if (!made?.has(path) && !was?.has(path)) {
          assert.deepEqual(will?.get(path), value, `${path} is theirs`);
        }
      }
      for (const [path, value] of will ?? []) {
        const known = [was, is].some((each) => each?.has(path) && each.get(path) === value);
        assert.ok(known, `${path} is made up`);
      }
    }),
    { numRuns: 500 },
  );
});

const child = fc.constantFrom(..."abcdefghij");
const list = fc.uniqueArray(child, { maxLength: 8 });

/** The order of what both lists hold. */
const common = (a: readonly string[], b: readonly string[]) => a.filter((each) => b.includes(each));

Deno.test("the order of a folder that nobody else has touched goes back exactly", () => {
  const change = fc.tuple(list, list, fc.array(child)).map(([was, more]) => {
    const became = [...was.filter((_, i) => i % 3 !== 0), ...more.filter((each) => !was.includes(each))];
    return { was, became };
  });
  fc.assert(
    fc.property(change, ({ was, became }) => {
      assert.deepEqual(restoreOrder(was, became, became), was);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("whoever has changed the folder since, what was added goes, what was taken out is back, and theirs stays", () => {
  fc.assert(
    fc.property(list, list, list, (was, became, is) => {
      const answer = restoreOrder(was, became, is);
      const isReordered = common(was, became).join() !== common(became, was).join();
      assert.equal(answer === undefined, isReordered);
      if (answer === undefined) return;
      assert.ok(Array.isArray(answer));
      const restored: readonly string[] = answer;
      assert.equal(new Set(restored).size, restored.length, "each once");
      const added = became.filter((each) => !was.includes(each));
      const lost = was.filter((each) => !became.includes(each));
      const kept = is.filter((each) => !added.includes(each));
      assert.deepEqual(new Set(restored), new Set([...kept, ...lost]));
      assert.deepEqual(common(restored, kept), kept, "theirs are in their order");
      const back = lost.filter((each) => !kept.includes(each));
      assert.deepEqual(common(restored, back).length, back.length);
      for (const each of back) {
        const anchor = was.slice(0, was.indexOf(each)).findLast((one) => restored.includes(one));
        const at = anchor === undefined ? -1 : restored.indexOf(anchor);
        assert.equal(restored.indexOf(each), at + 1, `${each} stands behind what it stood behind`);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("what is no list of ids has no order to restore", () => {
  assert.equal(restoreOrder(["a"], ["b"], "theirs"), undefined);
  assert.equal(restoreOrder([1], ["b"], ["c"]), undefined);
  assert.equal(restoreOrder(undefined, ["b"], ["c"]), undefined);
});

Deno.test("the order of a folder, case by case", () => {
  const cases: readonly (readonly [was: string, became: string, is: string, wanted: string | undefined])[] = [
    ["", "", "", ""],
    ["", "x", "x", ""],
    ["ab", "", "", "ab"],
    ["ab", "axb", "axb", "ab"],
    // Others have moved what the write added, and added something themselves.
    ["ab", "axb", "xyab", "yab"],
    // What comes back stands behind what it stood behind, wherever that is now, and in the order it had.
    ["abcd", "ad", "da", "dabc"],
    ["abcd", "cd", "dc", "abdc"],
    ["abcd", "ad", "d", "bcd"],
    // Others have put one of them back already.
    ["abc", "a", "ac", "abc"],
    ["abc", "a", "ca", "cab"],
    // Others have emptied the folder.
    ["abc", "ab", "", "c"],
    // A list that says an id twice gets what comes back once.
    ["ab", "a", "aa", "aba"],
    // The write and others have put it in an order each.
    ["abc", "cba", "bac", undefined],
  ];
  for (const [was, became, is, wanted] of cases) {
    const answer = restoreOrder([...was], [...became], [...is]);
    assert.equal(answer?.join(""), wanted, `${was} ${became} ${is}`);
  }
  assert.equal(restoreOrder(["a", "a,a"], ["a,a", "a"], ["a", "a,a"]), undefined, "ids may hold commas");
});

Deno.test("only the children of a folder are an order of ids: any other list is one value", () => {
  const outcome = (collection: string, record: (list: readonly string[]) => JsonObject) => {
    const change = { id: A, before: record(["x"]), after: record(["x", "y"]) };
    const { wanted, conflicts } = revert(collection, change, record(["x", "y", "z"]));
    return [wanted, conflicts.map(({ path }) => path?.join("."))];
  };
  const top = (children: readonly string[]) => ({ children });
  assert.deepEqual(outcome("bookmarks", top), [{ children: ["x", "z"] }, []]);
  assert.deepEqual(outcome("forms", top), [{ children: ["x"] }, ["children"]]);
  const deep = (children: readonly string[]) => ({ more: { children } });
  assert.deepEqual(outcome("bookmarks", deep), [{ more: { children: ["x"] } }, ["more.children"]]);
  assert.deepEqual(outcome("bookmarks", (tags) => ({ tags })), [{ tags: ["x"] }, ["tags"]]);
});

Deno.test("a record may have more members in conflict than a call takes arguments", () => {
  const count = 200_000;
  const record = (value: number): JsonObject =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`m${n}`, value]));
  const change = { id: A, before: { more: record(1) }, after: { more: record(2) } };
  const { conflicts } = revertAll("forms", [[change]], () => ({ more: record(3) }));
  assert.equal(conflicts.length, count);
});

Deno.test("a record of items that was made or removed goes back item by item, too", () => {
  const items = (data: string): JsonObject => ({ id: "a", extId: "x@y", data });
  const gone = { id: "a", deleted: true };
  const cases:
    readonly (readonly [before: JsonObject | null, after: JsonObject, now: string, Wanted, number])[] = [
      [null, items('{"a":1}'), '{"a":1,"b":2}', items('{"b":2}'), 0],
      [null, items('{"a":1}'), '{"b":2}', items('{"b":2}'), 0],
      [null, items('{"a":1}'), "{}", undefined, 0],
      [null, items('{"a":1}'), '{"a":9}', undefined, 1],
      [items('{"a":1}'), gone, '{"b":2}', items('{"b":2,"a":1}'), 0],
      [items('{"a":1}'), gone, '{"a":9,"b":2}', items('{"a":1,"b":2}'), 1],
      [items('{"a":1}'), items('{"a":2}'), "no JSON", items('{"a":1}'), 1],
    ];
  for (const [before, after, now, wanted, count] of cases) {
    const reverted = revert("extension-storage", { id: A, before, after }, items(now));
    assert.deepEqual([reverted.wanted, reverted.conflicts.length], [wanted, count], now);
  }
});

Deno.test("that something was used meanwhile is no conflict, and the newer time stays", () => {
  const entry = (more: object): JsonObject => ({
    id: "a",
    entry: { name: "Ann", timeLastModified: 1, ...more },
  });
  const change: JournalChange = {
    id: A,
    before: entry({}),
    after: entry({ name: "Bo", timeLastModified: 2 }),
  };
  const used = { timeLastModified: 9, timeLastUsed: 9, timesUsed: 4 };
  for (const collection of ["addresses", "creditcards"]) {
    assert.deepEqual(
      revert(collection, change, entry({ name: "Bo", tel: "1", ...used })),
      { wanted: entry({ tel: "1", ...used }), conflicts: [] },
    );
    const made: JournalChange = { id: A, before: null, after: entry({}) };
    assert.deepEqual(revert(collection, made, entry(used)), { wanted: undefined, conflicts: [] });
    assert.equal(revert(collection, made, entry({ tel: "1" })).conflicts.length, 1);
    const theirs = revert(collection, change, entry({ name: "Cy", ...used }));
    assert.deepEqual(theirs.conflicts.map(({ path }) => path), [["entry", "name"]]);
  }
  assert.equal(revert("forms", change, entry({ name: "Bo", timeLastModified: 9 })).conflicts.length, 1);
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { checkBookmarks, FAULT_KINDS } from "../../../core/bookmarks/check.ts";
import { planRepair, type RepairOptions } from "../../../core/bookmarks/repair.ts";
import { applyChanges, type BookmarkState, clearOf } from "../../../core/bookmarks/state.ts";
import { buildTree, ROOT_IDS, walk } from "../../../core/bookmarks/tree.ts";
import { idFault, shapeFault } from "../../../core/records/writing.ts";
import {
  anything,
  type Collection,
  damaged,
  differing,
  folder,
  kindsLeft,
  link,
  repairs,
  sound,
  stateOf,
  stateWith,
  times,
  tombstone,
  unreadable,
} from "./check_support.ts";

// --- several at a time, and what is not touched -----------------------------------------------------------

Deno.test("a record with several faults is written once, for all of them", () => {
  const records = new Map([
    ["menu", folder("menu", "places", ["gone", "a", "a"])],
    ["a", link("a", "menu", { bmkUri: "https://b.example/", tags: ["t"] })],
    ["b", link("b", "was", { children: ["a"], id: null })],
    ["unfiled", folder("unfiled", "places")],
    ["was", tombstone("was")],
  ]);
  assert.deepEqual(repairs(stateOf(records)), {
    b: {
      parentid: "unfiled",
      parentName: "the unfiled",
      id: "b",
      tags: ["t"],
      children: undefined,
      reason: "missingIDs, deletedParents, childrenOnNonFolder, differentTags",
    },
    menu: { children: ["a"], reason: "missingChildren, duplicateChildren" },
    unfiled: { children: ["b"], reason: "deletedParents" },
  });
});

Deno.test("records that cannot be read stay in lists, and what names them stays with them", () => {
  const state = stateWith(
    folder("menu", "places", ["u", "a"]),
    unreadable("u"),
    link("a", "u"),
    link("b", "u"),
  );
  assert.deepEqual(planRepair(state), { changes: [], left: [] });
  const twice = stateWith(folder("menu", "places", ["u", "u"]), unreadable("u"));
  assert.deepEqual(repairs(twice), { menu: { children: ["u"], reason: "duplicateChildren" } });
});

Deno.test("items without a place go to another root where unfiled cannot be written, or stay where none can", () => {
  const state = stateWith(link("a", "gone"), unreadable("unfiled"));
  assert.deepEqual(Object.keys(repairs(state)), ["a", "menu"]);
  assert.equal(repairs(state)["a"]?.["parentid"], "menu");
  const none = stateWith(link("a", "gone"), ...ROOT_IDS.map(unreadable));
  assert.deepEqual(repairs(none), {});
  assert.deepEqual(kindsLeft(none), ["orphans a"]);
});

Deno.test("a livemark is never written: what would need that is left", () => {
  const state = stateWith(
    folder("menu", "places", ["m"]),
    folder("toolbar", "places", ["m"]),
    link("m", "gone", { type: "livemark" }),
  );
  assert.deepEqual(repairs(state), { toolbar: { children: [], reason: "multipleParents" } });
  assert.deepEqual(kindsLeft(state), ["orphans m"]);
  const unlisted = stateWith(
    link("m", "gone", { type: "livemark" }),
    link("n", "menu", { type: "livemark" }),
  );
  assert.deepEqual(repairs(unlisted), { menu: { children: ["n"], reason: "parentChildMismatches" } });
  assert.deepEqual(kindsLeft(unlisted), ["orphans m"]);
});

// --- sizes ------------------------------------------------------------------------------------------------

Deno.test("two hundred folders inside each other are a ring like any other", () => {
  const depth = 200;
  const ring = Array.from(
    { length: depth },
    (_, i) => folder(`f${i}`, `f${(i + depth - 1) % depth}`, [`f${(i + 1) % depth}`]),
  );
  const state = stateWith(...ring);
  assert.deepEqual(checkBookmarks(state).map(({ kind, id }) => [kind, id]), [["cycles", "f0"]]);
  assert.deepEqual(Object.keys(repairs(state)), ["f0", `f${depth - 1}`, "unfiled"]);
  assert.deepEqual(kindsLeft(state), []);
});

Deno.test("fifty thousand items that have lost their place are put back in one plan", () => {
  const folders = Array.from({ length: 10 }, (_, i) => folder(`f${i}`, "menu"));
  const lost = Array.from({ length: 50_000 }, (_, i) => link(`a${i}`, i % 2 === 0 ? `f${i % 10}` : "gone"));
  const state = stateWith(folder("menu", "places", folders.map(({ id }) => String(id))), ...folders, ...lost);
  const { changes, left } = planRepair(state);
  assert.equal(changes.length, 25_000 + 5 + 1);
  assert.deepEqual(left, []);
});

Deno.test("a chain of ten thousand folders needs no stack", () => {
  const depth = 10_000;
  const chain = Array.from(
    { length: depth },
    (_, i) => folder(`f${i}`, i === 0 ? "gone" : `f${i - 1}`, [`f${i + 1}`]),
  );
  const state = stateWith(...chain);
  assert.deepEqual(Object.keys(repairs(state)), ["f0", `f${depth - 1}`, "unfiled"]);
});

// --- whatever is wrong ------------------------------------------------------------------------------------

const broken = fc.oneof(damaged, anything);
const runs = { numRuns: 400 };

interface Repaired {
  readonly records: Collection;
  readonly before: BookmarkState;
  readonly after: BookmarkState;
  readonly plan: ReturnType<typeof planRepair>;
}

function repaired(records: Collection, options: RepairOptions = {}): Repaired {
  const before = stateOf(records);
  const plan = planRepair(before, options);
  return { records, before, plan, after: applyChanges(before, plan.changes) };
}

const isRootId = (id: string) => ROOT_IDS.some((root) => root === id);
const isLocalId = (id: string) => idFault("bookmarks", id, false) !== undefined;

/** Whether items without a place can go anywhere. */
const hasRefuge = ({ unreadable }: BookmarkState) => ROOT_IDS.some((id) => !unreadable.has(id));

Deno.test("a sound collection has no faults and needs no repair", () => {
  fc.assert(fc.property(sound, (records) => {
    assert.deepEqual(checkBookmarks(stateOf(records)), []);
    assert.deepEqual(planRepair(stateOf(records)), { changes: [], left: [] });
  }));
});

Deno.test("after a repair only that is wrong which cannot be repaired, and a second repair does nothing", () => {
  fc.assert(
    fc.property(broken, times, (records, modifiedOf) => {
      const { after, plan } = repaired(records, { modifiedOf });
      assert.deepEqual(checkBookmarks(after), plan.left);
      if (hasRefuge(after)) {
        const unexpected = plan.left.filter(({ kind, id }) =>
          kind !== "rootOnServer" && after.items.get(id)?.type !== "livemark"
        );
        assert.deepEqual(unexpected, []);
      }
      assert.deepEqual(planRepair(after, { modifiedOf }), { changes: [], left: plan.left });
    }),
    { numRuns: 1500 },
  );
});

Deno.test("a repair loses no item: each is in one folder that it names and that lists it, below a root", () => {
  fc.assert(
    fc.property(broken, times, (records, modifiedOf) => {
      const { before, after } = repaired(records, { modifiedOf });
      assert.deepEqual([...before.items.keys()].filter((id) => !after.items.has(id)), []);
      const made = [...after.items.keys()].filter((id) => !before.items.has(id));
      assert.ok(made.every(isRootId));
      assert.deepEqual(after.unreadable, before.unreadable);
      if (!hasRefuge(after)) return;
      const tree = buildTree(after.items.values());
      for (const { id, type, parentId } of after.items.values()) {
        const node = tree.nodes.get(id);
        if (isRootId(id) || isLocalId(id) || type === "livemark" || after.unreadable.has(parentId ?? "")) {
          continue;
        }
        const parent = node?.parent?.record;
        assert.equal(parent?.id, parentId, id);
        assert.ok(parent?.type === "folder" && parent.children.includes(id), id);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a repair changes no member but those it is about, and drops no tag", () => {
  fc.assert(
    fc.property(broken, times, (records, modifiedOf) => {
      const { before, plan } = repaired(records, { modifiedOf });
      for (const { item } of plan.changes) {
        const former = before.items.get(item.id);
        if (!former) continue;
        const members = differing(former.source, clearOf(item));
        const known = ["children", "id", "keyword", "parentName", "parentid", "tags"];
        if (isRootId(item.id) && former.type !== "folder") known.push("title", "type");
        assert.deepEqual(Object.keys(members).filter((name) => !known.includes(name)), []);
        assert.ok(Object.keys(members).length > 0, `${item.id} is written for something`);
        if (former.type === "bookmark" && item.type === "bookmark") {
          const tags = new Set(item.tags.map((tag) => tag.trim().toLowerCase()));
          assert.ok(former.tags.every((tag) => tags.has(tag.trim().toLowerCase())));
        }
      }
    }),
    runs,
  );
});

Deno.test("a repair writes each record once, only what may be written, and for faults that the check tells", () => {
  fc.assert(
    fc.property(broken, (records) => {
      const { before, plan } = repaired(records);
      const ids = plan.changes.map(({ item }) => item.id);
      assert.deepEqual(ids, [...new Set(ids)].sort());
      const found = new Set<string>(checkBookmarks(before).map(({ kind }) => kind));
      const order = FAULT_KINDS.map(({ kind }) => String(kind));
      for (const { item, reason = "" } of plan.changes) {
        assert.equal(idFault("bookmarks", item.id, false), undefined);
        assert.equal(shapeFault("bookmarks", clearOf(item), false), undefined);
        const kinds = reason.split(", ");
        assert.deepEqual(kinds, order.filter((kind) => kinds.includes(kind) && found.has(kind)));
      }
    }),
    runs,
  );
});

Deno.test("neither the faults nor the repair depend on the order of the records", () => {
  const twice = broken.chain((records) =>
    fc.tuple(fc.constant(records), fc.shuffledSubarray([...records], { minLength: records.size }), times)
  );
  fc.assert(
    fc.property(twice, ([records, mixed, modifiedOf]) => {
      const other = stateOf(new Map(mixed));
      assert.deepEqual(checkBookmarks(stateOf(records)), checkBookmarks(other));
      assert.deepEqual(planRepair(stateOf(records), { modifiedOf }), planRepair(other, { modifiedOf }));
    }),
    runs,
  );
});

Deno.test("where times do not tell, a repair settles the very tree that was shown before", () => {
  const readable = broken.map((records) =>
    new Map(
      [...records].filter(([id, { type }]) =>
        type !== "of tomorrow" && type !== "x" && type !== "livemark" && !isLocalId(id)
      ),
    )
  );
  const outline = (state: BookmarkState) =>
    [...walk(buildTree(state.items.values()))].map(({ node }) => [node.record.id, node.parent?.record.id])
      .sort();
  fc.assert(
    fc.property(readable, (records) => {
      const { before, after } = repaired(records);
      assert.deepEqual(outline(after), outline(before));
    }),
    { numRuns: 1000 },
  );
});

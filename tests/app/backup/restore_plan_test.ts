import assert from "node:assert/strict";
import fc from "fast-check";
import { isRestorable, type OnServer, planRestore } from "../../../app/backup/restore_plan.ts";
import { type Guid, guid } from "../../../core/ids.ts";
import type { JsonObject } from "../../../core/json.ts";

const mapOf = <T>(entries: Record<string, T>): Map<Guid, T> =>
  new Map(Object.entries(entries).map(([id, value]) => [guid(id), value]));

const backup = mapOf<JsonObject>({
  same: { id: "same", title: "t", url: "u" },
  changed: { id: "changed", title: "old" },
  deleted: { id: "deleted" },
  gone: { id: "gone" },
  sealed: { id: "sealed" },
});
const server = mapOf<OnServer>({
  same: { url: "u", title: "t", id: "same" },
  changed: { id: "changed", title: "new" },
  deleted: "tombstone",
  sealed: "unreadable",
  newer: { id: "newer" },
  other: "unreadable",
  buried: "tombstone",
});
const idsOf = (puts: readonly { readonly id: Guid }[]) => puts.map(({ id }) => id);

Deno.test("a collection becomes what it was: what is newer goes, what nobody can read stays", () => {
  const { puts, removes, unchanged } = planRestore(backup, server, { missingOnly: false });
  assert.deepEqual(idsOf(puts), ["changed", "deleted", "gone", "sealed"]);
  assert.deepEqual(puts[0]?.clear, { id: "changed", title: "old" });
  assert.deepEqual([removes, unchanged], [["newer"], 2]);
});

Deno.test("where only what is missing is wanted, nothing is changed and nothing removed", () => {
  const { puts, removes, unchanged } = planRestore(backup, server, { missingOnly: true });
  assert.deepEqual([idsOf(puts), removes, unchanged], [["deleted", "gone"], [], 5]);
});

Deno.test("chosen records come back alone", () => {
  const ids = new Set(["same", "changed", "gone", "newer", "unknown"]);
  const { puts, removes, unchanged } = planRestore(backup, server, { missingOnly: false, ids });
  assert.deepEqual([idsOf(puts), removes, unchanged], [["changed", "gone"], [], 1]);
  const missing = planRestore(backup, server, { missingOnly: true, ids });
  assert.deepEqual([idsOf(missing.puts), missing.removes, missing.unchanged], [["gone"], [], 2]);
});

Deno.test("what the backup holds and cannot bring back stays; where it lacks records, all that is newer stays", () => {
  const held = new Set([guid("newer")]);
  const more = new Map([...server, [guid("newest"), { id: "newest" }]]);
  const spared = planRestore(backup, more, { missingOnly: false, held });
  assert.deepEqual([spared.removes, spared.unchanged], [["newest"], 3]);
  const incomplete = planRestore(backup, more, { missingOnly: false, isIncomplete: true });
  assert.deepEqual([incomplete.removes, incomplete.unchanged], [[], 4]);
  assert.deepEqual(idsOf(incomplete.puts), ["changed", "deleted", "gone", "sealed"]);
});

Deno.test("an object that lacks the id of its envelope is the same as one that has it", () => {
  const there = mapOf<OnServer>({ a: { title: "t" } });
  const plan = planRestore(mapOf<JsonObject>({ a: { title: "t", id: "a" } }), there, { missingOnly: false });
  assert.deepEqual(plan, { puts: [], removes: [], unchanged: 1 });
});

const object = fc.dictionary(fc.constantFrom("title", "url"), fc.nat(2), { noNullPrototype: true });
const ids = fc.constantFrom("a", "b", "c", "d", "e");
const records = fc.dictionary(ids, object).map(mapOf<JsonObject>);
const held = fc.dictionary(
  ids,
  fc.oneof(object, fc.constantFrom("tombstone" as const, "unreadable" as const)),
);

Deno.test("a plan that was carried out leaves nothing to plan", () => {
  fc.assert(
    fc.property(records, held.map(mapOf<OnServer>), fc.boolean(), (backup, server, missingOnly) => {
      const { puts, removes } = planRestore(backup, server, { missingOnly });
      const after = new Map(server);
      for (const { id, clear } of puts) after.set(id, clear);
      for (const id of removes) after.set(id, "tombstone");
      const again = planRestore(backup, after, { missingOnly });
      assert.deepEqual([again.puts, again.removes], [[], []]);
      for (const [id, clear] of backup) if (!missingOnly) assert.deepEqual(after.get(id), clear);
      if (missingOnly) {
        for (const [id, there] of server) if (there !== "tombstone") assert.equal(after.get(id), there);
      }
    }),
  );
});

Deno.test("what each device says of itself, and what makes Sync work, is not brought back", () => {
  const names = ["bookmarks", "clients", "tabs", "meta", "crypto", "unheard-of", "history"];
  assert.deepEqual(names.filter(isRestorable), ["bookmarks", "unheard-of", "history"]);
});

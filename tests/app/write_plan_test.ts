import assert from "node:assert/strict";
import fc from "fast-check";
import { type RawRow } from "../../app/raw_rows.ts";
import { contested, type Intent, merged, planWrite, type Rows } from "../../app/write_plan.ts";
import type { Guid } from "../../core/ids.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { decodeRecord } from "../../core/records/registry.ts";
import { id, seconds } from "../core/sync/storage_support.ts";

/** What a server has, as if nothing were sealed. */
function rowsOf(collection: string, ...records: readonly (JsonObject | string)[]): Rows {
  return new Map(records.map((record): [Guid, RawRow] => {
    const payload = typeof record === "string" ? record : JSON.stringify(record);
    const name = id(typeof record === "string" ? "bad" : String(record["id"]));
    const bso = { id: name, modified: seconds("1"), payload };
    return [name, { bso, incoming: decodeRecord(collection, payload, name) }];
  }));
}

const intent = (kind: Intent["kind"], clear: JsonObject, at?: string): Intent => ({
  kind,
  id: id(String(clear["id"])),
  clear,
  ...(at === undefined ? {} : { at }),
});
const replace = (clear: JsonObject) => intent("replace", clear);
const merge = (clear: JsonObject) => intent("merge", clear);
const remove = (name: string): Intent => ({ kind: "remove", id: id(name), clear: {} });

/** Action and reason of each change. */
const actions = (collection: string, intents: readonly Intent[], rows: Rows) =>
  planWrite(collection, intents, rows).changes.map(({ action, reason }) => [action, reason]);

const A = { id: "a", name: "n", value: "v", more: { x: 1 } };

Deno.test("what is not there is added, what differs is changed, what is so already is left alone", () => {
  const rows = rowsOf("forms", A, { id: "gone", deleted: true }, "{");
  const intents = [
    replace({ id: "new", name: "n", value: "v" }),
    replace({ ...A, value: "w" }),
    replace({ more: { x: 1 }, value: "v", name: "n", id: "a" }),
    replace({ id: "gone", name: "n", value: "v" }),
    replace({ id: "bad", name: "n", value: "v" }),
  ];
  assert.deepEqual(actions("forms", intents, rows), [
    ["add", ""],
    ["change", ""],
    ["skip", "is so already"],
    ["add", "was deleted"],
    ["change", "could not be read"],
  ]);
  const { changes } = planWrite("forms", intents, rows);
  assert.deepEqual(changes[1], {
    id: "a",
    action: "change",
    reason: "",
    members: ["value"],
    clear: { ...A, value: "w" },
  });
  assert.equal(changes[2]?.clear, undefined);
});

Deno.test("members that come and go are named, and a record without its id inside is the same as one with it", () => {
  const [change] =
    planWrite("forms", [replace({ id: "a", name: "n", value: "v", extra: null })], rowsOf("forms", A))
      .changes;
  assert.deepEqual(change?.members, ["more", "extra"]);
  const bare = { name: "n", value: "v" };
  const stored = JSON.stringify(bare);
  const rows: Rows = new Map([[id("a"), {
    bso: { id: id("a"), modified: seconds("1"), payload: stored },
    incoming: decodeRecord("forms", stored, "a"),
  }]]);
  assert.deepEqual(actions("forms", [replace({ id: "a", ...bare })], rows), [["skip", "is so already"]]);
});

Deno.test("a tombstone deletes what is there or unknown, and leaves alone what is deleted", () => {
  const rows = rowsOf("addons", { id: "a", applicationID: "{app}", secret: 1 }, {
    id: "gone",
    deleted: true,
  });
  for (
    const asked of [
      remove("a"),
      replace({ id: "a", deleted: true, secret: 1 }),
      merge({ id: "a", deleted: true }),
    ]
  ) {
    const { changes: [change] } = planWrite("addons", [asked], rows);
    assert.deepEqual(change?.clear, { id: "a", applicationID: "{app}", deleted: true });
    assert.equal(change?.action, "remove");
  }
  assert.deepEqual(actions("addons", [remove("gone"), remove("other")], rows), [
    ["skip", "is deleted already"],
    ["remove", "is not there"],
  ]);
});

Deno.test("merging sets the members given at every depth; lists and null take the place of what was", () => {
  const former = { a: { b: { c: 1, d: 2 }, list: [1, 2] }, keep: true, gone: 5 };
  assert.deepEqual(merged(former, { a: { b: { c: 9 }, list: [3] }, gone: null, more: { x: 1 } }), {
    a: { b: { c: 9, d: 2 }, list: [3] },
    keep: true,
    gone: null,
    more: { x: 1 },
  });
  assert.deepEqual(merged({ a: 1 }, { a: { b: 1 } }), { a: { b: 1 } });
  assert.deepEqual(former.a.b, { c: 1, d: 2 }, "what was given is left as it is");
});

Deno.test("what is not there, deleted or unreadable cannot be merged into", () => {
  const rows = rowsOf("forms", A, { id: "gone", deleted: true }, "{");
  const { missing, changes } = planWrite(
    "forms",
    ["a", "b", "gone", "bad"].map((name) => merge({ id: name, value: "w" })),
    rows,
  );
  assert.deepEqual(missing, ["b", "gone", "bad"]);
  assert.deepEqual(changes.map(({ clear }) => clear), [{ ...A, value: "w" }]);
});

Deno.test("faults are those of what would be written: what is left alone has none", () => {
  const rows = rowsOf("bookmarks", { id: "abcdefghijkl", type: "livemark", title: "t" });
  const livemark = (title: string) =>
    intent("replace", { id: "abcdefghijkl", type: "livemark", title }, "line 1");
  assert.deepEqual(planWrite("bookmarks", [livemark("t")], rows).faults, []);
  assert.deepEqual(planWrite("bookmarks", [livemark("u")], rows).faults, [
    { text: "line 1: type: Firefox has dropped livemarks and deletes them", forceable: true },
  ]);
  const [fault] = planWrite("bookmarks", [remove("toolbar")], rows).faults;
  assert.ok(fault && !fault.forceable && fault.text.startsWith("toolbar: id: "));
});

Deno.test("someone else's change is in the way only where this write would undo it", () => {
  const first = rowsOf("forms", A);
  const now = (record: JsonObject) => rowsOf("forms", record);
  const cases: [Intent, Rows, boolean][] = [
    [replace({ ...A, value: "mine" }), now(A), false],
    [replace({ ...A, value: "mine" }), now({ ...A, value: "theirs" }), true],
    [replace({ ...A, value: "mine" }), now({ ...A, value: "mine" }), false],
    [replace({ ...A, value: "mine" }), rowsOf("forms"), true],
    [replace({ ...A, value: "mine" }), now({ id: "a", deleted: true }), true],
    [merge({ id: "a", value: "mine" }), now({ ...A, name: "theirs" }), false],
    [merge({ id: "a", value: "mine" }), now({ ...A, value: "theirs" }), true],
    [merge({ id: "a", value: "mine" }), now({ ...A, value: "mine", name: "theirs" }), false],
    [merge({ id: "a", more: { x: 2 } }), now({ ...A, more: { x: 1, y: 2 } }), false],
    [merge({ id: "a", more: { x: 2 } }), now({ ...A, more: { x: 3 } }), true],
    [merge({ id: "a", more: { x: 2 } }), now({ ...A, more: "theirs" }), true],
    [merge({ id: "a", value: "mine" }), now({ id: "a", deleted: true }), true],
    [remove("a"), now({ ...A, value: "theirs" }), true],
    [remove("a"), now({ id: "a", deleted: true }), false],
    [remove("a"), rowsOf("forms"), false],
    [replace({ id: "b", name: "n", value: "v" }), now({ id: "b", name: "x", value: "y" }), true],
    [replace({ id: "b", name: "n", value: "v" }), now({ id: "b", name: "n", value: "v" }), false],
  ];
  for (const [wanted, fresh, inTheWay] of cases) {
    const found = contested([wanted], first, fresh);
    assert.deepEqual(found, inTheWay ? [wanted.id] : [], JSON.stringify([wanted, [...fresh.values()]]));
  }
});

const json = fc.jsonValue({ maxDepth: 3 });
const members = fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__", "toString"), json, { maxKeys: 4 });
const recordWith = (name: string) => members.map((rest): JsonObject => ({ ...rest, id: name }));

Deno.test("after a write, the same write has nothing left to do", () => {
  const names = ["r1", "r2", "r3"];
  const stored = fc.tuple(...names.map((name) => fc.option(recordWith(name), { nil: undefined })));
  const wanted = fc.tuple(
    ...names.map((name) => fc.tuple(fc.constantFrom("replace", "merge", "remove"), recordWith(name))),
  );
  fc.assert(
    fc.property(stored, wanted, (before, asked) => {
      const rows = rowsOf("future.things", ...before.filter((each) => each !== undefined));
      const intents = asked.map(([kind, clear]) => intent(kind, clear));
      const after = new Map(rows);
      const { changes, missing } = planWrite("future.things", intents, rows);
      for (const { clear } of changes) {
        if (clear !== undefined) {
          for (const [name, row] of rowsOf("future.things", clear)) after.set(name, row);
        }
      }
      const done = intents.filter(({ id: name }) => !missing.includes(name));
      const again = planWrite("future.things", done, after).changes;
      assert.deepEqual(again.filter(({ action }) => action !== "skip"), []);
      assert.deepEqual(contested(done, rows, after), [], "and what was written is in nobody's way");
    }),
    { numRuns: 500 },
  );
});

Deno.test("merging keeps every member that was not given", () => {
  fc.assert(fc.property(members, members, (former, given) => {
    const result = merged(former, given);
    for (const [name, value] of Object.entries(former)) {
      if (!Object.hasOwn(given, name)) assert.deepEqual(result[name], value);
      else if (isObject(value) && isObject(given[name])) {
        for (const inner of Object.keys(value)) assert.ok(Object.hasOwn(result[name] as object, inner));
      } else assert.deepEqual(result[name], given[name]);
    }
  }));
});

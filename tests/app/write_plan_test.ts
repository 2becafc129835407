import assert from "node:assert/strict";
import fc from "fast-check";
import type { MirrorRecord } from "../../app/mirror/page.ts";
import { conflicts } from "../../app/write/conflict.ts";
import {
  leafPaths,
  merged,
  planFaults,
  type PlannedChange,
  putChange,
  removeChange,
} from "../../app/write/plan.ts";
import { nameTold } from "../../app/write/told.ts";
import { formerOf, liveOf, storedOf, type View } from "../../app/write/view.ts";
import type { Guid } from "../../core/ids.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { isTombstone } from "../../core/records/writing.ts";
import { id, named, seconds } from "../core/sync/storage_support.ts";

/** What a mirror shows: objects, and in place of a text a record `bad` that holds it. */
function viewOf(...records: readonly (JsonObject | string)[]): View {
  return new Map(records.map((clear): [Guid, MirrorRecord] => {
    const name = id(typeof clear === "string" ? "bad" : String(clear["id"]));
    return [name, { id: name, modified: seconds("1"), bytes: 1, clear }];
  }));
}

const put = (collection: string, clear: JsonObject, view: View) =>
  putChange({ collection: named(collection), id: id(String(clear["id"])) }, view, clear);
const remove = (collection: string, name: string, view: View, known?: JsonObject) =>
  removeChange({ collection: named(collection), id: id(name) }, view, known);

/** Sets members of a record that is there, as `records put --merge` does. */
function merge(collection: string, clear: JsonObject, view: View): PlannedChange {
  const about = { collection: named(collection), id: id(String(clear["id"])) };
  const former = liveOf(collection, view.get(about.id)) ?? {};
  return putChange(about, view, merged(former, clear), leafPaths(former, clear));
}

const A = { id: "a", name: "n", value: "v", more: { x: 1 } };

Deno.test("what is not there is added, what differs is changed, what is so already is left alone", () => {
  const view = viewOf(A, { id: "gone", deleted: true }, "{");
  const changes = [
    { id: "new", name: "n", value: "v" },
    { ...A, value: "w" },
    { more: { x: 1 }, value: "v", name: "n", id: "a" },
    { id: "gone", name: "n", value: "v" },
    { id: "bad", name: "n", value: "v" },
  ].map((clear) => put("forms", clear, view));
  assert.deepEqual(changes.map(({ action, reason }) => [action, reason]), [
    ["add", ""],
    ["change", ""],
    ["skip", "is so already"],
    ["add", "was deleted"],
    ["change", "could not be read"],
  ]);
  assert.deepEqual(changes[1], {
    collection: "forms",
    id: "a",
    action: "change",
    reason: "",
    members: ["value"],
    before: A,
    after: { ...A, value: "w" },
    guard: "whole",
  });
  assert.deepEqual(changes.map(({ before }) => before), [undefined, A, A, undefined, undefined]);
  assert.ok(!Object.hasOwn(changes[2] ?? {}, "after"), "what is left alone is not written");
});

Deno.test("members that come and go are named, and a record without its id inside is the same as one with it", () => {
  const change = put("forms", { id: "a", name: "n", value: "v", extra: null }, viewOf(A));
  assert.deepEqual(change.members, ["more", "extra"]);
  const bare: View = new Map([[id("a"), {
    id: id("a"),
    modified: seconds("1"),
    bytes: 1,
    clear: { name: "n", value: "v" },
  }]]);
  assert.equal(put("forms", { id: "a", name: "n", value: "v" }, bare).action, "skip");
  assert.deepEqual(formerOf("forms", bare.get(id("a"))), {
    kind: "live",
    clear: { id: "a", name: "n", value: "v" },
  });
});

Deno.test("a record that others cannot use is kept as it was, so that it can be brought back", () => {
  const odd = { id: "m", password: "x" };
  const view = viewOf(odd);
  const change = put("passwords", { id: "m", hostname: "https://a.example", password: "x" }, view);
  assert.deepEqual([change.action, change.reason, change.before], ["change", "could not be read", odd]);
  assert.equal(put("passwords", odd, view).action, "skip");
  assert.deepEqual(remove("passwords", "m", view).before, odd);
  assert.deepEqual(conflicts(named("passwords"), [change], view), []);
});

Deno.test("a tombstone deletes what is there or unknown, and leaves alone what is deleted", () => {
  const view = viewOf({ id: "a", applicationID: "{app}", secret: 1 }, { id: "gone", deleted: true });
  for (const known of [undefined, { id: "a", deleted: true, secret: 1 }]) {
    const change = remove("addons", "a", view, known);
    assert.deepEqual(change.after, { id: "a", applicationID: "{app}", deleted: true });
    assert.equal(change.action, "remove");
  }
  assert.deepEqual(
    ["gone", "other"].map((name) => remove("addons", name, view)).map((
      { action, reason },
    ) => [action, reason]),
    [["skip", "is deleted already"], ["remove", "is not there"]],
  );
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

Deno.test("the paths that merging sets end where one of both sides is no object", () => {
  const former = { a: { b: { c: 1 }, d: 2 }, e: 5 };
  assert.deepEqual(leafPaths(former, { a: { b: { c: 9, x: {} }, d: { y: 1 } }, e: null, f: { g: 1 } }), [
    ["a", "b", "c"],
    ["a", "b", "x"],
    ["a", "d"],
    ["e"],
    ["f"],
  ]);
});

Deno.test("faults are those of what would be written: what is left alone has none", () => {
  const view = viewOf({ id: "abcdefghijkl", type: "livemark", title: "t" });
  const livemark = (title: string) => put("bookmarks", { id: "abcdefghijkl", type: "livemark", title }, view);
  const faultsOf = (...changes: PlannedChange[]) => planFaults(changes, view, (name) => `line of ${name}`);
  assert.deepEqual(faultsOf(livemark("t")), []);
  assert.deepEqual(faultsOf(livemark("u")), [
    { text: "line of abcdefghijkl: type: Firefox has dropped livemarks and deletes them", forceable: true },
  ]);
  const [root] = planFaults([remove("bookmarks", "toolbar", view)], view);
  assert.ok(root && !root.forceable && root.text.startsWith("toolbar: the folder "));
});

Deno.test("someone else's change is in the way only where this write would undo it", () => {
  const first = viewOf(A);
  const theirs = { ...A, value: "theirs" };
  const tombstone = { id: "a", deleted: true };
  const mine = put("forms", { ...A, value: "mine" }, first);
  const value = merge("forms", { id: "a", value: "mine" }, first);
  const inner = merge("forms", { id: "a", more: { x: 2 } }, first);
  const gone = remove("forms", "a", first);
  const added = put("forms", { id: "b", name: "n", value: "v" }, first);
  const cases: [PlannedChange, View, (string | null)[]][] = [
    [mine, viewOf(A), []],
    [mine, viewOf(theirs), ["value"]],
    [mine, viewOf({ ...A, value: "mine" }), []],
    [mine, viewOf({ ...A, name: "theirs" }), ["name"]],
    [mine, viewOf(), [null]],
    [mine, viewOf(tombstone), [null]],
    [value, viewOf({ ...A, name: "theirs" }), []],
    [value, viewOf(theirs), ["value"]],
    [value, viewOf({ ...A, value: "mine", name: "theirs" }), []],
    [inner, viewOf({ ...A, more: { x: 1, y: 2 } }), []],
    [inner, viewOf({ ...A, more: { x: 3 } }), ["more.x"]],
    [inner, viewOf({ ...A, more: "theirs" }), ["more.x"]],
    [value, viewOf(tombstone), [null]],
    [gone, viewOf(A), []],
    [gone, viewOf(theirs), ["value"]],
    [gone, viewOf(tombstone), []],
    [gone, viewOf(), []],
    [added, viewOf({ id: "b", name: "x", value: "y" }), ["name", "value"]],
    [added, viewOf({ id: "b", name: "n", value: "v" }), []],
  ];
  for (const [change, now, fields] of cases) {
    const found = conflicts(named("forms"), [change], now);
    assert.deepEqual(found.map(({ field }) => field), fields, JSON.stringify([change, [...now.values()]]));
    assert.ok(found.every((conflict) => conflict.id === change.id));
  }
});

Deno.test("a conflict tells what the field was, what it was to be, and what somebody else made of it", () => {
  const change = put("forms", { ...A, value: "mine" }, viewOf(A));
  assert.deepEqual(conflicts(named("forms"), [change], viewOf({ ...A, value: "theirs" })), [
    { id: "a", field: "value", before: "v", mine: "mine", theirs: "theirs" },
  ]);
  const skipped = put("forms", A, viewOf(A));
  assert.deepEqual(conflicts(named("forms"), [skipped], viewOf({ ...A, value: "theirs" })), []);
});

Deno.test("a conflict in a secret tells that there is one, and of none of the three what it is", () => {
  const login = (password: string) => ({ id: "l", hostname: "https://a.example", username: "ann", password });
  const change = put("passwords", login("mine-hunter2"), viewOf(login("old-hunter2")));
  const found = conflicts(named("passwords"), [change], viewOf(login("their-hunter2")));
  assert.deepEqual(found, [
    { id: "l", field: "password", before: "(secret)", mine: "(secret)", theirs: "(secret)" },
  ]);
  const card = (number: string) => ({
    id: "c",
    entry: { version: 3, "cc-number": number, "cc-name": "Ann" },
  });
  const merging = merge("creditcards", { id: "c", entry: { "cc-number": "4111" } }, viewOf(card("4000")));
  const cards = conflicts(named("creditcards"), [merging], viewOf(card("4222")));
  assert.deepEqual(cards.map(({ field, theirs }) => [field, theirs]), [["entry.cc-number", "(secret)"]]);
  const whole = conflicts(
    named("creditcards"),
    [put("creditcards", card("4111"), viewOf(card("4000")))],
    viewOf(card("4222")),
  );
  assert.ok(!/4111|4000|4222/.test(JSON.stringify([found, cards, whole])));
  const deleted = conflicts(named("passwords"), [change], viewOf());
  assert.deepEqual(deleted, [
    { id: "l", field: null, record: "deleted", before: undefined, mine: undefined, theirs: undefined },
  ]);
});

const json = fc.jsonValue({ maxDepth: 3 });
const names = fc.constantFrom("a", "b", "c", "__proto__", "toString", "constructor");
const members = fc.dictionary(names, json, { maxKeys: 4 });
const recordWith = (name: string) => members.map((rest): JsonObject => ({ ...rest, id: name }));

Deno.test("after a write, the same write has nothing left to do", () => {
  const ids = ["r1", "r2", "r3"];
  const stored = fc.tuple(...ids.map((name) => fc.option(recordWith(name), { nil: undefined })));
  const wanted = fc.tuple(
    ...ids.map((name) => fc.tuple(fc.constantFrom("put", "merge", "remove"), recordWith(name))),
  );
  fc.assert(
    fc.property(stored, wanted, (before, asked) => {
      const view = viewOf(...before.filter((each) => each !== undefined));
      const plan = (now: View) =>
        asked.flatMap(([kind, clear]) => {
          if (kind === "put") return [put("future.things", clear, now)];
          if (kind === "remove") return [remove("future.things", String(clear["id"]), now)];
          return liveOf("future.things", now.get(id(String(clear["id"]))))
            ? [merge("future.things", clear, now)]
            : [];
        });
      const changes = plan(view);
      const written = changes.flatMap(({ after }) => after ? [after] : []);
      const after: View = new Map([...view, ...viewOf(...written)]);
      const again = plan(after);
      assert.deepEqual(again.filter(({ action }) => action !== "skip"), []);
      const done = conflicts(named("future.things"), changes, after);
      assert.deepEqual(done, [], "and what was written is in nobody's way");
      for (const clear of written) {
        const now = storedOf(after.get(id(String(clear["id"]))));
        assert.deepEqual(now, isTombstone(clear) ? undefined : clear);
      }
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
        const inner = result[name];
        assert.ok(isObject(inner));
        for (const each of Object.keys(value)) assert.ok(Object.hasOwn(inner, each));
      } else assert.deepEqual(result[name], given[name]);
    }
  }));
});

Deno.test("what is told of a change names the preference, the item or the field inside of its record", () => {
  const told = (collection: string, before: JsonObject, after: JsonObject) => {
    const change = put(collection, { id: "a", ...after }, viewOf({ id: "a", ...before }));
    return [nameTold(change), change.members];
  };
  assert.deepEqual(told("prefs", { value: { x: 1, y: 2 } }, { value: { x: 3, y: 2 } }), ["x", ["value.x"]]);
  assert.deepEqual(told("prefs", {}, { value: { "a.b": 1, c: null } }), ["a.b, c", ["value.a.b", "value.c"]]);
  const stored = (data: string) => ({ extId: "dark", data });
  assert.deepEqual(told("extension-storage", stored('{"k":1,"l":2}'), stored('{"l":2}')), ["dark/k", [
    "data.k",
  ]]);
  assert.deepEqual(told("extension-storage", stored("{}"), stored("no text of items")), ["dark", ["data"]]);
  const entry = (city: string, timeLastModified: number) => ({
    entry: { name: "Ann", city, timeLastModified },
  });
  assert.deepEqual(told("addresses", entry("Ulm", 1), entry("Bonn", 2)), ["Ann", ["entry.city"]]);
  assert.deepEqual(told("addresses", entry("Ulm", 1), entry("Ulm", 2)), ["Ann", ["entry.timeLastModified"]]);
});

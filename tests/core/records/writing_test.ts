import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/json.ts";
import { collections } from "../../../core/records/registry.ts";
import {
  changeFault,
  envelopeOf,
  idFault,
  isTombstone,
  rootFault,
  shapeFault,
  tombstoneOf,
} from "../../../core/records/writing.ts";

Deno.test("history, forms and clients are written with Firefox's lifetimes, tombstones too, others for ever", () => {
  const withTtl: Record<string, number> = { history: 5_184_000, forms: 94_608_000, clients: 15_552_000 };
  for (const name of [...collections.keys(), "future.things"]) {
    const ttl = withTtl[name];
    const expected = ttl === undefined ? {} : { ttl };
    assert.deepEqual(envelopeOf(name, { id: "a" }), expected, name);
    assert.deepEqual(envelopeOf(name, { id: "a", deleted: true }), expected, name);
  }
});

Deno.test("folders of bookmarks come before everything else, and nothing else is given a place", () => {
  assert.deepEqual(envelopeOf("bookmarks", { id: "a", type: "folder" }), { sortindex: 1_000_000 });
  assert.deepEqual(envelopeOf("bookmarks", { id: "a", type: "bookmark" }), {});
  assert.deepEqual(envelopeOf("bookmarks", { id: "a", deleted: true }), {});
  assert.deepEqual(envelopeOf("forms", { id: "a", type: "folder" }).sortindex, undefined);
});

Deno.test("a tombstone holds nothing of the record, but for the application of an add-on", () => {
  const former = { id: "a", password: "hunter2", applicationID: "{app}" };
  assert.deepEqual(tombstoneOf("passwords", "a", former), { id: "a", deleted: true });
  assert.deepEqual(tombstoneOf("addons", "a", former), { id: "a", applicationID: "{app}", deleted: true });
  assert.deepEqual(tombstoneOf("addons", "a"), { id: "a", deleted: true });
  assert.ok(isTombstone(tombstoneOf("addons", "a")) && !isTombstone({ id: "a", deleted: "yes" }));
});

Deno.test("folders that live in each Firefox are never written, and the roots never removed", () => {
  for (const id of ["places", "tags", "pinned", "readinglist"]) {
    assert.match(idFault("bookmarks", id, false) ?? "", /never synced/);
    assert.equal(idFault("forms", id, false), undefined);
  }
  for (const id of ["menu", "toolbar", "unfiled", "mobile"]) {
    assert.equal(idFault("bookmarks", id, false), undefined);
    assert.match(idFault("bookmarks", id, true) ?? "", /every Firefox/);
    assert.equal(idFault("history", id, true), undefined);
    assert.match(rootFault("bookmarks", id) ?? "", /every Firefox/);
    for (const [collection, other] of [["history", id], ["bookmarks", "places"]] as const) {
      assert.equal(rootFault(collection, other), undefined);
    }
  }
});

Deno.test("what other clients could not use is named by its member, and never by its value", () => {
  const faults: [string, Record<string, unknown>, string][] = [
    ["passwords", { id: "a", hostname: "https://secret.example", password: "" }, "password"],
    ["history", { id: "abcdefghijkl", title: "secret" }, "histUri"],
    ["bookmarks", { id: "abcdefghijkl", type: "secret" }, "type"],
    ["bookmarks", { id: "abcdefghijkl", type: "livemark", title: "secret" }, "type"],
    ["creditcards", { id: "a", entry: { version: 3 } }, "entry.cc-number"],
    ["creditcards", { id: "a", entry: "secret" }, "entry"],
    ["tabs", { id: "a", deleted: true }, "deleted"],
    ["prefs", { id: "a", deleted: true }, "deleted"],
    ["clients", { id: "a", type: "desktop" }, "name"],
    ["forms", { id: "a", name: "n", value: "v", deleted: "secret" }, "deleted"],
    ["prefs", { id: "a", deleted: 1 }, "deleted"],
  ];
  for (const [collection, clear, member] of faults) {
    const fault = shapeFault(collection, clear, true) ?? "";
    assert.ok(fault.startsWith(`${member}:`), `${collection}: ${fault}`);
    assert.ok(!fault.includes("secret"), fault);
  }
});

Deno.test("good records, tombstones and records of collections nobody knows have no fault", () => {
  const good: [string, Record<string, unknown>][] = [
    ["forms", { id: "a", name: "n", value: "" }],
    ["forms", { id: "a", deleted: true }],
    ["bookmarks", { id: "toolbar", type: "folder", children: [] }],
    ["prefs", { id: "a", anything: [] }],
    ["future.things", { id: "a b", anything: null, deleted: 1 }],
    ["forms", { id: "a", name: "n", value: "v", deleted: false }],
  ];
  for (const [collection, clear] of good) assert.equal(shapeFault(collection, clear, true), undefined);
});

Deno.test("new bookmarks and pages have ids that Firefox takes; what is there already keeps its own", () => {
  for (const collection of ["bookmarks", "history"]) {
    const clear = { id: "legacy", type: "separator", histUri: "https://a.example/" };
    assert.match(shapeFault(collection, clear, true) ?? "", /^id: /);
    assert.equal(shapeFault(collection, clear, false), undefined);
  }
});

Deno.test("an id stays the kind of thing it is, and a root folder where and what it is", () => {
  const fault = (before: JsonObject, after: JsonObject) =>
    changeFault("bookmarks", { id: "x", ...before }, { id: "x", ...after });
  assert.match(fault({ type: "folder" }, { type: "bookmark" }) ?? "", /^type: /);
  assert.match(fault({ type: "bookmark" }, { type: "separator" }) ?? "", /^type: /);
  assert.equal(fault({ type: "bookmark" }, { type: "query" }), undefined);
  assert.equal(
    fault({ type: "folder", title: "a", parentid: "menu" }, {
      type: "folder",
      title: "b",
      parentid: "toolbar",
    }),
    undefined,
  );
  const root = { id: "menu", type: "folder", title: "menu", parentid: "places" };
  assert.match(fault(root, { ...root, parentid: "toolbar" }) ?? "", /^parentid: /);
  assert.match(fault(root, { ...root, title: "Menü" }) ?? "", /^title: /);
  assert.equal(fault(root, { ...root, children: ["a"] }), undefined);
  assert.equal(fault({ ...root, parentid: "nowhere" }, root), undefined, "that is a repair");
  assert.equal(fault(root, { id: "menu", deleted: true }), undefined, "which is refused elsewhere");
  assert.equal(changeFault("forms", { type: "a" }, { type: "b" }), undefined);
});

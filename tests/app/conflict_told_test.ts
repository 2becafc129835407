import assert from "node:assert/strict";
import { prepareUndo } from "../../app/undo/undo.ts";
import { conflicts } from "../../app/write/conflict.ts";
import type { PlannedChange } from "../../app/write/plan.ts";
import type { ServerTime } from "../../core/ids.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { id, named } from "../core/sync/storage_support.ts";
import { failsWith } from "../support/vectors.ts";
import { put } from "./app_support.ts";
import { meanwhile, openWriting, write } from "./writing_support.ts";

/** What is in conflict when `now` is there in place of `before`. */
function found(collection: string, before: JsonObject, after: JsonObject, now: JsonObject) {
  const name = named(collection);
  const change: PlannedChange = {
    collection: name,
    id: id("a"),
    action: "change",
    reason: "",
    members: [],
    before: { id: "a", ...before },
    after: { id: "a", ...after },
    guard: "whole",
  };
  const record = { id: id("a"), modified: 1 as ServerTime, bytes: 1, clear: { id: "a", ...now } };
  return conflicts(name, [change], new Map([[record.id, record]]));
}

Deno.test("that a browser used a record is no conflict, whatever is to be done to it", () => {
  const entry = (more: object) => ({ entry: { name: "Ann", timeLastUsed: 1, timesUsed: 1, ...more } });
  const used = { timeLastModified: 7, timeLastUsed: 8, timesUsed: 9 };
  for (const collection of ["addresses", "creditcards"]) {
    for (const after of [entry({ name: "Bo" }), { deleted: true }]) {
      assert.deepEqual(found(collection, entry({}), after, entry(used)), []);
      assert.equal(found(collection, entry({}), after, entry({ ...used, tel: "1" })).length, 1);
    }
  }
  assert.notDeepEqual(found("forms", entry({}), entry({ name: "Bo" }), entry(used)), []);
});

const CASES = {
  "extension-storage": (text: string) => ({ id: "record______", extId: "x@y", data: `{"k":"${text}"}` }),
  prefs: (text: string) => ({ id: "record______", value: { "a.b": text } }),
};

Deno.test("what extensions and preferences hold is told in no conflict, of a put or of an undo", async () => {
  for (const [collection, record] of Object.entries(CASES)) {
    await using account = await openWriting();
    const { app } = account;
    await put(app, collection, record("secret one"));
    const refused = async (run: () => Promise<unknown>) => {
      const error = await failsWith("conflict.fields", run);
      assert.ok(error.code === "conflict.fields");
      assert.doesNotMatch(JSON.stringify(error.details) + error.message, /secret/);
      assert.ok(error.details.fields.every((field) => isObject(field) && field.mine === "(not shown)"));
    };
    await write(app, collection, [record("secret two")]);
    await put(app, collection, record("secret three"));
    await refused(() => prepareUndo(app, { count: 1, force: false }));
    using _trap = meanwhile(account, () => put(app, collection, record("secret four")));
    await refused(() => write(app, collection, [record("secret five")]));
  }
});

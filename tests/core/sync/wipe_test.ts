/** The two requests of a wipe, and all that another device may do between and around them. */
import assert from "node:assert/strict";
import { anyObject, type JsonObject, parseJson } from "../../../core/json.ts";
import { renewSyncId, wipeCollection, withNewSyncId } from "../../../core/sync/wipe.ts";
import type { ScriptedReply, SeenRequest } from "../../support/scripted_server.ts";
import { failsWith } from "../../support/vectors.ts";
import { bsoReply, named, type ScriptedStorage, scriptedStorage, seconds } from "./storage_support.ts";

const STAMP = { "x-weave-timestamp": "1700000000.00" };
const REFUSED: ScriptedReply = { status: 412, body: "0", headers: STAMP };
const META = {
  syncID: "abcdefghijkl",
  storageVersion: 5,
  engines: { forms: { version: 1, syncID: "forms-000001", more: "kept" }, history: { version: 1 } },
  unknown: [1],
};

/** A storage whose `meta/global` is newer each time it is read. @param put answers what is written there */
function storageWith(put: (time: number) => ScriptedReply, del: ScriptedReply = { body: "1" }) {
  let reads = 0;
  const meta = () => bsoReply("global", JSON.stringify({ ...META, reads: ++reads }), 1700000000 + reads);
  let puts = 0;
  return scriptedStorage(({ method }) => method === "GET" ? meta() : method === "PUT" ? put(++puts) : del);
}

const sent = ({ scripted }: ScriptedStorage, method: string): SeenRequest[] =>
  scripted.requests.filter((request) => request.method === method);

const conditionOf = ({ headers }: SeenRequest) => headers.get("x-if-unmodified-since");

const payloadOf = ({ body }: SeenRequest): JsonObject =>
  anyObject(parseJson(String(anyObject(parseJson(body, "body"), "body")["payload"]), "meta"), "meta");

const wipe = ({ storage }: ScriptedStorage, name = "forms") =>
  wipeCollection(storage, named(name), seconds("1699999999.50"), 7);

Deno.test("only the syncID of that engine is another one", () => {
  const forms = { version: 1, syncID: "old", more: [1] };
  const table: [JsonObject, JsonObject | undefined][] = [
    [{ engines: { forms } }, { engines: { forms: { ...forms, syncID: "new" } } }],
    [{ engines: { forms: { version: 1 } } }, { engines: { forms: { version: 1, syncID: "new" } } }],
    [
      { a: 1, engines: { tabs: forms, forms }, declined: ["x"] },
      { a: 1, engines: { tabs: forms, forms: { ...forms, syncID: "new" } }, declined: ["x"] },
    ],
    [{ engines: { tabs: forms } }, undefined],
    [{ engines: { forms: "odd" } }, undefined],
    [{ engines: { forms: [] } }, undefined],
    [{ engines: [] }, undefined],
    [{ engines: null }, undefined],
    [{}, undefined],
  ];
  for (const [meta, wanted] of table) {
    const before = structuredClone(meta);
    assert.deepEqual(withNewSyncId(meta, "forms", "new"), wanted, JSON.stringify(meta));
    assert.deepEqual(meta, before, "what was given stays as it was");
  }
});

Deno.test("each of the two requests is made on condition that nothing has changed", async () => {
  await using storage = storageWith(() => ({ body: "1700000009.00" }));
  await wipe(storage);
  assert.deepEqual(storage.scripted.lines(), [
    "DELETE /1.5/42/storage/forms",
    "GET /1.5/42/storage/meta/global",
    "PUT /1.5/42/storage/meta/global",
  ]);
  const [del, , put] = storage.scripted.requests;
  assert.ok(del && put);
  assert.deepEqual([del, put].map(conditionOf), ["1699999999.50", "1700000001.00"]);
  const { engines, ...rest } = payloadOf(put);
  assert.deepEqual(rest, { syncID: META.syncID, storageVersion: 5, unknown: [1], reads: 1 });
  const { forms, history } = anyObject(engines, "engines");
  const { syncID, ...others } = anyObject(forms, "forms");
  assert.match(String(syncID), /^[A-Za-z0-9_-]{12}$/);
  assert.notEqual(syncID, META.engines.forms.syncID);
  assert.deepEqual([others, history], [{ version: 1, more: "kept" }, META.engines.history]);
});

Deno.test("a meta/global that others write is read again, twice at most, and theirs is what is changed", async () => {
  await using storage = storageWith((time) => time < 3 ? REFUSED : { body: "1700000009.00" });
  await wipe(storage);
  const puts = sent(storage, "PUT");
  assert.deepEqual(puts.map(conditionOf), ["1700000001.00", "1700000002.00", "1700000003.00"]);
  assert.deepEqual(puts.map((put) => payloadOf(put)["reads"]), [1, 2, 3]);
  await using busy = storageWith(() => REFUSED);
  await failsWith("conflict.changed", () => renewSyncId(busy.storage, named("forms")));
  assert.equal(sent(busy, "PUT").length, 3);
});

Deno.test("whatever fails after the deletion is told as half a wipe", async () => {
  const failures: [ScriptedReply, string][] = [
    [REFUSED, "conflict.changed"],
    [{ status: 503, body: "0", headers: STAMP }, "server.busy"],
    [{ body: '{"modi', headers: STAMP }, "server.shape"],
  ];
  for (const [reply, code] of failures) {
    await using storage = storageWith(() => reply);
    const error = await failsWith("partial.written", () => wipe(storage));
    assert.deepEqual(error.details, { collection: "forms", written: 7, of: 7 });
    assert.equal(
      error.message,
      "forms is emptied on the server; its sync id is still to be renewed: run the same command again",
    );
    assert.equal(error.cause instanceof Error && "code" in error.cause && error.cause.code, code);
    assert.equal(sent(storage, "DELETE").length, 1, "what is deleted is not deleted again");
  }
});

Deno.test("a meta/global that cannot be used, or is gone, is told so, too", async () => {
  for (const meta of [bsoReply("global", "{"), bsoReply("global", '{"storageVersion":6}')]) {
    await using storage = scriptedStorage(({ method }) => method === "GET" ? meta : { body: "1" });
    await failsWith("partial.written", () => wipe(storage));
    assert.equal(sent(storage, "PUT").length, 0);
  }
});

Deno.test("a collection that has changed is not deleted, and then nothing else is touched", async () => {
  await using storage = storageWith(() => ({ body: "1" }), REFUSED);
  await failsWith("conflict.changed", () => wipe(storage));
  assert.deepEqual(storage.scripted.lines(), ["DELETE /1.5/42/storage/forms"]);
});

Deno.test("an engine that nobody uses has no syncID to renew", async () => {
  await using storage = storageWith(() => ({ body: "1" }));
  await wipe(storage, "addresses");
  assert.deepEqual(sent(storage, "PUT"), []);
});

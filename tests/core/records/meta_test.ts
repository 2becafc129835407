import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/json.ts";
import { isMetaGlobal, isMetaSyncIds, metaCodec, metaGlobalCodec } from "../../../core/records/meta.ts";
import { decodeRecord } from "../../../core/records/registry.ts";

const global = (clear: JsonObject) => metaGlobalCodec.decode(clear, "global");

Deno.test("meta/global says which collections are in use, in which version, and which were declined", () => {
  const incoming = decodeRecord(
    "meta",
    '{"syncID":"s","storageVersion":5,"engines":{"forms":{"version":1,"syncID":"f"}},"declined":["tabs"]}',
    "global",
  );
  assert(incoming.kind === "live" && isMetaGlobal(incoming.record));
  const { syncId, storageVersion, engines, declined } = incoming.record;
  assert.deepEqual([syncId, storageVersion, declined], ["s", 5, ["tabs"]]);
  const forms = engines?.get("forms");
  assert.deepEqual([engines?.size, forms?.version, forms?.syncId], [1, 1, "f"]);
  assert.equal(engines?.get("constructor"), undefined);
});

Deno.test("the storage version is a number or numeric text, and none is none", () => {
  assert.equal(global({ storageVersion: "5" }).storageVersion, 5);
  for (const none of [undefined, null, "five", {}, -1]) {
    assert.equal(global({ storageVersion: none }).storageVersion, null);
  }
});

Deno.test("a first sync under way, without engines, is told from an account that uses none", () => {
  for (const none of [undefined, null, [], "forms"]) assert.equal(global({ engines: none }).engines, null);
  assert.equal(global({ engines: {} }).engines?.size, 0);
});

Deno.test("an odd engine does not lock the others, and survives an edit of them", () => {
  const engines = {
    forms: { version: 1, syncID: "f", x: 1 },
    odd: 7,
    nameless: { syncID: "n" },
    bare: { version: "2" },
  };
  const meta = global({ storageVersion: 5, engines });
  assert(meta.engines);
  assert.deepEqual([...meta.engines.keys()], ["forms", "bare"]);
  assert.equal(meta.engines.get("bare")?.version, 2);
  const edited = new Map(
    [...meta.engines].map(([name, each]) => [name, { ...each, syncId: "new" }] as const),
  );
  assert.deepEqual(metaGlobalCodec.encode({ ...meta, engines: edited }), {
    storageVersion: 5,
    engines: {
      ...engines,
      forms: { version: 1, syncID: "new", x: 1 },
      bare: { version: "2", syncID: "new" },
    },
  });
});

Deno.test("an edit of a payload in clear puts no id into it", () => {
  assert.deepEqual(metaGlobalCodec.encode({ ...global({ declined: ["tabs"] }), declined: [] }), {
    declined: [],
  });
});

Deno.test("meta/syncids is read with the syncID it belongs to", () => {
  const clear = { version: 1, globalSyncID: "s", engines: { forms: { version: 1, syncID: "f" } }, x: 1 };
  const record = metaCodec.decode(clear, "syncids");
  assert(isMetaSyncIds(record) && !isMetaGlobal(record));
  assert.deepEqual([record.version, record.globalSyncId, record.engines.get("forms")?.syncId], [1, "s", "f"]);
  assert.equal(metaCodec.encode(record), clear);
  assert.deepEqual(metaCodec.encode({ ...record, globalSyncId: "t" }), { ...clear, globalSyncID: "t" });
});

Deno.test("of a record with another id nothing is known", () => {
  const clear = { storageVersion: 5, engines: {} };
  const record = metaCodec.decode(clear, "fxa_credentials");
  assert.deepEqual(record, { id: "fxa_credentials", source: clear });
  assert.equal(metaCodec.encode(record), clear);
});

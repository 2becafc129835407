/** Refreshes of an account whose keys, syncIDs or storage are others than before, or that cannot be read at all. */
import assert from "node:assert/strict";
import { refresh } from "../../app/refresh.ts";
import { infoCollections } from "../../core/sync/info.ts";
import { callStorage } from "../../core/sync/transport.ts";
import { bytes, id, named, seal } from "../core/sync/storage_support.ts";
import {
  assertAsDownloaded,
  contentsOf,
  idsOf,
  openLong,
  openScene,
  partOf,
  type Scene,
} from "./refresh_support.ts";

Deno.test("with a new global syncID everything is read anew", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 5);
  await scene.device.writeMany("history", 5);
  await scene.run();
  await scene.device.writeMeta({ syncID: "another one!" });
  scene.wire.reset();
  const results = await scene.run();
  assert.equal(scene.wire.records, 1 + 10);
  assert.equal(partOf(results, "forms")?.state, "replaced");
  await assertAsDownloaded(scene);
});

Deno.test("with a new syncID of one engine that one is read anew", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 5);
  await scene.device.writeMany("history", 7);
  const engines = (syncID: string) => ({
    engines: { forms: { version: 1, syncID }, history: { version: 1 } },
  });
  await scene.device.writeMeta(engines("first"));
  await scene.run();
  await scene.device.writeMeta(engines("second"));
  scene.wire.reset();
  await scene.run();
  assert.deepEqual([scene.wire.listings("forms").length, scene.wire.listings("history").length], [1, 0]);
  assert.equal(scene.wire.records, 1 + 5);
  await assertAsDownloaded(scene);
});

Deno.test("with a new default key everything is read anew; what is still sealed with the old one is unreadable", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 5);
  await scene.device.writeMany("history", 5);
  await scene.run();
  await scene.device.rekey(bytes(64, 9));
  await scene.device.writeMany("history", 5);
  const before = await scene.run();
  assert.equal(partOf(before, "forms")?.unreadable, 5);
  assert.equal(partOf(before, "history")?.unreadable, 0);
  assert.equal((await scene.held())["forms"]?.["a1"]?.clear, null);
  await scene.device.writeMany("forms", 5);
  const after = await scene.run();
  assert.deepEqual(partOf(after, "forms"), {
    state: "changed",
    records: 5,
    changed: 5,
    removed: 0,
    unreadable: 0,
  });
  await assertAsDownloaded(scene);
});

Deno.test("with a key of its own, or another one, one collection is read anew", async () => {
  await using scene = await openScene();
  await scene.device.rekey(bytes(64, 9));
  await scene.device.writeMany("forms", 5);
  await scene.device.writeMany("history", 5);
  await scene.run();
  for (const start of [20, 30]) {
    await scene.device.rekey(bytes(64, 9), { forms: bytes(64, start) });
    await scene.device.writeMany("forms", 5);
    scene.wire.reset();
    const results = await scene.run();
    assert.deepEqual([partOf(results, "forms")?.state, partOf(results, "forms")?.unreadable], [
      "replaced",
      0,
    ]);
    assert.deepEqual(scene.wire.listings("history"), []);
    await assertAsDownloaded(scene);
  }
});

Deno.test("keys that were written again and are the same change nothing", async () => {
  await using scene = await openScene();
  await scene.device.rekey(bytes(64, 9));
  await scene.device.writeMany("forms", 5);
  await scene.run();
  await scene.device.rekey(bytes(64, 9));
  scene.wire.reset();
  assert.equal(partOf(await scene.run(), "forms")?.state, "unchanged");
  assert.equal(scene.wire.records, 1, "the keys");
});

const DAY_MS = 86_400_000;

/** Puts the storage back to an older state, which has other records. */
function putBack({ account: { server: { database } } }: Scene): void {
  database.run("UPDATE bso SET modified_ms = modified_ms - ?, sortindex = 7", DAY_MS);
  database.run("UPDATE collection SET modified_ms = modified_ms - ?", DAY_MS);
}

Deno.test("a storage that was put back to an older state is read anew", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 5);
  await scene.run();
  putBack(scene);
  const results = await scene.run();
  const replaced = results.filter(({ state }) => state === "replaced").map(({ collection }) => collection);
  assert.deepEqual(replaced, ["crypto", "forms", "meta"]);
  await assertAsDownloaded(scene);
});

Deno.test("it is too when that happens in the middle of a refresh", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 5);
  await scene.run();
  await scene.device.write("forms", { id: "a1", clear: { v: 2 } });
  using _ = scene.wire.before(1, /storage\/forms/, () => {
    putBack(scene);
    return undefined;
  });
  await scene.run();
  await assertAsDownloaded(scene);
});

Deno.test("a download that was cut short does not go on in a storage put back to an older state", async () => {
  await using scene = await openLong();
  {
    using _ = scene.wire.before(3, /storage\/forms/, () => new Response(null, { status: 503 }));
    await assert.rejects(scene.run(), { code: "server.busy" });
  }
  putBack(scene);
  await scene.run();
  await assertAsDownloaded(scene);
});

/** Gives the account's storage up, as when it is moved: the next token leads to an empty one. */
function moveStorage({ account: { server: { database } }, wire }: Scene): void {
  database.run("UPDATE storage_user SET replaced_at_ms = ?", database.clock.nowMs());
  wire.pageSize = undefined;
  wire.reset();
}

/** The other device, as it sets up the account in its present storage. */
async function setUpAnew({ device }: Scene): Promise<void> {
  device.forgetToken();
  await device.writeMeta({ syncID: "a new life!!" });
  await device.rekey(bytes(64, 9));
  await device.writeMany("history", 3);
}

Deno.test("a storage that the account has left is forgotten, whether it was left between two runs or in one", async () => {
  for (const isInOneRun of [false, true]) {
    await using scene = await openScene();
    await scene.device.writeMany("forms", 5);
    using first = scene.open();
    await refresh(first, { collections: "all" });
    moveStorage(scene);
    using app = isInOneRun ? first : scene.open();
    await assert.rejects(refresh(app, { collections: "all" }), { code: "not-found.setup" });
    assert.ok(scene.wire.requests.some((line) => line.includes("/token/")), "a new token was asked for");
    assert.deepEqual(await scene.held(), {});
    await setUpAnew(scene);
    await refresh(app, { collections: "all" });
    assert.equal(idsOf(await scene.held(), "history").length, 3);
    await assertAsDownloaded(scene);
  }
});

Deno.test("a run that does not refresh finds the account's present storage too", async () => {
  await using scene = await openScene();
  await scene.run();
  moveStorage(scene);
  await setUpAnew(scene);
  using app = scene.open();
  assert.ok((await infoCollections((await app.sync()).server)).has(named("history")));
});

Deno.test("an account that was never set up, or is not for this foxden, is refused; the mirror stays", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 5);
  await scene.run();
  const { forms } = await scene.held();
  await scene.device.writeMeta({ storageVersion: 6 });
  await assert.rejects(scene.run(), { code: "failed.storage-version", details: { version: "6" } });
  await scene.device.damage("crypto", "keys");
  await assert.rejects(scene.run(), { code: "failed.storage-version" });
  await scene.device.writeMeta();
  const payload = await seal({ id: "keys", collection: "crypto", default: [] }, bytes(64, 99));
  await scene.device.post("crypto", [{ id: id("keys"), payload }]);
  await assert.rejects(scene.run(), { code: "crypto.wrong-keys" });
  await scene.device.remove("crypto", "keys");
  await assert.rejects(scene.run(), { code: "not-found.setup", details: { missing: "crypto/keys" } });
  await scene.device.remove("meta", "global");
  await assert.rejects(scene.run(), { code: "not-found.setup", details: { missing: "meta/global" } });
  assert.deepEqual((await scene.held())["forms"], forms);
  await callStorage(scene.device.session.server, { method: "DELETE", path: "/storage" });
  await assert.rejects(scene.run(), { code: "not-found.setup", details: { missing: "meta/global" } });
  assert.deepEqual((await scene.held())["forms"], forms);
});

Deno.test("in one application a refresh follows the next, whatever was changed between them", async () => {
  await using scene = await openScene();
  using app = scene.open();
  await scene.device.writeMany("forms", 5);
  await refresh(app, { collections: "all" });
  await scene.device.rekey(bytes(64, 9));
  await scene.device.damage("crypto", "junk");
  await scene.device.writeMany("forms", 5);
  await refresh(app, { collections: "all" });
  await scene.device.rekey(bytes(64, 19));
  await scene.device.damage("forms", "bad");
  await refresh(app, { collections: "all" });
  assert.deepEqual(await contentsOf(app), await scene.downloaded());
});

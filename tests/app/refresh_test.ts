/** What a refresh reads, and what it takes note of, where nothing goes wrong and the account is the same. */
import assert from "node:assert/strict";
import { refresh } from "../../app/refresh.ts";
import { id, named } from "../core/sync/storage_support.ts";
import {
  assertAsDownloaded,
  contentsOf,
  idsOf,
  openScene,
  openTwin,
  partOf,
  type Scene,
} from "./refresh_support.ts";

const UNCHANGED = ["GET /info/collections", "GET /info/collection_counts"];

/** Lets records expire, as if their time had come. */
function expire({ account: { server } }: Scene, ...ids: readonly string[]): void {
  const list = JSON.stringify(ids);
  server.database.run("UPDATE bso SET expires_at_ms = 1 WHERE id IN (SELECT value FROM json_each(?))", list);
}

Deno.test("where nothing moved, two questions are asked and nothing is downloaded", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 20);
  await scene.device.writeMany("history", 20);
  await scene.run();
  scene.wire.reset();
  const results = await scene.run();
  assert.deepEqual(scene.wire.requests.toSorted(), UNCHANGED.toSorted());
  assert.deepEqual(partOf(results, "forms"), {
    state: "unchanged",
    records: 20,
    changed: 0,
    removed: 0,
    unreadable: 0,
  });
  assert.deepEqual(new Set(results.map(({ state }) => state)), new Set(["unchanged"]));
});

Deno.test("only what moved is read", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 20);
  await scene.device.writeMany("history", 20);
  await scene.run();
  await scene.device.write("forms", { id: "a3", clear: { v: 2 } }, { id: "new" });
  scene.wire.reset();
  const results = await scene.run();
  assert.equal(scene.wire.records, 2);
  assert.deepEqual(scene.wire.listings("history"), []);
  assert.equal(scene.wire.listings("forms").length, 1);
  assert.equal(scene.wire.requests.length, 3);
  assert.deepEqual(partOf(results, "forms"), {
    state: "changed",
    records: 21,
    changed: 2,
    removed: 0,
    unreadable: 0,
  });
  await assertAsDownloaded(scene);
});

Deno.test("only the collections that were asked for are read", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 2);
  await scene.device.writeMany("history", 2);
  const results = await scene.run({ collections: [named("forms")] });
  assert.deepEqual(results.map(({ collection }) => collection), ["crypto", "forms", "meta"]);
  assert.deepEqual(Object.keys(await scene.held()), ["crypto", "forms", "meta"]);
});

Deno.test("a name that neither the server nor foxden knows is passed over; an empty collection is known", async () => {
  await using scene = await openScene();
  const results = await scene.run({ collections: [named("unheard-of"), named("forms")] });
  assert.deepEqual(results.map(({ collection }) => collection), ["crypto", "forms", "meta"]);
  assert.equal(partOf(results, "forms")?.records, 0);
  using app = scene.open();
  assert.equal((await app.mirror()).copyOf(named("unheard-of")), undefined);
  assert.ok(((await app.mirror()).copyOf(named("forms"))?.checkedAtMs ?? 0) > 0);
});

Deno.test("what a Firefox could have and this account has not is empty, and nobody has to ask for it", async () => {
  await using scene = await openScene();
  const results = await scene.run();
  assert.deepEqual(partOf(results, "passwords"), {
    state: "unchanged",
    records: 0,
    changed: 0,
    removed: 0,
    unreadable: 0,
  });
  using app = scene.open();
  assert.ok((await app.mirror()).copyOf(named("passwords")));
  await scene.device.write("passwords", { id: "one" });
  assert.equal(partOf(await scene.run(), "passwords")?.records, 1);
});

Deno.test("a record that is deleted without a tombstone goes", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 20);
  await scene.run();
  await scene.device.remove("forms", "a3", "a4");
  scene.wire.reset();
  const results = await scene.run();
  assert.deepEqual(partOf(results, "forms"), {
    state: "changed",
    records: 18,
    changed: 0,
    removed: 2,
    unreadable: 0,
  });
  assert.equal(scene.wire.records, 0);
  await assertAsDownloaded(scene);
});

Deno.test("it goes too where another has come, or is the last one", async () => {
  await using scene = await openScene();
  await scene.device.write("forms", { id: "one" });
  await scene.run();
  await scene.device.remove("forms", "one");
  await scene.device.write("forms", { id: "two" });
  await scene.run();
  assert.deepEqual(idsOf(await scene.held(), "forms"), ["two"]);
  await scene.device.remove("forms", "two");
  const results = await scene.run();
  assert.equal(partOf(results, "forms")?.removed, 1);
  assert.deepEqual(idsOf(await scene.held(), "forms"), []);
});

Deno.test("a tombstone stays, as a record", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 3);
  await scene.run();
  await scene.device.write("forms", { id: "a1", clear: { deleted: true } });
  await scene.run();
  assert.deepEqual((await scene.held())["forms"]?.["a1"]?.clear, { id: "a1", deleted: true });
  await assertAsDownloaded(scene);
});

Deno.test("records that expire go, though nothing was written", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("history", 20);
  await scene.device.write("clients", { id: "phone" }, { id: "laptop" });
  await scene.run();
  expire(scene, "a3", "a19", "phone");
  scene.wire.reset();
  const results = await scene.run();
  assert.equal(partOf(results, "history")?.removed, 2);
  assert.equal(partOf(results, "clients")?.removed, 1);
  assert.equal(scene.wire.records, 0);
  await assertAsDownloaded(scene);
  expire(scene, "laptop", ...Array.from({ length: 20 }, (_, i) => `a${i}`));
  await scene.run();
  assert.deepEqual(Object.keys(await scene.held()), ["crypto", "meta"]);
});

Deno.test("a collection that is wiped is empty, and new again when it is reborn", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 20);
  await scene.run();
  await scene.device.removeAll("forms");
  const gone = partOf(await scene.run(), "forms");
  assert.deepEqual(gone, { state: "gone", records: 0, changed: 0, removed: 20, unreadable: 0 });
  assert.equal(partOf(await scene.run(), "forms")?.state, "unchanged", "it is not gone twice");
  await scene.device.write("forms", { id: "a1", clear: { life: 2 } });
  assert.equal(partOf(await scene.run(), "forms")?.state, "replaced");
  await assertAsDownloaded(scene);
});

Deno.test("a collection that is wiped and reborn between two refreshes holds nothing of its former life", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 20);
  await scene.run();
  await scene.device.removeAll("forms");
  await scene.device.writeMany("forms", 20, 10, "b");
  await scene.run();
  assert.ok(idsOf(await scene.held(), "forms").every((each) => each.startsWith("b")));
  await assertAsDownloaded(scene);
});

Deno.test("tabs and clients are replaced whole when they change", async () => {
  await using scene = await openScene();
  for (const name of ["tabs", "clients"]) {
    await scene.device.write(name, { id: "phone" }, { id: "laptop" });
  }
  await scene.run();
  await scene.device.write("tabs", { id: "phone", clear: { tabs: [] } });
  scene.wire.reset();
  const results = await scene.run();
  assert.equal(partOf(results, "tabs")?.state, "replaced");
  assert.equal(partOf(results, "clients")?.state, "unchanged");
  assert.deepEqual([scene.wire.records, scene.wire.listings("clients")], [2, []]);
  assert.ok(!scene.wire.listings("tabs").some((line) => line.includes("newer=")));
  await assertAsDownloaded(scene);
});

Deno.test("everything is read anew where that is asked for", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 5);
  await scene.run();
  scene.wire.reset();
  const results = await scene.run({ full: true });
  assert.equal(scene.wire.records, 7);
  assert.equal(partOf(results, "forms")?.state, "replaced");
  await assertAsDownloaded(scene);
});

Deno.test("two refreshes at once do the work once, and leave what one leaves", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 30);
  scene.wire.pageSize = 10;
  const results = await Promise.all([scene.run(), scene.run(), scene.run()]);
  assert.equal(scene.wire.records, 32);
  assert.deepEqual(results.map((each) => partOf(each, "forms")?.changed).toSorted(), [0, 0, 30]);
  await assertAsDownloaded(scene);
});

Deno.test("a record that does not open is counted, and the rest is read", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 5);
  await scene.device.damage("forms", "bad", "worse");
  await scene.device.damage("crypto", "junk");
  const results = await scene.run();
  assert.deepEqual(partOf(results, "forms"), {
    state: "replaced",
    records: 7,
    changed: 7,
    removed: 0,
    unreadable: 2,
  });
  assert.equal(partOf(results, "crypto")?.unreadable, 1);
  assert.equal((await scene.held())["forms"]?.["bad"]?.clear, null);
  await assertAsDownloaded(scene);
});

Deno.test("progress is told by the page, and knows the end where all is read", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 30);
  scene.wire.pageSize = 12;
  const seen: string[] = [];
  const onProgress = (p: { collection: string; done: number; total: number | null }) =>
    void (p.collection === "forms" && seen.push(`${p.done} of ${p.total}`));
  await scene.run({}, { onProgress });
  assert.deepEqual(seen, ["12 of 30", "24 of 30", "30 of 30"]);
  await scene.device.write("forms", { id: "new" });
  seen.length = 0;
  await scene.run({}, { onProgress });
  assert.deepEqual(seen, ["1 of null"]);
});

Deno.test("an empty record, a long one and the oddest ids are kept as they are", async () => {
  await using scene = await openScene();
  const odd = ["{braced-id}", "with space", "~!*'()%41", '"quoted"'];
  await scene.device.write(
    "forms",
    ...odd.map((each) => ({ id: each, clear: { text: "\ud83e\udd8a\u2028\u0000" } })),
  );
  await scene.device.write("forms", { id: "long", clear: { text: "x".repeat(1_200_000) }, sortindex: -5 });
  await scene.device.post("forms", [{ id: id("none") }]);
  await scene.run();
  const { forms = {} } = await scene.held();
  assert.deepEqual(Object.keys(forms).sort(), [...odd, "long", "none"].sort());
  assert.equal(forms["long"]?.sortindex, -5);
  await using twin = await openTwin(scene.account);
  using app = twin.open();
  await refresh(app, { collections: "all" });
  assert.deepEqual(await contentsOf(app), await scene.held());
});

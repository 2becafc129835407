/** Refreshes that something comes between: other devices, servers that fail, and people who press ^C. */
import assert from "node:assert/strict";
import { isFoxdenError } from "../../core/errors.ts";
import { callStorage } from "../../core/sync/transport.ts";
import { bytes, named } from "../core/sync/storage_support.ts";
import { assertAsDownloaded, idsOf, openLong, partOf, type Scene } from "./refresh_support.ts";

const FORMS = /\/storage\/forms\?.*full=1/;

const busy = () => new Response("0", { status: 503, headers: { "retry-after": "7" } });

/** An answer that ends before its announced length. */
const cut = () =>
  new Response('[{"id":"a0","modified":17', {
    headers: { "content-type": "application/json", "content-length": "1000", connection: "close" },
  });

/** The refresh fails, and the next one brings what is still missing. @returns the records that one read */
async function recordsAfterFailure(scene: Scene, code: string): Promise<number> {
  await assert.rejects(scene.run(), { code });
  scene.wire.reset();
  await scene.run();
  const { records } = scene.wire;
  await assertAsDownloaded(scene);
  return records;
}

Deno.test("another device that writes between two pages: what was read stays, the rest is read", async () => {
  await using scene = await openLong();
  using _ = scene.wire.before(3, FORMS, async () => {
    await scene.device.write("forms", { id: "a1", clear: { v: 2 } }, { id: "new" });
    return undefined;
  });
  const results = await scene.run();
  assert.equal(partOf(results, "forms")?.records, 41);
  // Twice are read the last of the 20, since there might have been more at that time, and the one that was changed.
  assert.equal(scene.wire.records, 2 + 40 + 2 + 2);
  await assertAsDownloaded(scene);
});

Deno.test("it may also delete, or wipe the collection, or all of it", async () => {
  const deeds: ((scene: Scene) => Promise<unknown>)[] = [
    ({ device }) => device.remove("forms", "a1", "a39"),
    ({ device }) => device.removeAll("forms"),
    async ({ device }) => {
      await device.removeAll("forms");
      await device.writeMany("forms", 5, 5, "b");
    },
    async ({ device }) => {
      await callStorage(device.session.server, { method: "DELETE", path: "/storage" });
      await device.writeMeta({ syncID: "a new life!!" });
      await device.rekey(bytes(64, 9));
      await device.writeMany("forms", 5, 5, "b");
    },
  ];
  for (
    const [isFollowing, deed] of [false, true].flatMap((each) => deeds.map((deed) => [each, deed] as const))
  ) {
    for (const nth of [1, 3]) {
      await using scene = await openLong();
      if (isFollowing) {
        await scene.run();
        await scene.device.writeMany("forms", 40, 2, "c");
      }
      using _ = scene.wire.before(nth, FORMS, async () => {
        await deed(scene);
        return undefined;
      });
      await scene.run();
      await assertAsDownloaded(scene);
    }
  }
});

Deno.test("a server that is busy in the middle: what came is kept, and the next refresh reads the rest", async () => {
  await using scene = await openLong();
  {
    using _ = scene.wire.before(3, FORMS, busy);
    await assert.rejects(
      scene.run(),
      (error) =>
        isFoxdenError(error) && error.code === "server.busy" && error.details.retryAfterSeconds === 7,
    );
  }
  assert.equal(idsOf(await scene.held(), "forms").length, 0, "nobody sees a copy that is still growing");
  scene.wire.reset();
  await scene.run();
  assert.equal(scene.wire.records, 20 + 2, "the other half, and the last time of the first half again");
  await assertAsDownloaded(scene);
});

Deno.test("the same with changes: those that came can be read already", async () => {
  await using scene = await openLong();
  await scene.run();
  await scene.device.writeMany("forms", 40, 2);
  using _ = scene.wire.before(3, FORMS, busy);
  await assert.rejects(scene.run(), { code: "server.busy" });
  using app = scene.open();
  assert.equal((await app.mirror()).copyOf(named("forms"))?.settled, false);
  scene.wire.reset();
  await scene.run();
  assert.equal(scene.wire.records, 20 + 2);
  await assertAsDownloaded(scene);
});

Deno.test("an answer that breaks off loses nothing of what came before", async () => {
  await using scene = await openLong();
  using _ = scene.wire.before(4, FORMS, cut);
  assert.equal(await recordsAfterFailure(scene, "server.shape"), 10 + 2);
});

Deno.test("a refresh that is called off in the middle goes on where it was", async () => {
  await using scene = await openLong();
  for (const nth of [2, 3]) {
    const stop = new AbortController();
    using _ = scene.wire.before(nth, FORMS, () => {
      stop.abort(new Error("^C"));
      return undefined;
    });
    await assert.rejects(scene.run({}, { signal: stop.signal }), /\^C/);
  }
  scene.wire.reset();
  await scene.run();
  assert.ok(scene.wire.records <= 40 - 10 - 10 + 2 + 2, `${scene.wire.records} records were read`);
  await assertAsDownloaded(scene);
});

Deno.test("a server that sorts as it likes is read to the end; what is cut short begins anew", async () => {
  for (const sort of ["newest", "index"]) {
    await using scene = await openLong();
    scene.wire.sort = sort;
    {
      using _ = scene.wire.before(3, FORMS, busy);
      assert.equal(await recordsAfterFailure(scene, "server.busy"), 40);
    }
    await scene.device.writeMany("forms", 40, 2, "b");
    await scene.device.remove("forms", "a1", "b1");
    {
      using _ = scene.wire.before(3, FORMS, busy);
      assert.equal(await recordsAfterFailure(scene, "server.busy"), 39);
    }
  }
});

Deno.test("an account that never keeps still is given up in the end, with what came", async () => {
  await using scene = await openLong();
  let count = 0;
  {
    using _ = scene.wire.faults.use(async (request) => {
      if (FORMS.test(request.url)) await scene.device.write("forms", { id: `late${count++}` });
      return undefined;
    });
    await assert.rejects(scene.run(), { code: "conflict.changed", message: /faster than it can be read/ });
  }
  assert.ok(count <= 15, `${count} requests`);
  scene.wire.reset();
  await scene.run();
  assert.ok(scene.wire.records < 10, "nearly all of it had been read");
  await assertAsDownloaded(scene);
});

Deno.test("keys that change between two pages: nothing is kept that does not open", async () => {
  for (const isReadBefore of [false, true]) {
    await using scene = await openLong();
    if (isReadBefore) {
      await scene.run();
      await scene.device.writeMany("forms", 40, 2);
    }
    using _ = scene.wire.before(3, FORMS, async () => {
      await scene.device.rekey(bytes(64, 9));
      await scene.device.writeMany("forms", 40, 2);
      return undefined;
    });
    assert.equal(partOf(await scene.run(), "forms")?.unreadable, 0);
    await assertAsDownloaded(scene);
  }
});

Deno.test("a copy is never opened half with one key and half with another", async () => {
  await using scene = await openLong();
  await scene.device.damage("forms", "bad");
  using _ = scene.wire.before(3, FORMS, async () => {
    await scene.device.rekey(bytes(64, 9));
    return undefined;
  });
  await scene.run();
  await assertAsDownloaded(scene);
});

Deno.test("keys that change before the first page, with a record sealed with them, are found at once", async () => {
  await using scene = await openLong();
  using _ = scene.wire.before(1, FORMS, async () => {
    await scene.device.rekey(bytes(64, 9));
    await scene.device.write("forms", { id: "new" });
    return undefined;
  });
  assert.equal(partOf(await scene.run(), "forms")?.unreadable, 40, "those nobody has sealed again");
  await assertAsDownloaded(scene);
  await scene.device.writeMany("forms", 40, 2);
  await scene.run();
  await assertAsDownloaded(scene);
});

Deno.test("a download that was cut short of a collection that is wiped then leaves nothing", async () => {
  await using scene = await openLong();
  {
    using _ = scene.wire.before(3, FORMS, busy);
    await assert.rejects(scene.run(), { code: "server.busy" });
  }
  await scene.device.removeAll("forms");
  await scene.run({ collections: [named("forms")] });
  assert.deepEqual(idsOf(await scene.held(), "forms"), []);
});

Deno.test("records deleted or expired after a download was cut short do not come back with the rest", async () => {
  await using scene = await openLong();
  {
    using _ = scene.wire.before(3, FORMS, busy);
    await assert.rejects(scene.run(), { code: "server.busy" });
  }
  await scene.device.remove("forms", "a1", "a2");
  scene.account.server.database.run("UPDATE bso SET expires_at_ms = 1 WHERE id = 'a3'");
  await scene.device.write("forms", { id: "a4", clear: { v: 2 } });
  await scene.run();
  assert.equal(idsOf(await scene.held(), "forms").length, 37);
  await assertAsDownloaded(scene);
});

Deno.test("a token that is refused in the middle is renewed", async () => {
  await using scene = await openLong();
  using _ = scene.wire.before(3, FORMS, () => new Response("0", { status: 401 }));
  scene.wire.reset();
  await scene.run();
  assert.equal(scene.wire.requests.filter((line) => line.includes("/token/")).length, 2);
  assert.equal(scene.wire.records, 42);
  await assertAsDownloaded(scene);
});

Deno.test("what fails in one collection leaves the others as they are", async () => {
  await using scene = await openLong();
  await scene.device.writeMany("history", 5);
  await scene.run();
  await scene.device.write("forms", { id: "new" });
  await scene.device.write("history", { id: "new" });
  // The smaller one is read first.
  using trap = scene.wire.faults.answer(/\/storage\/forms$/, busy);
  await assert.rejects(scene.run(), { code: "server.busy" });
  assert.equal(trap.hits, 1);
  assert.ok(idsOf(await scene.held(), "history").includes("new"));
  assert.ok(!idsOf(await scene.held(), "forms").includes("new"));
});

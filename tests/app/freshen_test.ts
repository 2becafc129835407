import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { freshen } from "../../app/freshen.ts";
import type { Freshness, Stale } from "../../app/freshness.ts";
import type { App, AppOptions } from "../../app/open.ts";
import { readAll, readLive } from "../../app/read.ts";
import { refresh } from "../../app/refresh.ts";
import { prepareRemoval } from "../../app/remove.ts";
import { formCodec } from "../../core/records/forms.ts";
import { named } from "../core/sync/storage_support.ts";
import { openScene, type Scene } from "./refresh_support.ts";
import { plan, write } from "./writing_support.ts";

const FORMS = named("forms");
const HISTORY = named("history");
const MINUTE_MS = 60_000;
const HOUR: Freshness = { mode: "max-age", maxAgeMs: 60 * MINUTE_MS, lenient: false };
const LENIENT: Freshness = { mode: "max-age", maxAgeMs: MINUTE_MS, lenient: true };
const form = (id: string) => ({ id, name: "field", value: "x" });

/** An app that says what it tells of old answers. */
function openTold(
  scene: Scene,
  over: Partial<AppOptions> = {},
): { readonly app: App; readonly told: Stale[] } {
  const told: Stale[] = [];
  const onStale = (stale: Stale) => {
    told.push(stale);
    return Promise.resolve();
  };
  return { app: scene.open({ onStale, ...over }), told };
}

/** Makes copies look as if the server had been asked about them at this time. */
async function checkedAt(app: App, atMs: number): Promise<void> {
  const mirror = await app.mirror();
  for (const copy of mirror.copies()) mirror.markChecked(copy, atMs);
}

/** How many requests `act` takes. */
async function requestsOf({ wire }: Scene, act: () => Promise<unknown>): Promise<number> {
  wire.reset();
  await act();
  return wire.requests.length;
}

async function openRead(): Promise<Scene> {
  const scene = await openScene();
  await scene.device.write("forms", { id: "a", clear: form("a") });
  await scene.device.write("history", { id: "a" });
  await scene.run({ collections: [FORMS, HISTORY] });
  return scene;
}

Deno.test("from the cache everything is answered, and nobody is asked", async () => {
  await using scene = await openRead();
  const { app, told } = openTold(scene, { offline: true });
  using _ = app;
  assert.equal(await requestsOf(scene, () => freshen(app, [FORMS, HISTORY], { mode: "cached" })), 0);
  assert.deepEqual(told, [], "minutes do not matter");
  const longAgo = Date.now() - 6 * MINUTE_MS;
  await checkedAt(app, longAgo);
  const history = (await app.mirror()).copyOf(HISTORY) ?? assert.fail();
  (await app.mirror()).markChecked(history, longAgo - MINUTE_MS);
  await freshen(app, [FORMS, HISTORY], { mode: "cached" });
  const oldest = { collection: "history", asOfMs: longAgo - MINUTE_MS, why: "offline" };
  assert.deepEqual(told, [oldest], "the oldest of what is read together");
});

Deno.test("from the cache, what is not there is said to be missing, and how old what was cut short is", async () => {
  await using scene = await openScene();
  await scene.device.writeMany("forms", 40, 2);
  await scene.run({ collections: [FORMS] });
  const { app, told } = openTold(scene, { offline: true });
  using _ = app;
  const missing = { code: "network.offline", details: { what: "history" } };
  await assert.rejects(freshen(app, [FORMS, HISTORY], { mode: "cached" }), missing);
  await scene.device.writeMany("forms", 40, 2);
  scene.wire.pageSize = 10;
  using cut = scene.wire.before(2, /storage\/forms/, () => new Response("0", { status: 503 }));
  await assert.rejects(scene.run(), { code: "server.busy" });
  cut[Symbol.dispose]();
  await freshen(app, [FORMS], { mode: "cached" });
  assert.deepEqual(told.map(({ why }) => why), ["cut-short"]);
});

Deno.test("within its age an answer is not asked for again; beyond it, it is", async () => {
  await using scene = await openRead();
  using app = scene.open();
  const ask = (fresh: Freshness) => requestsOf(scene, () => freshen(app, [FORMS], fresh));
  assert.equal(await ask(HOUR), 0);
  await checkedAt(app, Date.now() - 61 * MINUTE_MS);
  assert.equal(await ask(HOUR), 2);
  assert.equal(await ask(HOUR), 0);
  await checkedAt(app, Date.now() + 5 * MINUTE_MS);
  assert.equal(await ask(HOUR), 2, "a clock that was put back tells nothing");
  assert.equal(await ask({ ...HOUR, maxAgeMs: 0 }), 2);
  assert.equal(await ask({ mode: "pull" }), 2);
});

Deno.test("a pull asks the server whatever the age, and cannot do without it", async () => {
  await using scene = await openRead();
  using app = scene.open();
  await scene.device.write("forms", { id: "b" });
  await freshen(app, [FORMS], { mode: "pull" });
  assert.equal((await app.mirror()).copyOf(FORMS)?.cursor !== undefined, true);
  using offline = scene.open({ offline: true });
  await assert.rejects(freshen(offline, [FORMS], { mode: "pull" }), { code: "network.offline" });
});

Deno.test("whoever is lenient gets the old answer where no server can be reached, and is told", async () => {
  await using scene = await openRead();
  const { app, told } = openTold(scene);
  using _ = app;
  const longAgo = Date.now() - 6 * MINUTE_MS;
  for (const [status, code] of [[503, "server.busy"], [500, "server.busy"]] as const) {
    using __ = scene.wire.faults.answer(/info/, () => new Response("0", { status }));
    await checkedAt(app, longAgo);
    await assert.rejects(freshen(app, [FORMS], { ...LENIENT, lenient: false }), { code });
    await assert.rejects(freshen(app, [FORMS], { mode: "pull" }), { code });
    told.length = 0;
    await freshen(app, [FORMS], LENIENT);
    assert.deepEqual(told, [{ collection: "forms", asOfMs: longAgo, why: "overloaded" }]);
    await assert.rejects(freshen(app, [FORMS, named("tabs")], LENIENT), { code }, "there are no tabs here");
  }
  await scene.account.server.close();
  told.length = 0;
  await freshen(app, [FORMS], LENIENT);
  assert.deepEqual(told.map(({ why }) => why), ["unreachable"]);
  const strict = { ...LENIENT, lenient: false };
  await assert.rejects(freshen(app, [FORMS], strict), { code: "network.unreachable" });
});

Deno.test("what a server refuses is no reason to be lenient", async () => {
  await using scene = await openRead();
  const { app, told } = openTold(scene);
  using _ = app;
  await checkedAt(app, 1);
  await scene.device.writeMeta({ storageVersion: 6 });
  await assert.rejects(freshen(app, [FORMS], LENIENT), { code: "failed.storage-version" });
  assert.deepEqual(told, []);
});

Deno.test("who wants what another process is just fetching waits for that, and asks no more", async () => {
  await using scene = await openRead();
  using app = scene.open();
  await checkedAt(app, Date.now() - 61 * MINUTE_MS);
  using other = scene.open();
  await other.mirror();
  let others: Promise<void> | undefined;
  using _ = scene.wire.before(1, /info/, () => {
    others = freshen(other, [FORMS], HOUR);
    return undefined;
  });
  const both = async () => {
    await freshen(app, [FORMS], HOUR);
    await others;
  };
  assert.equal(await requestsOf(scene, both), 2);
  assert.ok(others);
});

Deno.test("after a write of our own the next read asks, whatever the age; other collections do not", async () => {
  await using scene = await openRead();
  using app = scene.open({ fresh: HOUR });
  const read = async () => (await readAll(readLive(app, FORMS, formCodec))).map(({ id }) => id).toSorted();
  assert.deepEqual(await read(), ["a"]);
  await write(app, "forms", [form("b")]);
  assert.equal(await requestsOf(scene, () => freshen(app, [HISTORY])), 0);
  assert.deepEqual(await read(), ["a", "b"]);
  assert.equal(await requestsOf(scene, read), 0);
  const input = { collection: "forms", ids: ["a"], wholeIds: ["a"], hard: true, inParts: false };
  await (await prepareRemoval(app, input)).commit();
  assert.deepEqual(await read(), ["b"]);
});

Deno.test("a write is seen by the next read though another process refreshes just before the server takes it", async () => {
  await using scene = await openRead();
  using app = scene.open({ fresh: HOUR });
  const isWrite = (request: Request) => request.method !== "GET" && request.url.includes("/storage/forms");
  const refreshBefore = () => {
    let isDone = false;
    return scene.wire.faults.use(async (request) => {
      if (isDone || !isWrite(request)) return undefined;
      isDone = true;
      // A tick of the clock, so that the other process begins after the write was announced.
      for (const start = Date.now(); Date.now() === start;);
      await scene.run();
      return undefined;
    });
  };
  const read = async () => (await readAll(readLive(app, FORMS, formCodec))).map(({ id }) => id).toSorted();
  {
    using _ = refreshBefore();
    await write(app, "forms", [form("b")]);
  }
  assert.deepEqual(await read(), ["a", "b"]);
  using _ = refreshBefore();
  const input = { collection: "forms", ids: ["a"], wholeIds: ["a"], hard: true, inParts: false };
  await (await prepareRemoval(app, input)).commit();
  assert.deepEqual(await read(), ["b"]);
});

Deno.test("a write is seen by the next read though another process is in the middle of a refresh", async () => {
  for (const isFirst of [false, true]) {
    await using scene = isFirst ? await openScene() : await openRead();
    await scene.device.write("forms", { id: "c", clear: form("c") });
    await scene.device.write("history", { id: "new" });
    using app = scene.open({ fresh: HOUR });
    // The other one has asked, has forms and is at history, when this one writes to forms.
    const pending = await plan(app, "forms", [form("b")]);
    using _ = scene.wire.before(1, /storage\/history/, async () => {
      await pending.commit();
      return undefined;
    });
    using other = scene.open();
    await refresh(other, { collections: [HISTORY, FORMS] });
    const ids = (await readAll(readLive(app, FORMS, formCodec))).map(({ id }) => String(id));
    assert.ok(ids.includes("b"), ids.join());
  }
});

Deno.test("a collection that was expired while it was being read is asked for again", async () => {
  for (const name of ["tabs", "forms"]) {
    for (const moment of ["/info/collections", `/storage/${name}`]) {
      await using scene = await openRead();
      await scene.device.write(name, { id: "a", clear: form("a") });
      await scene.run();
      await scene.device.write(name, { id: "b", clear: form("b") });
      using app = scene.open();
      using _ = scene.wire.before(1, new RegExp(moment), async () => {
        for (const start = Date.now(); Date.now() === start;);
        await app.expire(named(name));
        return undefined;
      });
      await scene.run();
      assert.equal(await requestsOf(scene, () => freshen(app, [named(name)], HOUR)), 2, `${name} ${moment}`);
      assert.equal(await requestsOf(scene, () => freshen(app, [named(name)], HOUR)), 0);
    }
  }
});

const idsIn = async (app: App) => (await readAll(readLive(app, FORMS, formCodec))).map(({ id }) => id);

Deno.test("who is lenient reads on while another process is at work on the mirror, and is told", async () => {
  await using scene = await openRead();
  const lenient = openTold(scene, { fresh: { ...LENIENT, maxAgeMs: 0 }, timeoutMs: 200 });
  using lock = await Deno.open(`${lenient.app.config.mirrorPath}.lock`, { write: true, create: true });
  await lock.lock(true);
  assert.deepEqual(await idsIn(lenient.app), ["a"]);
  assert.deepEqual(lenient.told.map(({ why }) => why), ["busy"]);
  await assert.rejects(idsIn(scene.open({ timeoutMs: 200 })), { code: "failed.mirror" });
});

Deno.test("nothing is written from a mirror that a newer foxden keeps", async () => {
  await using scene = await openRead();
  const app = scene.open();
  const database = new DatabaseSync(app.config.mirrorPath);
  database.exec("PRAGMA user_version = 99");
  database.close();
  await assert.rejects(plan(app, "forms", [form("b")]), { code: "failed.mirror" });
  await assert.rejects(idsIn(scene.open()), { code: "failed.mirror" });
});

Deno.test("what becomes of the mirror after a write was sent is no failure of the write, and is told", async () => {
  await using scene = await openRead();
  const warnings: string[] = [];
  const app = scene.open({ warn: (sentence) => Promise.resolve(void warnings.push(sentence)) });
  const pending = await plan(app, "forms", [form("b")]);
  using _ = scene.wire.before(1, /storage\/forms\?|storage\/forms$/, () => {
    const database = new DatabaseSync(app.config.mirrorPath);
    database.exec("DROP TABLE row");
    database.close();
    return undefined;
  });
  await pending.commit();
  assert.match(warnings.join("\n"), /^note: the local copy is not told of this change/m);
  assert.deepEqual((await idsIn(scene.open())).toSorted(), ["a", "b"]);
});

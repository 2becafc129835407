/** What must hold around a refresh: after damage, a sign-out, a write of our own, a cut-short comparison. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { collections, quota } from "../../app/collections.ts";
import { listDevices } from "../../app/devices/devices.ts";
import { withLock } from "../../app/mirror/lock.ts";
import { REBUILT } from "../../app/mirror/open.ts";
import type { App } from "../../app/open.ts";
import { listRecords } from "../../app/records.ts";
import { signOut } from "../../app/sign_out.ts";
import { statusOf } from "../../app/overview.ts";
import { sync, watch } from "../../app/sync.ts";
import { listTabs } from "../../app/devices/tabs.ts";
import { named } from "../core/sync/storage_support.ts";
import { rowsOf } from "./app_support.ts";
import { idsOf, openLong, openScene, type Scene } from "./refresh_support.ts";
import { plan } from "./writing_support.ts";

const STRICT_HOUR = { mode: "max-age", maxAgeMs: 3_600_000, lenient: false } as const;
const LENIENT = { mode: "max-age", maxAgeMs: 300_000, lenient: true } as const;

const listed = (app: App, collection: string) => rowsOf(listRecords(app, { collection }));

async function filesOf(app: App): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(app.config.folder), ({ name }) => name)).sort();
}

async function openWithTabs(): Promise<Scene> {
  const scene = await openScene();
  await scene.device.write("clients", { id: "c1aaaaaaaaaa", clear: { name: "x", type: "desktop" } });
  await scene.device.write("tabs", { id: "c1aaaaaaaaaa", clear: { clientName: "x", tabs: [] } });
  await scene.run();
  return scene;
}

Deno.test("damage is mended wherever it is met first, and told", async () => {
  const readers: ((app: App) => Promise<unknown>)[] = [
    async (app) => await rowsOf(await listTabs(app, {})),
    async (app) => await rowsOf(await listDevices(app)),
    statusOf,
    (app) => sync(app, { collections: [] }),
  ];
  for (const read of readers) {
    await using scene = await openWithTabs();
    const app = scene.open({ fresh: LENIENT });
    const database = new DatabaseSync(app.config.mirrorPath);
    database.exec("UPDATE copy SET cursor = cursor + 1");
    database.close();
    await read(app);
    assert.deepEqual(scene.account.warnings.filter((warning) => warning === REBUILT), [REBUILT]);
  }
});

Deno.test("who is signed out by another process ends so, and puts nothing back on the disk", async () => {
  for (const isReachable of [true, false]) {
    await using scene = await openLong();
    using watching = scene.open();
    const events = watch(watching, { collections: [] }, 5);
    await events.next();
    using other = scene.open();
    using _ = scene.wire.faults.answer(
      /destroy/,
      () => isReachable ? undefined : new Response("0", { status: 503 }),
    );
    await signOut(other);
    await assert.rejects(events.next(), { code: "auth.signed-out" });
    assert.deepEqual((await filesOf(watching)).filter((name) => !/\.(lock|opening)$/.test(name)), []);
    assert.ok(!scene.account.warnings.includes(REBUILT), "nothing was damaged");
  }
});

Deno.test("secrets go at a sign-out though the mirror cannot be removed, which is told", async () => {
  await using scene = await openWithTabs();
  const app = scene.open();
  await Deno.remove(`${app.config.mirrorPath}.opening`).catch(() => {});
  await Deno.mkdir(`${app.config.mirrorPath}.opening`);
  await signOut(app);
  assert.ok(!(await filesOf(app)).includes("vault"));
  assert.match(
    scene.account.warnings.join("\n"),
    /^note: the local copy stays, sealed with a key that is gone/m,
  );
});

Deno.test("what is written to a new collection while the first sync is under way is seen at once", async () => {
  await using scene = await openLong();
  using writer = scene.open();
  const record = { id: "addr-0000001", entry: { version: 1, name: "Ann" } };
  const pending = await plan(writer, "addresses", [record]);
  using trap = scene.wire.before(1, /\/storage\/forms\?.*full=1/, async () => {
    await pending.commit();
    return undefined;
  });
  await scene.run();
  using app = scene.open({ fresh: LENIENT });
  assert.equal((await listed(app, "addresses")).length, 1);
  assert.ok(trap);
});

Deno.test("where a server does not count, ids that could not be compared are compared the next time", async () => {
  await using scene = await openLong();
  using _ = scene.wire.faults.answer(/collection_counts/, () => new Response("0", { status: 404 }));
  await scene.run();
  await scene.device.remove("forms", "a1");
  await scene.device.write("forms", { id: "new" });
  {
    using __ = scene.wire.faults.use(({ url }) => {
      const { pathname, searchParams } = new URL(url);
      const isList = pathname.endsWith("/storage/forms") && !searchParams.has("full");
      return isList ? new Response("0", { status: 503 }) : undefined;
    });
    await assert.rejects(scene.run(), { code: "server.busy" });
  }
  await scene.run();
  assert.ok(!idsOf(await scene.held(), "forms").includes("a1"));
});

Deno.test("what a cut-short full refresh left behind goes with the next one", async () => {
  await using scene = await openLong();
  await scene.run();
  {
    using _ = scene.wire.before(4, /\/storage\/forms\?.*full=1/, () => new Response("0", { status: 503 }));
    await assert.rejects(scene.run({ full: true }), { code: "server.busy" });
  }
  const growing = async (app: App) =>
    (await app.mirror()).db.numbers("SELECT count(*) FROM copy WHERE growing = 1");
  using app = scene.open();
  assert.deepEqual(await growing(app), [1]);
  await scene.run();
  assert.deepEqual(await growing(app), [0]);
});

Deno.test("offline nobody is waited for and nobody is asked, also after a write of our own", async () => {
  await using scene = await openWithTabs();
  using writer = scene.open();
  await writer.expire(named("tabs"));
  const told: string[] = [];
  using app = scene.open({
    offline: true,
    fresh: { mode: "cached" },
    onStale: ({ collection, why }) => Promise.resolve(void told.push(`${collection} ${why}`)),
  });
  await withLock(`${app.config.mirrorPath}.lock`, app.waiting, async () => {
    assert.equal((await rowsOf(await listTabs(app, {}))).length, 0);
  });
  assert.deepEqual(told, ["tabs offline"]);
});

Deno.test("offline, what is older than asked for is refused as that", async () => {
  await using scene = await openWithTabs();
  using young = scene.open({ offline: true, fresh: STRICT_HOUR });
  await rowsOf(await listTabs(young, {}));
  using old = scene.open({ offline: true, fresh: { ...STRICT_HOUR, maxAgeMs: 0 } });
  await assert.rejects(listTabs(old, {}), (error) => {
    assert.match(String(error), /What is here of tabs and clients is older than asked for/);
    return true;
  });
});

Deno.test("a sync of everything keeps what status, quota and devices answer offline", async () => {
  await using scene = await openWithTabs();
  using app = scene.open();
  await scene.device.write("forms", { id: "a" });
  await sync(app, { collections: [] });
  using offline = scene.open({ offline: true, fresh: { mode: "cached" } });
  assert.deepEqual((await collections(offline)).map(({ name }) => name), [
    "clients",
    "crypto",
    "forms",
    "meta",
    "tabs",
  ]);
  assert.ok((await quota(offline)).usedBytes > 0);
  assert.equal((await statusOf(offline)).counts?.["forms"], 1);
  await rowsOf(await listDevices(offline));
});

Deno.test("an answer that is young enough serves where the server cannot be reached, and no other does", async () => {
  await using scene = await openWithTabs();
  using app = scene.open({ fresh: STRICT_HOUR });
  const room = await quota(app);
  for (const status of [500, 503]) {
    using _ = scene.wire.faults.answer(/info/, () => new Response("0", { status }));
    assert.deepEqual(await quota(app), room);
    using strict = scene.open({ fresh: { ...STRICT_HOUR, maxAgeMs: -1 } });
    await assert.rejects(quota(strict), { code: "server.busy" });
    using pulling = scene.open({ fresh: { mode: "pull" } });
    await assert.rejects(quota(pulling), { code: "server.busy" });
  }
});

Deno.test("a wait for another process is told once it is long enough to wonder about", async () => {
  await using scene = await openWithTabs();
  using app = scene.open();
  const path = `${app.config.mirrorPath}.lock`;
  const warnings: string[] = [];
  let nowMs = 0;
  const waiting = {
    now: () => nowMs,
    sleep: (ms: number) => Promise.resolve(void (nowMs += ms)),
    timeoutMs: 5000,
    onWait: () => Promise.resolve(void warnings.push("waiting")),
  };
  await withLock(path, app.waiting, async () => {
    await assert.rejects(withLock(path, waiting, () => Promise.resolve()), { code: "failed.mirror" });
  });
  assert.deepEqual(warnings, ["waiting"]);
});

/** How it stands with the server, and that the browser goes on whatever that is. */
import assert from "node:assert/strict";
import { bytes } from "../../core/sync/storage_support.ts";
import { challenge, tokenRefusal, type Trap } from "../../support/faults.ts";
import type { Loop } from "./loop.ts";
import { login } from "./records.ts";
import { type LoopScene, openLoop } from "./scene.ts";

const STORAGE = /^\/1\.5\//;
const TOKEN = /\/1\.0\/sync/;

/** The rows and the details are there, and another row can be looked at. */
async function canBrowse(loop: Loop): Promise<void> {
  loop.press("2");
  await loop.until("logins", ({ isCalm, list }) => isCalm && list.shown.count >= 3);
  await loop.goTo("login-gamma");
  assert.equal(loop.detailKey, "login-gamma");
}

Deno.test("a server that is down at the start: what is here is shown, and R finds it when it is back", async () => {
  await using folder = await openFolder();
  await using scene = await openLoop(true, { dataDir: folder.path });
  await scene.goDown();
  const loop = scene.browse();
  await loop.untilIdle();
  const { link } = loop.state;
  assert.ok(link.state === "offline");
  assert.ok(link.sinceMs <= loop.nowMs && link.nextTryMs > loop.nowMs);
  assert.match(loop.screen, /\[offline since \d\d:\d\d\]/);
  await canBrowse(loop);
  await loop.sync();
  assert.equal(
    loop.state.link.state === "offline" && loop.state.link.sinceMs,
    link.sinceMs,
    "since the first time",
  );
  await scene.comeBack();
  await scene.device.write("passwords", login("delta"));
  await loop.sync();
  assert.equal(loop.link, "online");
  assert.equal(loop.list.shown.count, 4);
});

Deno.test("a server that goes down meanwhile is asked again by itself; what was shown stays", async () => {
  await using folder = await openFolder();
  await using scene = await openLoop(true, { dataDir: folder.path });
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await scene.goDown();
  await loop.sync();
  assert.equal(loop.link, "offline");
  await canBrowse(loop);
  await scene.comeBack();
  await loop.tickUntil(() => loop.link === "syncing");
  await loop.untilOnline();
  assert.deepEqual(loop.links, ["idle", "syncing", "online", "syncing", "offline", "syncing", "online"]);
});

Deno.test("with nothing here and no server, that is said; R tries again", async () => {
  await using folder = await openFolder();
  await using scene = await openLoop(false, { dataDir: folder.path });
  await scene.goDown();
  const loop = scene.browse({ place: "passwords" });
  await loop.untilIdle();
  assert.equal(loop.list.load.state, "absent");
  assert.match(loop.screen, /Nothing of Passwords is on this machine yet/);
  await scene.comeBack();
  await loop.sync();
  assert.equal(loop.list.shown.count, 3);
});

Deno.test("a server that asks to come back later is left alone until then, and no longer", async () => {
  await using scene = await openLoop(true);
  const busy = scene.wire.faults.answer(
    STORAGE,
    () => new Response("0", { status: 503, headers: { "retry-after": "7" } }),
  );
  const loop = scene.browse({ place: "passwords" });
  const startedMs = loop.nowMs;
  await loop.untilIdle();
  const { link } = loop.state;
  assert.ok(link.state === "busy");
  assert.ok(link.nextTryMs >= startedMs + 7000 && link.nextTryMs <= loop.nowMs + 7000);
  const { hits } = busy;
  await canBrowse(loop);
  loop.pass(link.nextTryMs - loop.nowMs - 1000);
  assert.deepEqual([loop.link, busy.hits], ["busy", hits]);
  busy[Symbol.dispose]();
  await loop.tickUntil(() => loop.link === "syncing");
  assert.ok(loop.nowMs - link.nextTryMs < 1000);
  await loop.untilOnline();
});

const ended: readonly [string, (scene: LoopScene) => readonly Trap[], Loop["link"]][] = [
  ["a sign-in that has ended: browsing goes on", ({ wire: { faults } }) => [
    faults.answer(STORAGE, () => new Response("0", { status: 401 })),
    faults.answer(TOKEN, () => tokenRefusal("invalid-credentials")),
  ], "sign-in-needed"],
  ["keys that were changed on another device: browsing goes on", ({ wire: { faults } }) => [
    faults.answer(STORAGE, () => new Response("0", { status: 401 })),
    faults.answer(TOKEN, () => tokenRefusal("invalid-client-state")),
  ], "keys-changed"],
  ["a page for people in the way of the server: browsing goes on", ({ wire: { faults } }) => [
    faults.answer(STORAGE, challenge),
  ], "challenge"],
];

for (const [name, plant, state] of ended) {
  Deno.test(name, async () => {
    await using scene = await openLoop(true);
    const traps = plant(scene);
    const loop = scene.browse();
    await loop.untilIdle();
    assert.equal(loop.link, state);
    const { link } = loop.state;
    assert.ok("told" in link && link.told.advice, "what to do is said");
    await canBrowse(loop);
    // Nothing of this gets better by asking again and again.
    const asked = scene.wire.requests.length;
    loop.pass(7_200_000);
    assert.deepEqual([loop.link, scene.wire.requests.length], [state, asked]);
    await loop.sync();
    assert.equal(loop.link, state);
    for (const trap of traps) trap[Symbol.dispose]();
    await loop.sync();
    assert.equal(loop.link, "online");
  });
}

Deno.test("keys that another device has replaced are read again by R, and what they open is shown", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await scene.device.rekey(bytes(64, 9));
  await scene.device.write("passwords", login("delta"));
  await loop.sync();
  assert.equal(loop.link, "online");
  assert.equal(loop.list.shown.count, 1);
  assert.equal(loop.list.table?.malformed, 3);
  assert.match(loop.screen, /3 unreadable/);
  await scene.device.write("passwords", ...["alpha", "beta", "gamma"].map(login));
  await loop.sync();
  assert.equal(loop.list.shown.count, 4);
  assert.doesNotMatch(loop.screen, /unreadable/);
});

Deno.test("a record that nobody's key opens is counted and told beside the others", async () => {
  await using scene = await openLoop(false);
  await scene.device.damage("passwords", "login-beta");
  await scene.device.damage("history", "page-3", "page-4");
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  assert.equal(loop.list.shown.count, 2);
  assert.match(loop.screen, /1 unreadable/);
  loop.press("3");
  await loop.until("pages", ({ isCalm }) => isCalm);
  assert.equal(loop.list.shown.count, 28);
  assert.match(loop.screen, /2 unreadable/);
});

Deno.test("--offline: no server is asked, by no key and no clock", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords", flags: { offline: true } });
  await loop.until("rows", ({ isCalm, link }) => isCalm && link === "offline-wanted");
  scene.wire.reset();
  loop.press("R");
  assert.match(loop.state.message?.text ?? "", /--offline/);
  loop.pass(7_200_000);
  await canBrowse(loop);
  assert.deepEqual(scene.wire.requests, []);
  assert.match(loop.screen, /\[offline\]/);
});

Deno.test("--read-only: everything can be looked at and brought up to date", async () => {
  await using scene = await openLoop(false);
  const loop = scene.browse({ place: "passwords", flags: { readOnly: true } });
  await loop.untilOnline();
  assert.match(loop.screen, /READ ONLY/);
  await canBrowse(loop);
});

Deno.test("what has grown old is asked for again by itself", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await scene.device.write("passwords", login("delta"));
  loop.pass(loop.state.maxAgeMs - 60_000);
  assert.equal(loop.link, "online");
  await loop.tickUntil(() => loop.link === "syncing");
  await loop.untilOnline();
  assert.equal(loop.list.shown.count, 4);
});

async function openFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "foxden-loop-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

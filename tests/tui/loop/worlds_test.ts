/** The browser and the world around it: demos, other accounts, commands, a mirror that is damaged, the end. */
import assert from "node:assert/strict";
import { makeProfile } from "../../app/app_support.ts";
import { Loop, type LoopWorld, loopWorld } from "./loop.ts";
import { entry, login } from "./records.ts";
import { type LoopScene, openLoop } from "./scene.ts";

const allClosed = ({ apps }: LoopWorld) => apps.length > 0 && apps.every(({ isClosed }) => isClosed);

Deno.test("from the first screen into a demo: it is another world, and what was open is closed", async () => {
  await using scene = await openLoop(true);
  await using profile = await makeProfile();
  const inside = loopWorld(scene.account, { isDemo: true }, Date.now);
  await using loop = new Loop(profile, { startDemo: () => Promise.resolve(inside), place: "passwords" });
  await loop.until("the first screen", ({ state }) => state.screen === "welcome");
  const outside = loop.world;
  loop.press("1");
  await loop.untilOnline();
  assert.equal(loop.world, inside);
  assert.ok(allClosed(outside));
  assert.deepEqual([loop.state.screen, loop.list.shown.count], ["main", 3]);
});

Deno.test("another account takes the place of the former one, of which nothing stays or comes late", async () => {
  await using former = await openLoop(true);
  await using next = await openLoop(true);
  await next.device.write("passwords", login("delta"));
  await using held = holding(former);
  const loop = former.browse({ place: "passwords" });
  await loop.until("rows", ({ isCalm }) => isCalm);
  await held.isAsked;
  loop.press("x");
  const outside = loop.world;
  loop.enter(loopWorld(next.account, {}, Date.now));
  await loop.until(
    "the other account",
    ({ state }) => state.account?.host === new URL(next.account.server.url).host,
  );
  const entered = loop.actions.length;
  assert.deepEqual([...loop.state.counts], []);
  held.letGo();
  await loop.untilOnline();
  assert.equal(loop.list.shown.count, 4);
  assert.ok(allClosed(outside));
  const links = loop.actions.slice(entered).flatMap((action) =>
    action.type === "link" ? [action.link.state] : []
  );
  assert.deepEqual([links[0], links.at(-1), links.includes("idle")], ["syncing", "online", false]);
  assert.equal(loop.state.revealed, null);
});

Deno.test("the same account once more, such as after a new sign-in: the rows stay and are loaded anew", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await loop.goTo("login-beta");
  loop.press("3");
  loop.press("2");
  assert.equal(loop.listAt("history").load.state, "loading");
  loop.enter(loopWorld(scene.account, {}, Date.now));
  assert.equal(loop.list.shown.count, 3);
  await loop.until("syncing", ({ link }) => link === "syncing");
  await loop.untilOnline();
  assert.equal(loop.list.cursorKey, "login-beta");
  loop.press("3");
  await loop.until("pages", ({ list, isCalm }) => isCalm && list.shown.count === 30);
});

Deno.test("a command of the palette runs in this process, and what it prints is a page", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse();
  await loop.untilOnline();
  loop.press(":");
  loop.type("account status");
  loop.press("enter");
  await loop.until("a page", ({ overlay }) => overlay === "page");
  assert.match(loop.screen, /ann@example\.org/);
  assert.deepEqual(loop.world.ends.map(({ exit }) => exit), [0]);
  loop.press("esc");
  assert.equal(loop.overlay, undefined);
});

Deno.test("a command that fails says why, and the browser goes on", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  const choice = { type: "run", title: "Get", words: ["records", "get", "forms", "no-such"] } as const;
  loop.dispatch({ type: "chosen", choice, nowMs: loop.nowMs });
  await loop.until("the end of the command", ({ world }) => world.ends.length === 1 && isTold(loop));
  assert.notEqual(loop.world.ends[0]?.exit, 0);
  assert.match(loop.screen, /no-such/);
  loop.press("esc");
  await loop.goTo("login-gamma");
});

const isTold = ({ overlay, state: { message } }: Loop): boolean =>
  overlay === "page" || message?.kind === "error";

Deno.test("a command that goes on for long ends with the browser", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse();
  await loop.untilOnline();
  const choice = { type: "run", title: "Watch", words: ["sync", "--watch=1h"] } as const;
  loop.dispatch({ type: "chosen", choice, nowMs: loop.nowMs });
  await loop[Symbol.asyncDispose]();
  assert.deepEqual(loop.world.ends.map(({ exit }) => exit), [130]);
});

Deno.test("the end does not wait for a server that does not answer, and nothing stays open", async () => {
  await using scene = await openLoop(true);
  await using held = holding(scene);
  const loop = scene.browse();
  await held.isAsked;
  loop.press("Q");
  assert.deepEqual(loop.left, [{ type: "quit" }]);
  const told = loop.actions.length;
  await loop[Symbol.asyncDispose]();
  assert.ok(allClosed(loop.world));
  assert.equal(loop.actions.length, told, "nobody looks any more");
});

Deno.test("a local copy that is damaged at the start is begun anew, and that is told", async () => {
  await using scene = await openLoop(true);
  await damage(scene);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  assert.equal(loop.list.shown.count, 3);
  const told = loop.actions.flatMap((action) => action.type === "told" ? [action.text] : []);
  assert.deepEqual(told.length, 1);
  assert.match(told[0] ?? "", /^the local copy of your data was damaged/);
});

Deno.test("a local copy that is damaged while it is looked at is told, and read anew at once", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await damage(scene);
  loop.press("3");
  await loop.until("pages", ({ list, isCalm, isCounted }) => list.shown.count === 30 && isCalm && isCounted);
  assert.ok(loop.actions.some((action) => action.type === "told" && /was damaged/.test(action.text)));
  assert.equal(loop.link, "online");
  await scene.device.write("forms", entry("country"));
  await loop.sync();
  assert.equal(loop.state.counts.get("forms"), 3);
  loop.press("2");
  await loop.goTo("login-beta");
});

/** Overwrites the local copy where it is. */
async function damage({ open }: LoopScene): Promise<void> {
  const { mirrorPath } = open().config;
  for (const path of [mirrorPath, `${mirrorPath}-wal`]) {
    const size = await Deno.stat(path).then((stat) => stat.size, () => 0);
    if (size === 0) continue;
    using file = await Deno.open(path, { write: true });
    await file.write(new Uint8Array(size).fill(7));
  }
}

interface Held extends AsyncDisposable {
  readonly isAsked: Promise<void>;
  readonly letGo: () => void;
}

/** Lets the server keep its answers back. */
function holding({ wire }: LoopScene): Held {
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
  const { promise, resolve: letGo } = Promise.withResolvers<void>();
  const trap = wire.faults.use(async () => {
    ask();
    await promise;
    return undefined;
  });
  return {
    isAsked,
    letGo,
    [Symbol.asyncDispose]: () => {
      letGo();
      trap[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

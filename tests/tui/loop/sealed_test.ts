/** A profile that is sealed with a passphrase: it is asked for once, and whatever needs it has it from then on. */
import assert from "node:assert/strict";
import { writeVault } from "../../../app/vault.ts";
import { withoutStyles } from "../../../tui/lines/text.ts";
import type { Loop } from "./loop.ts";
import { type LoopScene, openLoop } from "./scene.ts";

const PASSPHRASE = "open sesame";

/** A browser that asks for the passphrase of its profile. */
async function sealedLoop(scene: LoopScene): Promise<Loop> {
  using app = scene.open();
  const { version: _, ...secrets } = await app.secrets();
  await writeVault(scene.account.vaultPath, secrets, app.ctx.random, PASSPHRASE);
  const loop = scene.browse({ place: "passwords" });
  await untilAsked(loop);
  return loop;
}

const isAsking = ({ state: { overlay } }: Loop): boolean =>
  overlay?.kind === "form" && overlay.then.type === "unlock";

const untilAsked = (loop: Loop): Promise<void> => loop.until("the question", isAsking);

function give(loop: Loop, passphrase: string): void {
  loop.type(passphrase);
  loop.press("enter");
}

const hints = (loop: Loop): string => withoutStyles(loop.screen.split("\n").at(-1) ?? "").trim();

Deno.test("while a profile is being opened, the one key that is hinted at is the one that leaves", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse();
  assert.match(loop.screen, /Opening the profile/);
  assert.equal(hints(loop), "q quit");
  loop.press("q");
  assert.deepEqual(loop.left, [{ type: "quit" }]);
});

Deno.test("without its passphrase a profile stays closed, and says which keys help", async () => {
  await using scene = await openLoop(true);
  const loop = await sealedLoop(scene);
  loop.press("esc");
  assert.equal(loop.state.overlay, null);
  assert.match(loop.screen, /This profile is sealed\./);
  assert.doesNotMatch(loop.screen, /Opening the profile/);
  assert.equal(hints(loop), "enter passphrase  q quit");
  loop.press("R", ":", "?", "/", "j", "esc");
  assert.deepEqual([loop.state.screen, loop.state.overlay], ["locked", null]);
});

Deno.test("a passphrase that is given after all opens the profile", async () => {
  await using scene = await openLoop(true);
  const loop = await sealedLoop(scene);
  loop.press("esc", "enter");
  assert.ok(isAsking(loop));
  loop.press("esc", "enter");
  give(loop, PASSPHRASE);
  assert.match(loop.screen, /Opening the profile/);
  await loop.untilOnline();
  assert.equal(loop.list.shown.count, 3);
  assert.equal(loop.actions.filter(({ type }) => type === "sealed").length, 1);
});

Deno.test("of a wrong passphrase nothing is said but by the question", async () => {
  await using scene = await openLoop(true);
  const loop = await sealedLoop(scene);
  give(loop, "not it");
  await untilAsked(loop);
  assert.match(loop.screen, /That was not the passphrase/);
  assert.equal(loop.state.message, null);
  assert.doesNotMatch(loop.screen, /keys of the account/);
  loop.press("esc", "enter");
  give(loop, PASSPHRASE);
  await loop.untilOnline();
});

Deno.test("a command of the palette has the passphrase that was given", async () => {
  await using scene = await openLoop(true);
  const loop = await sealedLoop(scene);
  give(loop, PASSPHRASE);
  await loop.untilOnline();
  const choice = { type: "run", title: "Who", words: ["auth", "status"] } as const;
  loop.dispatch({ type: "chosen", choice, nowMs: loop.nowMs });
  await loop.until("the page", ({ state }) => state.overlay?.kind === "page");
  const { overlay } = loop.state;
  const lines = overlay?.kind === "page" ? overlay.lines : [];
  assert.deepEqual(lines.filter(({ sign }) => sign === "error"), []);
  assert.ok(lines.some(({ text }) => text.includes(loop.state.account?.email ?? "?")), loop.screen);
  assert.equal(loop.actions.filter(({ type }) => type === "sealed").length, 1);
});

/** Secrets: shown for as long as they are looked at, copied only where that can be, asked for once. */
import assert from "node:assert/strict";
import { writeVault } from "../../../app/vault.ts";
import type { Loop } from "./loop.ts";
import { passwordOf } from "./records.ts";
import { type LoopScene, openLoop } from "./scene.ts";

/** Passwords, with the cursor on the one of beta. */
async function atBeta(scene: LoopScene): Promise<Loop> {
  const loop = scene.browse({ place: "passwords" });
  await loop.untilOnline();
  await loop.goTo("login-beta");
  return loop;
}

async function reveal(loop: Loop): Promise<void> {
  loop.press("x");
  await loop.until("the password", ({ state }) => state.revealed !== null);
  assert.equal(loop.state.revealed?.value, passwordOf("beta"));
}

/** Whether a state holds the password anywhere. */
const holdsIt = (loop: Loop): boolean =>
  JSON.stringify({ ...loop.state, lists: [], keymap: null }).includes(passwordOf("beta"));

const ends: readonly [string, (loop: Loop) => void][] = [
  ["another row", (loop) => loop.press("j")],
  ["another place", (loop) => loop.press("3")],
  [
    "another size of the window",
    (loop) => loop.dispatch({ type: "resized", size: { columns: 100, rows: 25 } }),
  ],
  ["the end of its time", (loop) => loop.pass(15_000)],
  ["an overlay", (loop) => loop.press("?")],
  ["the palette", (loop) => loop.press(":")],
  ["x once more", (loop) => loop.press("x")],
  ["esc", (loop) => loop.press("esc")],
  [
    "another window",
    (loop) => loop.dispatch({ type: "input", event: { type: "focus", has: false }, nowMs: loop.nowMs }),
  ],
  ["ctrl-z", (loop) => loop.press("ctrl-z")],
];

Deno.test("a password is in the state for as long as it is seen, and no longer", async () => {
  await using scene = await openLoop(true);
  const loop = await atBeta(scene);
  assert.ok(!holdsIt(loop));
  for (const [what, end] of ends) {
    await loop.goTo("login-beta");
    await reveal(loop);
    assert.ok(holdsIt(loop));
    end(loop);
    assert.equal(loop.state.revealed, null, what);
    assert.ok(!holdsIt(loop), what);
    if (loop.state.overlay) loop.press("esc");
    loop.press("2");
    await loop.until("the list", ({ isCalm }) => isCalm);
  }
});

Deno.test("by itself it goes when its time is over, second by second", async () => {
  await using scene = await openLoop(true);
  const loop = await atBeta(scene);
  await reveal(loop);
  const endMs = loop.state.revealed?.untilMs ?? 0;
  await loop.tickUntil(() => loop.state.revealed === null);
  assert.ok(loop.nowMs >= endMs && loop.nowMs < endMs + 1000);
});

Deno.test("a password that comes when something else is on the screen already is not taken in", async () => {
  await using scene = await openLoop(true);
  const loop = await atBeta(scene);
  const isAnswered = () => loop.actions.at(-1)?.type === "revealed";
  loop.press("x", "?");
  await loop.until("an answer", isAnswered);
  assert.ok(!holdsIt(loop), "under an overlay");
  loop.press("esc", "x", "j");
  await loop.until(
    "an answer",
    () => loop.actions.some((action, at) => at > 0 && action.type === "revealed"),
  );
  assert.ok(!holdsIt(loop), "for another row");
});

Deno.test("where nothing can be copied, that is said, and nothing is written to the terminal", async () => {
  await using scene = await openLoop(true);
  const loop = await atBeta(scene);
  loop.press("Y");
  await loop.until("an answer", ({ state }) => state.message?.kind === "error");
  assert.match(loop.state.message?.text ?? "", /^No clipboard here \(FOXDEN_CLIPBOARD=none\)\./);
  assert.deepEqual([loop.written, loop.state.clipboardUntilMs], [[], null]);
});

Deno.test("a password that the terminal has taken is taken back at the end, another text is not", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords", env: { FOXDEN_CLIPBOARD: "osc52", TERM: "xterm-kitty" } });
  await loop.untilOnline();
  await loop.goTo("login-beta");
  loop.press("Y");
  await loop.until("an answer", ({ state }) => state.clipboardUntilMs !== null);
  const text = new TextEncoder().encode(passwordOf("beta")).toBase64();
  assert.deepEqual(loop.written, [`\x1b]52;c;${text}\x07`]);
  assert.ok(
    !JSON.stringify(loop.actions.filter(({ type }) => type === "copied")).includes(passwordOf("beta")),
  );
  await loop[Symbol.asyncDispose]();
  assert.deepEqual(loop.written.slice(1), ["\x1b]52;c;\x07"]);
});

Deno.test("JSON that is copied is that of the record under the cursor, never of the one before", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "history", env: { FOXDEN_CLIPBOARD: "osc52", TERM: "xterm-kitty" } });
  await loop.untilOnline();
  await loop.goTo("page-20");
  loop.press("j");
  assert.equal(loop.detailKey, "page-20", "the details are on their way");
  loop.dispatch({ type: "chosen", choice: { type: "copy", what: "json" }, nowMs: loop.nowMs });
  await loop.until("an answer", ({ state }) => state.message !== null);
  const copied = loop.written.map((text) => atob(text.slice(7, -1))).join("");
  assert.doesNotMatch(copied, /page 20/);
});

Deno.test("a sealed profile asks for its passphrase once, whoever needs it", async () => {
  await using scene = await openLoop(true);
  await seal(scene, "open sesame");
  const loop = scene.browse({ place: "passwords" });
  await loop.until("the question", ({ overlay }) => overlay === "form");
  loop.type("open sesame");
  loop.press("enter");
  await loop.untilOnline();
  assert.equal(loop.list.shown.count, 3);
  assert.equal(loop.actions.filter(({ type }) => type === "sealed").length, 1);
  await loop.sync();
  assert.equal(loop.actions.filter(({ type }) => type === "sealed").length, 1);
});

Deno.test("a wrong passphrase is told, and asked for again", async () => {
  await using scene = await openLoop(true);
  await seal(scene, "open sesame");
  const loop = scene.browse({ place: "passwords" });
  await loop.until("the question", ({ overlay }) => overlay === "form");
  loop.type("open");
  loop.press("enter");
  await loop.until("the question again", ({ overlay }) => overlay === "form");
  assert.match(loop.screen, /That was not the passphrase/);
  loop.type("open sesame");
  loop.press("enter");
  await loop.untilOnline();
  assert.equal(loop.list.shown.count, 3);
});

Deno.test("esc from the passphrase leaves a screen that says how to go on, and does", async () => {
  await using scene = await openLoop(true);
  await seal(scene, "open sesame");
  const loop = scene.browse({ place: "passwords" });
  await loop.until("the question", ({ overlay }) => overlay === "form");
  loop.press("esc");
  assert.equal(loop.overlay, undefined);
  assert.match(loop.screen, /This profile is sealed/);
  loop.press("enter");
  assert.equal(loop.overlay, "form");
  loop.type("open sesame");
  loop.press("enter");
  await loop.untilOnline();
  assert.doesNotMatch(loop.screen, /This profile is sealed/);
});

Deno.test("q leaves a profile that is not opened", async () => {
  await using scene = await openLoop(true);
  await seal(scene, "open sesame");
  const loop = scene.browse();
  await loop.until("the question", ({ overlay }) => overlay === "form");
  loop.press("esc", "q");
  assert.deepEqual(loop.left, [{ type: "quit" }]);
});

Deno.test("a passphrase from a file that is another one is told once, and nobody is asked", async () => {
  await using scene = await openLoop(true);
  await seal(scene, "open sesame");
  let asked = 0;
  const passphrase = () => {
    asked++;
    return Promise.resolve("not it");
  };
  const loop = scene.browse({ fixed: { passphrase } });
  await loop.until("the refusal", ({ state }) => state.message?.kind === "error");
  assert.match(loop.screen, /does not open/);
  assert.equal(loop.overlay, undefined);
  loop.press("q");
  assert.deepEqual(loop.left, [{ type: "quit" }]);
  await loop[Symbol.asyncDispose]();
  assert.equal(asked, 1);
});

/** Seals what is kept of the sign-in. */
async function seal({ account, open }: LoopScene, passphrase: string): Promise<void> {
  using app = open();
  const { version: _, ...secrets } = await app.secrets();
  await writeVault(account.vaultPath, secrets, app.ctx.random, passphrase);
}

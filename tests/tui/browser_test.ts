/** The browser on a terminal that only takes what is written: its end, and what comes too late. */
import assert from "node:assert/strict";
import { writeVault } from "../../app/vault.ts";
import { Browser } from "../../tui/browser.ts";
import { pause } from "../../tui/clock.ts";
import { SHIPPED } from "../../tui/keys/table.ts";
import { makeLook } from "../../tui/look/theme.ts";
import { initialState } from "../../tui/state.ts";
import type { Leaving, Mounted, Screen } from "../../tui/terminal/leaving.ts";
import { ScreenOutput } from "../../tui/terminal/output.ts";
import type { BrowserWorld } from "../../tui/world.ts";
import { loopWorld } from "./loop/loop.ts";
import { type LoopScene, openLoop } from "./loop/scene.ts";

const SIZE = { columns: 100, rows: 30 };
const { look } = makeLook({ isAscii: true, colors: "none" });

/** A browser, and whoever looks at it. */
class Seat {
  text = "";
  readonly left: Leaving[] = [];
  readonly mounted: Mounted;

  constructor(world: BrowserWorld) {
    const decoder = new TextDecoder();
    const writeSync = (bytes: Uint8Array) => {
      this.text += decoder.decode(bytes, { stream: true });
      return bytes.length;
    };
    const terminal = {
      output: new ScreenOutput({ writeSync }, SIZE),
      withReleased: <T>(work: () => Promise<T>) => work(),
    };
    const leave = (leaving: Leaving) => void this.left.push(leaving);
    const place = { terminal, leave } as unknown as Screen;
    const state = initialState(SIZE, SHIPPED, world.now());
    this.mounted = new Browser({ world, place, look, state, warnings: [] }).mounted();
  }

  press(...keys: readonly string[]): void {
    this.mounted.onInput(keys.map((key) => ({ type: "key", key })));
  }

  async see(text: string): Promise<void> {
    for (const deadlineMs = Date.now() + 20_000; !this.text.includes(text); await pause()) {
      assert.ok(Date.now() < deadlineMs, `${text} is not shown in ${this.text.slice(-3000)}`);
    }
  }
}

/** A world in which editing the config file lasts for as long as a test wants it to. */
function editing(scene: LoopScene) {
  const begun = Promise.withResolvers<void>();
  const edited = Promise.withResolvers<string>();
  const editConfig = () => {
    begun.resolve();
    return edited.promise;
  };
  return { world: { ...loopWorld(scene.account, {}, Date.now), editConfig }, begun: begun.promise, edited };
}

Deno.test("an end that takes long is told, hears nothing but ctrl-c, and is followed by nothing", async () => {
  await using scene = await openLoop(true);
  const { world, begun, edited } = editing(scene);
  const seat = new Seat(world);
  await seat.see("synced just now");
  seat.press(":");
  seat.press(..."edit the config", "enter");
  await begun;
  const settled = seat.mounted.settle?.({ type: "quit" });
  await seat.see("ctrl-c again leaves at once");
  seat.press("Q", ":");
  assert.deepEqual(seat.left, []);
  seat.press("ctrl-c");
  assert.deepEqual(seat.left, [{ type: "interrupted" }]);
  seat.mounted.unmount();
  const { text } = seat;
  edited.resolve("The file was changed.");
  await settled;
  seat.mounted.onAway?.();
  assert.equal(seat.text, text);
});

Deno.test("what fails since its application was closed for a wrong passphrase ends nothing", async () => {
  await using scene = await openLoop(true);
  const { world, begun, edited } = editing(scene);
  const loop = scene.browse();
  await loop.untilOnline();
  using app = scene.open();
  const { version: _, ...secrets } = await app.secrets();
  await writeVault(scene.account.vaultPath, secrets, app.ctx.random, "open sesame");
  loop.enter(world);
  loop.dispatch({ type: "chosen", choice: { type: "edit-config" }, nowMs: loop.nowMs });
  await begun;
  await loop.until("the question", ({ overlay }) => overlay === "form");
  const [first] = world.apps;
  loop.type("open");
  loop.press("enter");
  await loop.until(
    "the question again",
    ({ overlay, screen }) => overlay === "form" && /not the/.test(screen),
  );
  assert.ok(first?.isClosed);
  edited.reject(new Error("database is not open"));
  loop.type("open sesame");
  loop.press("enter");
  await loop.untilOnline();
});

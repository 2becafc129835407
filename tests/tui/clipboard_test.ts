/** Copying in one terminal: in order, taken back, and by nobody else. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Action } from "../../tui/actions.ts";
import { Clipboard } from "../../tui/clipboard.ts";
import { makeKeymap } from "../../tui/keys/remap.ts";
import { SHIPPED } from "../../tui/keys/table.ts";
import { TmuxServer } from "../app/clipboard/tmux_server.ts";
import { needs } from "../support/pty.ts";
import { openLoop } from "./loop/scene.ts";

/** A desktop with a program that holds a text in a file, and takes its time with one that says so. */
class Desktop implements AsyncDisposable {
  readonly actions: Action[] = [];
  readonly clipboard: Clipboard;

  private constructor(private readonly folder: string) {
    const set: Readonly<Record<string, string>> = {
      FOXDEN_CLIPBOARD: "native",
      DISPLAY: ":1",
      PATH: `${folder}:${Deno.env.get("PATH") ?? ""}`,
    };
    this.clipboard = new Clipboard({
      env: (name) => set[name],
      os: "linux",
      now: Date.now,
      keymap: SHIPPED,
      write: () => {},
      dispatch: (action) => this.actions.push(action),
    });
  }

  static async make(): Promise<Desktop> {
    const folder = await Deno.makeTempDir({ prefix: "foxden-desktop-" });
    const held = join(folder, "held");
    const script = [
      "#!/bin/sh",
      `case "$*" in *-out*) exec cat '${held}';; esac`,
      "text=$(cat)",
      'case "$text" in slow*) sleep 0.3;; esac',
      `printf %s "$text" > '${held}'`,
      "",
    ];
    await Deno.writeTextFile(join(folder, "xclip"), script.join("\n"), { mode: 0o755 });
    return new Desktop(folder);
  }

  get held(): string {
    return Deno.readTextFileSync(join(this.folder, "held"));
  }

  /** What was told in the line of messages. */
  get told(): readonly string[] {
    return this.actions.flatMap((action) => action.type === "told" ? [action.text] : []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clipboard.settle();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test(needs("tmux", {
  name: "the end takes back a secret that is still being copied when it begins",
  fn: async () => {
    await using server = await TmuxServer.start();
    const options = { now: Date.now, keymap: SHIPPED, write: () => {}, dispatch: () => {} };
    const clipboard = new Clipboard({ ...await server.tools(), ...options });
    const copied = clipboard.copy("Password", "hunter2", "secret");
    await clipboard.settle();
    assert.equal((await server.run("show-buffer", "-b", "foxden")).success, false);
    await copied;
    await clipboard.copy("Password", "too late", "secret");
    assert.equal((await server.run("show-buffer", "-b", "foxden")).success, false);
  },
}));

Deno.test("of two copies at once the later one is there, and the end takes that back", async () => {
  await using desktop = await Desktop.make();
  const { clipboard } = desktop;
  await Promise.all([
    clipboard.copy("Password", "slow first", "secret"),
    clipboard.copy("Password", "second", "secret"),
  ]);
  assert.equal(desktop.held, "second");
  await clipboard.settle();
  assert.equal(desktop.held, "");
});

Deno.test("the time of a copy that is over takes back nothing of the one that is under way", async () => {
  await using desktop = await Desktop.make();
  const { clipboard } = desktop;
  const passed = await withTimers(async (timers) => {
    await clipboard.copy("Password", "first", "secret");
    const second = clipboard.copy("Password", "slow second", "secret");
    timers[0]?.();
    await second;
    await clipboard.copy("Link", "third");
    return timers.length;
  });
  assert.equal(passed, 2);
  assert.deepEqual([desktop.held, desktop.told], ["third", []]);
});

/** Runs with timers that only the test lets pass. */
async function withTimers<T>(act: (timers: readonly (() => void)[]) => Promise<T>): Promise<T> {
  const { setTimeout: former } = globalThis;
  const timers: (() => void)[] = [];
  globalThis.setTimeout = ((passed: () => void) => timers.push(passed)) as unknown as typeof setTimeout;
  try {
    return await act(timers);
  } finally {
    globalThis.setTimeout = former;
  }
}

Deno.test("where nothing can be copied, the other ways are told by the keys in use", async () => {
  assert.equal(await adviceWith(SHIPPED), "x shows it; y c gives the command.");
  const none = { text: "", line: 1 };
  const { keymap } = makeKeymap(new Map([["", new Map([["x", none]])]]));
  assert.equal(await adviceWith(keymap), "y c gives the command.");
});

async function adviceWith(keymap: typeof SHIPPED): Promise<string> {
  const actions: Action[] = [];
  const env = (name: string) => name === "FOXDEN_CLIPBOARD" ? "none" : undefined;
  const dispatch = (action: Action) => actions.push(action);
  const clipboard = new Clipboard({ env, os: "linux", now: Date.now, keymap, write: () => {}, dispatch });
  await clipboard.copy("Password", "hunter2", "secret");
  const [told] = actions;
  return told?.type === "told" ? told.text.replace("No clipboard here (FOXDEN_CLIPBOARD=none). ", "") : "";
}

Deno.test("a secret that was copied in another world is taken back at the end", async () => {
  await using scene = await openLoop(true);
  const loop = scene.browse({ place: "passwords", env: { FOXDEN_CLIPBOARD: "osc52", TERM: "xterm-kitty" } });
  await loop.untilOnline();
  await loop.goTo("login-beta");
  loop.press("Y");
  await loop.until("an answer", ({ state }) => state.clipboardUntilMs !== null);
  loop.enter(loop.world);
  await loop.untilOnline();
  assert.equal(loop.written.length, 1);
  await loop[Symbol.asyncDispose]();
  assert.deepEqual(loop.written.slice(1), ["\x1b]52;c;\x07"]);
});

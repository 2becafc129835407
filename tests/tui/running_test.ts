import assert from "node:assert/strict";
import type { Action } from "../../tui/actions.ts";
import type { Stage } from "../../tui/effects.ts";
import { exportForm } from "../../tui/overlays/open.ts";
import type { FormOverlay, Overlay } from "../../tui/overlays/overlay.ts";
import { runCommand } from "../../tui/running.ts";
import type { CommandEnd, CommandWish } from "../../tui/world.ts";
import { after, key, NOW_MS, sampleView } from "./overlays/samples.ts";

/** What is told and opened when an export is run that ends so. */
async function ended(form: FormOverlay, end: Partial<CommandEnd>) {
  const { choice } = after(form, [key("enter")], sampleView());
  assert.ok(choice?.type === "run");
  const actions: Action[] = [];
  const wishes: CommandWish[] = [];
  const run = (_: readonly string[], wish: CommandWish = {}) => {
    wishes.push(wish);
    return Promise.resolve({ exit: 0, out: "", err: "", ...end });
  };
  const stage = {
    world: { run, now: () => NOW_MS, env: () => undefined },
    state: () => sampleView(),
    dispatch: (action: Action) => void actions.push(action),
  };
  const wish = { signal: new AbortController().signal, passphrase: () => Promise.resolve("") };
  await runCommand(stage as unknown as Stage, choice, wish);
  const last = actions.at(-1);
  const opened: Overlay | null = last?.type === "chosen" && last.choice.type === "open"
    ? last.choice.overlay
    : null;
  return { last, opened, wish: wishes[0] };
}

const formOf = (): FormOverlay => {
  const form = exportForm(sampleView());
  assert.ok(form);
  return form;
};

Deno.test("an export says how much it has written, and the whole path", async () => {
  const { last, wish } = await ended(formOf(), { file: "/home/ann/history.csv" });
  assert.ok(last?.type === "told");
  assert.deepEqual([last.kind, last.text], ["note", "Wrote 1 page to /home/ann/history.csv"]);
  assert.equal(wish?.keepsFile, true);
});

Deno.test("a form whose export has failed comes up again, as it was filled in and with what is wrong", async () => {
  const form = formOf();
  const err =
    'foxden: cannot write "/no/x"\n  why   there is no folder /no\n  try   mkdir -p /no\n  code  failed (exit 1)\n';
  const { opened } = await ended(form, { exit: 1, err });
  assert.ok(opened?.kind === "form");
  assert.deepEqual(opened.fields, form.fields);
  assert.equal(opened.fault, 'cannot write "/no/x". there is no folder /no. Try: mkdir -p /no');
});

Deno.test("a file that is there is replaced only where somebody says so, and not by a key that is held", async () => {
  const { opened } = await ended(formOf(), { exit: 4, file: "/home/ann/history.csv", isKept: true });
  assert.ok(opened?.kind === "question");
  assert.ok(opened.lines.includes("/home/ann/history.csv"));
  const answered = (name: string, nowMs: number) => after(opened, [key(name)], sampleView({ nowMs })).choice;
  assert.equal(answered("y", NOW_MS + 100), undefined, "at first no key is taken");
  assert.equal(answered("enter", NOW_MS + 1000), undefined);
  assert.equal(answered("n", NOW_MS + 1000)?.type, "open");
  const again = answered("y", NOW_MS + 1000);
  assert.ok(again?.type === "run" && again.form);
  const { wish, last } = await ended(again.form, { file: "/home/ann/history.csv" });
  assert.equal(wish?.keepsFile, false);
  assert.ok(last?.type === "told" && last.text.startsWith("Wrote "));
});

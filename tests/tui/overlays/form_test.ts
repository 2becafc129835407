import assert from "node:assert/strict";
import { exportForm, openUnlock } from "../../../tui/overlays/open.ts";
import type { FormOverlay } from "../../../tui/overlays/overlay.ts";
import { after, key, open, press, sampleView, seen, typing } from "./samples.ts";

const CLEAR = key("ctrl-u");

function formOf(view = sampleView()): FormOverlay {
  const form = exportForm(view);
  assert.ok(form);
  return form;
}

const wordsOf = (form: FormOverlay, ...events: Parameters<typeof after>[1]): readonly string[] => {
  const { choice } = after(form, [...events, key("enter")], sampleView());
  assert.ok(choice?.type === "run", JSON.stringify(choice));
  return choice.words;
};

Deno.test("the form of an export is filled in: enter runs the very command that it shows", () => {
  const view = sampleView({ query: "deno host:docs.deno.com", profile: "work" });
  const form = formOf(view);
  assert.deepEqual(wordsOf(form), [
    "history",
    "export",
    "deno host:docs.deno.com",
    "--format",
    "csv",
    "--output",
    "history-2026-11-22.csv",
  ]);
  const shown = seen(form, view).map((line) => line.slice(2, -2).trim()).join(" ");
  assert.match(
    shown,
    /foxden history export 'deno host:docs.deno.com' --format csv --output history-2026-11-22.csv -p work/,
  );
});

Deno.test("another format changes the end of the file's name, as long as it is that of the format", () => {
  const form = formOf();
  const turn = [key("tab"), key("right")];
  assert.deepEqual(wordsOf(form, ...turn).slice(-3), ["ndjson", "--output", "history-2026-11-22.ndjson"]);
  assert.deepEqual(wordsOf(form, ...turn, key("left")).slice(-1), ["history-2026-11-22.csv"]);
  assert.deepEqual(wordsOf(form, key("down"), key("left")).slice(-3), [
    "tsv",
    "--output",
    "history-2026-11-22.tsv",
  ]);
  assert.deepEqual(wordsOf(form, CLEAR, ...typing("mine"), ...turn).slice(-3), [
    "ndjson",
    "--output",
    "mine",
  ]);
});

Deno.test("letters and spaces are text in a field, and a file with blanks is one word", () => {
  const words = wordsOf(formOf(), CLEAR, ...typing("my q j.csv"));
  assert.equal(words.at(-1), "my q j.csv");
});

Deno.test("a file that is none is refused with a reason, and the next letter takes the reason away", () => {
  const view = sampleView();
  for (
    const [text, reason] of [["", /which file/], ["   ", /which file/], ["-", /screen/], [
      "folder/",
      /folder/,
    ]] as const
  ) {
    const step = after(formOf(), [CLEAR, ...typing(text), key("enter")], view);
    assert.equal(step.choice, undefined);
    assert.ok(step.overlay?.kind === "form");
    assert.match(step.overlay.fault ?? "", reason);
    assert.ok(seen(step.overlay, view).some((line) => line.includes("! ")));
    assert.equal(open("form", step.overlay, typing("x"), view).fault, undefined);
  }
});

Deno.test("passwords are left out of an export unless it is asked for", () => {
  const form = formOf(sampleView({ place: "passwords" }));
  assert.ok(!wordsOf(form).includes("--reveal"));
  assert.deepEqual(wordsOf(form, key("tab"), key("tab"), key("space")).slice(0, 3), [
    "passwords",
    "list",
    "--reveal",
  ]);
});

Deno.test("what begins with a dash is told from the options", () => {
  const words = wordsOf(formOf(sampleView({ query: "-host:ads.example" })));
  assert.deepEqual(words.slice(-2), ["--", "-host:ads.example"]);
  assert.ok(words.indexOf("--output") < words.indexOf("--"));
});

Deno.test("the keys go from field to field and round, and a click takes them there", () => {
  const view = sampleView();
  const at = (...events: Parameters<typeof after>[1]) => open("form", formOf(), events, view).cursor;
  assert.deepEqual([at(key("tab")), at(key("tab"), key("tab")), at(key("shift-tab")), at(key("up"))], [
    1,
    0,
    1,
    0,
  ]);
  assert.equal(at(key("ctrl-n"), key("ctrl-n")), 1);
  const row = seen(formOf(), view).findIndex((line) => line.includes("Format"));
  assert.equal(at(press(row)), 1);
  assert.equal(at(press(0)), 0);
});

Deno.test("esc leaves a form without a trace", () => {
  assert.deepEqual(after(formOf(), [key("esc")], sampleView()), { overlay: null });
});

Deno.test("the passphrase is never shown, and an empty one is not tried", () => {
  const view = sampleView();
  const typed = open("form", openUnlock(false), typing("hunter 2"), view);
  assert.ok(seen(typed, view).every((line) => !line.includes("hunter")));
  assert.ok(seen(typed, view).some((line) => line.includes("********")));
  assert.deepEqual(after(typed, [key("enter")], view), {
    overlay: null,
    choice: { type: "unlock", passphrase: "hunter 2" },
  });
  assert.match(open("form", openUnlock(false), [key("enter")], view).fault ?? "", /Type the passphrase/);
  assert.match(openUnlock(true).fault ?? "", /not the passphrase/);
});

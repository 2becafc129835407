import assert from "node:assert/strict";
import fc from "fast-check";
import { openQuestion, QUESTION_REST_MS } from "../../../tui/overlays/question_open.ts";
import { after, key, NOW_MS, press, sampleView, seen } from "./samples.ts";

const LOSS = { type: "run", title: "Delete", words: ["history", "rm", "x"] } as const;

const question = openQuestion({
  title: "Delete this?",
  lines: ["It disappears on all devices."],
  answers: [{ key: "y", label: "yes", choice: LOSS }, { key: "n", label: "keep it", choice: null }],
}, NOW_MS);

const at = (ms: number) => sampleView({ nowMs: NOW_MS + ms });

Deno.test("no key is taken by a question in its first 300 ms, and none that comes by itself afterwards is lost", () => {
  const keys = fc.constantFrom("y", "n", "enter", "esc", "space", "q", "ctrl-y", "tab");
  fc.assert(fc.property(keys, fc.integer({ min: 0, max: QUESTION_REST_MS - 1 }), (name, ms) => {
    assert.deepEqual(after(question, [key(name)], at(ms)), { overlay: question });
  }));
  assert.equal(QUESTION_REST_MS, 300);
  assert.deepEqual(after(question, [key("y")], at(QUESTION_REST_MS)), { overlay: null, choice: LOSS });
});

Deno.test("enter alone takes no answer, and neither does the mouse nor a paste", () => {
  const later = at(1000);
  assert.deepEqual(after(question, [key("enter")], later), { overlay: null });
  assert.deepEqual(after(question, [key("esc")], later), { overlay: null });
  assert.deepEqual(after(question, [key("n")], later), { overlay: null });
  for (const event of [press(1), press(3), press(4), { type: "paste", text: "y\n" } as const]) {
    assert.deepEqual(after(question, [event], later), { overlay: question });
  }
  const onEnter = { ...question, answers: [{ key: "enter", label: "yes", choice: LOSS }] };
  assert.deepEqual(
    after(onEnter, [key("enter")], later),
    { overlay: null },
    "not even where it is bound to one",
  );
});

Deno.test("keys that are no answer leave a question as it is: what somebody goes on typing does nothing behind it", () => {
  assert.deepEqual(after(question, ["h", "o", "w", "space", "Y"].map(key), at(1000)), { overlay: question });
});

Deno.test("the answers stay to be seen in a window that has no room for what is said", () => {
  const long = { ...question, lines: Array.from({ length: 50 }, (_, i) => `line ${i}`) };
  const lines = seen(long, sampleView({ size: { columns: 40, rows: 10 } }));
  assert.ok(
    lines.some((line) => line.includes("y   yes")) && lines.some((line) => line.includes("n   keep it")),
  );
  assert.ok(lines.some((line) => line.includes("line 0")));
});

/** Keys that were meant for another window. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { StrayGuard } from "../../../tui/input/stray.ts";

const BOUND = "jkhlqdxyn/ ";

/** Judges keys that come so many milliseconds apart. */
function judged(keys: readonly string[], apartMs: number, guard = new StrayGuard(), startMs = 0): string {
  const judge = (key: string, at: number) =>
    guard.accept({ type: "key", key }, startMs + at * apartMs, BOUND.includes(key)) === "ok" ? "." : "!";
  return keys.map(judge).join("");
}

Deno.test("a line typed by a program is stopped at its seventh key, to its end", () => {
  assert.equal(judged([..."delete from"], 0), "......!!!!!");
  assert.equal(judged([..."git status"], 5), "......!!!!");
});

Deno.test("the same line typed by a person is not", () => {
  assert.equal(judged([..."delete from"], 60), "...........");
});

Deno.test("a key held down is not, however fast it repeats", () => {
  assert.equal(judged(Array(200).fill("j"), 5), ".".repeat(200));
  assert.equal(judged(["j", ...Array(50).fill("k"), ...Array(50).fill("j"), "k"], 1), ".".repeat(102));
});

Deno.test("a wheel that the terminal turns into arrows is not", () => {
  assert.equal(judged(Array(60).fill(["up", "down"]).flat(), 1), ".".repeat(120));
});

Deno.test("keys that do nothing count each time", () => {
  assert.equal(judged(Array(8).fill("z"), 10), "......!!");
});

Deno.test("it is over when nothing came for 300 ms", () => {
  const guard = new StrayGuard();
  assert.equal(judged([..."git stat "], 10, guard), "......!!!");
  assert.equal(judged(["y"], 0, guard, 80 + 299), "!");
  assert.equal(judged(["y"], 0, guard, 80 + 299 + 300), ".");
});

Deno.test("pastes, the mouse and the focus are none of its business", () => {
  const guard = new StrayGuard();
  for (let at = 0; at < 20; at++) {
    assert.equal(guard.accept({ type: "focus", has: at % 2 === 0 }, at, false), "ok");
    assert.equal(guard.accept({ type: "paste", text: "delete" }, at, false), "ok");
  }
});

Deno.test("nobody who presses at most six keys in any 300 ms is asked", () => {
  const keys = fc.array(fc.tuple(fc.constantFrom(...BOUND, "z", "A"), fc.integer({ min: 50, max: 400 })));
  fc.assert(fc.property(keys, (pressed) => {
    const guard = new StrayGuard();
    let nowMs = 0;
    for (const [key, waitMs] of pressed) {
      nowMs += waitMs;
      assert.equal(guard.accept({ type: "key", key }, nowMs, BOUND.includes(key)), "ok");
    }
  }));
});

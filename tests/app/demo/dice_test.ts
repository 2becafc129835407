import assert from "node:assert/strict";
import fc from "fast-check";
import { diceFor, idsFor } from "../../../app/demo/dice.ts";

Deno.test("the same seed, name and index throw the same numbers, whatever was thrown before", () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), fc.nat(), (seed, name, index) => {
      const throws = (first: number) => {
        const dice = diceFor(seed, name);
        dice(first).unit();
        const { unit } = dice(index);
        return [unit(), unit(), unit()];
      };
      assert.deepEqual(throws(0), throws(index + 1));
    }),
  );
});

Deno.test("throws stay within their limits and reach every face", () => {
  const faces = new Map<number, number>();
  const dice = diceFor(1, "faces")(0);
  for (let i = 0; i < 6000; i++) {
    const face = dice.below(6);
    faces.set(face, (faces.get(face) ?? 0) + 1);
  }
  assert.deepEqual([...faces.keys()].sort(), [0, 1, 2, 3, 4, 5]);
  for (const count of faces.values()) assert.ok(count > 800 && count < 1200, String(count));
});

Deno.test("no two indexes share an id, nor do two collections", () => {
  const seen = new Set<string>();
  for (const name of ["one", "two"]) {
    const ids = idsFor(7, name);
    for (let i = 0; i < 20_000; i++) seen.add(ids.guid(i));
  }
  assert.equal(seen.size, 40_000);
});

/** The memory of nonces does not grow with what a client sends. */
import assert from "node:assert/strict";
import { ReplayGuard } from "../../server/storage/replay.ts";

const HOUR_MS = 3_600_000;

Deno.test("a nonce is taken once from each token, and again when the token is dead", () => {
  const guard = new ReplayGuard();
  const admit = (token: string, nonce: string, nowMs = 0) => guard.admit(token, nonce, HOUR_MS, nowMs);
  assert.deepEqual([admit("a", "n"), admit("a", "n"), admit("b", "n"), admit("a", "m")], [
    true,
    false,
    true,
    true,
  ]);
  assert.equal(admit("c", "n", HOUR_MS), true);
  assert.equal(admit("a", "n", HOUR_MS), true);
});

Deno.test("of very many nonces the latest are remembered, and none that is endless", () => {
  const guard = new ReplayGuard();
  for (let i = 0; i <= 50_000; i++) guard.admit("a", `n${i}`, HOUR_MS, 0);
  assert.equal(guard.admit("a", "n50000", HOUR_MS, 0), false);
  assert.equal(guard.admit("a", "n1", HOUR_MS, 0), false);
  assert.equal(guard.admit("a", "n0", HOUR_MS, 0), true);
  assert.equal(guard.admit("a", "x".repeat(129), HOUR_MS, 0), false);
});

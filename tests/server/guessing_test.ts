import assert from "node:assert/strict";
import { makeQueue, WRONG_PASSWORDS_MS, WrongPasswords } from "../../server/accounts/passwords.ts";
import { Refusal } from "../../server/reply.ts";
import { call, login } from "./support/accounts.ts";
import { makeWorld, PASSWORD } from "./support/world.ts";

const ANN = "ann@example.org";

Deno.test("after ten wrong passwords even the right one is refused, of that account alone", async () => {
  await using world = await makeWorld([ANN, "bob@example.org"]);
  const guess = () => call("POST", `${world.url}/v1/account/login`, { email: ANN, authPW: "0".repeat(64) });
  const guesses = [];
  for (let i = 0; i < 9; i++) guesses.push((await guess()).body.errno);
  assert.deepEqual(guesses, Array(9).fill(103));
  assert.equal((await login(world.url, ANN, PASSWORD)).status, 200);
  for (let i = 0; i < 10; i++) assert.equal((await guess()).body.errno, 103);
  const refused = await login(world.url, ANN, PASSWORD);
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "900"]);
  assert.partialDeepStrictEqual(refused.body, { code: 429, errno: 114, retryAfter: 900_000 });
  assert.equal((await login(world.url, "bob@example.org", PASSWORD)).status, 200);
});

Deno.test("an unblock code cannot be asked for without end, since each one voids the one before", async () => {
  await using world = await makeWorld([ANN], { signIn: "blocked" });
  const ask = () => call("POST", `${world.url}/v1/account/login/send_unblock_code`, { email: ANN });
  for (let i = 0; i < 10; i++) assert.equal((await ask()).status, 200);
  assert.deepEqual([(await ask()).body.errno, world.mail.length], [114, 10]);
});

Deno.test("a blocked account waits fifteen minutes, and a try without an answer does not count", () => {
  const tries = new WrongPasswords();
  const admitted = (nowMs: number) => Array.from({ length: 12 }, () => tries.admit("ann", nowMs));
  assert.deepEqual(admitted(0), [...Array(10).fill(true), false, false]);
  assert.equal(tries.admit("ann", WRONG_PASSWORDS_MS - 1), false);
  assert.equal(tries.admit("ann", WRONG_PASSWORDS_MS), true);
  tries.takeBack("ann");
  assert.deepEqual(admitted(WRONG_PASSWORDS_MS), [...Array(10).fill(true), false, false]);
});

Deno.test("work waits for its turn, and what finds the queue full is told to come back", async () => {
  const queued = makeQueue(1, 1);
  const first = Promise.withResolvers<string>();
  const one = queued(() => first.promise);
  const two = queued(() => Promise.resolve("second"));
  await assert.rejects(queued(() => Promise.resolve("third")), (error) => {
    assert.ok(error instanceof Refusal && typeof error.reply !== "number");
    assert.deepEqual([error.reply.status, error.reply.headers?.["retry-after"]], [503, "10"]);
    return true;
  });
  first.resolve("first");
  assert.deepEqual(await Promise.all([one, two]), ["first", "second"]);
  assert.equal(await queued(() => Promise.resolve("later")), "later");
});

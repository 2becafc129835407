/** Refusals that foxden mends by itself: tokens that ran out, clocks that differ. */
import assert from "node:assert/strict";
import { parseHawkHeader } from "../../core/crypto/hawk.ts";
import { type Fault, FaultBox, tokenRefusal } from "../support/faults.ts";
import { openWorld, type World } from "../support/world.ts";
import { expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { dropMirror, dropToken, fill, openFilledWorld } from "./filled.ts";

/** Two pages as foxden reads them, and a little. */
const ROWS = 2010;

const faults = new FaultBox();
let world: World;
Deno.test.beforeAll(async () => {
  world = await openFilledWorld({ fault: faults.fault, rows: ROWS });
});
Deno.test.afterAll(async () => await world[Symbol.asyncDispose]());

const refused = () => new Response("0", { status: 401, headers: { "content-type": "application/json" } });

/** Refuses a storage token for good once it has been used for a first page. */
function expiringToken(): Fault {
  let dead: string | undefined;
  return (request) => {
    const id = parseHawkHeader(request.headers.get("authorization") ?? "")?.id;
    if (new URL(request.url).searchParams.has("offset")) dead ??= id;
    return id !== undefined && id === dead ? refused() : undefined;
  };
}

Deno.test("a storage token that runs out between two pages is renewed", async () => {
  await dropMirror(world);
  using trap = faults.use(expiringToken());
  const run = expectSuccess(await world.foxden("history list -f ids"));
  assert.equal(new Set(linesOf(run.stdout)).size, ROWS);
  assert.equal(run.stderr, "");
  assert.equal(trap.hits, 1);
});

Deno.test("an access token that the token server refuses once is replaced", async () => {
  await dropToken(world);
  using trap = faults.answer(/\/token\//, () => tokenRefusal("invalid-credentials"), 1);
  const run = expectSuccess(await world.foxden("collections list --json"));
  assert.ok(itemsOf(run).length > 5);
  assert.deepEqual([trap.hits, run.stderr], [1, ""]);
});

Deno.test("a storage token kept from the run before, which the server refuses by now, is replaced", async () => {
  expectSuccess(await world.foxden("history list -f ids"));
  let kept: string | undefined;
  using trap = faults.use((request) => {
    if (!new URL(request.url).pathname.startsWith("/1.5/")) return undefined;
    const id = parseHawkHeader(request.headers.get("authorization") ?? "")?.id;
    kept ??= id;
    return id === kept ? refused() : undefined;
  });
  let exchanges = 0;
  using _ = faults.use((request) => {
    if (new URL(request.url).pathname.includes("/token/")) exchanges++;
    return undefined;
  });
  // The new one is kept in turn.
  for (const which of ["the run that was refused", "the run after it"]) {
    const run = expectSuccess(await world.foxden("history list -f ids"));
    assert.deepEqual([linesOf(run.stdout).length, run.stderr, exchanges], [ROWS, "", 1], which);
  }
  assert.notEqual(trap.hits, 0);
});

Deno.test("a storage server that refuses every token is not asked for ever", async () => {
  for (const path of [/\/storage\//, /\/info\/collections$/]) {
    for (const drop of [dropMirror, dropToken, () => Promise.resolve()]) {
      await drop(world);
      using trap = faults.answer(path, refused);
      const run = await world.foxden("history list --json");
      assert.equal(run.code, 4, run.stderr);
      assert.ok(trap.hits > 0 && trap.hits <= 3, `${trap.hits} requests`);
    }
  }
});

Deno.test("a history that another device changes between two pages is listed whole and once", async () => {
  await dropMirror(world);
  const changed = () => new Response("0", { status: 412 });
  using trap = faults.use((request) =>
    trap.hits === 0 && new URL(request.url).searchParams.has("offset") ? changed() : undefined
  );
  const ids = linesOf(expectSuccess(await world.foxden("history list -f ids")).stdout);
  assert.equal(trap.hits, 1);
  assert.deepEqual([ids.length, new Set(ids).size], [ROWS, ROWS]);
});

for (const days of [1, -1]) {
  const where = days > 0 ? "ahead of" : "behind";
  Deno.test(`a server whose clock is a day ${where} ours is signed in to and read`, async () => {
    await using skewed = await openWorld({ clockOffsetSeconds: days * 86_400, maxSkewSeconds: 60 });
    await skewed.signIn();
    await fill(skewed, 5);
    const run = expectSuccess(await skewed.foxden("history list --json"));
    assert.deepEqual([itemsOf(run).length, run.stderr], [5, ""]);
    expectSuccess(await skewed.foxden("auth logout"));
  });
}

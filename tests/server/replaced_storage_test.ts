/** What becomes of a storage once its account has other keys. */
import assert from "node:assert/strict";
import { base64url } from "../../core/bytes.ts";
import { integer, object } from "../../core/json.ts";
import { removeExpired } from "../../server/housekeeping.ts";
import { accessToken, bearer, call, openStorage, signIn, tokenUrl } from "./support/accounts.ts";
import { send } from "./support/storage.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const BOB = "bob@example.org";
const HOUR_MS = 60 * 60 * 1000;
/** A token's life, and a day. */
const KEPT_MS = 25 * HOUR_MS;

const countRow = object({ n: integer });
const count = ({ server: { database } }: World, table: string): number =>
  database.row(countRow, `SELECT count(*) AS n FROM ${table}`)?.n ?? -1;

Deno.test("a replaced storage is out of reach at once, and off the disk a day after its last token", async () => {
  await using world = await makeWorld([ANN, BOB]);
  const { url, server: { database } } = world;
  const me = await signIn(url, ANN, PASSWORD);
  const before = await openStorage(url, me);
  const bob = await openStorage(url, await signIn(url, BOB, PASSWORD));
  for (const user of [before, bob]) {
    await send(user, "POST", "/storage/col", {
      body: [{ id: "x", payload: "1" }, { id: "y", payload: "2" }],
    });
    await send(user, "POST", "/storage/col?batch=true", { body: [{ id: "z" }] });
  }

  const later = Number(me.kid.split("-")[0]) + 1000;
  const newKid = `${later}-${base64url(new Uint8Array(16).fill(9))}`;
  database.run("UPDATE account SET generation = ? WHERE uid = ?", later, me.uid);
  const after = await openStorage(url, { ...me, kid: newKid });
  await send(after, "PUT", "/storage/col/new", { body: {} });
  for (const path of ["/info/collections", "/info/quota", "/storage/col", "/storage/col/x"]) {
    assert.equal((await send(before, "GET", path)).status, 401, path);
  }
  assert.equal((await send(before, "PUT", "/storage/col/x", { body: {} })).status, 401);
  assert.equal((await send(before, "POST", "/storage/col?batch=true", { body: [] })).status, 401);

  const replacedSince = (ms: number) => {
    const at = database.clock.nowMs() - ms;
    database.run("UPDATE storage_user SET replaced_at_ms = ? WHERE replaced_at_ms IS NOT NULL", at);
    removeExpired(database);
  };
  const held = () => ["collection", "bso", "batch", "batch_item"].map((table) => count(world, table));
  replacedSince(KEPT_MS - 60_000);
  assert.deepEqual(held(), [3, 5, 2, 2]);
  replacedSince(KEPT_MS);
  assert.deepEqual(held(), [2, 3, 1, 1]);

  assert.equal((await send(after, "GET", "/storage/col")).text, '["new"]');
  assert.equal((await send(bob, "GET", "/storage/col")).text, '["y","x"]');
  assert.equal((await send(before, "GET", "/info/collections")).status, 401);
  const token = { ...bearer(await accessToken(url, me.session)), "x-keyid": me.kid };
  const stale = await call("GET", tokenUrl(url), undefined, token);
  assert.deepEqual([stale.status, stale.body.status], [401, "invalid-client-state"]);
  assert.match(stale.body.errors[0].description, /stale value$/);
});

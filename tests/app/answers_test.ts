import assert from "node:assert/strict";
import { collections, quota } from "../../app/collections.ts";
import { listDevices } from "../../app/devices/devices.ts";
import { DEFAULT_FRESHNESS, type Stale } from "../../app/freshness.ts";
import { statusOf } from "../../app/overview.ts";
import { failsWith } from "../support/vectors.ts";
import { openSynced, put, rowsOf } from "./app_support.ts";

Deno.test("what was asked last is answered where nobody may be asked, and told to be old", async () => {
  await using account = await openSynced();
  await put(account.app, "forms", { id: "a", name: "n", value: "v" });
  const [rows, room] = [await collections(account.app), await quota(account.app)];
  const devices = await rowsOf(await listDevices(account.app));
  const told: Stale[] = [];
  const onStale = (stale: Stale) => Promise.resolve(void told.push(stale));
  const offline = account.open({ offline: true, fresh: { mode: "cached" }, onStale });
  account.traces.length = 0;
  assert.deepEqual(await collections(offline), rows);
  assert.deepEqual(await quota(offline), room);
  assert.deepEqual(await rowsOf(await listDevices(offline)), devices);
  const { counts, usedBytes } = await statusOf(offline);
  assert.deepEqual([counts, usedBytes], [{ crypto: 1, forms: 1, meta: 1 }, room.usedBytes]);
  assert.deepEqual(account.traces, []);
  const names = told.map(({ collection, why }) => `${collection} ${why}`);
  assert.deepEqual(names.slice(0, 3), ["collections offline", "quota offline", "devices offline"]);
  assert.ok(told.every(({ asOfMs }) => asOfMs !== null && Date.now() - asOfMs < 60_000));
});

Deno.test("what was never asked cannot be answered offline", async () => {
  await using account = await openSynced();
  const offline = account.open({ offline: true, fresh: { mode: "cached" } });
  const error = await failsWith("network.offline", () => quota(offline));
  assert.deepEqual(error.details, { what: "quota" });
});

Deno.test("a server that cannot be reached is excused where nothing else was asked for", async () => {
  await using account = await openSynced();
  const room = await quota(account.app);
  const told: string[] = [];
  const onStale = ({ why }: Stale) => Promise.resolve(void told.push(why));
  const [lenient, strict] = [account.open({ fresh: DEFAULT_FRESHNESS, onStale }), account.open({ onStale })];
  await account.server.close();
  assert.deepEqual(await quota(lenient), room);
  assert.deepEqual(told, ["unreachable"]);
  await failsWith("network.unreachable", () => quota(strict));
  assert.deepEqual(told, ["unreachable"]);
});

/** foxden reads an account exactly as two real Firefoxes (ESR 153) that share it see it. */
import assert from "node:assert/strict";
import { xor } from "../../core/bytes.ts";
import { deriveSyncKey } from "../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { array, integer } from "../../core/json.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { load, openDatabase } from "../../server/admin.ts";
import { clockWithOffset } from "../../server/clock.ts";
import { countRecords } from "../../server/storage/store.ts";
import { loadableAccount, readFixture } from "../../tools/fixture.ts";
import {
  type Difference,
  differences,
  differenceText,
  type Items,
  recordItems,
  viewItems,
} from "../support/firefox_view.ts";
import {
  type FirefoxReading,
  type LiveRecords,
  openFirefoxWorld,
  readFirefoxAccount,
} from "../support/firefox_view_reading.ts";
import { allowedDifferences, type Device, DEVICES, type Rule } from "../support/firefox_view_rules.ts";
import { expectSuccess, itemsOf, linesOf } from "./expect.ts";

let reading: Promise<FirefoxReading> | undefined;
const account = (): Promise<FirefoxReading> => reading ??= readFirefoxAccount();

async function viewOf(device: Device): Promise<Items> {
  return viewItems((await account()).fixture.expected.get(device));
}

/** The differences that no rule allows, and those that a rule promises and are not there. */
function judge(found: readonly Difference[], rules: readonly Rule[], device: Device) {
  const promised = new Set(rules.flatMap((rule) => rule.differences[device]).map(differenceText));
  const there = new Set(found.map(differenceText));
  return { unexplained: [...there.difference(promised)], missing: [...promised.difference(there)] };
}

async function judgeLive(live: LiveRecords, device: Device) {
  return judge(differences(recordItems(live), await viewOf(device)), allowedDifferences(live), device);
}

// --- the tests --------------------------------------------------------------------------------------------

Deno.test("the password and what the server keeps give the keys that the real Firefox had", async () => {
  const { fixture: { account: known }, keys, secrets } = await account();
  const { authPW, unwrapBKey } = await stretchV1(known.password, known.email);
  const kB = xor(keys.wrapKB, unwrapBKey);
  const derived = {
    kA: keys.kA.toHex(),
    wrapKB: keys.wrapKB.toHex(),
    kB: kB.toHex(),
    authPW: authPW.toHex(),
    unwrapBKey: unwrapBKey.toHex(),
    oldsyncKey: secrets.syncKey.k.toHex(),
    uid: secrets.uid,
    email: secrets.email,
    keysChangedAtMs: Number(secrets.syncKey.kid.split("-")[0]),
  };
  const { password: _, ...expected } = known;
  assert.deepEqual(derived, expected);
  assert.deepEqual((await deriveSyncKey(kB, known.keysChangedAtMs)).kid, secrets.syncKey.kid);
});

Deno.test("every collection and every record has the time, the place and the lifetime it was uploaded with", async () => {
  const { fixture: { collections }, times, all } = await account();
  const seconds = (ms: number) => ms / 1000;
  assert.deepEqual(
    new Map([...times].map(([name, ms]) => [name, seconds(ms)])),
    new Map([...collections].map(([name, { modified }]) => [name, modified])),
  );
  for (const [name, { bsos }] of collections) {
    const uploaded = bsos.map(({ id, modified, sortindex }) => [id, [modified, sortindex]] as const);
    const read = all.get(name)?.map(({ bso }) => [bso.id, [seconds(bso.modified), bso.sortindex]] as const);
    assert.deepEqual(new Map(read), new Map(uploaded), name);
    const lifetime = collectionOf(name).ttlSeconds ?? undefined;
    assert.deepEqual(bsos.filter(({ ttl }) => ttl !== lifetime), [], `${name}: the lifetime Firefox gives`);
  }
});

Deno.test("a loaded record lives as long as it was uploaded for, counted from the load", async () => {
  const loadedAtMs = Date.UTC(2030, 0, 1);
  let nowMs = loadedAtMs;
  using database = openDatabase(undefined, { ...clockWithOffset(0), nowMs: () => nowMs });
  const { storageUid } = await load(database, loadableAccount(await readFixture()));
  const countsAfter = (seconds: number, ms = 0) => {
    nowMs = loadedAtMs + seconds * 1000 + ms;
    const counts = countRecords(database, storageUid);
    return [counts.get("history"), counts.get("clients"), counts.get("forms"), counts.get("tabs")];
  };
  const [month2, half, year3] = [5_184_000, 15_552_000, 94_608_000] as const;
  assert.deepEqual(countsAfter(month2, -1), [602, 2, 14, 2]);
  assert.deepEqual(countsAfter(month2), [0, 2, 14, 2]);
  assert.deepEqual(countsAfter(half, -1), [0, 2, 14, 2]);
  assert.deepEqual(countsAfter(half), [0, 0, 14, 2]);
  assert.deepEqual(countsAfter(year3, -1), [0, 0, 14, 2]);
  assert.deepEqual(countsAfter(year3), [0, 0, 0, 2]);
});

for (const [position, device] of DEVICES.entries()) {
  Deno.test(`the records are what "${device}" shows, but for the differences the rules allow`, async () => {
    const { live } = await account();
    const rules = allowedDifferences(live);
    for (const rule of rules) {
      const items = new Set(rule.differences[device].map(({ item }) => item));
      assert.equal(items.size, rule.items[position], rule.rule);
    }
    assert.deepEqual(await judgeLive(live, device), { unexplained: [], missing: [] });
  });
}

/** foxden reads an account exactly as two real Firefoxes (ESR 153) that share it see it. */
import assert from "node:assert/strict";
import { xor } from "../../core/bytes.ts";
import { deriveSyncKey } from "../../core/crypto/scoped_key.ts";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { anyObject, type JsonObject, parseJson } from "../../core/json.ts";
import { collectionOf, collections as knownCollections } from "../../core/records/registry.ts";
import { tabTitle } from "../../core/records/tabs.ts";
import { load, openDatabase } from "../../server/admin.ts";
import { clockWithOffset } from "../../server/clock.ts";
import { countRecords } from "../../server/storage/store.ts";
import { loadableAccount, readFixture } from "../../tools/fixture.ts";
import { differences, differenceText, type Items, recordItems, viewItems } from "../support/firefox_view.ts";
import { changesTo } from "../support/firefox_view_changes.ts";
import {
  type FirefoxReading,
  type LiveRecords,
  openFirefoxWorld,
  readFirefoxAccount,
} from "../support/firefox_view_reading.ts";
import { allowedDifferences, type Device, DEVICES } from "../support/firefox_view_rules.ts";
import {
  CONTROL_PREFIX,
  COUNTS,
  SET_PREFERENCES,
  SHAPES,
  shapesOf,
  TOMBSTONES,
  unseenOfBookmarks,
} from "../support/firefox_view_unseen.ts";
import { expectSuccess, itemsOf, linesOf } from "./expect.ts";

let reading: Promise<FirefoxReading> | undefined;
const account = (): Promise<FirefoxReading> => reading ??= readFirefoxAccount();

// --- keys, times and lifetimes ----------------------------------------------------------------------------

Deno.test("the password and what the server keeps give the keys that the real Firefox had", async () => {
  const { fixture: { account: expected }, keys, secrets } = await account();
  const { authPW, unwrapBKey } = await stretchV1(expected.password, expected.email);
  const kB = xor(keys.wrapKB, unwrapBKey);
  const { kid } = await deriveSyncKey(kB, expected.keysChangedAtMs);
  assert.equal(secrets.syncKey.kid, kid);
  const found = {
    email: secrets.email,
    password: expected.password,
    uid: secrets.uid,
    kA: keys.kA.toHex(),
    wrapKB: keys.wrapKB.toHex(),
    kB: kB.toHex(),
    authPW: authPW.toHex(),
    unwrapBKey: unwrapBKey.toHex(),
    keysChangedAtMs: Number(secrets.syncKey.kid.split("-")[0]),
    oldsyncKey: secrets.syncKey.k.toHex(),
  };
  assert.deepEqual(found, expected);
});

Deno.test("every collection and every record has the time and the sortindex it was uploaded with", async () => {
  const { fixture: { collections }, times, all } = await account();
  assert.deepEqual(
    new Map([...times].map(([name, ms]) => [name, ms / 1000])),
    new Map([...collections].map(([name, { modified }]) => [name, modified])),
  );
  for (const [name, { bsos }] of collections) {
    const uploaded = bsos.map(({ id, modified, sortindex }) => [id, [modified, sortindex]] as const);
    const read = all.get(name)?.map(({ bso }) => [bso.id, [bso.modified / 1000, bso.sortindex]] as const) ??
      [];
    assert.deepEqual(new Map<string, unknown>(read), new Map<string, unknown>(uploaded), name);
    assert.equal(read.length, uploaded.length, name);
  }
});

Deno.test("a loaded record lives as long as its collection asks for, counted from the load", async () => {
  const fixture = await readFixture();
  for (const [name, { bsos }] of fixture.collections) {
    const lifetime = collectionOf(name).ttlSeconds ?? undefined;
    assert.deepEqual(bsos.filter(({ ttl }) => ttl !== lifetime), [], name);
  }
  const loadedAtMs = Date.UTC(2030, 0, 1);
  let nowMs = loadedAtMs;
  using database = openDatabase(undefined, { ...clockWithOffset(0), nowMs: () => nowMs });
  const { storageUid } = await load(database, loadableAccount(fixture));
  const countsAfter = (ms: number) => {
    nowMs = loadedAtMs + ms;
    const counts = countRecords(database, storageUid);
    return ["history", "clients", "forms", "tabs"].map((name) => counts.get(name));
  };
  const lives = { history: 5_184_000_000, clients: 15_552_000_000, forms: 94_608_000_000 };
  assert.deepEqual(countsAfter(lives.history - 1), [602, 2, 14, 2]);
  assert.deepEqual(countsAfter(lives.history), [0, 2, 14, 2]);
  assert.deepEqual(countsAfter(lives.clients - 1), [0, 2, 14, 2]);
  assert.deepEqual(countsAfter(lives.clients), [0, 0, 14, 2]);
  assert.deepEqual(countsAfter(lives.forms - 1), [0, 0, 14, 2]);
  assert.deepEqual(countsAfter(lives.forms), [0, 0, 0, 2]);
});

// --- what both devices show -------------------------------------------------------------------------------

async function viewOf(device: Device): Promise<Items> {
  return viewItems((await account()).fixture.expected.get(device));
}

/** The differences that no rule allows, and those that a rule promises and are not there. */
async function judge(live: LiveRecords, device: Device) {
  const rules = allowedDifferences((await account()).live);
  const promised = new Set(rules.flatMap((rule) => rule.differences[device]).map(differenceText));
  const found = new Set(differences(recordItems(live), await viewOf(device)).map(differenceText));
  return { unexplained: [...found.difference(promised)], missing: [...promised.difference(found)] };
}

for (const [position, device] of DEVICES.entries()) {
  Deno.test(`the records are what "${device}" shows, but for the differences the rules allow`, async () => {
    const { fixture, live } = await account();
    assert.deepEqual([...fixture.expected.keys()], DEVICES);
    for (const { rule, items, differences } of allowedDifferences(live)) {
      assert.equal(new Set(differences[device].map(({ item }) => item)).size, items[position], rule);
    }
    assert.deepEqual(await judge(live, device), { unexplained: [], missing: [] });
  });
}

Deno.test("any other change to the records is told as just that", async () => {
  const { live } = await account();
  for (const { change, changed, unexplained, missing = [] } of changesTo(live)) {
    for (const device of DEVICES) {
      const judged = await judge({ ...live, ...changed }, device);
      assert.deepEqual(judged, { unexplained, missing }, `${change}, ${device}`);
    }
  }
});

Deno.test("any other change to a view is found too", async () => {
  const { fixture, live } = await account();
  const view = anyObject(structuredClone(fixture.expected.get("den")), "den");
  const tellNew = (part: string, item: JsonObject): string[] => {
    const list = view[part];
    assert.ok(Array.isArray(list));
    const known = new Set(differences(recordItems(live), viewItems(view)).map(differenceText));
    const more = viewItems({ ...view, [part]: [item, ...list.slice(1)] });
    return differences(recordItems(live), more).map(differenceText).filter((text) => !known.has(text));
  };
  const login = Array.isArray(view.logins) ? anyObject(view.logins[0], "login") : {};
  assert.deepEqual(tellNew("logins", { ...login, extra: 1 }), [
    "passwords/{cbd5f040-2507-461c-a6cd-1a7c1e427a93} extra: nothing in the record, 1 in the view",
  ]);
  assert.deepEqual(tellNew("logins", { ...login, httpRealm: undefined }), [
    "passwords/{cbd5f040-2507-461c-a6cd-1a7c1e427a93} httpRealm: null in the record, nothing in the view",
  ]);
  assert.throws(() => viewItems({ ...view, addons: [] }), /parts nobody compares: addons/);
  assert.throws(() => viewItems({ ...view, logins: [login, login] }), /key of another/);
});

// --- what no device shows ---------------------------------------------------------------------------------

Deno.test("each collection holds so many records, none of them malformed, and of the deleted ones the mark", async () => {
  const { all } = await account();
  const views = await Promise.all(DEVICES.map(viewOf));
  const counts = [...all].map(([name, records]) => {
    assert.deepEqual(records.filter(({ incoming }) => incoming.kind === "malformed"), [], name);
    const gone = records.filter(({ incoming }) => incoming.kind === "tombstone");
    assert.deepEqual(gone.map(({ bso }) => bso.id).sort(), TOMBSTONES[name] ?? [], name);
    for (const { bso: { id }, clear } of gone) {
      assert.deepEqual(clear, { id, deleted: true });
      assert.ok(views.every((view) => !view.has(`${name}/${id}`)), `no device shows ${id}`);
    }
    return [name, [records.length, gone.length]];
  });
  assert.deepEqual(Object.fromEntries(counts), COUNTS);
});

Deno.test("records hold the members that Firefox writes and no others", async () => {
  const { all } = await account();
  for (const [name, shapes] of Object.entries(SHAPES)) {
    assert.deepEqual(shapesOf(all.get(name) ?? []), shapes, name);
  }
  const whole = ["crypto", "meta", "prefs"];
  assert.deepEqual([...Object.keys(SHAPES), ...whole].sort(), [...all.keys()].sort());
});

Deno.test("bookmarks hold their place twice, their folder's name, an age and an index for sorting", async () => {
  const { live } = await account();
  for (const { actual, wanted } of unseenOfBookmarks(live)) assert.deepEqual(actual, wanted);
  const ages = live.bookmarks.map(({ record, modified }) => {
    assert.ok(record.dateAddedMs !== null && record.dateAddedMs <= modified, record.id);
    return record.dateAddedMs;
  });
  assert.deepEqual([Math.min(...ages), Math.max(...ages)], [1_795_305_144_033, 1_795_305_153_673]);
  assert.equal(new Set(ages).size, 19);
});

Deno.test("history is indexed by frecency; logins hold their fields and their age", async () => {
  const { live } = await account();
  const indexed = live.history.filter(({ sortindex }) => sortindex !== -1);
  assert.deepEqual(
    indexed.map(({ id, sortindex }) => [id, sortindex]).sort(),
    [["TUxPBZoHccUg", 0], ["fK7ptNwF2t-z", 20_947]],
  );
  for (const { id, record, sortindex } of live.passwords) {
    const isRealm = id === "{8bc89bb9-acbc-4d8e-aed9-0241866eb456}";
    const fields = [record.usernameField, record.passwordField];
    assert.deepEqual(fields, isRealm ? ["", ""] : ["user", "pass"]);
    assert.equal(record.timeCreatedMs, isRealm ? 1_795_305_149_329 : record.timePasswordChangedMs);
    assert.deepEqual([record.timeLastUsedMs, record.timesUsed, sortindex], [null, null, undefined]);
  }
});

Deno.test("clients and tabs hold what Firefox tells of itself", async () => {
  const { live } = await account();
  const names = new Map<string, string>(live.clients.map(({ id, record }) => [id, record.name]));
  for (const { record: { source, name, type, version, fxaDeviceId, id } } of live.clients) {
    const application = { application: "Firefox", appPackage: "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}" };
    const seen = { id, name, type, version, fxaDeviceId };
    assert.deepEqual(source, { ...seen, ...application, os: "Linux", protocols: ["1.5"] });
  }
  const lastUsed = { "den": 1_795_305_149, "work laptop": 1_795_305_153 };
  for (const { id, record: { source, clientName, tabs, groups } } of live.tabs) {
    assert.equal(clientName, names.get(id));
    assert.deepEqual(source.windows, { "window-0": { id: "window-0", lastUsed: 0, index: 1 } });
    const unseen = tabs.map((tab) => ({ ...tab, source: {}, title: tabTitle(tab) }));
    assert.deepEqual([groups, unseen], [[], [{
      title: unseen[0]?.urlHistory[0],
      urlHistory: unseen[0]?.urlHistory.slice(0, 1),
      iconUrl: "",
      lastUsedSeconds: clientName === "den" ? lastUsed.den : lastUsed["work laptop"],
      inactive: false,
      pinned: false,
      index: 1,
      groupId: null,
      windowId: "window-0",
      source: {},
    }]]);
  }
});

Deno.test("preferences come with their control preferences, and only those that were set have a value", async () => {
  const { live: { prefs } } = await account();
  const [stored] = prefs;
  assert.equal(atob(stored?.id ?? ""), "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}");
  const value = anyObject(stored?.record.source.value, "value");
  const names = Object.keys(value).filter((name) => !name.startsWith(CONTROL_PREFIX));
  assert.equal(names.length, 110);
  const pairs = [...names, ...names.map((name) => CONTROL_PREFIX + name)];
  assert.deepEqual(Object.keys(value).sort(), pairs.sort());
  assert.deepEqual(
    Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null)),
    SET_PREFERENCES,
  );
});

Deno.test("meta/global names every engine in its version; crypto/keys holds one pair for all of them", async () => {
  const { live: { crypto, meta } } = await account();
  const { syncID, engines, ...others } = meta[0]?.record.source ?? {};
  assert.deepEqual([syncID, others], ["O4j6L_ZSRtYG", { storageVersion: 5, declined: [] }]);
  const versions = Object.entries(anyObject(engines, "engines")).map(([name, engine]): [string, unknown] => {
    const { version, syncID, ...more } = anyObject(engine, name);
    assert.match(String(syncID), /^[\w-]{12}$/);
    assert.deepEqual(more, {});
    return [name, version];
  });
  const known = [...knownCollections].filter(([, { engineVersion }]) => engineVersion !== null);
  assert.deepEqual(new Map(known.map(([name, each]) => [name, each.engineVersion])), new Map(versions));
  const { default: pair, ...keys } = crypto[0]?.record.source ?? {};
  assert.deepEqual(keys, { id: "keys", collection: "crypto", collections: {} });
  assert.ok(Array.isArray(pair));
  assert.deepEqual(pair.map((key) => Uint8Array.fromBase64(String(key)).length), [32, 32]);
});

// --- through the program itself ---------------------------------------------------------------------------

Deno.test("the program signs in to the account and lists its pages and logins as the device shows them", async () => {
  const { fixture } = await account();
  await using world = await openFirefoxWorld(fixture);
  const { email, password } = fixture.account;
  const login = ["auth", "login", "--server", world.server.url, "--email", email, "--password-stdin"];
  expectSuccess(await world.foxden(login, { stdin: `${password}\n` }));
  const view = await viewOf("work laptop");
  const shown = (collection: string) =>
    [...view].filter(([key]) => key.startsWith(`${collection}/`)).map(([key, members]) => [
      key.slice(collection.length + 1),
      ...["url", "title", "origin", "username", "password"].map((name) => members[name] ?? ""),
    ]).sort();
  const listed = (rows: readonly JsonObject[]) =>
    rows.map((row) => ["id", "url", "title", "origin", "username", "password"].map((name) => row[name] ?? ""))
      .sort();
  const pages = linesOf(expectSuccess(await world.foxden("history list --ndjson")).stdout);
  assert.deepEqual(listed(pages.map((line) => anyObject(parseJson(line, "line"), "line"))), shown("history"));
  const logins = expectSuccess(await world.foxden("passwords list --json --reveal"));
  assert.deepEqual(listed(itemsOf(logins)), shown("passwords"));
});

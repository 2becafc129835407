import assert from "node:assert/strict";
import fc from "fast-check";
import {
  DEMO_CHUNK,
  DEMO_ROWS,
  type DemoCollection,
  demoMetaGlobal,
  type DemoRecord,
  demoRecords,
} from "../../../app/demo/records.ts";
import { array, integer, isObject, object, string } from "../../../core/json.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 6, 15, 12, 34, 56, 789);
const HOUR_START_MS = Date.UTC(2026, 6, 15, 12);

function collect(seed: number, rows = DEMO_ROWS, nowMs = NOW_MS): Map<DemoCollection, DemoRecord[]> {
  const all = new Map<DemoCollection, DemoRecord[]>();
  for (const { collection, records } of demoRecords({ seed, rows, nowMs })) {
    all.set(collection, [...(all.get(collection) ?? []), ...records]);
  }
  return all;
}

const ACCOUNT = collect(1);
const of = (collection: DemoCollection): DemoRecord[] => ACCOUNT.get(collection) ?? [];
const isLive = (record: DemoRecord): boolean => record.cleartext.deleted !== true;
const live = (collection: DemoCollection): DemoRecord[] => of(collection).filter(isLive);
const text = (record: DemoRecord, field: string): string => string(record.cleartext[field], field);
const hostOf = (record: DemoRecord, field: string): string => new URL(text(record, field)).hostname;

Deno.test("the same seed and hour give the same bytes, another seed others", () => {
  const bytes = (seed: number, nowMs: number) => JSON.stringify([...collect(seed, 300, nowMs)]);
  assert.equal(bytes(1, NOW_MS), bytes(1, HOUR_START_MS));
  assert.equal(bytes(1, NOW_MS), bytes(1, HOUR_START_MS + HOUR_MS - 1));
  assert.notEqual(bytes(1, NOW_MS), bytes(2, NOW_MS));
  assert.notEqual(bytes(1, NOW_MS), bytes(1, NOW_MS + HOUR_MS));
  assert.equal(JSON.stringify(demoMetaGlobal(1)), JSON.stringify(demoMetaGlobal(1)));
  assert.notEqual(demoMetaGlobal(1).syncID, demoMetaGlobal(2).syncID);
});

/** Collects by how much each number moved; fails if anything but a number did. */
function shifts(before: unknown, after: unknown, found: Set<number>): void {
  if (typeof before === "number" && typeof after === "number") found.add(after - before);
  else if (Array.isArray(before) && Array.isArray(after)) {
    before.forEach((each, i) => shifts(each, after[i], found));
  } else if (isObject(before) && isObject(after)) {
    assert.deepEqual(Object.keys(before), Object.keys(after));
    for (const key of Object.keys(before)) shifts(before[key], after[key], found);
  } else assert.equal(after, before);
}

Deno.test("with the hours the times move, and nothing else", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 100_000 }), (seed, hours) => {
      const found = new Set<number>();
      shifts([...collect(seed, 50)], [...collect(seed, 50, NOW_MS + hours * HOUR_MS)], found);
      const byMs = hours * HOUR_MS;
      assert.deepEqual([...found].sort((a, b) => a - b), [0, byMs / 1000, byMs, byMs * 1000]);
    }),
    { numRuns: 5 },
  );
});

Deno.test("no time lies after the start of the hour", () => {
  const walk = (value: unknown): void => {
    if (typeof value === "number") {
      // Seconds, milliseconds and microseconds of this century differ by their number of digits alone.
      const unitMs = value < 1e11 ? 1000 : value < 1e14 ? 1 : 0.001;
      if (value > 1e9) assert.ok(value * unitMs <= HOUR_START_MS, String(value));
    } else if (Array.isArray(value)) value.forEach(walk);
    else if (isObject(value)) Object.values(value).forEach(walk);
  };
  for (const records of ACCOUNT.values()) records.forEach(({ cleartext }) => walk(cleartext));
});

Deno.test("every collection is filled, in chunks of at most a thousand", () => {
  const counts = Object.fromEntries([...ACCOUNT.keys()].map((name) => [name, live(name).length]));
  const { bookmarks = 0, passwords = 0, ...others } = counts;
  assert.deepEqual(others, {
    clients: 4,
    prefs: 1,
    tabs: 4,
    addons: 12,
    addresses: 3,
    creditcards: 2,
    forms: 300,
    "extension-storage": 5,
    history: DEMO_ROWS,
  });
  assert.ok(passwords >= 35 && passwords <= 45, String(passwords));
  assert.ok(bookmarks >= 190 && bookmarks <= 230, String(bookmarks));
  for (const { records } of demoRecords({ seed: 1, rows: 2500, nowMs: NOW_MS })) {
    assert.ok(records.length > 0 && records.length <= DEMO_CHUNK);
  }
});

Deno.test("ids are unique and the same inside and outside of a record", () => {
  const owners = new Map<string, string>();
  for (const [collection, records] of ACCOUNT) {
    for (const { id, cleartext } of records) {
      assert.equal(cleartext.id, id);
      const owner = owners.get(id);
      // A device has the same id in both of these collections.
      assert.ok(owner === undefined || (owner === "clients" && collection === "tabs"), id);
      owners.set(id, collection);
    }
  }
});

Deno.test("ids and lifetimes have the shape that Firefox gives them", () => {
  const guid = /^[\w-]{12}$/;
  const shapes: Record<DemoCollection, [RegExp, number | undefined]> = {
    clients: [/^([\w-]{12}|[0-9a-f]{32})$/, 15_552_000],
    prefs: [/^e2VjODAzMGY3LWMyMGEtNDY0Zi05YjBlLTEzYTNhOWU5NzM4NH0=$/, undefined],
    passwords: [/^\{[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\}$/, undefined],
    tabs: [/^([\w-]{12}|[0-9a-f]{32})$/, undefined],
    bookmarks: [/^([\w-]{12}|menu|toolbar|unfiled|mobile)$/, undefined],
    addons: [guid, undefined],
    addresses: [/^[0-9a-f]{12}$/, undefined],
    creditcards: [/^[0-9a-f]{12}$/, undefined],
    forms: [/^[A-Za-z0-9+/]{16}$/, 94_608_000],
    history: [guid, 5_184_000],
    "extension-storage": [guid, undefined],
  };
  for (const [collection, records] of ACCOUNT) {
    const [shape, ttl] = shapes[collection];
    for (const record of records) {
      assert.match(record.id, shape, collection);
      if (collection !== "tabs") assert.equal(record.ttl, ttl, collection);
    }
  }
});

Deno.test("tombstones lie among bookmarks, history and passwords, and hold nothing else", () => {
  for (const collection of ["bookmarks", "history", "passwords"] as const) {
    const gone = of(collection).filter((record) => !isLive(record));
    assert.ok(gone.length >= 2, collection);
    for (const { id, cleartext } of gone) assert.deepEqual(cleartext, { id, deleted: true });
  }
});

Deno.test("github.com has two logins, one of them annl, and one host begins with gitlab", () => {
  const logins = live("passwords");
  const users = logins.filter((login) => text(login, "hostname").includes("github.com"));
  assert.deepEqual(users.map((login) => text(login, "username")), ["annl", "annl-work"]);
  assert.equal(logins.filter((login) => hostOf(login, "hostname").startsWith("gitlab")).length, 1);
  assert.equal(logins.filter((login) => text(login, "hostname").includes("nosuch")).length, 0);
});

Deno.test("logins are ones that Firefox takes", () => {
  const seen = new Set<string>();
  for (const login of live("passwords")) {
    const { formSubmitURL, httpRealm, username } = login.cleartext;
    assert.equal(new URL(text(login, "hostname")).origin, login.cleartext.hostname);
    assert.ok((formSubmitURL === null) !== (httpRealm === null));
    assert.notEqual(text(login, "password"), "");
    if (httpRealm !== null) assert.equal(text(login, "usernameField") + text(login, "passwordField"), "");
    const key = JSON.stringify([login.cleartext.hostname, httpRealm, username]);
    assert.ok(!seen.has(key), key);
    seen.add(key);
    assert.ok(Number(login.cleartext.timePasswordChanged) >= Number(login.cleartext.timeCreated));
  }
});

Deno.test("there are reused, weak, unicode and plain-http passwords, realms and hosts with a port", () => {
  const logins = live("passwords");
  const passwords = logins.map((login) => text(login, "password"));
  assert.ok(new Set(passwords).size < passwords.length);
  assert.ok(passwords.includes("123456"));
  assert.ok(passwords.some((password) => /[^\x20-\x7e]/.test(password)));
  const hosts = logins.map((login) => text(login, "hostname"));
  assert.ok(hosts.includes("http://grafana.lan:3000") && hosts.includes("http://nas.lan:5001"));
  assert.ok(logins.some((login) => login.cleartext.httpRealm === "NAS admin"));
  const old = HOUR_START_MS - 6 * 365 * DAY_MS;
  assert.ok(logins.some((login) => Number(login.cleartext.timePasswordChanged) < old));
});

Deno.test("the four devices are in clients and in tabs under the same ids", () => {
  const clients = live("clients");
  assert.deepEqual(clients.map((client) => [client.cleartext.name, client.cleartext.type]), [
    ["den", "desktop"],
    ["Pixel 9", "mobile"],
    ["work laptop", "desktop"],
    ["iPad", "tablet"],
  ]);
  for (const client of clients) {
    assert.match(text(client, "fxaDeviceId"), /^[0-9a-f]{32}$/);
    if (client.cleartext.type !== "desktop") assert.equal(client.cleartext.fxaDeviceId, client.id);
  }
  assert.deepEqual(live("tabs").map(({ id }) => id), clients.map(({ id }) => id));
  assert.deepEqual(
    live("tabs").map((tabs) => tabs.cleartext.clientName),
    clients.map((c) => c.cleartext.name),
  );
});

const tabList = array(object({ title: string, urlHistory: array(string), lastUsed: integer }));

Deno.test("tabs are sorted by use in whole seconds; one device has none and one is stale", () => {
  const newest = live("tabs").map((record) => {
    const tabs = tabList(record.cleartext.tabs, "tabs");
    for (const [i, tab] of tabs.entries()) {
      assert.ok(Number.isInteger(tab.lastUsed) && tab.lastUsed <= (tabs[i - 1]?.lastUsed ?? Infinity));
      assert.ok(tab.urlHistory.length >= 1 && tab.urlHistory.length <= 5);
    }
    return tabs[0] && (HOUR_START_MS / 1000 - tabs[0].lastUsed) / 86_400;
  });
  const [den = NaN, pixel = NaN, laptop = NaN, tablet] = newest;
  assert.ok(den < 1 && pixel < 1 && laptop > 60);
  assert.equal(tablet, undefined);
});

Deno.test("addresses, cards, forms, add-ons, prefs and their storage hold what Firefox writes", () => {
  for (const { cleartext } of live("addresses")) {
    const entry = isObject(cleartext.entry) ? cleartext.entry : {};
    assert.equal(entry.version, 1);
    assert.ok(["name", "country", "timeCreated", "timesUsed"].every((name) => name in entry));
  }
  const numbers = live("creditcards").map(({ cleartext }) =>
    isObject(cleartext.entry) && cleartext.entry["cc-number"]
  );
  assert.deepEqual(numbers, ["4111111111111111", "5555555555554444"]);
  const forms = live("forms").map(({ cleartext }) => JSON.stringify([cleartext.name, cleartext.value]));
  assert.equal(new Set(forms).size, forms.length);
  for (const { cleartext } of live("addons")) {
    assert.deepEqual(Object.keys(cleartext), ["id", "addonID", "applicationID", "enabled", "source"]);
  }
  for (const record of live("extension-storage")) assert.ok(isObject(JSON.parse(text(record, "data"))));
  const addons = new Set(live("addons").map((addon) => addon.cleartext.addonID));
  assert.ok(live("extension-storage").every(({ cleartext }) => addons.has(cleartext.extId)));
  const prefs = live("prefs")[0]?.cleartext.value;
  assert.ok(isObject(prefs) && prefs["browser.startup.page"] === 3);
});

Deno.test("meta/global names every collection with its version and a syncID of its own", () => {
  const meta = demoMetaGlobal(1);
  assert.deepEqual(Object.keys(meta.engines).sort(), [...ACCOUNT.keys()].sort());
  assert.equal(meta.storageVersion, 5);
  assert.deepEqual(meta.declined, []);
  assert.deepEqual([meta.engines.bookmarks?.version, meta.engines.prefs?.version], [2, 2]);
  const syncIds = [meta.syncID, ...Object.values(meta.engines).map(({ syncID }) => syncID)];
  assert.equal(new Set(syncIds).size, 12);
  for (const syncId of syncIds) assert.match(syncId, /^[\w-]{12}$/);
});

/** What `foxden prefs` and `foxden extstorage` write, both Firefoxes take over, and what they refuse, no Firefox takes. */
import assert from "node:assert/strict";
import { rows } from "./state.ts";
import { firefoxTest, syncBoth } from "./expect.ts";
import { type OpenHousehold, openHousehold, signInAll } from "./household.ts";

firefoxTest("two Firefoxes take over preferences and storage that foxden sets", openHousehold, {
  "a preference that is set arrives in both, of whatever type": setPreferences,
  "one that is set back has its default in both": resetPreferences,
  "one that no Firefox syncs arrives in none, even where it is written": insist,
  "a switch that is turned off keeps a preference from both": switchOff,
  "storage of an extension is taken over, and what is removed stays removed": keepItems,
});

const EXTENSION = "notes@foxden.example";

async function held({ den, laptop }: OpenHousehold, name: string): Promise<unknown[]> {
  return await Promise.all([den, laptop].map((device) => device.call("preferences", "get", name)));
}

const listed = async ({ foxden }: OpenHousehold, words: string) =>
  rows((await foxden.run(`${words} --fresh --ndjson`)).stdout);

async function setPreferences(household: OpenHousehold): Promise<void> {
  await signInAll(household);
  await syncBoth(household);
  const pairs = [
    "general.autoScroll=true",
    "browser.urlbar.maxRichResults=7",
    "intl.accept_languages=de, ja",
  ];
  await household.foxden.run(["prefs", "set", ...pairs]);
  await syncBoth(household);
  assert.deepEqual(await held(household, "general.autoScroll"), [true, true]);
  assert.deepEqual(await held(household, "browser.urlbar.maxRichResults"), [7, 7]);
  assert.deepEqual(await held(household, "intl.accept_languages"), ["de, ja", "de, ja"]);
  const of = async (query: string) =>
    (await listed(household, `prefs list ${query}`)).map(({ value }) => value);
  assert.deepEqual(await of("maxRichResults"), [7]);
}

async function resetPreferences(household: OpenHousehold): Promise<void> {
  await household.foxden.run(["prefs", "rm", "general.autoScroll"]);
  await syncBoth(household);
  assert.deepEqual(await held(household, "general.autoScroll"), [null, null]);
}

async function insist(household: OpenHousehold): Promise<void> {
  const { foxden } = household;
  const pair = "foxden.test.unsynced=true";
  await assert.rejects(foxden.run(["prefs", "set", pair]), /is not among the preferences that Firefox syncs/);
  await foxden.run(["prefs", "set", pair, "--unsynced"]);
  await syncBoth(household);
  assert.deepEqual(await held(household, "foxden.test.unsynced"), [null, null]);
}

async function switchOff(household: OpenHousehold): Promise<void> {
  const { foxden } = household;
  await foxden.run(["prefs", "set", "services.sync.prefs.sync.browser.startup.page=false"]);
  await assert.rejects(foxden.run(["prefs", "set", "browser.startup.page=3"]), /is switched off in Sync/);
  await foxden.run(["prefs", "set", "browser.startup.page=3", "--unsynced"]);
  await syncBoth(household);
  assert.deepEqual(await held(household, "browser.startup.page"), [null, null]);
}

async function keepItems(household: OpenHousehold): Promise<void> {
  const { foxden, den } = household;
  await foxden.run(["extstorage", "set", EXTENSION, "theme", '{"mode":1}']);
  const { applied } = await den.sync();
  assert.equal(applied.get("extension-storage")?.applied, 1);
  await syncBoth(household);
  await foxden.run(["extstorage", "set", EXTENSION, "greeting", "Grüße", "--string"]);
  await foxden.run(["extstorage", "rm", EXTENSION, "theme"]);
  await syncBoth(household);
  const items = await listed(household, "extstorage list");
  assert.deepEqual(items.map(({ addon, key, value }) => [addon, key, value]), [[
    EXTENSION,
    "greeting",
    "Grüße",
  ]]);
}

/** What devices show of each other: names, open tabs, preferences. And what a sign-out leaves of one. */
import assert from "node:assert/strict";
import { anyObject, array, type JsonObject } from "../../core/json.ts";
import type { Device } from "./device.ts";
import { expectSameState, firefoxTest, syncBoth } from "./expect.ts";
import { type OpenHousehold, openHousehold, signInAll } from "./household.ts";
import { rows } from "./state.ts";

firefoxTest("two Firefoxes and foxden know each other", openHousehold, {
  "each device knows the other, and foxden both and itself": names,
  "each device shows the tabs of the other, and foxden those of both": tabs,
  "a preference reaches the other device, and so does the return to its default": preferences,
});

async function names(household: OpenHousehold): Promise<void> {
  const { den, laptop, foxden } = household;
  await signInAll(household);
  await syncBoth(household);
  const seenBy = async (device: Device) => objects(await device.call("tabs", "devices"), "devices");
  const other = { type: "desktop", os: "Linux" };
  assert.deepEqual((await seenBy(den)).map(({ id: _, ...each }) => each), [{ name: "laptop", ...other }]);
  assert.deepEqual((await seenBy(laptop)).map(({ id: _, ...each }) => each), [{ name: "den", ...other }]);
  const listed = rows((await foxden.run("devices list --ndjson")).stdout);
  assert.deepEqual(listed.map(({ name, type, state }) => [name, type, state]).sort(), [
    ["den", "desktop", "signed in"],
    ["foxden", "desktop", "this device"],
    ["laptop", "desktop", "signed in"],
  ]);
}

async function tabs(household: OpenHousehold): Promise<void> {
  const { den, laptop, foxden } = household;
  for (const device of [den, laptop]) {
    const page = (name: string) => new URL(`/?${name} of ${device.name}`, foxden.url).href;
    for (const name of ["one", "two", "three"]) await device.call("tabs", "open", page(name));
    await device.call("tabs", "close", page("one"));
  }
  await syncBoth(household);
  const own = async (device: Device) => ({
    name: device.name,
    tabs: inOrder(await device.call("tabs", "own")),
  });
  const shown = [await own(den), await own(laptop)];
  assert.deepEqual(shown.map(({ tabs }) => tabs.length), [2, 2]);
  const seenBy = async (device: Device) =>
    objects(await device.call("tabs", "remote"), "tabs").map(({ name, tabs }) => ({
      name,
      tabs: inOrder(tabs),
    }));
  assert.deepEqual([...await seenBy(laptop), ...await seenBy(den)], shown);
  const listed = rows((await foxden.run("tabs list --ndjson")).stdout);
  const ofDevice = (name: string) =>
    inOrder(listed.filter(({ device }) => device === name).map(({ title, url }) => ({ title, url })));
  assert.deepEqual(shown.map(({ name }) => ({ name, tabs: ofDevice(name) })), shown);
  await expectSameState(household);
}

async function preferences(household: OpenHousehold): Promise<void> {
  const { den, laptop } = household;
  const name = "general.autoScroll";
  const shown = () => Promise.all([den, laptop].map((device) => device.call("preferences", "get", name)));
  assert.deepEqual(await shown(), [null, null]);
  await den.call("preferences", "set", name, true);
  await syncBoth(household);
  assert.deepEqual(await shown(), [true, true]);
  await laptop.call("preferences", "set", name, null);
  await laptop.sync();
  await den.sync();
  assert.deepEqual(await shown(), [null, null]);
}

const objects = array(anyObject);
/** Nobody promises an order of open tabs. */
const inOrder = (tabs: unknown): JsonObject[] =>
  objects(tabs, "tabs").toSorted((a, b) => String(a.url) < String(b.url) ? -1 : 1);

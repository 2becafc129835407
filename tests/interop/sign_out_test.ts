/** What Firefox's own disconnecting leaves: its data here, nothing of it in the account, and a way back. */
import assert from "node:assert/strict";
import { expectSameState, firefoxTest, syncBoth } from "./expect.ts";
import { type OpenHousehold, openHousehold, signInAll } from "./household.ts";
import { differences, rows, stateOfDevice } from "./state.ts";
import { BOOKMARKS, LOGINS } from "./written.ts";

firefoxTest("a Firefox disconnects and comes back", openHousehold, {
  "a disconnected device is gone from the account, and the others are not": leave,
  "it keeps its data": keep,
  "it signs in again and nothing is doubled": comeBack,
});

const listed = async ({ foxden }: OpenHousehold, words: string) =>
  rows((await foxden.run(`${words} --ndjson`)).stdout);

async function leave(household: OpenHousehold): Promise<void> {
  const { laptop, foxden } = household;
  await laptop.call("bookmarks", "add", "menu", BOOKMARKS);
  await laptop.call("logins", "add", LOGINS);
  await signInAll(household);
  for (const device of [household.den, laptop]) {
    await device.call("tabs", "open", `${foxden.url}/?${device.name}`);
  }
  await syncBoth(household);
  assert.deepEqual((await listed(household, "tabs list")).map(({ device }) => device).sort(), [
    "den",
    "laptop",
  ]);

  const asked = foxden.requests.length;
  assert.deepEqual(await laptop.signOut(), {
    status: "not_configured",
    email: null,
    isSignedIn: false,
    isSyncConfigured: "service.client_not_configured",
  });
  await foxden.requested((line) => /^POST \/v1\/session\/destroy 200/.test(line), asked);
  const told = foxden.requests.slice(asked).map((line) => line.split(" ").slice(0, 3).join(" "));
  for (const name of ["clients", "tabs"]) {
    assert.ok(told.includes(`DELETE /1.5/:uid/storage/${name}/:id 200`));
  }
  assert.deepEqual((await listed(household, "devices list")).map(({ name }) => name).sort(), [
    "den",
    "foxden",
  ]);
  assert.deepEqual((await listed(household, "tabs list")).map(({ device }) => device), ["den"]);
  assert.deepEqual((await listed(household, "records list clients")).map(({ name }) => name), ["den"]);
}

async function keep({ den, laptop }: OpenHousehold): Promise<void> {
  const [kept, others] = [await stateOfDevice(laptop), await stateOfDevice(den)];
  assert.equal(kept.logins.length, LOGINS.length);
  assert.deepEqual(differences(kept, others), []);
}

async function comeBack(household: OpenHousehold): Promise<void> {
  const { den, laptop } = household;
  const before = await stateOfDevice(den);
  await laptop.call("bookmarks", "add", "unfiled", [{
    title: "Meanwhile",
    url: "https://meanwhile.example/",
  }]);
  await laptop.signIn();
  await laptop.sync();
  await den.sync();
  const { bookmarks, ...others } = await expectSameState(household);
  const { bookmarks: _, ...othersBefore } = before;
  assert.deepEqual(others, othersBefore);
  assert.deepEqual(bookmarks.filter(({ title }) => title !== "Meanwhile"), before.bookmarks);
  assert.equal(bookmarks.length, before.bookmarks.length + 1);
  assert.deepEqual((await listed(household, "records list clients")).map(({ name }) => name).sort(), [
    "den",
    "laptop",
  ]);
}

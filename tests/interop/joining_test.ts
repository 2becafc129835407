/** An account that foxden set up is one like any other for the Firefox that comes first. */
import assert from "node:assert/strict";
import { anyObject, type JsonObject, parseJson, string } from "../../core/json.ts";
import { expectSameState, firefoxTest, syncBoth } from "./expect.ts";
import { type OpenHousehold, openHousehold } from "./household.ts";
import { rows } from "./state.ts";
import { BOOKMARKS } from "./written.ts";
import { IDS, recordsOf } from "./written_records.ts";

firefoxTest("two Firefoxes join an account that foxden has set up", openHousehold, {
  "the first does an ordinary first sync: it wipes nothing, and keeps the keys and what there is": join,
  "the second finds everything, and all show the same": joinSecond,
});

const listed = async ({ foxden }: OpenHousehold, words: string) =>
  rows((await foxden.run(`${words} --ndjson`)).stdout);

async function join(household: OpenHousehold): Promise<void> {
  const { den, foxden } = household;
  await foxden.signIn();
  await foxden.run("sync --init --yes");
  const { passwords = [] } = recordsOf(Date.now());
  await foxden.run("records put passwords - --yes", { stdin: JSON.stringify(passwords) });
  const sealed = async (collection: string) =>
    (await listed(household, `records list ${collection} --raw`)).map(({ id, payload }) => [id, payload]);
  const [meta, keys, stored] = [await metaOf(household), await sealed("crypto"), await sealed("passwords")];

  await den.call("bookmarks", "add", "toolbar", BOOKMARKS);
  await den.signIn();
  const asked = foxden.requests.length;
  await den.sync();
  const told = foxden.requests.slice(asked).map((line) => line.split(" ").slice(0, 2).join(" "));
  const deleted = told.filter((line) => line.startsWith("DELETE"));
  assert.deepEqual(deleted, []);
  assert.deepEqual(await metaOf(household), meta);
  assert.deepEqual([await sealed("crypto"), await sealed("passwords")], [keys, stored]);
}

/** What `meta/global` says. */
async function metaOf(household: OpenHousehold): Promise<JsonObject> {
  const [meta] = await listed(household, "records list meta --raw");
  return anyObject(parseJson(string(meta?.payload, "payload"), "meta/global"), "meta/global");
}

async function joinSecond(household: OpenHousehold): Promise<void> {
  await household.laptop.signIn();
  for (const device of [household.den, household.laptop]) await device.meetDevices();
  await syncBoth(household);
  const { bookmarks, logins } = await expectSameState(household);
  assert.deepEqual(logins.map(({ id }) => id), [IDS.login]);
  assert.ok(bookmarks.length > BOOKMARKS.length);
}

/** What foxden writes, both Firefoxes take over, and what it deletes, they delete. */
import assert from "node:assert/strict";
import { anyObject, array, type JsonObject, string, unknownValue } from "../../core/json.ts";
import { expectSameState, firefoxTest, syncBoth } from "./expect.ts";
import { type OpenHousehold, openHousehold, signInAll } from "./household.ts";
import { rows } from "./state.ts";
import { BOOKMARKS, LOGINS } from "./written.ts";
import { IDS, recordsOf } from "./written_records.ts";

firefoxTest("two Firefoxes take over what foxden writes", openHousehold, {
  "new records of every kind arrive in both": create,
  "changed records arrive in both": change,
  "a preference arrives in both": prefer,
  "members that Firefox does not know outlive its own edits": keepUnknown,
  "deleted records are deleted in both": remove,
});

const listed = async ({ foxden }: OpenHousehold, collection: string): Promise<JsonObject[]> =>
  rows((await foxden.run(`records list ${collection} --reveal --ndjson`)).stdout);

async function put(
  { foxden }: OpenHousehold,
  collection: string,
  records: readonly JsonObject[],
  flags = "",
) {
  const stdin = records.map((record) => `${JSON.stringify(record)}\n`).join("");
  await foxden.run(`records put ${collection} - --yes ${flags}`, { stdin });
}

/** The record of a folder, its children changed. */
async function withChildren(household: OpenHousehold, folder: string, change: (ids: unknown[]) => unknown[]) {
  const record = item(await listed(household, "bookmarks"), folder);
  return { ...record, children: change(array(unknownValue)(record.children, "children")) };
}

const item = (items: readonly JsonObject[], id: string) =>
  anyObject(items.find((each) => each.id === id), id);

async function create(household: OpenHousehold): Promise<void> {
  await household.den.call("bookmarks", "add", "menu", BOOKMARKS);
  await household.den.call("logins", "add", LOGINS.slice(1));
  await signInAll(household);
  await syncBoth(household);
  await expectSameState(household);

  const { bookmarks = [], ...others } = recordsOf(Date.now());
  const menu = await withChildren(household, "menu", (ids) => [IDS.folder, ...ids]);
  await put(household, "bookmarks", [...bookmarks, menu]);
  for (const [collection, records] of Object.entries(others)) await put(household, collection, records);
  await syncBoth(household);
  const state = await expectSameState(household);
  const { forms, ...lists } = state;
  const shown = new Set(Object.values(lists).flat().map(({ id }) => id));
  const { entry: _, ...ids } = IDS;
  assert.deepEqual(Object.values(ids).filter((id) => !shown.has(id)), []);
  assert.deepEqual(forms, ["city=Füssen"]);
  assert.deepEqual(item(state.bookmarks, IDS.bookmark), {
    id: IDS.bookmark,
    type: "bookmark",
    title: "Vön foxden 🦊",
    url: "https://foxden.example/?q=%s",
    tags: ["tag", "日本"],
    keyword: "fd",
    parentId: IDS.folder,
    position: 0,
  });
  assert.equal(item(state.creditcards, IDS.card)["cc-number"], "5555555555554444");
}

async function change(household: OpenHousehold): Promise<void> {
  const timePasswordChanged = Date.now();
  const visit = { date: Date.now() * 1000, type: 1 };
  const [page] = (await listed(household, "history")).filter(({ id }) => id === IDS.page);
  const visits = [visit, ...array(anyObject)(page?.visits, "visits")];
  const changes: Record<string, JsonObject> = {
    bookmarks: {
      id: IDS.bookmark,
      title: "Neu",
      bmkUri: "https://foxden.example/neu",
      tags: ["neu"],
      keyword: null,
    },
    passwords: { id: IDS.login, username: "fähe", password: "neu", timePasswordChanged },
    history: { id: IDS.page, visits },
    addresses: { id: IDS.address, entry: { "postal-code": "87630", timeLastModified: Date.now() } },
    creditcards: { id: IDS.card, entry: { "cc-exp-year": 2044, timeLastModified: Date.now() } },
  };
  for (const [collection, record] of Object.entries(changes)) {
    await put(household, collection, [record], "--merge");
  }
  await syncBoth(household);
  const state = await expectSameState(household);
  const { title, url, tags, keyword } = item(state.bookmarks, IDS.bookmark);
  assert.deepEqual([title, url, tags, keyword], ["Neu", "https://foxden.example/neu", ["neu"], null]);
  const { username, password } = item(state.logins, IDS.login);
  assert.deepEqual([username, password], ["fähe", "neu"]);
  assert.equal(array(unknownValue)(item(state.history, IDS.page).visits, "visits").length, 3);
  assert.equal(item(state.addresses, IDS.address)["postal-code"], "87630");
  assert.equal(item(state.creditcards, IDS.card)["cc-exp-year"], 2044);
}

async function prefer(household: OpenHousehold): Promise<void> {
  const [preferences] = await listed(household, "prefs");
  const id = string(preferences?.id, "id");
  await put(household, "prefs", [{ id, value: { "general.autoScroll": true } }], "--merge");
  await syncBoth(household);
  for (const device of [household.den, household.laptop]) {
    assert.equal(await device.call("preferences", "get", "general.autoScroll"), true, device.name);
  }
}

async function keepUnknown(household: OpenHousehold): Promise<void> {
  const { den, laptop } = household;
  await laptop.call("bookmarks", "change", IDS.bookmark, { title: "Edited" });
  await laptop.call("logins", "change", IDS.login, { password: "edited" });
  await den.call("history", "add", [{ url: "https://foxden.example/page", visits: [[Date.now(), 1]] }]);
  await den.call("autofill", "change", "addresses", IDS.address, { email: "edited@foxden.example" });
  await syncBoth(household);
  await expectSameState(household);
  const at = async (collection: string, id: string) => item(await listed(household, collection), id);
  const [bookmark, login] = [await at("bookmarks", IDS.bookmark), await at("passwords", IDS.login)];
  assert.deepEqual([bookmark.title, bookmark.fromLater], ["Edited", "kept"]);
  assert.deepEqual([login.password, login.fromLater], ["edited", "kept"]);
  const page = await at("history", IDS.page);
  assert.deepEqual([array(unknownValue)(page.visits, "visits").length, page.fromLater], [4, "kept"]);
  const { email, fromLater } = anyObject((await at("addresses", IDS.address)).entry, "entry");
  assert.deepEqual([email, fromLater], ["edited@foxden.example", "kept"]);
}

async function remove(household: OpenHousehold): Promise<void> {
  const { foxden } = household;
  const inMenu = await withChildren(household, "menu", (ids) => ids.filter((id) => id !== IDS.folder));
  const below = [IDS.folder, IDS.bookmark, IDS.separator, IDS.query];
  await put(household, "bookmarks", [...below.map((id) => ({ id, deleted: true })), inMenu]);
  const others = {
    passwords: IDS.login,
    history: IDS.page,
    forms: IDS.entry,
    addresses: IDS.address,
    creditcards: IDS.card,
  };
  for (const [collection, id] of Object.entries(others)) {
    await foxden.run(["records", "rm", collection, id, "--yes"]);
  }
  await syncBoth(household);
  const { forms: _, ...lists } = await expectSameState({ ...household, deletedForms: ["city=Füssen"] });
  const ids: readonly string[] = Object.values(IDS);
  assert.deepEqual(Object.values(lists).flat().filter(({ id }) => ids.includes(String(id))), []);
  for (const [collection, id] of Object.entries(others)) {
    const deleted = rows((await foxden.run(`records list ${collection} --deleted --ndjson`)).stdout);
    assert.deepEqual(deleted.map(({ id }) => id), [id], collection);
  }
}

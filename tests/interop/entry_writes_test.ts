/**
 * What `foxden addresses`, `cards`, `forms` and `history` write, both Firefoxes take over with exactly the given
 * values, and what is removed, they delete. Firefox's own validators have nothing to say against it.
 */
import assert from "node:assert/strict";
import type { JsonObject } from "../../core/json.ts";
import { expectSameState, firefoxTest, syncBoth } from "./expect.ts";
import { type OpenHousehold, openHousehold, signInAll } from "./household.ts";
import { rows } from "./state.ts";

firefoxTest("two Firefoxes take over what foxden sets by name", openHousehold, {
  "what is added arrives in both with exactly the given values": add,
  "what is changed arrives in both, and keeps the rest": change,
  "what a Firefox changes meanwhile in another field stays": changeTogether,
  "a visit to a page that is there joins the visits of that page": visitAgain,
  "what is taken back is back in both": takeBack,
  "what is removed is deleted in both": remove,
});

const NUMBER = "5555555555554444";
const PAGE = "https://foxden.example/vön?q=1#top";
const HREF = new URL(PAGE).href;
const AT = "2026-03-01T09:30:00Z";

type Words = readonly string[];

/** What a list says after the server was asked. */
const listed = async ({ foxden }: OpenHousehold, ...words: Words) =>
  rows((await foxden.run([...words, "--fresh", "--ndjson"])).stdout);

async function only(household: OpenHousehold, ...words: Words): Promise<JsonObject> {
  const found = await listed(household, ...words);
  assert.equal(found.length, 1, words.join(" "));
  return found[0] ?? {};
}

/** The only one of what both Firefoxes show, without what follows from the clock. */
async function shown(household: OpenHousehold, collection: "addresses" | "creditcards" | "history") {
  const [first, ...others] = (await expectSameState(household))[collection];
  assert.deepEqual(others, []);
  return first ?? {};
}

const members = (object: JsonObject, names: Words): unknown[] => names.map((name) => object[name]);

async function add(household: OpenHousehold): Promise<void> {
  const { foxden } = household;
  await signInAll(household);
  await syncBoth(household);
  const fields = ["street=Waldweg 3\\nHinterhaus", "city=Ulm", "postalCode=89073", "country=de"];
  const ways = ["organization=Füchse & Söhne", "tel=+4930231250", "email=ann@example.org"];
  await foxden.run(["addresses", "set", "new", "name=Ann Marie Lee", ...fields, ...ways]);
  const card = ["cards", "set", "new", "--number-stdin", "name=Ann Lee", "month=4", "year=2031"];
  await foxden.run(card, { stdin: `${NUMBER}\n` });
  await foxden.run(["forms", "add", "city", "Füssen am Lech"]);
  await foxden.run(["history", "add", PAGE, "--title", "Vön 🦊", "--at", AT, "--type", "typed"]);
  await syncBoth(household);

  const state = await expectSameState(household);
  const [address = {}, ...more] = state.addresses;
  assert.deepEqual(more, []);
  assert.deepEqual(members(address, ["name", "given-name", "additional-name", "family-name"]), [
    "Ann Marie Lee",
    "Ann",
    "Marie",
    "Lee",
  ]);
  assert.equal(address["street-address"], "Waldweg 3\nHinterhaus");
  assert.deepEqual(members(address, ["address-level2", "postal-code", "country"]), ["Ulm", "89073", "DE"]);
  assert.deepEqual(members(address, ["organization", "tel", "email", "version"]), [
    "Füchse & Söhne",
    "+4930231250",
    "ann@example.org",
    1,
  ]);
  const [held = {}] = state.creditcards;
  const CARD = ["cc-name", "cc-number", "cc-exp-month", "cc-exp-year", "cc-type", "version"];
  assert.deepEqual(members(held, CARD), ["Ann Lee", NUMBER, 4, 2031, "mastercard", 3]);
  assert.deepEqual(state.forms, ["city=Füssen am Lech"]);
  const [page = {}] = state.history;
  assert.deepEqual(members(page, ["url", "title", "visits"]), [HREF, "Vön 🦊", [[Date.parse(AT), 2]]]);
}

async function change(household: OpenHousehold): Promise<void> {
  const { foxden } = household;
  const [address, card] = [
    await only(household, "addresses", "list"),
    await only(household, "cards", "list"),
  ];
  await foxden.run([
    "addresses",
    "set",
    String(address["id"]),
    "city=Neu-Ulm",
    "organization=",
    "name=Bo Lee",
  ]);
  await foxden.run(["cards", "set", String(card["id"]), "year=2044"]);
  await syncBoth(household);
  const now = await shown(household, "addresses");
  assert.deepEqual(members(now, ["name", "given-name", "additional-name", "family-name"]), [
    "Bo Lee",
    "Bo",
    null,
    "Lee",
  ]);
  assert.deepEqual(members(now, ["address-level2", "organization", "postal-code"]), [
    "Neu-Ulm",
    null,
    "89073",
  ]);
  assert.deepEqual(members(await shown(household, "creditcards"), ["cc-number", "cc-exp-year"]), [
    NUMBER,
    2044,
  ]);
}

async function changeTogether(household: OpenHousehold): Promise<void> {
  const { foxden, den } = household;
  const address = await only(household, "addresses", "list");
  const id = String(address["id"]);
  await den.call("autofill", "change", "addresses", id, { email: "den@foxden.example" });
  await foxden.run(["addresses", "set", id, "tel=+4930999"]);
  await syncBoth(household);
  assert.deepEqual(members(await shown(household, "addresses"), ["email", "tel"]), [
    "den@foxden.example",
    "+4930999",
  ]);
}

async function visitAgain(household: OpenHousehold): Promise<void> {
  const { foxden, laptop } = household;
  const now = Date.now();
  await laptop.call("history", "add", [{ url: HREF, title: "Vön 🦊", visits: [[now - 5000, 1]] }]);
  await laptop.sync();
  const later = "2026-03-02T10:00:00Z";
  await foxden.run(["history", "add", PAGE, "--at", later]);
  await syncBoth(household);
  const page = await shown(household, "history");
  assert.deepEqual(page["visits"], [[now - 5000, 1], [Date.parse(later), 1], [Date.parse(AT), 2]]);
}

async function takeBack(household: OpenHousehold): Promise<void> {
  const { foxden } = household;
  const { id } = await only(household, "cards", "list");
  await foxden.run(["cards", "rm", String(id)]);
  await syncBoth(household);
  assert.deepEqual((await expectSameState(household)).creditcards, []);
  await foxden.run(["undo", "--yes"]);
  await syncBoth(household);
  assert.equal((await shown(household, "creditcards"))["cc-number"], NUMBER);
}

async function remove(household: OpenHousehold): Promise<void> {
  const { foxden } = household;
  for (const noun of ["addresses", "cards"]) {
    const { id } = await only(household, noun, "list");
    await foxden.run([noun, "rm", String(id)]);
  }
  await foxden.run(["forms", "rm", "name:city"]);
  await foxden.run(["history", "rm", "host:foxden.example"]);
  await syncBoth(household);
  const state = await expectSameState({ ...household, deletedForms: ["city=Füssen am Lech"] });
  assert.deepEqual([state.addresses, state.creditcards, state.history], [[], [], []]);
}

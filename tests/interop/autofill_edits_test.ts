/** Addresses, cards and form entries that foxden writes are what Firefox would have written, and both take each other's. */
import assert from "node:assert/strict";
import { anyObject, type JsonObject } from "../../core/json.ts";
import { itemsOf } from "../stories/expect.ts";
import { expectSameState, firefoxTest, syncBoth } from "./expect.ts";
import { type OpenHousehold, openHousehold, signInAll } from "./household.ts";
import { rows } from "./state.ts";

firefoxTest("Firefox and foxden keep addresses, cards and form entries alike", openHousehold, {
  "what foxden makes of the same fields is what Firefox makes of them": makeAlike,
  "fields that foxden sets arrive beside those that a Firefox has set": setBeside,
  "form entries of one field and value are one": addForms,
  "what foxden deletes is deleted in both": remove,
});

const NAMES = [
  "Ann Lee",
  "Dr. Ann Marie van der Berg",
  "Ann Lee Jr.",
  "李安",
  "欧阳 修",
  "남궁민수",
  "Prof",
  "Ma",
];

/** Fields as they are typed, before anybody has put them in order. */
const ADDRESSES: readonly JsonObject[] = [
  ...NAMES.map((name) => ({ name, "address-level2": "Ulm", country: "DE" })),
  { name: "Spaced", "street-address": "1 Main St\nApt 2", country: "US", tel: "+1 (212) 555-0123" },
  { organization: "Den", country: "DE", tel: "+49 (30) 23125 042", email: "den@example.org" },
  { name: "Local", country: "DE", tel: "*123#" },
];

const CARDS: readonly JsonObject[] = [
  { "cc-name": "Ann Lee", "cc-number": "4111 1111 1111 1111", "cc-exp-month": "04", "cc-exp-year": "31" },
  { "cc-number": "3782-822463-10005" },
  { "cc-name": "CB", "cc-number": "4360000001000005", "cc-exp-year": 2040 },
  { "cc-name": "None", "cc-number": "9000000000000001", "cc-exp-month": 12 },
];

const COLLECTIONS = { addresses: ADDRESSES, cards: CARDS } as const;
type Noun = keyof typeof COLLECTIONS;
const collectionOf = (noun: Noun) => noun === "cards" ? "creditcards" : noun;
const nouns: readonly Noun[] = ["addresses", "cards"];

const recordsOf = async ({ foxden }: OpenHousehold, noun: Noun): Promise<JsonObject[]> =>
  rows((await foxden.run(`records list ${collectionOf(noun)} --reveal --ndjson`)).stdout);

/** What the records say, whoever wrote them and when. */
async function entriesOf(household: OpenHousehold, noun: Noun): Promise<JsonObject[]> {
  const entries = (await recordsOf(household, noun)).map((record) => {
    const { timeCreated, timeLastModified, ...entry } = anyObject(record["entry"], "entry");
    assert.equal(timeCreated, timeLastModified);
    return Object.fromEntries(Object.entries(entry).sort());
  });
  return entries.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}

async function makeAlike(household: OpenHousehold): Promise<void> {
  const { den, foxden } = household;
  await signInAll(household);
  for (const address of ADDRESSES) await den.call("autofill", "add", "addresses", address);
  for (const card of CARDS) await den.call("autofill", "add", "creditCards", card);
  await syncBoth(household);
  for (const noun of nouns) {
    const made = await entriesOf(household, noun);
    assert.equal(made.length, COLLECTIONS[noun].length);
    const stdin = JSON.stringify(COLLECTIONS[noun]);
    const again = await foxden.run(`${noun} set new - --json`, { stdin });
    assert.deepEqual([...new Set(itemsOf(again).map(({ reason }) => reason))], ["is there already"]);
    const ids = (await foxden.run(`${noun} list -f ids`)).stdout;
    await foxden.run(`${noun} rm - --yes`, { stdin: ids });
    await foxden.run(`${noun} set new - --json`, { stdin });
    assert.deepEqual(await entriesOf(household, noun), made);
  }
  await syncBoth(household);
  await expectSameState(household);
}

async function setBeside(household: OpenHousehold): Promise<void> {
  const { den, laptop, foxden } = household;
  const idOf = async (noun: Noun, query: string) =>
    (await foxden.run(`${noun} list ${query} -f ids`)).stdout.trim();
  const [address, card] = [await idOf("addresses", "spaced"), await idOf("cards", "name:ann")];
  await den.call("autofill", "change", "addresses", address, { email: "den@example.org" });
  await foxden.run(["addresses", "set", address, "name=Ann van Dam", "city=Bonn", "street="]);
  // Firefox's own page gives every field of a card: it empties the expiry where that is left out.
  const [ann] = CARDS;
  await laptop.call("autofill", "change", "creditCards", card, { ...ann, "cc-name": "Ann B. Lee" });
  await foxden.run(["cards", "set", card, "expiry=05/35", `billingAddress=${address}`]);
  await syncBoth(household);
  const state = await expectSameState(household);
  const shown = (all: readonly JsonObject[], id: string) => anyObject(all.find((each) => each.id === id), id);
  const { name, email, "address-level2": city, "street-address": street } = shown(state.addresses, address);
  assert.deepEqual([name, email, city, street], ["Ann van Dam", "den@example.org", "Bonn", null]);
  const changed = shown(state.creditcards, card);
  assert.deepEqual([changed["cc-name"], changed["cc-exp-month"], changed["cc-exp-year"]], [
    "Ann B. Lee",
    5,
    2035,
  ]);
  const stored = shown(await recordsOf(household, "cards"), card);
  assert.equal(anyObject(stored["entry"], "entry")["billingAddressGUID"], address);
}

async function addForms(household: OpenHousehold): Promise<void> {
  const { den, foxden } = household;
  await den.call("forms", "add", [{ name: "city", value: "Füssen" }]);
  await syncBoth(household);
  const stdin = "city\tFüssen\ncity\tUlm\n";
  const items = itemsOf(await foxden.run("forms add - --json", { stdin }));
  assert.deepEqual(items.map(({ action }) => action), ["skip", "add"]);
  await syncBoth(household);
  assert.deepEqual((await expectSameState(household)).forms, ["city=Füssen", "city=Ulm"]);
}

async function remove(household: OpenHousehold): Promise<void> {
  const { foxden } = household;
  for (const noun of nouns) {
    const ids = (await foxden.run(`${noun} list -f ids`)).stdout;
    await foxden.run(`${noun} rm - --yes`, { stdin: ids });
  }
  await foxden.run("forms rm name:city --yes");
  await syncBoth(household);
  const deletedForms = ["city=Füssen", "city=Ulm"];
  const { addresses, creditcards } = await expectSameState({ ...household, deletedForms });
  assert.deepEqual([addresses, creditcards], [[], []]);
}

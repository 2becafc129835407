/** The demo's addresses, cards and form entries. Every number is one that is set aside for examples. */
import { guid } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { collectionOf } from "../../core/records/registry.ts";
import { type Dice, diceFor, idsFor } from "./dice.ts";
import { DAY_MS, type DemoCollection, type DemoRecord, type DemoSource, tableRows } from "./account.ts";

const AUTOFILL_ID_BYTES = 6;
const FORMS_TTL_SECONDS = collectionOf("forms").ttlSeconds ?? 0;
const FORM_ENTRIES = 300;

const ADDRESSES: readonly JsonObject[] = [
  {
    name: "Ann Lee",
    "street-address": "Waldweg 3",
    "address-level2": "Ulm",
    "postal-code": "89073",
    country: "DE",
    tel: "+493023125042",
    email: "ann@example.org",
    "given-name": "Ann",
    "family-name": "Lee",
  },
  {
    name: "Ann Marie Lee",
    organization: "Ünïversal Widgets GmbH",
    "street-address": "1 Main St\nApt 2",
    "address-level2": "Springfield",
    "address-level1": "IL",
    "postal-code": "62701",
    country: "US",
    tel: "+12175550123",
    email: "ann.lee@example.com",
    "given-name": "Ann",
    "additional-name": "Marie",
    "family-name": "Lee",
  },
  {
    name: "李安",
    "street-address": "神宮前1-2-3\nきつねビル 4階",
    "address-level2": "渋谷区",
    "address-level1": "東京都",
    "postal-code": "150-0001",
    country: "JP",
    email: "ann@example.net",
    "given-name": "安",
    "family-name": "李",
  },
];

const CARDS: readonly JsonObject[] = [
  {
    "cc-name": "Ann Lee",
    "cc-number": "4111111111111111",
    "cc-exp-month": 4,
    "cc-exp-year": 2031,
    "cc-type": "visa",
  },
  {
    "cc-name": "Ünïversal Widgets GmbH",
    "cc-number": "5555555555554444",
    "cc-exp-month": 11,
    "cc-exp-year": 2029,
    "cc-type": "mastercard",
  },
];

/** Three addresses in three countries. */
export function demoAddresses(source: DemoSource): DemoRecord[] {
  return autofillRecords("addresses", ADDRESSES, 1, source);
}

/** Two cards, both with the usual test numbers. */
export function demoCards(source: DemoSource): DemoRecord[] {
  return autofillRecords("creditcards", CARDS, 3, source);
}

function autofillRecords(
  collection: DemoCollection,
  entries: readonly JsonObject[],
  version: number,
  source: DemoSource,
): DemoRecord[] {
  const ids = idsFor(source.seed, collection);
  const dice = diceFor(source.seed, collection);
  return entries.map((fields, i) => {
    const id = ids.hex(i, AUTOFILL_ID_BYTES);
    const entry = { ...fields, version, ...usage(dice(i), source) };
    return { id: guid(id), cleartext: { id, entry } };
  });
}

function usage(dice: Dice, source: DemoSource): JsonObject {
  const createdMs = 100 * DAY_MS + dice.below(900 * DAY_MS);
  const modifiedMs = dice.below(createdMs);
  const timesUsed = dice.below(9);
  return {
    timeCreated: source.hourMs - createdMs,
    timeLastModified: source.hourMs - modifiedMs,
    timeLastUsed: timesUsed === 0 ? 0 : source.hourMs - dice.below(modifiedMs + 1),
    timesUsed,
  };
}

/** A line is a field's name and what was typed there. */
const FORM_TABLE = `
email | ann@example.org | ann.lee@example.com | ann+shop@example.org | annl@example.net
username | annl | ann.lee | annl-work | fox_in_the_den
name | Ann Lee | Ann Marie Lee | 李安
street | Waldweg 3 | 1 Main St
city | Ulm | Springfield | München | 渋谷区
zip | 89073 | 62701 | 150-0001
tel | +49 30 23125 042 | +1 217 555 0123
q | käsespätzle | お好み焼き | borsch recipe | night train ulm berlin | how to fold a map | "exact words" -not
from | Ulm Hbf | Paris Est | 東京
to | Berlin Hbf | Porto Campanhã | København H
date | 2024-02-29 | next friday
coupon | FOX10 | WELCOME | SOMMER
subject | Re: the kettle | Broken radiator, third floor
comment | +1 | Looks good to me, thanks! | 👍🏽
amount | 12,50 | 1000 | 7.99
`;
const TOPICS =
  "deno|firefox sync|sqlite|typescript|hkdf|terminal|night train|bicycle|sourdough|guitar|ulm|東京|берлин|café|owl|fox"
    .split("|");
const ASPECTS =
  "history|how to|near me|price|meaning|example|for beginners|not working|vs|repair|2019|opening hours|天気|карта|wiki|pdf|best|diagram|names"
    .split("|");

/** Form history: a few fields of every kind, and mostly searches. */
export function demoForms(source: DemoSource): DemoRecord[] {
  const ids = idsFor(source.seed, "forms");
  const typed = tableRows(FORM_TABLE).flatMap(([name = "", ...values]) =>
    values.map((value) => ({ name, value }))
  );
  const first = diceFor(source.seed, "forms")(0).below(TOPICS.length * ASPECTS.length);
  const searches = Array.from({ length: FORM_ENTRIES - typed.length }, (_, i) => searchEntry(first + i));
  return [...typed, ...searches].map((fields, i) => {
    const id = ids.base64(i);
    return { id: guid(id), ttl: FORMS_TTL_SECONDS, cleartext: { id, ...fields } };
  });
}

/** The numbers of topics and of aspects share no factor, so walking both lists at once meets each pair once. */
function searchEntry(index: number): { name: string; value: string } {
  const value = `${TOPICS[index % TOPICS.length]} ${ASPECTS[index % ASPECTS.length]}`;
  return { name: "searchbar-history", value };
}

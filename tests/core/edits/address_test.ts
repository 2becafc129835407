import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ADDRESS_WORDS,
  addressKey,
  addressTexts,
  editAddress,
  newAddress,
  readAddress,
} from "../../../core/edits/address.ts";
import { isObject, type JsonObject } from "../../../core/json.ts";
import { decodeClear } from "../../../core/records/codec.ts";
import { addressCodec } from "../../../core/records/addresses.ts";
import { refusesWith } from "./edits_support.ts";

const read = (fields: Record<string, string>) => readAddress(new Map(Object.entries(fields)));
const membersOf = (fields: Record<string, string>) => Object.fromEntries(read(fields).members);
const refused = (fields: Record<string, string>) => refusesWith("usage.value", () => read(fields));
const entryOf = (clear: JsonObject) => isObject(clear["entry"]) ? clear["entry"] : {};

const ADDRESS: JsonObject = {
  id: "4be31f0a9c77",
  future: { kept: true },
  entry: {
    version: 1,
    name: "Ann Lee",
    "given-name": "Ann",
    "family-name": "Lee",
    "address-level2": "Ulm",
    country: "DE",
    "x-newer": [1],
    timeCreated: 1000,
    timeLastModified: 2000,
    timeLastUsed: 3000,
    timesUsed: 4,
  },
};

Deno.test("a field is known by the word of lists and by Firefox's, whatever the case and the hyphens", () => {
  for (const word of ["postalCode", "postal-code", "POSTALCODE", "postal_code"]) {
    assert.deepEqual(membersOf({ [word]: "89073" }), { "postal-code": "89073" });
  }
  const all = membersOf({
    organization: "a",
    "street-address": "b",
    district: "c",
    "address-level2": "d",
    region: "e",
    email: "f",
  });
  assert.deepEqual(all, {
    organization: "a",
    "street-address": "b",
    "address-level3": "c",
    "address-level2": "d",
    "address-level1": "e",
    email: "f",
  });
});

Deno.test("a name brings its parts with it, and no name brings none", () => {
  const wanted = { name: "Ann Lee", "given-name": "Ann", "additional-name": "", "family-name": "Lee" };
  assert.deepEqual(membersOf({ name: "  Ann Lee " }), wanted);
  const none = { name: "", "given-name": "", "additional-name": "", "family-name": "" };
  assert.deepEqual(membersOf({ name: "" }), none);
});

Deno.test("values are kept as Firefox keeps them", () => {
  const cases: [string, string, string][] = [
    ["country", "de", "DE"],
    ["country", "XK", "XK"],
    ["country", "", ""],
    ["tel", "+49 (30) 23125-042", "+493023125042"],
    ["tel", "+49 (0)30/23125 042", "+493023125042"],
    ["tel", "0049 30 23125042", "+493023125042"],
    ["tel", "030 23125 042", "030 23125 042"],
    ["tel", "+1-800-FLOWERS", "+1-800-FLOWERS"],
    ["tel", "+1234567890123456", "+1234567890123456"],
    ["street", " 1 Main St \r\n\n  Apt 2 ", "1 Main St\nApt 2"],
    ["city", "  渋谷区 ", "渋谷区"],
  ];
  for (const [word, text, value] of cases) {
    assert.equal(Object.values(membersOf({ [word]: text }))[0], value, `${word} ${text}`);
  }
});

Deno.test("a number without a country's is kept with a warning", () => {
  assert.deepEqual(read({ tel: "+49 30 23125042" }).warnings, []);
  assert.deepEqual(read({ tel: "" }).warnings, []);
  assert.match(read({ tel: "030 23125042" }).warnings.join(), /^warning: tel does not begin with \+/);
});

Deno.test("what is no field, or no value of it, is refused with the reason", () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ zip: "1" }, /"zip" is no field of an address; there are name, organization/],
    [{ "": "1" }, /is no field/],
    [{ "given-name": "Ann" }, /"given-name" follows from name: set that one/],
    [{ "address-line1": "x" }, /follows from street/],
    [{ "country-name": "x" }, /follows from country/],
    [{ "tel-national": "1" }, /follows from tel/],
    [{ version: "1" }, /is no field/],
    [{ timeCreated: "1" }, /is no field/],
    [{ city: "a", "address-level2": "b" }, /city is given twice/],
    [{ city: "a\nb" }, /city is one line/],
    [{ city: "a\x1b[31mb" }, /city holds a control character/],
    [{ street: "a\0b" }, /street holds a control character/],
    [{ city: "\ud83e" }, /city holds a control character/],
    [{ country: "Germany" }, /did you mean DE\?/],
    [{ country: "ZZ" }, /two letters of ISO 3166-1, such as DE$/],
    [{ country: "DD" }, /two letters/],
    [{ country: "D" }, /two letters/],
  ];
  for (const [fields, told] of cases) assert.match(refused(fields).message, told, JSON.stringify(fields));
});

Deno.test("an edit changes what it names, and all else stays, members nobody knows too", () => {
  const after = editAddress(ADDRESS, read({ city: "Bern", country: "ch", district: "Länggasse" }), 9000);
  assert.deepEqual(after, {
    ...ADDRESS,
    entry: {
      ...entryOf(ADDRESS),
      "address-level2": "Bern",
      "address-level3": "Länggasse",
      country: "CH",
      timeLastModified: 9000,
    },
  });
});

Deno.test("a field that is emptied is left out, and one that is empty already is nothing to change", () => {
  const after = editAddress(ADDRESS, read({ country: "" }), 9000);
  assert.equal("country" in entryOf(after), false);
  const withEmpty = { ...ADDRESS, entry: { ...entryOf(ADDRESS), organization: "" } };
  assert.equal(editAddress(withEmpty, read({ organization: "", tel: "" }), 9000), withEmpty);
});

Deno.test("members that Firefox computes for itself go where a record is written anyway", () => {
  const computed = { "country-name": "Germany", "address-line1": "x", "tel-national": "1" };
  const own = { "street-address": "x", tel: "+491" };
  const before = { ...ADDRESS, entry: { ...entryOf(ADDRESS), ...own, ...computed } };
  assert.equal(editAddress(before, read({ city: "Ulm" }), 9000), before);
  const after = Object.keys(entryOf(editAddress(before, read({ city: "Bern" }), 9000)));
  assert.deepEqual(after.filter((name) => name in computed), []);
});

Deno.test("what others wrote in computed members alone is kept where it belongs", () => {
  const after = (entry: JsonObject, fields: Record<string, string> = { email: "ann@example.org" }) => {
    const edited = entryOf(editAddress({ id: "a", entry: { version: 1, ...entry } }, read(fields), 5));
    const { version: _, timeLastModified: __, email: ___, ...rest } = edited;
    return rest;
  };
  const foreign = {
    "address-line1": "1 Main St",
    "address-line2": "Apt 2",
    "tel-country-code": "+49",
    "tel-national": "30 23125042",
    "country-name": "germany",
  };
  const kept = { "street-address": "1 Main St\nApt 2", country: "DE" };
  assert.deepEqual(after(foreign), { ...kept, "tel-country-code": "+49", "tel-national": "30 23125042" });
  assert.deepEqual(after({ ...foreign, "tel-national": "3023125042" }), { ...kept, tel: "+493023125042" });
  const parts = { "tel-country-code": "+1", "tel-area-code": "217", "tel-local-prefix": "555" };
  assert.deepEqual(after({ ...parts, "tel-local-suffix": "0100" }), { tel: "+12175550100" });
  assert.deepEqual(after({ "address-line1": "x", "street-address": "y" }), { "street-address": "y" });
  assert.deepEqual(after({ "address-line1": "x" }, { street: "y" }), { "street-address": "y" });
  assert.deepEqual(after({ "address-line1": "x", city: "" }, { street: "", city: "Ulm" }), {
    city: "",
    "address-level2": "Ulm",
  });
  for (
    const unsaid of [
      { "address-line1": "Main St", "address-housenumber": "12" },
      { "address-line1": ["x"] },
      { "tel-national": "3023125042" },
      { "tel-country-code": "+49", "tel-national": "030 23125042" },
      { "country-name": "Atlantis" },
    ]
  ) assert.deepEqual(after(unsaid), unsaid);
});

Deno.test("a record of computed members alone is opened with what they say, and left as it is by what it says", () => {
  const old = {
    id: "a",
    entry: { version: 1, "given-name": "Ann", "family-name": "Lee", "address-line1": "1 Main St" },
  };
  const { name, street } = Object.fromEntries(addressTexts(old));
  assert.deepEqual([name, street], ["Ann Lee", "1 Main St"]);
  const emptied = entryOf(editAddress(old, read({ street: "" }), 5));
  assert.deepEqual(Object.keys(emptied).sort(), ["family-name", "given-name", "timeLastModified", "version"]);
  const same = { id: "b", entry: { version: 1, name: "Ann Lee", "street-address": "1 Main St" } };
  assert.equal(addressKey(old), addressKey(same));
  assert.notEqual(addressKey(old), addressKey({ ...old, entry: { ...old.entry, "address-line1": "2" } }));
});

Deno.test("a new address is one that has never been used", () => {
  const made = newAddress("4be31f0a9c77", read({ name: "Ann Lee", tel: "" }), 9000);
  assert.deepEqual(made, {
    id: "4be31f0a9c77",
    entry: {
      version: 1,
      name: "Ann Lee",
      "given-name": "Ann",
      "family-name": "Lee",
      timeCreated: 9000,
      timeLastModified: 9000,
      timeLastUsed: 0,
      timesUsed: 0,
    },
  });
  assert.equal(decodeClear(addressCodec, made, "4be31f0a9c77").kind, "live");
});

Deno.test("nothing but a country is no address", () => {
  refusesWith("usage.value", () => newAddress("x", read({}), 1));
  refusesWith("usage.value", () => newAddress("x", read({ country: "DE", city: "" }), 1));
  const bare = { id: "x", entry: { version: 1, "address-level2": "Ulm", country: "DE" } };
  refusesWith("usage.value", () => editAddress(bare, read({ city: "" }), 1));
  const old = { id: "x", entry: { version: 1, "given-name": "Ann", "address-level2": "Ulm" } };
  assert.deepEqual(entryOf(editAddress(old, read({ city: "" }), 1)), {
    version: 1,
    "given-name": "Ann",
    timeLastModified: 1,
  });
});

Deno.test("two addresses are the same when all that says what they are is the same", () => {
  const like = (more: JsonObject) => addressKey({ id: "other", entry: { ...entryOf(ADDRESS), ...more } });
  const key = addressKey(ADDRESS);
  assert.equal(like({ timeCreated: 7, timesUsed: 0, timeLastUsed: 0, tel: "" }), key);
  assert.equal(like({ "given-name": "A.", "country-name": "Germany" }), key);
  assert.notEqual(like({ "x-newer": [2] }), key);
  assert.notEqual(like({ email: "ann@example.org" }), key);
  const { name: _, ...parts } = entryOf(ADDRESS);
  assert.equal(addressKey({ id: "old", entry: parts }), key);
});

const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .map((text) => text.replace(/[\p{Cc}\p{Cs}]/gu, "").trim()).filter((text) => text !== "");
const value = fc.oneof(fc.constant(""), texts);
const fields = fc.dictionary(
  fc.constantFrom(...ADDRESS_WORDS.filter((word) => !["country", "tel", "street"].includes(word))),
  value,
  { minKeys: 1 },
);

Deno.test("setting is idempotent, and setting back what was there brings back all but the time", () => {
  fc.assert(fc.property(fields, fields, (first, second) => {
    const before = newAddress("4be31f0a9c77", read({ street: "Waldweg 3", ...first }), 1000);
    const after = editAddress(before, read(second), 2000);
    assert.equal(editAddress(after, read(second), 3000), after);
    const former = Object.fromEntries(
      [...addressTexts(before)].filter(([word]) => word in second),
    );
    const back = editAddress(after, read(former), 4000);
    const { timeLastModified: _, ...entry } = entryOf(back);
    const { timeLastModified: __, ...wanted } = entryOf(before);
    assert.deepEqual(entry, wanted);
  }));
});

Deno.test("members that nobody knows survive every edit", () => {
  const unknown = fc.dictionary(texts.map((name) => `x-${name}`), fc.jsonValue());
  fc.assert(fc.property(unknown, unknown, fields, (inside, outside, edit) => {
    const clear = { ...outside, id: "a", entry: { ...inside, version: 1, "street-address": "x" } };
    const after = editAddress(clear, read(edit), 5);
    for (const [name, each] of Object.entries(outside)) assert.deepEqual(after[name], each);
    for (const [name, each] of Object.entries(inside)) assert.deepEqual(entryOf(after)[name], each);
  }));
});

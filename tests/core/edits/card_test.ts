import assert from "node:assert/strict";
import fc from "fast-check";
import { cardKey, cardTexts, editCard, isNumberField, newCard, readCard } from "../../../core/edits/card.ts";
import {
  CARD_NETWORKS,
  cardNumber,
  holdsCardNumber,
  networkCalled,
  networkOf,
} from "../../../core/edits/card_number.ts";
import { isObject, type JsonObject } from "../../../core/json.ts";
import { cardCodec } from "../../../core/records/creditcards.ts";
import { decodeClear } from "../../../core/records/codec.ts";
import { refusesWith } from "./edits_support.ts";

const VISA = "4111111111111111";
const MASTERCARD = "5555555555554444";
/** Of no network that Firefox knows. */
const UNKNOWN = "9000000000000001";

const read = (fields: Record<string, string>) => readCard(new Map(Object.entries(fields)));
const membersOf = (fields: Record<string, string>) => Object.fromEntries(read(fields).members);
const entryOf = (clear: JsonObject) => isObject(clear["entry"]) ? clear["entry"] : {};
const card = (entry: JsonObject): JsonObject => ({ id: "77c0ad12be90", entry: { version: 3, ...entry } });

Deno.test("a number is 12 to 19 digits whose last one checks the others, in groups or not", () => {
  const good = [VISA, "4111 1111 1111 1111", "3782-822463-10005", "6759649826438453", "5019717010103742"];
  for (const text of good) assert.equal(cardNumber(text), text.replace(/\D/g, ""));
  const bad = [
    "",
    "4111111111111112",
    "41111111111",
    "4".repeat(20),
    "4111.1111.1111.1111",
    "٤١١١١١١١١١١١١١١١",
  ];
  for (const text of bad) assert.equal(cardNumber(text), undefined, text);
});

Deno.test("one wrong digit is always noticed", () => {
  const digits = fc.array(fc.nat(9), { minLength: 11, maxLength: 18 });
  fc.assert(fc.property(digits, fc.nat(17), fc.integer({ min: 1, max: 9 }), (body, at, off) => {
    const whole = [...Array(10).keys()].map((last) => [...body, last].join("")).find(cardNumber) ?? "";
    assert.notEqual(whole, "");
    const i = at % whole.length;
    const wrong = whole.slice(0, i) + (Number(whole[i]) + off) % 10 + whole.slice(i + 1);
    assert.equal(cardNumber(wrong), undefined);
  }));
});

Deno.test("the network follows from the first digits and their count", () => {
  const cases: [string, string | undefined][] = [
    ["378282246310005", "amex"],
    ["4035501000000008", "cartebancaire"],
    ["4360000001000005", "cartebancaire"],
    ["30569309025904", "diners"],
    ["6011111111111117", "discover"],
    ["3530111333300000", "jcb"],
    [MASTERCARD, "mastercard"],
    ["2223000048400011", "mastercard"],
    ["2200000000000004", "mir"],
    ["6200000000000005", "unionpay"],
    ["8171999927660000", "unionpay"],
    [VISA, "visa"],
    ["4222222222222", "visa"],
    ["40355010000000080", "visa"],
    [UNKNOWN, undefined],
    ["37828224631000", undefined],
    ["", undefined],
  ];
  for (const [digits, network] of cases) assert.equal(networkOf(digits), network, digits);
  for (const network of CARD_NETWORKS) assert.equal(networkCalled(network), network);
  assert.equal(networkCalled("American Express"), "amex");
  assert.equal(networkCalled("Master Card"), "mastercard");
  assert.equal(networkCalled("bank"), undefined);
});

Deno.test("fields are read as Firefox keeps them", () => {
  assert.deepEqual(membersOf({ name: " Ann Lee ", month: "04", year: "31" }), {
    "cc-name": "Ann Lee",
    "cc-exp-month": 4,
    "cc-exp-year": 2031,
  });
  const expiry = { "cc-exp-month": 4, "cc-exp-year": 2031 };
  for (const text of ["2031-04", "2031-4", "04/31", "4/2031", "04 / 31", "4-31"]) {
    assert.deepEqual(membersOf({ expiry: text }), expiry, text);
  }
  assert.deepEqual(membersOf({ expiry: "04/31", month: "4" }), expiry);
  assert.deepEqual(membersOf({ expiry: "" }), { "cc-exp-month": "", "cc-exp-year": "" });
  assert.deepEqual(membersOf({ "cc-number": "4111 1111 1111 1111" }), { "cc-number": VISA });
  assert.deepEqual(membersOf({ "billing-address": "4be31f0a9c77" }), { billingAddressGUID: "4be31f0a9c77" });
  assert.deepEqual(membersOf({ "cc-type": "VISA" }), { "cc-type": "visa" });
});

Deno.test("what cannot be is refused, and no refusal repeats what was typed", () => {
  const secret = "4111111111111112";
  const cases: [Record<string, string>, RegExp][] = [
    [{ number: secret }, /number: this is not the number of a card/],
    [{ number: "" }, /cannot be without its number/],
    [{ name: VISA }, /name holds the number of a card/],
    [{ name: `${secret}\n` + "x" }, /name is one line/],
    [{ month: "0" }, /1 to 12/],
    [{ month: "13" }, /1 to 12/],
    [{ month: secret }, /1 to 12/],
    [{ year: "199" }, /four digits/],
    [{ year: secret }, /four digits/],
    [{ expiry: "2031-13" }, /1 to 12/],
    [{ expiry: secret }, /write 2031-04 or 04\/31/],
    [{ expiry: "04/31", month: "5" }, /says another one/],
    [{ network: secret }, /network is one of amex, cartebancaire/],
    [{ [secret]: "x" }, /that is no field of a card/],
    [{ nubmer: secret }, /"nubmer" is no field of a card; there are name, month/],
    [{ cvv: "123" }, /"cvv": a card's security code has no place here/],
    [{ cvc: "123" }, /security code/],
    [{ "cc-csc": "123" }, /security code/],
    [{ CVV2: "123" }, /security code/],
    [{ "security-code": "123" }, /security code/],
  ];
  for (const [fields, told] of cases) {
    const { message, details } = refusesWith("usage.value", () => read(fields));
    assert.match(message, told, JSON.stringify(fields));
    assert.doesNotMatch(JSON.stringify([message, details]), /4111|123/);
  }
});

Deno.test("the words under which a number could stand are known", () => {
  for (const word of ["number", "cc-number", "Number", "ccNumber", "card-number", "pan"]) {
    assert.equal(isNumberField(word), true, word);
  }
  for (const word of ["name", "month", "network", ""]) assert.equal(isNumberField(word), false, word);
});

Deno.test("a new card has its network from its number, and version 3", () => {
  const made = newCard("77c0ad12be90", read({ number: VISA, expiry: "04/31" }), 9000);
  assert.deepEqual(made, {
    id: "77c0ad12be90",
    entry: {
      version: 3,
      "cc-number": VISA,
      "cc-type": "visa",
      "cc-exp-month": 4,
      "cc-exp-year": 2031,
      timeCreated: 9000,
      timeLastModified: 9000,
      timeLastUsed: 0,
      timesUsed: 0,
    },
  });
  assert.equal(decodeClear(cardCodec, made, "77c0ad12be90").kind, "live");
  assert.match(refusesWith("usage.value", () => newCard("x", read({ name: "Ann" }), 1)).message, /number/);
});

Deno.test("a network is taken where the number tells none, and refused where it tells another", () => {
  const of = (fields: Record<string, string>) => entryOf(newCard("x", read(fields), 1))["cc-type"];
  assert.equal(of({ number: UNKNOWN, network: "mir" }), "mir");
  assert.equal(of({ number: UNKNOWN }), undefined);
  assert.equal(of({ number: VISA, network: "visa" }), "visa");
  const { message } = refusesWith("usage.value", () => of({ number: VISA, network: "mir" }));
  assert.match(message, /the number is one of visa/);
});

Deno.test("another number brings another network, and takes away what was the network of the former", () => {
  const visa = card({ "cc-number": VISA, "cc-type": "visa" });
  const typeAfter = (clear: JsonObject, fields: Record<string, string>) =>
    entryOf(editCard(clear, read(fields), 5))["cc-type"];
  assert.equal(typeAfter(visa, { number: MASTERCARD }), "mastercard");
  assert.equal(typeAfter(visa, { number: UNKNOWN }), undefined);
  assert.equal(typeAfter(visa, { number: UNKNOWN, network: "jcb" }), "jcb");
  assert.equal(editCard(visa, read({ network: "" }), 5), visa);
  assert.equal(editCard(visa, read({ number: "4111-1111-1111-1111" }), 5), visa);
  const own = card({ "cc-number": UNKNOWN, "cc-type": "jcb" });
  assert.equal(editCard(own, read({ number: UNKNOWN }), 5), own);
  refusesWith("usage.value", () => editCard(visa, read({ network: "mir" }), 5));
});

Deno.test("older versions are written as 3, with the network that version 4 lacks, and only when something changes", () => {
  for (const version of [1, 2, 4]) {
    const old = { id: "x", entry: { version, "cc-number": VISA, "cc-name": "Ann" } };
    assert.equal(editCard(old, read({ name: "Ann" }), 5), old);
    const after = entryOf(editCard(old, read({ name: "Ann Lee" }), 5));
    assert.deepEqual([after["version"], after["cc-type"]], [3, "visa"]);
  }
});

Deno.test("what must never be in a record goes where it is written anyway", () => {
  const computed = {
    "cc-given-name": "Ann",
    "cc-additional-name": "B",
    "cc-family-name": "Lee",
    "cc-exp": "2031-04",
    "cc-number-encrypted": "q0/z",
  };
  const own = { "cc-name": "Ann Lee", "cc-exp-month": 4, "cc-exp-year": 2031 };
  const after = entryOf(editCard(card({ "cc-number": VISA, ...own, ...computed }), read({ name: "Ann" }), 5));
  assert.deepEqual(Object.keys(after).filter((name) => name in computed), []);
});

Deno.test("an expiry and a name that others wrote in computed members alone are kept where they belong", () => {
  const after = (entry: JsonObject, fields: Record<string, string> = { network: "visa" }) => {
    const edited = entryOf(editCard(card({ "cc-number": VISA, ...entry }), read(fields), 5));
    const { version: _, timeLastModified: __, "cc-number": ___, "cc-type": ____, ...rest } = edited;
    return rest;
  };
  const expiry = { "cc-exp-month": 4, "cc-exp-year": 2031 };
  for (const text of ["2031-04", "04/31", "4/2031"]) assert.deepEqual(after({ "cc-exp": text }), expiry);
  assert.deepEqual(after({ "cc-exp": "2031-04" }, { year: "35" }), { ...expiry, "cc-exp-year": 2035 });
  assert.deepEqual(after({ "cc-exp": "2031-04" }, { expiry: "" }), {});
  assert.deepEqual(after({ "cc-exp": "2031-04", "cc-exp-month": "4" }), expiry);
  assert.deepEqual(after({ "cc-given-name": "Ann", "cc-family-name": "Lee" }), { "cc-name": "Ann Lee" });
  for (
    const unsaid of [{ "cc-exp": "soon" }, { "cc-exp": "2031-13" }, {
      "cc-exp": "2031-04",
      "cc-exp-year": 2030,
    }]
  ) {
    assert.deepEqual(after(unsaid), unsaid);
  }
  const texts = Object.fromEntries(cardTexts(card({ "cc-number": VISA, "cc-exp": "04/31" })));
  assert.deepEqual([texts["month"], texts["year"]], ["4", "2031"]);
});

Deno.test("a number is found anywhere in a text, in groups or not", () => {
  const holding = [
    VISA,
    `Ann ${VISA}`,
    "Ann 4111 1111 1111 1111, or so",
    "Ann4111-1111 1111-1111x",
    "12 4111 1111 1111 1111",
    "4111 1111 1111 1111 123",
    "month 04\n4111 1111\n1111 1111",
    UNKNOWN,
  ];
  for (const text of holding) assert.equal(holdsCardNumber(text), true, text);
  const none = [
    "",
    "Ann",
    "4111111111111112",
    "4111.1111.1111.1111",
    "+49 30 23125042",
    "2031-04",
    `1${VISA}9999`,
  ];
  for (const text of none) assert.equal(holdsCardNumber(text), false, text);
  assert.equal(holdsCardNumber("1 ".repeat(200_000)), false);
});

Deno.test("two cards are the same when all that says what they are is the same", () => {
  const one = card({ "cc-number": VISA, "cc-name": "Ann", timesUsed: 3, "cc-exp": "x" });
  assert.equal(cardKey(card({ "cc-name": "Ann", "cc-number": VISA, timeCreated: 9 })), cardKey(one));
  assert.notEqual(cardKey(card({ "cc-name": "Ann", "cc-number": MASTERCARD })), cardKey(one));
});

const month = fc.integer({ min: 1, max: 12 }).map(String);
const year = fc.integer({ min: 2000, max: 2099 }).map(String);
const name = fc.constantFrom("", "Ann Lee", "李安", "Ünïversal GmbH");
const edits = fc.record({ month, year, name, number: fc.constantFrom(VISA, MASTERCARD, UNKNOWN) }, {
  requiredKeys: [],
});

Deno.test("setting is idempotent, and setting back what was there brings back all but the time", () => {
  fc.assert(fc.property(edits, edits, (first, second) => {
    const before = newCard("77c0ad12be90", read({ number: VISA, ...first }), 1000);
    const after = editCard(before, read(second), 2000);
    assert.equal(editCard(after, read(second), 3000), after);
    const texts = new Map([...cardTexts(before), ["number", String(entryOf(before)["cc-number"])]]);
    const former = Object.fromEntries([...texts].filter(([word]) => word in second));
    const { timeLastModified: _, ...entry } = entryOf(editCard(after, read(former), 4000));
    const { timeLastModified: __, ...wanted } = entryOf(before);
    assert.deepEqual(entry, wanted);
  }));
});

Deno.test("the lines of a card for an editor hold no number", () => {
  const texts = cardTexts(card({ "cc-number": VISA, "cc-type": "visa", "cc-exp-month": "4" }));
  assert.deepEqual(Object.fromEntries(texts), {
    name: "",
    month: "4",
    year: "",
    network: "visa",
    billingAddress: "",
  });
});

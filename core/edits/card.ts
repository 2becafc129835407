/**
 * Payment cards as people give them: which fields there are, how Firefox 153 keeps each, and what an edit makes. Pure.
 * No refusal here repeats a value: somebody may have put the number into another field.
 */
import type { FoxdenError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { joinName } from "./address_name.ts";
import { CARD_NETWORKS, cardNumber, holdsCardNumber, networkCalled, networkOf } from "./card_number.ts";
import {
  bareWord,
  type Computed,
  computedMembers,
  type EntryEdit,
  type EntryField,
  entryKey,
  type EntryMembers,
  entryOf,
  type EntryRules,
  type GivenFields,
  keptEntry,
  namedFields,
  newEntry,
  readLine,
  refuseField,
  setMembers,
  textsIn,
} from "./autofill.ts";

const field = (word: string, ...also: readonly string[]): EntryField => ({ word, also });

const FIELDS = [
  field("name", "cc-name"),
  field("number", "cc-number"),
  field("month", "expiryMonth", "cc-exp-month", "exp-month"),
  field("year", "expiryYear", "cc-exp-year", "exp-year"),
  field("expiry", "cc-exp", "exp"),
  field("network", "cc-type", "type"),
  field("billingAddress", "billingAddressId", "billingAddressGUID"),
] as const;

/** The words of the fields that can be set, but for the number, which only stdin and a prompt may give. */
export const CARD_WORDS: readonly string[] = FIELDS.map(({ word }) => word).filter((word) =>
  word !== "number"
);

const NAME_PARTS = ["cc-given-name", "cc-additional-name", "cc-family-name"];

const names: Computed = {
  from: ["cc-name"],
  members: NAME_PARTS,
  derive: (textOf) => {
    const [given = "", additional = "", family = ""] = NAME_PARTS.map(textOf);
    return new Map([["cc-name", joinName({ given, additional, family })]]);
  },
};

const expiry: Computed = {
  from: ["cc-exp-month", "cc-exp-year"],
  members: ["cc-exp"],
  derive: (textOf) => {
    const { month, year } = expiryIn(textOf("cc-exp")) ?? {};
    if (month === undefined || year === undefined || !isMonth(month)) return undefined;
    const read = [["cc-exp-month", Number(month)], ["cc-exp-year", readYear("expiry", year)]] as const;
    const isSaid = ([member, value]: readonly [string, number]) =>
      textOf(member) === "" || Number(textOf(member)) === value;
    return read.every(isSaid) ? new Map(read) : undefined;
  },
};

const encrypted: Computed = { from: ["cc-number"], members: ["cc-number-encrypted"] };

/** Firefox 110 and 111 wrote version 4, and 153 takes it back to 3. */
const RULES: EntryRules = { version: 3, computed: [names, expiry, encrypted] };

/** The member that holds the record id of an address. */
export const BILLING_ADDRESS = "billingAddressGUID";
const NUMBER = "cc-number";
const NETWORK = "cc-type";

/** Whether a field is the number, which must not stand among the words of a command. */
export const isNumberField = (word: string): boolean =>
  /^(cc|card)?(number|no|num|pan)$/.test(bareWord(word));

/** The three or four digits on a card that prove whoever has them to hold it. */
const isSecurityCode = (word: string): boolean =>
  /^(cc|card)?(cvv|cvc|csc|cid|cvn|cav|securitycode|verificationcode)\d?$/.test(bareWord(word));

/** The refusal of a field that has no line in a text which an editor keeps for a while; undefined for all others. */
export function refusedInText(word: string): FoxdenError | undefined {
  if (isNumberField(word)) {
    return refuseField("number", "number: the number of a card is not written into a text for an editor");
  }
  return isSecurityCode(word) ? unknownField(word) : undefined;
}

function unknownField(word: string): FoxdenError {
  const shown = /^[a-z][a-z-]{0,30}$/i.test(word) ? `"${word}"` : "that";
  const message = isSecurityCode(word)
    ? `${shown}: a card's security code has no place here: Firefox keeps none, and nobody but the holder may`
    : `${shown} is no field of a card; there are ${CARD_WORDS.join(", ")}`;
  return refuseField("FIELD", message);
}

/**
 * Reads the fields of a card, each as Firefox keeps it.
 *
 * @throws {FoxdenError} `usage.value` for a field that is none, or that cannot hold what was given; never with a value
 */
export function readCard(given: GivenFields): EntryEdit {
  const members = new Map<string, string | number>();
  const named = namedFields(given, FIELDS, unknownField);
  for (const [{ word }, text] of named) {
    for (const [member, value] of membersOf(word, text)) {
      const isOther = members.has(member) && members.get(member) !== value;
      if (isOther) {
        throw refuseField(word, "expiry is the month and the year, and says another one than they do");
      }
      members.set(member, value);
    }
  }
  return { members, warnings: [] };
}

function membersOf(word: typeof FIELDS[number]["word"], text: string): [string, string | number][] {
  if (word !== "number") refuseNumberIn(word, text);
  switch (word) {
    case "name":
      return [["cc-name", readLine(word, text)]];
    case "number":
      return [[NUMBER, readNumber(text)]];
    case "month":
      return [["cc-exp-month", text === "" ? "" : readMonth(word, text)]];
    case "year":
      return [["cc-exp-year", text === "" ? "" : readYear(word, text)]];
    case "expiry":
      return readExpiry(text);
    case "network":
      return [[NETWORK, text === "" ? "" : readNetwork(text)]];
    default:
      return [[BILLING_ADDRESS, readLine(word, text)]];
  }
}

/** The record id of an address may be twelve digits by chance. */
function refuseNumberIn(word: string, text: string): void {
  if (!holdsCardNumber(text) || (word === "billingAddress" && /^\d{12}$/.test(text))) return;
  throw refuseField(word, `${word} holds the number of a card, which every list would show`);
}

/** @throws {FoxdenError} `usage.value` for what is no number; without one there is no card */
function readNumber(text: string): string {
  const digits = cardNumber(text);
  if (digits !== undefined) return digits;
  const message = text === ""
    ? "number: a card cannot be without its number"
    : "number: this is not the number of a card, which has 12 to 19 digits of which the last one checks the others";
  throw refuseField("number", message);
}

const isMonth = (text: string): boolean => /^(0?[1-9]|1[0-2])$/.test(text);

function readMonth(word: string, text: string): number {
  if (isMonth(text)) return Number(text);
  throw refuseField(word, `${word}: a month is a number from 1 to 12`);
}

/** Two digits are a year of this century, as Firefox has it. */
function readYear(word: string, text: string): number {
  if (/^\d\d$/.test(text)) return 2000 + Number(text);
  if (/^[1-9]\d{3}$/.test(text)) return Number(text);
  throw refuseField(word, `${word}: a year has four digits, or two for one of this century`);
}

function readExpiry(text: string): [string, string | number][] {
  if (text === "") return [["cc-exp-month", ""], ["cc-exp-year", ""]];
  const { month, year } = expiryIn(text) ?? {};
  if (month !== undefined && year !== undefined) {
    return [["cc-exp-month", readMonth("expiry", month)], ["cc-exp-year", readYear("expiry", year)]];
  }
  throw refuseField("expiry", "expiry is a year and a month: write 2031-04 or 04/31");
}

/** `2031-04`, `04/31` or `4/2031`; undefined for what is none. */
function expiryIn(text: string): { readonly month: string; readonly year: string } | undefined {
  const [, first, second] = /^(\d{4})-(\d{1,2})$/.exec(text) ?? [];
  const [, month = second, year = first] = /^(\d{1,2})\s*[/-]\s*(\d{2}|\d{4})$/.exec(text) ?? [];
  return month === undefined || year === undefined ? undefined : { month, year };
}

function readNetwork(text: string): string {
  const network = networkCalled(text);
  if (network !== undefined) return network;
  throw refuseField("network", `network is one of ${CARD_NETWORKS.join(", ")}`);
}

/**
 * The record with these members set.
 *
 * @returns `clear` itself where it holds them already
 * @throws {FoxdenError} `usage.value` for a network that the number is not of
 */
export function editCard(clear: JsonObject, { members }: EntryEdit, nowMs: number): JsonObject {
  const wanted = withNetwork(members, entryOf(clear));
  if (setMembers(clear, wanted, RULES, nowMs) === clear) return clear;
  const network = detected(wanted, entryOf(clear));
  const all = network === undefined ? wanted : new Map([...wanted, [NETWORK, network] as const]);
  return setMembers(clear, all, RULES, nowMs);
}

/** A new record. @throws {FoxdenError} `usage.value` without a number, and for a network that the number is not of */
export function newCard(id: string, { members }: EntryEdit, nowMs: number): JsonObject {
  if (!members.get(NUMBER)) throw refuseField("number", "number: a card cannot be without its number");
  return newEntry(id, withNetwork(members, {}), RULES, nowMs);
}

const detected = (members: EntryMembers, entry: JsonObject) =>
  networkOf(String(members.get(NUMBER) ?? entry[NUMBER] ?? ""));

/** Firefox goes by the number, where that tells the network; what was the network of another number is none of it. */
function withNetwork(members: EntryMembers, entry: JsonObject): EntryMembers {
  const isOther = members.has(NUMBER) && members.get(NUMBER) !== entry[NUMBER];
  if (!isOther && !members.has(NETWORK)) return members;
  const network = detected(members, entry);
  const given = members.get(NETWORK) || undefined;
  if (network !== undefined && given !== undefined && given !== network) {
    throw refuseField("network", `network: the number is one of ${network}, and Firefox goes by the number`);
  }
  return new Map([...members, [NETWORK, network ?? given ?? ""]]);
}

/** The same for two cards that Firefox takes for one. */
export const cardKey = (clear: JsonObject): string =>
  entryKey(keptEntry(entryOf(clear), RULES), computedMembers(RULES));

/** What the fields of a record hold, by their words, but for its number; `""` where there is nothing. */
export function cardTexts(clear: JsonObject): Map<string, string> {
  const text = textsIn(keptEntry(entryOf(clear), RULES));
  return new Map([
    ["name", text("cc-name")],
    ["month", text("cc-exp-month")],
    ["year", text("cc-exp-year")],
    ["network", text(NETWORK)],
    ["billingAddress", text(BILLING_ADDRESS)],
  ]);
}

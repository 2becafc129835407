/** Addresses as people give them: which fields there are, how Firefox 153 keeps each, and what an edit makes. Pure. */
import type { FoxdenError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { joinName, splitName } from "./address_name.ts";
import { countryCalled, countryCode } from "./address_country.ts";
import {
  bareWord,
  type Computed,
  computedMembers,
  type EntryEdit,
  type EntryField,
  entryKey,
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

interface AddressField extends EntryField {
  readonly member: string;
}

const field = (word: string, member: string): AddressField => ({ word, member, also: [member] });

const FIELDS: readonly AddressField[] = [
  field("name", "name"),
  field("organization", "organization"),
  field("street", "street-address"),
  field("district", "address-level3"),
  field("city", "address-level2"),
  field("region", "address-level1"),
  field("postalCode", "postal-code"),
  field("country", "country"),
  field("tel", "tel"),
  field("email", "email"),
];

/** The words of the fields that can be set. */
export const ADDRESS_WORDS: readonly string[] = FIELDS.map(({ word }) => word);

/** What old devices keep in place of the name. */
const NAME_PARTS = ["given-name", "additional-name", "family-name"] as const;

const STREET_LINES = ["address-line1", "address-line2", "address-line3"];
const STREET_PARTS = [...STREET_LINES, "address-housenumber", "address-extra-housesuffix"];
const TEL_PARTS = [
  "tel-country-code",
  "tel-national",
  "tel-area-code",
  "tel-local",
  "tel-local-prefix",
  "tel-local-suffix",
];

/** Whether nothing that parts say would be missing. */
const saysAll = (whole: string, parts: readonly string[]): boolean =>
  whole !== "" && parts.every((part) => whole.includes(part));

const street: Computed = {
  from: ["street-address"],
  members: STREET_PARTS,
  derive: (textOf) => {
    const whole = STREET_LINES.map(textOf).filter((line) => line !== "").join("\n");
    return saysAll(whole, STREET_PARTS.map(textOf)) ? new Map([["street-address", whole]]) : undefined;
  },
};

const tel: Computed = {
  from: ["tel"],
  members: TEL_PARTS,
  derive: (textOf) => {
    const local = textOf("tel-local") || textOf("tel-local-prefix") + textOf("tel-local-suffix");
    const national = textOf("tel-national") || textOf("tel-area-code") + local;
    const whole = readTel(textOf("tel-country-code") + national);
    // A zero may be what is dialled within the country alone.
    const isWhole = E164.test(whole) && !national.startsWith("0") && saysAll(whole, TEL_PARTS.map(textOf));
    return isWhole ? new Map([["tel", whole]]) : undefined;
  },
};

const country: Computed = {
  from: ["country"],
  members: ["country-name"],
  derive: (textOf) => {
    const code = countryCalled(textOf("country-name"));
    return code === undefined ? undefined : new Map([["country", code]]);
  },
};

const RULES: EntryRules = { version: 1, computed: [street, tel, country] };

/** What follows from another field: that one is to be set. */
const FOLLOWING: ReadonlyMap<string, string> = new Map([
  ...NAME_PARTS.map((each) => [bareWord(each), "name"] as const),
  ...STREET_PARTS.map((each) => [bareWord(each), "street"] as const),
  ...TEL_PARTS.map((each) => [bareWord(each), "tel"] as const),
  [bareWord("country-name"), "country"] as const,
]);

function unknownField(word: string): FoxdenError {
  const from = FOLLOWING.get(bareWord(word));
  return refuseField(
    word,
    from === undefined
      ? `"${word}" is no field of an address; there are ${ADDRESS_WORDS.join(", ")}`
      : `"${word}" follows from ${from}: set that one`,
  );
}

/** What is given of a name: the whole of it, and its parts. */
function nameIn(given: GivenFields) {
  const texts = new Map([...given].map(([word, text]) => [bareWord(word), text.trim()]));
  const isPart = (word: string) => NAME_PARTS.some((part) => bareWord(part) === bareWord(word));
  return {
    whole: texts.get("name"),
    parts: NAME_PARTS.map((part) => texts.get(bareWord(part)) ?? ""),
    others: [...given].filter(([word]) => !isPart(word)),
  };
}

/** The fields without the parts of a name, where they say no more than the name beside them. */
export function withoutNameParts(given: GivenFields): GivenFields {
  const { whole, parts, others } = nameIn(given);
  const isSaid = whole !== undefined && (whole !== "" || parts.every((part) => part === ""));
  return isSaid ? new Map(others) : given;
}

/** The fields with a name made of its parts, where that is all there is of one. */
export function withJoinedName(given: GivenFields): GivenFields {
  const { whole, parts: [first = "", additional = "", family = ""], others } = nameIn(given);
  if (whole || others.length === given.size) return given;
  const rest = others.filter(([word]) => bareWord(word) !== "name");
  return new Map([...rest, ["name", joinName({ given: first, additional, family })]]);
}

/**
 * Reads the fields of an address, each as Firefox keeps it.
 *
 * @throws {FoxdenError} `usage.value` for a field that is none, or that cannot hold what was given
 */
export function readAddress(given: GivenFields): EntryEdit {
  const members = new Map<string, string>();
  const warnings: string[] = [];
  for (const [{ word, member }, text] of namedFields(given, FIELDS, unknownField)) {
    const value = text === "" ? "" : valueOf(word, text);
    members.set(member, value);
    if (word === "name") { for (const [part, each] of partsOf(value)) members.set(part, each); }
    if (word === "tel" && value !== "" && !E164.test(value)) warnings.push(LOCAL_TEL);
  }
  return { members, warnings };
}

function valueOf(word: string, text: string): string {
  switch (word) {
    case "street":
      return readStreet(text);
    case "country":
      return readCountry(text);
    case "tel":
      return readTel(readLine(word, text));
    default:
      return readLine(word, text);
  }
}

/** Lines without space around them, and none that is empty. */
function readStreet(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => readLine("street", line.trim()));
  return lines.filter((line) => line !== "").join("\n");
}

function readCountry(text: string): string {
  const code = countryCode(text);
  if (code !== undefined) return code;
  const meant = countryCalled(text);
  const guess = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw refuseField("country", `country is two letters of ISO 3166-1, such as DE${guess}`);
}

/** A country's number and up to fifteen digits in all. @see ITU-T E.164 */
const E164 = /^\+[1-9]\d{6,14}$/;

const LOCAL_TEL =
  "warning: tel does not begin with + and the number of a country; it is kept as it was typed, and " +
  "Firefox takes it for one of the country of the address";

/** As Firefox does, what cannot be read as an international number is kept as it was typed. */
function readTel(text: string): string {
  const digits = text.replace(/\(0\)|[\s().\/-]/g, "").replace(/^00/, "+");
  return E164.test(digits) ? digits : text;
}

function partsOf(name: string): [string, string][] {
  const { given, additional, family } = splitName(name);
  const parts = name === "" ? ["", "", ""] : [given, additional, family];
  return NAME_PARTS.map((part, i) => [part, parts[i] ?? ""]);
}

/**
 * The record with these members set.
 *
 * @returns `clear` itself where it holds them already
 * @throws {FoxdenError} `usage.value` where nothing but a country would be left: Firefox keeps no such address
 */
export function editAddress(clear: JsonObject, { members }: EntryEdit, nowMs: number): JsonObject {
  const after = setMembers(clear, members, RULES, nowMs);
  if (after !== clear) refuseBare(entryOf(after));
  return after;
}

/** A new record. @throws {FoxdenError} `usage.value` where there is nothing but a country */
export function newAddress(id: string, { members }: EntryEdit, nowMs: number): JsonObject {
  const made = newEntry(id, members, RULES, nowMs);
  refuseBare(entryOf(made));
  return made;
}

function refuseBare(entry: JsonObject): void {
  const members = [...FIELDS.map(({ member }) => member), ...NAME_PARTS];
  const holds = (member: string) => typeof entry[member] === "string" && entry[member] !== "";
  if (members.some((member) => member !== "country" && holds(member))) return;
  throw refuseField(
    "FIELD",
    "an address is more than a country: at least one other field is to hold something",
  );
}

/** The same for two addresses that Firefox takes for one. */
export function addressKey(clear: JsonObject): string {
  const entry = keptEntry(entryOf(clear), RULES);
  return entryKey({ ...entry, name: nameOf(entry) }, [...computedMembers(RULES), ...NAME_PARTS]);
}

/** The whole name, from its parts where an old device wrote only those. */
function nameOf(entry: JsonObject): string {
  const textOf = textsIn(entry);
  const [given, additional, family] = [
    textOf("given-name"),
    textOf("additional-name"),
    textOf("family-name"),
  ];
  return textOf("name") || joinName({ given, additional, family });
}

/** What the fields of a record hold, by their words; `""` where there is nothing. */
export function addressTexts(clear: JsonObject): Map<string, string> {
  const entry = keptEntry(entryOf(clear), RULES);
  const textOf = textsIn({ ...entry, name: nameOf(entry) });
  return new Map(FIELDS.map(({ word, member }) => [word, textOf(member)]));
}

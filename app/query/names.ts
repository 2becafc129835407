/** What the name before a colon means: a field, nothing, or a field that is not there. */
import { nearest } from "../nearest.ts";
import { fieldNamed, type FieldSet, isRowTime, kindOf, QUERY_FIELDS } from "./fields.ts";
import { refuseQuery, shown } from "./refusal.ts";

/** What addresses without `//` begin with, as far as people keep or type such addresses. */
const SCHEMES: ReadonlySet<string> = new Set(
  ("about blob chrome data doi ed2k file geo git gopher irc isbn javascript jsr magnet mailto news node npm place " +
    "resource sip sms spotify ssh steam tel urn xmpp").split(" "),
);

/** Fields by what other programs call them. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map(Object.entries({
  account: "user",
  address: "url",
  count: "visits",
  date: "on",
  day: "on",
  dir: "folder",
  domain: "host",
  from: "after",
  guid: "id",
  kind: "type",
  label: "tag",
  link: "url",
  login: "user",
  name: "title",
  newer: "after",
  older: "before",
  path: "folder",
  since: "after",
  site: "host",
  state: "is",
  until: "before",
  uri: "url",
  username: "user",
}));

/**
 * Says which field of a list is meant by the name before a colon. Undefined means that the word is a word like any
 * other: where the name is no field of the language and
 *
 * - has fewer than three letters, or anything but letters: `c:`, `10:30`, `my-host:8000`
 * - or what follows begins with neither letter, digit, quotation mark nor comparison: `https://a.example`, `std::map`
 * - or both are a host and its port: `localhost:3000`, `localhost:3000/path`; of names that are nearly a field of numbers
 *   or times of this list only in quotation marks
 * - or it is what addresses begin with: `mailto:ann@a.example`, `about:config`
 *
 * Any other name is taken for a field that is not there: as a word it would hide most mistypings of fields, and with a
 * minus in front it would match everything.
 *
 * @throws {FoxdenError} `usage.value` for a field that is not there
 */
export function fieldMeant(name: string, rest: string, list: FieldSet): string | undefined {
  const field = fieldNamed(name, list);
  if (field !== undefined) return field;
  const known = name.toLowerCase();
  if (QUERY_FIELDS.some((each) => each === known)) {
    return refuseQuery(`"${known}:" cannot be searched for here`, list);
  }
  return isPlainWord(known, rest, list) ? undefined : refuseUnknown(name, rest, list);
}

function isPlainWord(name: string, rest: string, list: FieldSet): boolean {
  if (!/^[a-z]{3,}$/.test(name) || !/^["'<>=\p{L}\p{N}]/u.test(rest) || SCHEMES.has(name)) return true;
  return looksLikePort(rest) && !isNumberMisspelt(name, list);
}

const looksLikePort = (rest: string): boolean => /^\d{1,5}(?:[/?#]|$)/.test(rest);

/** A number is what fields of numbers and times take, so there a misspelt name is likelier than a host. */
function isNumberMisspelt(name: string, list: FieldSet): boolean {
  const field = guess(name, list.fields);
  if (field === undefined) return false;
  const kind = kindOf(field, list);
  return kind === "number" || kind === "time" || isRowTime(field);
}

function refuseUnknown(name: string, rest: string, list: FieldSet): never {
  const field = guess(name.toLowerCase(), list.fields);
  const meant = field === undefined ? "" : ` (did you mean "${field}:"?)`;
  const word = rest.includes('"') ? "" : `; "${shown(`${name}:${rest}`)}" in quotation marks is a plain word`;
  return refuseQuery(`there is no field "${name}:"${meant}${word}`, list);
}

function guess(name: string, fields: readonly string[]): string | undefined {
  return nearest(name, fields) ?? fields.find((field) => field === OTHER_NAMES.get(name));
}

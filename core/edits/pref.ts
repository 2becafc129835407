/** What a Firefox takes for a synced preference, and what it passes over. Pure. */
import { type JsonObject, ownMember } from "../json.ts";
import type { PrefValue } from "../records/prefs.ts";
import { PREF_TYPES, type PrefType, SYNCED_BY_DEFAULT } from "./pref_names.ts";

export { PREF_TYPES, type PrefType };

const SWITCH_PREFIX = "services.sync.prefs.sync.";

/** Firefox keeps this one out of Sync for ever: it once let others set any preference. */
const NEVER_SYNCED = "services.sync.prefs.dangerously_allow_arbitrary";

/** The preference whose truth says whether `name` is synced. */
export const switchOf = (name: string): string => SWITCH_PREFIX + name;

/** The name that a switch is about; undefined for what is no switch. */
export function switchedBy(name: string): string | undefined {
  return name.startsWith(SWITCH_PREFIX) ? name.slice(SWITCH_PREFIX.length) : undefined;
}

/** Whether a Firefox on the desktop takes `name` from a record that holds `value`, as far as that can be told. */
export function isSynced(name: string, value: JsonObject): boolean {
  const said = ownMember(value, switchOf(name));
  return typeof said === "boolean" ? said : SYNCED_BY_DEFAULT.has(name);
}

/** Why a preference would be passed over. */
export interface PrefNameFault {
  readonly text: string;
  /** `unknown` may be misspelt; `off` is switched off; `never` is refused whatever the caller says. */
  readonly kind: "unknown" | "off" | "never";
}

/**
 * Why no Firefox would take a preference of this name.
 *
 * @param before the record's preferences as they are: their switches are those that some Firefox has
 * @param after as they are to be: what their switches say
 */
export function prefNameFault(
  name: string,
  before: JsonObject,
  after: JsonObject,
): PrefNameFault | undefined {
  if (name === "") return { text: "a preference has a name", kind: "never" };
  const inner = switchedBy(name);
  const subject = inner ?? name;
  if (subject === NEVER_SYNCED) {
    return {
      text: `${name} is never taken from Sync: it would let others set any preference`,
      kind: "never",
    };
  }
  if (!isKnown(subject, before)) return { text: `${subject} ${UNKNOWN}`, kind: "unknown" };
  if (inner !== undefined || isSynced(name, after)) return undefined;
  return { text: `${name} is switched off in Sync: ${switchOf(name)}=true switches it on`, kind: "off" };
}

const UNKNOWN = "is not among the preferences that Firefox syncs";

/** Whether Firefox has a switch for a name: by default, or as the record says of the one that wrote it. */
const isKnown = (name: string, value: JsonObject): boolean =>
  SYNCED_BY_DEFAULT.has(name) || Object.hasOwn(value, switchOf(name));

/** Every name that a Firefox may take, for guesses: by default, and by the record. */
export function knownPrefNames(value: JsonObject): string[] {
  const named = Object.keys(value).filter((name) => switchedBy(name) === undefined);
  return [...new Set([...SYNCED_BY_DEFAULT.keys(), ...named])];
}

/** A value that was read, or why it is none. Faults name the preference and never quote the value. */
export type ReadPref = { readonly value: PrefValue } | { readonly fault: string };

/** What a preference is set to, as it was typed. */
export interface TypedPref {
  readonly name: string;
  readonly text: string;
  /** The type that was asked for. */
  readonly type?: PrefType | undefined;
  /** What it is set to now. */
  readonly present: unknown;
}

/**
 * Reads a value in the type that Firefox has the preference in, else in the one that was asked for, in that of the
 * present value, or in the one it looks like.
 */
export function readPref({ name, text, type, present }: TypedPref): ReadPref {
  const fault = (why: string): ReadPref => ({ fault: `${name}: ${why}` });
  if (switchedBy(name) !== undefined) return readBoolean(text) ?? fault("a switch is true or false");
  const known = SYNCED_BY_DEFAULT.get(name);
  if (known !== undefined && type !== undefined && type !== known) {
    return fault(`Firefox keeps a ${known} there, and passes a ${type} over`);
  }
  const kind = typeof present;
  const had = PREF_TYPES.find((each) => each === kind);
  const wanted = known ?? type ?? had;
  const change = known === undefined && type === undefined && had !== undefined
    ? "; --type changes that"
    : "";
  switch (wanted) {
    case "boolean":
      return readBoolean(text) ?? fault(`it holds true or false${change}`);
    case "number": {
      const number = readInteger(text);
      return typeof number === "string" ? fault(number + change) : { value: number };
    }
    case "string":
      return readText(name, text, fault);
    case undefined:
      return readByForm(name, text, fault);
  }
}

function readBoolean(text: string): ReadPref | undefined {
  if (/^(true|yes|on)$/i.test(text)) return { value: true };
  return /^(false|no|off)$/i.test(text) ? { value: false } : undefined;
}

const LARGEST = 2 ** 31 - 1;
const INTEGER = /^(0|-?[1-9]\d*)$/;

/** The number, or what is wrong with it: Firefox keeps whole numbers of 32 bits, and fractions as text. */
function readInteger(text: string): number | string {
  if (!INTEGER.test(text)) return "it holds a whole number";
  const number = Number(text);
  return number >= -LARGEST - 1 && number <= LARGEST
    ? number
    : `a number lies between ${-LARGEST - 1} and ${LARGEST}`;
}

/** Firefox takes no such address from others: it leads to a file or a page of one machine. */
const LOCAL_ADDRESS = /^(moz-extension|blob|data|file):/i;

/** Holds several addresses, with bars between them. */
const HOMEPAGE = "browser.startup.homepage";

/** As a browser reads an address: blanks before it, and line ends anywhere, do not count. */
const trimmed = (address: string): string => address.replace(/[\t\r\n]/g, "").replace(/^[\p{Cc}\s]+/u, "");

function readText(name: string, text: string, fault: (why: string) => ReadPref): ReadPref {
  const addresses = name === HOMEPAGE ? text.split("|") : [text];
  const [scheme] = addresses.flatMap((address) => LOCAL_ADDRESS.exec(trimmed(address))?.[1] ?? []);
  return scheme === undefined
    ? { value: text }
    : fault(`no Firefox takes an address that begins with ${scheme.toLowerCase()}: from another device`);
}

function readByForm(name: string, text: string, fault: (why: string) => ReadPref): ReadPref {
  if (text === "true" || text === "false") return { value: text === "true" };
  if (text === "null") {
    return fault("foxden prefs rm sets it back to its default; --type string for that word");
  }
  if (INTEGER.test(text)) {
    const number = readInteger(text);
    return typeof number === "string"
      ? fault(`${number}; --type string keeps it as text`)
      : { value: number };
  }
  if (isListOrObject(text)) {
    return fault(
      "a preference is text, a whole number, or true or false; --type string keeps a list or an object as text",
    );
  }
  return readText(name, text, fault);
}

function isListOrObject(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The record's preferences with some of them set; all others stay, those that no Firefox could read too. */
export function withPrefs(value: JsonObject, wanted: ReadonlyMap<string, PrefValue>): JsonObject {
  return Object.fromEntries([...new Map<string, unknown>([...Object.entries(value), ...wanted])]);
}

/** What edits of addresses and of cards share: fields by the words people give, and members of `entry`. Pure. */
import { FoxdenError } from "../errors.ts";
import { isObject, type JsonObject, ownMember } from "../json.ts";
import { same } from "../records/codec.ts";

/** Fields by the word each was given with, with what each is to hold; `""` empties. */
export type GivenFields = ReadonlyMap<string, string>;

/** Members of an entry with what each is to hold; `""` takes the member away. */
export type EntryMembers = ReadonlyMap<string, string | number>;

/** What is to become of an entry, and what whoever gave it should know. */
export interface EntryEdit {
  readonly members: EntryMembers;
  /** A sentence each. */
  readonly warnings: readonly string[];
}

/** A field that people can set. */
export interface EntryField {
  /** As lists name it. */
  readonly word: string;
  /** Other words that are understood, Firefox's own name among them. */
  readonly also: readonly string[];
}

/** What holds for all entries of a collection. */
export interface EntryRules {
  /** The version that is written. */
  readonly version: number;
  readonly computed: readonly Computed[];
}

/** Members that Firefox computes for itself and that must never be in a record. */
export interface Computed {
  /** What they are computed from. */
  readonly from: readonly string[];
  readonly members: readonly string[];
  /** What others wrote in this way alone, as it is kept; undefined where that cannot be told. */
  readonly derive?: (textOf: TextOf) => EntryMembers | undefined;
}

/** The text of a member; `""` where there is none. */
export type TextOf = (member: string) => string;

/** Members that say when and how often an entry was used, and not what it is. */
const INTERNAL = ["version", "timeCreated", "timeLastModified", "timeLastUsed", "timesUsed"];

/** A field's word without regard to case, hyphens and the like: `postalCode` and `postal-code` are one. */
export const bareWord = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The refusal of a field or of its value. */
export const refuseField = (word: string, message: string): FoxdenError<"usage.value"> =>
  new FoxdenError("usage.value", message, { name: word });

/**
 * The fields that were given, with their texts; space at either end does not count.
 *
 * @param unknown the refusal of a word that is none of them
 * @throws {FoxdenError} `usage.value` for a field that is given twice, and what `unknown` makes
 */
export function namedFields<F extends EntryField>(
  given: GivenFields,
  fields: readonly F[],
  unknown: (word: string) => FoxdenError,
): Map<F, string> {
  const named = new Map<F, string>();
  for (const [word, text] of given) {
    const bare = bareWord(word);
    const field = fields.find((each) => [each.word, ...each.also].some((known) => bareWord(known) === bare));
    if (!field) throw unknown(word);
    if (named.has(field)) throw refuseField(field.word, `${field.word} is given twice`);
    named.set(field, text.trim());
  }
  return named;
}

/** Control characters, and halves of characters, which no UTF-8 can hold. */
const UNFIT = /[\p{Cc}\p{Cs}]/u;

/** The text, unless it holds what no line of a form can. @throws {FoxdenError} `usage.value` */
export function readLine(word: string, text: string): string {
  if (text.includes("\n")) throw refuseField(word, `${word} is one line and cannot hold a line break`);
  if (UNFIT.test(text)) throw refuseField(word, `${word} holds a control character`);
  return text;
}

/** The entry of a record; an empty one where there is none. */
export const entryOf = (clear: JsonObject): JsonObject => isObject(clear["entry"]) ? clear["entry"] : {};

/** What the members of an entry hold, as text. */
export const textsIn = (entry: JsonObject): TextOf => (member) => {
  const value = ownMember(entry, member);
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

/** The names of all that must never be in a record. */
export const computedMembers = ({ computed }: EntryRules): string[] =>
  computed.flatMap(({ members }) => members);

const holdsNothing = (value: unknown): boolean => value === undefined || value === "";

const without = (entry: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => !names.includes(name)));

/**
 * The entry as Firefox keeps it: what must never be there is gone, and what it alone says is kept where it belongs. It
 * stays where it says what nobody can tell.
 */
export function keptEntry(entry: JsonObject, { computed }: EntryRules): JsonObject {
  return computed.reduce((kept, { from, members, derive }) => {
    const foreign = members.map((name) => ownMember(kept, name)).filter((value) => !holdsNothing(value));
    const isKnown = foreign.length === 0 || from.every((name) => !holdsNothing(ownMember(kept, name)));
    if (isKnown) return without(kept, members);
    const isText = foreign.every((value) => typeof value === "string");
    const derived = isText ? derive?.(textsIn(kept)) : undefined;
    return derived === undefined ? kept : { ...without(kept, members), ...Object.fromEntries(derived) };
  }, entry);
}

/**
 * Sets and empties members of a record's entry; all that it does not name stays, except for what must never be there and
 * says nothing of its own.
 *
 * @param nowMs becomes the time of the last change
 * @returns `clear` itself where it holds all of it already
 */
export function setMembers(
  clear: JsonObject,
  members: EntryMembers,
  rules: EntryRules,
  nowMs: number,
): JsonObject {
  const entry = entryOf(clear);
  const kept = keptEntry(entry, rules);
  // Some clients write "" where Firefox leaves the member out.
  const isHeld = ([name, value]: readonly [string, unknown]) =>
    value === "" ? holdsNothing(ownMember(kept, name)) : same(ownMember(entry, name), value);
  if ([...members].every(isHeld)) return clear;
  const emptied = [...members].filter(([, value]) => value === "").map(([name]) => name);
  const set = [...members].filter(([, value]) => value !== "");
  const after = { ...without(kept, emptied), ...Object.fromEntries(set) };
  const isSettled = (name: string) => members.has(name) || !holdsNothing(ownMember(after, name));
  const replaced = rules.computed.filter(({ from }) => from.every(isSettled)).flatMap((each) => each.members);
  return {
    ...clear,
    entry: { ...without(after, replaced), version: rules.version, timeLastModified: nowMs },
  };
}

/** A record that has never been used. */
export function newEntry(
  id: string,
  members: EntryMembers,
  { version }: Pick<EntryRules, "version">,
  nowMs: number,
): JsonObject {
  const set = Object.fromEntries([...members].filter(([, value]) => value !== ""));
  const times = { timeCreated: nowMs, timeLastModified: nowMs, timeLastUsed: 0, timesUsed: 0 };
  return { id, entry: { version, ...set, ...times } };
}

/**
 * What tells entries apart, as Firefox finds out whether two are the same: everything that says what an entry is, what
 * nobody knows of it included.
 *
 * @param leftOut further members that do not count
 */
export function entryKey(entry: JsonObject, leftOut: readonly string[]): string {
  const counted = Object.entries(entry).filter(([name, value]) =>
    value !== "" && !INTERNAL.includes(name) && !leftOut.includes(name)
  );
  return JSON.stringify(counted.sort(([a], [b]) => a < b ? -1 : 1));
}

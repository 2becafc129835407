/** What advice on a failure is made of, and the pieces that many failures share. */
import type { ErrorCode, FoxdenError } from "../core/errors.ts";
import type { Settings } from "./settings.ts";
import type { OptionSpecs } from "./spec.ts";

/** A command to type with what it is for, or advice that no command gives. */
export interface Try {
  readonly line?: string;
  readonly note: string;
}

/** The reason in plain words and ways out, best first. */
export interface Advice {
  /** Null where the message says it all. */
  readonly why: string | null;
  readonly tries: readonly Try[];
}

/** What was being done when it failed, as far as it was known by then. */
export interface Asked {
  /** Words of the command, such as `passwords get`; empty before one was found. */
  readonly command: string;
  /** The options that command has. */
  readonly options: OptionSpecs;
  readonly profile: string;
  /** Whether the answer may have come from a local copy that was not just brought up to date. */
  readonly mayBeOld?: boolean;
  /** What those options were given, as far as the words could be read. */
  readonly given?: { readonly [option: string]: unknown };
  /** What the settings came to, with who has the last word on each. */
  readonly settings?: Settings;
}

/** What there is to say of one code. */
type Adviser<C extends ErrorCode> = (details: FoxdenError<C>["details"], asked: Asked) => Advice;
/** One for every code, or for some. */
export type Advisers<Codes extends ErrorCode = ErrorCode> = { readonly [C in Codes]: Adviser<C> };

const further = new WeakMap<object, readonly Try[]>();

/** The failure with one more way out, which only where it was met can be known. */
export function withTry<E extends object>(error: E, way: Try): E {
  further.set(error, [...moreTries(error), way]);
  return error;
}

/** The ways out that were added to a failure. */
export function moreTries(error: unknown): readonly Try[] {
  return typeof error === "object" && error !== null ? further.get(error) ?? [] : [];
}

/** A command as it is typed on the profile at hand. */
export const onProfile = (line: string, { profile }: Pick<Asked, "profile">): string =>
  profile === "default" ? line : `${line} -p ${/^[\w.@-]+$/.test(profile) ? profile : "NAME"}`;

/** An option's value, where it was given as text that can be repeated in a line to be copied. */
export function givenText({ given }: Asked, option: string): string | undefined {
  const value = given?.[option];
  return typeof value === "string" ? value : undefined;
}

/** A word as a shell reads it. */
export const shellWord = (text: string): string =>
  /^[\w.@/~+:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** A command as it is typed for the server's folder at hand. */
export function onServer(line: string, asked: Asked): string {
  const dataDir = givenText(asked, "data");
  return dataDir === undefined ? line : `${line} --data ${shellWord(dataDir)}`;
}

/** The way to sign in. */
export const signIn = (asked: Asked, note = "to sign in"): Try => ({
  line: onProfile("foxden auth login", asked),
  note,
});

/** The way to sign in once more. */
export const signInAgain = (asked: Asked): Try => signIn(asked, "to sign in again");

/** The way to sign in on the server's own page. */
export const inBrowser = (asked: Asked): Try => ({
  line: onProfile("foxden auth login --browser", asked),
  note: "to sign in with the browser",
});

const LISTED_BY: ReadonlyMap<string, string> = new Map([
  ["bookmarks", "bookmarks list"],
  ["tags", "bookmarks tags"],
  ["passwords", "passwords list"],
  ["history", "history list"],
  ["tabs", "tabs list"],
  ["addons", "addons list"],
  ["prefs", "prefs list"],
  ["extension-storage", "extstorage list"],
  ["clients", "devices list"],
  ["devices", "devices list"],
  ["addresses", "addresses list"],
  ["creditcards", "cards list"],
  ["forms", "forms list"],
  ["collections", "collections list"],
]);

/** The command that lists what a collection holds. */
export const seeAll = (collection: string, asked: Asked): Try => {
  if (collection === "users") return listUsers(asked);
  const command = LISTED_BY.get(collection) ?? `records list ${collection}`;
  return { line: onProfile(`foxden ${command}`, asked), note: "to see what there is" };
};

const SHOWN_BY: ReadonlyMap<string, string> = new Map([
  ["bookmarks", "bookmarks get"],
  ["addons", "addons get"],
  ["clients", "devices get"],
  ["extension-storage", "extstorage get"],
  ["devices", "devices get"],
  ["addresses", "addresses get"],
  ["creditcards", "cards get"],
]);

/** The command that shows a record by its id. */
export const showRecord = (collection: string, id: string, asked: Asked, note: string): Try => {
  const getting = SHOWN_BY.get(collection) ?? `records get ${collection}`;
  return { line: onProfile(`foxden ${getting} ${shellWord(id)}`, asked), note };
};

/** For what is not found in a copy that may be older than it. */
export const askFirst = ({ mayBeOld }: Asked): Try[] =>
  mayBeOld ? [{ line: "--fresh", note: "to ask the server first, should it be new" }] : [];

/** The command that lists the accounts of a server of one's own. */
export const listUsers = (asked: Asked): Try => ({
  line: onServer("foxden serve user list", asked),
  note: "to see what there is",
});

/** For what may be over soon. */
export const later: Try = { note: "run it again in a while" };

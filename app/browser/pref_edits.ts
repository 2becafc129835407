/** Use-cases that change the synced preferences of Firefox on the desktop. Other programs' records are left alone. */
import {
  knownPrefNames,
  type PrefNameFault,
  prefNameFault,
  type PrefType,
  readPref,
  withPrefs,
} from "../../core/edits/pref.ts";
import { SYNCED_BY_DEFAULT } from "../../core/edits/pref_names.ts";
import { FoxdenError } from "../../core/errors.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { same } from "../../core/records/codec.ts";
import type { PrefValue } from "../../core/records/prefs.ts";
import type { App } from "../open.ts";
import { type PlannedChange, putChange } from "../write/plan.ts";
import { formerOf, type View } from "../write/view.ts";
import { type PendingWrite, prepareWrite } from "../write/write.ts";
import { DESKTOP_RECORD, type Guess, noSuchPref, PREFS, valueOf } from "./prefs.ts";

export { PREF_TYPES } from "../../core/edits/pref.ts";

/** A preference and what it is to be, as they were typed. */
export interface PrefSetting {
  readonly name: string;
  readonly text: string;
}

export interface PrefSetInput {
  readonly settings: readonly PrefSetting[];
  /** That of the present value, or what the text looks like, when left out. */
  readonly type?: PrefType | undefined;
  /** Whether also those are written that no Firefox takes from Sync. */
  readonly unsynced: boolean;
  readonly guess: Guess;
  /** Whether what others changed meanwhile is written over. */
  readonly force?: boolean;
}

/**
 * Sets preferences; all others of the record stay.
 *
 * @throws {FoxdenError} `usage.value` for a value or a name that no Firefox takes, `failed.record` where the record is
 *   not in order, and as `app/write/write.ts` says
 */
export function preparePrefSet(app: App, input: PrefSetInput): Promise<PendingWrite> {
  refuseTwice(input.settings);
  return preparePrefWrite(app, "prefs set", input.force, (value) => settingsOn(value, input));
}

/** Which preferences go back to their defaults. */
export interface PrefResetInput {
  readonly names: readonly string[];
  readonly guess: Guess;
  /** Whether what others changed meanwhile is written over. */
  readonly force?: boolean;
}

/**
 * Sets preferences back to their defaults on every device, as Firefox does: the name stays, with null in it.
 *
 * @throws {FoxdenError} `not-found.record` for a name that is neither there nor synced by default, and as
 *   {@link preparePrefSet}
 */
export const preparePrefReset = (app: App, { names, guess, force }: PrefResetInput): Promise<PendingWrite> =>
  preparePrefWrite(app, "prefs rm", force, (value) => {
    const known = (name: string) => Object.hasOwn(value, name) || SYNCED_BY_DEFAULT.has(name);
    const missing = names.find((name) => !known(name));
    if (missing !== undefined) {
      throw noSuchPref(missing, knownPrefNames(value), guess, "; nothing was changed");
    }
    return new Map(names.map((name) => [name, null]));
  });

/** What is to be set, on the preferences as they are. */
type PrefEdit = (value: JsonObject) => ReadonlyMap<string, PrefValue>;

function preparePrefWrite(
  app: App,
  title: string,
  force: boolean | undefined,
  edit: PrefEdit,
): Promise<PendingWrite> {
  return prepareWrite(app, {
    name: PREFS,
    title,
    scope: [DESKTOP_RECORD],
    whole: true,
    force: force ?? false,
    begin: () => (view) => [planPrefs(view, edit)],
  });
}

function planPrefs(view: View, edit: PrefEdit): PlannedChange {
  const clear = recordIn(view);
  const value = valueOf(clear);
  const wanted = edit(value);
  const paths = [...wanted.keys()].map((name) => ["value", name]);
  const after = { ...clear, value: withPrefs(value, wanted) };
  const change = putChange({ collection: PREFS, id: DESKTOP_RECORD }, view, after, paths);
  const changed = [...wanted].filter(([name, each]) =>
    !Object.hasOwn(value, name) || !same(value[name], each)
  );
  return { ...change, members: changed.map(([name]) => `value.${name}`) };
}

/** The record of Firefox on the desktop, empty where there is none. @throws {FoxdenError} `failed.record` */
function recordIn(view: View): JsonObject {
  const former = formerOf(PREFS, view.get(DESKTOP_RECORD));
  if (former.kind === "none" || former.kind === "tombstone") return { id: DESKTOP_RECORD };
  const fault = former.kind === "unreadable" ? "it does not open" : valueFault(former.clear);
  if (fault === undefined && former.clear) return former.clear;
  const message = `The record of Firefox's preferences is not in order: ${fault}; nothing was changed`;
  throw new FoxdenError("failed.record", message, { collection: PREFS, id: DESKTOP_RECORD });
}

function valueFault({ value }: JsonObject): string | undefined {
  return value === undefined || value === null || isObject(value) ? undefined : "value: not an object";
}

/** What is wrong with what was given, and a sentence that may help. Names preferences, never what they hold. */
interface Fault {
  readonly text: string;
  readonly hint?: string;
}

/** @throws {FoxdenError} `usage.value` */
function settingsOn(
  value: JsonObject,
  { settings, type, unsynced, guess }: PrefSetInput,
): ReadonlyMap<string, PrefValue> {
  const read = settings.map(({ name, text }) => {
    const present = Object.hasOwn(value, name) ? value[name] : undefined;
    return { name, ...readPref({ name, text, type, present }) };
  });
  const wanted = new Map(read.flatMap((each) => "value" in each ? [[each.name, each.value] as const] : []));
  const next = withPrefs(value, wanted);
  refuse(read.flatMap(({ name, ...each }): readonly Fault[] => {
    const fault = prefNameFault(name, value, next);
    if (fault && !(unsynced && fault.kind !== "never")) return [toldFault(name, fault, value, guess)];
    return "fault" in each ? [{ text: each.fault }] : [];
  }));
  return wanted;
}

function toldFault(name: string, { kind, text }: PrefNameFault, value: JsonObject, guess: Guess): Fault {
  const others = knownPrefNames(value).filter((each) => each !== name);
  return kind === "unknown" ? { text, hint: guess(name, others) } : { text };
}

function refuseTwice(settings: readonly PrefSetting[]): void {
  const names = settings.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) refuse([{ text: `${twice} is set twice` }]);
}

/** @throws {FoxdenError} `usage.value` when there are any */
function refuse(faults: readonly Fault[]): void {
  const [first] = faults;
  if (first === undefined) return;
  const more = faults.length === 1 ? "" : ` (and ${faults.length - 1} more)`;
  const message = `${first.text}${more}; nothing was changed${first.hint ?? ""}`;
  throw new FoxdenError("usage.value", message, { name: "NAME" });
}

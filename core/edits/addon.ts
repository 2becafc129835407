/** What foxden may change of an add-on's record, which is what a Firefox acts upon. Pure. */
import type { JsonObject } from "../json.ts";

/** The members of an add-on that can be set, as they were typed. */
export interface AddonChange {
  readonly enabled: boolean;
}

const YES = ["yes", "true", "on"];
const NO = ["no", "false", "off"];

/**
 * Reads words such as `enabled=no`.
 *
 * @returns the change, or what is wrong with the words
 */
export function readAddonChange(words: readonly string[]): AddonChange | string {
  let enabled: boolean | undefined;
  for (const word of words) {
    const at = word.indexOf("=");
    const [member, text] = [word.slice(0, at), word.slice(at + 1).toLowerCase()];
    const fault = memberFault(member);
    if (fault !== undefined) return fault;
    if (enabled !== undefined) return "enabled is set twice";
    if (!YES.includes(text) && !NO.includes(text)) return "enabled is yes or no";
    enabled = YES.includes(text);
  }
  return enabled === undefined ? NOTHING_SET : { enabled };
}

/** What can be set at all. */
const NOTHING_SET = "nothing to change: enabled=yes or enabled=no is what can be set of an add-on";

const FIXED: ReadonlyMap<string, string> = new Map([
  ["addonID", "it says which add-on the record is of, and every Firefox has installed that one"],
  ["applicationID", "it says which program the add-on is installed in"],
  [
    "source",
    "Firefox installs from addons.mozilla.org alone, and passes over a record that says anything else",
  ],
  ["id", "each Firefox knows the add-on by it"],
]);

/** The names that columns have, by those of the record. */
const COLUMN_NAMES: ReadonlyMap<string, string> = new Map([
  ["addonId", "addonID"],
  ["application", "applicationID"],
  ["applicationId", "applicationID"],
]);

/** Why a member cannot be set; undefined for the one that can. */
function memberFault(member: string): string | undefined {
  if (member === "enabled") return undefined;
  const why = FIXED.get(COLUMN_NAMES.get(member) ?? member);
  return why === undefined
    ? `an add-on has no member "${member}" that could be set, only enabled`
    : `${member} cannot be set: ${why}`;
}

/** The record with the change in it; every other member stays. */
export const changedAddon = (clear: JsonObject, { enabled }: AddonChange): JsonObject => ({
  ...clear,
  enabled,
});

/** Whether a word sets a member: ids of add-ons and of records hold no equals sign. */
export const isMemberWord = (word: string): boolean => /^[A-Za-z][\w-]*=/.test(word);

/**
 * What Firefox 153 does on its own account, whatever the server: everything these tests allow for, in one table.
 * Nothing else is allowed.
 */
import type { AccountState } from "./state.ts";
import { until } from "./wait.ts";

export interface Quirk {
  /** What Firefox does. */
  readonly quirk: string;
  /** What the tests make of it. */
  readonly allowed: string;
}

export const QUIRKS = {
  formIds: {
    quirk: "Form history gives a received entry an id of its own, and sometimes uploads it again under that",
    allowed:
      "entries are compared by name and value, each once; the form validator may find doubles, and a sync " +
      "without changes may upload forms",
  },
  formDeletions: {
    quirk:
      "So the deletion of an entry may name an id that the other device does not know, and the entry stays there",
    allowed: "a deleted entry is not compared; the form validator may miss it on the server",
  },
  passwordTimes: {
    quirk: "A received login has its own timePasswordChanged",
    allowed: "logins are compared without their times",
  },
  visitTimes: {
    quirk: "A received visit is cut to whole milliseconds",
    allowed: "visits are compared in whole milliseconds",
  },
  queryTypes: {
    quirk: "Places keeps a query as a bookmark with a place: address",
    allowed: "such a bookmark is taken for a query",
  },
  autofillDerived: {
    quirk: "An address or card shows members that follow from others, such as address-line1 and cc-exp",
    allowed: "only the members that are stored are compared",
  },
  conflictSeconds: {
    quirk:
      "A bookmark changed on both sides: ages are compared against the server's time in whole seconds, and within " +
      "one second what is on the server wins",
    allowed: "the tests let that time pass between an upload and the later change",
  },
  signOut: {
    quirk:
      "Disconnecting takes away all preferences of Sync, the device's name and its choice of engines with them",
    allowed: "the tests set them before each sign-in",
  },
  deviceList: {
    quirk:
      "The account's devices are read once a minute, or when a push message says so; here is no push service",
    allowed: "the tests have the list read anew before they look at other devices",
  },
} as const satisfies Readonly<Record<string, Quirk>>;

/** The problems a form validator may report: {@link QUIRKS.formIds}, {@link QUIRKS.formDeletions}. */
export const ALLOWED_FORM_PROBLEMS: readonly string[] = ["clientDuplicates", "duplicates", "serverMissing"];

const CONFLICT_MS = 2000;

/** Lets as much time pass as it takes to tell an earlier change from a later one: {@link QUIRKS.conflictSeconds}. */
export async function pastWholeSeconds(): Promise<void> {
  const startedAtMs = Date.now();
  const isPast = () => Date.now() - startedAtMs > CONFLICT_MS ? true : undefined;
  await until(2 * CONFLICT_MS, "the clock", isPast);
}

/** What a sync without changes uploads, less what it may: {@link QUIRKS.formIds}. */
export function withoutFormUploads(engines: Iterable<string>): string[] {
  return [...engines].filter((name) => name !== "forms");
}

/** The state less form entries that were deleted: {@link QUIRKS.formDeletions}. */
export function withoutForms(state: AccountState, deleted: readonly string[]): AccountState {
  return { ...state, forms: state.forms.filter((entry) => !deleted.includes(entry)) };
}

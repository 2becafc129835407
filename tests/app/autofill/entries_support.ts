/** What the tests of addresses and cards share: an account with some of them. */
import { prepareUndo } from "../../../app/undo/undo.ts";
import type { App } from "../../../app/open.ts";
import { isObject, type JsonObject } from "../../../core/json.ts";
import { put, type TestRecord } from "../app_support.ts";
import { openWriting, stored, type WritingAccount } from "../writing_support.ts";

export const ID = "4be31f0a9c77";
export const ENTRY = {
  version: 1,
  name: "Ann Lee",
  "given-name": "Ann",
  "family-name": "Lee",
  "address-level2": "Ulm",
  country: "DE",
  "x-newer": { deep: [1] },
  timeCreated: 1000,
  timeLastModified: 2000,
  timeLastUsed: 3000,
  timesUsed: 4,
};
export const address = (more: JsonObject = {}, id = ID): TestRecord => ({
  id,
  entry: { ...ENTRY, ...more },
  future: "kept",
});

export const VISA = "4111111111111111";
export const MASTERCARD = "5555555555554444";
export const card = (more: JsonObject = {}, id = "77c0ad12be90"): TestRecord => (
  { id, entry: { version: 3, "cc-number": VISA, "cc-type": "visa", "cc-name": "Ann Lee", ...more } }
);

export async function onAccount(
  run: (account: WritingAccount) => Promise<void>,
  collection = "addresses",
  ...records: readonly TestRecord[]
): Promise<void> {
  await using account = await openWriting();
  if (records.length > 0) await put(account.app, collection, ...records);
  account.writes.length = 0;
  await run(account);
}

export const given = (fields: Record<string, string>) => new Map(Object.entries(fields));
/** Words as a person types them. */
export const typed = (...words: readonly string[]) => ({ words, whole: [] });
export const setting = (fields: Record<string, string>, ids = [ID], force = false) => (
  { sought: typed(...ids), fields: given(fields), force }
);
export const undone = async (app: App) => await (await prepareUndo(app, { count: 1, force: false })).commit();

export async function entry(app: App, collection = "addresses", id = ID): Promise<JsonObject> {
  const clear = (await stored(app, collection, id))[id];
  return isObject(clear) && isObject(clear["entry"]) ? clear["entry"] : {};
}

/** What an extension may keep in `storage.sync`, and how foxden changes it. Pure. */
import { utf8 } from "../bytes.ts";
import { compactJson, type ItemTexts, joinItems, splitItems } from "./extension_storage_text.ts";

/** The limits of `storage.sync` in Firefox and Chrome, for one extension: bytes of everything, of an item, and items. */
export const QUOTA = { bytes: 102_400, bytesPerItem: 8192, items: 512 } as const;

/** What an item counts: its key, and its value as JSON without blanks, in bytes of UTF-8. */
export const itemBytes = (key: string, valueText: string): number =>
  utf8(key).length + utf8(valueText).length;

/** The text of a value as it was typed: JSON, or with `asText` the text itself; undefined for what is no JSON. */
export const readItemValue = (text: string, asText: boolean): string | undefined =>
  asText ? JSON.stringify(text) : compactJson(text);

/** What is to become of items: the text of a value, or null to remove it. */
export type ItemEdits = ReadonlyMap<string, string | null>;

/** The items after an edit, the untouched ones as they were written. */
export function editItems(items: ItemTexts, edits: ItemEdits): ItemTexts {
  const edited = new Map(items);
  for (const [key, text] of edits) {
    if (text === null) edited.delete(key);
    else edited.set(key, text);
  }
  return edited;
}

/** The keys that an edit changes. */
export const changedKeys = (items: ItemTexts, edits: ItemEdits): string[] =>
  [...edits].filter(([key, text]) => (items.get(key) ?? null) !== text).map(([key]) => key);

/**
 * Why an extension could not have set these items itself; undefined when it could. What is only removed is never
 * refused, and what was too large before may stay.
 */
export function quotaFault(items: ItemTexts, edits: ItemEdits): string | undefined {
  const set = [...edits].flatMap(([key, text]) => text === null ? [] : [{ key, text }]);
  const large = set.find(({ key, text }) => itemBytes(key, text) > QUOTA.bytesPerItem);
  if (large) {
    const bytes = itemBytes(large.key, large.text).toLocaleString("en");
    return `"${large.key}" would take ${bytes} bytes with its key, and an item may have ${
      per(QUOTA.bytesPerItem)
    }`;
  }
  const edited = editItems(items, edits);
  if (edited.size > QUOTA.items && edited.size > items.size) {
    return `there would be ${
      edited.size.toLocaleString("en")
    } items, and an extension may have ${QUOTA.items}`;
  }
  const [before, after] = [items, edited].map((each) => utf8(joinItems(each)).length);
  if (after === undefined || before === undefined || after <= QUOTA.bytes || after <= before) {
    return undefined;
  }
  return `all items together would take ${after.toLocaleString("en")} bytes, and an extension may have ${
    per(QUOTA.bytes)
  }`;
}

const per = (bytes: number): string => bytes.toLocaleString("en");

export { type ItemTexts, joinItems, splitItems };
